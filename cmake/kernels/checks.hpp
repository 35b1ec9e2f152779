#pragma once

// The checks of a call before its kernel is looked up. Those of shapes are the kernel's.

#include "library.hpp"

namespace xact::library {

using program::operand;
using program::record;
using program::role;

// True for a call of this or a later version of the header, whose fields that are not known here must be zero. A size
// far beyond this one's is a call that was never set up.
[[nodiscard]] inline bool is_known(const xact_call &call) noexcept {
  if (call.size < sizeof call || call.size > 4 * sizeof call)
    return false;
  const auto *const bytes = reinterpret_cast<const unsigned char *>(&call);
  for (std::size_t i = sizeof call; i < call.size; ++i)
    if (bytes[i] != 0)
      return false;
  return true;
}

// The dense inputs of a verb whose output number 0 may be added to.
[[nodiscard]] constexpr std::size_t inputs_if_added(unsigned verb) noexcept {
  return verb == XACT_BACKWARD || verb == XACT_BACKWARD_FROM_OUTPUT ? 2 : verb == XACT_BACKWARD_FROM_MASK ? 1 : 0;
}
[[nodiscard]] inline std::size_t dense_inputs(const record &r) noexcept {
  std::size_t dense = 0;
  for (std::size_t i = 0; i < r.inputs; ++i)
    dense += r.in[i].role == role::dense;
  return dense;
}

// True if no output is added to but those that may be; and no input is there for an output that is not added to.
[[nodiscard]] inline bool adds_where_it_may(const record &r) noexcept {
  const std::size_t inputs = inputs_if_added(r.verb);
  for (std::size_t o = 0; o < r.outputs; ++o) {
    const bool may = r.out[o].role == role::reduced || r.out[o].role == role::skipped ||
                     (o == 0 && (inputs != 0 || r.verb == XACT_CROSS_ENTROPY));
    if (r.out[o].adds != 0 && !may)
      return false;
  }
  return inputs == 0 || r.out[0].adds != 0 || dense_inputs(r) == inputs;
}

[[nodiscard]] inline bool is_label_type(unsigned type) noexcept {
  const unsigned bytes = type & 15U;
  return (type >> 4 == 2 || type >> 4 == 3) && (bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8);
}

// Checks pointer, type and role of an operand, for arrays of a type.
[[nodiscard]] inline xact_error check(const operand &o, unsigned type, bool is_input) noexcept {
  if (o.role > XACT_PER_SLICE || o.adds > 1 || o.stores > XACT_CACHED)
    return XACT_ERROR_CALL;
  if (o.role == role::skipped)
    return is_input ? XACT_ERROR_VERB : XACT_OK;
  if (o.data == nullptr && o.rows != 0 && o.columns != 0)
    return XACT_ERROR_NULL;
  if (o.role == role::per_channel && o.rows != 1)
    return XACT_ERROR_CHANNELS;
  if (o.role == role::per_channel && o.columns > PTRDIFF_MAX / sizeof(double)) // read before shapes are checked
    return XACT_ERROR_SIZE;
  const bool fits = o.role == role::bits                    ? o.type == XACT_U8
                    : o.role == role::per_slice && is_input ? is_label_type(o.type)
                                                            : o.type == type;
  return fits ? XACT_OK : XACT_ERROR_TYPE;
}

[[nodiscard]] inline xact_error check(const record &r, const program::kernel_set &set) noexcept {
  if (r.verb > 0xFF) // it would reach into the roles of the shape
    return XACT_ERROR_VERB;
  if (r.parameters > set.parameter_count)
    return XACT_ERROR_PARAMETER;
  const unsigned type = r.in[0].type;
  if (type != XACT_F32 && (type != XACT_F64 || r.tier == XACT_EXACT))
    return XACT_ERROR_TYPE;
  xact_error error = XACT_OK;
  for (std::size_t i = 0; i < r.inputs && error == XACT_OK; ++i)
    error = check(r.in[i], type, true);
  for (std::size_t o = 0; o < r.outputs && error == XACT_OK; ++o)
    error = check(r.out[o], type, false);
  return error == XACT_OK && !adds_where_it_may(r) ? XACT_ERROR_VERB : error;
}

} // namespace xact::library
