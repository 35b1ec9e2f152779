#pragma once

/// Conditions for non-temporal stores.

#include <xact/arrays/conform.hpp>
#include <xact/engine/tuning.hpp>
#include <xact/simd/memory.hpp>

namespace xact::inline XACT_ARCH::kernels {

inline constexpr std::size_t tile_bytes = 4096; ///< size of a tile of parameters, terms or totals

/// The length of the shortest segment for which a kernel aligns its stores. (A partly filled vector then writes the
/// elements before the first aligned address.)
template <scalar T> inline constexpr std::size_t shortest_aligned_segment = 16 * native_batch<T>::size;

/// The number of elements from p to the first address that is aligned to a vector, less than the length of a vector.
template <scalar T> [[nodiscard]] XACT_FLAT std::size_t elements_to_alignment(const T *p) noexcept {
  return (0 - reinterpret_cast<std::uintptr_t>(p) / sizeof(T)) % native_batch<T>::size;
}

/// The number of elements in a cache line, or in a vector if vectors are longer than a cache line.
template <scalar T>
inline constexpr std::size_t cache_line_elements =
    native_batch<T>::size * sizeof(T) < 64 ? 64 / sizeof(T) : native_batch<T>::size;

/// True if an output is marked `streamed`.
[[nodiscard]] inline bool asks_for_streams(const record &r) noexcept {
  bool asks = false;
  for (std::size_t o = 0; o < r.outputs; ++o)
    asks = asks || r.out[o].stores == static_cast<std::uint8_t>(stores::streamed);
  return asks;
}

/// True if the choices for this machine select non-temporal stores for outputs of `bytes` bytes.
[[nodiscard]] inline bool streams_by_default(const record &r, std::size_t bytes, workload work) noexcept {
  if (bytes < smallest_cache)
    return false;
  std::size_t inputs = 0;
  for (std::size_t i = 0; i < r.inputs; ++i)
    inputs += r.in[i].role == role::dense;
  return current_tuning().streams(bytes, work, inputs);
}

/// True if non-temporal stores are to write the dense outputs. Either all dense outputs must be marked `streamed`, or
/// the choices for this machine (tuning.hpp) must select non-temporal stores. In addition, no output may be a mask or
/// marked `cached`, no output may be an input too, rows must have at least 16 vectors, and all rows of all dense
/// outputs must have the same alignment.
[[nodiscard]] XACT_NOINLINE inline bool should_stream(const record &r, std::size_t vector_bytes, workload work) noexcept {
  const operand *first = nullptr;
  bool asked = true;
  std::size_t bytes = 0;
  for (std::size_t o = 0; o < r.outputs; ++o) {
    const operand &out = r.out[o];
    if (out.role == role::bits || out.stores == static_cast<std::uint8_t>(stores::cached))
      return false;
    if (out.role != role::dense)
      continue;
    first = first == nullptr ? &out : first;
    bytes += size_of(out) * bytes_of(out);
    asked = asked && out.stores == static_cast<std::uint8_t>(stores::streamed);
  }
  if (first == nullptr || (!asked && !streams_by_default(r, bytes, work))) [[likely]]
    return false;
  for (std::size_t o = 0; o < r.outputs; ++o) {
    const operand &out = r.out[o];
    if (out.role != role::dense)
      continue;
    if (out.columns * bytes_of(out) < 16 * vector_bytes || begin_of(out) % bytes_of(out) != 0 ||
        (begin_of(out) - begin_of(*first)) % vector_bytes != 0 ||
        (out.rows > 1 && (out.stride - first->stride) * bytes_of(out) % vector_bytes != 0))
      return false;
    for (std::size_t i = 0; i < r.inputs; ++i)
      if (begin_of(r.in[i]) == begin_of(out))
        return false;
  }
  return true;
}

} // namespace xact::inline XACT_ARCH::kernels
