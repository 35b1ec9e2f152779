#pragma once

/// Describes a call as text.

#include <xact.h>

#include <cstdio>
#include <iterator>
#include <string>

namespace fuzz {

template <class... Numbers> void append_line(std::string &text, const char *format, Numbers... numbers) {
  char line[400];
  std::snprintf(line, sizeof line, format, numbers...);
  text += line;
}

inline void append_operand(std::string &text, const char *list, std::size_t k, const xact_operand &o) {
  append_line(text, "\n  %s[%zu]: data %p, rows %zu, columns %zu, stride %zu, type %#x, role %u, adds %u, stores %u",
              list, k, o.data, o.rows, o.columns, o.stride, o.type, o.role, o.adds, o.stores);
}

/// Returns a description of the call. Only the first `seen` bytes of the call are in accessible memory.
inline std::string in_words(const xact_call &c, std::size_t seen) {
  std::string text = "the call:";
  if (seen < sizeof c)
    return text + " shorter than an xact_call";
  const char *const function = xact_function_name(static_cast<xact_function>(c.function));
  append_line(text, "\n  size %zu (sizeof %zu), verb %u, tier %u, function %u (%s), inputs %u, outputs %u", c.size,
              sizeof c, c.verb, c.tier, c.function, function == nullptr ? "none" : function, c.inputs, c.outputs);
  append_line(text, "\n  channels %zu, inner %zu, executor %s with %zu bytes at %p, %s, %s, target %s", c.channels,
              c.inner, c.on.run == nullptr ? "none" : "set", c.on.bytes, c.on.memory,
              c.report == nullptr ? "no report" : "report", c.loss == nullptr ? "no loss" : "loss", xact_target());
  append_line(text, "\n  %u parameters", c.parameters);
  for (std::size_t k = 0; k < c.parameters && k < 8; ++k)
    append_line(text, " %g", c.parameter[k]);
  for (std::size_t k = 0; k < c.inputs && k < std::size(c.in); ++k)
    append_operand(text, "in", k, c.in[k]);
  for (std::size_t k = 0; k < c.outputs && k < std::size(c.out); ++k)
    append_operand(text, "out", k, c.out[k]);
  return text;
}

} // namespace fuzz
