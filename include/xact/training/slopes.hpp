#pragma once

/// Gradient descent on the slopes of prelu.

#include <xact/functions/prelu.hpp>
#include <xact/verbs/call.hpp>

namespace xact::inline XACT_ARCH {

/// The learning rate and the momentum for slopes. An optimizer of the weights may use other values.
struct slope_rule {
  double rate;           ///< factor of the gradient
  double momentum = 0.9; ///< factor of the velocity in each step
};

/// Sets all slopes to 0.25, the initial value in the paper (see `update_slopes`).
template <class A> void initialize_slopes(A &&slopes) {
  using T = detail::value_t<A>;
  if constexpr (kernels::writable<T, A>()) {
    const auto initial = [](auto v) XACT_INLINE_LAMBDA { return results{param<decltype(v)>(formula::prelu::initial)}; };
    kernels::launch("initialize_slopes", kernels::map_of<T>(initial), {},
                    kernels::all_of(kernels::input<T>("slopes", slopes)),
                    kernels::all_of(kernels::output<T>("slopes", slopes)), this_thread{});
  }
}

/// Makes one step of gradient descent with momentum on the slopes a, in place:
///
///     v = momentum·v + rate·da        a = a - v
///
///     xact::backward(xact::prelu{a}, x, dy, dx, da);
///     xact::update_slopes({.rate = 0.01}, a, da, v);      // v is 0 before the first step
///
/// Arrays     The slopes a, the gradient da and the velocity v have the same length. a and v are written. No array
///            overlaps another.
/// Decay      There is no weight decay, because weight decay would move slopes towards 0, where prelu is relu. A slope
///            may have any sign and size. If another optimizer updates the slopes, use no weight decay for slopes, and
///            a separate learning rate.
/// Rounding   Each product and each sum is rounded once. Rate and momentum are rounded to the type of the arrays.
/// Source     He, Zhang, Ren, Sun 2015, arXiv:1502.01852, section 2.1
template <class A, class DA, class V>
void update_slopes(const slope_rule &rule, A &&slopes, DA &&gradient, V &&velocity) {
  if constexpr (kernels::readable<A>()) {
    using T = detail::value_t<A>;
    if constexpr (kernels::writable<T, A>() && kernels::readable_with<T, DA>() && kernels::writable<T, V>()) {
      constexpr const char *call = "update_slopes";
      const auto da = kernels::input<T>("the gradient", gradient);
      const auto a = kernels::output<T>("slopes", slopes);
      const auto v = kernels::output<T>("the velocity", velocity);
      program::record r = kernels::make_record(call);
      if (!kernels::check_separate(r, a.plain, da.plain, false) ||
          !kernels::check_separate(r, v.plain, da.plain, false))
        return;
      const auto step = [rule](auto slope, auto by, auto before) XACT_INLINE_LAMBDA {
        using B = decltype(slope);
        const B next = unfused(before * param<B>(rule.momentum)) + unfused(by * param<B>(rule.rate));
        return results{slope - next, next};
      };
      kernels::launch(
          call, kernels::map_of<T>(step), {},
          kernels::all_of(kernels::input<T>("slopes", slopes), da, kernels::input<T>("the velocity", velocity)),
          kernels::all_of(a, v), this_thread{});
    }
  }
}

} // namespace xact::inline XACT_ARCH
