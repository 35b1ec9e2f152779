#pragma once

/// Markers of outputs: accumulate, streamed, cached, skip.

#include <xact/simd/xsimd.hpp>

#include <utility>

namespace xact::inline XACT_ARCH {

/// An output that the call adds to instead of overwriting it.
template <class Array> struct accumulated {
  Array &&array; ///< the output
};

/// Marks an output to be accumulated: `backward(f, x, dy, accumulate(dx))` computes dx += dy·f'(x).
template <class Array> [[nodiscard]] constexpr accumulated<Array> accumulate(Array &&array) noexcept {
  return {std::forward<Array>(array)};
}

/// The kind of stores to an output. `cached` stores go through the caches. `streamed` (non-temporal) stores go directly
/// to memory, which saves the read of each cache line before it is written. `automatic` is `streamed` for outputs
/// larger than the last-level cache, and else `cached`.
enum class stores { automatic, streamed, cached };

/// An output with the kind of its stores.
template <class Array, stores how> struct written {
  Array &&array; ///< the output
};

/// Marks an output for non-temporal stores of any size: `forward(f, x, streamed(y))`. The marker has no effect if y is
/// also read. In calls with channels y should be aligned to 64 bytes, because only aligned whole cache lines are
/// written by non-temporal stores.
template <class Array> [[nodiscard]] constexpr written<Array, stores::streamed> streamed(Array &&array) noexcept {
  return {std::forward<Array>(array)};
}

/// Marks an output for stores through the caches, whatever its size: `forward(f, x, cached(y))`.
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
