#pragma once

/// A slice with so few contiguous elements that they fit into one or two registers.

#include <xact/engine/axis.hpp>
#include <xact/simd/transpose.hpp>

#include <bit>

namespace xact::inline XACT_ARCH::kernels {

/// One slice of at most `Lanes` contiguous elements. It has the members of `slice`, which give the same bits, but it
/// reads each input once, and keeps the vectors `kept` of `sum` in registers. `Lanes` is a power of two. If it is
/// larger than the number of lanes of a vector, the slice has more elements than a vector.
template <scalar T, std::size_t Lanes> struct short_slice {
  using V = native_batch<T>;
  static constexpr bool in_row = true;
  static constexpr std::size_t width = V::size;
  static constexpr std::size_t vectors = Lanes <= width ? 1 : Lanes / width;
  static constexpr std::size_t lanes_of_vector = Lanes < width ? Lanes : width; ///< lanes that may be in use

  /// The elements of an array that belong to the slice. Unused lanes of x are +0 in an input.
  struct view {
    T *first;
    V x[vectors];
    static constexpr std::size_t step = 1;
  };

  static constexpr std::size_t count = 1;
  std::size_t number;   ///< index of the slice in the call
  std::size_t channels; ///< number of elements
  view in[2];
  mutable view out; ///< `sum` changes x

  /// Sets input i to the elements from `first` on.
  XACT_FLAT void read(std::size_t i, T *first) noexcept {
    in[i].first = first;
    detail::for_each_index<vectors>([&](std::size_t v) XACT_FLAT_LAMBDA {
      in[i].x[v] = is_full(v) ? load(first + v * width) : load_first(first + v * width, in_use(v));
    });
  }

  [[nodiscard]] XACT_FLAT V maximum() const noexcept {
    const auto at_least_of = [](V a, V b) XACT_FLAT_LAMBDA { return at_least(a, b); };
    V most = with_fill(0, in[0].x[0], V(minus_infinity<T>));
    for (std::size_t v = 1; v < vectors; ++v)
      most = at_least_of(with_fill(v, in[0].x[v], V(minus_infinity<T>)), most);
    return over_lanes<lanes_of_vector>(most, at_least_of);
  }
  template <class Formula, class... X>
  [[nodiscard]] XACT_FLAT slice_total<T, true> sum(const Formula &formula, const X &...x) const noexcept {
    constexpr std::size_t all = lanes<T> / width;
    constexpr std::size_t sums = vectors < all ? vectors : all;
    running_sum<T> lane[sums];
    for (auto &l : lane)
      l = running_sum<T>::zero();
    V counted(0);
    detail::for_each_index<vectors>([&](std::size_t v) XACT_FLAT_LAMBDA {
      const auto term = formula(x.x[v]...);
      if constexpr (requires { term.kept; })
        out.x[v] = term.kept;
      if constexpr (requires { term.count; })
        counted = counted + with_fill(v, term.count, V(0));
      lane[v % sums].add(with_fill(v, term.hi, V(0)), with_fill(v, term.lo, V(0)));
    });
    return slice_total<T, true>::template of<lanes_of_vector>(tree_total(lane, sums), counted);
  }
  /// hi and lo of the lane in which the first input is equal to m, in all lanes. If the slice contains NaN, the lane is
  /// unspecified.
  [[nodiscard]] XACT_FLAT math::pair<V> in_lane_of(V m, const math::pair<V> &x) const noexcept requires(vectors == 1)
  {
    alignas(64) T hi[width];
    alignas(64) T lo[width];
    store(hi, x.hi);
    store(lo, x.lo);
    // Unused lanes may be equal to m, but only after a lane of the slice.
    const unsigned equal = mask_bits(in[0].x[0] == m) | 1U << (width - 1);
    const auto first = static_cast<std::size_t>(std::countr_zero(equal));
    return {V(hi[first]), V(lo[first])};
  }
  template <output_mode Mode, class Formula, class... X>
  XACT_FLAT void put(const Formula &formula, const X &...x) const noexcept {
    detail::for_each_index<vectors>([&](std::size_t v) XACT_FLAT_LAMBDA {
      V value = formula(x.x[v]...);
      T *const to = out.first + v * width;
      if constexpr (Mode == output_mode::add)
        value = (is_full(v) ? load(to) : load_first(to, in_use(v))) + unfused(value);
      if (is_full(v))
        store(to, value);
      else
        store_first(to, value, in_use(v));
    });
  }

private:
  /// True if all lanes of vector v are in use, whatever the number of elements.
  [[nodiscard]] static XACT_FLAT constexpr bool is_full(std::size_t v) noexcept { return v + 1 < vectors; }
  [[nodiscard]] XACT_FLAT std::size_t in_use(std::size_t v) const noexcept { return channels - v * width; }
  /// x in the lanes in use of vector v, `fill` in the other lanes.
  [[nodiscard]] XACT_FLAT V with_fill(std::size_t v, V x, V fill) const noexcept {
    return is_full(v) ? x : select(first_lanes<T>(in_use(v)), x, fill);
  }
};

} // namespace xact::inline XACT_ARCH::kernels
