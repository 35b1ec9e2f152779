#pragma once

/// The evaluation of formulas for float in double. Products of floats are then exact, and the result is rounded once.

#include <xact/simd/memory.hpp>

#include <iterator>

namespace xact::inline XACT_ARCH::math::detail {

/// op(x). A bundle is evaluated register by register, for operations that need so many registers that a bundle would
/// not fit.
template <register_batch V, class Op> [[nodiscard]] XACT_INLINE V one_by_one(const V &x, const Op &op) noexcept {
  if constexpr (requires { x.registers; }) {
    V y;
    for (std::size_t k = 0; k < std::size(x.registers); ++k)
      y.registers[k] = op(x.registers[k]);
    return y;
  } else {
    return op(x);
  }
}

/// op(x) for an operation on batches of double, rounded to float.
template <register_batch V, class Op> [[nodiscard]] XACT_INLINE V in_double(const V &x, const Op &op) noexcept {
  if constexpr (scalar<V>) {
    return static_cast<V>(op(static_cast<double>(x)));
  } else if constexpr (std::same_as<V, native_batch<float>>) {
    const parts<float, double> in = widen(x);
    if constexpr (std::tuple_size_v<parts<float, double>> == 1)
      return narrow(parts<float, double>{op(in[0])});
    else
      return narrow(parts<float, double>{op(in[0]), op(in[1])});
  } else if constexpr (requires { x.registers; }) {
    return one_by_one(x, [&op](auto v) XACT_INLINE_LAMBDA { return in_double(v, op); });
  } else { // a register that is narrower than those of the target
    alignas(64) float lanes[V::size];
    x.store_aligned(lanes);
    for (float &lane : lanes)
      lane = in_double(lane, op);
    return V::load_aligned(lanes);
  }
}

} // namespace xact::inline XACT_ARCH::math::detail
