#pragma once

/// The back end without registers, in plain C++: a batch is one number. Targets for which xsimd has no registers use
/// this back end. If XACT_ONE_LANE is defined, every target uses it; tests compare results bitwise with this reference.

#include <xact/simd/one_lane.hpp>

namespace xact::inline XACT_ARCH {

/// A mask of one lane. It is a class, because compilers warn about & and | on results of type bool.
class single_mask {
public:
  static constexpr std::size_t size = 1; ///< number of lanes

  constexpr single_mask() noexcept = default;
  /// The mask of a bool.
  XACT_INLINE constexpr explicit single_mask(bool value) noexcept : value_(value) {}

  /// @{ Load and store the lane.
  [[nodiscard]] static XACT_INLINE constexpr single_mask load_unaligned(const bool *from) noexcept {
    return single_mask(*from);
  }
  XACT_INLINE constexpr void store_unaligned(bool *to) const noexcept { *to = value_; }
  /// @}

  /// The truth value.
  [[nodiscard]] XACT_INLINE constexpr bool get(std::size_t = 0) const noexcept { return value_; }

  /// @{ Operations of masks.
  [[nodiscard]] friend XACT_INLINE constexpr single_mask operator!(single_mask a) noexcept {
    return single_mask(!a.value_);
  }
  [[nodiscard]] friend XACT_INLINE constexpr single_mask operator&(single_mask a, single_mask b) noexcept {
    return single_mask(a.value_ && b.value_);
  }
  [[nodiscard]] friend XACT_INLINE constexpr single_mask operator|(single_mask a, single_mask b) noexcept {
    return single_mask(a.value_ || b.value_);
  }
  /// @}

private:
  bool value_ = false;
};

/// A batch of one lane. It is a class, not float or double, so that a functor with one operator for batches and another
/// for single numbers uses the operator for batches.
template <scalar T> class single {
public:
  using register_type = T;               ///< the type that holds the number
  static constexpr std::size_t size = 1; ///< number of lanes

  /// @{ Construct from a number, 0 by default.
  constexpr single() noexcept = default;
  XACT_INLINE constexpr single(T value) noexcept : value_(value) {}
  /// @}

  /// @{ Load and store the lane.
  [[nodiscard]] static XACT_INLINE constexpr single load_aligned(const T *from) noexcept { return *from; }
  [[nodiscard]] static XACT_INLINE constexpr single load_unaligned(const T *from) noexcept { return *from; }
  XACT_INLINE constexpr void store_aligned(T *to) const noexcept { *to = value_; }
  XACT_INLINE constexpr void store_unaligned(T *to) const noexcept { *to = value_; }
  /// @}

  /// The number in the lane.
  [[nodiscard]] XACT_INLINE constexpr T get(std::size_t = 0) const noexcept { return value_; }

  /// @{ Operations of batches.
  [[nodiscard]] friend XACT_INLINE constexpr single operator-(single x) noexcept { return -x.value_; }
  [[nodiscard]] friend XACT_INLINE constexpr single operator+(single x, single y) noexcept {
    return x.value_ + y.value_;
  }
  [[nodiscard]] friend XACT_INLINE constexpr single operator-(single x, single y) noexcept {
    return x.value_ - y.value_;
  }
  [[nodiscard]] friend XACT_INLINE constexpr single operator*(single x, single y) noexcept {
    return x.value_ * y.value_;
  }
  [[nodiscard]] friend XACT_INLINE constexpr single operator/(single x, single y) noexcept {
    return x.value_ / y.value_;
  }
  [[nodiscard]] friend XACT_INLINE constexpr single_mask operator<(single x, single y) noexcept {
    return single_mask(x.value_ < y.value_);
  }
  [[nodiscard]] friend XACT_INLINE constexpr single_mask operator<=(single x, single y) noexcept {
    return single_mask(x.value_ <= y.value_);
  }
  [[nodiscard]] friend XACT_INLINE constexpr single_mask operator>(single x, single y) noexcept {
    return single_mask(x.value_ > y.value_);
  }
  [[nodiscard]] friend XACT_INLINE constexpr single_mask operator>=(single x, single y) noexcept {
    return single_mask(x.value_ >= y.value_);
  }
  [[nodiscard]] friend XACT_INLINE constexpr single_mask operator==(single x, single y) noexcept {
    return single_mask(x.value_ == y.value_);
  }
  [[nodiscard]] friend XACT_INLINE constexpr single_mask operator!=(single x, single y) noexcept {
    return single_mask(x.value_ != y.value_);
  }
  /// @}

private:
  T value_ = 0;
};

/// The lane type of a batch of one lane.
template <scalar T> struct batch_traits<single<T>> {
  using lane = T; ///< float or double
};

/// The widest batch of T.
template <scalar T> using native_batch = single<T>;

/// The mask of the widest batch.
template <scalar T> using native_mask = single_mask;

/// @{ Operations of the contract in batch.hpp.
template <scalar T>
[[nodiscard]] XACT_INLINE constexpr single<T> select(single_mask mask, single<T> if_true, single<T> if_false) noexcept {
  return mask.get() ? if_true : if_false;
}
[[nodiscard]] XACT_INLINE constexpr bool any(single_mask mask) noexcept { return mask.get(); }
template <scalar T> [[nodiscard]] XACT_INLINE constexpr bits_of<T> to_bits(single<T> x) noexcept {
  return to_bits(x.get());
}
template <scalar T> [[nodiscard]] XACT_INLINE constexpr single<T> unfused(single<T> x) noexcept {
  return unfused(x.get());
}
template <scalar T>
[[nodiscard]] XACT_INLINE constexpr single<T> mul_add(single<T> x, single<T> y, single<T> z) noexcept {
  return mul_add(x.get(), y.get(), z.get());
}
template <scalar T> [[nodiscard]] XACT_INLINE single<T> square_root(single<T> x) noexcept {
  return detail::root(x.get());
}
[[nodiscard]] XACT_INLINE constexpr bool any_lacks(std::uint32_t x, std::uint32_t these, std::uint32_t y,
                                                   std::uint32_t those, single_mask counts) noexcept {
  return (x & these) == 0 || ((y & those) == 0 && counts.get());
}
[[nodiscard]] XACT_INLINE constexpr std::uint32_t low_words(const std::array<single<double>, 1> &x) noexcept {
  return static_cast<std::uint32_t>(to_bits(x[0]));
}
template <scalar T>
[[nodiscard]] XACT_INLINE constexpr single_mask mask_from_bits(unsigned bits) noexcept
    requires(native_batch<T>::size == 1)
{
  return single_mask((bits & 1U) != 0);
}
/// @}

} // namespace xact::inline XACT_ARCH
