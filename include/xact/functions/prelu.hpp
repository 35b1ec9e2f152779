#pragma once

#include <xact/adaptors/learned.hpp>

namespace xact::inline XACT_ARCH {

namespace formula {

/// Parametric rectified linear unit: leaky_relu with a learned slope p.
///
///     f(x)  = x   , x >= 0        f'(x) = 1 , x >  0        ∂f/∂p = 0 , x >= 0
///           = p·x , x <  0              = p , x <= 0              = x , x <  0
///
/// Domain    all reals, any real slope p. The sign of x selects the formula. (max(p·x, x) would be wrong for p > 1.)
/// At zero   f'(0) = p, the derivative from the left.
/// Source    He, Zhang, Ren, Sun 2015, arXiv:1502.01852
struct prelu {
  static constexpr std::string_view name = "prelu";
  static constexpr bool rectifies = true;
  static constexpr std::size_t unroll = 8; // the functor has so few instructions that the overhead of the loop matters
  static constexpr const char *parameter_names = "slopes";
  static constexpr double initial = 0.25; ///< the initial slope in the paper

  double slope = initial; ///< p in the functions that have no argument p

  [[nodiscard]] constexpr contract facts() const {
    return {
        .value = {.nan = nan,
                  .minus_zero = -0.0,
                  .plus_zero = 0,
                  .minus_infinity = detail::is_zero(slope) ? nan : slope * -infinity,
                  .plus_infinity = infinity},
        .derivative = {.nan = 1, .minus_zero = slope, .plus_zero = slope, .minus_infinity = slope, .plus_infinity = 1},
        .value_error = half_ulp,
        .derivative_error = half_ulp,
        .kinks = {0, nan},
        .increasing = slope >= 0,
        .formula = "x if x ≥ 0, else slope·x",
        .source = "He, Zhang, Ren, Sun 2015, arXiv:1502.01852",
    };
  }
  static constexpr auto parameters() { return std::array{parameter<prelu>{"slope", &prelu::slope}}; }
  static constexpr auto test_parameters() {
    return std::array{prelu{}, prelu{0.0}, prelu{1.0}, prelu{-0.5}, prelu{2.0}, prelu{0.1}};
  }

  template <batch V> [[nodiscard]] XACT_INLINE constexpr V operator()(V x, V p) const noexcept {
    return multiply_where(x < V(0), x, p);
  }
  template <batch V> [[nodiscard]] XACT_INLINE constexpr V derivative(V x, V p) const noexcept {
    return select(x <= V(0), p, V(1));
  }
  /// Returns dy·∂f/∂x and dy·∂f/∂p. Where a derivative is the constant 0 or 1, the result is 0 or dy even if dy is not
  /// finite.
  template <batch V> [[nodiscard]] XACT_INLINE results<V, V> vjp(V x, V p, V dy) const noexcept {
    return {multiply_where(x <= V(0), dy, p), keep_where(x < V(0), dy * x)};
  }
  /// Returns f'(x) for y = f(x). Precondition: p >= 0, because y has the sign of x only then.
  template <batch V> [[nodiscard]] XACT_INLINE V derivative_from_output(V y, V p) const noexcept {
    return derivative(y, p);
  }
  template <scalar T> [[nodiscard]] static constexpr bool output_determines_derivative(T slope) noexcept {
    return slope >= 0;
  }

  template <batch V> [[nodiscard]] XACT_INLINE constexpr V operator()(V x) const noexcept {
    return (*this)(x, param<V>(slope));
  }
  template <batch V> [[nodiscard]] XACT_INLINE constexpr V derivative(V x) const noexcept {
    return derivative(x, param<V>(slope));
  }
  template <batch V> [[nodiscard]] XACT_INLINE V derivative_from_output(V y) const noexcept { return derivative(y); }
  template <scalar T> [[nodiscard]] bool output_determines_derivative() const noexcept {
    return output_determines_derivative(static_cast<T>(slope));
  }
};

} // namespace formula

/// Parametric rectified linear unit with an array of slopes: `formula::prelu` with one slope per channel along `axis`,
/// or with one slope for all elements. `backward` computes the gradient of the slopes in the pass that computes dx.
///
///     xact::prelu{slopes, {.channels = 64, .inner = height * width}}     NCHW
///     xact::prelu{slopes, {.channels = 64}}                              NHWC, and batch × features
///     xact::prelu{std::span(&slope, 1)}                                  one slope for all elements
template <scalar T> class prelu : public learned<formula::prelu, T> {
public:
  /// Binds one slope for all elements.
  template <detail::array A> explicit constexpr prelu(A &&slopes) noexcept : prelu(std::forward<A>(slopes), {}) {
    static_assert(detail::known_length<A>() <= 1, "xact: these are several slopes; say which elements each is for, as "
                                                  "in xact::prelu{slopes, {.channels = 3}}");
  }
  /// Binds one slope per channel. The object refers to the array, which must outlive the object.
  template <detail::array A>
  explicit constexpr prelu(A &&slopes, channel_axis axis) noexcept
      : learned<formula::prelu, T>({}, {detail::as_span(slopes)}, axis, 0) {
    static_assert(detail::lasting<A>, "xact: the slopes are a temporary that would be gone at the first call; keep "
                                      "them in a variable");
    static_assert(detail::is_one_row<A>(), "xact: slopes must lie side by side; copy these to a std::vector or an "
                                           "Eigen::VectorXf");
  }
  /// Refuses a prelu without slopes, at compile time.
  template <class Slopes = void> prelu() noexcept : learned<formula::prelu, T>({}, typename prelu::arrays{}, {}, 0) {
    static_assert(!std::is_void_v<Slopes>,
                  "xact: prelu needs its slopes, as in xact::prelu{slopes, {.channels = 64}}; "
                  "for one slope that is not learned there is xact::leaky_relu{.slope = 0.25}");
  }
  /// Refuses a prelu with a number in place of the array, at compile time.
  template <class N> requires std::is_arithmetic_v<N>
  explicit prelu(N, channel_axis = {}) noexcept : learned<formula::prelu, T>({}, typename prelu::arrays{}, {}, 0) {
    static_assert(!std::is_arithmetic_v<N>,
                  "xact: prelu takes an array of slopes, which are learned; for one slope that is not learned there is "
                  "xact::leaky_relu{.slope = 0.25}; for one that is, pass std::span(&slope, 1)");
  }
};

/// @{ Deduces T from the array of slopes. The guides without an array select the constructors that refuse the call.
prelu() -> prelu<float>;
template <class N> requires std::is_arithmetic_v<N>
prelu(N) -> prelu<float>;
template <class N> requires std::is_arithmetic_v<N>
prelu(N, channel_axis) -> prelu<float>;
template <detail::array A> prelu(A &&) -> prelu<detail::value_t<A>>;
template <detail::array A> prelu(A &&, channel_axis) -> prelu<detail::value_t<A>>;
/// @}

} // namespace xact::inline XACT_ARCH
