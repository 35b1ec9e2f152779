// SLEEF's expm1, exp, tanh and log1p, in the versions with an error bound of 1 ULP, in plain loops over vector
// registers.

#include "vector_loops.hpp"

#include <sleef.h>

namespace {

// SLEEF_FUNCTION(exp) defines exp(V), which calls SLEEF's function for the registers of V.
#if defined(__AVX512F__)
#define SLEEF_NAME(name, type) Sleef_##name##type##_u10avx512f
#define SLEEF_FLOATS f16
#define SLEEF_DOUBLES d8
#elif defined(__AVX2__)
#define SLEEF_NAME(name, type) Sleef_##name##type##_u10avx2
#define SLEEF_FLOATS f8
#define SLEEF_DOUBLES d4
#else
#define SLEEF_NAME(name, type) Sleef_##name##type##_u10sse2
#define SLEEF_FLOATS f4
#define SLEEF_DOUBLES d2
#endif
#define SLEEF_EXPANDED(name, type) SLEEF_NAME(name, type)
#define SLEEF_FUNCTION(name)                                                                                           \
  template <class V> static V name(V x) {                                                                              \
    if constexpr (std::is_same_v<typename V::value_type, float>)                                                       \
      return V(SLEEF_EXPANDED(name, SLEEF_FLOATS)(suite::register_of<V>(x)));                                          \
    else                                                                                                               \
      return V(SLEEF_EXPANDED(name, SLEEF_DOUBLES)(suite::register_of<V>(x)));                                         \
  }

struct sleef_functions {
  SLEEF_FUNCTION(expm1)
  SLEEF_FUNCTION(exp)
  SLEEF_FUNCTION(tanh)
  SLEEF_FUNCTION(log1p)
};

const suite::registration sleef([]<class T>(T) { suite::add_vector_loops<T, sleef_functions>("sleef"); });

} // namespace
