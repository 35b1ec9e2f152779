#pragma once

/// Running sums in registers and in memory. The order of the additions depends neither on register width nor on
/// alignment.

#include <xact/engine/plan.hpp>
#include <xact/numbers/pair.hpp>
#include <xact/simd/rows.hpp>

#include <array>

namespace xact::inline XACT_ARCH::kernels {

/// A term that is 1 where the mask is true, else 0.
template <class Mask> struct one_where {
  Mask where;
};
template <class Mask> one_where(Mask) -> one_where<Mask>; // for clang before version 17

/// @{ The terms of an operation as vectors of the accumulator type: one vector of terms, or two vectors of double that
/// hold the terms of one vector of floats.
template <batch V> [[nodiscard]] XACT_FLAT std::array<V, 1> term_vectors(V term) noexcept { return {term}; }
template <class Mask>
[[nodiscard]] XACT_FLAT std::array<one_where<Mask>, 1> term_vectors(const one_where<Mask> &term) noexcept {
  return {term};
}
template <class Term, std::size_t Size>
[[nodiscard]] XACT_FLAT const std::array<Term, Size> &term_vectors(const std::array<Term, Size> &terms) noexcept {
  return terms;
}
/// @}

/// A vector of elements has one term per element. The terms fill one batch V, or two batches of double for a vector of
/// floats. The function returns the number of lanes of batch k that hold terms of the first `count` elements.
template <batch V> [[nodiscard]] XACT_FLAT std::size_t count_in_part(std::size_t count, std::size_t k) noexcept {
  const std::size_t before = k * V::size;
  return count <= before ? 0 : count - before < V::size ? count - before : V::size;
}

/// @{ with_term returns sum + term. with_first_of_term adds only the first `count` lanes of term.
template <batch V> [[nodiscard]] XACT_FLAT V with_term(V sum, V term) noexcept { return sum + term; }
template <batch V, class Mask> [[nodiscard]] XACT_FLAT V with_term(V sum, const one_where<Mask> &term) noexcept {
  return add_where(term.where, sum, V(1));
}
template <batch V> [[nodiscard]] XACT_FLAT V with_first_of_term(V sum, V term, std::size_t count) noexcept {
  return sum + keep_first(term, count);
}
template <batch V, class Mask>
[[nodiscard]] XACT_FLAT V with_first_of_term(V sum, const one_where<Mask> &term, std::size_t count) noexcept {
  return sum + keep_first(keep_where(term.where, V(1)), count);
}
/// @}

/// Sums of type A in registers, for elements of type T. The term of element i is added to virtual lane i % lanes<T>.
template <scalar T, scalar A> struct lane_sums {
  static constexpr std::size_t unroll = lanes<T> / native_batch<T>::size;
  using V = native_batch<A>;
  static constexpr std::size_t batches = lanes<T> / V::size;
  V sum[batches];

  XACT_FLAT void restart() noexcept {
    for (std::size_t u = 0; u < batches; ++u)
      sum[u] = V(0);
  }
  XACT_FLAT void load_from(const A *at) noexcept {
    for (std::size_t u = 0; u < batches; ++u)
      sum[u] = load(at + u * V::size);
  }
  XACT_FLAT void store_to(A *at) const noexcept {
    for (std::size_t u = 0; u < batches; ++u)
      store(at + u * V::size, sum[u]);
  }

  /// Adds the terms of vector U of a step (loop.hpp). U is a template parameter, because with a variable index g++
  /// would keep the sums in memory.
  template <std::size_t U, class Terms> XACT_FLAT void add(const Terms &terms) noexcept {
    const auto &t = term_vectors(terms);
    constexpr std::size_t size = std::tuple_size_v<std::remove_cvref_t<decltype(t)>>;
    sum[U * size] = with_term(sum[U * size], t[0]);
    if constexpr (size == 2)
      sum[U * size + 1] = with_term(sum[U * size + 1], t[1]);
  }
  template <std::size_t U, class Terms> XACT_FLAT void add_first(const Terms &terms, std::size_t count) noexcept {
    const auto &t = term_vectors(terms);
    constexpr std::size_t size = std::tuple_size_v<std::remove_cvref_t<decltype(t)>>;
    sum[U * size] = with_first_of_term(sum[U * size], t[0], count_in_part<V>(count, 0));
    if constexpr (size == 2)
      sum[U * size + 1] = with_first_of_term(sum[U * size + 1], t[1], count_in_part<V>(count, 1));
  }
};

/// Sums of type A in memory, one per position. The term of element i is added to at[i].
template <scalar A> struct position_sums {
  using V = native_batch<A>;
  A *at;

  template <class Terms> XACT_FLAT void add(std::size_t i, const Terms &terms) const noexcept {
    const auto &t = term_vectors(terms);
    for (std::size_t k = 0; k < t.size(); ++k)
      store(at + i + k * V::size, with_term(load(at + i + k * V::size), t[k]));
  }
  template <class Terms> XACT_FLAT void add_first(std::size_t i, const Terms &terms, std::size_t count) const noexcept {
    const auto &t = term_vectors(terms);
    for (std::size_t k = 0; k < t.size(); ++k) {
      const std::size_t n = count_in_part<V>(count, k);
      A *const to = at + i + k * V::size;
      store_first(to, with_term(load_first(to, n), t[k]), n);
    }
  }
};

/// @{ Load and store the first n lanes of a vector. If n is the length of the vector, the functions use no mask: a load
/// would wait for an earlier masked store to the same bytes.
template <scalar T> [[nodiscard]] XACT_FLAT native_batch<T> load_some(const T *from, std::size_t n) noexcept {
  return n == native_batch<T>::size ? load(from) : load_first(from, n);
}
template <scalar T> XACT_FLAT void store_some(T *to, native_batch<T> x, std::size_t n) noexcept {
  if (n == native_batch<T>::size)
    store(to, x);
  else
    store_first(to, x, n);
}
/// @}

/// x[i] += y[i] for i < n.
template <scalar A> XACT_OUTLINE void add_to(A *x, const A *y, std::size_t n) noexcept {
  constexpr std::size_t width = native_batch<A>::size;
  std::size_t i = 0;
  for (; n - i >= width; i += width)
    store(x + i, load(x + i) + load(y + i));
  if (i < n)
    store_first(x + i, load_first(x + i, n - i) + load_first(y + i, n - i), n - i);
}

/// Adds `count` rows of `width` numbers as a balanced tree. The first row receives the sum; partial sums overwrite the
/// other rows.
template <scalar A> void add_rows(A *x, std::size_t count, std::size_t width) noexcept {
  for (; count > 1; count = (count + 1) / 2) {
    const std::size_t half = (count + 1) / 2;
    add_to(x, x + half * width, (count - half) * width);
  }
}

/// Adds the `width` numbers of each row as a balanced tree, and writes the sum of row r to x[r]. Partial sums overwrite
/// the rows.
template <scalar A> void add_within_rows(A *x, std::size_t rows, std::size_t width) noexcept {
  for (std::size_t r = 0; r < rows; ++r) {
    A *const row = x + r * width;
    for (std::size_t count = width; count > 1; count = (count + 1) / 2) {
      const std::size_t half = (count + 1) / 2;
      for (std::size_t i = 0; i < count - half; ++i)
        row[i] = row[i] + row[half + i];
    }
    x[r] = row[0];
  }
}

/// Adds `terms` to `total`, and the rounding errors of these additions to `error` (Neumaier's summation). The sum is
/// total + error.
template <scalar A> XACT_OUTLINE void compensate(A *total, A *error, const A *terms, std::size_t n) noexcept {
  constexpr std::size_t width = native_batch<A>::size;
  std::size_t i = 0;
  for (; n - i >= width; i += width) {
    const auto sum = math::two_sum(load(total + i), load(terms + i));
    store(total + i, sum.hi);
    store(error + i, load(error + i) + sum.lo);
  }
  // The last numbers are added one at a time: they are few, and a vector load would wait for earlier stores of single
  // numbers.
  for (; i < n; ++i) {
    const auto sum = math::two_sum(total[i], terms[i]);
    total[i] = sum.hi;
    error[i] = error[i] + sum.lo;
  }
}

} // namespace xact::inline XACT_ARCH::kernels
