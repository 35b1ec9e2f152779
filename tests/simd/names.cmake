# Checks that the inline namespace has a different name for each set of flags below, because the compiler may generate
# different code of a kernel for each set. The test skips sets that the compiler or xsimd rejects, and sets that define
# the same macros as an earlier set.
#   COMPILER: the C++ compiler
#   INCLUDES: the include directories of xact
#   IMPLICIT: the default include directories of the compiler, which are removed from INCLUDES

cmake_minimum_required(VERSION 3.25)

set(instruction_sets
  "-msse2" "-msse3" "-mssse3" "-msse4.1" "-msse4.2"
  "-mavx" "-mavx -mfma" "-mavx -mfma4" "-mavx2" "-mavx2 -mfma" "-mavx2 -mavxvnni" "-mavx2 -mfma -mavxvnni"
)
set(flags "")
foreach(set IN ITEMS f cd vl dq er pf bw ifma vbmi vbmi2 vnni)
  string(APPEND flags " -mavx512${set}")
  list(APPEND instruction_sets "-mavx512${set}" "${flags}")
endforeach()
set(settings
  "-ffast-math" "-ffinite-math-only" "-fno-signed-zeros" "-fassociative-math -fno-signed-zeros -fno-trapping-math"
  "-freciprocal-math"
)
set(programs "-DXACT_ONE_LANE" "-DXACT_ONE_LANE -mfma" "-DXACT_DISPATCH" "-DXACT_KERNEL_TARGET=avx2")

set(options -std=c++20 -E -P -x c++ -DXACT_ALLOW_FAST_MATH)
list(REMOVE_ITEM INCLUDES ${IMPLICIT})
foreach(path IN LISTS INCLUDES)
  list(APPEND options -isystem "${path}")
endforeach()

set(names)
set(macros_of_all)
foreach(flags IN LISTS instruction_sets settings programs)
  separate_arguments(flags_list UNIX_COMMAND "${flags}")
  execute_process(COMMAND "${COMPILER}" ${flags_list} -E -dM -x c++ /dev/null
    OUTPUT_VARIABLE macros ERROR_VARIABLE error RESULT_VARIABLE status)
  # Skips flags that define the same macros as earlier flags. For example, clang defines no macro for some settings.
  string(MD5 macros "${macros}")
  if(NOT status EQUAL 0 OR macros IN_LIST macros_of_all)
    continue()
  endif()
  list(APPEND macros_of_all "${macros}")
  set(source "${CMAKE_CURRENT_BINARY_DIR}/xact_name.cpp")
  file(WRITE "${source}" "#include <xact/simd/xsimd.hpp>\nname_is XACT_ARCH\n")
  execute_process(COMMAND "${COMPILER}" ${options} ${flags_list} "${source}"
    OUTPUT_VARIABLE output ERROR_QUIET RESULT_VARIABLE status)
  if(NOT status EQUAL 0)
    continue()
  endif()
  file(REMOVE "${source}")
  string(FIND "${output}" "name_is " begin REVERSE)
  string(SUBSTRING "${output}" ${begin} -1 output)
  string(REGEX REPLACE "^name_is |\n" "" name "${output}")
  message(STATUS "${flags}: ${name}")
  if(NOT name MATCHES "^[a-z][a-z0-9_]+$")
    message(SEND_ERROR "${flags}: ${name} is no name")
  elseif(name IN_LIST names)
    message(SEND_ERROR "${flags}: ${name} is the name for other flags, too")
  endif()
  list(APPEND names "${name}")
endforeach()
list(LENGTH names count)
if(count LESS 20)
  message(FATAL_ERROR "${COMPILER} knows only ${count} of the sets of flags")
endif()
