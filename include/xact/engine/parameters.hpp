#pragma once

/// Checks of the parameters of a functor, once per call on arrays.

#include <xact/arrays/operand.hpp>
#include <xact/functor/defaults.hpp>

#include <cstdint>
#include <cstring>
#include <span>
#include <utility>

namespace xact::inline XACT_ARCH::kernels {

/// True if the value is finite after rounding to T, or if the value is infinite and `may_be_infinite` is true.
template <scalar T> [[nodiscard]] XACT_INLINE bool holds(double value, bool may_be_infinite) noexcept {
  // A quick test of the leading bits, without the sign: it accepts every finite double, and for float every magnitude
  // below the largest float. The conversion to T below decides the other values.
  constexpr std::uint32_t large = sizeof(T) == 4 ? 0x47EFFFFFU : 0x7FF00000U;
  std::uint64_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  if (static_cast<std::uint32_t>(bits >> 31) < 2 * large) [[likely]]
    return true;
  const auto rounded = static_cast<T>(value);
  return is_finite(static_cast<double>(rounded)) || (may_be_infinite && is_infinite(value));
}

/// The activation whose members are the parameters of f: f itself, or the activation that f adapts.
template <class F> [[nodiscard]] XACT_INLINE const auto &parameters_owner(const F &f) noexcept {
  if constexpr (requires {
                  typename F::adapts;
                  f.activation();
                })
    return parameters_owner(f.activation());
  else
    return f;
}

/// True if a functor on numbers of type T can have the value of this parameter.
template <scalar T, class F> [[nodiscard]] XACT_INLINE bool fits(const parameter<F> &p, double value) noexcept {
  return holds<T>(value, p.may_be_infinite) && (!p.must_be_positive || static_cast<T>(value) > 0);
}

/// True if all named parameters of f fit.
template <scalar T, class F> [[nodiscard]] XACT_INLINE bool parameters_fit(const F &f) noexcept {
  const auto &of = parameters_owner(f);
  using G = std::remove_cvref_t<decltype(of)>;
  if constexpr (requires { G::parameters(); })
    return [&]<std::size_t... J>(std::index_sequence<J...>) XACT_INLINE_LAMBDA {
      return (fits<T>(G::parameters()[J], of.*G::parameters()[J].member) && ...);
    }(std::make_index_sequence<G::parameters().size()>{});
  return true;
}

/// @{ Report the first parameter of f that does not fit. `report_in_call` makes a record for the report.
template <scalar T, class F> XACT_NOINLINE void report_parameter(record &r, const F &f) {
  const auto &of = parameters_owner(f);
  using G = std::remove_cvref_t<decltype(of)>;
  if constexpr (requires { G::parameters(); })
    for (const auto &parameter : G::parameters()) {
      const double value = of.*parameter.member;
      if (fits<T>(parameter, value))
        continue;
      const char *const advice = !is_finite(value) ? "which is not finite; use a finite number"
                                 : holds<T>(value, false)
                                     ? "which is not above 0 in the type of the arrays; use a positive number"
                                     : "which float cannot hold; use a finite float or arrays of double";
      detail::report_misuse(r, XACT_ERROR_PARAMETER, "xact::%s: %.*s's %.*s is %g, %s", r.name,
                            static_cast<int>(name_of<G>().size()), name_of<G>().data(),
                            static_cast<int>(parameter.name.size()), parameter.name.data(), value, advice);
      return;
    }
}
template <scalar T, class F> XACT_NOINLINE void report_in_call(const char *call, const F &f) {
  record r = make_record(call);
  report_parameter<T>(r, f);
}
/// @}
/// Checks all parameters of f before a call. Returns false after a report of misuse.
template <scalar T, class F> [[nodiscard]] XACT_INLINE bool check_parameters(const char *call, const F &f) {
  if (parameters_fit<T>(f)) [[likely]]
    return true;
  report_in_call<T>(call, f);
  return false;
}

/// True if the output of f determines the derivative: for each of the parameters per channel in the array `parameters`,
/// or for the members of f if the array is empty.
template <scalar T, class F> [[nodiscard]] bool output_determines(const F &f, std::span<const T> parameters) noexcept {
  if constexpr (requires { output_determines_derivative<T>(f, T{}); })
    for (const T p : parameters)
      if (!output_determines_derivative<T>(f, p))
        return false;
  if constexpr (activation<F, T>)
    return !parameters.empty() || output_determines_derivative<T>(f);
  return true;
}
/// Reports that the output of F does not determine the derivative. Always returns false.
template <class F> XACT_NOINLINE bool report_undetermined(record &r) {
  return detail::report_misuse(r, XACT_ERROR_FROM_OUTPUT,
                               "xact::%s: the output of %.*s does not determine its derivative with these parameters; "
                               "use backward with the input x",
                               r.name, static_cast<int>(name_of<F>().size()), name_of<F>().data());
}

} // namespace xact::inline XACT_ARCH::kernels
