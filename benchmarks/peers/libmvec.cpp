// libmvec: the vector functions of the GNU C library for x86-64, in plain loops over the widest vector registers. The
// functions have no header: a compiler calls them by the names of the vector ABI for x86-64, _ZGV, a letter for the
// instruction set, N, the number of elements, v, and the name of the scalar function.

#include "vector_loops.hpp"

#if defined(__AVX512F__)
#define LIBMVEC_FLOATS __m512
#define LIBMVEC_DOUBLES __m512d
#define LIBMVEC_FLOAT(name) _ZGVeN16v_##name##f
#define LIBMVEC_DOUBLE(name) _ZGVeN8v_##name
#elif defined(__AVX2__)
#define LIBMVEC_FLOATS __m256
#define LIBMVEC_DOUBLES __m256d
#define LIBMVEC_FLOAT(name) _ZGVdN8v_##name##f
#define LIBMVEC_DOUBLE(name) _ZGVdN4v_##name
#elif defined(__AVX__)
#define LIBMVEC_FLOATS __m256
#define LIBMVEC_DOUBLES __m256d
#define LIBMVEC_FLOAT(name) _ZGVcN8v_##name##f
#define LIBMVEC_DOUBLE(name) _ZGVcN4v_##name
#else
#define LIBMVEC_FLOATS __m128
#define LIBMVEC_DOUBLES __m128d
#define LIBMVEC_FLOAT(name) _ZGVbN4v_##name##f
#define LIBMVEC_DOUBLE(name) _ZGVbN2v_##name
#endif

#define LIBMVEC_DECLARE(name)                                                                                          \
  extern "C" LIBMVEC_FLOATS LIBMVEC_FLOAT(name)(LIBMVEC_FLOATS);                                                       \
  extern "C" LIBMVEC_DOUBLES LIBMVEC_DOUBLE(name)(LIBMVEC_DOUBLES);
LIBMVEC_DECLARE(expm1)
LIBMVEC_DECLARE(exp)
LIBMVEC_DECLARE(tanh)
LIBMVEC_DECLARE(log1p)

namespace {

// LIBMVEC_FUNCTION(exp) defines exp(V), which calls the function of libmvec for the registers of V.
#define LIBMVEC_FUNCTION(name)                                                                                         \
  template <class V> static V name(V x) {                                                                              \
    if constexpr (std::is_same_v<typename V::value_type, float>)                                                       \
      return V(LIBMVEC_FLOAT(name)(suite::register_of<V>(x)));                                                         \
    else                                                                                                               \
      return V(LIBMVEC_DOUBLE(name)(suite::register_of<V>(x)));                                                        \
  }

struct libmvec_functions {
  LIBMVEC_FUNCTION(expm1)
  LIBMVEC_FUNCTION(exp)
  LIBMVEC_FUNCTION(tanh)
  LIBMVEC_FUNCTION(log1p)
};

const suite::registration libmvec([]<class T>(T) { suite::add_vector_loops<T, libmvec_functions>("libmvec"); });

} // namespace
