# Compiles SOURCE once for each comment `// flags: ...` in it (once without flags if there is none); `// flags GNU: ...`
# is for that compiler alone, and @FOLDER@ in it is where the source is. An accepted program must compile; a refused one must not, and the first error must hold the
# text of its comment `// expect: ...`.

set(options -std=c++20 -fsyntax-only -Wfatal-errors)
list(REMOVE_ITEM INCLUDES ${IMPLICIT})
foreach(path IN LISTS INCLUDES)
  list(APPEND options -isystem "${path}")
endforeach()

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
  if(VERDICT STREQUAL "accepted")
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
