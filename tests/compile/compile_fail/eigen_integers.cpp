// needs: Eigen
// expect: activations work on float or double
#include <xact/interop/eigen.hpp>
#include <xact/xact.hpp>

void compile_fail(const Eigen::VectorXi &x, Eigen::VectorXi &y) { y = x.unaryExpr(xact::relu{}); }
