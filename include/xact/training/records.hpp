#pragma once

/// Storage for the statistics of channels, with one array per field. A record is an object that holds all fields of one
/// channel, such as `moments`. `records_view` is a range that makes each record on access.

#include <xact/simd/xsimd.hpp>

#include <cstddef>
#include <span>
#include <utility>

namespace xact::inline XACT_ARCH {

namespace detail {
/// A container with a fixed size. It replaces std::vector, whose functions the linker might take from a source file
/// that is compiled for another instruction set.
template <class T> class owned {
public:
  explicit owned(std::size_t size) : data_(new T[size]()), size_(size) {}
  owned(const owned &other) : owned(other.size_) {
    for (std::size_t i = 0; i < size_; ++i)
      data_[i] = other.data_[i];
  }
  owned(owned &&other) noexcept : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  owned &operator=(owned other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~owned() { delete[] data_; }

  [[nodiscard]] std::span<T> all() noexcept { return {data_, size_}; }
  [[nodiscard]] std::span<const T> all() const noexcept { return {data_, size_}; }
  T &operator[](std::size_t i) noexcept { return data_[i]; }
  const T &operator[](std::size_t i) const noexcept { return data_[i]; }

private:
  T *data_;
  std::size_t size_;
};
} // namespace detail

namespace kernels {

/// A range of the records of all channels. Each access makes a record from the fields of one channel.
template <class Fields> class records_view {
public:
  /// An iterator over the records.
  struct iterator {
    using value_type = decltype(Fields::value(nullptr));
    using difference_type = std::ptrdiff_t;

    records_view of;
    std::size_t at = 0;

    [[nodiscard]] value_type operator*() const noexcept { return of[at]; }
    iterator &operator++() noexcept {
      ++at;
      return *this;
    }
    iterator operator++(int) noexcept { return {of, at++}; }
    [[nodiscard]] bool operator==(const iterator &) const = default;
  };

  records_view() = default;
  records_view(const double *fields, std::size_t channels) noexcept : fields_(fields), channels_(channels) {}

  [[nodiscard]] std::size_t size() const noexcept { return channels_; }
  /// The record of channel c < size().
  [[nodiscard]] auto operator[](std::size_t c) const noexcept {
    double of[Fields::size];
    for (std::size_t k = 0; k < Fields::size; ++k)
      of[k] = fields_[k * channels_ + c];
    return Fields::value(of);
  }
  [[nodiscard]] iterator begin() const noexcept { return {*this, 0}; }
  [[nodiscard]] iterator end() const noexcept { return {*this, channels_}; }
  [[nodiscard]] bool operator==(const records_view &) const = default;

private:
  const double *fields_ = nullptr;
  std::size_t channels_ = 0;
};

} // namespace kernels
} // namespace xact::inline XACT_ARCH

/// @cond
// Iterators remain valid after the end of the records_view, because each iterator holds a copy of the view.
template <class Fields>
inline constexpr bool std::ranges::enable_borrowed_range<xact::kernels::records_view<Fields>> = true;
/// @endcond
