#pragma once

/// Random shapes of arrays and random channel axes.

#include "call.hpp"

namespace fuzz {

inline constexpr std::size_t most_elements = 300000;

/// Draws a shape without channels.
inline void draw_rows(call &c) {
  random &r = c.r;
  c.gap_percent = r.one_of<std::size_t>({0, 0, 50, 100});
  c.rows = r.percent(50) ? 1 : r.percent(90) ? r.below(12) : r.below(400);
  c.columns = draw_length(r, c.rows == 0 ? 100 : most_elements / c.rows);
}

/// Draws a shape with channels. A period is channels·inner elements, and a run is the `inner` neighbouring elements of
/// one channel. The shape is a single row, or rows that consist of whole periods, or runs that consist of whole rows.
inline void draw_channels(call &c) {
  random &r = c.r;
  c.channels = r.percent(20) ? 1 : r.percent(70) ? r.between(1, 40) : r.between(40, r.percent(50) ? 260 : 3000);
  c.inner = r.percent(40) ? 1 : draw_length(r, most_elements / c.channels);
  c.gap_percent = r.one_of<std::size_t>({0, 0, 50, 100});
  const std::size_t period = c.channels * c.inner;
  const std::size_t most_periods = period == 0 ? 4 : most_elements / period;
  const std::size_t periods = most_periods == 0 ? 1 : draw_length(r, most_periods);
  const std::size_t kind = r.below(3);
  c.rows = 1;
  c.columns = periods * period;
  if (kind == 1) { // rows of whole periods
    c.rows = periods == 0 ? r.below(3) : r.between(1, periods < 20 ? periods : 20);
    c.columns = c.rows == 0 ? period : periods / c.rows * period;
  } else if (kind == 2) { // runs that consist of rows
    const std::size_t parts = r.between(1, 5);
    c.columns = c.inner / parts;
    c.inner = c.columns * parts;
    std::size_t some = periods < 5 ? periods : 5;
    while (some > 1 && some * c.channels * parts > 4000)
      --some;
    c.rows = some * c.channels * parts;
  }
  if (c.channels == 1 && r.percent(50))
    c.inner = r.below(20);
  if (r.percent(6)) { // the size is mostly no multiple of the period
    if (r.percent(50))
      c.columns += 1;
    else
      c.inner += 1;
  }
  if (r.percent(2))
    c.inner = r.one_of<std::size_t>({0, static_cast<std::size_t>(-1) / 2, static_cast<std::size_t>(1) << 33});
  if (r.percent(1))
    c.channels = 0;
}

/// Sometimes makes the size of one array wrong.
inline void spoil_shape(call &c) {
  if (!c.r.percent(5))
    return;
  operand &o = c.operands[c.r.below(c.operands.size())];
  std::size_t &size = c.r.percent(70) || o.is == role::per_channel ? o.a.columns : o.a.rows;
  size = c.r.percent(50) || size == 0 ? size + 1 : size - 1;
  if (o.a.stride < o.a.columns)
    o.a.stride = o.a.columns;
}

/// Sometimes replaces the sizes of one array by impossible sizes. The memory of the array does not change.
inline void misdescribe(call &c) {
  if (!c.r.percent(3))
    return;
  const std::size_t k = c.r.below(c.operands.size());
  operand &o = c.operands[k];
  if (o.is == role::per_channel)
    return; // the parameters are a std::span, which has neither rows nor a stride
  c.misdescribed = k;
  c.as_it_was = o.a;
  constexpr std::size_t huge = static_cast<std::size_t>(-1);
  switch (c.r.below(5)) {
  case 0:
    o.a.rows = huge / 2 + 2;
    break;
  case 1:
    o.a.columns = o.a.stride = huge / 4;
    break;
  case 2:
    o.a.stride = huge / 3;
    break;
  case 3:
    o.a.rows = o.a.columns = static_cast<std::size_t>(1) << 32;
    break;
  default:
    if (o.a.rows > 1 && o.a.columns > 0 && o.a.stride >= o.a.columns)
      o.a.stride = o.a.columns - 1;
  }
}

} // namespace fuzz
