// needs: Eigen
// expect: some of these matrices are stored by rows, others by columns
#include <xact/interop/eigen.hpp>
#include <xact/xact.hpp>

using by_rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

void compile_fail(const Eigen::MatrixXf &x, const Eigen::MatrixXf &dy, by_rows &dx) {
  xact::backward(xact::relu{}, x, dy, xact::accumulate(dx));
}
