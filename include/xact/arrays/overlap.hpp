#pragma once

/// The overlap of two arrays, told in a few operations whatever their sizes.

#include <xact/arrays/views.hpp>

namespace xact::inline XACT_ARCH {

namespace detail {

/// The rows of an array, in bytes.
struct byte_rows {
  std::uintptr_t begin; ///< the address of the first row
  std::size_t width;    ///< of each row
  std::size_t stride;   ///< from the begin of a row to that of the next
};

/// True if no row of one array meets a row of the other: modulo the greatest common divisor of the two strides the rows
/// of each array are one interval, and the intervals lie apart. Exact for equal strides; of different strides some
/// arrays that share no byte give false. Precondition: `second` begins between the begin and the end of `first`.
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

/// True when the two share no element, or all of them and `same_allowed`.
template <class A, class B>
[[nodiscard]] XACT_INLINE bool separate(const view<A> &a, const view<B> &b, bool same_allowed) noexcept {
  const std::uintptr_t a_begin = a.begin();
  const std::uintptr_t b_begin = b.begin();
  if (a.end() <= b_begin || b.end() <= a_begin) [[likely]]
    return true;
  if (a.size() == 0 || b.size() == 0) // an empty array inside the other one
    return true;
  if constexpr (!std::is_same_v<std::remove_const_t<A>, std::remove_const_t<B>>)
    return false;
  if (a_begin == b_begin && a.rows == b.rows && a.columns == b.columns && (a.rows == 1 || a.stride == b.stride))
    return same_allowed;
  // Elements side by side are a single row, to which any stride belongs.
  const auto rows_of = [](const auto &v, std::size_t others_stride) {
    const std::size_t bytes = sizeof(*v.data);
    return v.contiguous() ? byte_rows{v.begin(), v.size() * bytes, others_stride * bytes}
                          : byte_rows{v.begin(), v.columns * bytes, v.stride * bytes};
  };
  const byte_rows of_a = rows_of(a, b.stride);
  const byte_rows of_b = rows_of(b, a.stride);
  return a_begin < b_begin ? interleave(of_a, of_b) : interleave(of_b, of_a);
}

} // namespace detail
} // namespace xact::inline XACT_ARCH
