# Checks that FOLDER contains no kernel library, since no target there links to it.
cmake_minimum_required(VERSION 3.25)

file(GLOB_RECURSE libraries "${FOLDER}/libxact.*" "${FOLDER}/xact.lib" "${FOLDER}/xact.dll")
if(libraries)
  message(FATAL_ERROR "the kernels were built: ${libraries}")
endif()
