// needs: Eigen
// expect: unaryExpr tells an activation by its derivative
#include <xact/interop/eigen.hpp>
#include <xact/xact.hpp>

struct square {
  using V = xact::native_batch<float>;
  V operator()(V x) const { return x * x; }
};

void refused(const Eigen::VectorXf &x, Eigen::VectorXf &y) { y = x.unaryExpr(square{}); }
