# Checks that FOLDER contains no kernel library, because no target in this folder links to the library.
cmake_minimum_required(VERSION 3.25)

file(GLOB_RECURSE libraries "${FOLDER}/libxact.*" "${FOLDER}/xact.lib" "${FOLDER}/xact.dll")
if(libraries)
  message(FATAL_ERROR "the kernels were built: ${libraries}")
endif()
