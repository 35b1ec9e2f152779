#pragma once

/// The defaults of hooks that a functor leaves out. Tests, the catalogue and `exact` ask these functions, not the
/// functor.

#include <xact/functor/concepts.hpp>

#include <array>
#include <type_traits>

namespace xact::inline XACT_ARCH {

/// The parameters of F by name: those that `parameters()` of the functor lists, none for a functor without data.
template <names_parameters F> [[nodiscard]] constexpr auto parameters_of() {
  if constexpr (requires { F::parameters(); })
    return F::parameters();
  else
    return std::array<parameter<F>, 0>{};
}

/// True if tests know which parameters of F to try: F lists them, or has none.
template <class F> inline constexpr bool has_test_parameters = requires { F::test_parameters(); }
|| requires { F::samples(); }
|| (std::is_empty_v<F> && documented<F>);

/// The functors of type F that every test tries: those that `test_parameters()` lists, else F with its default
/// parameters. Test parameters that F inherits are of another class and do not count.
template <class F> [[nodiscard]] constexpr auto test_parameters_of() {
  if constexpr (requires { requires std::is_same_v<std::remove_cvref_t<decltype(F::test_parameters()[0])>, F>; })
    return F::test_parameters();
  else if constexpr (requires { requires std::is_same_v<std::remove_cvref_t<decltype(F::samples()[0])>, F>; })
    return F::samples(); // the former name of the hook, which is deprecated
  else
    return std::array{F{}};
}

/// True if the output of f determines its derivative on numbers T, with the present parameters: the answer of
/// `output_determines_derivative` if f has it, else true if f has a `derivative_from_output`.
template <scalar T, class F> [[nodiscard]] constexpr bool output_determines_derivative(const F &f) noexcept {
  if constexpr (requires { f.template output_determines_derivative<T>(); })
    return f.template output_determines_derivative<T>();
  else if constexpr (requires { f.output_determines_derivative(); })
    return f.output_determines_derivative();
  else
    return has_derivative_from_output<F, T>;
}

/// True if the output of a functor f(x, p) determines its derivative on numbers T, with parameter p.
template <scalar T, class F>
[[nodiscard]] constexpr bool output_determines_derivative(const F &f, std::type_identity_t<T> p) noexcept {
  if constexpr (requires { f.output_determines_derivative(p); })
    return f.output_determines_derivative(p);
  else
    return gives_derivative_from_output<F, native_batch<T>, native_batch<T>>;
}

} // namespace xact::inline XACT_ARCH
