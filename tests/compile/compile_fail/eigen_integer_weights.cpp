// expect: pass an output of these
#include <xact/interop/orthogonal.hpp>

#include <random>

void compile_fail(xact::strided<int> w, std::mt19937_64 &generator) {
  xact::initialize(xact::orthogonal{}, w, generator);
}
