// needs: Eigen
// The examples in the header and in the README need only this header of xact.
#include <xact/interop/eigen_threads.hpp>

void compile_pass(std::span<const float> x, std::span<float> y) {
  Eigen::ThreadPool pool(3);
  xact::forward(xact::eigen_threads{pool}, xact::elu{}, x, y);
}
