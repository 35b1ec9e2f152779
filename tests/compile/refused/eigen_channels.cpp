// needs: Eigen
// expect: unaryExpr knows no channels
#include <xact/interop/eigen.hpp>
#include <xact/xact.hpp>

void refused(const Eigen::MatrixXf &x, const Eigen::VectorXf &slopes, Eigen::MatrixXf &y) {
  y = x.unaryExpr(xact::prelu{slopes, xact::each_row(x)});
}
