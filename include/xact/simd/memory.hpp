#pragma once

/// Loads and stores of the first lanes, non-temporal stores, and conversions between batches of float and double. Loads
/// and stores access no byte beyond the elements that they load or store.

#include <xact/simd/batch.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace xact::inline XACT_ARCH {

namespace detail {

/// Copies `count` < 2·Most elements in pieces of Most, Most/2, ... 1 elements. Compilers replace a memcpy of constant
/// size by loads and stores.
template <std::size_t Most, class T> XACT_INLINE void copy_first(T *to, const T *from, std::size_t count) noexcept {
  if (count & Most) {
    std::memcpy(to, from, Most * sizeof(T));
    to += Most;
    from += Most;
  }
  if constexpr (Most > 1)
    copy_first<Most / 2>(to, from, count);
}

} // namespace detail

/// Loads the first `count` elements and sets the other lanes to +0. Precondition: count is at most the size of a batch.
template <scalar T> [[nodiscard]] XACT_INLINE native_batch<T> load_first(const T *from, std::size_t count) noexcept {
  using V = native_batch<T>;
  if (count >= V::size)
    return V::load_unaligned(from);
  alignas(64) T buffer[V::size] = {};
  detail::copy_first<V::size / 2>(buffer, from, count);
  return V::load_aligned(buffer);
}

/// Stores the first `count` lanes and writes no other element. Precondition: count is at most the size of a batch.
template <scalar T> XACT_INLINE void store_first(T *to, native_batch<T> x, std::size_t count) noexcept {
  using V = native_batch<T>;
  if (count >= V::size)
    return x.store_unaligned(to);
  alignas(64) T buffer[V::size];
  x.store_aligned(buffer);
  detail::copy_first<V::size / 2>(to, buffer, count);
}

/// Writes n zeros.
template <scalar T> XACT_INLINE void set_to_zero(T *to, std::size_t n) noexcept {
  using V = native_batch<T>;
  std::size_t i = 0;
  for (; n - i >= V::size; i += V::size)
    store(to + i, V(0));
  store_first(to + i, V(0), n - i);
}

/// Returns x in the first `count` lanes and +0 in the other lanes. Precondition: count is at most the size of a batch.
template <register_batch V> [[nodiscard]] XACT_INLINE V keep_first(V x, std::size_t count) noexcept {
  return keep_where(first_lanes<lane_t<V>>(count), x);
}

/// Writes x by a non-temporal store on x86, and by a plain store on other targets. Precondition: `to` is aligned to the
/// size of a batch. Call `stream_fence` before another thread reads the elements.
template <scalar T> XACT_INLINE void stream(T *to, native_batch<T> x) noexcept { x.store_aligned(to); }

namespace detail {
/// Applies `convert` to each number of the batches x. Returns the results in batches of type To.
template <class To, class From, std::size_t Count, class Convert>
[[nodiscard]] XACT_INLINE auto converted(const std::array<From, Count> &x, Convert convert) noexcept {
  constexpr std::size_t numbers = Count * From::size;
  alignas(64) lane_t<From> from[numbers];
  alignas(64) decltype(convert(from[0])) to[numbers];
  for (std::size_t k = 0; k < Count; ++k)
    x[k].store_aligned(from + k * From::size);
  for (std::size_t i = 0; i < numbers; ++i)
    to[i] = convert(from[i]);
  std::array<To, numbers / To::size> y;
  for (std::size_t k = 0; k < y.size(); ++k)
    y[k] = To::load_aligned(to + k * To::size);
  return y;
}
} // namespace detail

/// Converts a batch of float to two batches of double, the lower half of the lanes first. The conversion is exact.
template <std::same_as<native_batch<float>> V> [[nodiscard]] XACT_INLINE parts<float, double> widen(V x) noexcept {
  return detail::converted<native_batch<double>>(std::array{x}, [](float a) { return static_cast<double>(a); });
}

/// Converts two batches of double to one batch of float, and rounds each lane to nearest. narrow(widen(x)) is x.
template <std::same_as<native_batch<double>> V, std::size_t Count>
[[nodiscard]] XACT_INLINE native_batch<float> narrow(const std::array<V, Count> &x) noexcept {
  return detail::converted<native_batch<float>>(x, [](double a) { return static_cast<float>(a); })[0];
}

namespace detail {
/// Applies op to the double batches of the arguments. Each argument holds the lanes of one float batch in two double
/// batches, or in one if a float batch has one lane.
template <class Op, class... X> [[nodiscard]] XACT_INLINE auto map_parts(const Op &op, const X &...x) noexcept {
  if constexpr (std::tuple_size_v<parts<float, double>> == 1)
    return parts<float, double>{op(x[0]...)};
  else
    return parts<float, double>{op(x[0]...), op(x[1]...)};
}
} // namespace detail

/// The lower 32 bits of each double, in an unspecified order of lanes.
template <std::same_as<native_batch<double>> V, std::size_t Count>
[[nodiscard]] XACT_INLINE native_bits<float> low_words(const std::array<V, Count> &x) noexcept {
  return detail::converted<native_bits<float>>(x, [](double a) { return static_cast<std::uint32_t>(to_bits(a)); })[0];
}

} // namespace xact::inline XACT_ARCH
