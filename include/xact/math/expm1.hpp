#pragma once

#include <xact/math/exp.hpp>

namespace xact::inline XACT_ARCH::math {

/// e^x - 1 for every x, accurate near 0. NaN gives NaN; ±0 gives ±0.
/// Error: at most 1 ULP for float (without FMA 1.5 for x > 0) and 2 ULP for double.
template <batch V> [[nodiscard]] XACT_INLINE V expm1(V x) noexcept {
  using reduction = detail::exp_reduction<V>;
  using constants = typename reduction::constants;
  const V large(constants::expm1_is_exp);
  const reduction e(at_least(select(x > large, large, x), V(constants::expm1_saturates)));
  // e^x - 1 is (2^n - 1) + 2^n·head + 2^n·tail. The sum of the first two terms is computed exactly, as sum + lost,
  // because these terms partly cancel for n = 1.
  const V power = reduction::power(e.n);
  const V base = power - V(1);
  const V term = power * e.head;
  const V sum = base + term;
  const V part = sum - base;
  const V lost = ((base - (sum - part)) + (term - part)) + ((power - base) - V(1));
  const V value = sum + mul_add(power, e.tail, lost);
  // The name is qualified, because xsimd has a function exp, too.
  return select(x == V(0), x, select(x > large, math::exp(x), value));
}

} // namespace xact::inline XACT_ARCH::math
