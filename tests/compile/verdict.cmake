# Compiles SOURCE, and checks the result against VERDICT:
#
#   pass  SOURCE must compile
#   fail  SOURCE must not compile, and the first error must contain the text of the comment `// expect: ...`
#
# Each comment `// flags: ...` in SOURCE gives the flags of one compilation. A comment `// flags GNU: ...` has an effect
# only if the CMake id of the compiler is GNU (g++); `// flags Clang: ...` is analogous. @FOLDER@ stands for the folder
# of SOURCE. Without a comment for the compiler, SOURCE is compiled once, without additional flags.

set(options -std=c++20 -fsyntax-only -Wfatal-errors)
list(REMOVE_ITEM INCLUDES ${IMPLICIT})
list(REMOVE_ITEM INCLUDES "${PROJECT_INCLUDE}")
foreach(path IN LISTS INCLUDES)
  list(APPEND options -isystem "${path}")
endforeach()
list(APPEND options "-I${PROJECT_INCLUDE}") # -isystem would disable the warnings about the headers of xact

cmake_path(GET SOURCE PARENT_PATH FOLDER)
file(STRINGS "${SOURCE}" expect REGEX "^// expect: ")
string(REPLACE "// expect: " "" expect "${expect}")
string(REPLACE "\\;" ";" expect "${expect}")
file(STRINGS "${SOURCE}" variants REGEX "^// flags( ${COMPILER_ID})?: ")
if(NOT variants)
  set(variants "// flags: ")
endif()

foreach(flags IN LISTS variants)
  string(REGEX REPLACE "^// flags[^:]*: " "" flags "${flags}")
  string(CONFIGURE "${flags}" flags @ONLY)
  separate_arguments(flags)
  execute_process(COMMAND "${COMPILER}" ${options} ${flags} "${SOURCE}"
    RESULT_VARIABLE status ERROR_VARIABLE output OUTPUT_QUIET
  )
  if(VERDICT STREQUAL "pass")
    if(NOT status EQUAL 0)
      message(FATAL_ERROR "does not compile with '${flags}':\n${output}")
    endif()
    continue()
  endif()
  string(REGEX MATCH "error:[^\n]*" error "${output}")
  string(FIND "${error}" "${expect}" found)
  if(status EQUAL 0)
    message(FATAL_ERROR "compiles with '${flags}'")
  elseif(expect STREQUAL "" OR found EQUAL -1)
    message(FATAL_ERROR "with '${flags}' the first error does not say '${expect}':\n${output}")
  endif()
endforeach()
