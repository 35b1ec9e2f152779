#pragma once

/// Functor that evaluates an activation on the packets of Eigen.

#include <xact/adaptors/learned.hpp>
#include <xact/functor/hooks.hpp>
#include <xact/simd/packet.hpp>

#include <Eigen/Core>

namespace xact::inline XACT_ARCH {

namespace detail {

/// An activation, told by its derivative first: a generic lambda has none, and is not tried on a batch.
template <class F>
concept eigen_activation = requires(const F &f, native_batch<float> x) {
  f.derivative(x);
}
&&activation<F>;

/// A functor that calls for what unaryExpr cannot give it.
template <class F>
concept eigen_misfit = channel_bound<F> ||(parametric<F> && !has_value<F>);

/// A functor that works on batches alone, and lacks the derivative that would tell it. Eigen calls its functors with a
/// T; one that can be called so is its own, and again not tried on a batch.
template <class F, class T>
concept eigen_without_derivative =
    !eigen_activation<F> && !eigen_misfit<F> && !std::is_invocable_v<const F &, const T &> && has_value<F, float>;

/// f of a packet.
template <scalar T, class F, class Packet>
[[nodiscard]] XACT_INLINE Packet of_packet(const F &f, const Packet &x) noexcept {
  static_assert(computes_here<T>());
  return to_packet<Packet>(native_batch<T>(f(from_packet<T>(x))));
}

/// An activation as Eigen calls its functors.
template <class F, class T> struct eigen_functor {
  static_assert(scalar<T>, "xact: activations work on float or double; cast this expression first, as in "
                           "x.cast<float>().unaryExpr(f)");
  static_assert(!scalar<T> || has_value<F, T>,
                "xact: this activation works on float alone, as those of xact::exact do; cast this expression first");

  F f;

  // Eigen's loops call it for what does not fill a packet.
  [[nodiscard]] XACT_INLINE T operator()(T x) const noexcept { return first_lane(value(native_batch<T>(x))); }
  template <class Packet> [[nodiscard]] XACT_INLINE Packet packetOp(const Packet &x) const noexcept {
    return of_packet<T>([this](auto v) XACT_INLINE_LAMBDA { return value(v); }, x);
  }

private:
  /// In the form that `forward` would run. Which one does not change from packet to packet, but a compiler may not see
  /// that.
  [[nodiscard]] XACT_INLINE native_batch<T> value(native_batch<T> x) const noexcept {
    static_assert(hooks_fit<F, T>());
    native_batch<T> y;
    detail::specialize(f, [&](const auto &g) XACT_INLINE_LAMBDA { y = g(x); });
    return y;
  }
};

/// Of a tensor, whose elements may be const: TensorMap<Tensor<const float, 1>>.
template <class F, class T> using eigen_tensor_functor = eigen_functor<F, std::remove_const_t<T>>;

} // namespace detail
} // namespace xact::inline XACT_ARCH

namespace Eigen {

namespace internal {
template <class F, class T> struct functor_traits<xact::detail::eigen_functor<F, T>> {
  enum {
    Cost = 20 * NumTraits<T>::MulCost, // of the order of an exponential
    PacketAccess = packet_traits<T>::Vectorizable
  };
};
} // namespace internal

} // namespace Eigen
