#pragma once

/// Sizes of operands, and tests for overlap in constant time.

#include <xact/arrays/operand.hpp>

#include <cstdint>

namespace xact::inline XACT_ARCH::kernels {

/// The number of elements.
[[nodiscard]] XACT_INLINE std::size_t size_of(const operand &o) noexcept { return o.rows * o.columns; }
[[nodiscard]] XACT_INLINE bool is_contiguous(const operand &o) noexcept {
  return o.rows <= 1 || o.columns == 0 || o.stride == o.columns;
}
/// The address after the last element.
[[nodiscard]] XACT_INLINE std::uintptr_t end_of(const operand &o) noexcept {
  return size_of(o) == 0 ? begin_of(o) : begin_of(o) + ((o.rows - 1) * o.stride + o.columns) * bytes_of(o);
}

/// True if an array can have the sizes of o: its rows and gaps have at most PTRDIFF_MAX bytes. (With larger sizes the
/// products in this file can wrap.)
[[nodiscard]] XACT_INLINE bool is_possible(const operand &o) noexcept {
  if (o.rows == 0 || o.columns == 0)
    return true;
  const std::size_t most = PTRDIFF_MAX / bytes_of(o);
  return o.columns <= most &&
         (o.rows == 1 || o.rows - 1 <= (most - o.columns) / (o.stride < o.columns ? o.columns : o.stride));
}

/// The rows of an array, in bytes.
struct byte_rows {
  std::uintptr_t begin; ///< address of the first row
  std::size_t width;    ///< bytes per row
  std::size_t stride;   ///< distance between the starts of adjacent rows
};

/// Returns true only if the rows of two arrays interleave without a common byte. Modulo the greatest common divisor of
/// the two strides, all rows of one array cover the same interval of addresses. The result is true if the intervals of
/// the two arrays do not overlap. For equal strides the result is exact. For different strides the result can be false
/// although the arrays have no common byte. Precondition: `second` starts between the start and the end of `first`.
[[nodiscard]] XACT_OUTLINE inline bool interleave(const byte_rows &first, const byte_rows &second) noexcept {
  if (first.width > first.stride || second.width > second.stride)
    return false;
  std::size_t divisor = first.stride;
  for (std::size_t rest = second.stride; rest != 0;) {
    const std::size_t next = divisor % rest;
    divisor = rest;
    rest = next;
  }
  const std::size_t apart = (second.begin - first.begin) % divisor;
  return first.width <= apart && second.width <= divisor - apart;
}

/// True if the arrays have no common element, or if they are the same array and `same_allowed` is true. For interleaved
/// rows of different strides (see `interleave`) or element types the result can be false although the arrays have no
/// common element.
[[nodiscard]] inline bool are_separate(const operand &a, const operand &b, bool same_allowed) noexcept {
  if (end_of(a) <= begin_of(b) || end_of(b) <= begin_of(a) || size_of(a) == 0 || size_of(b) == 0) [[likely]]
    return true;
  if (a.role != b.role || bytes_of(a) != bytes_of(b))
    return false;
  if (begin_of(a) == begin_of(b) && a.rows == b.rows && a.columns == b.columns && (a.rows == 1 || a.stride == b.stride))
    return same_allowed;
  // An array without gaps counts as a single row. The stride of a single row has no meaning, so the row gets the stride
  // of the other array.
  const auto rows_of = [](const operand &o, std::size_t others_stride) -> byte_rows {
    return is_contiguous(o) ? byte_rows{begin_of(o), size_of(o) * bytes_of(o), others_stride * bytes_of(o)}
                            : byte_rows{begin_of(o), o.columns * bytes_of(o), o.stride * bytes_of(o)};
  };
  const byte_rows of_a = rows_of(a, b.stride);
  const byte_rows of_b = rows_of(b, a.stride);
  return begin_of(a) < begin_of(b) ? interleave(of_a, of_b) : interleave(of_b, of_a);
}

} // namespace xact::inline XACT_ARCH::kernels
