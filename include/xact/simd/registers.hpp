#pragma once

/// The batches of xsimd, and the operations that generic.hpp builds on. Comparison, arithmetic and `select(mask,
/// if_true, if_false)` are those of xsimd.

#include <xact/simd/number.hpp>
#include <xact/simd/target.hpp>

namespace xact::inline XACT_ARCH {

/// A batch of xsimd.
template <scalar T, class A> struct batch_traits<xsimd::batch<T, A>> {
  using lane = T; ///< float or double
};

/// The widest batch of `T` that the compiler flags allow.
template <scalar T> using native_batch = xsimd::batch<T>;

/// True or false in each lane of the widest batch.
template <scalar T> using native_mask = xsimd::batch_bool<T>;

using xsimd::any; ///< true if some lane of a mask is
using xsimd::select;

/// The bits of each lane as an integer.
template <scalar T, class A>
[[nodiscard]] XACT_INLINE xsimd::batch<bits_of<T>, A> to_bits(xsimd::batch<T, A> x) noexcept {
#if XSIMD_VERSION_MAJOR < 10
  return xsimd::bitwise_cast<xsimd::batch<bits_of<T>, A>>(x);
#else
  return xsimd::bitwise_cast<bits_of<T>>(x);
#endif
}

/// The number whose bits are given, lane by lane.
template <scalar T, class A>
[[nodiscard]] XACT_INLINE xsimd::batch<T, A> from_bits(xsimd::batch<bits_of<T>, A> bits) noexcept {
#if XSIMD_VERSION_MAJOR < 10
  return xsimd::bitwise_cast<xsimd::batch<T, A>>(bits);
#else
  return xsimd::bitwise_cast<T>(bits);
#endif
}

/// x·y + z: rounded once if the machine has FMA, else product and sum rounded each. The compiler has no choice.
template <register_batch V> [[nodiscard]] XACT_INLINE V mul_add(V x, V y, V z) noexcept { return xsimd::fma(x, y, z); }

/// The square root of each lane, rounded to nearest.
template <register_batch V> [[nodiscard]] XACT_INLINE V square_root(V x) noexcept { return xsimd::sqrt(x); }

/// The mask of floats or doubles for a mask of their bits.
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

/// a₀ b₀ a₁ b₁ … of the lower half of each part, and of the upper half.
template <register_batch V> [[nodiscard]] XACT_INLINE V zip_low(V a, V b) noexcept { return xsimd::zip_lo(a, b); }
template <register_batch V> [[nodiscard]] XACT_INLINE V zip_high(V a, V b) noexcept { return xsimd::zip_hi(a, b); }

/// A register of `lanes` numbers T, of any architecture of xsimd.
template <class V, class T, std::size_t lanes>
concept packed = std::same_as<typename V::value_type, T> && V::size == lanes &&
                 sizeof(typename V::register_type) == sizeof(T) * lanes;

} // namespace detail

/// @{ Floats, doubles and integers by their number in a register.
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
