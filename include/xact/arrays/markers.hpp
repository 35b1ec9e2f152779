#pragma once

/// Markers of outputs: accumulate, streamed, cached, skip.

#include <xact/simd/xsimd.hpp>

#include <utility>

namespace xact::inline XACT_ARCH {

/// An output to which the call adds its results, instead of overwriting the output.
template <class Array> struct accumulated {
  Array &&array; ///< the output
};

/// Marks an output to which the call adds its results: `backward(f, x, dy, accumulate(dx))` computes dx += dy·f'(x).
template <class Array> [[nodiscard]] constexpr accumulated<Array> accumulate(Array &&array) noexcept {
  return {std::forward<Array>(array)};
}

/// The kind of stores to an output. `cached` stores go through the caches, which read each cache line from memory
/// before the first store to the line. `streamed` (non-temporal) stores go directly to memory without this read.
/// `automatic` selects non-temporal stores only for outputs larger than the last-level cache.
enum class stores { automatic, streamed, cached };

/// An output with the kind of its stores.
template <class Array, stores how> struct written {
  Array &&array; ///< the output
};

/// Marks an output for non-temporal stores, even if the output is small: `forward(f, x, streamed(y))`. The marker has
/// no effect if y is also read, or if a row of y is shorter than 16 vectors. The marker also has no effect if the call
/// writes a mask or sums, or if a second output is unmarked or is aligned differently from y. In calls with channels y
/// should be aligned to 64 bytes, because non-temporal stores write only whole cache lines.
template <class Array> [[nodiscard]] constexpr written<Array, stores::streamed> streamed(Array &&array) noexcept {
  return {std::forward<Array>(array)};
}

/// Marks an output for stores through the caches, even if the output is large: `forward(f, x, cached(y))`.
template <class Array> [[nodiscard]] constexpr written<Array, stores::cached> cached(Array &&array) noexcept {
  return {std::forward<Array>(array)};
}

/// The type of `skip`.
struct skip_t {};
/// Omits an output: `backward(f, x, dy, skip, dw)`.
inline constexpr skip_t skip{};

namespace detail {

template <class A> inline constexpr bool is_accumulated = false;
template <class A> inline constexpr bool is_accumulated<accumulated<A>> = true;
template <class A> inline constexpr bool is_written = false;
template <class A, stores how> inline constexpr bool is_written<written<A, how>> = true;
template <class A> inline constexpr stores stores_of = stores::automatic;
template <class A, stores how> inline constexpr stores stores_of<written<A, how>> = how;

} // namespace detail
} // namespace xact::inline XACT_ARCH
