// needs: Eigen
// expect: this output is a temporary
#include <xact/interop/eigen.hpp>
#include <xact/xact.hpp>

void refused(const Eigen::VectorXf &x) { xact::forward(xact::relu{}, x, Eigen::VectorXf(x.size())); }
