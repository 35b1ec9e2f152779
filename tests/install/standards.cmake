# Builds targets that link to xact::xact, with different C++ standards. A target with CXX_STANDARD below 20 must fail
# with a single error, and the error must explain the solution. All other targets must compile.
#   FOLDER     the build folder
#   PREFIX     the folder of the installed package
#   GENERATOR  the generator of CMake
#   COMPILER   the C++ compiler
cmake_minimum_required(VERSION 3.25)

execute_process(
  COMMAND ${CMAKE_COMMAND} -S "${CMAKE_CURRENT_LIST_DIR}/standards" -B "${FOLDER}" -G "${GENERATOR}"
          "-DCMAKE_CXX_COMPILER=${COMPILER}" "-DCMAKE_PREFIX_PATH=${PREFIX}"
  OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY
)
execute_process(COMMAND ${CMAKE_COMMAND} --build "${FOLDER}" --target compile_pass COMMAND_ERROR_IS_FATAL ANY)
foreach(standard IN ITEMS 98 11 14 17)
  execute_process(COMMAND ${CMAKE_COMMAND} --build "${FOLDER}" --target headers_${standard}
    RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output
  )
  string(REPLACE ";" "," output "${output}")
  string(REGEX MATCHALL "error: [^\n]*" errors "${output}")
  list(LENGTH errors count)
  if(status EQUAL 0 OR NOT count EQUAL 1 OR NOT errors MATCHES "C\\+\\+20.*CXX_STANDARD.*xact\\.h.*xact/xact11\\.hpp")
    message(SEND_ERROR "with CXX_STANDARD ${standard} the output is not a single error that explains the solution:\n${output}")
  endif()
endforeach()
