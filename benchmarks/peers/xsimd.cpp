// xsimd's expm1, exp and tanh, in plain loops over batches.

#if defined(__GNUC__) && !defined(__clang__)
// g++ 12 warns about its own AVX-512 header, which xsimd's expm1 uses.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

#include "../verbs.hpp"

static const suite::registration xsimd_functions([]<class T>(T) {
  using V = xsimd::batch<T>;
  suite::add_forward<T>(xact::elu{}, "elu", "xsimd", [](const suite::arrays<T> &a) {
    for (std::size_t i = 0; i < a.x.size(); i += V::size) {
      const auto x = V::load_unaligned(&a.x[i]);
      xsimd::select(x > V(0), x, xsimd::expm1(x)).store_unaligned(&a.out[i]);
    }
  });
  suite::add_forward<T>(xact::sigmoid{}, "sigmoid", "xsimd", [](const suite::arrays<T> &a) {
    for (std::size_t i = 0; i < a.x.size(); i += V::size)
      (V(1) / (V(1) + xsimd::exp(-V::load_unaligned(&a.x[i])))).store_unaligned(&a.out[i]);
  });
  suite::add_forward<T>(xact::tanh{}, "tanh", "xsimd", [](const suite::arrays<T> &a) {
    for (std::size_t i = 0; i < a.x.size(); i += V::size)
      xsimd::tanh(V::load_unaligned(&a.x[i])).store_unaligned(&a.out[i]);
  });
  suite::add_backward<T>(xact::elu{}, "elu", "xsimd", [](const suite::arrays<T> &a) {
    for (std::size_t i = 0; i < a.x.size(); i += V::size) {
      const auto x = V::load_unaligned(&a.x[i]);
      const auto dy = V::load_unaligned(&a.dy[i]);
      xsimd::select(x > V(0), dy, dy * xsimd::exp(x)).store_unaligned(&a.out[i]);
    }
  });
});
