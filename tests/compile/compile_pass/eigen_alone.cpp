// needs: Eigen
// Calls with Eigen, as in the README, need only this header of xact.
#include <xact/interop/eigen.hpp>

void compile_pass(const Eigen::MatrixXf &W, const Eigen::MatrixXf &x, const Eigen::VectorXf &b, Eigen::VectorXf &h,
                  Eigen::MatrixXf &dz, Eigen::VectorXf &slopes, Eigen::VectorXf &dslopes) {
  h = (W * h + b).unaryExpr(xact::elu{});
  xact::backward(xact::elu{}, x, W, dz.leftCols(x.cols()));
  xact::prelu slopes_of_rows{slopes, xact::each_row(x)};
  xact::backward(slopes_of_rows, x, W, dz.leftCols(x.cols()), dslopes);
  xact::forward(xact::relu{}, x, dz);
}
