#pragma once

/// Functions that return the value of a hook, or a default value for a functor without the hook. Tests, the catalogue
/// and `exact` call these functions instead of the hooks.

#include <xact/functor/concepts.hpp>

#include <array>
#include <type_traits>

namespace xact::inline XACT_ARCH {

/// The named parameters of F: the list that F::parameters() returns, or an empty list if F has no data members.
template <names_parameters F> [[nodiscard]] constexpr auto parameters_of() {
  if constexpr (requires { F::parameters(); })
    return F::parameters();
  else
    return std::array<parameter<F>, 0>{};
}

/// True if F determines the parameters that tests use: F lists test parameters, or F is `documented` and has no data
/// members.
template <class F>
inline constexpr bool has_test_parameters =
    requires { F::test_parameters(); } || requires { F::samples(); } || (std::is_empty_v<F> && documented<F>);

/// The functors of type F that tests use: the list that F::test_parameters() returns, else F with its default
/// parameters. An inherited list is ignored, because it contains objects of the base class.
template <class F> [[nodiscard]] constexpr auto test_parameters_of() {
  if constexpr (requires { requires std::is_same_v<std::remove_cvref_t<decltype(F::test_parameters()[0])>, F>; })
    return F::test_parameters();
  else if constexpr (requires { requires std::is_same_v<std::remove_cvref_t<decltype(F::samples()[0])>, F>; })
    return F::samples(); // the former name of the hook, deprecated
  else
    return std::array{F{}};
}

/// True if the output of f determines the derivative on numbers of type T, with the present parameters. The function
/// returns the result of the hook `output_determines_derivative`. Without the hook it returns true if f has
/// `derivative_from_output`.
template <scalar T, class F> [[nodiscard]] constexpr bool output_determines_derivative(const F &f) noexcept {
  if constexpr (requires { f.template output_determines_derivative<T>(); })
    return f.template output_determines_derivative<T>();
  else if constexpr (requires { f.output_determines_derivative(); })
    return f.output_determines_derivative();
  else
    return has_derivative_from_output<F, T>;
}

/// True if the output of a functor f(x, p) determines the derivative on numbers of type T, with parameter p.
template <scalar T, class F>
[[nodiscard]] constexpr bool output_determines_derivative(const F &f, std::type_identity_t<T> p) noexcept {
  if constexpr (requires { f.output_determines_derivative(p); })
    return f.output_determines_derivative(p);
  else
    return gives_derivative_from_output<F, native_batch<T>, native_batch<T>>;
}

/// True for a functor of two inputs with gradients in both: `V operator()(V a, V b) const` and `results<V, V> vjp(V a,
/// V b, V dy) const`.
template <class G> inline constexpr bool is_gate = false;

} // namespace xact::inline XACT_ARCH
