#pragma once

/// Checks of a call's operands. The time of a check does not depend on the number of elements. All checks except
/// plain_call are functions, not templates, so that the compiler makes one copy of each.

#include <xact/arrays/misuse.hpp>
#include <xact/arrays/overlap.hpp>

namespace xact::inline XACT_ARCH::kernels {

/// The quick check of a call. `is` returns true if each array is a single row of the right length, the number of
/// channels is from 1 to the number of elements, and each output overlaps no other operand, except that it may be the
/// same array as an input. Nearly every call passes. A call that does not pass can still be valid: `conform` makes the
/// full checks.
template <class In, class Out, class = std::make_index_sequence<In::size>, class = std::make_index_sequence<Out::size>>
struct plain_call;
template <class... In, class... Out, std::size_t... J, std::size_t... O>
struct plain_call<kinds<In...>, kinds<Out...>, std::index_sequence<J...>, std::index_sequence<O...>> {
  template <class Inputs, class Outputs>
  [[nodiscard]] static XACT_INLINE bool is(const Inputs &in, const Outputs &out, std::size_t channels) noexcept {
    const std::size_t n = nth_operand<0>(in).columns;
    return (is_row<In>(nth_operand<J>(in), n, channels) && ...) &&
           (is_row<Out>(nth_operand<O>(out), n, channels) && ...) && (is_apart<O, Out>(in, out) && ...);
  }

private:
  template <class Kind>
  [[nodiscard]] static XACT_INLINE bool is_row(const operand &o, std::size_t n, std::size_t channels) noexcept {
    if constexpr (role_of<Kind> == role::skipped)
      return true;
    const std::size_t length = role_of<Kind> == role::dense  ? n
                               : role_of<Kind> == role::bits ? n / 8 + (n % 8 != 0)
                                                             : channels;
    return o.rows == 1 && o.columns == length && (role_of<Kind> != role::per_channel || length - 1 < n);
  }
  /// True if output K overlaps no output of a smaller index, and each input either does not overlap output K or is the
  /// same array.
  template <std::size_t K, class Kind, class Inputs, class Outputs>
  [[nodiscard]] static XACT_INLINE bool is_apart(const Inputs &in, const Outputs &out) noexcept {
    const operand &o = nth_operand<K>(out);
    return (are_apart<Kind, In>(o, nth_operand<J>(in), true) && ...) &&
           ((O >= K || are_apart<Kind, Out>(o, nth_operand<O>(out), false)) && ...);
  }
  template <class Kind, class Other>
  [[nodiscard]] static XACT_INLINE bool are_apart(const operand &a, const operand &b, bool same_allowed) noexcept {
    constexpr bool dense = role_of<Kind> == role::dense && role_of<Other> == role::dense;
    if constexpr (role_of<Kind> == role::skipped || role_of<Other> == role::skipped)
      return true;
    return begin_of(a) + a.columns * bytes_of(a) <= begin_of(b) ||
           begin_of(b) + b.columns * bytes_of(b) <= begin_of(a) ||
           (same_allowed && dense && begin_of(a) == begin_of(b));
  }
};

XACT_NOINLINE inline bool report_overlap(record &r, const operand &a, const operand &b, bool same_allowed) {
  return detail::report_misuse(
      r, XACT_ERROR_OVERLAP, "xact::%s: %s (%zu elements at %p) overlaps %s (%zu elements at %p)%s", r.name, a.name,
      size_of(a), a.data, b.name, size_of(b), b.data, same_allowed ? " without being the same array" : "");
}
XACT_NOINLINE inline bool report_shapes(record &r, const operand &a, const operand &b) {
  if (a.rows <= 1 && b.rows <= 1)
    return detail::report_misuse(r, XACT_ERROR_SIZE,
                                 "xact::%s: %s has %zu elements but %s has %zu; they must have the same length", r.name,
                                 a.name, size_of(a), b.name, size_of(b));
  return detail::report_misuse(
      r, XACT_ERROR_SIZE, "xact::%s: %s has %zu rows of %zu but %s has %zu rows of %zu; they must have the same shape",
      r.name, a.name, a.rows, a.columns, b.name, b.rows, b.columns);
}

/// Returns true if an array can have the sizes of o and its rows do not overlap. Else reports the misuse and returns
/// false.
[[nodiscard]] inline bool check_sizes(record &r, const operand &o) {
  if (!is_possible(o)) [[unlikely]]
    return detail::report_misuse(r, XACT_ERROR_SIZE,
                                 "xact::%s: %s cannot exist: %zu rows of %zu elements, with a stride of %zu, are more "
                                 "bytes than PTRDIFF_MAX; pass the sizes that it has",
                                 r.name, o.name, o.rows, o.columns, o.stride);
  if (o.rows > 1 && o.stride < o.columns) [[unlikely]]
    return detail::report_misuse(r, XACT_ERROR_SIZE,
                                 "xact::%s: rows of %s overlap: its stride is %zu, less than its %zu columns%s", r.name,
                                 o.name, o.stride, o.columns,
                                 o.stride == 0 ? " (an mdspan counts as stride 0 if its last stride is not 1)" : "");
  return true;
}

/// If a dense operand is a single row with as many elements as the call, gives the operand the shape of the call.
/// Returns true if the operand then has the shape of the call. Else reports the misuse and returns false.
[[nodiscard]] inline bool reshape(record &r, const operand &shape, operand &o) {
  if (o.rows == 1 && shape.rows != 1 && o.columns == size_of(shape)) {
    o.rows = shape.rows;
    o.columns = o.stride = shape.columns;
  }
  if (o.rows != shape.rows || o.columns != shape.columns) [[unlikely]]
    return report_shapes(r, shape, o);
  return true;
}

/// Checks an operand that is not dense against the shape and the axis of the call. If the operand does not fit, reports
/// the misuse and returns false.
[[nodiscard]] inline bool fits(record &r, const operand &shape, const operand &o) {
  if (o.role == role::per_channel &&
      (o.columns != r.channels || r.channels == 0 || (r.inner == 0 && size_of(shape) != 0))) [[unlikely]]
    return detail::report_misuse(
        r, XACT_ERROR_CHANNELS,
        "xact::%s: there are %zu %s for channel_axis{.channels = %zu, .inner = %zu}; channels must be that "
        "number, and inner at least 1",
        r.name, o.columns, o.name, r.channels, r.inner);
  if (o.role == role::per_channel && o.rows != 1) [[unlikely]]
    return detail::report_misuse(r, XACT_ERROR_SIZE, "xact::%s: there are %zu rows of %s; they must be one row", r.name,
                                 o.rows, o.name);
  if (o.role == role::reduced && size_of(o) != r.channels) [[unlikely]]
    return detail::report_misuse(r, XACT_ERROR_CHANNELS, "xact::%s: %s has %zu elements but there are %zu channels",
                                 r.name, o.name, size_of(o), r.channels);
  if (o.role == role::reduced && !is_contiguous(o)) [[unlikely]]
    return detail::report_misuse(r, XACT_ERROR_SIZE,
                                 "xact::%s: the elements of %s lie %zu apart; they must be contiguous", r.name, o.name,
                                 o.stride);
  if (o.role == role::bits && !is_contiguous(o)) [[unlikely]]
    return detail::report_misuse(
        r, XACT_ERROR_SIZE, "xact::%s: the bytes of the mask lie %zu apart; they must be contiguous", r.name, o.stride);
  const std::size_t n = size_of(shape);
  if (o.role == role::bits && size_of(o) != n / 8 + (n % 8 != 0)) [[unlikely]]
    return detail::report_misuse(r, XACT_ERROR_SIZE,
                                 "xact::%s: the mask has %zu bytes but %s has %zu elements, whose bits are %zu bytes",
                                 r.name, size_of(o), shape.name, n, n / 8 + (n % 8 != 0));
  return true;
}

/// If the call writes a mask, reports the misuse and returns true. Precondition: the arrays have gaps between rows that
/// do not fill whole bytes of a mask.
[[nodiscard]] inline bool splits_bytes(record &r, const operand &shape) {
  for (std::size_t o = 0; o < r.outputs; ++o)
    if (r.out[o].role == role::bits) {
      detail::report_misuse(
          r, XACT_ERROR_SIZE,
          "xact::%s: rows of %zu elements do not fill whole bytes of the mask; the number must be a multiple of 8",
          r.name, shape.columns);
      return true;
    }
  return false;
}

/// Returns true if one of the two operands is skipped, or if `are_separate` is true for them. Else reports the misuse
/// and returns false.
[[nodiscard]] inline bool check_separate(record &r, const operand &out, const operand &o, bool same_allowed) {
  if (out.role == role::skipped || o.role == role::skipped || are_separate(out, o, same_allowed)) [[likely]]
    return true;
  return report_overlap(r, out, o, same_allowed);
}

/// Returns operand k of a call. The inputs have the first indices, the outputs the indices after them.
[[nodiscard]] inline operand &operand_number(record &r, std::size_t k) noexcept {
  return k < r.inputs ? r.in[k] : r.out[k - r.inputs];
}

/// Checks all operands of a call. If an operand does not fit, reports the misuse and returns false. Gives all dense
/// operands one shape: that of the first dense operand that has not exactly one row, or else that of the first input.
/// If no dense operand has gaps between its rows, the shape becomes a single row.
[[nodiscard]] XACT_NOINLINE inline bool conform(record &r) {
  const std::size_t all = r.inputs + r.outputs;
  const operand *shape = r.in;
  for (std::size_t k = 0; k < all; ++k) {
    const operand &o = operand_number(r, k);
    if (!check_sizes(r, o))
      return false;
    if (o.role == role::dense && shape->rows == 1 && o.rows != 1)
      shape = &o;
  }
  bool contiguous = true;
  for (std::size_t k = 0; k < all; ++k) {
    operand &o = operand_number(r, k);
    const bool dense = o.role == role::dense;
    if (dense ? !reshape(r, *shape, o) : !fits(r, *shape, o))
      return false;
    contiguous = contiguous && (!dense || is_contiguous(o));
  }
  if (!contiguous && shape->columns % 8 != 0 && splits_bytes(r, *shape))
    return false;
  for (std::size_t k = r.inputs; k < all; ++k) {
    const operand &out = operand_number(r, k);
    for (std::size_t other = 0; other < k; ++other) {
      const operand &o = operand_number(r, other);
      if (!check_separate(r, out, o, other < r.inputs && out.role == role::dense && o.role == role::dense))
        return false;
    }
  }
  for (std::size_t k = 0; contiguous && k < all; ++k)
    if (operand &o = operand_number(r, k); o.role == role::dense) {
      o.columns *= o.rows;
      o.rows = 1;
    }
  return true;
}

} // namespace xact::inline XACT_ARCH::kernels
