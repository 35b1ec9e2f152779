#pragma once

/// Decides from the documented contract whether the library must accept or refuse the arguments of a call. The decision
/// compares the bytes that the arrays occupy, and does not use the checks of the library.

#include "call.hpp"

namespace fuzz {

/// taken: the library must accept the arguments. refused: the library must refuse the arguments. either: the library
/// may accept or refuse the arguments, for example if arrays share no byte, but their rows interleave.
enum class verdict : std::uint8_t { taken, refused, either };

inline verdict worse(verdict a, verdict b) {
  if (a == verdict::refused || b == verdict::refused)
    return verdict::refused;
  return a == verdict::either ? a : b;
}

__extension__ using wide = unsigned __int128; ///< holds every product of sizes without wrapping

/// Returns true if the array fits into the address space (PTRDIFF_MAX bytes).
inline bool can_exist(const array &a) {
  if (a.rows == 0 || a.columns == 0)
    return true;
  const wide step = a.stride < a.columns ? a.columns : a.stride;
  const wide last = a.rows == 1 ? 0 : static_cast<wide>(a.rows - 1) * step;
  if (a.rows > 1 && (last >> 80) != 0)
    return false;
  return (last + a.columns) * a.bytes <= static_cast<wide>(PTRDIFF_MAX);
}
inline bool rows_are_apart(const array &a) { return a.rows <= 1 || a.stride >= a.columns; }

/// Returns true if two arrays in one block share a byte. The loop compares the rows of the arrays in memory order.
inline bool share_bytes(const array &a, const array &b) {
  if (a.in != b.in || a.extent() == 0 || b.extent() == 0)
    return false;
  const auto row = [](const array &of, std::size_t k) { return of.offset + k * of.stride * of.bytes; };
  for (std::size_t i = 0, j = 0; i < a.rows && j < b.rows;) {
    const std::size_t begin_a = row(a, i), end_a = begin_a + a.columns * a.bytes;
    const std::size_t begin_b = row(b, j), end_b = begin_b + b.columns * b.bytes;
    if (begin_a < end_b && begin_b < end_a)
      return true;
    if (end_a <= begin_b)
      ++i;
    else
      ++j;
  }
  return false;
}

/// Returns the verdict on an output and another array of the same call.
inline verdict beside(const operand &out, const operand &o) {
  const array &a = out.a, &b = o.a;
  const bool dense = is_dense(out.is) && is_dense(o.is);
  if (a.in != b.in || a.extent() == 0 || b.extent() == 0)
    return verdict::taken;
  if (share_bytes(a, b)) {
    const bool same =
        a.offset == b.offset && ((a.one_row() && b.one_row()) || (a.rows == b.rows && a.stride == b.stride));
    return dense && o.is == role::read && same ? verdict::taken : verdict::refused;
  }
  if (a.offset + a.extent() <= b.offset || b.offset + b.extent() <= a.offset)
    return verdict::taken;
  // The rows of one array lie between the rows of the other array.
  return dense && (a.one_row() || b.one_row() || a.stride == b.stride) ? verdict::taken : verdict::either;
}

/// The common shape of the dense arrays, which have one number per element of the call. `found` is true if all arrays
/// with several rows have the same shape, and all arrays of one row have the same number of elements as this shape.
struct common_shape {
  bool found = false;
  bool one_row = true; ///< true if no array has gaps
  std::size_t rows = 1;
  std::size_t columns = 0;
};
inline common_shape shape_of(const call &c) {
  common_shape s;
  const operand *of = nullptr;
  for (const operand &o : c.operands)
    if (is_dense(o.is) && (of == nullptr || (of->a.rows == 1 && o.a.rows != 1)))
      of = &o;
  s.rows = of->a.rows;
  s.columns = of->a.columns;
  for (const operand &o : c.operands)
    if (is_dense(o.is)) {
      const bool same = o.a.rows == s.rows && o.a.columns == s.columns;
      const bool as_one_row = o.a.rows == 1 && o.a.columns == s.rows * s.columns;
      if (!same && !as_one_row)
        return {};
      s.one_row = s.one_row && o.a.one_row();
    }
  s.found = true;
  return s;
}

/// Returns true if arrays of shape s consist of whole periods of channels·inner elements. With gaps, each row must
/// consist of whole periods, or the `inner` neighbouring elements of a channel must consist of whole rows.
inline bool divides(const common_shape &s, std::size_t channels, std::size_t inner) {
  const wide n = static_cast<wide>(s.rows) * s.columns;
  if (n == 0)
    return true;
  if (channels == 0 || inner == 0)
    return false;
  if (channels == 1)
    return true;
  const wide period = static_cast<wide>(channels) * inner;
  if (n % period != 0)
    return false;
  return s.one_row || s.columns % period == 0 || inner % s.columns == 0;
}

/// Returns the verdict on the sizes, shapes and overlaps of the arrays of a call. If `bound` is true, the functor has
/// parameters per channel, and the verdict includes the channel axis.
inline verdict judge(const call &c, bool bound) {
  for (const operand &o : c.operands)
    if (!can_exist(o.a) || !rows_are_apart(o.a))
      return verdict::refused;
  const common_shape s = shape_of(c);
  if (!s.found)
    return verdict::refused;
  const std::size_t n = s.rows * s.columns;
  verdict all = verdict::taken;
  if (bound && !divides(s, c.channels, c.inner))
    return verdict::refused;
  if (bound && c.channels == 0)
    all = verdict::either; // the arrays have no elements
  for (const operand &o : c.operands) {
    if ((o.is == role::per_channel || o.is == role::sums) && o.a.size() != c.channels)
      return verdict::refused;
    if (o.is == role::bits_read || o.is == role::bits_written) {
      if (o.a.size() != n / 8 + (n % 8 != 0))
        return verdict::refused;
      if (o.is == role::bits_written && !s.one_row && s.columns % 8 != 0)
        return verdict::refused;
    }
    if (!is_dense(o.is) && !o.a.one_row())
      return verdict::refused;
  }
  for (std::size_t i = 0; i < c.operands.size(); ++i) {
    if (!is_output(c.operands[i].is))
      continue;
    for (std::size_t k = 0; k < c.operands.size(); ++k)
      if (k != i && (k > i || !is_output(c.operands[k].is)))
        all = worse(all, beside(c.operands[i], c.operands[k]));
  }
  return all;
}

} // namespace fuzz
