#pragma once

/// Determines the error codes that a call may return. The rules follow the comments of xact.h, not the code.

#include "functions.hpp"
#include "task.hpp"

#include "../verdict.hpp"

#include <cmath>
#include <iterator>
#include <string>

namespace fuzz {

/// The codes that a call may return.
class judgement {
public:
  /// @{ These functions add errors to the allowed errors. After a use of `refuse` the call must fail, with any of the
  /// allowed errors. After `tolerate` alone the call may also succeed.
  template <class... Error> void refuse(Error... errors) { refused_ |= set(errors...); }
  template <class... Error> void tolerate(Error... errors) { tolerated_ |= set(errors...); }
  /// @}
  [[nodiscard]] bool may_succeed() const { return refused_ == 0; }
  [[nodiscard]] bool must_succeed() const { return (refused_ | tolerated_) == 0; }
  [[nodiscard]] bool allows(int code) const {
    return code == XACT_OK ? may_succeed() : ((refused_ | tolerated_) >> code & 1U) != 0;
  }
  [[nodiscard]] std::string text() const {
    std::string all = may_succeed() ? "0" : "";
    for (int code = 1; code < 32; ++code)
      if (allows(code))
        all += (all.empty() ? "" : ", ") + std::to_string(code);
    return all;
  }

private:
  template <class... Error> static unsigned set(Error... errors) { return ((1U << errors) | ...); }
  unsigned refused_ = 0;
  unsigned tolerated_ = 0;
};

/// The operands of each verb: inputs before `>` and outputs after `>`. The letters denote roles: d dense, p per
/// channel, r reduced, b bits, s skipped, l per slice (labels or losses).
struct documented_call {
  xact_verb verb;
  const char *operands;
};
inline constexpr documented_call documented_calls[] = {
    {XACT_FORWARD, "d>d"},
    {XACT_FORWARD, "dp>d"},
    {XACT_DERIVATIVE, "d>d"},
    {XACT_DERIVATIVE, "dp>d"},
    {XACT_VALUE_AND_DERIVATIVE, "d>dd"},
    {XACT_VALUE_AND_DERIVATIVE, "dp>dd"},
    {XACT_BACKWARD, "dd>d"},
    {XACT_BACKWARD, "dd>ds"},
    {XACT_BACKWARD, "dpd>d"},
    {XACT_BACKWARD, "dpd>ds"},
    {XACT_BACKWARD, "dpd>dr"},
    {XACT_BACKWARD, "dpd>sr"},
    {XACT_BACKWARD_FROM_OUTPUT, "dd>d"},
    {XACT_BACKWARD_FROM_OUTPUT, "dpd>d"},
    {XACT_FORWARD_WITH_MASK, "d>db"},
    {XACT_FORWARD_WITH_MASK, "dp>db"},
    {XACT_BACKWARD_FROM_MASK, "db>d"},
    {XACT_BACKWARD_FROM_MASK, "dbp>d"},
    {XACT_CROSS_ENTROPY, "dl>d"},
    {XACT_CROSS_ENTROPY, "dl>s"},
    {XACT_CROSS_ENTROPY, "dl>ds"},
    {XACT_CROSS_ENTROPY, "dl>ss"},
    {XACT_CROSS_ENTROPY, "dl>dl"},
    {XACT_CROSS_ENTROPY, "dl>sl"},
    {XACT_CROSS_ENTROPY, "dd>d"},
    {XACT_CROSS_ENTROPY, "dd>s"},
    {XACT_CROSS_ENTROPY, "dd>ds"},
    {XACT_CROSS_ENTROPY, "dd>ss"},
    {XACT_CROSS_ENTROPY, "dd>dl"},
    {XACT_CROSS_ENTROPY, "dd>sl"},
};

inline std::string roles_of(const xact_call &c) {
  const auto letter = [](const xact_operand &o) { return o.role <= XACT_PER_SLICE ? "dprbsl"[o.role] : '?'; };
  std::string roles;
  for (std::size_t k = 0; k < c.inputs; ++k)
    roles += letter(c.in[k]);
  roles += '>';
  for (std::size_t k = 0; k < c.outputs; ++k)
    roles += letter(c.out[k]);
  return roles;
}

inline bool is_function(std::uint32_t f) { return (f >= XACT_RELU && f <= function_count) || f - XACT_SOFTMAX < 2; }

/// Returns true if the verb accepts these operands, and the function supports the verb in this tier.
inline bool is_documented(const xact_call &c) {
  const std::string roles = roles_of(c);
  bool takes = false;
  for (const documented_call &d : documented_calls)
    takes = takes || (d.verb == c.verb && roles == d.operands);
  if (!takes)
    return false;
  const auto f = static_cast<xact_function>(c.function);
  const bool by_channel = roles.find('p') != std::string::npos;
  const bool slices = f >= XACT_SOFTMAX;
  if (slices && (by_channel || c.tier != XACT_DEFAULT ||
                 (c.verb != XACT_FORWARD && c.verb != XACT_BACKWARD && c.verb != XACT_BACKWARD_FROM_OUTPUT &&
                  c.verb != XACT_CROSS_ENTROPY)))
    return false;
  if (c.verb == XACT_CROSS_ENTROPY && f != XACT_SOFTMAX)
    return false;
  if ((c.verb == XACT_FORWARD_WITH_MASK || c.verb == XACT_BACKWARD_FROM_MASK) && !is_rectifier(f))
    return false;
  const bool may_be_exact = c.verb == XACT_FORWARD || c.verb == XACT_DERIVATIVE || c.verb == XACT_BACKWARD;
  return (!by_channel || f == XACT_PRELU) && (c.tier == XACT_DEFAULT || may_be_exact);
}

/// Returns true if output k may accumulate.
inline bool may_add(const xact_call &c, std::size_t k) {
  if (c.out[k].role == XACT_REDUCED || c.out[k].role == XACT_SKIPPED)
    return true;
  const bool gradient = c.verb == XACT_BACKWARD || c.verb == XACT_BACKWARD_FROM_OUTPUT ||
                        c.verb == XACT_BACKWARD_FROM_MASK || c.verb == XACT_CROSS_ENTROPY;
  return gradient && k == 0 && c.tier == XACT_DEFAULT;
}

inline bool is_label(unsigned type) {
  const unsigned bytes = type % 16;
  return (type / 16 == 2 || type / 16 == 3) && (bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8);
}

/// Adds the errors in the type, role and pointer of one operand.
inline void judge_operand(judgement &j, const xact_operand &o, unsigned number, bool is_input) {
  if (o.role > XACT_PER_SLICE || o.adds > 1 || o.stores > XACT_CACHED)
    j.refuse(XACT_ERROR_CALL);
  if (o.role == XACT_SKIPPED && is_input)
    j.refuse(XACT_ERROR_VERB);
  if (o.role == XACT_SKIPPED)
    return;
  if (o.data == nullptr && o.rows != 0 && o.columns != 0)
    j.refuse(XACT_ERROR_NULL);
  const bool fits = o.role == XACT_BITS                    ? o.type == XACT_U8
                    : o.role == XACT_PER_SLICE && is_input ? is_label(o.type)
                                                           : o.type == number;
  if (!fits)
    j.refuse(XACT_ERROR_TYPE);
}

/// Adds the errors in the parameters of the function.
inline void judge_parameters(judgement &j, const xact_call &c) {
  const std::vector<allowed_values> values = parameters_of(c.function);
  if (c.parameters > values.size())
    return j.refuse(XACT_ERROR_PARAMETER);
  for (std::uint32_t k = 0; k < c.parameters; ++k) {
    const double value = c.parameter[k];
    const double rounded = c.in[0].type == XACT_F32 ? xact::rounded_to<float>(value) : value;
    if (allows(values[k], rounded) && std::isfinite(value) == std::isfinite(rounded))
      continue;
    if (roles_of(c).find('p') != std::string::npos)
      j.tolerate(XACT_ERROR_PARAMETER); // the parameter is not used
    else
      j.refuse(XACT_ERROR_PARAMETER);
  }
}

/// Adds the errors in the fields of the call, independent of its arrays. The first `readable` bytes of the call are in
/// accessible memory.
inline void judge_record(judgement &j, const xact_call &c, std::size_t readable) {
  if (c.size < sizeof c)
    return j.refuse(XACT_ERROR_CALL);
  if (c.size > readable || c.tier > XACT_EXACT)
    j.refuse(XACT_ERROR_CALL);
  for (std::size_t i = sizeof c; i < c.size && i < readable; ++i)
    if (reinterpret_cast<const unsigned char *>(&c)[i] != 0)
      j.refuse(XACT_ERROR_CALL);
  if (!is_function(c.function))
    j.refuse(XACT_ERROR_FUNCTION);
  if (c.verb < XACT_FORWARD || c.verb > XACT_CROSS_ENTROPY)
    j.refuse(XACT_ERROR_VERB);
  if (c.inputs - 1 >= std::size(c.in) || c.outputs - 1 >= std::size(c.out))
    return j.refuse(XACT_ERROR_CALL);
  const unsigned number = c.in[0].type;
  if (number != XACT_F32 && (number != XACT_F64 || c.tier == XACT_EXACT))
    j.refuse(XACT_ERROR_TYPE);
  for (std::size_t k = 0; k < c.inputs; ++k)
    judge_operand(j, c.in[k], number, true);
  for (std::size_t k = 0; k < c.outputs; ++k) {
    judge_operand(j, c.out[k], number, false);
    if (c.out[k].adds != 0 && !may_add(c, k))
      j.refuse(XACT_ERROR_VERB);
  }
  if (!is_documented(c))
    j.refuse(XACT_ERROR_VERB);
  judge_parameters(j, c);
}

} // namespace fuzz
