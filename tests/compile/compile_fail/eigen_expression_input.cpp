// needs: Eigen
// expect: this Eigen expression has no elements in memory
// A correct call passes (x + x).eval().
#include <xact/interop/eigen.hpp>
#include <xact/xact.hpp>

void compile_fail(const Eigen::VectorXf &x, Eigen::VectorXf &y) { xact::forward(xact::relu{}, x + x, y); }
