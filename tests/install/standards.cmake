# A target that has set CXX_STANDARD to less than 20 and links to xact::xact fails with one error, which says what to
# do; any other target compiles.
#   FOLDER, PREFIX, GENERATOR, COMPILER
cmake_minimum_required(VERSION 3.25)

execute_process(
  COMMAND ${CMAKE_COMMAND} -S "${CMAKE_CURRENT_LIST_DIR}/standards" -B "${FOLDER}" -G "${GENERATOR}"
          "-DCMAKE_CXX_COMPILER=${COMPILER}" "-DCMAKE_PREFIX_PATH=${PREFIX}"
  OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY
)
execute_process(COMMAND ${CMAKE_COMMAND} --build "${FOLDER}" --target accepted COMMAND_ERROR_IS_FATAL ANY)
foreach(standard IN ITEMS 98 11 14 17)
  execute_process(COMMAND ${CMAKE_COMMAND} --build "${FOLDER}" --target headers_${standard}
    RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output
  )
  string(REPLACE ";" "," output "${output}")
  string(REGEX MATCHALL "error: [^\n]*" errors "${output}")
  list(LENGTH errors count)
  if(status EQUAL 0 OR NOT count EQUAL 1 OR NOT errors MATCHES "C\\+\\+20.*CXX_STANDARD.*xact\\.h.*xact/xact11\\.hpp")
    message(SEND_ERROR "with CXX_STANDARD ${standard} there is no single error that says what to do:\n${output}")
  endif()
endforeach()
