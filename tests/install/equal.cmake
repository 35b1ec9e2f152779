# Preprocesses SOURCE with the headers and with the single header. The results must be equal except for white space.
#   COMPILER  the C++ compiler
#   SOURCE    the source to preprocess
#   HEADERS   the include folder of xact
#   SINGLE    the folder of the single header
#   XSIMD     the include folder of xsimd
foreach(folder IN ITEMS HEADERS SINGLE)
  execute_process(COMMAND "${COMPILER}" -std=c++20 -E -P "-I${${folder}}" "-I${XSIMD}" "${SOURCE}"
    OUTPUT_VARIABLE text_${folder} COMMAND_ERROR_IS_FATAL ANY
  )
  string(REGEX REPLACE "[ \t\r\n]+" "\n" text_${folder} "${text_${folder}}")
endforeach()
if(NOT text_HEADERS STREQUAL text_SINGLE)
  message(FATAL_ERROR "the single header in ${SINGLE} differs from the headers in ${HEADERS}")
endif()
if(NOT text_SINGLE MATCHES "\nstruct\nelu\n")
  message(FATAL_ERROR "the preprocessed program does not contain elu")
endif()
