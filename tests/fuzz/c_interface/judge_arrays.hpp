#pragma once

/// Determines the error codes that a call may return because of its arrays. The other fields of the record (the
/// xact_call) must be valid.

#include "judge.hpp"

namespace fuzz {

/// Replaces the arrays of `c` by the arrays that the record describes. Each array is in the memory block into which its
/// pointer points.
inline void describe_arrays(const xact_call &r, call &c) {
  std::vector<operand> described;
  const auto add = [&](const xact_operand &o, role is, const char *name) {
    operand d = c.operands[0];
    d.name = name;
    d.is = is;
    d.a.bytes = o.type & 15U;
    d.a.rows = o.rows;
    d.a.columns = o.columns;
    d.a.stride = o.stride;
    d.a.offset = 0;
    for (const operand &from : c.operands) {
      const auto *const data = static_cast<const unsigned char *>(o.data);
      const unsigned char *const begin = from.a.in->begin();
      if (data < begin || data > begin + block::size)
        continue;
      d.window = from.window;
      d.a.in = from.a.in;
      d.a.offset = static_cast<std::size_t>(data - begin);
    }
    described.push_back(d);
  };
  static constexpr const char *in[] = {"in[0]", "in[1]", "in[2]", "in[3]", "in[4]"};
  static constexpr const char *out[] = {"out[0]", "out[1]", "out[2]", "out[3]", "out[4]"};
  static constexpr role roles_in[] = {role::read, role::per_channel, {}, role::bits_read, {}, role::per_slice_read};
  static constexpr role roles_out[] = {role::written, {}, role::sums, role::bits_written, {}, role::losses};
  for (std::size_t k = 0; k < r.inputs; ++k)
    add(r.in[k], roles_in[r.in[k].role], in[k]);
  for (std::size_t k = 0; k < r.outputs; ++k)
    if (r.out[k].role != XACT_SKIPPED)
      add(r.out[k], roles_out[r.out[k].role], out[k]);
  c.operands = described;
  c.channels = r.channels;
  c.inner = r.inner;
}

/// Returns true if each described array lies within an array of `real`, the arrays in memory.
inline bool are_real(const std::vector<operand> &described, const std::vector<operand> &real) {
  for (const operand &d : described) {
    bool found = d.a.extent() == 0;
    for (const operand &o : real)
      found = found ||
              (d.a.in == o.a.in && d.a.offset >= o.a.offset && d.a.offset + d.a.extent() <= o.a.offset + o.a.extent());
    if (!found)
      return false;
  }
  return true;
}

/// The slices of the arrays of a call. at(g, k) is the index of element k of slice g in an array.
struct slicing {
  std::size_t channels = 0;
  std::size_t inner = 1;
  std::size_t count = 0;
  [[nodiscard]] std::size_t at(std::size_t g, std::size_t k) const {
    return (g / inner * channels + k) * inner + g % inner;
  }
};
inline slicing slices_of(const call &c, const common_shape &s) {
  slicing g{c.channels, c.inner, 0};
  if (c.channels == 0)
    g = {s.columns, 1, 0};
  if (g.channels != 0 && g.inner != 0)
    g.count = s.rows * s.columns / g.channels;
  return g;
}

inline void judge_slices(judgement &j, const call &c, const common_shape &s) {
  const std::size_t n = s.rows * s.columns;
  const bool rows = c.channels == 0 && c.inner == 1;
  if (n != 0 && !rows && !divides(s, c.channels, c.inner))
    return j.refuse(XACT_ERROR_CHANNELS);
  if (n == 0 && c.channels == 0 && !rows)
    j.tolerate(XACT_ERROR_CHANNELS);
  for (const operand &o : c.operands)
    if ((o.is == role::per_slice_read || o.is == role::losses) &&
        (o.a.size() != slices_of(c, s).count || !o.a.one_row()))
      j.refuse(XACT_ERROR_SIZE);
}

inline void judge_elements(judgement &j, const call &c, const common_shape &s) {
  const std::size_t n = s.rows * s.columns;
  bool bound = false;
  for (const operand &o : c.operands) {
    if (o.is == role::per_channel || o.is == role::sums) {
      bound = true;
      if (o.a.size() != c.channels || !o.a.one_row())
        j.refuse(XACT_ERROR_CHANNELS, XACT_ERROR_SIZE);
      else if (o.a.rows != 1) // several rows without gaps: the library may accept or refuse them
        j.tolerate(XACT_ERROR_CHANNELS, XACT_ERROR_SIZE);
    }
    if (o.is == role::bits_read || o.is == role::bits_written) {
      const bool fits = o.a.size() == n / 8 + (n % 8 != 0) && o.a.one_row();
      if (!fits || (o.is == role::bits_written && !s.one_row && s.columns % 8 != 0))
        j.refuse(XACT_ERROR_SIZE);
    }
  }
  if (bound && n != 0 && !divides(s, c.channels, c.inner))
    j.refuse(XACT_ERROR_CHANNELS);
  if (bound && n == 0 && (c.channels == 0 || c.inner == 0))
    j.tolerate(XACT_ERROR_CHANNELS);
}

/// Adds the errors in sizes, shapes and channels. If several are wrong, the library may report any of them.
inline void judge_sizes(judgement &j, const xact_call &r, const call &c) {
  bool possible = true;
  for (const operand &o : c.operands)
    possible = possible && can_exist(o.a) && rows_are_apart(o.a);
  const common_shape s = possible ? shape_of(c) : common_shape{};
  if (!s.found)
    j.refuse(XACT_ERROR_SIZE, XACT_ERROR_CHANNELS);
  else if (r.function >= XACT_SOFTMAX)
    judge_slices(j, c, s);
  else
    judge_elements(j, c, s);
  if (!j.may_succeed())
    j.tolerate(XACT_ERROR_OVERLAP, XACT_ERROR_FROM_OUTPUT, XACT_ERROR_SIZE);
}

inline void judge_overlap(judgement &j, const xact_call &r, const call &c) {
  for (std::size_t i = r.inputs; i < c.operands.size(); ++i)
    for (std::size_t k = 0; k < i; ++k) {
      const operand &out = c.operands[i];
      const operand &o = c.operands[k];
      const bool targets = r.verb == XACT_CROSS_ENTROPY && k == 1 && o.is == role::read;
      const verdict v = targets && share_bytes(out.a, o.a) ? verdict::refused : beside(out, o);
      if (v == verdict::refused)
        j.refuse(XACT_ERROR_OVERLAP);
      else if (v == verdict::either)
        j.tolerate(XACT_ERROR_OVERLAP);
    }
}

/// Returns label i as an unsigned number. A negative label wraps modulo 2^64.
inline std::uint64_t label_of(const call &c, std::size_t o, unsigned type, std::size_t i) {
  const bool is_signed = type < XACT_U8;
  switch (type & 15U) {
  case 1:
    return is_signed ? static_cast<std::uint64_t>(c.before<std::int8_t>(o, i)) : c.before<std::uint8_t>(o, i);
  case 2:
    return is_signed ? static_cast<std::uint64_t>(c.before<std::int16_t>(o, i)) : c.before<std::uint16_t>(o, i);
  case 4:
    return is_signed ? static_cast<std::uint64_t>(c.before<std::int32_t>(o, i)) : c.before<std::uint32_t>(o, i);
  default:
    return c.before<std::uint64_t>(o, i);
  }
}

/// Adds the errors in the contents of the arrays: labels, and parameters that decide whether the output determines the
/// derivative.
template <class T> void judge_contents(judgement &j, const xact_call &r, const call &c) {
  const common_shape s = shape_of(c);
  const std::size_t classes = slices_of(c, s).channels;
  const auto undetermined = [&](T parameter) {
    if (parameter >= 0)
      return;
    if (s.rows * s.columns == 0)
      j.tolerate(XACT_ERROR_FROM_OUTPUT);
    else
      j.refuse(XACT_ERROR_FROM_OUTPUT);
  };
  for (std::size_t k = 0; k < r.inputs; ++k) {
    const operand &o = c.operands[k];
    for (std::size_t i = 0; o.is == role::per_slice_read && i < o.a.size(); ++i)
      if (label_of(c, k, r.in[k].type, i) >= classes)
        j.refuse(XACT_ERROR_LABEL);
    if (r.verb == XACT_BACKWARD_FROM_OUTPUT && o.is == role::per_channel)
      for (std::size_t i = 0; i < o.a.size(); ++i)
        undetermined(c.before<T>(k, i));
  }
  if (r.verb == XACT_BACKWARD_FROM_OUTPUT && c.operands[1].is != role::per_channel && r.parameters == 1)
    undetermined(static_cast<T>(r.parameter[0]));
}

/// Adds the errors in the arrays of a record. These arrays replace the arrays of `c`. Returns false if the sizes of the
/// new arrays are valid, but an array lies outside the old arrays of `c`.
inline bool judge_arrays(judgement &j, const xact_call &r, call &c) {
  const std::vector<operand> real = c.operands;
  describe_arrays(r, c);
  judge_sizes(j, r, c);
  if (!j.may_succeed())
    return true;
  if (!are_real(c.operands, real))
    return false;
  judge_overlap(j, r, c);
  if (r.in[0].type == XACT_F32)
    judge_contents<float>(j, r, c);
  else
    judge_contents<double>(j, r, c);
  return true;
}

} // namespace fuzz
