# Writes one header that contains xact/xact.hpp, xact/training.hpp and all headers of xact that these two include. The
# text of each included header replaces the first #include of this header:
#   cmake -D INCLUDE_DIR=include -D OUT=xact.hpp -P single_header.cmake
cmake_policy(SET CMP0057 NEW)

set(done)
set(text "")

# Appends a header to `text`. The text of each header of xact replaces the first #include of this header. Later
# #include lines of this header are removed.
macro(append_header header)
  list(APPEND done "${header}")
  file(READ "${INCLUDE_DIR}/${header}" content_${header})
  string(REPLACE "#pragma once\n" "" content_${header} "${content_${header}}")
  while("${content_${header}}" MATCHES "#include <(xact/[^>]*|xact\\.h)>[^\n]*\n")
    set(line_${header} "${CMAKE_MATCH_0}")
    set(included_${header} "${CMAKE_MATCH_1}")
    string(FIND "${content_${header}}" "${line_${header}}" at)
    string(SUBSTRING "${content_${header}}" 0 ${at} before)
    string(APPEND text "${before}")
    string(LENGTH "${line_${header}}" length)
    math(EXPR after "${at} + ${length}")
    string(SUBSTRING "${content_${header}}" ${after} -1 content_${header})
    if(NOT included_${header} IN_LIST done)
      append_header("${included_${header}}")
    endif()
  endwhile()
  string(APPEND text "${content_${header}}")
endmacro()

append_header(xact/xact.hpp)
append_header(xact/training.hpp)
string(REGEX REPLACE "\n\n\n+" "\n\n" text "${text}")
file(READ "${CMAKE_CURRENT_LIST_DIR}/../../LICENSE" license)
string(REGEX REPLACE "([^\n]*)\n" "// \\1\n" license "${license}")
string(REGEX REPLACE "// \n" "//\n" license "${license}")
file(WRITE "${OUT}" "#pragma once\n\n// All of xact but interop and testing, made by cmake/packaging/single_header.cmake.\n//\n${license}${text}")
