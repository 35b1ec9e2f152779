// xsimd's expm1, exp, tanh and log1p, in plain loops over batches.

#if defined(__GNUC__) && !defined(__clang__)
// g++ 12 warns about its own AVX-512 header, which xsimd's expm1 uses.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

#include "vector_loops.hpp"

namespace {

struct xsimd_functions {
  template <class V> static V expm1(V x) { return xsimd::expm1(x); }
  template <class V> static V exp(V x) { return xsimd::exp(x); }
  template <class V> static V tanh(V x) { return xsimd::tanh(x); }
  template <class V> static V log1p(V x) { return xsimd::log1p(x); }
};

const suite::registration xsimd_peer([]<class T>(T) { suite::add_vector_loops<T, xsimd_functions>("xsimd"); });

} // namespace
