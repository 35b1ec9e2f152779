// needs: Eigen
// expect: unaryExpr recognizes an activation by its derivative
#include <xact/interop/eigen.hpp>
#include <xact/xact.hpp>

struct square {
  template <class A> xsimd::batch<float, A> operator()(xsimd::batch<float, A> x) const { return x * x; }
};

void compile_fail(const Eigen::VectorXf &x, Eigen::VectorXf &y) { y = x.unaryExpr(square{}); }
