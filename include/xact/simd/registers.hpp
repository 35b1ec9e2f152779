#pragma once

/// The batches of xsimd, and the operations of batch.hpp that each back end defines. xsimd itself provides comparison,
/// arithmetic and `select`.

#include <xact/simd/number.hpp>
#include <xact/simd/target.hpp>

namespace xact::inline XACT_ARCH {

/// The lane type of a batch of xsimd.
template <scalar T, class A> struct batch_traits<xsimd::batch<T, A>> {
  using lane = T; ///< float or double
};

/// The widest batch of `T` that the compiler flags allow.
template <scalar T> using native_batch = xsimd::batch<T>;

/// The mask of the widest batch.
template <scalar T> using native_mask = xsimd::batch_bool<T>;

using xsimd::any; ///< true if a lane of the mask is true
using xsimd::select;

/// The bits of each lane as an integer.
template <scalar T, class A>
[[nodiscard]] XACT_INLINE xsimd::batch<bits_of<T>, A> to_bits(xsimd::batch<T, A> x) noexcept {
#if XSIMD_VERSION_MAJOR < 10
  // For Arm g++ does not inline xsimd::bitwise_cast of xsimd 8.1.
  return __builtin_bit_cast(typename xsimd::batch<bits_of<T>, A>::register_type,
                            static_cast<typename xsimd::batch<T, A>::register_type>(x));
#else
  return xsimd::bitwise_cast<bits_of<T>>(x);
#endif
}

/// The numbers with the given bits, lane by lane.
template <scalar T, class A>
[[nodiscard]] XACT_INLINE xsimd::batch<T, A> from_bits(xsimd::batch<bits_of<T>, A> bits) noexcept {
#if XSIMD_VERSION_MAJOR < 10
  return __builtin_bit_cast(typename xsimd::batch<T, A>::register_type,
                            static_cast<typename xsimd::batch<bits_of<T>, A>::register_type>(bits));
#else
  return xsimd::bitwise_cast<T>(bits);
#endif
}

/// x·y + z, rounded once if has_fma; else product and sum are rounded. Compilers do not change the number of roundings.
template <register_batch V> [[nodiscard]] XACT_INLINE V mul_add(V x, V y, V z) noexcept { return xsimd::fma(x, y, z); }

/// The square root of each lane, correctly rounded.
template <register_batch V> [[nodiscard]] XACT_INLINE V square_root(V x) noexcept { return xsimd::sqrt(x); }

/// Converts a mask of unsigned integers to a mask of floats or doubles.
template <scalar T, class A>
[[nodiscard]] XACT_INLINE xsimd::batch_bool<T, A> to_mask(xsimd::batch_bool<bits_of<T>, A> mask) noexcept {
#if XSIMD_VERSION_MAJOR < 10
  using R = typename xsimd::batch_bool<T, A>::register_type;
  return __builtin_bit_cast(R, mask.data);
#else
  return xsimd::batch_bool_cast<T>(mask);
#endif
}

namespace detail {

/// Interleaves lanes: a₀ b₀ a₁ b₁ … zip_low interleaves the lower halves of each part of 128 bits, zip_high the upper
/// halves.
template <register_batch V> [[nodiscard]] XACT_INLINE V zip_low(V a, V b) noexcept { return xsimd::zip_lo(a, b); }
template <register_batch V> [[nodiscard]] XACT_INLINE V zip_high(V a, V b) noexcept { return xsimd::zip_hi(a, b); }

/// A register of `lanes` elements of type T, for any architecture of xsimd.
template <class V, class T, std::size_t lanes>
concept packed = std::same_as<typename V::value_type, T> && V::size == lanes &&
                 sizeof(typename V::register_type) == sizeof(T) * lanes;

} // namespace detail

/// @{ Registers by element type and number of elements: f32x4 is a register of four floats.
template <class V>
concept f32x4 = register_batch<V> && detail::packed<V, float, 4>;
template <class V>
concept f64x2 = register_batch<V> && detail::packed<V, double, 2>;
template <class V>
concept f32x8 = register_batch<V> && detail::packed<V, float, 8>;
template <class V>
concept f64x4 = register_batch<V> && detail::packed<V, double, 4>;
template <class V>
concept f32x16 = register_batch<V> && detail::packed<V, float, 16>;
template <class V>
concept f64x8 = register_batch<V> && detail::packed<V, double, 8>;
template <class B>
concept u32x16 = bits_batch<B> && detail::packed<B, std::uint32_t, 16>;
template <class B>
concept u64x8 = bits_batch<B> && detail::packed<B, std::uint64_t, 8>;
/// @}

} // namespace xact::inline XACT_ARCH
