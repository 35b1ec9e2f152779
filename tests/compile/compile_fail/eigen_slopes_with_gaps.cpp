// needs: Eigen
// expect: slopes must lie side by side
#include <xact/interop/eigen.hpp>
#include <xact/xact.hpp>

void compile_fail(const Eigen::MatrixXf &x, Eigen::MatrixXf &y) {
  xact::forward(xact::prelu{x.row(0), xact::each_column(x)}, x, y);
}
