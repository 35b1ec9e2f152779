#pragma once

/// The one list of activations. Tests, benchmarks and documentation walk it.

#include <xact/functions/elu.hpp>
#include <xact/functions/identity.hpp>
#include <xact/functions/leaky_relu.hpp>
#include <xact/functions/prelu.hpp>
#include <xact/functions/relu.hpp>
#include <xact/functions/sigmoid.hpp>
#include <xact/functions/softplus.hpp>
#include <xact/functions/tanh.hpp>
#include <xact/functor/defaults.hpp>
#include <xact/functor/list.hpp>

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace xact::inline XACT_ARCH {

/// Every activation of the library, once: what tests, benchmarks and the tables walk.
using catalogue = list<relu, leaky_relu, formula::prelu, elu, sigmoid, tanh, softplus, identity>;

namespace detail {
template <class... F, class Fn> constexpr void for_each(list<F...>, Fn &&fn) { (fn(F{}), ...); }
template <class... F, class Fn> constexpr bool any_of(list<F...>, Fn &&fn) { return (fn(F{}) || ...); }
} // namespace detail

/// Calls fn with each activation of the catalogue at its default parameters.
template <class Fn> constexpr void for_each_activation(Fn &&fn) { detail::for_each(catalogue{}, fn); }

/// A parameter by name, as a model file has it.
struct named_value {
  std::string_view name; ///< as `parameters()` of the activation has it
  double value;          ///< rounded to float by calls on float
};

/// Empty when `visit` called its function, else what was wrong with the name or a parameter.
struct [[nodiscard]] visit_result {
  std::string error;                                                ///< a line for the user, or empty
  explicit operator bool() const noexcept { return error.empty(); } ///< true if the function was called
};

namespace detail {

// By pointer and length: a std function that takes a string_view is one symbol for all instruction sets.
[[nodiscard]] inline std::string text(std::string_view v) { return std::string(v.data(), v.size()); }
inline void append(std::string &list, std::string_view item) { list += (list.empty() ? "" : ", ") + text(item); }

/// Sets a parameter of an activation. Gives a line for the user if that cannot be, else nothing.
template <class F> [[nodiscard]] std::string set(F &f, const named_value &given) {
  std::string known;
  const double v = given.value;
  for (const auto &parameter : parameters_of<F>()) {
    append(known, parameter.name);
    if (parameter.name != given.name)
      continue;
    f.*parameter.member = v;
    if (is_finite(v) || (is_infinite(v) && parameter.may_be_infinite))
      return {};
    return "xact: " + text(F::name) + "'s " + text(given.name) + " is " +
           (!is_infinite(v) ? "nan"
            : v < 0         ? "-inf"
                            : "inf") +
           ", which is not finite; use a finite number";
  }
  return "xact: " + text(F::name) + " has no parameter '" + text(given.name) + "'; it has " +
         (known.empty() ? "none" : known);
}

// By pointer and count: the iterators of a span take long to compile.
template <class Fn>
visit_result visit(std::string_view name, const named_value *parameters, std::size_t count, Fn &fn) {
  std::string error;
  std::string known;
  const bool found = any_of(catalogue{}, [&](auto f) {
    append(known, f.name);
    if (f.name != name)
      return false;
    for (std::size_t i = 0; i < count && error.empty(); ++i)
      error = set(f, parameters[i]);
    if (error.empty())
      fn(std::as_const(f));
    return true;
  });
  if (!found)
    error = "xact: no activation is called '" + text(name) + "'; there are " + known;
  return {error};
}

} // namespace detail

/// @{ Calls fn(f) with the activation of that name, its named parameters set and the others at their defaults: for
/// loaders that read the name from a file. f has one input, and every verb and `exact` take it. An unknown name or
/// parameter is an error that lists the known ones, a parameter that is not finite one that names it, and fn is not
/// called.
///
///     xact::visit("elu", {{"alpha", 0.5}}, [&](auto f) { xact::forward(f, x, y); });
template <class Fn> visit_result visit(std::string_view name, std::span<const named_value> parameters, Fn &&fn) {
  return detail::visit(name, parameters.data(), parameters.size(), fn);
}
template <class Fn> visit_result visit(std::string_view name, std::initializer_list<named_value> parameters, Fn &&fn) {
  return detail::visit(name, parameters.begin(), parameters.size(), fn);
}
/// @}

} // namespace xact::inline XACT_ARCH
