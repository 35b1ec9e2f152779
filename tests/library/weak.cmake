# Checks that objects with xact11.hpp share only the class `error` of it.
#   NM, OBJECTS

cmake_minimum_required(VERSION 3.25)

execute_process(COMMAND "${NM}" --defined-only ${OBJECTS} OUTPUT_VARIABLE lines COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "[^\n]+" lines "${lines}")
list(FILTER lines INCLUDE REGEX "xact11")
set(own ${lines})
list(FILTER own INCLUDE REGEX " t ")
if(NOT own)
  message(FATAL_ERROR "there are no functions of xact11; are these the objects?")
endif()
list(FILTER lines INCLUDE REGEX " [^tdrb] ")
list(FILTER lines EXCLUDE REGEX "6xact115error")
list(FILTER lines EXCLUDE REGEX "_ZNKSt16initializer_list") # appears without optimization, and contains only pointers
if(lines)
  list(JOIN lines "\n  " lines)
  message(FATAL_ERROR "symbols that other objects may replace:\n  ${lines}")
endif()
