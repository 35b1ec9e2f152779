#pragma once

/// The defaults of a functor that leaves a hook out. Tests, the catalogue and `exact` ask here, not the functor.

#include <xact/functor/concepts.hpp>

#include <array>
#include <type_traits>

namespace xact::inline XACT_ARCH {

/// The parameters of F by name, as `parameters()` of the functor lists them; none of a functor without data.
template <names_parameters F> [[nodiscard]] constexpr auto parameters_of() {
  if constexpr (requires { F::parameters(); })
    return F::parameters();
  else
    return std::array<parameter<F>, 0>{};
}

/// True if tests know which parameters to try of F: it lists them, or it has none.
template <class F> inline constexpr bool has_test_parameters = requires { F::samples(); }
|| (std::is_empty_v<F> && documented<F>);

/// The functors of type F that every test tries: those of `samples()` of the functor, else F with the parameters that
/// it has by default. The samples of another class, from which F is derived, are none of F.
template <class F> [[nodiscard]] constexpr auto test_parameters_of() {
  if constexpr (requires { requires std::is_same_v<std::remove_cvref_t<decltype(F::samples()[0])>, F>; })
    return F::samples();
  else
    return std::array{F{}};
}

/// True if the derivative of f on numbers T follows from its output, with the parameters that f has: as
/// `output_determines_derivative` of the functor says, else always if it has a `derivative_from_output`.
template <scalar T, class F> [[nodiscard]] constexpr bool output_determines_derivative(const F &f) noexcept {
  if constexpr (requires { f.template output_determines_derivative<T>(); })
    return f.template output_determines_derivative<T>();
  else if constexpr (requires { f.output_determines_derivative(); })
    return f.output_determines_derivative();
  else
    return has_derivative_from_output<F, T>;
}

/// The same of a functor f(x, p), with the parameter p.
template <scalar T, class F>
[[nodiscard]] constexpr bool output_determines_derivative(const F &f, std::type_identity_t<T> p) noexcept {
  if constexpr (requires { f.output_determines_derivative(p); })
    return f.output_determines_derivative(p);
  else
    return gives_derivative_from_output<F, native_batch<T>, native_batch<T>>;
}

} // namespace xact::inline XACT_ARCH
