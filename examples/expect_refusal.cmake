# Runs `program argument`. Fails unless the exit code of the program is 1 and its stderr begins with `message`.
execute_process(COMMAND "${program}" "${argument}" RESULT_VARIABLE code ERROR_VARIABLE error OUTPUT_QUIET)
string(FIND "${error}" "${message}" at)
if(NOT code EQUAL 1 OR NOT at EQUAL 0)
  message(FATAL_ERROR "expected exit code 1 and: ${message}\ngot exit code ${code} and: ${error}")
endif()
