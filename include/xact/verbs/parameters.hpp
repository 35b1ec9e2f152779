#pragma once

/// The check of the parameters of a functor, once per call on arrays.

#include <xact/arrays/misuse.hpp>
#include <xact/functor/concepts.hpp>

#include <cstdint>
#include <cstring>
#include <utility>

namespace xact::inline XACT_ARCH::kernels {

/// True if T can hold the number; for an infinity, if it is allowed.
template <scalar T> [[nodiscard]] XACT_INLINE bool holds(double value, bool may_be_infinite) noexcept {
  // The leading bits, without the sign, decide for all but the largest numbers: quicker than comparisons of numbers.
  constexpr std::uint32_t large = sizeof(T) == 4 ? 0x47EFFFFFU : 0x7FF00000U;
  std::uint64_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  if (static_cast<std::uint32_t>(bits >> 31) < 2 * large) [[likely]]
    return true;
  const auto rounded = static_cast<T>(value);
  return rounded - rounded == 0 || (may_be_infinite && value + value == value);
}

/// Reports that the numbers of a call cannot hold parameter number I of F. Names in variables of the caller would cost
/// every call two stores.
template <class F, std::size_t I> XACT_NOINLINE void report_parameter(const char *call, double value) {
  constexpr std::string_view function = name_of<F>();
  constexpr std::string_view parameter = F::parameters()[I].name;
  const char *const advice = value - value == 0 ? "which float cannot hold; use a finite float or arrays of double"
                                                : "which is not finite; use a finite number";
  detail::report_misuse("xact::%s: %.*s's %.*s is %g, %s", call, static_cast<int>(function.size()), function.data(),
                        static_cast<int>(parameter.size()), parameter.data(), value, advice);
}

/// Checks parameter number I of f. False after a report of misuse.
template <scalar T, std::size_t I, class F> [[nodiscard]] XACT_INLINE bool fits(const char *call, const F &f) {
  constexpr auto parameter = F::parameters()[I];
  const double value = f.*parameter.member;
  if (holds<T>(value, parameter.may_be_infinite)) [[likely]]
    return true;
  report_parameter<F, I>(call, value);
  return false;
}

/// Checks all parameters that F names. False after a report of misuse.
template <scalar T, class F> [[nodiscard]] XACT_INLINE bool parameters_fit(const char *call, const F &f) {
  if constexpr (requires {
                  typename F::adapts;
                  f.activation();
                }) {
    return parameters_fit<T>(call, f.activation());
  } else if constexpr (requires { F::parameters(); }) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) XACT_INLINE_LAMBDA { return (fits<T, I>(call, f) && ...); }
    (std::make_index_sequence<F::parameters().size()>{});
  } else {
    return true;
  }
}

} // namespace xact::inline XACT_ARCH::kernels
