#pragma once

/// The loop. Every kernel of the library is a formula over batches handed to `transform`, which owns the vector body,
/// the tail, and the order of loads and stores that makes in-place calls safe. It knows no functor.

#include <xact/core/arrays.hpp>
#include <xact/core/memory.hpp>

#include <utility>

namespace xact::inline XACT_ARCH::kernels {

/// How many vectors of a functor are in flight at once; a functor may name another number.
template <class F> inline constexpr std::size_t unroll = 4;
template <class F>
requires requires { F::unroll; }
inline constexpr std::size_t unroll<F> = F::unroll;

/// What a formula returns: one batch for each output.
template <batch V, std::size_t Out> struct results { V out[Out]; };

/// As `results`, and one batch of terms that the caller sums up.
template <batch V, std::size_t Out> struct results_and_term {
  V out[Out == 0 ? 1 : Out];
  V term;
};

/// Where one stretch of contiguous elements begins in each array.
template <scalar T, std::size_t In, std::size_t Out> struct stretch {
  const T *in[In];
  T *out[Out == 0 ? 1 : Out];
};

/// For kernels that sum nothing.
struct no_sum {};

/// The sums of a stretch, one for each of a fixed number of lanes: element i adds to lane i % size, so that neither
/// the width of the machine's registers nor the alignment changes a bit.
template <scalar T> struct lane_sums {
  static constexpr std::size_t size = 64 / sizeof(T);
  static constexpr std::size_t batches = size / native_batch<T>::size;
  native_batch<T> sum[batches];

  static lane_sums from(const T *lanes) noexcept {
    lane_sums s;
    for (std::size_t u = 0; u < batches; ++u)
      s.sum[u] = load(lanes + u * native_batch<T>::size);
    return s;
  }
  void to(T *lanes) const noexcept {
    for (std::size_t u = 0; u < batches; ++u)
      store(lanes + u * native_batch<T>::size, sum[u]);
  }
};

/// Runs one formula over one stretch, `Unroll` vectors a turn, each loaded, computed and stored before the next: the
/// processor overlaps them (all loads first, then all stores, measured slower). The last elements go through the same
/// formula in a batch that is only partly filled.
template <std::size_t Unroll, scalar T, std::size_t In, std::size_t Out, class Formula, class Sums> struct loop {
  using V = native_batch<T>;
  static constexpr std::size_t width = V::size;
  static constexpr bool summing = !std::is_same_v<Sums, no_sum>;

  stretch<T, In, Out> at;
  const Formula &formula;
  Sums &sums;

  template <std::size_t... I> XACT_INLINE auto evaluate(const V (&x)[In], std::index_sequence<I...>) const {
    return formula(x[I]...);
  }

  /// `Count` full vectors from element i on, whose sums begin at batch `First`.
  template <std::size_t First, std::size_t Count> XACT_INLINE void full(std::size_t i) const {
    for (std::size_t u = 0; u < Count; ++u) {
      V x[In];
      for (std::size_t k = 0; k != In; ++k)
        x[k] = load(at.in[k] + i + u * width);
      const auto y = evaluate(x, std::make_index_sequence<In>{});
      for (std::size_t k = 0; k != Out; ++k)
        store(at.out[k] + i + u * width, y.out[k]);
      if constexpr (summing)
        sums.sum[First + u] = sums.sum[First + u] + y.term;
    }
  }

  /// The `count` < width elements from i on.
  template <std::size_t First> XACT_INLINE void part(std::size_t i, std::size_t count) const {
    V x[In];
    for (std::size_t k = 0; k != In; ++k)
      x[k] = load_first(at.in[k] + i, count);
    const auto y = evaluate(x, std::make_index_sequence<In>{});
    for (std::size_t k = 0; k != Out; ++k)
      store_first(at.out[k] + i, y.out[k], count);
    if constexpr (summing)
      sums.sum[First] = sums.sum[First] + keep_first(y.term, count);
  }

  /// The fewer than Unroll vectors that are left from i on, the first of which is number `U` of its group.
  template <std::size_t U> XACT_INLINE void rest(std::size_t i, std::size_t n) const {
    if (n - i >= width) {
      if constexpr (U + 1 < Unroll) {
        full<U, 1>(i);
        rest<U + 1>(i + width, n);
      }
    } else if (i < n) {
      part<U>(i, n - i);
    }
  }

  /// How many elements, fewer than width, lie before the first whose address a whole vector may be aligned at.
  [[nodiscard]] static XACT_INLINE std::size_t to_alignment(const T *p) noexcept {
    return (0 - reinterpret_cast<std::uintptr_t>(p) / sizeof(T)) % width;
  }

  XACT_INLINE void run(std::size_t n) const {
    std::size_t i = 0;
    // Stores that cross cache lines cost twice as much. Where elements begin a group matters to sums only.
    if constexpr (!summing && Out != 0)
      if (n >= 16 * width) {
        i = to_alignment(at.out[0]);
        if (i != 0)
          part<0>(0, i);
      }
    for (; n - i >= Unroll * width; i += Unroll * width)
      full<0, Unroll>(i);
    rest<0>(i, n);
  }
};

/// out[k][i] = formula(in[0][i], in[1][i], …).out[k] for i < n. An output may be one of the inputs.
template <std::size_t Unroll, scalar T, std::size_t In, std::size_t Out, class Formula>
XACT_INLINE void transform(std::size_t n, const stretch<T, In, Out> &at, const Formula &formula) {
  no_sum none;
  loop<Unroll, T, In, Out, Formula, no_sum>{at, formula, none}.run(n);
}

/// The same, and adds each element's term to the lanes of `sums`.
template <scalar T, std::size_t In, std::size_t Out, class Formula>
XACT_INLINE void transform(std::size_t n, const stretch<T, In, Out> &at, const Formula &formula, lane_sums<T> &sums) {
  loop<lane_sums<T>::batches, T, In, Out, Formula, lane_sums<T>>{at, formula, sums}.run(n);
}

/// The stretch that begins at a row and column of the arrays of a call.
template <scalar T, std::size_t In, std::size_t Out>
[[nodiscard]] XACT_INLINE stretch<T, In, Out> stretch_at(const detail::arguments<T, In, Out> &a, std::size_t row,
                                                         std::size_t column) noexcept {
  stretch<T, In, Out> s;
  for (std::size_t i = 0; i != In; ++i)
    s.in[i] = a.in[i].data + row * a.in[i].stride + column;
  for (std::size_t o = 0; o != Out; ++o)
    s.out[o] = a.out[o].data + row * a.out[o].stride + column;
  return s;
}

} // namespace xact::inline XACT_ARCH::kernels
