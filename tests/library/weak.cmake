# Checks the object files of a source file that includes xact11.hpp: all functions of xact11.hpp are local to an object
# file, so that the linker never replaces them by functions of another object file. Only the class xact11::error is
# shared.
#   NM         the tool nm
#   OBJECTS    the object files

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
