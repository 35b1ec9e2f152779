# Sets `result` to the list of functors in include/xact/catalogue.hpp, such as relu;formula::prelu. If this header
# changes, the next build runs CMake again.
function(xact_read_catalogue result)
  set(header "${PROJECT_SOURCE_DIR}/include/xact/catalogue.hpp")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${header}")
  file(READ "${header}" text)
  if(NOT text MATCHES "using catalogue =[ \n]*list<([^;]*)>;")
    message(FATAL_ERROR "xact: ${header} has no list of functions")
  endif()
  string(REGEX REPLACE "[ \n]" "" functors "${CMAKE_MATCH_1}")
  string(REPLACE "," ";" functors "${functors}")
  set(${result} "${functors}" PARENT_SCOPE)
endfunction()
