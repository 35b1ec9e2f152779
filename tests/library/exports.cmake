# Checks that the shared library exports exactly the functions that xact.h declares, all under one symbol version, and
# that it does not need the C++ library.
#   NM         the tool nm
#   LIBRARY    the shared library
#   HEADER     xact.h

cmake_minimum_required(VERSION 3.25)

file(STRINGS "${HEADER}" declared REGEX "^XACT_API .*xact_[a-z0-9_]+\\(")
list(TRANSFORM declared REPLACE "^XACT_API .*[ *](xact_[a-z0-9_]+)\\(.*" "\\1")
list(SORT declared)

execute_process(COMMAND "${NM}" -D --defined-only "${LIBRARY}" OUTPUT_VARIABLE lines COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "[^\n]+" lines "${lines}")
set(versions ${lines})
list(FILTER versions INCLUDE REGEX " A XACT_[0-9.]+(@@?XACT_[0-9.]+)?$")
list(LENGTH versions count)
if(NOT count EQUAL 1)
  message(FATAL_ERROR "not one version: ${versions}")
endif()
list(FILTER lines EXCLUDE REGEX " A XACT_")
string(REGEX REPLACE ".* A (XACT_[0-9.]+).*" "\\1" version "${versions}")
list(TRANSFORM lines REPLACE "^[0-9a-f]+ T ([a-z0-9_]+)@@${version}$" "\\1")
list(SORT lines)
if(NOT lines STREQUAL declared)
  list(JOIN lines "\n  " lines)
  list(JOIN declared "\n  " declared)
  message(FATAL_ERROR "exported:\n  ${lines}\nbut xact.h has:\n  ${declared}")
endif()

execute_process(COMMAND "${NM}" -D --undefined-only "${LIBRARY}" OUTPUT_VARIABLE needed COMMAND_ERROR_IS_FATAL ANY)
if(needed MATCHES " U _Z| U __cxa|GLIBCXX|CXXABI")
  message(FATAL_ERROR "the library needs the C++ library:\n${needed}")
endif()
list(LENGTH declared count)
message(STATUS "${count} functions of ${version}")
