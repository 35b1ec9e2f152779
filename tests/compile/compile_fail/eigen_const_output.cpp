// needs: Eigen
// expect: this output is const
#include <xact/interop/eigen.hpp>
#include <xact/xact.hpp>

void compile_fail(const Eigen::MatrixXf &x, const Eigen::MatrixXf &y) { xact::forward(xact::relu{}, x, y.leftCols(2)); }
