#pragma once

#include <xact/training/random.hpp>
#include <xact/verbs/call.hpp>

namespace xact::inline XACT_ARCH::kernels {

/// Replaces each number x[i] by op of the number.
template <class Op> XACT_INLINE void replace_each(double *x, std::size_t n, const Op &op) noexcept {
  using V = native_batch<double>;
  for (std::size_t i = 0; i < n; i += V::size) {
    const std::size_t count = n - i < V::size ? n - i : V::size;
    store_some(x + i, op(load_some(x + i, count)), count);
  }
}

/// Fills an array with random numbers, row by row. `shape(x, n)` replaces n uniform random numbers in [1, 2) by numbers
/// of the wanted distribution, in double. Reports misuse if the array cannot exist.
template <scalar T, class A, random_bits G, class Shape>
void fill_random(const char *call, const char *name, A &&array, G &&generator, const Shape &shape) {
  program::record r =
      make_record(call, {}, all_of(input<T>(name, array)), all_of(output<T>(name, array)), this_thread{});
  if (!conform(r))
    return;
  constexpr std::size_t block = 512;
  alignas(64) double x[block];
  const program::operand &all = r.out[0];
  for (std::size_t row = 0; row < all.rows; ++row) {
    T *const to = static_cast<T *>(all.data) + row * all.stride;
    for (std::size_t begin = 0; begin < all.columns; begin += block) {
      const std::size_t left = all.columns - begin;
      const std::size_t n = left < block ? left : block;
      for (std::size_t i = 0; i < n; ++i)
        x[i] = detail::random_from_1_to_2(generator);
      shape(x, n);
      for (std::size_t i = 0; i < n; ++i)
        to[begin + i] = static_cast<T>(x[i]);
    }
  }
}

} // namespace xact::inline XACT_ARCH::kernels
