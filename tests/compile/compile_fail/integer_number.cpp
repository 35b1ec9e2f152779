// expect: a functor takes a float, a double or a batch, not an integer
#include <xact/xact.hpp>

float compile_fail() { return static_cast<float>(xact::relu{}(-1)); }
