#pragma once

/// Plain loops over batches of xsimd, with the elementary functions of a peer. The formulas are those that a user would
/// write with these functions.

#include "../verbs.hpp"

namespace suite {

/// Registers each benchmark whose functions the peer has. Functions::expm1, exp, tanh and log1p take and return a batch
/// V; a peer may lack any of them.
template <class T, class Functions> void add_vector_loops(const std::string &peer) {
  using V = xsimd::batch<T>;
  using arrays = suite::arrays<T>;
  const auto on = [](auto f) {
    return [f](const arrays &a) {
      for (std::size_t i = 0; i < a.x.size(); i += V::size)
        f(V::load_unaligned(&a.x[i])).store_unaligned(&a.out[i]);
    };
  };
  if constexpr (requires(V x) { Functions::expm1(x); })
    add_forward<T>(xact::elu{}, "elu", peer, on([](V x) { return xsimd::select(x > V(0), x, Functions::expm1(x)); }));
  if constexpr (requires(V x) { Functions::tanh(x); })
    add_forward<T>(xact::tanh{}, "tanh", peer, on([](V x) { return Functions::tanh(x); }));
  if constexpr (requires(V x) { Functions::exp(x); }) {
    add_forward<T>(xact::sigmoid{}, "sigmoid", peer, on([](V x) { return V(1) / (V(1) + Functions::exp(-x)); }));
    add_backward<T>(xact::elu{}, "elu", peer, [](const arrays &a) {
      for (std::size_t i = 0; i < a.x.size(); i += V::size) {
        const V x = V::load_unaligned(&a.x[i]);
        const V dy = V::load_unaligned(&a.dy[i]);
        xsimd::select(x > V(0), dy, dy * Functions::exp(x)).store_unaligned(&a.out[i]);
      }
    });
  }
  if constexpr (requires(V x) { Functions::log1p(Functions::exp(x)); })
    add_forward<T>(xact::softplus{}, "softplus", peer, on([](V x) { return Functions::log1p(Functions::exp(x)); }));
}

/// The registers of a batch.
template <class V> using register_of = typename V::register_type;

} // namespace suite
