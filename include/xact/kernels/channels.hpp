#pragma once

/// The engine's loop over channels: gives each element its channel's parameter without a division, and sums a gradient
/// a channel in an order that depends on the shape alone.

#include <xact/core/parametric.hpp>
#include <xact/kernels/engine.hpp>

namespace xact::inline XACT_ARCH::kernels {

struct no_gradient {};

/// Where the gradient of the parameters goes.
template <scalar T> struct gradient {
  detail::view<T> to;
  bool add;
};

/// Running sums, one a position of a tile. A position gathers up to `block` terms before they are added, with the
/// rounding error carried along (Neumaier's sum), to its total, so that the error does not grow with their number.
template <scalar T> struct tile_sums {
  static constexpr std::size_t size = 4096 / sizeof(T);
  static constexpr std::size_t block = 256;

  alignas(64) T term[size];
  alignas(64) T total[size];
  alignas(64) T error[size];

  explicit tile_sums(std::size_t used) noexcept {
    for (T *part : {term, total, error})
      std::memset(part, 0, used * sizeof(T));
  }

  /// Moves the terms gathered in [first, first + count) to their totals.
  void flush(std::size_t first, std::size_t count) noexcept {
    const stretch<T, 3, 3> at{{term + first, total + first, error + first},
                              {term + first, total + first, error + first}};
    transform<1>(count, at, [](auto t, auto sum, auto e) {
      const auto next = sum + t;
      const auto moved = next - sum;
      return results<decltype(t), 3>{{decltype(t)(0), next, e + ((sum - (next - moved)) + (t - moved))}};
    });
  }
};

/// Adds up `count` numbers as a balanced tree; destroys them.
template <scalar T> [[nodiscard]] T tree_sum(T *x, std::size_t count) noexcept {
  for (; count > 1; count = (count + 1) / 2) {
    const std::size_t half = (count + 1) / 2;
    for (std::size_t i = 0; i < count - half; ++i)
      x[i] += x[half + i];
  }
  return x[0];
}

/// Writes a channel's gradient, given its totals and the rounding errors carried beside them.
template <scalar T>
void finish(const gradient<T> &g, std::size_t channel, T *totals, T *errors, std::size_t count) noexcept {
  T sum = tree_sum(totals, count);
  const T error = tree_sum(errors, count);
  // Once a sum has overflowed or met a NaN the errors mean nothing.
  if (sum - sum == T(0))
    sum += error;
  T &to = g.to.data[channel];
  to = g.add ? to + sum : sum;
}

/// Where the channels lie in the arrays of one call. A run is what one channel has in one period. It lies within a row
/// if parts is 0; else it is made of that many whole rows.
struct geometry {
  std::size_t channels;
  std::size_t inner;
  std::size_t parts;
  std::size_t part_length;
  std::size_t rows;
  std::size_t columns;

  [[nodiscard]] std::size_t period() const noexcept { return channels * inner; }
  [[nodiscard]] std::size_t periods() const noexcept { return rows * columns / period(); }
};

/// A binding, the arrays and what is to be done with them.
template <class Bound, scalar T, std::size_t In, std::size_t Out, class Formula, class Gradient> struct channel_loop {
  using F = typename Bound::formula;
  using V = native_batch<T>;
  using sums = tile_sums<T>;
  static constexpr bool summing = !std::is_same_v<Gradient, no_gradient>;
  static constexpr std::size_t lanes = lane_sums<T>::size;

  const detail::arguments<T, In, Out> &a;
  const T *parameters;
  const geometry shape;
  const Formula &formula;
  const Gradient &to;

  /// One parameter for a whole stretch at a time: for channels of many neighbouring elements.
  void by_runs() const {
    constexpr std::size_t tile = sums::size / lanes;
    for (std::size_t first = 0; first < shape.channels; first += tile) {
      const std::size_t count = shape.channels - first < tile ? shape.channels - first : tile;
      if constexpr (summing) {
        sums tile_sums(count * lanes);
        std::size_t gathered[tile] = {};
        for_each_part(first, count, [&](std::size_t c, std::size_t row, std::size_t column) {
          sum_part(tile_sums, gathered[c], c * lanes, row, column, parameters[first + c]);
        });
        tile_sums.flush(0, count * lanes);
        for (std::size_t c = 0; c < count; ++c)
          finish(to, first + c, tile_sums.total + c * lanes, tile_sums.error + c * lanes, lanes);
      } else {
        for_each_part(first, count, [&](std::size_t c, std::size_t row, std::size_t column) {
          transform<unroll<F>>(shape.part_length, stretch_at(a, row, column), with(parameters[first + c]));
        });
      }
    }
  }

  /// A parameter for each element, from a tile in which they are laid out as in the arrays: for channels of few
  /// neighbouring elements. Short periods are taken `lanes` at a time, so that vectors are full.
  void by_elements() const {
    const bool short_periods = lanes * shape.period() <= sums::size;
    const std::size_t enough = shape.periods() < lanes ? shape.periods() : lanes;
    const std::size_t together = short_periods && enough > 0 ? enough : 1;
    const std::size_t tile = short_periods ? shape.channels : sums::size / shape.inner;
    for (std::size_t first = 0; first < shape.channels; first += tile) {
      const std::size_t count = shape.channels - first < tile ? shape.channels - first : tile;
      const std::size_t length = count * shape.inner;
      alignas(64) T laid_out[sums::size];
      lay_out(laid_out, first, count, together);
      const auto for_each_piece = [&](const auto &piece) {
        const std::size_t most = together * length;
        for (std::size_t row = 0; row < shape.rows; ++row)
          for (std::size_t column = first * shape.inner; column < shape.columns; column += together * shape.period()) {
            const std::size_t left = shape.columns - column;
            piece(row, column, left < most ? left : most);
          }
      };
      if constexpr (summing) {
        sums tile_sums(together * length);
        std::size_t gathered = 0;
        for_each_piece([&](std::size_t row, std::size_t column, std::size_t n) {
          if (gathered++ == sums::block) {
            tile_sums.flush(0, together * length);
            gathered = 1;
          }
          transform<2>(n, with_tile(stretch_at(a, row, column), laid_out, tile_sums.term), summing_formula());
        });
        tile_sums.flush(0, together * length);
        finish_elements(tile_sums, first, count, together);
      } else {
        for_each_piece([&](std::size_t row, std::size_t column, std::size_t n) {
          transform<unroll<F>>(n, with_tile(stretch_at(a, row, column), laid_out),
                               [&](V p, auto... x) { return formula(with_parameter<F, V>{p}, x...); });
        });
      }
    }
  }

private:
  /// The formula with one parameter for all lanes.
  XACT_INLINE auto with(T parameter) const {
    return [p = with_parameter<F, V>{V(parameter)}, this](auto... x) { return formula(p, x...); };
  }

  template <class Part> XACT_INLINE void for_each_part(std::size_t first, std::size_t count, const Part &part) const {
    if (shape.parts > 0) {
      for (std::size_t row = first * shape.parts; row < shape.rows; row += shape.channels * shape.parts)
        for (std::size_t k = 0; k < count * shape.parts; ++k)
          part(k / shape.parts, row + k, 0);
      return;
    }
    for (std::size_t row = 0; row < shape.rows; ++row)
      for (std::size_t column = first * shape.inner; column < shape.columns; column += shape.period())
        for (std::size_t c = 0; c < count; ++c)
          part(c, row, column + c * shape.inner);
  }

  /// One part through the formula, its terms to the lanes from `position` on; `gathered` counts the terms a lane has.
  XACT_INLINE void sum_part(sums &tile, std::size_t &gathered, std::size_t position, std::size_t row,
                            std::size_t column, T parameter) const {
    constexpr std::size_t most = sums::block * lanes;
    for (std::size_t begin = 0; begin < shape.part_length; begin += most) {
      const std::size_t n = shape.part_length - begin < most ? shape.part_length - begin : most;
      const std::size_t terms = (n + lanes - 1) / lanes;
      if (gathered + terms > sums::block) {
        tile.flush(position, lanes);
        gathered = 0;
      }
      gathered += terms;
      auto lane = lane_sums<T>::from(tile.term + position);
      transform(n, stretch_at(a, row, column + begin), with(parameter), lane);
      lane.to(tile.term + position);
    }
  }

  void lay_out(T *to_tile, std::size_t first, std::size_t count, std::size_t together) const noexcept {
    for (std::size_t r = 0; r < together; ++r)
      for (std::size_t c = 0; c < count; ++c)
        for (std::size_t j = 0; j < shape.inner; ++j)
          *to_tile++ = parameters[first + c];
  }

  /// The stretch with the tile's arrays before its own.
  template <class... Tile>
  XACT_INLINE auto with_tile(const stretch<T, In, Out> &at, const T *laid_out, Tile... terms) const {
    constexpr std::size_t more = sizeof...(terms);
    stretch<T, In + 1 + more, Out + more> s;
    s.in[0] = laid_out;
    if constexpr (more == 1) {
      s.in[1] = (terms, ...);
      s.out[0] = (terms, ...);
    }
    for (std::size_t i = 0; i != In; ++i)
      s.in[1 + more + i] = at.in[i];
    for (std::size_t o = 0; o != Out; ++o)
      s.out[more + o] = at.out[o];
    return s;
  }

  XACT_INLINE auto summing_formula() const {
    return [this](V p, V sum, auto... x) {
      const auto r = formula(with_parameter<F, V>{p}, x...);
      results<V, Out + 1> all;
      all.out[0] = sum + r.term;
      for (std::size_t o = 0; o != Out; ++o)
        all.out[1 + o] = r.out[o];
      return all;
    };
  }

  void finish_elements(sums &tile, std::size_t first, std::size_t count, std::size_t together) const noexcept {
    // together <= lanes, and inner < lanes.
    T totals[lanes * lanes];
    T errors[lanes * lanes];
    for (std::size_t c = 0; c < count; ++c) {
      std::size_t n = 0;
      for (std::size_t r = 0; r < together; ++r)
        for (std::size_t j = 0; j < shape.inner; ++j, ++n) {
          const std::size_t position = (r * count + c) * shape.inner + j;
          totals[n] = tile.total[position];
          errors[n] = tile.error[position];
        }
      finish(to, first + c, totals, errors, n);
    }
  }
};

/// Checks a binding against the arrays of a call and says how its channels lie in them. False after a report of misuse.
template <class Bound, scalar T, std::size_t In, std::size_t Out>
[[nodiscard]] XACT_INLINE bool locate(const Bound &bound, const detail::arguments<T, In, Out> &a, geometry &shape) {
  const auto [channels, inner] = bound.axis();
  const detail::view<const T> parameters{"the slopes", bound.parameters().data(), 1, bound.parameters().size(),
                                         bound.parameters().size()};
  if (parameters.columns != channels || channels == 0 || inner == 0) [[unlikely]] {
    detail::report_misuse("xact::%s: there are %zu slopes for channel_axis{.channels = %zu, .inner = %zu}; channels "
                          "must be the number of slopes and inner at least 1",
                          a.call, parameters.columns, channels, inner);
    return false;
  }
  for (std::size_t o = 0; o != Out; ++o)
    if (!detail::check_separate(a.call, a.out[o], parameters, false))
      return false;
  const auto [name, data, rows, columns, stride] = a.in[0];
  // With one channel the whole of the arrays is its run.
  shape = {channels, channels == 1 ? rows * columns : inner, 0, 0, rows, columns};
  shape.part_length = shape.inner;
  if (rows * columns == 0) {
    shape.rows = 0;
    return true;
  }
  if (columns % shape.period() == 0)
    return true;
  if (shape.inner % columns == 0 && rows * columns % shape.period() == 0) {
    shape.parts = shape.inner / columns;
    shape.part_length = columns;
    return true;
  }
  detail::report_misuse("xact::%s: %s has %zu rows of %zu elements, which channel_axis{.channels = %zu, .inner = %zu} "
                        "does not divide",
                        a.call, name, rows, columns, channels, inner);
  return false;
}

template <class Bound, scalar T, std::size_t In, std::size_t Out, class Formula, class Gradient>
void over_channels(const Bound &bound, const detail::arguments<T, In, Out> &a, const Formula &formula,
                   const Gradient &to) {
  geometry shape;
  if (!locate(bound, a, shape)) [[unlikely]]
    return;
  if constexpr (!std::is_same_v<Gradient, no_gradient>) {
    if (to.to.size() != shape.channels) [[unlikely]] {
      detail::report_misuse("xact::%s: %s has %zu elements but there are %zu channels", a.call, to.to.name,
                            to.to.size(), shape.channels);
      return;
    }
    const detail::view<const T> parameters{"the slopes", bound.parameters().data(), 1, shape.channels, shape.channels};
    if (!detail::check_separate(a.call, to.to, parameters, false))
      return;
    for (std::size_t i = 0; i != In; ++i)
      if (!detail::check_separate(a.call, to.to, a.in[i], false))
        return;
    for (std::size_t o = 0; o != Out; ++o)
      if (!detail::check_separate(a.call, to.to, a.out[o], false))
        return;
  }
  const channel_loop<Bound, T, In, Out, Formula, Gradient> loop{a, bound.parameters().data(), shape, formula, to};
  // Runs this long fill the lanes of a sum.
  if (shape.channels == 1 || shape.parts > 0 || shape.inner >= lane_sums<T>::size)
    loop.by_runs();
  else
    loop.by_elements();
}

/// True if the output of f tells its derivative, with all the parameters that f has.
template <scalar T, class F> [[nodiscard]] bool output_determines_derivative(const F &f) noexcept {
  if constexpr (channel_bound<F>) {
    for (const T p : f.parameters())
      if (!F::formula::output_determines_derivative(p))
        return false;
    return true;
  } else {
    return f.template output_determines_derivative<T>();
  }
}

} // namespace xact::inline XACT_ARCH::kernels
