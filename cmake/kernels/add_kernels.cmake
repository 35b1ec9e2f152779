# Compiles the kernels of users' functors for dispatch, once per target. In this file <target> is a target of CMake.
# Every other target is an instruction set of dispatch.

include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/targets.cmake")

# xact_add_kernels(<target> <source>...) compiles each source file once per target of the kernel library, and adds the
# objects to <target>. <target> must link to xact::dispatch. A source file names each functor with
# XACT_KERNELS(my_functor). The source files are compiled with the options and libraries of <target>, and with the
# properties listed below. Later changes of these properties of <target> have no effect on the source files.
function(xact_add_kernels target)
  xact_find_targets()
  foreach(source IN LISTS ARGN)
    cmake_path(GET source STEM stem)
    set(kernels ${target}_${stem})
    while(TARGET ${kernels}_baseline) # a source file of the same name in another folder already uses this name
      string(APPEND kernels _)
    endwhile()
    foreach(kernel_target IN LISTS xact_targets)
      set(objects ${kernels}_${kernel_target})
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
        "$<TARGET_PROPERTY:${target},COMPILE_DEFINITIONS>" XACT_KERNEL_TARGET=${kernel_target}
        ${xact_kernel_definitions}
      )
      target_compile_options(${objects} PRIVATE
        "$<TARGET_PROPERTY:${target},COMPILE_OPTIONS>" ${xact_flags_${kernel_target}}
      )
      target_include_directories(${objects} PRIVATE "$<TARGET_PROPERTY:${target},INCLUDE_DIRECTORIES>")
      # The libraries of <target> are linked too, because they determine which include folders are system folders.
      target_link_libraries(${objects} PRIVATE
        xact::xact "$<TARGET_GENEX_EVAL:${target},$<TARGET_PROPERTY:${target},LINK_LIBRARIES>>"
      )
      # The code is position independent, because <target> may be a shared library. Link-time optimization is off,
      # because it would have to compile each object again with the flags of the object's target.
      set_target_properties(${objects} PROPERTIES POSITION_INDEPENDENT_CODE ON INTERPROCEDURAL_OPTIMIZATION OFF)
      if(NOT MSVC)
        target_compile_options(${objects} PRIVATE -fno-lto)
      endif()
      target_sources(${target} PRIVATE "$<TARGET_OBJECTS:${objects}>")
    endforeach()
  endforeach()
endfunction()
