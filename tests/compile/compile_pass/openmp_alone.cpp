// flags GNU: -fopenmp
// The example with OpenMP in the README needs only this header of xact.
#ifdef _OPENMP
#include <xact/interop/openmp.hpp>

void compile_pass(std::span<const float> x, std::span<float> y) {
  xact::forward(xact::openmp{}, xact::elu{}, x, y);
  xact::backward(xact::openmp{.threads = 2}, xact::elu{}, x, x, y);
}
#endif
