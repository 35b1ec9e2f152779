# xact::dispatch: the kernels, compiled once for each level of instructions and chosen among when the program starts.
# Included by xact's own CMakeLists.txt and by the installed package; what it compiles lies beside this file.

include_guard(GLOBAL)
include(CheckCXXSourceCompiles)

# In Debug builds too: the loops would be some hundred times slower, and functions that are not inlined might be those of
# the standard library, of which the linker keeps one for all levels.
set(XACT_DISPATCH_OPTIMIZATION -O2 CACHE STRING "How xact's kernels are compiled in builds of any type")
mark_as_advanced(XACT_DISPATCH_OPTIMIZATION)

# xact_add_kernels(<target> <source>...): compiles each source once for each level and adds the objects to the target,
# which links to xact::dispatch. A source says of which functors the kernels are: XACT_KERNELS(my_functor). It is compiled
# as the target's own are, with the properties below as they are when this is called.
function(xact_add_kernels target)
  check_cxx_source_compiles("
    #if !defined(__x86_64__) && !defined(__i386__) && !defined(_M_X64) && !defined(_M_IX86)
    #error
    #endif
    int main() {}
  " XACT_FOR_X86)
  set(flags_sve256 -march=armv8.2-a+sve -msve-vector-bits=256)
  if(NOT XACT_FOR_X86)
    list(JOIN flags_sve256 " " CMAKE_REQUIRED_FLAGS)
    set(CMAKE_REQUIRED_INCLUDES "${xact_xsimd_include}")
    check_cxx_source_compiles("
      #include <xsimd/xsimd.hpp>
      #if !defined(__linux__) || !XSIMD_WITH_SVE
      #error
      #endif
      int main() {}
    " XACT_FOR_SVE)
  endif()
  # As in include/xact/dispatch/levels.hpp.
  set(levels baseline)
  if(XACT_FOR_X86)
    list(APPEND levels avx2 avx512)
  elseif(XACT_FOR_SVE)
    list(APPEND levels sve256)
  endif()
  if(MSVC)
    set(flags_avx2 /arch:AVX2)
    set(flags_avx512 /arch:AVX512)
    set(optimized "$<$<NOT:$<CONFIG:Debug>>:/O2>") # in Debug /RTC1 rules it out
  else()
    set(flags_avx2 -mavx2 -mfma)
    set(flags_avx512 ${flags_avx2} -mavx512f -mavx512cd -mavx512bw -mavx512dq -mavx512vl)
    set(optimized ${XACT_DISPATCH_OPTIMIZATION})
  endif()
  foreach(source IN LISTS ARGN)
    cmake_path(GET source STEM stem)
    set(kernels ${target}_${stem})
    while(TARGET ${kernels}_baseline) # of a source of the same name in another folder
      string(APPEND kernels _)
    endwhile()
    foreach(level IN LISTS levels)
      set(objects ${kernels}_${level})
      add_library(${objects} OBJECT EXCLUDE_FROM_ALL "${source}")
      foreach(property IN ITEMS CXX_STANDARD CXX_STANDARD_REQUIRED CXX_EXTENSIONS CXX_VISIBILITY_PRESET
              VISIBILITY_INLINES_HIDDEN
      )
        get_target_property(value ${target} ${property})
        if(NOT value MATCHES "NOTFOUND$")
          set_target_properties(${objects} PROPERTIES ${property} "${value}")
        endif()
      endforeach()
      target_compile_features(${objects} PRIVATE "$<TARGET_PROPERTY:${target},COMPILE_FEATURES>")
      target_compile_definitions(${objects} PRIVATE
        "$<TARGET_PROPERTY:${target},COMPILE_DEFINITIONS>" XACT_DISPATCH_LEVEL=${level}
        $<$<BOOL:${XACT_FOR_SVE}>:XACT_DISPATCH_SVE>
      )
      target_compile_options(${objects} PRIVATE
        "$<TARGET_PROPERTY:${target},COMPILE_OPTIONS>" ${flags_${level}} ${optimized}
      )
      target_include_directories(${objects} PRIVATE "$<TARGET_PROPERTY:${target},INCLUDE_DIRECTORIES>")
      # These say which of the folders are the system's.
      target_link_libraries(${objects} PRIVATE
        xact::xact "$<TARGET_GENEX_EVAL:${target},$<TARGET_PROPERTY:${target},LINK_LIBRARIES>>"
      )
      # For libraries of any kind. Whole-program optimization would have to respect the levels' flags.
      set_target_properties(${objects} PROPERTIES POSITION_INDEPENDENT_CODE ON INTERPROCEDURAL_OPTIMIZATION OFF)
      target_sources(${target} PRIVATE "$<TARGET_OBJECTS:${objects}>")
    endforeach()
  endforeach()
endfunction()

add_library(xact_dispatch STATIC EXCLUDE_FROM_ALL "${CMAKE_CURRENT_LIST_DIR}/level.cpp")
add_library(xact::dispatch ALIAS xact_dispatch)
set_target_properties(xact_dispatch PROPERTIES POSITION_INDEPENDENT_CODE ON)
target_link_libraries(xact_dispatch PUBLIC xact::xact)
xact_add_kernels(xact_dispatch
  "${CMAKE_CURRENT_LIST_DIR}/float.cpp" "${CMAKE_CURRENT_LIST_DIR}/double.cpp" "${CMAKE_CURRENT_LIST_DIR}/exact.cpp"
)
target_compile_definitions(xact_dispatch
  INTERFACE XACT_DISPATCH
  PUBLIC $<$<BOOL:${XACT_FOR_SVE}>:XACT_DISPATCH_SVE> # xact_add_kernels has looked
  PRIVATE $<$<CXX_COMPILER_ID:MSVC>:_CRT_SECURE_NO_WARNINGS> # it warns about getenv
)
