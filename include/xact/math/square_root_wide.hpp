#pragma once

/// Square roots on the number types of `exact`.

#include <xact/numbers/double_double.hpp>
#include <xact/numbers/rounded_double.hpp>

namespace xact::inline XACT_ARCH {

/// The square root, with a relative error of about 2^-100. Precondition: x is 0, or so large that the square of the
/// rounding error of √x does not underflow.
[[nodiscard]] XACT_INLINE double_double square_root(double_double x) noexcept {
  using V = double_double::part;
  const V root = square_root(x.hi);
  const V rest = (x - detail::two_product(root, root)).hi / (root + root);
  return double_double(root, keep_where(rest - rest <= V(0), rest)); // 0 where the root is 0 or ∞
}

/// The square root, rounded to double.
[[nodiscard]] XACT_INLINE rounded_double square_root(const rounded_double &x) noexcept {
  const auto parts = x.doubles();
  return rounded_double(square_root(parts[0]), square_root(parts[rounded_double::last]));
}

} // namespace xact::inline XACT_ARCH
