#pragma once

/// The functor that evaluates an activation on the packets of Eigen.

#include <xact/adaptors/learned.hpp>
#include <xact/functor/hooks.hpp>
#include <xact/simd/packet.hpp>

#include <Eigen/Core>

namespace xact::inline XACT_ARCH {

namespace detail {

/// An activation. The concept tests the derivative first. A generic lambda fails this test, so the lambda's operator()
/// is not instantiated for a batch. The instantiation might be a compile error.
template <class F>
concept eigen_activation = requires(const F &f, native_batch<float> x) { f.derivative(x); } && activation<F>;

/// A functor that unaryExpr cannot evaluate: a binding to parameters per channel, or a functor f(x, p) that has no form
/// f(x).
template <class F>
concept eigen_unsupported = channel_bound<F> || (parametric<F> && !has_value<F>);

/// A functor for batches that has no derivative. The concept first excludes ordinary functors of Eigen, which accept a
/// number of type T: an instantiation of their operator() for a batch might be a compile error.
template <class F, class T>
concept eigen_without_derivative =
    !eigen_activation<F> && !eigen_unsupported<F> && !std::is_invocable_v<const F &, const T &> && has_value<F, float>;

/// Returns f(x) for a packet, Eigen's type for a SIMD register.
template <scalar T, class F, class Packet>
[[nodiscard]] XACT_INLINE Packet of_packet(const F &f, const Packet &x) noexcept {
  static_assert(computes_here<T>());
  return to_packet<Packet>(native_batch<T>(f(from_packet<T>(x))));
}

/// A functor for Eigen's expressions that evaluates an activation.
template <class F, class T> struct eigen_functor {
  static_assert(scalar<T>, "xact: activations work on float or double; cast this expression first, as in "
                           "x.cast<float>().unaryExpr(f)");
  static_assert(!scalar<T> || has_value<F, T>,
                "xact: this activation works on float alone, like xact::exact; cast this expression first");

  F f;

  // Eigen's loops call this operator for elements that do not fill a packet.
  [[nodiscard]] XACT_INLINE T operator()(T x) const noexcept { return first_lane(value(native_batch<T>(x))); }
  template <class Packet> [[nodiscard]] XACT_INLINE Packet packetOp(const Packet &x) const noexcept {
    return of_packet<T>([this](auto v) XACT_INLINE_LAMBDA { return value(v); }, x);
  }

private:
  /// Returns f(x), computed by the specialized form of f, as `forward` does. The choice of the form is repeated for
  /// each packet, unless the compiler moves the choice out of Eigen's loop.
  [[nodiscard]] XACT_INLINE native_batch<T> value(native_batch<T> x) const noexcept {
    static_assert(hooks_fit<F, T>());
    native_batch<T> y;
    detail::specialize(f, [&](const auto &g) XACT_INLINE_LAMBDA { y = g(x); });
    return y;
  }
};

/// The functor for tensors, whose element type T may be const, as in TensorMap<Tensor<const float, 1>>.
template <class F, class T> using eigen_tensor_functor = eigen_functor<F, std::remove_const_t<T>>;

} // namespace detail
} // namespace xact::inline XACT_ARCH

namespace Eigen {

namespace internal {
template <class F, class T> struct functor_traits<xact::detail::eigen_functor<F, T>> {
  enum {
    Cost = 20 * NumTraits<T>::MulCost, // about the cost of an exponential
    PacketAccess = packet_traits<T>::Vectorizable
  };
};
} // namespace internal

} // namespace Eigen
