#pragma once

#include <xact/numbers/rounded_double.hpp>

#include <concepts>

namespace xact::inline XACT_ARCH::math::detail {

/// op(x...) for an operation on batches of double. The operation is evaluated on each half of the lanes.
template <class Op, std::same_as<rounded_double>... X>
[[nodiscard]] XACT_INLINE rounded_double by_halves(const Op &op, const X &...x) noexcept {
  const auto on = [&op](const auto &...v)
                      XACT_INLINE_LAMBDA { return rounded_double(op(v[0]...), op(v[rounded_double::last]...)); };
  return on(x.doubles()...);
}

} // namespace xact::inline XACT_ARCH::math::detail
