#pragma once

/// The number types that formulas evaluate on: float and double, registers, and types made of registers.

#include <xact/simd/equal.hpp>
#include <xact/simd/target.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace xact::inline XACT_ARCH {

/// The lane type of a batch. A specialization for a number type made of batches lets functors evaluate on that type.
template <class V> struct batch_traits {};

/// A float is a batch of one lane.
template <> struct batch_traits<float> {
  using lane = float; ///< the number itself
};
/// A double is a batch of one lane.
template <> struct batch_traits<double> {
  using lane = double; ///< the number itself
};

/// Causes an error if a functor is called with an integer, as in relu{}(-1).
template <std::signed_integral T> struct batch_traits<T> {
  static_assert(sizeof(T) == 0,
                "xact: a functor takes a float, a double or a batch, not an integer; write relu{}(-1.0f) "
                "in place of relu{}(-1)");
};

/// A type that functors evaluate on: `xsimd::batch<float>`, `xsimd::batch<double>`, float, double, and number types
/// made of these, such as double_double.
template <class V>
concept batch = requires { typename batch_traits<V>::lane; };

/// The element type of an array: float or double.
template <class T>
concept scalar = (std::same_as<T, float> || std::same_as<T, double>) && batch<T>;

/// The number type of a lane. The parameters of a functor are rounded to this type.
template <batch V> using lane_t = typename batch_traits<V>::lane;

/// A batch that is a register or one number, but not a number made of batches.
template <class V>
concept register_batch = batch<V> && (scalar<V> || requires { typename V::register_type; });

/// The bits of a batch as unsigned integers.
template <class B>
concept bits_batch = std::unsigned_integral<B> || std::unsigned_integral<typename B::value_type>;

/// The unsigned integer with the size of T.
template <scalar T> using bits_of = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;

/// Returns a batch with a parameter of a functor in every lane, rounded to the lane type.
template <batch V> [[nodiscard]] XACT_INLINE constexpr V param(double value) noexcept {
  static_assert(detail::computes_here<V>());
  return V(static_cast<lane_t<V>>(value));
}

/// True for batches with an operation `times_power_of_two(x, n)`: x·2^k in each lane, rounded once, where k is the
/// largest integer <= n.
template <class V> inline constexpr bool has_times_power_of_two = false;

/// True for batches of double with an operation `lookup(table, index)`. The table is a batch of eight doubles; the last
/// three bits of the index select one double in each lane.
template <class V> inline constexpr bool has_lookup = false;

namespace detail {

/// The number of elements in one part of a register. A part has 128 bits; zip_low and zip_high work within each part.
template <scalar T> inline constexpr std::size_t part_size = 16 / sizeof(T);

} // namespace detail
} // namespace xact::inline XACT_ARCH
