#pragma once

/// Loads and stores: whole batches at any address, the first k lanes only, streaming stores, and the conversions
/// between float and double batches. None touches a byte outside the elements it names.

#include <xact/simd/batch.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#if __has_include(<unistd.h>)
#include <unistd.h> // sysconf
#endif

namespace xact::inline XACT_ARCH {

/// The batch at `from`, at any address.
template <scalar T> [[nodiscard]] XACT_INLINE native_batch<T> load(const T *from) noexcept {
  return native_batch<T>::load_unaligned(from);
}

/// Writes a batch to `to`, at any address.
template <scalar T> XACT_INLINE void store(T *to, native_batch<T> x) noexcept { x.store_unaligned(to); }

namespace detail {

/// Copies `count` < 2·Most elements in pieces of fixed, falling sizes, so that no call to memcpy remains.
template <std::size_t Most, class T> XACT_INLINE void copy_first(T *to, const T *from, std::size_t count) noexcept {
  if (count & Most) {
    std::memcpy(to, from, Most * sizeof(T));
    to += Most;
    from += Most;
  }
  if constexpr (Most > 1)
    copy_first<Most / 2>(to, from, count);
}

#if XSIMD_WITH_AVX
/// All bits set in the first `count` of 8 float (or 4 double) lanes.
template <scalar T> XACT_INLINE __m256i first_lanes_mask(std::size_t count) noexcept {
  alignas(64) static constexpr std::int32_t floats[16] = {-1, -1, -1, -1, -1, -1, -1, -1};
  alignas(64) static constexpr std::int64_t doubles[8] = {-1, -1, -1, -1};
  if constexpr (sizeof(T) == 4)
    return _mm256_loadu_si256(reinterpret_cast<const __m256i *>(floats + 8 - count));
  else
    return _mm256_loadu_si256(reinterpret_cast<const __m256i *>(doubles + 4 - count));
}
#endif
#if XSIMD_WITH_AVX512F
template <class Mask> XACT_INLINE Mask first_lanes_mask_bits(std::size_t count) noexcept {
  return static_cast<Mask>((1U << count) - 1U);
}
#endif

} // namespace detail

/// The first `count` elements at `from` in the first lanes, +0 in the others; count <= size of the batch.
template <scalar T> [[nodiscard]] XACT_INLINE native_batch<T> load_first(const T *from, std::size_t count) noexcept {
  using V = native_batch<T>;
#if XSIMD_WITH_AVX512F
  if constexpr (detail::in_register<V, float, 64>)
    return V(_mm512_maskz_loadu_ps(detail::first_lanes_mask_bits<__mmask16>(count), from));
  else if constexpr (detail::in_register<V, double, 64>)
    return V(_mm512_maskz_loadu_pd(detail::first_lanes_mask_bits<__mmask8>(count), from));
  else
#endif
#if XSIMD_WITH_AVX
      if constexpr (detail::in_register<V, float, 32>)
    return V(_mm256_maskload_ps(from, detail::first_lanes_mask<T>(count)));
  else if constexpr (detail::in_register<V, double, 32>)
    return V(_mm256_maskload_pd(from, detail::first_lanes_mask<T>(count)));
  else
#endif
  {
    if (count >= V::size)
      return V::load_unaligned(from);
    alignas(64) T buffer[V::size] = {};
    detail::copy_first<V::size / 2>(buffer, from, count);
    return V::load_aligned(buffer);
  }
}

/// Writes the first `count` lanes to `to` and nothing else; count <= size of the batch.
template <scalar T> XACT_INLINE void store_first(T *to, native_batch<T> x, std::size_t count) noexcept {
  using V = native_batch<T>;
#if XSIMD_WITH_AVX512F
  if constexpr (detail::in_register<V, float, 64>)
    _mm512_mask_storeu_ps(to, detail::first_lanes_mask_bits<__mmask16>(count), x);
  else if constexpr (detail::in_register<V, double, 64>)
    _mm512_mask_storeu_pd(to, detail::first_lanes_mask_bits<__mmask8>(count), x);
  else
#endif
#if XSIMD_WITH_AVX
      if constexpr (detail::in_register<V, float, 32>)
    _mm256_maskstore_ps(to, detail::first_lanes_mask<T>(count), x);
  else if constexpr (detail::in_register<V, double, 32>)
    _mm256_maskstore_pd(to, detail::first_lanes_mask<T>(count), x);
  else
#endif
  {
    if (count >= V::size)
      return x.store_unaligned(to);
    alignas(64) T buffer[V::size];
    x.store_aligned(buffer);
    detail::copy_first<V::size / 2>(to, buffer, count);
  }
}

/// Writes n zeros.
template <scalar T> XACT_INLINE void clear(T *to, std::size_t n) noexcept {
  using V = native_batch<T>;
  std::size_t i = 0;
  for (; n - i >= V::size; i += V::size)
    store(to + i, V(0));
  store_first(to + i, V(0), n - i);
}

/// The first `count` lanes of x, +0 in the others; count <= size of the batch.
template <scalar T, class A>
[[nodiscard]] XACT_INLINE xsimd::batch<T, A> keep_first(xsimd::batch<T, A> x, std::size_t count) noexcept {
  using V = xsimd::batch<T, A>;
#if XSIMD_WITH_AVX512F
  if constexpr (detail::in_register<V, float, 64>)
    return V(_mm512_maskz_mov_ps(detail::first_lanes_mask_bits<__mmask16>(count), x));
  else if constexpr (detail::in_register<V, double, 64>)
    return V(_mm512_maskz_mov_pd(detail::first_lanes_mask_bits<__mmask8>(count), x));
  else
#endif
#if XSIMD_WITH_AVX
      if constexpr (detail::in_register<V, float, 32>)
    return V(_mm256_and_ps(x, _mm256_castsi256_ps(detail::first_lanes_mask<T>(count))));
  else if constexpr (detail::in_register<V, double, 32>)
    return V(_mm256_and_pd(x, _mm256_castsi256_pd(detail::first_lanes_mask<T>(count))));
  else
#endif
  {
    alignas(64) T lanes[V::size];
    x.store_aligned(lanes);
    return load_first(lanes, count);
  }
}

/// The sum of `Count` numbers, added as a balanced tree: what lies half of them apart first.
template <std::size_t Count, scalar T> [[nodiscard]] XACT_INLINE T tree_total(const T *x) noexcept {
  T sum[Count];
  std::memcpy(sum, x, sizeof sum);
  for (std::size_t half = Count / 2; half > 0; half /= 2)
    for (std::size_t i = 0; i < half; ++i)
      sum[i] = sum[i] + sum[half + i];
  return sum[0];
}

#if XSIMD_WITH_SSE2
namespace detail {
/// The `Count` numbers at x added up as in a tree, down to as many as a register of 128 bits holds. Not through xsimd:
/// its batch of these registers is one type for all instruction sets.
template <std::size_t Count> [[nodiscard]] XACT_INLINE __m128 tree_quarter(const float *x) noexcept {
  __m128 sum[Count / 4];
  for (std::size_t i = 0; i < Count / 4; ++i)
    sum[i] = _mm_loadu_ps(x + 4 * i);
  for (std::size_t half = Count / 8; half > 0; half /= 2)
    for (std::size_t i = 0; i < half; ++i)
      sum[i] = _mm_add_ps(sum[i], sum[half + i]);
  return sum[0];
}
template <std::size_t Count> [[nodiscard]] XACT_INLINE __m128d tree_half(const double *x) noexcept {
  __m128d sum[Count / 2];
  for (std::size_t i = 0; i < Count / 2; ++i)
    sum[i] = _mm_loadu_pd(x + 2 * i);
  for (std::size_t half = Count / 4; half > 0; half /= 2)
    for (std::size_t i = 0; i < half; ++i)
      sum[i] = _mm_add_pd(sum[i], sum[half + i]);
  return sum[0];
}

/// The totals of as many rows as a register of 128 bits holds numbers.
template <std::size_t Count> XACT_INLINE void tree_totals_of_register(const float *x, float *totals) noexcept {
  const __m128 a = tree_quarter<Count>(x);
  const __m128 b = tree_quarter<Count>(x + Count);
  const __m128 c = tree_quarter<Count>(x + 2 * Count);
  const __m128 d = tree_quarter<Count>(x + 3 * Count);
  const __m128 ab = _mm_add_ps(_mm_movelh_ps(a, b), _mm_movehl_ps(b, a));
  const __m128 cd = _mm_add_ps(_mm_movelh_ps(c, d), _mm_movehl_ps(d, c));
  _mm_storeu_ps(totals, _mm_add_ps(_mm_shuffle_ps(ab, cd, 0x88), _mm_shuffle_ps(ab, cd, 0xDD)));
}
template <std::size_t Count> XACT_INLINE void tree_totals_of_register(const double *x, double *totals) noexcept {
  const __m128d a = tree_half<Count>(x);
  const __m128d b = tree_half<Count>(x + Count);
  _mm_storeu_pd(totals, _mm_add_pd(_mm_unpacklo_pd(a, b), _mm_unpackhi_pd(a, b)));
}
} // namespace detail
#endif

#if XSIMD_WITH_AVX
namespace detail {
/// The same for twice as many rows in registers of 256 bits: the first of each is in the lower half of a register, and
/// beside it, in the upper, the one so many rows on as 128 bits hold numbers. Inserted as it is loaded it needs no
/// shuffle.
template <std::size_t Count> [[nodiscard]] XACT_INLINE __m256 tree_quarters(const float *x) noexcept {
  __m256 sum[Count / 4];
  for (std::size_t i = 0; i < Count / 4; ++i)
    sum[i] =
        _mm256_insertf128_ps(_mm256_castps128_ps256(_mm_loadu_ps(x + 4 * i)), _mm_loadu_ps(x + 4 * Count + 4 * i), 1);
  for (std::size_t half = Count / 8; half > 0; half /= 2)
    for (std::size_t i = 0; i < half; ++i)
      sum[i] = _mm256_add_ps(sum[i], sum[half + i]);
  return sum[0];
}
template <std::size_t Count> [[nodiscard]] XACT_INLINE __m256d tree_halves(const double *x) noexcept {
  __m256d sum[Count / 2];
  for (std::size_t i = 0; i < Count / 2; ++i)
    sum[i] =
        _mm256_insertf128_pd(_mm256_castpd128_pd256(_mm_loadu_pd(x + 2 * i)), _mm_loadu_pd(x + 2 * Count + 2 * i), 1);
  for (std::size_t half = Count / 4; half > 0; half /= 2)
    for (std::size_t i = 0; i < half; ++i)
      sum[i] = _mm256_add_pd(sum[i], sum[half + i]);
  return sum[0];
}

template <std::size_t Count> XACT_INLINE void tree_totals_of_registers(const float *x, float *totals) noexcept {
  const __m256 a = tree_quarters<Count>(x);
  const __m256 b = tree_quarters<Count>(x + Count);
  const __m256 c = tree_quarters<Count>(x + 2 * Count);
  const __m256 d = tree_quarters<Count>(x + 3 * Count);
  const __m256 ab = _mm256_add_ps(_mm256_shuffle_ps(a, b, 0x44), _mm256_shuffle_ps(a, b, 0xEE));
  const __m256 cd = _mm256_add_ps(_mm256_shuffle_ps(c, d, 0x44), _mm256_shuffle_ps(c, d, 0xEE));
  _mm256_storeu_ps(totals, _mm256_add_ps(_mm256_shuffle_ps(ab, cd, 0x88), _mm256_shuffle_ps(ab, cd, 0xDD)));
}
template <std::size_t Count> XACT_INLINE void tree_totals_of_registers(const double *x, double *totals) noexcept {
  const __m256d a = tree_halves<Count>(x);
  const __m256d b = tree_halves<Count>(x + Count);
  _mm256_storeu_pd(totals, _mm256_add_pd(_mm256_unpacklo_pd(a, b), _mm256_unpackhi_pd(a, b)));
}
} // namespace detail
#endif

/// x[r] = tree_total of row r, for rows of `Count` numbers: several at a time where a register holds them.
template <std::size_t Count, scalar T> XACT_INLINE void tree_totals(T *x, std::size_t rows) noexcept {
  std::size_t r = 0;
#if XSIMD_WITH_AVX
  for (; rows - r >= 32 / sizeof(T); r += 32 / sizeof(T))
    detail::tree_totals_of_registers<Count>(x + r * Count, x + r);
#endif
#if XSIMD_WITH_SSE2
  constexpr std::size_t together = 16 / sizeof(T);
  static_assert(Count % together == 0 && Count > together);
  for (; rows - r >= together; r += together)
    detail::tree_totals_of_register<Count>(x + r * Count, x + r);
#endif
  for (; r < rows; ++r)
    x[r] = tree_total<Count>(x + r * Count);
}

/// Writes past the caches to `to`, which must be aligned to the batch. Call `stream_fence` before another thread reads.
template <scalar T> XACT_INLINE void stream(T *to, native_batch<T> x) noexcept {
  using V [[maybe_unused]] = native_batch<T>;
#if XSIMD_WITH_AVX512F
  if constexpr (detail::in_register<V, float, 64>)
    _mm512_stream_ps(to, x);
  else if constexpr (detail::in_register<V, double, 64>)
    _mm512_stream_pd(to, x);
  else
#endif
#if XSIMD_WITH_AVX
      if constexpr (detail::in_register<V, float, 32>)
    _mm256_stream_ps(to, x);
  else if constexpr (detail::in_register<V, double, 32>)
    _mm256_stream_pd(to, x);
  else
#endif
#if XSIMD_WITH_SSE2
      if constexpr (detail::in_register<V, float, 16>)
    _mm_stream_ps(to, x);
  else if constexpr (detail::in_register<V, double, 16>)
    _mm_stream_pd(to, x);
  else
#endif
    x.store_aligned(to);
}

/// Orders earlier streaming stores before later stores.
XACT_INLINE void stream_fence() noexcept {
#if XSIMD_WITH_SSE2
  _mm_sfence();
#endif
}

/// What is to be done with a cache line that is asked for.
enum class access { read, write };

/// Asks for the cache line that lies `bytes` after `at`; it may be no memory at all.
template <access how> XACT_INLINE void prefetch_after(const void *at, std::size_t bytes) noexcept {
#if defined(__GNUC__) || defined(__clang__)
  __builtin_prefetch(reinterpret_cast<const void *>(reinterpret_cast<std::uintptr_t>(at) + bytes),
                     how == access::write ? 1 : 0);
#elif XSIMD_WITH_SSE2
  _mm_prefetch(reinterpret_cast<const char *>(reinterpret_cast<std::uintptr_t>(at) + bytes), _MM_HINT_T0);
#endif
}

/// No more than any first-level cache holds.
inline constexpr std::size_t first_level_cache = std::size_t{32} << 10;

/// Smaller than any last-level cache, so that nothing has to be asked of the system for most calls.
inline constexpr std::size_t smallest_cache = std::size_t{1} << 20;

/// What a large output may find of the last-level cache: its size in bytes, 32 MiB where that is not known, but no more
/// than 64 MiB, since caches that are larger are shared by many cores (and cut up by hypervisors that report them
/// whole).
[[nodiscard]] XACT_NOINLINE inline std::size_t last_level_cache() noexcept {
  static const std::size_t size = [] {
    long bytes = 0;
#ifdef _SC_LEVEL3_CACHE_SIZE
    bytes = sysconf(_SC_LEVEL3_CACHE_SIZE);
#endif
    constexpr std::size_t most = std::size_t{64} << 20;
    if (bytes <= 0)
      return most / 2;
    return static_cast<std::size_t>(bytes) < most ? static_cast<std::size_t>(bytes) : most;
  }();
  return size;
}

/// One batch for each part of a vector of T as batches of S: the batch itself, or two of double for one of float.
template <scalar T, scalar S> using parts = std::array<native_batch<S>, native_batch<T>::size / native_batch<S>::size>;

/// A float batch as two double batches, the lower half of the lanes first. Exact.
[[nodiscard]] XACT_INLINE parts<float, double> widen(native_batch<float> x) noexcept {
  using D = native_batch<double>;
#if XSIMD_WITH_AVX512F
  const auto lower = _mm512_maskz_extractf64x4_pd(0xF, _mm512_castps_pd(x), 0);
  const auto upper = _mm512_maskz_extractf64x4_pd(0xF, _mm512_castps_pd(x), 1);
  return {D(_mm512_maskz_cvtps_pd(0xFF, _mm256_castpd_ps(lower))),
          D(_mm512_maskz_cvtps_pd(0xFF, _mm256_castpd_ps(upper)))};
#elif XSIMD_WITH_AVX
  return {D(_mm256_cvtps_pd(_mm256_castps256_ps128(x))), D(_mm256_cvtps_pd(_mm256_extractf128_ps(x, 1)))};
#elif XSIMD_WITH_SSE2
  return {D(_mm_cvtps_pd(x)), D(_mm_cvtps_pd(_mm_movehl_ps(x, x)))};
#elif XSIMD_WITH_NEON64 && !XSIMD_WITH_SVE
  return {D(vcvt_f64_f32(vget_low_f32(x))), D(vcvt_high_f64_f32(x))};
#else
  alignas(64) float from[native_batch<float>::size];
  alignas(64) double to[native_batch<float>::size];
  x.store_aligned(from);
  for (std::size_t i = 0; i < native_batch<float>::size; ++i)
    to[i] = static_cast<double>(from[i]);
  return {D::load_aligned(to), D::load_aligned(to + D::size)};
#endif
}

/// Two double batches as one float batch, each lane rounded to nearest. The inverse of `widen`.
[[nodiscard]] XACT_INLINE native_batch<float> narrow(const parts<float, double> &x) noexcept {
  using F = native_batch<float>;
#if XSIMD_WITH_AVX512F
  const auto lower = _mm512_castpd256_pd512(_mm256_castps_pd(_mm512_maskz_cvtpd_ps(0xFF, x[0])));
  return F(
      _mm512_castpd_ps(_mm512_maskz_insertf64x4(0xFF, lower, _mm256_castps_pd(_mm512_maskz_cvtpd_ps(0xFF, x[1])), 1)));
#elif XSIMD_WITH_AVX
  return F(_mm256_insertf128_ps(_mm256_castps128_ps256(_mm256_cvtpd_ps(x[0])), _mm256_cvtpd_ps(x[1]), 1));
#elif XSIMD_WITH_SSE2
  return F(_mm_movelh_ps(_mm_cvtpd_ps(x[0]), _mm_cvtpd_ps(x[1])));
#elif XSIMD_WITH_NEON64 && !XSIMD_WITH_SVE
  return F(vcvt_high_f32_f64(vcvt_f32_f64(x[0]), x[1]));
#else
  alignas(64) double from[native_batch<float>::size];
  alignas(64) float to[native_batch<float>::size];
  x[0].store_aligned(from);
  x[1].store_aligned(from + native_batch<double>::size);
  for (std::size_t i = 0; i < native_batch<float>::size; ++i)
    to[i] = static_cast<float>(from[i]);
  return F::load_aligned(to);
#endif
}

/// The lower half of each double's bits, in any order of lanes.
[[nodiscard]] XACT_INLINE xsimd::batch<std::uint32_t> low_words(const parts<float, double> &x) noexcept {
#if XSIMD_WITH_AVX512F
  return _mm512_castps_si512(_mm512_maskz_shuffle_ps(0xFFFF, _mm512_castpd_ps(x[0]), _mm512_castpd_ps(x[1]), 0x88));
#elif XSIMD_WITH_AVX
  return _mm256_castps_si256(_mm256_shuffle_ps(_mm256_castpd_ps(x[0]), _mm256_castpd_ps(x[1]), 0x88));
#elif XSIMD_WITH_SSE2
  return _mm_castps_si128(_mm_shuffle_ps(_mm_castpd_ps(x[0]), _mm_castpd_ps(x[1]), 0x88));
#elif XSIMD_WITH_NEON64 && !XSIMD_WITH_SVE
  return vuzp1q_u32(vreinterpretq_u32_f64(x[0]), vreinterpretq_u32_f64(x[1]));
#else
  alignas(64) double from[native_batch<float>::size];
  alignas(64) std::uint32_t to[native_batch<float>::size];
  x[0].store_aligned(from);
  x[1].store_aligned(from + native_batch<double>::size);
  for (std::size_t i = 0; i < native_batch<float>::size; ++i) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, from + i, sizeof bits);
    to[i] = static_cast<std::uint32_t>(bits);
  }
  return xsimd::batch<std::uint32_t>::load_aligned(to);
#endif
}

} // namespace xact::inline XACT_ARCH
