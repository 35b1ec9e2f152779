#pragma once

/// The engine's loop over channels: gives each element its channel's parameter without a division, and sums a gradient
/// a channel in an order that depends on the shape alone.

#include <xact/engine/loop.hpp>
#include <xact/engine/parametric.hpp>

namespace xact::inline XACT_ARCH::kernels {

struct no_gradient {};

/// Where the gradient of the parameters, summed in any precision, goes. Another receiver of sums may want several a
/// channel: it says how many `kinds` of terms an element has.
template <scalar T> struct gradient {
  static constexpr std::size_t kinds = 1;

  detail::view<T> to;
  bool add;

  template <scalar S> XACT_FLAT void finish(std::size_t channel, std::size_t, S sum) const noexcept {
    T &into = to.data[channel];
    into = add ? into + static_cast<T>(sum) : static_cast<T>(sum);
  }
};
template <class Gradient> inline constexpr std::size_t kinds_of = 1;
template <class Gradient>
requires requires { Gradient::kinds; }
inline constexpr std::size_t kinds_of<Gradient> = Gradient::kinds;

/// Running sums, one a position of a tile. A position gathers at most `block` terms before they are added, with the
/// rounding error carried along (Neumaier's sum), to its total, so that the error does not grow with their number.
template <scalar T, std::size_t Kinds = 1> struct tile_sums {
  static constexpr std::size_t positions = 4096 / sizeof(T);
  static constexpr std::size_t size = Kinds * positions; ///< a sum for each kind of term
  static constexpr std::size_t block = 256;

  alignas(64) T term[size];
  alignas(64) T total[size];
  alignas(64) T error[size];
  std::size_t used;
  bool flushed = false; ///< total and error hold something

  explicit tile_sums(std::size_t count) noexcept : used(count) {}

  /// Gathers the terms of `blocks` blocks: sum_block(b, at) writes the `used` sums of block b.
  template <class On, class SumBlock>
  XACT_FLAT void gather(const On &on, std::size_t blocks, const SumBlock &sum_block) noexcept {
    if (blocks == 0)
      clear(term, used);
    if constexpr (std::is_same_v<On, this_thread>) {
      for (std::size_t b = 0; b < blocks; ++b) {
        if (b != 0)
          flush();
        sum_block(b, term);
      }
    } else {
      // Threads gather one block each, and the totals are made in the order of the blocks.
      alignas(64) T gathered[16 * size];
      const std::size_t most = sizeof gathered / sizeof(T) / used;
      for (std::size_t first = 0; first < blocks; first += most) {
        const std::size_t count = blocks - first < most ? blocks - first : most;
        on(count, [&](std::size_t k) { sum_block(first + k, gathered + k * used); });
        for (std::size_t k = 0; k < count; ++k) {
          if (first + k != 0)
            flush();
          std::memcpy(term, gathered + k * used, used * sizeof(T));
        }
      }
    }
  }

  /// The totals, when all terms are in. They are the terms themselves, and no error was made, if nothing was flushed.
  T *finished() noexcept {
    if (!flushed)
      return term;
    flush();
    return total;
  }

private:
  /// Moves the terms to their totals.
  XACT_OUTLINE void flush() noexcept {
    if (!flushed) {
      clear(total, used);
      clear(error, used);
      flushed = true;
    }
    const stretch<T, 3, 2> at{{term, total, error}, {total, error}};
    transform<1>(used, at, [](auto t, auto sum, auto e) XACT_FLAT_LAMBDA {
      const auto next = sum + t;
      const auto moved = next - sum;
      return results<decltype(t), 2>{{next, e + ((sum - (next - moved)) + (t - moved))}};
    });
  }
};

/// Adds up `count` rows of `width` numbers, each as a balanced tree, into the first row; destroys the others.
template <scalar T> XACT_OUTLINE void tree_sum(T *x, std::size_t count, std::size_t width) noexcept {
  for (; count > 1; count = (count + 1) / 2) {
    const std::size_t half = (count + 1) / 2;
    const stretch<T, 2, 1> at{{x, x + half * width}, {x}};
    transform<2>((count - half) * width, at,
                 [](auto a, auto b) XACT_FLAT_LAMBDA { return results<decltype(a), 1>{{a + b}}; });
  }
}

/// Hands over the sums of one kind of terms of `count` channels, which lie `apart`, given the rounding errors carried
/// beside them unless that is null.
template <class Gradient, scalar S>
XACT_FLAT void finish(const Gradient &g, std::size_t first, std::size_t count, std::size_t kind, std::size_t apart,
                      const S *sums, const S *errors) noexcept {
  // Not one loop that asks for each: clang would make masked loads of it, and from a null pointer each of them, masked
  // out, is hundreds of cycles.
  if (errors == nullptr) {
    for (std::size_t c = 0; c < count; ++c)
      g.finish(first + c, kind, sums[c * apart]);
    return;
  }
  for (std::size_t c = 0; c < count; ++c) {
    S sum = sums[c * apart];
    // Once a sum has overflowed or met a NaN the errors mean nothing.
    if (sum - sum == S(0))
      sum += errors[c * apart];
    g.finish(first + c, kind, sum);
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
  [[nodiscard]] std::size_t periods() const noexcept { return rows == 0 ? 0 : rows * columns / period(); }
  [[nodiscard]] std::size_t parts_of_run() const noexcept { return parts == 0 ? 1 : parts; }
  /// How many parts each channel has.
  [[nodiscard]] std::size_t parts_of_channel() const noexcept { return periods() * parts_of_run(); }
};

/// A binding, the arrays and what is to be done with them, on the threads of On.
template <class On, class Bound, scalar T, std::size_t In, std::size_t Out, class Bits, class Formula, class Gradient>
struct channel_loop {
  using F = typename Bound::formula;
  using V = native_batch<T>;
  /// What terms are summed in. Products of floats are exact in double, and FMA changes no bit of their sums.
  using S = std::conditional_t<is_reproducible<F>, double, T>;
  static constexpr std::size_t kinds = kinds_of<Gradient>;
  using sums = tile_sums<S, kinds>;
  static constexpr bool summing = !std::is_same_v<Gradient, no_gradient>;
  static constexpr std::size_t lanes = lane_sums<T, S>::size;

  // Copies: the arrays' own views may lie anywhere, and vector stores may alias them.
  const On &on;
  const detail::arguments<T, In, Out, Bits> a;
  const F f;
  const T *const parameters;
  const geometry shape;
  const Formula formula;
  const Gradient to;
  const bool streams; ///< the outputs go past the caches

  /// One parameter for a whole stretch at a time: for channels of many neighbouring elements.
  XACT_FLAT void by_runs() const {
    if constexpr (summing) {
      constexpr std::size_t tile = sums::positions / lanes;
      for (std::size_t first = 0; first < shape.channels; first += tile) {
        const std::size_t count = shape.channels - first < tile ? shape.channels - first : tile;
        sums tile_sums(count * kinds * lanes);
        tile_sums.gather(on, run_blocks(), [&](std::size_t b, S *terms) XACT_FLAT_LAMBDA {
          detour<T, Out> aside;
          sum_runs(aside, terms, first, count, b);
          if (streams) [[unlikely]]
            aside.finish();
        });
        S *const totals = tile_sums.finished();
        tree_totals<lanes>(totals, count * kinds);
        if (tile_sums.flushed)
          tree_totals<lanes>(tile_sums.error, count * kinds);
        for (std::size_t k = 0; k < kinds; ++k)
          finish(to, first, count, k, kinds, totals + k, tile_sums.flushed ? tile_sums.error + k : nullptr);
      }
    } else {
      const std::size_t all = shape.channels * shape.parts_of_channel();
      if constexpr (std::is_same_v<On, this_thread>) {
        transform_runs(0, all);
      } else {
        const std::size_t together = 1 + slice_size / (shape.part_length + 1);
        on((all + together - 1) / together, [&](std::size_t k) {
          const std::size_t begin = k * together;
          transform_runs(begin, all - begin < together ? all : begin + together);
        });
      }
    }
  }

  /// A parameter for each element, from a tile in which they are laid out as in the arrays: for channels of few
  /// neighbouring elements. Short periods are taken several at a time, so that vectors are full and loops long.
  XACT_FLAT void by_elements() const {
    const std::size_t together = periods_together();
    const std::size_t tile = shape.period() <= sums::positions ? shape.channels : sums::positions / shape.inner;
    for (std::size_t first = 0; first < shape.channels; first += tile) {
      const std::size_t count = shape.channels - first < tile ? shape.channels - first : tile;
      const std::size_t length = count * shape.inner;
      alignas(64) T buffer[sums::positions];
      const T *const laid_out = lay_out(buffer, first, count, together);
      const std::size_t most = together * length;
      const std::size_t step = together * shape.period();
      const std::size_t of_row = (shape.columns - first * shape.inner + step - 1) / step;
      const std::size_t pieces = shape.rows * of_row;
      const auto for_pieces = [&](std::size_t begin, std::size_t end, const auto &piece) XACT_FLAT_LAMBDA {
        if (begin == end)
          return;
        detour<T, Out> aside;
        static_assert(sums::positions <= decltype(aside)::size);
        std::size_t row = begin / of_row;
        for (std::size_t of_this = begin % of_row; begin < end; ++begin, ++of_this) {
          if (of_this == of_row) {
            of_this = 0;
            ++row;
          }
          const std::size_t column = first * shape.inner + of_this * step;
          const std::size_t left = shape.columns - column;
          const std::size_t n = left < most ? left : most;
          const auto at = stretch_at(a, row, column);
          piece(with_parameters(streams ? aside.from(at, n) : at, laid_out), n);
        }
        if (streams) [[unlikely]]
          aside.finish();
      };
      const auto with_its_own = [&](V p, auto... x) XACT_FLAT_LAMBDA {
        return formula(with_parameter<F, V>{f, p}, x...);
      };
      if constexpr (summing) {
        sums tile_sums(most * kinds);
        constexpr std::size_t block = sums::block;
        tile_sums.gather(on, (pieces + block - 1) / block, [&](std::size_t b, S *terms) XACT_FLAT_LAMBDA {
          clear(terms, most * kinds);
          auto to_tile = position_sums_at(terms, most);
          const std::size_t begin = b * block;
          for_pieces(begin, pieces - begin < block ? pieces : begin + block,
                     [&](const auto &at, std::size_t n) XACT_FLAT_LAMBDA { transform(n, at, with_its_own, to_tile); });
        });
        finish_elements(tile_sums, first, count, together);
      } else {
        const std::size_t batch = 1 + slice_size / most;
        on((pieces + batch - 1) / batch, [&](std::size_t k) XACT_FLAT_LAMBDA {
          const std::size_t begin = k * batch;
          for_pieces(begin, pieces - begin < batch ? pieces : begin + batch,
                     [&](const auto &at, std::size_t n)
                         XACT_FLAT_LAMBDA { transform<unroll<F>>(n, at, with_its_own); });
        });
      }
    }
  }

private:
  template <std::size_t N> using constant = std::integral_constant<std::size_t, N>;
  using all_lane_sums = std::conditional_t<kinds == 1, lane_sums<T, S>, several_lane_sums<T, S, kinds>>;
  static XACT_FLAT auto position_sums_at(S *at, std::size_t apart) noexcept {
    if constexpr (kinds == 1)
      return position_sums<T, S>{at};
    else
      return several_position_sums<T, S, kinds>{at, apart};
  }

  /// The formula with one parameter for all lanes.
  XACT_FLAT auto with(T parameter) const {
    return [p = with_parameter<F, V>{f, V(parameter)}, this](auto... x) XACT_FLAT_LAMBDA { return formula(p, x...); };
  }

  /// Calls run(length, at, c, i) for elements i to i + length of each part c of `count`, of n elements each. The first
  /// begins at a row and a column and each other one so many rows and columns after the one before; numbers of these
  /// that are constants spare registers.
  template <class Rows, class Columns, class Run>
  XACT_FLAT void for_parts(detour<T, Out> &aside, std::size_t count, std::size_t n, std::size_t row, std::size_t column,
                           Rows rows_apart, Columns columns_apart, const Run &run) const {
    std::size_t together = count;
    std::size_t at_once = n;
    if (streams) [[unlikely]] {
      const bool adjoin = rows_apart == 0 && columns_apart == n;
      together = adjoin && n < aside.size ? aside.size / n : 1;
      at_once = n < aside.size ? n : aside.size;
    }
    for (std::size_t c = 0; c < count; c += together)
      for (std::size_t i = 0; i < n; i += at_once) {
        const std::size_t end = count - c < together ? count : c + together;
        const std::size_t length = n - i < at_once ? n - i : at_once;
        auto at = stretch_at(a, row + c * rows_apart, column + c * columns_apart + i);
        if (streams) [[unlikely]]
          at = aside.from(at, (end - c) * length);
        for (std::size_t k = c; k < end; ++k) {
          run(length, at, k, i);
          for (std::size_t in = 0; in != In; ++in)
            at.in[in] += rows_apart * a.in[in].stride + columns_apart;
          for (std::size_t out = 0; out != Out; ++out)
            at.out[out] += rows_apart * a.out[out].stride + columns_apart;
          at.bits = at.bits.from(rows_apart * shape.columns + columns_apart);
        }
      }
  }

  /// The parts from `begin` to `end`, counted in the order of memory.
  XACT_FLAT void transform_runs(std::size_t begin, std::size_t end) const {
    const std::size_t part = shape.part_length;
    if (part >= 2 * unroll<F> * V::size)
      transform_runs(begin, end, [](std::size_t n, const auto &at, const auto &bound) XACT_FLAT_LAMBDA {
        transform<unroll<F>>(n, at, bound);
      });
    else if (part % V::size == 0)
      transform_runs(begin, end, [](std::size_t n, const auto &at, const auto &bound) XACT_FLAT_LAMBDA {
        transform_turns<1>(n, at, bound);
      });
    else
      transform_runs(begin, end, [](std::size_t n, const auto &at, const auto &bound) XACT_FLAT_LAMBDA {
        transform<1>(n, at, bound);
      });
  }
  template <class Run> XACT_FLAT void transform_runs(std::size_t begin, std::size_t end, const Run &run) const {
    const std::size_t n = shape.part_length;
    const std::size_t of_row = shape.parts > 0 ? 1 : shape.columns / n;
    detour<T, Out> aside;
    std::size_t row = begin / of_row;
    for (std::size_t part = begin % of_row; begin < end;) {
      // Within a row the parts, one after the other, belong to the channels, one after the other.
      const std::size_t channel = (shape.parts > 0 ? row / shape.parts : part) % shape.channels;
      const std::size_t left = shape.parts > 0 ? 1 : shape.channels - channel;
      const std::size_t count = end - begin < left ? end - begin : left;
      for_parts(aside, count, n, row, part * n, constant<0>{}, n,
                [&](std::size_t length, const auto &at, std::size_t c, std::size_t)
                    XACT_FLAT_LAMBDA { run(length, at, with(parameters[channel + c])); });
      begin += count;
      part += count;
      if (part == of_row) {
        part = 0;
        ++row;
      }
    }
    if (streams) [[unlikely]]
      aside.finish();
  }

  /// How many terms the lane that gets most has from a part.
  [[nodiscard]] XACT_FLAT std::size_t terms_of_part() const noexcept { return (shape.part_length + lanes - 1) / lanes; }
  /// How many elements of a channel, or, where its parts are shorter, how many of these are gathered in a block.
  static constexpr std::size_t longest = sums::block * lanes;
  [[nodiscard]] XACT_FLAT std::size_t parts_of_block() const noexcept { return sums::block / terms_of_part(); }
  [[nodiscard]] XACT_FLAT std::size_t blocks_of_part() const noexcept {
    return (shape.part_length + longest - 1) / longest;
  }
  [[nodiscard]] XACT_FLAT std::size_t run_blocks() const noexcept {
    const std::size_t parts = shape.parts_of_channel();
    if (parts == 0)
      return 0;
    return terms_of_part() > sums::block ? parts * blocks_of_part() : (parts + parts_of_block() - 1) / parts_of_block();
  }

  /// The sums of block b of `count` channels.
  XACT_FLAT void sum_runs(detour<T, Out> &aside, S *terms, std::size_t first, std::size_t count, std::size_t b) const {
    const std::size_t n = shape.part_length;
    if (terms_of_part() > sums::block) {
      const std::size_t begin = b % blocks_of_part() * longest;
      sum_part(aside, terms, true, first, count, b / blocks_of_part(), begin,
               n - begin < longest ? n - begin : longest);
      return;
    }
    const std::size_t parts = shape.parts_of_channel();
    const std::size_t begin = b * parts_of_block();
    const std::size_t end = parts - begin < parts_of_block() ? parts : begin + parts_of_block();
    for (std::size_t part = begin; part < end; ++part)
      sum_part(aside, terms, part == begin, first, count, part, 0, n);
  }

  /// The terms of `n` elements, from the one numbered `begin` on, of one part of each of `count` channels: written if
  /// they `open` a block, else added to what is there.
  XACT_FLAT void sum_part(detour<T, Out> &aside, S *terms, bool open, std::size_t first, std::size_t count,
                          std::size_t part, std::size_t begin, std::size_t n) const {
    // Where the part of the first channel begins, and how far it is to the next channel's. With one channel a single
    // row is one part, whatever its length.
    const bool of_rows = shape.parts > 0;
    const std::size_t of_row = of_rows || shape.rows == 1 ? shape.periods() : shape.columns / shape.period();
    const std::size_t row =
        of_rows ? (part / shape.parts * shape.channels + first) * shape.parts + part % shape.parts : part / of_row;
    const std::size_t column = begin + (of_rows ? 0 : part % of_row * shape.period() + first * shape.inner);
    const auto for_channels = [&](auto rows_apart, auto columns_apart, const auto &add) XACT_FLAT_LAMBDA {
      for_parts(aside, count, n, row, column, rows_apart, columns_apart,
                [&](std::size_t length, const auto &at, std::size_t c, std::size_t i) XACT_FLAT_LAMBDA {
                  S *const sums_of_channel = terms + c * kinds * lanes;
                  auto sum = open && i == 0 ? all_lane_sums::zero() : all_lane_sums::from(sums_of_channel);
                  add(length, at, with(parameters[first + c]), sum);
                  sum.to(sums_of_channel);
                });
    };
    const std::size_t columns_apart = of_rows ? 0 : shape.inner;
    if (n == lanes && columns_apart == lanes)
      for_channels(constant<0>{}, constant<lanes>{},
                   [](std::size_t, const auto &at, const auto &bound, auto &sum)
                       XACT_FLAT_LAMBDA { transform_turns(lanes, at, bound, sum); });
    else if (n % lanes == 0)
      for_channels(shape.parts, columns_apart,
                   [](std::size_t length, const auto &at, const auto &bound, auto &sum)
                       XACT_FLAT_LAMBDA { transform_turns(length, at, bound, sum); });
    else
      for_channels(shape.parts, columns_apart,
                   [](std::size_t length, const auto &at, const auto &bound, auto &sum)
                       XACT_FLAT_LAMBDA { transform(length, at, bound, sum); });
  }

  /// How many periods make a tile: enough for a loop of some length, a whole number of vectors where that is near, but
  /// no more than a quarter of what there is.
  [[nodiscard]] XACT_FLAT std::size_t periods_together() const noexcept {
    constexpr std::size_t length = sums::positions / 4;
    const std::size_t period = shape.period();
    if (period >= length)
      return 1;
    // Two is the only prime factor of `lanes`, so the largest that it shares with the period is a power of two.
    const std::size_t low_bit = period & (0 - period);
    const std::size_t unit = low_bit < lanes ? lanes / low_bit : 1;
    const std::size_t filled =
        unit * period <= sums::positions / 2 ? unit * (1 + (length - 1) / (unit * period)) : 1 + (length - 1) / period;
    const std::size_t some = 1 + shape.periods() / 4;
    return filled < some ? filled : some;
  }

  /// The parameters of `count` channels, each as often as the arrays have it in `together` periods.
  [[nodiscard]] XACT_FLAT const T *lay_out(T *buffer, std::size_t first, std::size_t count,
                                           std::size_t together) const noexcept {
    if (shape.inner == 1 && together == 1)
      return parameters + first;
    const std::size_t length = count * shape.inner;
    if (shape.inner == 1)
      std::memcpy(buffer, parameters + first, length * sizeof(T));
    else
      for (std::size_t c = 0; c < count; ++c)
        for (std::size_t j = 0; j < shape.inner; ++j)
          buffer[c * shape.inner + j] = parameters[first + c];
    for (std::size_t r = 1; r < together; ++r)
      std::memcpy(buffer + r * length, buffer, length * sizeof(T));
    return buffer;
  }

  /// The stretch with the parameters before its own arrays.
  XACT_FLAT auto with_parameters(const stretch<T, In, Out, Bits> &at, const T *laid_out) const {
    stretch<T, In + 1, Out, Bits> s;
    s.in[0] = laid_out;
    for (std::size_t i = 0; i != In; ++i)
      s.in[1 + i] = at.in[i];
    for (std::size_t o = 0; o != Out; ++o)
      s.out[o] = at.out[o];
    s.bits = at.bits;
    s.far = at.far;
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
    const std::size_t of_kind = together * count * shape.inner;
    for (std::size_t k = 0; k < kinds; ++k) {
      add_up(totals + k * of_kind);
      if (tile.flushed)
        add_up(tile.error + k * of_kind);
      finish(to, first, count, k, shape.inner, totals + k * of_kind, tile.flushed ? tile.error + k * of_kind : nullptr);
    }
  }
};

template <class Bound> [[nodiscard]] XACT_INLINE auto parameters_of(const Bound &bound) noexcept {
  return detail::as_view(detail::parameter_names<typename Bound::formula>(), bound.parameters());
}

/// Says how the channels of an axis lie in the arrays of a call. False after a report of misuse.
template <scalar T, std::size_t In, std::size_t Out, class Bits>
[[nodiscard]] XACT_INLINE bool divide(channel_axis axis, const detail::arguments<T, In, Out, Bits> &a,
                                      geometry &shape) {
  const auto [channels, inner] = axis;
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

/// Checks a binding against the arrays of a call and says how its channels lie in them. False after a report of misuse.
template <class Bound, scalar T, std::size_t In, std::size_t Out, class Bits>
[[nodiscard]] XACT_INLINE bool locate(const Bound &bound, const detail::arguments<T, In, Out, Bits> &a,
                                      geometry &shape) {
  const auto [channels, inner] = bound.axis();
  const detail::view<const T> parameters = parameters_of(bound);
  if (parameters.columns != channels || channels == 0 || inner == 0) [[unlikely]] {
    detail::report_misuse("xact::%s: there are %zu %s for channel_axis{.channels = %zu, .inner = %zu}; channels must "
                          "be their number and inner at least 1",
                          a.call, parameters.columns, parameters.name, channels, inner);
    return false;
  }
  for (std::size_t o = 0; o != Out; ++o)
    if (!detail::check_separate(a.call, a.out[o], parameters, false))
      return false;
  return divide(bound.axis(), a, shape);
}

/// The loops, each a function of its own: the stack that one needs is no cost to the others.
/// Nothing that they write is part of the loop itself, or the compiler would have to read that again after each store.
template <class Loop> XACT_OUTLINE void run_by_runs(const Loop &__restrict loop) { loop.by_runs(); }
template <class Loop> XACT_OUTLINE void run_by_elements(const Loop &__restrict loop) { loop.by_elements(); }

template <class On, class Bound, scalar T, std::size_t In, std::size_t Out, class Bits, class Formula, class Gradient>
void over_channels(const On &on, const Bound &bound, const detail::arguments<T, In, Out, Bits> &a,
                   const Formula &formula, const Gradient &to) {
  geometry shape;
  if (!locate(bound, a, shape)) [[unlikely]]
    return;
  if constexpr (std::is_same_v<Gradient, gradient<T>>) {
    if (to.to.size() != shape.channels) [[unlikely]] {
      detail::report_misuse("xact::%s: %s has %zu elements but there are %zu channels", a.call, to.to.name,
                            to.to.size(), shape.channels);
      return;
    }
    if (!to.to.contiguous()) [[unlikely]] {
      detail::report_misuse("xact::%s: the elements of %s lie %zu apart; they must be contiguous", a.call, to.to.name,
                            to.to.stride);
      return;
    }
    if (!detail::check_separate(a.call, to.to, parameters_of(bound), false))
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
      over_rows(on, a, [&](auto how, const auto &at, std::size_t n) XACT_INLINE_LAMBDA {
        run_stretch<how()>(shared_parameter<typename Bound::formula, T>{bound.activation(), bound.parameters()[0]}, n,
                           at, formula);
      });
      return;
    }
  // Bits are written of stretches that begin at whole bytes, those of a single channel.
  if constexpr (!std::is_same_v<Bits, bit_writer<T>>) {
    const channel_loop<On, Bound, T, In, Out, Bits, Formula, Gradient> loop{on,
                                                                            a,
                                                                            bound.activation(),
                                                                            bound.parameters().data(),
                                                                            shape,
                                                                            formula,
                                                                            to,
                                                                            worth_a_detour<typename Bound::formula>(a)};
    // Runs this long fill the lanes of a sum.
    if (shape.channels == 1 || shape.parts > 0 || shape.inner >= lane_sums<T, T>::size)
      run_by_runs(loop);
    else
      run_by_elements(loop);
  }
}

/// True if the channels of a binding divide the arrays of a call; else false, after a report of misuse.
template <class Bound, scalar T, std::size_t In, std::size_t Out, class Bits>
[[nodiscard]] bool fits_channels(const Bound &bound, const detail::arguments<T, In, Out, Bits> &a) {
  geometry shape;
  return locate(bound, a, shape);
}

/// True if the output of f tells its derivative, with all the parameters that f has.
template <scalar T, class F> [[nodiscard]] bool output_determines_derivative(const F &f) noexcept {
  if constexpr (channel_bound<F>) {
    for (const T p : f.parameters())
      if (!xact::output_determines_derivative<T>(f.activation(), p))
        return false;
    return true;
  } else {
    return xact::output_determines_derivative<T>(f);
  }
}

} // namespace xact::inline XACT_ARCH::kernels
