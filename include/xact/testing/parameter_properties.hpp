#pragma once

/// Properties of functors f(x, p): the derivative ∂f/∂p, and the terms dy·∂f/∂p of the parameter's gradient.

#include <xact/testing/derivative_properties.hpp>
#include <xact/testing/position_properties.hpp>

namespace xact::inline XACT_ARCH::testing {

/// Checks ∂f/∂p and the terms dy·∂f/∂p of the gradient. `wide` evaluates f(x, p) in W. W is T or a wider type.
template <scalar T, scalar W>
void check_parameter(failures<T> found, const parametric_subject<T> &s, const parametric_subject<W> &wide) {
  const std::string at = number("at p = ", static_cast<double>(s.parameter));
  check_lanes(found, s.derivative);
  for (int i = -80; i <= 80; ++i) {
    const T x = static_cast<T>(i) / 8;
    const T d = s.derivative(x);
    if (const T one = s.member(x), two = s.value(s.f, x, s.parameter); !same_bits(one, two))
      found.add(property::parameter_derivative, "f", x, one, static_cast<double>(two),
                "f(x) is f(x, p) at its own parameter", at);
    const auto in_parameter = [&](W p) { return wide.value(wide.f, static_cast<W>(x), p); };
    const derivative_estimate e = estimate_derivative(in_parameter, static_cast<W>(s.parameter), {});
    if (e.error < infinity && !(std::fabs(static_cast<double>(d) - e.derivative) <= allowed_error(x, e)))
      found.add(property::parameter_derivative, s.derivative.name, x, d, e.derivative, estimate_text(x, e, ", in p"),
                at);
    for (const T dy : {T(1), T(-1.7), special_inputs<T>[4], special_inputs<T>[0]}) {
      const T term = s.term(s.f, x, s.parameter, dy);
      const bool must_select = s.must_select && detail::is_zero(d) && !detail::is_zero(x) && !std::isfinite(dy);
      if (must_select ? !detail::is_zero(term) : !is_product(term, dy, d, true))
        found.add(property::parameter_backward, number("the term for dy = ", static_cast<double>(dy)), x, term,
                  must_select ? 0 : static_cast<double>(dy) * static_cast<double>(d),
                  must_select ? "∂f/∂p is 0 here, so select 0 instead of a product" : "dy·∂f/∂p", at);
    }
  }
}

} // namespace xact::inline XACT_ARCH::testing
