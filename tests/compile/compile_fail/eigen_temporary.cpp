// needs: Eigen
// expect: this output is a temporary
#include <xact/interop/eigen.hpp>
#include <xact/xact.hpp>

void compile_fail(const Eigen::VectorXf &x) { xact::forward(xact::relu{}, x, Eigen::VectorXf(x.size())); }
