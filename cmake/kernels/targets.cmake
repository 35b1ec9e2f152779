# The targets that kernels are compiled for: the baseline, which has the flags of the project, and the instruction sets
# of include/xact/simd/targets.hpp.

include_guard(GLOBAL)
include(CheckCXXSourceCompiles)

# Kernels are optimized in Debug builds too. Without optimization their loops would be about a hundred times slower.
# The compiler would also not inline functions of the standard library. The linker would then keep one copy of such a
# function for all targets, and this copy may use instructions that the processor lacks.
set(XACT_DISPATCH_OPTIMIZATION -O2 CACHE STRING "The optimization of xact's kernels in builds of any type")
mark_as_advanced(XACT_DISPATCH_OPTIMIZATION)

# xact_find_targets() sets these variables: xact_targets is the list of targets. xact_flags_<target> has the compiler
# flags of a target. xact_kernel_definitions has the definitions for every source file that depends on the list of
# targets.
function(xact_find_targets)
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
  if(MSVC)
    set(flags_avx2 /arch:AVX2)
    set(flags_avx512 /arch:AVX512)
    set(optimized "$<$<NOT:$<CONFIG:Debug>>:/O2>") # in Debug builds /RTC1 excludes /O2
  else()
    set(flags_avx2 -mavx2 -mfma -mprfchw) # -mprfchw: prefetches for writing; processors without them ignore them
    set(flags_avx512 ${flags_avx2} -mavx512f -mavx512cd -mavx512bw -mavx512dq -mavx512vl)
    set(optimized ${XACT_DISPATCH_OPTIMIZATION})
  endif()
  set(targets baseline)
  set(definitions)
  if(XACT_FOR_X86)
    list(APPEND targets avx2 avx512)
  elseif(XACT_FOR_SVE)
    list(APPEND targets sve256)
    set(definitions XACT_DISPATCH_SVE)
  endif()
  foreach(target IN LISTS targets)
    set(xact_flags_${target} ${flags_${target}} ${optimized} PARENT_SCOPE)
  endforeach()
  set(xact_targets ${targets} PARENT_SCOPE)
  set(xact_kernel_definitions ${definitions} PARENT_SCOPE)
endfunction()
