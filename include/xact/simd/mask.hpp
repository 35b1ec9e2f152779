#pragma once

/// Masks in memory, with one bit per element: element i is bit i % 8 of byte i / 8.

#include <xact/simd/batch.hpp>

namespace xact::inline XACT_ARCH {

/// Reads the bits of a mask. The first element to read may be any element of the mask.
template <scalar T> struct bit_reader {
  const std::uint8_t *bytes; ///< the mask
  std::size_t first = 0;     ///< index in the mask of element 0 of the reader

  /// Returns a reader that begins at element i of this reader.
  [[nodiscard]] XACT_INLINE bit_reader from(std::size_t i) const noexcept { return {bytes, first + i}; }

  /// The bits of the vector that begins at element i.
  [[nodiscard]] XACT_INLINE native_mask<T> load(std::size_t i) const noexcept {
    constexpr std::size_t width = native_batch<T>::size;
    constexpr std::size_t whole = width < 8 ? 1 : width / 8;
    const std::size_t begin = first + i;
    std::uint64_t low = 0; // the compiler combines the loads of bytes into one load
    for (std::size_t k = 0; k < whole; ++k)
      low |= std::uint64_t{bytes[begin / 8 + k]} << 8 * k;
    // `high` is the byte that contains the vector's last bit. `low` may already contain this byte.
    const std::uint64_t high = bytes[(begin + width - 1) / 8];
    return mask_from_bits<T>(static_cast<unsigned>((low + (high << 8 * whole)) >> begin % 8));
  }
  /// The bits of the first `count` > 0 elements from element i on.
  [[nodiscard]] XACT_INLINE native_mask<T> load_first(std::size_t i, std::size_t count) const noexcept {
    const std::size_t begin = first + i;
    std::uint64_t bits = 0;
    for (std::size_t k = begin / 8; k <= (begin + count - 1) / 8; ++k)
      bits |= std::uint64_t{bytes[k]} << 8 * (k - begin / 8);
    return mask_from_bits<T>(static_cast<unsigned>(bits >> begin % 8));
  }
};

/// Writes the bits of a mask in ascending order. The first element is bit 0 of a byte.
template <scalar T> struct bit_writer {
  static constexpr std::size_t width = native_batch<T>::size; ///< elements of a vector, each with one bit
  static constexpr std::size_t unroll =
      64 / sizeof(T) / width; ///< vectors per step of a loop; the bits of 16 floats or 8 doubles fill whole bytes

  std::uint8_t *bytes; ///< the byte of the first element
  unsigned byte = 0;   ///< the written bits of the current byte, if a vector has fewer than 8 elements

  /// Returns a writer that begins at element i, a multiple of 8.
  [[nodiscard]] XACT_INLINE bit_writer from(std::size_t i) const noexcept { return {bytes + i / 8}; }

  /// Writes the bits of the vector that begins at element i. U is the index of the vector in its step of the loop.
  template <std::size_t U> XACT_INLINE void add(std::size_t i, native_mask<T> mask) noexcept {
    put<U>(i, mask_bits(mask), width);
  }
  /// Writes the bits of the first `count` elements of the last vector of the mask. U is the index of the vector in its
  /// step of the loop. The remaining bits of the last byte become 0.
  template <std::size_t U> XACT_INLINE void add_first(std::size_t i, native_mask<T> mask, std::size_t count) noexcept {
    put<U>(i, mask_bits(mask) & ((1U << count) - 1U), count);
  }

private:
  template <std::size_t U> XACT_INLINE void put(std::size_t i, unsigned bits, std::size_t count) noexcept {
    if constexpr (width >= 8) {
      for (std::size_t k = 0; 8 * k < count; ++k)
        bytes[i / 8 + k] = static_cast<std::uint8_t>(bits >> 8 * k);
    } else {
      constexpr std::size_t place = U * width % 8;
      byte = (place == 0 ? 0 : byte) | bits << place;
      bytes[i / 8] = static_cast<std::uint8_t>(byte);
    }
  }
};

} // namespace xact::inline XACT_ARCH
