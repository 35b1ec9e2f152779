#pragma once

/// The results of an operation on one vector: one value for each output of the call.

#include <xact/simd/batch.hpp>

#include <utility>

namespace xact::inline XACT_ARCH {

namespace detail {
template <std::size_t, class Y> struct result { Y value; };
template <class Order, class... Y> struct all_results;
template <std::size_t... I, class... Y> struct all_results<std::index_sequence<I...>, Y...> : result<I, Y>... {
  XACT_INLINE constexpr all_results(const Y &...y) noexcept : result<I, Y>{y}... {}
};
} // namespace detail

/// A vector, a mask or the terms of a sum for each output, in the order of the operands.
template <class... Y> struct results : detail::all_results<std::index_sequence_for<Y...>, Y...> {
  using detail::all_results<std::index_sequence_for<Y...>, Y...>::all_results;
};
template <class... Y> results(Y...) -> results<Y...>;

/// Result number I.
template <std::size_t I, class Y> [[nodiscard]] XACT_INLINE const Y &nth(const detail::result<I, Y> &r) noexcept {
  return r.value;
}

} // namespace xact::inline XACT_ARCH
