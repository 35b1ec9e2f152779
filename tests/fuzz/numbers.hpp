#pragma once

/// Random numbers for the elements of arrays.

#include "call.hpp"

#include <limits>

namespace fuzz {

enum class numbers : std::uint8_t { moderate, special, any_bits, whole, positive, partly_finite };

inline numbers draw_numbers(random &r) {
  const std::size_t kind = r.below(10);
  return kind < 5 ? numbers::moderate : kind < 8 ? numbers::special : kind < 9 ? numbers::any_bits : numbers::whole;
}

template <class T> T draw_number(random &r, numbers kind) {
  using limits = std::numeric_limits<T>;
  const std::uint64_t bits = r.bits();
  const T moderate = static_cast<T>(static_cast<std::int64_t>(bits) >> 11) * T(0x1p-50);
  switch (kind) {
  case numbers::whole:
    return static_cast<T>(static_cast<std::int64_t>(bits >> 59) - 16);
  case numbers::positive:
    return moderate < 0 ? -moderate : moderate;
  case numbers::partly_finite: // the finite numbers lie far from 0
    if (bits % 4 == 0)
      return bits / 4 % 3 == 0 ? limits::quiet_NaN() : bits / 4 % 3 == 1 ? limits::infinity() : -limits::infinity();
    return T(1000) + moderate;
  case numbers::any_bits: {
    T x;
    std::memcpy(&x, &bits, sizeof x);
    return x;
  }
  case numbers::special:
    if (bits % 4 == 0) {
      const T some[] = {limits::quiet_NaN(),
                        limits::infinity(),
                        -limits::infinity(),
                        T(0),
                        -T(0),
                        limits::min(),
                        -limits::denorm_min(),
                        limits::denorm_min(),
                        -limits::min() / 2,
                        limits::max(),
                        limits::lowest(),
                        T(-104),
                        T(-745),
                        T(89),
                        T(-17.5)};
      return some[bits / 4 % (sizeof some / sizeof *some)];
    }
    return moderate;
  default:
    return moderate;
  }
}

template <class T> void fill(call &c, std::size_t o, numbers kind) {
  const std::size_t n = c.operands[o].a.size();
  for (std::size_t i = 0; i < n; ++i)
    c.put<T>(o, i, draw_number<T>(c.r, kind));
}

} // namespace fuzz
