// needs: Eigen
// expect: this activation works on float alone
#include <xact/interop/eigen.hpp>
#include <xact/xact.hpp>

void compile_fail(const Eigen::VectorXd &x, Eigen::VectorXd &y) { y = x.unaryExpr(xact::exact(xact::elu{})); }
