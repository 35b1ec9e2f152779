#pragma once

/// The input x + r: an array and a residual, the array of a skip connection.

#include <xact/verbs/call.hpp>

#include <utility>

namespace xact::inline XACT_ARCH {

/// The sum of two arrays, as an input of a verb.
template <class X, class R> struct residual_sum {
  X &&array;    ///< x
  R &&residual; ///< r
};

/// The input x + r of a verb. The verb adds the residual r to x and evaluates f in the same pass:
///
///     forward(f, with_residual(x, r), y);                         y = f(x + r)
///     forward(biased(f, b, axis), with_residual(x, r), y);        y = f((x + b[c]) + r)
///     backward(f, with_residual(x, r), dy, dx);                   dx = dy·f'(x + r), the gradient in x and in r
///
/// Shapes     r has the shape of x and the same element type.
/// Bits       Each sum is rounded before the next step, so that all results are bitwise equal to those of separate
///            passes: one that adds the bias (for `biased`), one that adds r, and one that evaluates f. (For the sum db
///            of the gradient see `backward`.)
/// Verbs      forward, derivative, value_and_derivative, backward, and forward_with_mask for an activation without
///            parameters per channel.
/// In place   An output may be x or r itself. Any other overlap is a misuse.
/// Lifetime   The object refers to x and r. Use it as an argument of the call.
template <class X, class R> [[nodiscard]] constexpr residual_sum<X, R> with_residual(X &&x, R &&r) noexcept {
  return {std::forward<X>(x), std::forward<R>(r)};
}

namespace kernels {

/// The operation Op on x + r: its first two inputs are x and r. A functor that adds its parameter p to x (`biased`)
/// adds p first. The operation of the functor then gets x + p in place of x, and r in place of p.
template <class Op> struct residual_op : Op {
  using Op::Op;
  XACT_INLINE explicit residual_op(const Op &op) noexcept : Op(op) {}

  template <class V, class... X> [[nodiscard]] XACT_FLAT auto operator()(V x, V r, X... more) const noexcept {
    if constexpr (requires { requires Op::functor::adds_parameter; })
      return after_bias(x, r, more...);
    else
      return Op::operator()(x + r, more...);
  }
  template <class Run>
  XACT_INLINE void specialize(const Run &run) const requires requires(const Op &op) { op.specialize(run); }
  {
    Op::specialize([&]<class G>(const G &g) XACT_INLINE_LAMBDA { run(residual_op<G>(g)); });
  }

private:
  template <class V, class... X> [[nodiscard]] XACT_FLAT auto after_bias(V x, V r, V p, X... more) const noexcept {
    return Op::operator()(x + p, r, more...);
  }
};

/// True for the input that with_residual returns.
template <class S> inline constexpr bool is_residual_sum = false;
template <class X, class R> inline constexpr bool is_residual_sum<residual_sum<X, R>> = true;

/// Runs an operation on the arguments of a verb whose first input is x + r.
template <template <class, scalar> class Op, template <class, scalar> class OfTwo = Op, class On, class S, class... A>
requires is_residual_sum<std::remove_cvref_t<S>>
XACT_INLINE void call(const char *name, const On &on, const argument<read, S> &first, const A &...more) {
  auto &x = first.array.array;
  auto &r = first.array.residual;
  call<Op, OfTwo, residual_op>(name, on, reads<decltype(x)>{"x", x}, reads<decltype(r)>{"the residual", r}, more...);
}

} // namespace kernels
} // namespace xact::inline XACT_ARCH
