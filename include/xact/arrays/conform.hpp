#pragma once

/// The checks of a call, on its record, in constant time. They know no operation and no element type, so that they are
/// compiled once.

#include <xact/arrays/operand.hpp>

namespace xact::inline XACT_ARCH::kernels {

using program::operand;
using program::record;
using program::role;

/// The number of elements.
[[nodiscard]] XACT_INLINE std::size_t size_of(const operand &o) noexcept { return o.rows * o.columns; }
[[nodiscard]] XACT_INLINE bool is_contiguous(const operand &o) noexcept { return o.rows <= 1 || o.stride == o.columns; }
/// The address one past the last element.
[[nodiscard]] XACT_INLINE std::uintptr_t end_of(const operand &o) noexcept {
  return size_of(o) == 0 ? o.begin() : o.begin() + ((o.rows - 1) * o.stride + o.columns) * o.bytes;
}

/// The bytes of an operand of a call with n elements, where it is a single row.
[[nodiscard]] XACT_INLINE std::size_t bytes_of(const operand &o, std::size_t n) noexcept {
  return o.is == role::dense ? n * o.bytes : o.columns * o.bytes;
}

/// True for nearly every call: single rows of the right lengths, each output apart from the others or in place. If it
/// is false, `conform` tells more.
template <std::size_t In, std::size_t Out>
[[nodiscard]] XACT_INLINE bool is_plain(const operand (&in)[In], std::size_t inputs, const operand (&out)[Out],
                                        std::size_t outputs, std::size_t channels) noexcept {
  bool all = true;
  const std::size_t n = in[0].columns;
  const auto fits = [&](const operand &o) {
    const std::size_t length = o.is == role::dense ? n : o.is == role::bits ? n / 8 + (n % 8 != 0) : channels;
    all = all && o.rows == 1 && o.columns == length && (o.is != role::per_channel || length != 0);
  };
  const auto apart = [&](const operand &a, const operand &b) {
    return a.begin() + bytes_of(a, n) <= b.begin() || b.begin() + bytes_of(b, n) <= a.begin();
  };
  for (std::size_t i = 0; i < inputs; ++i)
    fits(in[i]);
  for (std::size_t o = 0; o < outputs; ++o) {
    if (out[o].is == role::skipped)
      continue;
    fits(out[o]);
    for (std::size_t i = 0; i < inputs; ++i)
      all = all && (apart(out[o], in[i]) ||
                    (out[o].data == in[i].data && out[o].is == role::dense && in[i].is == role::dense));
    for (std::size_t other = 0; other < o; ++other)
      all = all && (out[other].is == role::skipped || apart(out[o], out[other]));
  }
  return all;
}

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
[[nodiscard]] inline bool are_separate(const operand &a, const operand &b, bool same_allowed) noexcept {
  if (end_of(a) <= b.begin() || end_of(b) <= a.begin() || size_of(a) == 0 || size_of(b) == 0) [[likely]]
    return true;
  if (a.is != b.is || a.bytes != b.bytes)
    return false;
  if (a.begin() == b.begin() && a.rows == b.rows && a.columns == b.columns && (a.rows == 1 || a.stride == b.stride))
    return same_allowed;
  // Elements side by side are a single row, to which any stride belongs.
  const auto rows_of = [](const operand &o, std::size_t others_stride) -> byte_rows {
    return is_contiguous(o) ? byte_rows{o.begin(), size_of(o) * o.bytes, others_stride * o.bytes}
                            : byte_rows{o.begin(), o.columns * o.bytes, o.stride * o.bytes};
  };
  const byte_rows of_a = rows_of(a, b.stride);
  const byte_rows of_b = rows_of(b, a.stride);
  return a.begin() < b.begin() ? interleave(of_a, of_b) : interleave(of_b, of_a);
}

XACT_NOINLINE inline bool report_overlap(const char *call, const operand &a, const operand &b, bool same_allowed) {
  detail::report_misuse("xact::%s: %s (%zu elements at %p) overlaps %s (%zu elements at %p)%s", call, a.name,
                        size_of(a), a.data, b.name, size_of(b), b.data,
                        same_allowed ? " without being the same array" : "");
  return false;
}
XACT_NOINLINE inline bool report_shapes(const char *call, const operand &a, const operand &b) {
  if (a.rows <= 1 && b.rows <= 1)
    detail::report_misuse("xact::%s: %s has %zu elements but %s has %zu; they must have the same length", call, a.name,
                          size_of(a), b.name, size_of(b));
  else
    detail::report_misuse("xact::%s: %s has %zu rows of %zu but %s has %zu rows of %zu; they must have the same shape",
                          call, a.name, a.rows, a.columns, b.name, b.rows, b.columns);
  return false;
}

/// Brings a dense operand to the shape of the call.
[[nodiscard]] inline bool take_shape(const char *call, const operand &shape, operand &o) {
  if (o.rows == 1 && shape.rows != 1 && o.columns == size_of(shape)) {
    o.rows = shape.rows;
    o.columns = o.stride = shape.columns;
  }
  if (o.rows != shape.rows || o.columns != shape.columns) [[unlikely]]
    return report_shapes(call, shape, o);
  if (o.rows > 1 && o.stride < o.columns) [[unlikely]] {
    detail::report_misuse("xact::%s: rows of %s overlap: its stride is %zu, less than its %zu columns", call, o.name,
                          o.stride, o.columns);
    return false;
  }
  return true;
}

/// Checks an operand that is not dense against the shape and the axis of the call.
[[nodiscard]] inline bool fits(const record &r, const operand &shape, const operand &o) {
  const auto refuse = [&](const char *format, auto... numbers) {
    detail::report_misuse(format, r.call, numbers...);
    return false;
  };
  if (o.is == role::per_channel &&
      (o.columns != r.channels || r.channels == 0 || (r.inner == 0 && size_of(shape) != 0))) [[unlikely]]
    return refuse("xact::%s: there are %zu %s for channel_axis{.channels = %zu, .inner = %zu}; channels must be their "
                  "number and inner at least 1",
                  o.columns, o.name, r.channels, r.inner);
  if (o.is == role::reduced && size_of(o) != r.channels) [[unlikely]]
    return refuse("xact::%s: %s has %zu elements but there are %zu channels", o.name, size_of(o), r.channels);
  if (o.is == role::reduced && !is_contiguous(o)) [[unlikely]]
    return refuse("xact::%s: the elements of %s lie %zu apart; they must be contiguous", o.name, o.stride);
  if (o.is == role::bits && !is_contiguous(o)) [[unlikely]]
    return refuse("xact::%s: the bytes of the mask lie %zu apart; they must be contiguous", o.stride);
  const std::size_t n = size_of(shape);
  if (o.is == role::bits && size_of(o) != n / 8 + (n % 8 != 0)) [[unlikely]]
    return refuse("xact::%s: the mask has %zu bytes but %s has %zu elements, whose bits are %zu bytes", size_of(o),
                  shape.name, n, n / 8 + (n % 8 != 0));
  return true;
}

/// True, after a report of misuse, if bits are to be written of rows that are no whole bytes of them.
[[nodiscard]] inline bool splits_bytes(const record &r, const operand &shape) {
  for (std::size_t o = 0; o < r.outputs; ++o)
    if (r.out[o].is == role::bits) {
      detail::report_misuse("xact::%s: rows of %zu elements are no whole bytes of the mask; their number must be "
                            "a multiple of 8",
                            r.call, shape.columns);
      return true;
    }
  return false;
}

/// True if an output may stand beside another operand; else false, after a report of misuse.
[[nodiscard]] inline bool check_separate(const char *call, const operand &out, const operand &o, bool same_allowed) {
  if (out.is == role::skipped || o.is == role::skipped || are_separate(out, o, same_allowed)) [[likely]]
    return true;
  return report_overlap(call, out, o, same_allowed);
}

/// Checks the operands of a call and brings the dense ones to one shape: that of the first one with rows, if one has.
/// False after a report of misuse.
[[nodiscard]] XACT_OUTLINE inline bool conform(record &r) {
  const auto for_all = [&](const auto &visit) {
    for (std::size_t i = 0; i < r.inputs; ++i)
      if (!visit(r.in[i]))
        return false;
    for (std::size_t o = 0; o < r.outputs; ++o)
      if (!visit(r.out[o]))
        return false;
    return true;
  };
  operand shape = r.in[0];
  (void)for_all([&](const operand &o) {
    if (o.is == role::dense && shape.rows == 1 && o.rows != 1) [[unlikely]]
      shape = o;
    return true;
  });
  bool contiguous = true;
  const bool all_fit = for_all([&](operand &o) {
    if (o.is != role::dense)
      return fits(r, shape, o);
    if (!take_shape(r.call, shape, o))
      return false;
    contiguous = contiguous && is_contiguous(o);
    return true;
  });
  if (!all_fit || (!contiguous && shape.columns % 8 != 0 && splits_bytes(r, shape)))
    return false;
  for (std::size_t o = 0; o < r.outputs; ++o) {
    for (std::size_t i = 0; i < r.inputs; ++i)
      if (!check_separate(r.call, r.out[o], r.in[i], r.out[o].is == role::dense && r.in[i].is == role::dense))
        return false;
    for (std::size_t other = 0; other < o; ++other)
      if (!check_separate(r.call, r.out[o], r.out[other], false))
        return false;
  }
  if (contiguous)
    (void)for_all([](operand &o) {
      if (o.is == role::dense) {
        o.columns *= o.rows;
        o.rows = 1;
      }
      return true;
    });
  return true;
}

} // namespace xact::inline XACT_ARCH::kernels
