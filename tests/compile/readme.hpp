#pragma once

/// Declarations that the code blocks of the READMEs use.

#include <xact/cross_entropy.hpp>
#include <xact/interop/orthogonal.hpp>
#include <xact/softmax.hpp>
#include <xact/training.hpp>
#include <xact/xact.hpp>

#include <cstdint>
#include <cstdio>
#include <iostream>
#include <random>
#include <span>
#include <vector>

inline std::vector<float> x(64), r(64), y(64), d(64), dy(64), dx(64), batch(64);
inline std::vector<float> weights(64), dweights(64), b(64), db(64), w(78400), dw(78400);
inline std::vector<float> slopes(64), dslopes(64), velocity(64);
inline std::vector<int> labels(64);
inline std::span<float> block(x);
inline xact::elu f;
inline xact::prelu slope{weights, {.channels = 64}};
inline std::uint64_t seed = 1;
inline double loss = 0;

struct squared_relu {
  template <xact::batch V> [[nodiscard]] V operator()(V v) const noexcept { return select(v < V(0), V(0), v * v); }
  template <xact::batch V> [[nodiscard]] V derivative(V v) const noexcept { return select(v < V(0), V(0), v + v); }
};
