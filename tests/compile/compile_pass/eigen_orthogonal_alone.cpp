// needs: Eigen
// The example with xact::orthogonal in the README needs only this header of xact.
#include <xact/interop/orthogonal.hpp>

#include <random>
#include <vector>

void compile_pass(std::vector<float> &w, std::mt19937_64 &generator) {
  const xact::elu f;
  xact::initialize(xact::orthogonal{xact::gain(f)}, xact::strided{w.data(), 100, 784, 784}, generator);
}
