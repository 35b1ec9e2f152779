# Checks that the compiler keeps the prefetches of the loops. Unless g++ inlines a function that only prefetches before
# it looks for functions without effect, g++ removes the calls of the function.
#   COMPILER  the compiler of the build
#   INCLUDES  the include path
#   SOURCE    prefetch.cpp

cmake_minimum_required(VERSION 3.25)

list(TRANSFORM INCLUDES PREPEND -I)
execute_process(COMMAND "${COMPILER}" -std=c++20 -O2 -mavx2 -mfma ${INCLUDES} -S "${SOURCE}" -o -
  OUTPUT_VARIABLE code COMMAND_ERROR_IS_FATAL ANY
)
# The loop with cached stores prefetches x, dy and dx; the loop with non-temporal stores prefetches x and dy.
string(REGEX MATCHALL "\tprefetch(w|t0)\t" prefetches "${code}")
list(LENGTH prefetches count)
if(count LESS 5)
  message(FATAL_ERROR "The code of ${SOURCE} has ${count} prefetches, fewer than 5")
endif()
