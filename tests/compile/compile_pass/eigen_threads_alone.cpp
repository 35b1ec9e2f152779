// needs: Eigen
// The example in the header, and the README's, need no other header of xact.
#include <xact/interop/eigen_threads.hpp>

void compile_pass(std::span<const float> x, std::span<float> y) {
  Eigen::ThreadPool pool(3);
  xact::forward(xact::eigen_threads{pool}, xact::elu{}, x, y);
}
