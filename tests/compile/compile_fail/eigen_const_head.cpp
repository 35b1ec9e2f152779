// needs: Eigen
// expect: this output is const
#include <xact/interop/eigen.hpp>
#include <xact/xact.hpp>

void compile_fail(const Eigen::VectorXf &x, const Eigen::VectorXf &y) {
  xact::forward(xact::relu{}, x.head(2), y.head(2));
}
