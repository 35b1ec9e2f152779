#pragma once

/// The checks of a call, on its record, in constant time. They know no operation and no element type, so that they are
/// compiled once.

#include <xact/arrays/misuse.hpp>
#include <xact/arrays/overlap.hpp>

namespace xact::inline XACT_ARCH::kernels {

/// True for nearly every call: single rows of the right lengths, each output apart from the others or in place. If it
/// is false, `conform` tells more.
template <std::size_t In, std::size_t Out>
[[nodiscard]] XACT_INLINE bool is_plain(const operand *in, const operand *out, std::size_t channels) noexcept {
  struct interval {
    std::uintptr_t begin;
    std::uintptr_t end;
  };
  bool all = true;
  const std::size_t n = in[0].columns;
  const auto interval_of = [&](const operand &o) -> interval {
    const std::size_t length = o.is == role::dense ? n : o.is == role::bits ? n / 8 + (n % 8 != 0) : channels;
    all = all && o.rows == 1 && o.columns == length && (o.is != role::per_channel || length != 0);
    return {begin_of(o), begin_of(o) + length * o.bytes};
  };
  const auto apart = [](const interval &a, const interval &b) { return a.end <= b.begin || b.end <= a.begin; };
  interval of_in[In];
  for (std::size_t i = 0; i < In; ++i)
    of_in[i] = interval_of(in[i]);
  interval of_out[Out];
  for (std::size_t o = 0; o < Out; ++o) {
    if (out[o].is == role::skipped) {
      of_out[o] = {0, 0};
      continue;
    }
    of_out[o] = interval_of(out[o]);
    for (std::size_t i = 0; i < In; ++i)
      all = all && (apart(of_out[o], of_in[i]) ||
                    (of_out[o].begin == of_in[i].begin && out[o].is == role::dense && in[i].is == role::dense));
    for (std::size_t other = 0; other < o; ++other)
      all = all && apart(of_out[o], of_out[other]);
  }
  return all;
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

/// True if an array may have these sizes; else false, after a report of misuse.
[[nodiscard]] inline bool check_sizes(const char *call, const operand &o) {
  if (!is_possible(o)) [[unlikely]]
    detail::report_misuse("xact::%s: %s cannot exist: %zu rows of %zu elements, with a stride of %zu, are more bytes "
                          "than PTRDIFF_MAX; pass the sizes that it has",
                          call, o.name, o.rows, o.columns, o.stride);
  else if (o.rows > 1 && o.stride < o.columns) [[unlikely]]
    detail::report_misuse("xact::%s: rows of %s overlap: its stride is %zu, less than its %zu columns", call, o.name,
                          o.stride, o.columns);
  else
    return true;
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
  if (!for_all([&](const operand &o) { return check_sizes(r.call, o); }))
    return false;
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
