#pragma once

#include <xact/functor/concepts.hpp>

/// max(x, 0)². squared_relu.cpp defines the kernels of this functor, and is compiled once per target of dispatch (an
/// instruction set).
struct squared_relu {
  static constexpr bool dispatched = true;

  template <xact::batch V> [[nodiscard]] XACT_INLINE V operator()(V x) const noexcept {
    return xact::select(x < V(0), V(0), x * x);
  }
  template <xact::batch V> [[nodiscard]] XACT_INLINE V derivative(V x) const noexcept {
    return xact::select(x < V(0), V(0), x + x);
  }
};
