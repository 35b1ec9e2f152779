#pragma once

/// The evaluation of formulas for float in double. Products of floats are then exact, and the result is rounded once.

#include <xact/simd/memory.hpp>

#include <concepts>
#include <iterator>
#include <utility>

namespace xact::inline XACT_ARCH::math::detail {

/// op(x, p...). A bundle is evaluated register by register, for operations that need so many registers that a bundle
/// would not fit.
template <register_batch V, class Op, std::same_as<V>... P>
[[nodiscard]] XACT_INLINE V one_by_one(const Op &op, const V &x, const P &...p) noexcept {
  if constexpr (requires { x.registers; }) {
    V y;
    for (std::size_t k = 0; k < std::size(x.registers); ++k)
      y.registers[k] = op(x.registers[k], p.registers[k]...);
    return y;
  } else {
    return op(x, p...);
  }
}

/// op(x, p...) for an operation on batches of double, rounded to float.
template <register_batch V, class Op, std::same_as<V>... P>
[[nodiscard]] XACT_INLINE V in_double(const Op &op, const V &x, const P &...p) noexcept {
  if constexpr (scalar<V>) {
    return static_cast<V>(op(static_cast<double>(x), static_cast<double>(p)...));
  } else if constexpr (std::same_as<V, native_batch<float>>) {
    return narrow(xact::detail::map_parts(op, widen(x), widen(p)...));
  } else if constexpr (requires { x.registers; }) {
    return one_by_one([&op](auto... v) XACT_INLINE_LAMBDA { return in_double(op, v...); }, x, p...);
  } else { // a register that is narrower than those of the target
    constexpr std::size_t inputs = 1 + sizeof...(P);
    alignas(64) float lanes[inputs][V::size];
    std::size_t k = 0;
    x.store_aligned(lanes[k++]);
    (p.store_aligned(lanes[k++]), ...);
    for (std::size_t i = 0; i < V::size; ++i)
      lanes[0][i] = [&]<std::size_t... K>(std::index_sequence<K...>) XACT_INLINE_LAMBDA {
        return in_double(op, lanes[K][i]...);
      }(std::make_index_sequence<inputs>{});
    return V::load_aligned(lanes[0]);
  }
}

/// op(x, p...) for an operation on batches of double. A bundle is evaluated register by register; results in float are
/// rounded once.
template <register_batch V, class Op, std::same_as<V>... P>
[[nodiscard]] XACT_INLINE V with_digits_for(const Op &op, const V &x, const P &...p) noexcept {
  if constexpr (std::same_as<lane_t<V>, double>)
    return one_by_one(op, x, p...);
  else
    return in_double(op, x, p...);
}

} // namespace xact::inline XACT_ARCH::math::detail
