#pragma once

/// A number type whose results are doubles with a relative error of at most 2^-43. The first step of `exact`
/// (xact/exact.hpp) evaluates on this type, and determines nearly all results. Functions on this type take less time,
/// and are slightly less accurate, than functions on double.

#include <xact/simd/memory.hpp>

namespace xact::inline XACT_ARCH {

/// A number in each lane of a float batch: a float, or a double with a relative error of at most `error`. Functors
/// evaluate on this type as on any batch. A selection between a double and a float (elu selects the float x for x > 0)
/// is delayed: rounded() selects once, in a float batch, instead of twice, in double batches. If the functor does not
/// branch on data, the flags has_floats_ and has_wide_ are constants after inlining and take no time.
class rounded_double {
public:
  using floats = native_batch<float>;         ///< all lanes, as floats
  using part = native_batch<double>;          ///< half of the lanes, as doubles
  using wide = parts<float, double>;          ///< both halves
  using mask = decltype(floats() < floats()); ///< one truth value per lane

  /// The index of the last half. If a batch has one lane, lower_ and upper_ are the same number, computed twice.
  static constexpr std::size_t last = std::tuple_size_v<wide> - 1;

  /// The largest relative error of the functions in xact::math on this type.
  static constexpr double error = 0x1p-43;

  /// @{ Construct from a float per lane, from a double per lane, or from one double for all lanes.
  XACT_INLINE explicit rounded_double(floats x) noexcept : floats_(x), has_floats_(true) {}
  XACT_INLINE rounded_double(part lower, part upper) noexcept : lower_(lower), upper_(upper), has_wide_(true) {}
  XACT_INLINE explicit rounded_double(double x) noexcept
      : floats_(static_cast<float>(x)), lower_(x), upper_(x),
        has_floats_(detail::equal(static_cast<double>(static_cast<float>(x)), x)), has_wide_(true) {}
  /// @}

  /// @{ Copies member by member: g++ keeps a struct in memory if it is copied as a whole.
  XACT_INLINE rounded_double(const rounded_double &x) noexcept
      : floats_(x.floats_), lower_(x.lower_), upper_(x.upper_), computed_(x.computed_), has_floats_(x.has_floats_),
        has_wide_(x.has_wide_) {}
  XACT_INLINE rounded_double &operator=(const rounded_double &x) noexcept {
    floats_ = x.floats_;
    lower_ = x.lower_;
    upper_ = x.upper_;
    computed_ = x.computed_;
    has_floats_ = x.has_floats_;
    has_wide_ = x.has_wide_;
    return *this;
  }
  /// @}

  /// All lanes as doubles.
  [[nodiscard]] XACT_INLINE wide doubles() const noexcept {
    if (has_wide_)
      return as_wide(lower_, upper_);
    const wide exact = widen(floats_);
    if (has_floats_)
      return exact;
    const wide which = widen(select(computed_, floats(1.F), floats(0.F)));
    return as_wide(select(which[0] > part(0.0), lower_, exact[0]),
                   select(which[last] > part(0.0), upper_, exact[last]));
  }

  /// All lanes, rounded to float.
  [[nodiscard]] XACT_INLINE floats rounded() const noexcept {
    if (has_floats_)
      return floats_;
    return with_computed(narrow(as_wide(lower_, upper_)));
  }

  /// Returns y in the lanes that hold doubles, and the float itself in the lanes that hold floats.
  [[nodiscard]] XACT_INLINE floats with_computed(floats y) const noexcept {
    return has_wide_ ? y : select(computed_, y, floats_);
  }

  /// True if y = rounded() may be wrong in some lane. A double may round to the wrong float if its relative distance to
  /// a midpoint of two floats is at most 2^-41, or if y is so small that y may be subnormal. The result may be true
  /// although y is right.
  [[nodiscard]] XACT_INLINE bool is_in_doubt(floats y) const noexcept {
    if (has_floats_)
      return false;
    // A float lacks the last 29 bits of a double. At a midpoint of two floats these bits are 1000... A double is in
    // doubt up to `doubt` units in the last place on each side of a midpoint; this is at least four times `error`.
    constexpr std::uint32_t doubt = 1U << 12;
    static_assert(doubt * 0x1p-53 >= 4 * error);
    constexpr std::uint32_t lacking = (1U << 29) - 1;
    using bits = decltype(to_bits(y));
    const bits off = low_words(as_wide(lower_, upper_)) + bits(doubt - (lacking + 1) / 2);
    // The bits of y under this mask are 0 for the two smallest exponents. The second exponent is included because a
    // number slightly below the smallest normal float rounds to that float.
    constexpr std::uint32_t above_tiny = 0x7F000000U;
    return any_lacks(off, lacking & ~(2 * doubt - 1), to_bits(y), above_tiny,
                     has_wide_ ? floats(0.F) == floats(0.F) : computed_);
  }

  /// @{ Operations of batches, lane by lane.
  [[nodiscard]] friend XACT_INLINE rounded_double operator-(const rounded_double &x) noexcept {
    return each([](part v) XACT_INLINE_LAMBDA { return -v; }, x);
  }
  [[nodiscard]] friend XACT_INLINE rounded_double operator+(const rounded_double &x, const rounded_double &y) noexcept {
    return each([](part v, part w) XACT_INLINE_LAMBDA { return v + w; }, x, y);
  }
  [[nodiscard]] friend XACT_INLINE rounded_double operator-(const rounded_double &x, const rounded_double &y) noexcept {
    return each([](part v, part w) XACT_INLINE_LAMBDA { return v - w; }, x, y);
  }
  [[nodiscard]] friend XACT_INLINE rounded_double operator*(const rounded_double &x, const rounded_double &y) noexcept {
    return each([](part v, part w) XACT_INLINE_LAMBDA { return v * w; }, x, y);
  }
  [[nodiscard]] friend XACT_INLINE rounded_double operator/(const rounded_double &x, part y) noexcept {
    return each([y](part v) XACT_INLINE_LAMBDA { return v / y; }, x);
  }
  [[nodiscard]] friend XACT_INLINE rounded_double operator/(const rounded_double &x, const rounded_double &y) noexcept {
    return each([](part v, part w) XACT_INLINE_LAMBDA { return v / w; }, x, y);
  }
  [[nodiscard]] friend XACT_INLINE rounded_double mul_add(const rounded_double &x, const rounded_double &y,
                                                          const rounded_double &z) noexcept {
    return each([](part u, part v, part w) XACT_INLINE_LAMBDA { return xact::mul_add(u, v, w); }, x, y, z);
  }

  [[nodiscard]] friend XACT_INLINE mask operator<(const rounded_double &x, const rounded_double &y) noexcept {
    return compared([](auto v, auto w) XACT_INLINE_LAMBDA { return v < w; }, x, y);
  }
  [[nodiscard]] friend XACT_INLINE mask operator<=(const rounded_double &x, const rounded_double &y) noexcept {
    return compared([](auto v, auto w) XACT_INLINE_LAMBDA { return v <= w; }, x, y);
  }

  [[nodiscard]] friend XACT_INLINE rounded_double select(const mask &m, const rounded_double &if_true,
                                                         const rounded_double &if_false) noexcept {
    if (if_true.has_floats_ && if_false.has_floats_)
      return rounded_double(select(m, if_true.floats_, if_false.floats_));
    if (if_true.has_wide_ && if_false.has_floats_)
      return rounded_double(if_false.floats_, if_true, m);
    if (if_true.has_floats_ && if_false.has_wide_)
      return rounded_double(if_true.floats_, if_false, !m);
    const wide v = if_true.doubles();
    const wide w = if_false.doubles();
    const wide which = widen(select(m, floats(1.F), floats(0.F)));
    const part zero(0.0);
    return rounded_double(select(which[0] > zero, v[0], w[0]), select(which[last] > zero, v[last], w[last]));
  }
  [[nodiscard]] friend XACT_INLINE rounded_double at_least(const rounded_double &x,
                                                           const rounded_double &bound) noexcept {
    if (x.has_floats_ && bound.has_floats_)
      return rounded_double(xact::at_least(x.floats_, bound.floats_));
    return each([](part v, part w) XACT_INLINE_LAMBDA { return xact::at_least(v, w); }, x, bound);
  }
  /// @}

  /// Returns the halves `lower` and `upper` of a float batch, or only `lower` if a batch has one lane.
  template <class Wide = wide>
  [[nodiscard]] static XACT_INLINE Wide as_wide(part lower, [[maybe_unused]] part upper) noexcept {
    if constexpr (std::tuple_size_v<Wide> == 1)
      return {lower};
    else
      return {lower, upper};
  }

private:
  XACT_INLINE rounded_double(floats x, const rounded_double &y, const mask &computed) noexcept
      : floats_(x), lower_(y.lower_), upper_(y.upper_), computed_(computed) {}

  template <class Op, class... X> [[nodiscard]] static XACT_INLINE rounded_double each(Op op, const X &...x) noexcept {
    const auto on = [&](const auto &...v) XACT_INLINE_LAMBDA { return rounded_double(op(v[0]...), op(v[last]...)); };
    return on(x.doubles()...);
  }

  template <class Op>
  [[nodiscard]] static XACT_INLINE mask compared(Op op, const rounded_double &x, const rounded_double &y) noexcept {
    if (x.has_floats_ && y.has_floats_)
      return op(x.floats_, y.floats_);
    const wide v = x.doubles();
    const wide w = y.doubles();
    const part one(1.0);
    const part zero(0.0);
    return narrow(as_wide(select(op(v[0], w[0]), one, zero), select(op(v[last], w[last]), one, zero))) > floats(0.F);
  }

  // If has_floats_ is true, floats_ holds all numbers. If has_wide_ is true, lower_ and upper_ hold all numbers. If no
  // flag is true, lower_ and upper_ hold the lanes where computed_ is true, and floats_ holds the other lanes. (The
  // halves are not an array, because g++ keeps an array in memory.)
  floats floats_{};
  part lower_{};
  part upper_{};
  mask computed_{};
  bool has_floats_ = false;
  bool has_wide_ = false;
};

/// The former name of `rounded_double`.
using in_double [[deprecated("say xact::rounded_double")]] = rounded_double;

/// The parameters of a functor are rounded to double.
template <> struct batch_traits<rounded_double> {
  using lane = double; ///< the number type of a lane
};

} // namespace xact::inline XACT_ARCH
