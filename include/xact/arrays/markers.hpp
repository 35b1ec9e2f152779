#pragma once

/// Markers of outputs: accumulate, streamed, cached, skip.

#include <xact/simd/xsimd.hpp>

#include <utility>

namespace xact::inline XACT_ARCH {

/// Marks an output to be added to instead of overwritten.
template <class Array> struct accumulated {
  Array &&array; ///< the output
};

/// `backward(f, x, dy, accumulate(dx))` computes dx += dy·f'(x).
template <class Array> [[nodiscard]] constexpr accumulated<Array> accumulate(Array &&array) noexcept {
  return {std::forward<Array>(array)};
}

/// The way of stores to an output: through the caches, or non-temporal, straight to memory, which saves reading it
/// first. `automatic` is non-temporal for outputs larger than the last-level cache, which would keep little of them.
enum class stores { automatic, streamed, cached };

/// Marks an output with the way of its stores.
template <class Array, stores how> struct written {
  Array &&array; ///< the output
};

/// `forward(f, x, streamed(y))` writes y by non-temporal stores, whatever its size, unless y is also read. With
/// channels y should be aligned to 64 bytes: parts that do not fill aligned cache lines go through the caches.
template <class Array> [[nodiscard]] constexpr written<Array, stores::streamed> streamed(Array &&array) noexcept {
  return {std::forward<Array>(array)};
}

/// `forward(f, x, cached(y))` writes y through the caches, whatever its size.
template <class Array> [[nodiscard]] constexpr written<Array, stores::cached> cached(Array &&array) noexcept {
  return {std::forward<Array>(array)};
}

/// The type of `skip`.
struct skip_t {};
/// Stands for an output that is not wanted: `backward(f, x, dy, skip, dw)`.
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
