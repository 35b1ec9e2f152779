# Checks that the files for CMake and pkg-config in PREFIX contain neither the path PREFIX nor a path in the list
# FOLDERS.
cmake_minimum_required(VERSION 3.25)

file(GLOB_RECURSE files "${PREFIX}/*.cmake" "${PREFIX}/*.pc")
if(NOT files MATCHES "xactConfig\\.cmake.*xact\\.pc")
  message(FATAL_ERROR "there are no files for CMake or pkg-config in ${PREFIX}")
endif()
foreach(file IN LISTS files)
  file(READ "${file}" text)
  foreach(folder IN ITEMS "${PREFIX}" ${FOLDERS})
    string(FIND "${text}" "${folder}" at)
    if(NOT at EQUAL -1)
      message(SEND_ERROR "${file} contains ${folder}")
    endif()
  endforeach()
endforeach()
