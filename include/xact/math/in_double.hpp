#pragma once

/// The evaluation of formulas for float in double. Products of floats are then exact, and the result is rounded once.

#include <xact/simd/memory.hpp>

#include <array>
#include <iterator>

namespace xact::inline XACT_ARCH::math::detail {

/// The results of op(x), rounded to float. `op` takes a batch D of double, and returns a std::array<D, Count>.
template <std::size_t Count, register_batch V, class Op>
[[nodiscard]] XACT_INLINE std::array<V, Count> in_double(const V &x, const Op &op) noexcept {
  std::array<V, Count> y;
  if constexpr (scalar<V>) {
    const auto all = op(static_cast<double>(x));
    for (std::size_t k = 0; k < Count; ++k)
      y[k] = static_cast<V>(all[k]);
  } else if constexpr (std::same_as<V, native_batch<float>>) {
    const parts<float, double> in = widen(x);
    const auto lower = op(in[0]);
    const auto upper = op(in[in.size() - 1]); // one part if a batch has one lane
    for (std::size_t k = 0; k < Count; ++k)
      if constexpr (std::tuple_size_v<parts<float, double>> == 1)
        y[k] = narrow(parts<float, double>{lower[k]});
      else
        y[k] = narrow(parts<float, double>{lower[k], upper[k]});
  } else if constexpr (requires { x.registers; }) {
    for (std::size_t j = 0; j < std::size(x.registers); ++j) {
      const auto all = in_double<Count>(x.registers[j], op);
      for (std::size_t k = 0; k < Count; ++k)
        y[k].registers[j] = all[k];
    }
  } else { // a register that is narrower than those of the target
    alignas(64) float lanes[Count + 1][V::size];
    x.store_aligned(lanes[Count]);
    for (std::size_t j = 0; j < V::size; ++j) {
      const auto all = in_double<Count>(lanes[Count][j], op);
      for (std::size_t k = 0; k < Count; ++k)
        lanes[k][j] = all[k];
    }
    for (std::size_t k = 0; k < Count; ++k)
      y[k] = V::load_aligned(lanes[k]);
  }
  return y;
}

} // namespace xact::inline XACT_ARCH::math::detail
