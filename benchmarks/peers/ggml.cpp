// ggml's softmax, and its vectorized exp in plain loops over vector registers. ggml computes sigmoid, tanh and elu in
// plain loops over std functions, as the peer naive does, so those loops are omitted here.

#if defined(__GNUC__) && !defined(__clang__)
// g++ 12 warns about its own AVX-512 header, which ggml uses.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

#include "vector_loops.hpp"

#include "ggml-cpu/vec.h"

// ggml's table of all float16 numbers. vec.cpp refers to it, but the functions below do not read it.
extern "C" {
float ggml_table_f32_f16[1 << 16];
}

namespace {

struct ggml_functions {
  template <class V> requires requires(suite::register_of<V> x) { ggml_v_expf(x); }
  static V exp(V x) {
    return V(ggml_v_expf(suite::register_of<V>(x)));
  }
};

const suite::registration ggml([]<class T>(T) {
  if constexpr (std::is_same_v<T, float>) {
    suite::add_vector_loops<T, ggml_functions>("ggml");
    for (const std::size_t classes : suite::row_lengths)
      suite::add_softmax<T>(classes, "ggml", [=](const suite::arrays<T> &a) {
        const int n = static_cast<int>(classes);
        for (std::size_t i = 0; i < a.x.size(); i += classes) {
          float largest = 0;
          ggml_vec_max_f32(n, &largest, &a.x[i]);
          const double sum = ggml_vec_soft_max_f32(n, &a.out[i], &a.x[i], largest);
          ggml_vec_scale_f32(n, &a.out[i], static_cast<float>(1 / sum));
        }
      });
  }
});

} // namespace
