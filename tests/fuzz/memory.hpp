#pragma once

/// Arrays between pages that cannot be accessed, and the expected contents of the arrays and of the memory around them.

#include "random.hpp"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

#include <sys/mman.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define FUZZ_ASAN
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define FUZZ_ASAN
#endif
#endif
#ifdef FUZZ_ASAN
#include <sanitizer/asan_interface.h>
#endif

namespace fuzz {

/// Pages between two guard pages, which cannot be accessed. Only used pages occupy memory.
class block {
public:
  static constexpr std::size_t size = std::size_t{8} << 20;

  block() {
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    void *const base = mmap(nullptr, size + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (base == MAP_FAILED)
      std::abort();
    first_ = static_cast<unsigned char *>(base) + page;
    if (mprotect(first_, size, PROT_READ | PROT_WRITE) != 0)
      std::abort();
  }

  [[nodiscard]] unsigned char *begin() const { return first_; }

private:
  unsigned char *first_;
};

/// An array in a block: rows of elements. The sizes may be impossible; the library must then refuse the call.
struct array {
  const block *in = nullptr;
  std::size_t offset = 0; ///< the distance of the first element from the start of the block, in bytes
  std::size_t bytes = 0;  ///< the size of an element
  std::size_t rows = 1;
  std::size_t columns = 0;
  std::size_t stride = 0;

  [[nodiscard]] std::size_t size() const { return rows * columns; }
  [[nodiscard]] bool one_row() const { return rows <= 1 || columns == 0 || stride == columns; }
  /// Returns the number of bytes from the first element to the end of the last element.
  [[nodiscard]] std::size_t extent() const {
    return rows == 0 || columns == 0 ? 0 : ((rows - 1) * stride + columns) * bytes;
  }
  /// Returns the offset of element i in the block. Elements are counted row by row.
  [[nodiscard]] std::size_t at(std::size_t i) const {
    return offset + (rows <= 1 ? i : i / columns * stride + i % columns) * bytes;
  }
  template <class T> [[nodiscard]] T *data() const {
    return in == nullptr ? nullptr : reinterpret_cast<T *>(in->begin() + offset);
  }
  [[nodiscard]] bool contains(std::size_t byte) const {
    if (byte < offset || byte >= offset + extent())
      return false;
    return rows <= 1 || (byte - offset) / bytes % stride < columns;
  }
};

/// A part of a block, with arrays of a call and some memory around the arrays. A window stores copies of the bytes
/// before the call, and of the bytes that are expected after the call.
class window {
public:
  window(const block &in, std::size_t begin, std::size_t end, random &r) : in_(&in), begin_(begin), end_(end) {
    std::uint64_t pattern = r.bits() | 1;
    for (std::size_t i = begin; i < end; i += sizeof pattern) { // begin and end are multiples of 8
      pattern = pattern * 6364136223846793005U + 1442695040888963407U;
      const std::uint64_t eight = pattern ^ pattern >> 32;
      std::memcpy(in.begin() + i, &eight, sizeof eight);
    }
  }
  /// Records the current bytes.
  void note() {
    before_.assign(in_->begin() + begin_, in_->begin() + end_);
    wanted_ = before_;
  }
  /// Restores the recorded bytes.
  void restore() const { std::memcpy(in_->begin() + begin_, before_.data(), before_.size()); }
  [[nodiscard]] const block *in() const { return in_; }
  [[nodiscard]] std::size_t begin() const { return begin_; }
  [[nodiscard]] std::size_t end() const { return end_; }
  [[nodiscard]] const unsigned char *before(std::size_t offset) const { return before_.data() + (offset - begin_); }
  [[nodiscard]] unsigned char *wanted(std::size_t offset) { return wanted_.data() + (offset - begin_); }
  [[nodiscard]] const unsigned char *now(std::size_t offset) const { return in_->begin() + offset; }
  [[nodiscard]] bool is_as_wanted() const {
    return wanted_.empty() || std::memcmp(wanted_.data(), in_->begin() + begin_, wanted_.size()) == 0;
  }

private:
  const block *in_;
  std::size_t begin_;
  std::size_t end_;
  std::vector<unsigned char> before_;
  std::vector<unsigned char> wanted_;
};

/// The blocks for the arrays. All iterations use the same blocks.
class memory {
public:
  static constexpr std::size_t count = 8;

  /// Places array `a` in block `k`, next to a guard page or some elements away from a guard page.
  void place(random &r, std::size_t k, array &a) const {
    a.in = &blocks_[k];
    const std::size_t away = r.percent(50) ? 0 : r.below(40) * a.bytes;
    const std::size_t extent = a.extent();
    if (extent + away > block::size)
      std::abort();
    a.offset = r.percent(50) ? away : (block::size - extent - away) / a.bytes * a.bytes;
  }

private:
  block blocks_[count];
};

/// During the lifetime of an object, AddressSanitizer reports each access to bytes of the windows outside the arrays.
class closed_gaps {
public:
  closed_gaps([[maybe_unused]] const std::vector<window> &windows, [[maybe_unused]] const std::vector<array> &open)
      : windows_(windows) {
#ifdef FUZZ_ASAN
    for (const window &w : windows)
      __asan_poison_memory_region(w.in()->begin() + w.begin(), w.end() - w.begin());
    for (const array &a : open)
      for (std::size_t row = 0; a.columns != 0 && row < a.rows; ++row)
        __asan_unpoison_memory_region(a.in->begin() + a.offset + row * a.stride * a.bytes, a.columns * a.bytes);
#endif
  }
  ~closed_gaps() {
#ifdef FUZZ_ASAN
    for (const window &w : windows_)
      __asan_unpoison_memory_region(w.in()->begin() + w.begin(), w.end() - w.begin());
#endif
  }
  closed_gaps(const closed_gaps &) = delete;
  closed_gaps &operator=(const closed_gaps &) = delete;

private:
  [[maybe_unused]] const std::vector<window> &windows_;
};

} // namespace fuzz
