#pragma once

/// What the library asks of a SIMD register, on every xsimd from 8.1 on: the concepts `scalar` and `batch`, and the
/// operations that xsimd lacks in some version or whose meaning changed between versions.
/// Comparison, arithmetic and `select(mask, if_true, if_false)` are xsimd's own.

#include <xact/simd/xsimd.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace xact::inline XACT_ARCH {

/// A number type that the kernels work on.
template <class T>
concept scalar = std::same_as<T, float> || std::same_as<T, double>;

/// Names the lane type of a batch. Specialize it to let functors evaluate on a number made of batches.
template <class V> struct batch_traits {};

/// A batch of xsimd's.
template <scalar T, class A> struct batch_traits<xsimd::batch<T, A>> {
  using lane = T; ///< float or double
};

/// A pack of numbers that a functor can be evaluated on: `xsimd::batch<float>`, `xsimd::batch<double>`.
template <class V>
concept batch = requires {
  typename batch_traits<V>::lane;
};

/// The number type of V's lanes: parameters are rounded to it.
template <batch V> using lane_t = typename batch_traits<V>::lane;

/// A batch that is a register, and no number made of batches.
template <class V>
concept register_batch = batch<V> && requires {
  typename V::register_type;
};

/// The widest batch of `T` that the compiler flags allow.
template <scalar T> using native_batch = xsimd::batch<T>;

using xsimd::select;

/// A functor's parameter in every lane, rounded to the lane type.
template <batch V> [[nodiscard]] XACT_INLINE V param(double value) noexcept { return V(static_cast<lane_t<V>>(value)); }

namespace detail {
/// True when `V` is a batch of `T` in a register of that many bytes.
template <batch V, scalar T, std::size_t bytes>
inline constexpr bool in_register = std::is_same_v<lane_t<V>, T> && sizeof(typename V::register_type) == bytes;
} // namespace detail

/// True when `mul_add` rounds once.
#if defined(__FMA__) || XSIMD_WITH_FMA3_SSE || XSIMD_WITH_FMA3_AVX || XSIMD_WITH_AVX512F || XSIMD_WITH_FMA4 ||         \
    XSIMD_WITH_NEON64 || defined(__ARM_FEATURE_FMA) || XSIMD_WITH_SVE || XSIMD_WITH_RVV || XSIMD_WITH_VSX ||           \
    XSIMD_WITH_VXE
inline constexpr bool has_fma = true;
#else
inline constexpr bool has_fma = false;
#endif

/// x·y + z: rounded once where the machine has FMA, else product and sum rounded each. Never left to the compiler.
template <batch V> [[nodiscard]] XACT_INLINE V mul_add(V x, V y, V z) noexcept {
#if XSIMD_WITH_AVX512F
  // xsimd 8.1 multiplies and adds here, which only g++ contracts.
  if constexpr (detail::in_register<V, float, 64>)
    return _mm512_fmadd_ps(x, y, z);
  else if constexpr (detail::in_register<V, double, 64>)
    return _mm512_fmadd_pd(x, y, z);
  else
#endif
#if defined(__FMA__) && XSIMD_WITH_AVX
      if constexpr (detail::in_register<V, float, 32>)
    return _mm256_fmadd_ps(x, y, z);
  else if constexpr (detail::in_register<V, double, 32>)
    return _mm256_fmadd_pd(x, y, z);
  else if constexpr (detail::in_register<V, float, 16>)
    return _mm_fmadd_ps(x, y, z);
  else if constexpr (detail::in_register<V, double, 16>)
    return _mm_fmadd_pd(x, y, z);
  else
#endif
    return xsimd::fma(x, y, z);
}

/// x itself, as a number that is already rounded: no compiler fuses the product x with a sum that follows.
template <batch V> [[nodiscard]] XACT_INLINE V unfused(V x) noexcept {
#if defined(__GNUC__) || defined(__clang__)
  typename V::register_type r = x;
#if XSIMD_WITH_SSE2
  __asm__("" : "+x"(r));
#elif XSIMD_WITH_NEON && !XSIMD_WITH_SVE
  __asm__("" : "+w"(r));
#else
  __asm__("" : "+m"(r));
#endif
  return V(r);
#else
  return x; // MSVC fuses only when told to
#endif
}

/// The same for a single number.
template <scalar T> [[nodiscard]] XACT_INLINE T unfused(T x) noexcept {
#if defined(__GNUC__) || defined(__clang__)
#if XSIMD_WITH_SSE2
  __asm__("" : "+x"(x));
#elif XSIMD_WITH_NEON64
  __asm__("" : "+w"(x));
#else
  __asm__("" : "+m"(x));
#endif
#endif
  return x;
}

/// x, in a register. g++ would read what was loaded from memory again for each of several uses.
template <batch V> [[nodiscard]] XACT_INLINE V loaded_once(V x) noexcept {
#if defined(__GNUC__) && !defined(__clang__) && XSIMD_WITH_SSE2
  return unfused(x);
#else
  return x;
#endif
}

/// `select(x < bound, bound, x)` in one instruction where there is one. A NaN and a zero of either sign stay as they
/// are, so this is also relu itself, for bound = 0. (xsimd::max orders its operands differently in 8.1 and in 14.)
template <batch V> [[nodiscard]] XACT_INLINE V at_least(V x, V bound) noexcept {
  // x86's max returns its second operand when the two are unordered or both zero. (The masked forms of AVX-512 are the
  // plain instructions; g++ 12 warns about its own headers at the others.)
#if XSIMD_WITH_AVX512F
  if constexpr (detail::in_register<V, float, 64>)
    return _mm512_maskz_max_ps(0xFFFF, bound, x);
  else if constexpr (detail::in_register<V, double, 64>)
    return _mm512_maskz_max_pd(0xFF, bound, x);
  else
#endif
#if XSIMD_WITH_AVX
      if constexpr (detail::in_register<V, float, 32>)
    return _mm256_max_ps(bound, x);
  else if constexpr (detail::in_register<V, double, 32>)
    return _mm256_max_pd(bound, x);
  else
#endif
#if XSIMD_WITH_SSE2
      if constexpr (detail::in_register<V, float, 16>)
    return _mm_max_ps(bound, x);
  else if constexpr (detail::in_register<V, double, 16>)
    return _mm_max_pd(bound, x);
  else
#endif
    return select(x < bound, bound, x);
}

/// `select(x > bound, bound, x)` in one instruction where there is one. A NaN stays as it is.
template <batch V> [[nodiscard]] XACT_INLINE V at_most(V x, V bound) noexcept {
#if XSIMD_WITH_AVX512F
  if constexpr (detail::in_register<V, float, 64>)
    return _mm512_maskz_min_ps(0xFFFF, bound, x);
  else if constexpr (detail::in_register<V, double, 64>)
    return _mm512_maskz_min_pd(0xFF, bound, x);
  else
#endif
#if XSIMD_WITH_AVX
      if constexpr (detail::in_register<V, float, 32>)
    return _mm256_min_ps(bound, x);
  else if constexpr (detail::in_register<V, double, 32>)
    return _mm256_min_pd(bound, x);
  else
#endif
#if XSIMD_WITH_SSE2
      if constexpr (detail::in_register<V, float, 16>)
    return _mm_min_ps(bound, x);
  else if constexpr (detail::in_register<V, double, 16>)
    return _mm_min_pd(bound, x);
  else
#endif
    return select(x > bound, bound, x);
}

/// True where x > bound, and for NaN.
template <batch V> [[nodiscard]] XACT_INLINE auto above_or_nan(V x, V bound) noexcept -> decltype(x <= bound) {
#if XSIMD_WITH_AVX512F
  if constexpr (detail::in_register<V, float, 64>)
    return _mm512_cmp_ps_mask(x, bound, _CMP_NLE_UQ);
  else if constexpr (detail::in_register<V, double, 64>)
    return _mm512_cmp_pd_mask(x, bound, _CMP_NLE_UQ);
  else
#endif
#if XSIMD_WITH_AVX
      if constexpr (detail::in_register<V, float, 32>)
    return _mm256_cmp_ps(x, bound, _CMP_NLE_UQ);
  else if constexpr (detail::in_register<V, double, 32>)
    return _mm256_cmp_pd(x, bound, _CMP_NLE_UQ);
  else
#endif
#if XSIMD_WITH_SSE2
      if constexpr (detail::in_register<V, float, 16>)
    return _mm_cmpnle_ps(x, bound);
  else if constexpr (detail::in_register<V, double, 16>)
    return _mm_cmpnle_pd(x, bound);
  else
#endif
    return !(x <= bound);
}

/// `select(where, x, 0)`, in one instruction where there is one.
template <batch V, class Mask> [[nodiscard]] XACT_INLINE V keep_where(const Mask &where, V x) noexcept {
#if XSIMD_WITH_AVX512F
  if constexpr (detail::in_register<V, float, 64>)
    return _mm512_maskz_mov_ps(where, x);
  else if constexpr (detail::in_register<V, double, 64>)
    return _mm512_maskz_mov_pd(where, x);
  else
#endif
#if XSIMD_WITH_AVX
      if constexpr (detail::in_register<V, float, 32>)
    return _mm256_and_ps(where, x);
  else if constexpr (detail::in_register<V, double, 32>)
    return _mm256_and_pd(where, x);
  else
#endif
#if XSIMD_WITH_SSE2
      if constexpr (detail::in_register<V, float, 16>)
    return _mm_and_ps(where, x);
  else if constexpr (detail::in_register<V, double, 16>)
    return _mm_and_pd(where, x);
  else
#endif
    return select(where, x, V(0));
}

/// `x + keep_where(where, y)`, where x is not -0, in one instruction where there is one.
template <batch V, class Mask> [[nodiscard]] XACT_INLINE V add_where(const Mask &where, V x, V y) noexcept {
#if XSIMD_WITH_AVX512F
  if constexpr (detail::in_register<V, float, 64>)
    return _mm512_mask_add_ps(x, where, x, y);
  else if constexpr (detail::in_register<V, double, 64>)
    return _mm512_mask_add_pd(x, where, x, y);
  else
#endif
    return x + keep_where(where, y);
}

/// `keep_where(above_or_nan(x, 0), y)`, in one instruction where there is one.
template <batch V> [[nodiscard]] XACT_INLINE V keep_where_positive_or_nan(V x, V y) noexcept {
#if XSIMD_WITH_AVX512F
  // What becomes of y for each class of x, four bits a class: 0 keeps it, 8 makes it +0.
  constexpr int zero = 2, minus_infinity = 4, negative = 6;
  constexpr int table = 8 << 4 * zero | 8 << 4 * minus_infinity | 8 << 4 * negative;
  if constexpr (detail::in_register<V, float, 64>)
    return _mm512_fixupimm_ps(y, x, _mm512_set1_epi32(table), 0);
  else if constexpr (detail::in_register<V, double, 64>)
    return _mm512_fixupimm_pd(y, x, _mm512_set1_epi64(table), 0);
  else
#endif
    return keep_where(above_or_nan(x, V(0)), y);
}

/// `select(where, x·factor, x)`.
template <batch V, class Mask> [[nodiscard]] XACT_INLINE V multiply_where(const Mask &where, V x, V factor) noexcept {
#if XSIMD_WITH_AVX512F
  if constexpr (detail::in_register<V, float, 64>)
    return _mm512_mask_mul_ps(x, where, x, factor);
  else if constexpr (detail::in_register<V, double, 64>)
    return _mm512_mask_mul_pd(x, where, x, factor);
  else
#endif
    return select(where, x * factor, x);
}

/// The unsigned integer of the same width as `T`.
template <scalar T> using bits_of = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;

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

/// Integer lanes moved left by `Count` bits, zeros from the right.
template <int Count, class I, class A>
[[nodiscard]] XACT_INLINE xsimd::batch<I, A> shift_left(xsimd::batch<I, A> x) noexcept {
#if XSIMD_WITH_AVX512F
  if constexpr (sizeof(typename xsimd::batch<I, A>::register_type) == 64 && sizeof(I) == 4)
    return _mm512_maskz_slli_epi32(0xFFFF, x, Count);
  else if constexpr (sizeof(typename xsimd::batch<I, A>::register_type) == 64)
    return _mm512_maskz_slli_epi64(0xFF, x, Count);
  else
#endif
    return x << Count;
}

/// -|x|.
template <scalar T, class A> [[nodiscard]] XACT_INLINE xsimd::batch<T, A> minus_abs(xsimd::batch<T, A> x) noexcept {
  return from_bits<T>(to_bits(x) | to_bits(xsimd::batch<T, A>(-T(0))));
}

/// |x|.
template <scalar T, class A> [[nodiscard]] XACT_INLINE xsimd::batch<T, A> magnitude(xsimd::batch<T, A> x) noexcept {
  return from_bits<T>(to_bits(x) & ~to_bits(xsimd::batch<T, A>(-T(0))));
}

/// -|x|, but no less than `bound` < 0. A NaN becomes any number of these.
template <batch V> [[nodiscard]] XACT_INLINE V negative_at_least(V x, V bound) noexcept {
#if XSIMD_WITH_AVX512DQ
  constexpr int smaller_magnitude_made_negative = 0b1110;
  if constexpr (detail::in_register<V, float, 64>)
    return _mm512_maskz_range_ps(0xFFFF, x, bound, smaller_magnitude_made_negative);
  else if constexpr (detail::in_register<V, double, 64>)
    return _mm512_maskz_range_pd(0xFF, x, bound, smaller_magnitude_made_negative);
  else
#endif
    return at_least(minus_abs(x), bound);
}

/// |x| with the sign of y, for an x that has none.
template <scalar T, class A>
[[nodiscard]] XACT_INLINE xsimd::batch<T, A> with_sign_of(xsimd::batch<T, A> x, xsimd::batch<T, A> y) noexcept {
  return from_bits<T>(to_bits(x) | (to_bits(y) & to_bits(xsimd::batch<T, A>(-T(0)))));
}

/// x, a finite number, rounded to half of its digits: products of two such numbers are exact.
template <scalar T, class A> [[nodiscard]] XACT_INLINE xsimd::batch<T, A> first_half(xsimd::batch<T, A> x) noexcept {
  constexpr int cut = (std::numeric_limits<T>::digits + 1) / 2;
  using bits = xsimd::batch<bits_of<T>, A>;
  return from_bits<T>((to_bits(x) + bits(bits_of<T>(1) << (cut - 1))) & bits(~bits_of<T>(0) << cut));
}

/// Integer lanes moved right by `Count` bits, zeros from the left.
template <int Count, std::unsigned_integral I, class A>
[[nodiscard]] XACT_INLINE xsimd::batch<I, A> shift_right(xsimd::batch<I, A> x) noexcept {
#if XSIMD_WITH_AVX512F
  if constexpr (sizeof(typename xsimd::batch<I, A>::register_type) == 64 && sizeof(I) == 4)
    return _mm512_maskz_srli_epi32(0xFFFF, x, Count);
  else if constexpr (sizeof(typename xsimd::batch<I, A>::register_type) == 64)
    return _mm512_maskz_srli_epi64(0xFF, x, Count);
  else
#endif
    return x >> Count;
}

/// Half of each integer lane, rounded down.
template <std::unsigned_integral I, class A>
[[nodiscard]] XACT_INLINE xsimd::batch<I, A> halved(xsimd::batch<I, A> x) noexcept {
  return shift_right<1>(x);
}

#if XSIMD_WITH_AVX512F
/// In each lane the number of the table that the last three bits of the index name.
[[nodiscard]] XACT_INLINE native_batch<double> lookup(native_batch<double> table,
                                                      decltype(to_bits(native_batch<double>())) index) noexcept {
  return _mm512_maskz_permutexvar_pd(0xFF, index, table);
}

/// x·2^k in each lane, rounded once, where k is the largest whole number not above n.
[[nodiscard]] XACT_INLINE native_batch<double> times_power_of_two(native_batch<double> x,
                                                                  native_batch<double> n) noexcept {
  return _mm512_maskz_scalef_pd(0xFF, x, n);
}
[[nodiscard]] XACT_INLINE native_batch<float> times_power_of_two(native_batch<float> x,
                                                                 native_batch<float> n) noexcept {
  return _mm512_maskz_scalef_ps(0xFFFF, x, n);
}
inline constexpr bool has_times_power_of_two = true; ///< whether the above is there
#else
inline constexpr bool has_times_power_of_two = false; ///< whether `times_power_of_two` is there
#endif

/// True if some lane of x has none of these bits, or some lane of y where `counts` none of those: of the bits of its
/// exponent, if y is seen as a float.
[[nodiscard]] XACT_INLINE bool any_lacks(xsimd::batch<std::uint32_t> x, std::uint32_t these,
                                         xsimd::batch<std::uint32_t> y, std::uint32_t those,
                                         decltype(native_batch<float>() < native_batch<float>()) counts) noexcept {
  using bits = xsimd::batch<std::uint32_t>;
#if XSIMD_WITH_AVX512F
  const __mmask16 in_x = _mm512_testn_epi32_mask(x, bits(these));
  const __mmask16 in_y = _mm512_mask_testn_epi32_mask(counts, y, bits(those));
  return _mm512_kortestz(in_x, in_y) == 0;
#elif XSIMD_WITH_AVX2
  const __m256i in_x = _mm256_cmpeq_epi32(x & bits(these), bits(0));
  const __m256i in_y = _mm256_cmpeq_epi32(y & bits(those), bits(0));
  const __m256i in_either = _mm256_or_si256(in_x, _mm256_and_si256(in_y, _mm256_castps_si256(counts)));
  return _mm256_testz_si256(in_either, in_either) == 0;
#else
  using V = native_batch<float>;
  return xsimd::any((x & bits(these)) == bits(0)) || xsimd::any((from_bits<float>(y & bits(those)) == V(0.F)) & counts);
#endif
}

/// The square root of each lane, rounded to nearest.
template <scalar T, class A> [[nodiscard]] XACT_INLINE xsimd::batch<T, A> square_root(xsimd::batch<T, A> x) noexcept {
#if XSIMD_WITH_AVX512F
  if constexpr (detail::in_register<decltype(x), float, 64>)
    return _mm512_maskz_sqrt_ps(0xFFFF, x);
  else if constexpr (detail::in_register<decltype(x), double, 64>)
    return _mm512_maskz_sqrt_pd(0xFF, x);
  else
#endif
#if XSIMD_WITH_NEON64 && !XSIMD_WITH_SVE
      if constexpr (std::is_same_v<T, float>)
    return vsqrtq_f32(x); // xsimd 8.1 approximates it
  else
#endif
    return xsimd::sqrt(x);
}

/// x / y, rounded to nearest.
template <scalar T, class A>
[[nodiscard]] XACT_INLINE xsimd::batch<T, A> quotient(xsimd::batch<T, A> x, xsimd::batch<T, A> y) noexcept {
#if XSIMD_WITH_NEON64 && !XSIMD_WITH_SVE
  if constexpr (std::is_same_v<T, float>)
    return vdivq_f32(x, y); // xsimd 8.1 approximates it
  else
#endif
    return x / y;
}

/// The value of lane 0.
template <scalar T, class A> [[nodiscard]] XACT_INLINE T first_lane(xsimd::batch<T, A> x) noexcept {
#if XSIMD_WITH_SSE2
  if constexpr (detail::in_register<decltype(x), float, 16>)
    return _mm_cvtss_f32(x);
  else if constexpr (detail::in_register<decltype(x), double, 16>)
    return _mm_cvtsd_f64(x);
#if XSIMD_WITH_AVX
  else if constexpr (detail::in_register<decltype(x), float, 32>)
    return _mm256_cvtss_f32(x);
  else if constexpr (detail::in_register<decltype(x), double, 32>)
    return _mm256_cvtsd_f64(x);
#endif
#if XSIMD_WITH_AVX512F
  else if constexpr (detail::in_register<decltype(x), float, 64>)
    return _mm512_cvtss_f32(x);
  else if constexpr (detail::in_register<decltype(x), double, 64>)
    return _mm512_cvtsd_f64(x);
#endif
  else
#endif
    return x.get(0);
}

/// Applies `op`, a function of a batch, to one number: the same bits as in any lane of a vector.
template <scalar T, class Op> [[nodiscard]] XACT_INLINE T lane(T x, Op op) noexcept {
#if defined(__clang__) && __clang_major__ < 17
  // To these, a number that is multiplied by a factor or else kept is one that is multiplied by the factor or by 1:
  // which makes 0 of a subnormal number where the processor is to have none. In vectors they keep it.
  return first_lane(unfused(op(native_batch<T>(x))));
#else
  return first_lane(op(native_batch<T>(x)));
#endif
}

} // namespace xact::inline XACT_ARCH
