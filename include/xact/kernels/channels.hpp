#pragma once

/// The engine's loop over channels: gives each element its channel's parameter without a division, and sums a gradient
/// a channel in an order that depends on the shape alone.

#include <xact/core/parametric.hpp>
#include <xact/kernels/engine.hpp>

namespace xact::inline XACT_ARCH::kernels {

struct no_gradient {};

/// Where the gradient of the parameters, summed in any precision, goes.
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
  std::size_t used;
  std::size_t gathered = 0; ///< terms that each position has, where all have the same number
  bool flushed = false;     ///< total and error hold something

  explicit tile_sums(std::size_t positions) noexcept : used(positions) { std::memset(term, 0, used * sizeof(T)); }

  /// Makes room for as many terms more in all positions.
  XACT_INLINE void make_room(std::size_t terms) noexcept {
    if (gathered + terms > block) [[unlikely]] {
      flush(0, used);
      gathered = 0;
    }
    gathered += terms;
  }

  /// Moves the terms gathered in [first, first + count) to their totals.
  XACT_OUTLINE void flush(std::size_t first, std::size_t count) noexcept {
    if (!flushed) {
      std::memset(total, 0, used * sizeof(T));
      std::memset(error, 0, used * sizeof(T));
      flushed = true;
    }
    const stretch<T, 3, 3> at{{term + first, total + first, error + first},
                              {term + first, total + first, error + first}};
    transform<1>(count, at, [](auto t, auto sum, auto e) XACT_INLINE_LAMBDA {
      const auto next = sum + t;
      const auto moved = next - sum;
      return results<decltype(t), 3>{{decltype(t)(0), next, e + ((sum - (next - moved)) + (t - moved))}};
    });
  }

  /// The totals, when all terms are in. They are the terms themselves, and no error was made, if nothing was flushed.
  T *finished() noexcept {
    if (!flushed)
      return term;
    flush(0, used);
    return total;
  }
};

/// Adds up `count` rows of `width` numbers, each as a balanced tree, into the first row; destroys the others.
template <scalar T> XACT_OUTLINE void tree_sum(T *x, std::size_t count, std::size_t width) noexcept {
  for (; count > 1; count = (count + 1) / 2) {
    const std::size_t half = (count + 1) / 2;
    const stretch<T, 2, 1> at{{x, x + half * width}, {x}};
    transform<2>((count - half) * width, at,
                 [](auto a, auto b) XACT_INLINE_LAMBDA { return results<decltype(a), 1>{{a + b}}; });
  }
}

/// Writes a channel's gradient, given its sum and the rounding error carried beside it.
template <scalar T, scalar S>
XACT_INLINE void finish(const gradient<T> &g, std::size_t channel, S sum, S error) noexcept {
  // Once a sum has overflowed or met a NaN the errors mean nothing.
  if (sum - sum == S(0))
    sum += error;
  T &to = g.to.data[channel];
  to = g.add ? to + static_cast<T>(sum) : static_cast<T>(sum);
}

/// The sum of `Count` lanes, added as a balanced tree.
template <std::size_t Count, scalar T> [[nodiscard]] XACT_INLINE T lane_total(const T *x) noexcept {
  if constexpr (Count == 1) {
    return *x;
  } else {
    T half[Count / 2];
    for (std::size_t i = 0; i < Count / 2; ++i)
      half[i] = x[i] + x[Count / 2 + i];
    return lane_total<Count / 2>(half);
  }
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
  /// What terms are summed in. Products of floats are exact in double, and FMA changes no bit of their sums.
  using S = std::conditional_t<is_reproducible<F>, double, T>;
  using sums = tile_sums<S>;
  static constexpr bool summing = !std::is_same_v<Gradient, no_gradient>;
  static constexpr std::size_t lanes = lane_sums<T, S>::size;

  // Copies, and the members below are inlined: vector stores may alias anything in memory, but not a local.
  const detail::arguments<T, In, Out> a;
  const T *const parameters;
  const geometry shape;
  const Formula formula;
  const Gradient to;

  /// One parameter for a whole stretch at a time: for channels of many neighbouring elements.
  XACT_INLINE void by_runs() const {
    constexpr std::size_t tile = sums::size / lanes;
    for (std::size_t first = 0; first < shape.channels; first += tile) {
      const std::size_t count = shape.channels - first < tile ? shape.channels - first : tile;
      if constexpr (summing) {
        sums tile_sums(count * lanes);
        if (shape.parts == 0 && terms_of(shape.part_length) <= sums::block)
          sum_short_runs(tile_sums, first, count);
        else
          sum_runs(tile_sums, first, count);
        S *totals = tile_sums.finished();
        for (std::size_t c = 0; c < count; ++c)
          finish(to, first + c, lane_total<lanes>(totals + c * lanes),
                 tile_sums.flushed ? lane_total<lanes>(tile_sums.error + c * lanes) : S(0));
      } else if (shape.part_length < 2 * unroll<F> * V::size) {
        transform_runs<1>(first, count);
      } else {
        transform_runs<unroll<F>>(first, count);
      }
    }
  }

  /// A parameter for each element, from a tile in which they are laid out as in the arrays: for channels of few
  /// neighbouring elements. Short periods are taken several at a time, so that vectors are full and loops long.
  XACT_INLINE void by_elements() const {
    const std::size_t together = periods_together();
    const std::size_t tile = shape.period() <= sums::size ? shape.channels : sums::size / shape.inner;
    for (std::size_t first = 0; first < shape.channels; first += tile) {
      const std::size_t count = shape.channels - first < tile ? shape.channels - first : tile;
      const std::size_t length = count * shape.inner;
      alignas(64) T buffer[sums::size];
      const T *const laid_out = lay_out(buffer, first, count, together);
      const std::size_t most = together * length;
      const std::size_t step = together * shape.period();
      const auto for_each_piece = [&](const auto &piece) XACT_INLINE_LAMBDA {
        for (std::size_t row = 0; row < shape.rows; ++row)
          for (std::size_t column = first * shape.inner; column < shape.columns; column += step) {
            const std::size_t left = shape.columns - column;
            piece(row, column, left < most ? left : most);
          }
      };
      const auto with_its_own = [&](V p, auto... x)
                                    XACT_INLINE_LAMBDA { return formula(with_parameter<F, V>{p}, x...); };
      if constexpr (summing) {
        sums tile_sums(most);
        position_sums<T, S> to_tile{tile_sums.term};
        for_each_piece([&](std::size_t row, std::size_t column, std::size_t n) XACT_INLINE_LAMBDA {
          tile_sums.make_room(1);
          transform(n, with_parameters(stretch_at(a, row, column), laid_out), with_its_own, to_tile);
        });
        finish_elements(tile_sums, first, count, together);
      } else {
        for_each_piece([&](std::size_t row, std::size_t column, std::size_t n) XACT_INLINE_LAMBDA {
          transform<unroll<F>>(n, with_parameters(stretch_at(a, row, column), laid_out), with_its_own);
        });
      }
    }
  }

private:
  /// The formula with one parameter for all lanes.
  XACT_INLINE auto with(T parameter) const {
    return [p = with_parameter<F, V>{V(parameter)}, this](auto... x) XACT_INLINE_LAMBDA { return formula(p, x...); };
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

  template <std::size_t Unroll> XACT_INLINE void transform_runs(std::size_t first, std::size_t count) const {
    for_each_part(first, count, [&](std::size_t c, std::size_t row, std::size_t column) XACT_INLINE_LAMBDA {
      transform<Unroll>(shape.part_length, stretch_at(a, row, column), with(parameters[first + c]));
    });
  }

  /// How many terms the lane that gets most has from a run.
  [[nodiscard]] static constexpr std::size_t terms_of(std::size_t length) noexcept {
    return (length + lanes - 1) / lanes;
  }

  /// The sums of runs that need no flush within.
  XACT_INLINE void sum_short_runs(sums &tile, std::size_t first, std::size_t count) const {
    for (std::size_t row = 0; row < shape.rows; ++row)
      for (std::size_t column = first * shape.inner; column < shape.columns; column += shape.period()) {
        tile.make_room(terms_of(shape.part_length));
        for (std::size_t c = 0; c < count; ++c)
          sum_piece(tile.term + c * lanes, row, column + c * shape.inner, shape.part_length, parameters[first + c]);
      }
  }

  /// The same sums, for runs of any length and in any number of parts.
  XACT_INLINE void sum_runs(sums &tile, std::size_t first, std::size_t count) const {
    constexpr std::size_t most = sums::block * lanes;
    std::size_t gathered[sums::size / lanes] = {};
    for_each_part(first, count, [&](std::size_t c, std::size_t row, std::size_t column) XACT_INLINE_LAMBDA {
      for (std::size_t begin = 0; begin < shape.part_length; begin += most) {
        const std::size_t n = shape.part_length - begin < most ? shape.part_length - begin : most;
        if (gathered[c] + terms_of(n) > sums::block) {
          tile.flush(c * lanes, lanes);
          gathered[c] = 0;
        }
        gathered[c] += terms_of(n);
        sum_piece(tile.term + c * lanes, row, column + begin, n, parameters[first + c]);
      }
    });
  }

  /// `n` elements through the formula, their terms to the lanes at `terms`.
  XACT_INLINE void sum_piece(S *terms, std::size_t row, std::size_t column, std::size_t n, T parameter) const {
    auto lane = lane_sums<T, S>::from(terms);
    transform(n, stretch_at(a, row, column), with(parameter), lane);
    lane.to(terms);
  }

  /// How many periods make a tile: enough for a loop of some length, a whole number of vectors where that is near, but
  /// no more than a quarter of what there is.
  [[nodiscard]] XACT_INLINE std::size_t periods_together() const noexcept {
    constexpr std::size_t length = sums::size / 4;
    const std::size_t period = shape.period();
    if (period >= length)
      return 1;
    // Two is the only prime factor of `lanes`, so the largest that it shares with the period is a power of two.
    const std::size_t low_bit = period & (0 - period);
    const std::size_t unit = low_bit < lanes ? lanes / low_bit : 1;
    const std::size_t filled =
        unit * period <= sums::size / 2 ? unit * (1 + (length - 1) / (unit * period)) : 1 + (length - 1) / period;
    const std::size_t some = 1 + shape.periods() / 4;
    return filled < some ? filled : some;
  }

  /// The parameters of `count` channels, each as often as the arrays have it in `together` periods.
  [[nodiscard]] XACT_INLINE const T *lay_out(T *buffer, std::size_t first, std::size_t count,
                                             std::size_t together) const noexcept {
    if (shape.inner == 1 && together == 1)
      return parameters + first;
    const std::size_t length = count * shape.inner;
    for (std::size_t c = 0; c < count; ++c)
      for (std::size_t j = 0; j < shape.inner; ++j)
        buffer[c * shape.inner + j] = parameters[first + c];
    for (std::size_t r = 1; r < together; ++r)
      std::memcpy(buffer + r * length, buffer, length * sizeof(T));
    return buffer;
  }

  /// The stretch with the parameters before its own arrays.
  XACT_INLINE auto with_parameters(const stretch<T, In, Out> &at, const T *laid_out) const {
    stretch<T, In + 1, Out> s;
    s.in[0] = laid_out;
    for (std::size_t i = 0; i != In; ++i)
      s.in[1 + i] = at.in[i];
    for (std::size_t o = 0; o != Out; ++o)
      s.out[o] = at.out[o];
    return s;
  }

  void finish_elements(sums &tile, std::size_t first, std::size_t count, std::size_t together) const noexcept {
    S *const totals = tile.finished();
    // The periods of the tile are added up first, then what lies side by side.
    const auto add_up = [&](S *all) {
      tree_sum(all, together, count * shape.inner);
      if (shape.inner > 1)
        for (std::size_t c = 0; c < count; ++c)
          tree_sum(all + c * shape.inner, shape.inner, 1);
    };
    add_up(totals);
    if (tile.flushed)
      add_up(tile.error);
    for (std::size_t c = 0; c < count; ++c)
      finish(to, first + c, totals[c * shape.inner], tile.flushed ? tile.error[c * shape.inner] : S(0));
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
  const std::size_t rows = a.in[0].rows;
  const std::size_t columns = a.in[0].columns;
  // With one channel the whole of the arrays is its run.
  shape = {channels, channels == 1 ? rows * columns : inner, 0, 0, rows, columns};
  shape.part_length = shape.inner;
  if (rows * columns == 0) {
    shape.rows = 0;
    return true;
  }
  if ((channels == 1 && rows == 1) || columns % shape.period() == 0)
    return true;
  if (shape.inner % columns == 0 && rows * columns % shape.period() == 0) {
    shape.parts = shape.inner / columns;
    shape.part_length = columns;
    return true;
  }
  detail::report_misuse("xact::%s: %s has %zu rows of %zu elements, which channel_axis{.channels = %zu, .inner = %zu} "
                        "does not divide",
                        a.call, a.in[0].name, rows, columns, channels, inner);
  return false;
}

/// The loops, each a function of its own: the stack that one needs is no cost to the others.
template <class Loop> XACT_OUTLINE void run_by_runs(const Loop loop) { loop.by_runs(); }
template <class Loop> XACT_OUTLINE void run_by_elements(const Loop loop) { loop.by_elements(); }

/// One stretch with one parameter.
template <stores How, class F, scalar T, std::size_t In, std::size_t Out, class Formula>
XACT_OUTLINE void run_shared(T parameter, std::size_t n, const stretch<T, In, Out> at, const Formula formula) {
  const with_parameter<F, native_batch<T>> p{native_batch<T>(parameter)};
  transform<unroll<F>, How>(n, at, [&](auto... x) XACT_INLINE_LAMBDA { return formula(p, x...); });
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
  if constexpr (std::is_same_v<Gradient, no_gradient>)
    if (shape.channels == 1) {
      over_rows(a, [&](auto how, std::size_t row) XACT_INLINE_LAMBDA {
        run_shared<how(), typename Bound::formula>(bound.parameters()[0], shape.columns, stretch_at(a, row, 0),
                                                   formula);
      });
      return;
    }
  const channel_loop<Bound, T, In, Out, Formula, Gradient> loop{a, bound.parameters().data(), shape, formula, to};
  // Runs this long fill the lanes of a sum.
  if (shape.channels == 1 || shape.parts > 0 || shape.inner >= lane_sums<T, T>::size)
    run_by_runs(loop);
  else
    run_by_elements(loop);
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
