#pragma once

/// Sets fields of a call to wrong values.

#include "../random.hpp"
#include "functions.hpp"

#include <xact.h>

#include <cmath>
#include <iterator>
#include <utility>

namespace fuzz {

inline constexpr std::size_t huge = static_cast<std::size_t>(-1);

/// Returns a size that mostly differs from n: a similar size, an impossible size, or a size whose products wrap.
inline std::size_t spoiled_size(random &r, std::size_t n) {
  return r.one_of<std::size_t>({0, 1, n + 1, n - 1, 2 * n, n / 2, n + 8, huge, huge - 1, huge / 2, huge / 2 + 1,
                                huge / 4, huge / 4 + 1, huge / 8 + 1, std::size_t{1} << 32, std::size_t{1} << 33,
                                huge - n});
}

inline void spoil_operand(random &r, xact_operand &o, const xact_operand &other) {
  static const char *const long_name = [] {
    static char text[3000];
    for (std::size_t i = 0; i + 1 < sizeof text; ++i)
      text[i] = static_cast<char>('a' + i % 26);
    return text;
  }();
  switch (r.below(11)) {
  case 0:
    o.data = nullptr;
    break;
  case 1:
    o.data = other.data;
    break;
  case 2:
    o.rows = spoiled_size(r, o.rows);
    break;
  case 3:
    o.columns = spoiled_size(r, o.columns);
    break;
  case 4:
    o.stride = spoiled_size(r, o.stride);
    break;
  case 5:
    o.type = r.one_of<std::uint8_t>({0, 1, 2, XACT_F32, XACT_F64, 0x10, 0x14, XACT_I8, XACT_I16, 0x23, XACT_I32,
                                     XACT_I64, XACT_U8, 0x30, XACT_U32, XACT_U64, 0x3f, 0x44, 0xff});
    break;
  case 6:
    o.role = static_cast<std::uint8_t>(r.percent(80) ? r.below(6) : r.between(6, 255));
    break;
  case 7:
    o.adds = r.one_of<std::uint8_t>({0, 1, 1, 2, 255});
    break;
  case 8:
    o.stores = r.one_of<std::uint8_t>({XACT_STREAMED, XACT_CACHED, 3, 255});
    break;
  case 9:
    o.name = long_name;
    break;
  default:
    std::swap(o.rows, o.columns);
  }
}

inline void spoil_number(random &r, xact_call &c) {
  c.parameters = r.one_of<std::uint32_t>({0, 1, 1, 4, 8, 9, ~std::uint32_t{0}});
  const bool must_be_positive = c.function == XACT_SOFTPLUS;
  c.parameter[0] = must_be_positive ? r.one_of({3.0, std::nan(""), HUGE_VAL, -HUGE_VAL})
                                    : r.one_of({1e39, -1e39, 1e-320, -0.5, 3.0, std::nan(""), HUGE_VAL, -HUGE_VAL});
}

inline std::uint32_t spoiled_count(random &r, std::uint32_t n) {
  return r.one_of<std::uint32_t>({0, n - 1, n + 1, n + 1, 5, 6, ~std::uint32_t{0}});
}

/// Makes one field wrong, or at least different.
inline void spoil(random &r, xact_call &c) {
  xact_operand *const some[] = {&c.in[0], &c.in[r.below(std::size(c.in))], &c.out[0], &c.out[1], &c.in[1]};
  switch (r.below(16)) {
  case 0:
    c.verb = static_cast<std::uint16_t>(r.percent(50)   ? r.below(10)
                                        : r.percent(50) ? c.verb + (r.below(255) << 8)
                                                        : r.below(65536));
    break;
  case 1:
    c.tier = r.one_of<std::uint16_t>({0, 1, 1, 2, 256, 65535});
    break;
  case 2:
    c.function = r.one_of<std::uint32_t>({0, 1, 3, 4, 8, function_count + 1, 4096, 4097, 4098, 4099, 65536 + 1,
                                          ~std::uint32_t{0}, static_cast<std::uint32_t>(r.bits())});
    break;
  case 3:
    c.inputs = spoiled_count(r, c.inputs);
    break;
  case 4:
    c.outputs = spoiled_count(r, c.outputs);
    break;
  case 5:
    c.channels = spoiled_size(r, c.channels);
    break;
  case 6:
    c.inner = spoiled_size(r, c.inner);
    break;
  case 7:
    spoil_number(r, c);
    break;
  case 8:
    std::swap(*some[r.below(5)], *some[r.below(5)]);
    break;
  case 9: // one more input
    if (c.inputs < std::size(c.in))
      c.in[c.inputs] = *some[r.below(5)];
    ++c.inputs;
    break;
  case 10: // the same impossible size in all operands
    for (std::size_t k = 0; k < 5; ++k)
      c.in[k].columns = c.out[k].columns = huge / r.one_of<std::size_t>({1, 2, 4, 8});
    break;
  default:
    spoil_operand(r, *some[r.below(5)], *some[r.below(5)]);
  }
}

} // namespace fuzz
