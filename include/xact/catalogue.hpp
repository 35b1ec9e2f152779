#pragma once

/// The list of all activations. Tests, benchmarks and documentation iterate over the list.

#include <xact/functions/affine.hpp>
#include <xact/functions/affine_hard_sigmoid.hpp>
#include <xact/functions/celu.hpp>
#include <xact/functions/clamp.hpp>
#include <xact/functions/elu.hpp>
#include <xact/functions/exp.hpp>
#include <xact/functions/gelu.hpp>
#include <xact/functions/gelu_tanh.hpp>
#include <xact/functions/hard_shrink.hpp>
#include <xact/functions/hard_sigmoid.hpp>
#include <xact/functions/hard_swish.hpp>
#include <xact/functions/hard_tanh.hpp>
#include <xact/functions/identity.hpp>
#include <xact/functions/leaky_relu.hpp>
#include <xact/functions/lisht.hpp>
#include <xact/functions/log_cosh.hpp>
#include <xact/functions/log_sigmoid.hpp>
#include <xact/functions/mish.hpp>
#include <xact/functions/prelu.hpp>
#include <xact/functions/quick_gelu.hpp>
#include <xact/functions/relu.hpp>
#include <xact/functions/relu6.hpp>
#include <xact/functions/rrelu.hpp>
#include <xact/functions/scaled_tanh.hpp>
#include <xact/functions/selu.hpp>
#include <xact/functions/shrink.hpp>
#include <xact/functions/sigmoid.hpp>
#include <xact/functions/silu.hpp>
#include <xact/functions/snake.hpp>
#include <xact/functions/soft_shrink.hpp>
#include <xact/functions/softplus.hpp>
#include <xact/functions/softsign.hpp>
#include <xact/functions/sparse_plus.hpp>
#include <xact/functions/sparse_sigmoid.hpp>
#include <xact/functions/squared_relu.hpp>
#include <xact/functions/squareplus.hpp>
#include <xact/functions/swish.hpp>
#include <xact/functions/tanh.hpp>
#include <xact/functions/tanh_shrink.hpp>
#include <xact/functions/telu.hpp>
#include <xact/functions/threshold.hpp>
#include <xact/functions/thresholded_relu.hpp>
#include <xact/functions/xielu.hpp>
#include <xact/functor/defaults.hpp>
#include <xact/functor/list.hpp>

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace xact::inline XACT_ARCH {

/// The list of every activation of the library.
using catalogue =
    list<relu, leaky_relu, formula::prelu, elu, sigmoid, tanh, softplus, identity, silu, swish, quick_gelu, gelu_tanh,
         gelu, relu6, hard_tanh, clamp, hard_sigmoid, hard_swish, affine_hard_sigmoid, hard_shrink, soft_shrink, shrink,
         threshold, thresholded_relu, squared_relu, sparse_plus, sparse_sigmoid, affine, softsign, squareplus, xielu,
         rrelu, mish, telu, tanh_shrink, lisht, log_cosh, log_sigmoid, exp, selu, celu, snake, scaled_tanh>;

namespace detail {
template <class... F, class Fn> constexpr void for_each(list<F...>, Fn &&fn) { (fn(F{}), ...); }
template <class... F, class Fn> constexpr bool any_of(list<F...>, Fn &&fn) { return (fn(F{}) || ...); }
} // namespace detail

/// Calls fn(f) for each activation f of the catalogue, where f has its default parameters.
template <class Fn> constexpr void for_each_activation(Fn &&fn) { detail::for_each(catalogue{}, fn); }

/// The name and the value of a parameter, as in a model file.
struct named_value {
  std::string_view name; ///< a name that `parameters()` of the activation lists
  double value;          ///< calls on arrays of float round it to float
};

/// The result of `visit`: no error, or an error in the name of the activation or in a parameter.
struct [[nodiscard]] visit_result {
  std::string error;                                                ///< the error message; empty if there is no error
  explicit operator bool() const noexcept { return error.empty(); } ///< true if `visit` called the function
};

namespace detail {

// `text` constructs the string from a pointer and a length, because a std function that takes a string_view is one
// symbol for all instruction sets.
[[nodiscard]] inline std::string text(std::string_view v) { return std::string(v.data(), v.size()); }
inline void append(std::string &list, std::string_view item) { list += (list.empty() ? "" : ", ") + text(item); }

/// Sets a parameter of f and returns an empty string. If f has no parameter of the given name, or the value is not
/// allowed, returns an error message.
template <class F> [[nodiscard]] std::string set(F &f, const named_value &given) {
  std::string known;
  const double v = given.value;
  for (const auto &parameter : parameters_of<F>()) {
    append(known, parameter.name);
    if (parameter.name != given.name)
      continue;
    f.*parameter.member = v;
    const bool is_below = parameter.must_be_positive && v <= 0;
    if (!is_below && (is_finite(v) || (is_infinite(v) && parameter.may_be_infinite)))
      return {};
    if (is_finite(v))
      return "xact: " + text(F::name) + "'s " + text(given.name) + " is not above 0; use a positive number";
    return "xact: " + text(F::name) + "'s " + text(given.name) + " is " +
           (!is_infinite(v) ? "nan"
            : v < 0         ? "-inf"
                            : "inf") +
           ", which is not finite; use a finite number";
  }
  return "xact: " + text(F::name) + " has no parameter '" + text(given.name) + "'; it has " +
         (known.empty() ? "none" : known);
}

// The parameters are a pointer and a count, because the iterators of std::span take long to compile.
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

/// @{ Calls fn(f), where f is the activation of the given name with the given parameters. The other parameters of f
/// have their default values. With `visit` a program can apply an activation whose name is in a file:
///
///     xact::visit("elu", {{"alpha", 0.5}}, [&](auto f) { xact::forward(f, x, y); });
///
/// Functor     f has one input. Every verb and `exact` accept f.
/// Errors      The result holds an error if the activation or a parameter is unknown, or if a value is not finite. The
///             text lists the known names, or states the name and the value that is not finite. fn is not called then.
template <class Fn> visit_result visit(std::string_view name, std::span<const named_value> parameters, Fn &&fn) {
  return detail::visit(name, parameters.data(), parameters.size(), fn);
}
template <class Fn> visit_result visit(std::string_view name, std::initializer_list<named_value> parameters, Fn &&fn) {
  return detail::visit(name, parameters.begin(), parameters.size(), fn);
}
/// @}

} // namespace xact::inline XACT_ARCH
