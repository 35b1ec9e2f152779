#pragma once

/// The expressions that unaryExpr(f) makes from an activation, for matrices and for the unsupported Tensor.

#include <xact/interop/eigen_functor.hpp>

namespace Eigen {

// For an activation f, unaryExpr(f) is an expression of the eigen_functor of f.
template <xact::detail::eigen_activation F, class Xpr>
class CwiseUnaryOp<F, Xpr> : public CwiseUnaryOp<xact::detail::eigen_functor<F, typename Xpr::Scalar>, Xpr> {
public:
  explicit CwiseUnaryOp(const Xpr &x, const F &f = {})
      : CwiseUnaryOp<xact::detail::eigen_functor<F, typename Xpr::Scalar>, Xpr>(x, {f}) {}
};

template <xact::detail::eigen_unsupported F, class Xpr> class CwiseUnaryOp<F, Xpr> {
  static_assert(!xact::detail::eigen_unsupported<F>,
                "xact: unaryExpr cannot pass a parameter per channel; call "
                "xact::forward(f, x, y) instead, with a Matrix, Map or Block as y");
};

template <class F, class Xpr> requires xact::detail::eigen_without_derivative<F, typename internal::traits<Xpr>::Scalar>
class CwiseUnaryOp<F, Xpr> {
  static_assert(xact::detail::eigen_activation<F>,
                "xact: unaryExpr recognizes an activation by its derivative; add a member 'V derivative(V x) const' to "
                "this functor, or call xact::forward(f, x, y)");
};

// An expression of Tensor keeps the type F of the activation. The specializations below give this expression the traits
// and the evaluator of the eigen_functor. The header of Tensor may be included after this file, so this file declares
// two templates of Tensor.
template <class F, class Xpr> class TensorCwiseUnaryOp;
template <class Xpr, class Device> struct TensorEvaluator;

namespace internal {
template <xact::detail::eigen_activation F, class Xpr>
struct traits<TensorCwiseUnaryOp<F, Xpr>>
    : traits<TensorCwiseUnaryOp<xact::detail::eigen_tensor_functor<F, typename traits<Xpr>::Scalar>, Xpr>> {};
} // namespace internal

template <xact::detail::eigen_activation F, class Xpr, class Device>
struct TensorEvaluator<const TensorCwiseUnaryOp<F, Xpr>, Device>
    : TensorEvaluator<const TensorCwiseUnaryOp<xact::detail::eigen_tensor_functor<F, typename Xpr::Scalar>, Xpr>,
                      Device> {
  using functor = xact::detail::eigen_tensor_functor<F, typename Xpr::Scalar>;
  using XprType = TensorCwiseUnaryOp<F, Xpr>;

  TensorEvaluator(const XprType &x, const Device &device)
      : TensorEvaluator<const TensorCwiseUnaryOp<functor, Xpr>, Device>({x.nestedExpression(), functor{x.functor()}},
                                                                        device) {}
};

} // namespace Eigen
