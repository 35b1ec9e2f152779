#pragma once

/// The evaluation of `exact`: correctly rounded results in float, from evaluations on wider numbers.

#include <xact/functor/defaults.hpp>
#include <xact/math/exp_double_double.hpp>
#include <xact/math/exp_rounded_double.hpp>
#include <xact/math/log1p_wide.hpp>
#include <xact/numbers/double_double.hpp>
#include <xact/simd/memory.hpp>

namespace xact::inline XACT_ARCH::detail {

/// Returns the contract of `exact` for an activation with the contract `facts`.
[[nodiscard]] constexpr contract evaluated_in_double(contract facts) noexcept {
  const auto float_ulp = [&](double as_it_is) {
    if (!is_finite(as_it_is))
      return as_it_is;
    return facts.exact_is_proved || equal(as_it_is, 0.5) ? 0.5 : 0.500001;
  };
  facts.value_error.float_ulp = float_ulp(facts.value_error.float_ulp);
  facts.derivative_error.float_ulp = float_ulp(facts.derivative_error.float_ulp);
  return facts;
}

/// True if F itself, without `exact`, is correctly rounded: the contract of F states errors of 0.5 ULP for all test
/// parameters.
template <class F> [[nodiscard]] consteval bool is_correctly_rounded() {
  if constexpr (has_test_parameters<F>)
    for (const auto &sample : test_parameters_of<F>()) {
      const contract facts = sample.facts();
      if (!equal(facts.value_error.float_ulp, 0.5) || !equal(facts.derivative_error.float_ulp, 0.5))
        return false;
    }
  return has_test_parameters<F>;
}

/// An upper bound of the relative error of results in double. The bound is much larger than the true error, which is at
/// most 2 ULP.
inline constexpr double error_in_double = 0x1p-48;

/// Returns op(x...), correctly rounded. Evaluates op in double and, if double does not determine the rounded result, on
/// double_double. Precondition: op evaluates on double_double. The caller evaluates on rounded_double first, so that
/// only about one element in 65,000 needs this function; one in some millions needs double_double. The function is not
/// inlined, because it is called so rarely.
template <class Op, class... X>
[[nodiscard]] XACT_NOINLINE native_batch<float> round_uncertain(const Op op, const X... x) noexcept {
  using D = native_batch<double>;
  const auto approximation = map_parts(op, widen(x)...);
  auto y = narrow(map_parts([](D v) XACT_INLINE_LAMBDA { return v * D(1 + error_in_double); }, approximation));
  const auto inner =
      narrow(map_parts([](D v) XACT_INLINE_LAMBDA { return v * D(1 - error_in_double); }, approximation));
  // These two comparisons are false for NaN; y != inner would be true.
  const auto undecided = (y < inner) | (y > inner);
  if (any(undecided)) {
    const auto decided = [&](auto... v) XACT_INLINE_LAMBDA { return rounded_to_odd(op(double_double(v)...)); };
    y = select(undecided, narrow(map_parts(decided, widen(x)...)), y);
  }
  return y;
}

/// Returns op(x...), correctly rounded, given `approximation`, the value of op(x...) on rounded_double. If the
/// approximation does not determine the rounded result of a lane, evaluates op with more digits.
template <class Op, class... X>
[[nodiscard]] XACT_INLINE native_batch<float> correctly_rounded(const rounded_double &approximation, const Op &op,
                                                                const X &...x) noexcept {
  const auto y = approximation.rounded();
  // The result of round_uncertain replaces only the lanes in which the approximation holds a double. A lane that holds
  // a float keeps the float: the conversion to double would turn a subnormal float into zero if the processor flushes
  // subnormal numbers.
  if (approximation.is_in_doubt(y)) [[unlikely]]
    return approximation.with_computed(round_uncertain(op, x...));
  return y;
}

/// Returns op(x...), correctly rounded. If F is correctly rounded itself, the function evaluates op on x. If F does not
/// evaluate on double_double, the function evaluates op in double and rounds the result. (In rare cases this result is
/// not correctly rounded.) For all other F the function evaluates op on rounded_double and, where needed, with more
/// digits.
template <class F, class Op, class... X>
[[nodiscard]] XACT_INLINE native_batch<float> evaluate_correctly_rounded(const Op &op, const X &...x) noexcept {
  if constexpr (is_correctly_rounded<F>())
    return op(x...);
  else if constexpr (!evaluates_on_double_double<F>)
    return narrow(map_parts(op, widen(x)...));
  else
    return correctly_rounded(op(rounded_double(x)...), op, x...);
}

/// True if `exact` computes the value and the derivative of F by one evaluation on rounded_double.
template <class F> [[nodiscard]] consteval bool evaluates_both_on_rounded_double() {
  if constexpr (evaluates_on_double_double<F> && !is_correctly_rounded<F>())
    return requires(const F &f, rounded_double x) { f.value_and_derivative(x); };
  else
    return false;
}

} // namespace xact::inline XACT_ARCH::detail
