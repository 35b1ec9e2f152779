# xact::kernels is the kernel library: all functions, verbs, types and tiers, compiled once per target of dispatch (an
# instruction set). Programs call it through xact.h.
# xact::dispatch is the C++ headers with this library: a call runs the kernel of the library, if the library has one.

include(cmake/kernels/add_kernels.cmake)
xact_find_targets()
set(kernels_dir "${CMAKE_CURRENT_LIST_DIR}")
set(include_dir "${PROJECT_SOURCE_DIR}/include")
set(made "${CMAKE_CURRENT_BINARY_DIR}/kernels")

# Makes one source file per functor of the catalogue.
include(cmake/catalogue.cmake)
xact_read_catalogue(functors)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${kernels_dir}/set.cpp.in")
file(GLOB function_headers RELATIVE "${include_dir}" "${include_dir}/xact/functions/*.hpp")
set(words)
set(chunks "${kernels_dir}/softmax.cpp")
foreach(functor IN LISTS functors)
  string(REGEX REPLACE ".*::" "" word "${functor}")
  set(header "")
  foreach(candidate IN LISTS function_headers)
    file(STRINGS "${include_dir}/${candidate}" found REGEX "^struct ${word} ")
    if(found)
      set(header "${candidate}")
    endif()
  endforeach()
  if(NOT header)
    message(FATAL_ERROR "xact: no header of xact/functions has a struct ${word}, which is in the catalogue")
  endif()
  configure_file("${kernels_dir}/set.cpp.in" "${made}/${word}.cpp" @ONLY)
  list(APPEND words ${word})
  list(APPEND chunks "${made}/${word}.cpp")
endforeach()

# Makes the table of all kernel sets.
list(LENGTH words function_count)
set(slice_words softmax log_softmax)
list(LENGTH slice_words slice_function_count)
set(declarations "")
set(addresses "")
foreach(target IN LISTS xact_targets)
  foreach(word IN LISTS words slice_words)
    string(APPEND declarations "extern const kernel_set xact_kernels_${word}_${target};\n")
    string(APPEND addresses "    &xact_kernels_${word}_${target},\n")
  endforeach()
endforeach()
configure_file("${kernels_dir}/sets.cpp.in" "${made}/sets.cpp" @ONLY)

# Sets the properties of a CMake target with objects of the library. Only the functions of xact.h are visible outside,
# and no object needs the C++ library. The objects have unwind information even with -fno-exceptions, so an exception of
# the `report` function of an xact_call can pass through the library.
function(xact_set_up target)
  target_compile_features(${target} PRIVATE cxx_std_20) # even if the project has set an older standard
  target_link_libraries(${target} PRIVATE "$<BUILD_INTERFACE:xact::xact>")
  target_compile_definitions(${target} PRIVATE ${xact_kernel_definitions} XACT_SHARED_BUILD)
  if(NOT MSVC)
    # -fno-lto disables link-time optimization, even if a project enables it: link-time optimization would have to
    # compile each object again with the flags of the object's target.
    target_compile_options(${target} PRIVATE
      -fno-exceptions -fno-rtti -fno-threadsafe-statics -fno-lto -U_GLIBCXX_ASSERTIONS -U_GLIBCXX_DEBUG
    )
  else()
    target_compile_definitions(${target} PRIVATE _CRT_SECURE_NO_WARNINGS) # otherwise MSVC warns about getenv
  endif()
  set_target_properties(${target} PROPERTIES
    CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON POSITION_INDEPENDENT_CODE ON
    INTERPROCEDURAL_OPTIMIZATION OFF
  )
endfunction()

add_library(xact_kernels "${kernels_dir}/calls.cpp" "${kernels_dir}/names.cpp" "${kernels_dir}/target.cpp" "${made}/sets.cpp")
add_library(xact::kernels ALIAS xact_kernels)
xact_set_up(xact_kernels)
target_include_directories(xact_kernels
  PRIVATE "${kernels_dir}"
  PUBLIC "$<BUILD_INTERFACE:${include_dir}>" "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>"
)
target_compile_options(xact_kernels PRIVATE ${xact_flags_baseline})
set_target_properties(xact_kernels PROPERTIES
  OUTPUT_NAME xact EXPORT_NAME kernels VERSION ${PROJECT_VERSION}
  SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR} # before 1.0, minor versions may be incompatible
)
# Makes the linker omit the C++ library: neither xact_kernels nor a C program that links to xact_kernels needs it.
get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
if(BUILD_SHARED_LIBS)
  target_compile_definitions(xact_kernels INTERFACE XACT_SHARED)
  if(UNIX AND NOT APPLE)
    target_link_options(xact_kernels PRIVATE -Wl,--as-needed "-Wl,--version-script=${kernels_dir}/exports.map")
    set_target_properties(xact_kernels PROPERTIES LINK_DEPENDS "${kernels_dir}/exports.map")
  endif()
elseif("C" IN_LIST languages)
  set_target_properties(xact_kernels PROPERTIES LINKER_LANGUAGE C)
endif()
foreach(target IN LISTS xact_targets)
  add_library(xact_kernels_${target} OBJECT EXCLUDE_FROM_ALL ${chunks})
  xact_set_up(xact_kernels_${target})
  target_compile_definitions(xact_kernels_${target} PRIVATE XACT_KERNEL_TARGET=${target})
  target_compile_options(xact_kernels_${target} PRIVATE ${xact_flags_${target}})
  target_precompile_headers(xact_kernels_${target} PRIVATE
    "${include_dir}/xact/dispatch/set.hpp" "${include_dir}/xact/dispatch/slices_set.hpp"
  )
  target_sources(xact_kernels PRIVATE "$<TARGET_OBJECTS:xact_kernels_${target}>")
endforeach()
if(NOT PROJECT_IS_TOP_LEVEL AND NOT XACT_INSTALL)
  set_target_properties(xact_kernels PROPERTIES EXCLUDE_FROM_ALL ON) # built only if another target links to it
endif()

add_library(xact_dispatch INTERFACE)
add_library(xact::dispatch ALIAS xact_dispatch)
target_link_libraries(xact_dispatch INTERFACE xact::xact xact::kernels)
target_compile_definitions(xact_dispatch INTERFACE XACT_DISPATCH ${xact_kernel_definitions})
set_target_properties(xact_dispatch PROPERTIES EXPORT_NAME dispatch)
