// flags: -DWEIGHTS
// flags: -DSLOPES
// expect: pass an output of these
#include <xact/training.hpp>

#include <random>

void compile_fail(std::span<int> w, std::mt19937_64 &generator) {
#ifdef SLOPES
  xact::initialize_slopes(w);
#else
  xact::initialize(xact::he_normal({.in = 3, .out = 2}), w, generator);
#endif
}
