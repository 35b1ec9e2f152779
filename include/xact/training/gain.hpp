#pragma once

/// The gain of an activation: the factor for weights that keeps the mean square of activations at 1. The functions
/// below compute the gain by numerical integration.

#include <xact/functor/concepts.hpp>
#include <xact/math/exp.hpp>
#include <xact/simd/memory.hpp>

namespace xact::inline XACT_ARCH {

namespace detail {

/// Returns ∫ f(z)² φ(z) dz from `begin` to `end`, where φ is the density of N(0, 1), by the Gauss-Legendre formula with
/// 16 points.
template <class F> [[nodiscard]] double squares_of_panel(const F &f, double begin, double end) noexcept {
  using V = native_batch<double>;
  constexpr std::size_t points = 8; // on each side of the centre
  static constexpr double node[points] = {0.09501250983763744, 0.2816035507792589, 0.45801677765722737,
                                          0.6178762444026438,  0.755404408355003,  0.8656312023878318,
                                          0.9445750230732326,  0.9894009349916499};
  static constexpr double weight[points] = {0.1894506104550685,  0.18260341504492358, 0.16915651939500254,
                                            0.14959598881657674, 0.12462897125553388, 0.09515851168249279,
                                            0.06225352393864789, 0.02715245941175409};
  const V centre((begin + end) / 2);
  const V half((end - begin) / 2);
  const auto density_times_square = [&](V z) {
    const V y = f(z);
    return y * y * math::exp(z * z * V(-0.5));
  };
  V sum(0.0);
  for (std::size_t i = 0; i < points; i += V::size) {
    const V away = half * load(node + i);
    sum = sum + load(weight + i) * (density_times_square(centre - away) + density_times_square(centre + away));
  }
  alignas(64) double lanes[V::size];
  store(lanes, sum * half);
  double total = 0;
  for (const double v : lanes)
    total += v;
  return total * 0.398942280401432677939946; // 1/√(2π)
}

/// Returns ∫ f(z)² φ(z) dz from `begin` to `end` by adaptive bisection. `whole` is the result of squares_of_panel for
/// this interval. Bisects each interval until a bisection changes the integral over the interval by at most
/// 1e-13·scale, to a recursion depth of at most `depth`.
template <class F>
[[nodiscard]] double squares_between(const F &f, double begin, double end, double whole, double scale,
                                     int depth) noexcept {
  const double middle = (begin + end) / 2;
  const double left = squares_of_panel(f, begin, middle);
  const double right = squares_of_panel(f, middle, end);
  const double change = left + right - whole;
  // If f is not finite, `change` can be NaN. The bisection then ends, because a comparison with NaN is false.
  if (depth == 0 || !((change < 0 ? -change : change) > 1e-13 * scale))
    return left + right;
  return squares_between(f, begin, middle, left, scale, depth - 1) +
         squares_between(f, middle, end, right, scale, depth - 1);
}

} // namespace detail

/// Returns E[f(z)²], the mean square of the outputs of f for inputs z ~ N(0, 1).
///
/// f          f is any activation that evaluates on double, including activations of users. For an activation with
///            parameters per channel, such as prelu, pass the functor with one parameter, such as formula::prelu{0.25}.
/// Accuracy   The relative error is at most 1e-10 if f² grows at most like e^(10|z|), f² neither overflows nor
///            underflows, and no feature of f, such as a spike or a pair of jumps, is narrower than 0.01.
/// Method     The interval from -38 to 38 is divided into panels of length 1.5 or less. 0 and the kinks of facts() are
///            ends of panels. The integral over a panel is computed by the Gauss-Legendre formula with 16 points. Where
///            f is not smooth, panels are bisected. Beyond ±38 the density is below the smallest normal double.
/// Cost       The function evaluates f some thousand times.
/// Not finite If f is not finite between -38 and 38, the result is not finite.
template <class F> [[nodiscard]] double second_moment(const F &f) noexcept {
  static_assert(has_value<F, double>, "xact: gain and second_moment need an activation that evaluates on doubles; pass "
                                      "the functor itself, not exact(f), and for prelu formula::prelu{slope}");
  if constexpr (has_value<F, double>) {
    double kinks[3] = {0, 0, 0};
    if constexpr (requires { f.facts().kinks; }) {
      const auto named = f.facts().kinks;
      for (std::size_t i = 0; i < named.size(); ++i)
        kinks[i + 1] = named[i] > -38 && named[i] < 38 ? named[i] : 0;
    }
    const auto order = [](double &a, double &b) {
      const double least = b < a ? b : a;
      b = b < a ? a : b;
      a = least;
    };
    order(kinks[0], kinks[1]);
    order(kinks[1], kinks[2]);
    order(kinks[0], kinks[1]);

    double scale = 0;
    double total = 0;
    const auto for_each_panel = [&](const auto &panel) {
      double begin = -38;
      for (const double border : {kinks[0], kinks[1], kinks[2], 38.0}) {
        while (begin < border) {
          const double end = border - begin > 1.5 ? begin + 1 : border;
          panel(begin, end);
          begin = end;
        }
      }
    };
    for_each_panel([&](double begin, double end) { scale += detail::squares_of_panel(f, begin, end); });
    for_each_panel([&](double begin, double end) {
      total += detail::squares_between(f, begin, end, detail::squares_of_panel(f, begin, end), scale, 40);
    });
    return total;
  }
  return nan;
}

/// Returns a factor for the standard deviation of the weights of the layer before f. With this factor the mean square
/// of the activations stays 1:
///
///     gain(f) = 1 / √E[f(z)²], z ~ N(0, 1)        relu: √2        leaky_relu: √(2 / (1 + slope²))
///
///     xact::initialize(xact::scaled_normal(xact::gain(f), {.in = 784, .out = 100}), w, generator);
///
/// Accuracy   The relative error is at most 1e-10, under the conditions of second_moment. The last digits may differ
///            between machines with and without FMA. (The scales of he_normal and xavier_normal do not differ.) The
///            gain is infinite if f² is 0 or underflows everywhere.
/// Source     He, Zhang, Ren, Sun 2015, arXiv:1502.01852, generalized to any f
template <class F> [[nodiscard]] double gain(const F &f) noexcept {
  return 1 / lane(second_moment(f), [](auto v) { return square_root(v); });
}

} // namespace xact::inline XACT_ARCH
