#pragma once

/// The numbers that formulas evaluate on: one float or double, a register of several, or a number made of these.

#include <xact/simd/target.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace xact::inline XACT_ARCH {

/// The lane type of a batch. Specialize it to let functors evaluate on a number made of batches.
template <class V> struct batch_traits {};

/// One number is a batch of one lane.
template <> struct batch_traits<float> {
  using lane = float; ///< itself
};
/// One number is a batch of one lane.
template <> struct batch_traits<double> {
  using lane = double; ///< itself
};

/// A number that functors evaluate on: `xsimd::batch<float>`, `xsimd::batch<double>`, float, double.
template <class V>
concept batch = requires {
  typename batch_traits<V>::lane;
};

/// A number type that the kernels work on.
template <class T>
concept scalar = batch<T> &&(std::same_as<T, float> || std::same_as<T, double>);

/// The number type of V's lanes: parameters are rounded to it.
template <batch V> using lane_t = typename batch_traits<V>::lane;

/// A batch that is a register or one number, and no number made of batches.
template <class V>
concept register_batch = batch<V> &&(scalar<V> || requires { typename V::register_type; });

/// Unsigned integers: the bits of a batch, lane by lane.
template <class B>
concept bits_batch = std::unsigned_integral<B> || std::unsigned_integral<typename B::value_type>;

/// The unsigned integer of the same width as `T`.
template <scalar T> using bits_of = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;

/// A functor's parameter in every lane, rounded to the lane type.
template <batch V> [[nodiscard]] XACT_INLINE constexpr V param(double value) noexcept {
  static_assert(detail::computes_here<V>());
  return V(static_cast<lane_t<V>>(value));
}

/// True for batches that have `times_power_of_two(x, n)`: x·2^k in each lane, rounded once, where k is the largest
/// whole number not above n.
template <class V> inline constexpr bool has_times_power_of_two = false;

/// True for batches of double that have `lookup(table, index)`: in each lane the number of the table, a batch of eight,
/// that the last three bits of the index name.
template <class V> inline constexpr bool has_lookup = false;

namespace detail {

/// The numbers in 128 bits: a part of a register, which zip_low and zip_high shuffle by itself.
template <scalar T> inline constexpr std::size_t part_size = 16 / sizeof(T);

} // namespace detail
} // namespace xact::inline XACT_ARCH
