// SLEEF's expm1, exp and tanh, in the versions with an error bound of 1 ULP, in plain loops over vector registers.

#include "../verbs.hpp"

#include <sleef.h>

namespace {

#if defined(__AVX512F__)
inline __m512 expm1_of(__m512 x) { return Sleef_expm1f16_u10avx512f(x); }
inline __m512d expm1_of(__m512d x) { return Sleef_expm1d8_u10avx512f(x); }
inline __m512 exp_of(__m512 x) { return Sleef_expf16_u10avx512f(x); }
inline __m512d exp_of(__m512d x) { return Sleef_expd8_u10avx512f(x); }
inline __m512 tanh_of(__m512 x) { return Sleef_tanhf16_u10avx512f(x); }
inline __m512d tanh_of(__m512d x) { return Sleef_tanhd8_u10avx512f(x); }
#elif defined(__AVX2__)
inline __m256 expm1_of(__m256 x) { return Sleef_expm1f8_u10avx2(x); }
inline __m256d expm1_of(__m256d x) { return Sleef_expm1d4_u10avx2(x); }
inline __m256 exp_of(__m256 x) { return Sleef_expf8_u10avx2(x); }
inline __m256d exp_of(__m256d x) { return Sleef_expd4_u10avx2(x); }
inline __m256 tanh_of(__m256 x) { return Sleef_tanhf8_u10avx2(x); }
inline __m256d tanh_of(__m256d x) { return Sleef_tanhd4_u10avx2(x); }
#else
inline __m128 expm1_of(__m128 x) { return Sleef_expm1f4_u10sse2(x); }
inline __m128d expm1_of(__m128d x) { return Sleef_expm1d2_u10sse2(x); }
inline __m128 exp_of(__m128 x) { return Sleef_expf4_u10sse2(x); }
inline __m128d exp_of(__m128d x) { return Sleef_expd2_u10sse2(x); }
inline __m128 tanh_of(__m128 x) { return Sleef_tanhf4_u10sse2(x); }
inline __m128d tanh_of(__m128d x) { return Sleef_tanhd2_u10sse2(x); }
#endif

const suite::registration sleef([]<class T>(T) {
  using V = xsimd::batch<T>;
  using R = typename V::register_type;
  suite::add_forward<T>(xact::elu{}, "elu", "sleef", [](const suite::arrays<T> &a) {
    for (std::size_t i = 0; i < a.x.size(); i += V::size) {
      const auto x = V::load_unaligned(&a.x[i]);
      xsimd::select(x > V(0), x, V(expm1_of(R(x)))).store_unaligned(&a.out[i]);
    }
  });
  suite::add_forward<T>(xact::sigmoid{}, "sigmoid", "sleef", [](const suite::arrays<T> &a) {
    for (std::size_t i = 0; i < a.x.size(); i += V::size)
      (V(1) / (V(1) + V(exp_of(R(-V::load_unaligned(&a.x[i])))))).store_unaligned(&a.out[i]);
  });
  suite::add_forward<T>(xact::tanh{}, "tanh", "sleef", [](const suite::arrays<T> &a) {
    for (std::size_t i = 0; i < a.x.size(); i += V::size)
      V(tanh_of(R(V::load_unaligned(&a.x[i])))).store_unaligned(&a.out[i]);
  });
  suite::add_backward<T>(xact::elu{}, "elu", "sleef", [](const suite::arrays<T> &a) {
    for (std::size_t i = 0; i < a.x.size(); i += V::size) {
      const auto x = V::load_unaligned(&a.x[i]);
      const auto dy = V::load_unaligned(&a.dy[i]);
      xsimd::select(x > V(0), dy, dy * V(exp_of(R(x)))).store_unaligned(&a.out[i]);
    }
  });
});

} // namespace
