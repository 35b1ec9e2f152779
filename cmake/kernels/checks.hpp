#pragma once

// The checks of a call that do not depend on the kernel of the call.

#include "library.hpp"

namespace xact::library {

using program::operand;
using program::record;
using program::role;

inline constexpr std::size_t room = program::most_operands;

// An upper bound of the size of xact_call in any version. If the size of a call exceeds this bound, the call is
// invalid, and the bytes after the fields of this version are not read.
inline constexpr std::size_t largest_call = 4096;

// The size of xact_call in the first version of the header. Calls of that version lack the fields that later versions
// add after `out`.
inline constexpr std::size_t first_call = offsetof(xact_call, out) + sizeof(xact_call::out);

[[nodiscard]] inline bool has_size(const xact_call &call) noexcept {
  return call.size >= first_call && call.size <= largest_call;
}

// Returns true if the counts of operands and the tier are valid, and if all fields after those of this version are
// zero. (The caller may use a later version of the header, with more fields.)
[[nodiscard]] inline bool is_known(const xact_call &call) noexcept {
  if (call.inputs - 1 >= room || call.outputs - 1 >= room || call.tier > XACT_EXACT)
    return false;
  const auto *const bytes = reinterpret_cast<const unsigned char *>(&call);
  for (std::size_t i = sizeof call; i < call.size; ++i)
    if (bytes[i] != 0)
      return false;
  return true;
}

[[nodiscard]] inline bool is_label_type(unsigned type) noexcept {
  const unsigned bytes = type & 15U;
  return (type >> 4 == 2 || type >> 4 == 3) && (bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8);
}

// Checks the fields of an operand except its sizes. `type` is the element type of the dense arrays of the call.
[[nodiscard]] inline xact_error check(const operand &o, unsigned type, bool is_input) noexcept {
  if (o.role > XACT_PER_SLICE || o.adds > 1 || o.stores > XACT_CACHED)
    return XACT_ERROR_CALL;
  if (o.role == role::skipped)
    return is_input ? XACT_ERROR_VERB : XACT_OK;
  if (o.data == nullptr && o.rows != 0 && o.columns != 0)
    return XACT_ERROR_NULL;
  const bool fits = o.role == role::bits                    ? o.type == XACT_U8
                    : o.role == role::per_slice && is_input ? is_label_type(o.type)
                                                            : o.type == type;
  return fits ? XACT_OK : XACT_ERROR_TYPE;
}

// Returns true if the verb allows output o to be accumulated.
[[nodiscard]] inline bool may_add(const record &r, std::size_t o) noexcept {
  const bool of_gradient = r.verb == XACT_BACKWARD || r.verb == XACT_BACKWARD_FROM_OUTPUT ||
                           r.verb == XACT_BACKWARD_FROM_MASK || r.verb == XACT_CROSS_ENTROPY;
  return r.out[o].role == role::reduced || r.out[o].role == role::skipped || (of_gradient && o == 0);
}

[[nodiscard]] inline xact_error check(const record &r, const program::kernel_set &set) noexcept {
  if (r.verb - 1U >= XACT_CROSS_ENTROPY) // a verb above 255 would change the roles in the shape of the call
    return XACT_ERROR_VERB;
  if (r.parameters > set.parameter_count)
    return XACT_ERROR_PARAMETER;
  const unsigned type = r.in[0].type;
  if (type != XACT_F32 && (type != XACT_F64 || r.tier == XACT_EXACT))
    return XACT_ERROR_TYPE;
  xact_error error = XACT_OK;
  for (std::size_t i = 0; i < r.inputs && error == XACT_OK; ++i)
    error = check(r.in[i], type, true);
  for (std::size_t o = 0; o < r.outputs && error == XACT_OK; ++o) {
    error = check(r.out[o], type, false);
    if (error == XACT_OK && r.out[o].adds != 0 && !may_add(r, o))
      error = XACT_ERROR_VERB;
  }
  return error;
}

// Returns true for a plain call: the struct has the size of this version, and the operands are arrays of one type, or
// masks. Most calls are plain. A plain call needs none of the checks above. The kernel compares the sizes of the
// operands.
[[nodiscard]] inline bool is_plain(const xact_call &call, const program::kernel_set &set) noexcept {
  const unsigned type = call.in[0].type;
  const auto fits = [type](const operand &o) {
    return o.data != nullptr && o.role <= XACT_PER_SLICE && o.adds <= 1 && o.stores <= XACT_CACHED &&
           (o.type == type || (o.role == role::bits && o.type == XACT_U8));
  };
  bool plain = call.size == sizeof call && call.inputs - 1 < room && call.outputs - 1 < room &&
               call.verb <= XACT_CROSS_ENTROPY && call.parameters <= set.parameter_count &&
               (type == XACT_F32 ? call.tier <= XACT_EXACT : type == XACT_F64 && call.tier == XACT_DEFAULT);
  for (std::size_t i = 0; plain && i < call.inputs; ++i)
    plain = fits(call.in[i]);
  for (std::size_t o = 0; plain && o < call.outputs; ++o)
    plain = fits(call.out[o]) && (call.out[o].adds == 0 || may_add(call, o));
  return plain;
}

} // namespace xact::library
