// needs: Eigen
// expect: unaryExpr cannot pass a parameter per channel
#include <xact/interop/eigen.hpp>
#include <xact/xact.hpp>

void compile_fail(const Eigen::MatrixXf &x, const Eigen::VectorXf &slopes, Eigen::MatrixXf &y) {
  y = x.unaryExpr(xact::prelu{slopes, xact::each_row(x)});
}
