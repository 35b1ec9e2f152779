#pragma once

#include <xact/functions/rrelu.hpp>
#include <xact/training/fill_random.hpp>

namespace xact::inline XACT_ARCH {

/// Fills an array with independent slopes for one training step of rrelu, uniformly distributed between its bounds.
/// prelu with one slope per element is then rrelu:
///
///     std::vector<float> slopes(x.size());
///     xact::draw_slopes(xact::rrelu{}, slopes, generator);
///     const xact::prelu noisy{slopes, {.channels = slopes.size()}};
///     xact::forward(noisy, x, y);
///     xact::backward(noisy, x, dy, dx);
///
/// Arrays      `slopes` holds float or double and has any shape. The slopes fill it row by row.
/// Bits        Equal numbers from the generator give equal slopes with every compiler and on every machine, with FMA or
///             without. Each slope uses 52 bits from the generator.
/// Generator   The generator is any engine of `<random>`, or an object with `operator()`, `min` and `max`.
/// On misuse   The call behaves as `forward`. It is also a misuse if a bound is not finite, or if `lower` is larger
/// than
///             `upper`.
/// Source      Xu, Wang, Chen, Li 2015, arXiv:1505.00853
template <class S, random_bits G> void draw_slopes(const rrelu &f, S &&slopes, G &&generator) {
  using T = detail::value_t<S>;
  if constexpr (kernels::writable<T, S>()) {
    if (!kernels::check_parameters<T>("draw_slopes", f))
      return;
    const double lower = rounded_to<T>(f.lower);
    const double upper = rounded_to<T>(f.upper);
    if (lower > upper) [[unlikely]] {
      detail::report_misuse("xact::draw_slopes: the lower bound %g is larger than the upper bound %g; exchange them",
                            f.lower, f.upper);
      return;
    }
    kernels::fill_random<T>("draw_slopes", "slopes", slopes, generator, [=](double *x, std::size_t n) {
      using V = native_batch<double>;
      kernels::replace_each(x, n, [=](V v) XACT_INLINE_LAMBDA {
        return at_most(V(lower) + unfused((v - V(1)) * V(upper - lower)), V(upper)); // v is in [1, 2)
      });
    });
  }
}

} // namespace xact::inline XACT_ARCH
