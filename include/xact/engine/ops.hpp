#pragma once

/// What each verb computes of the batches of its arrays: function objects with a name, so that a table can list them.
/// `at` is the functor or, for a binding to channels, the formula with its parameter given. `fits` says of a type of
/// `at` if it has what is asked of it.

#include <xact/engine/channels.hpp>
#include <xact/engine/loop.hpp>
#include <xact/functor/concepts.hpp>

namespace xact::inline XACT_ARCH::kernels {

struct value {
  static constexpr bool in_best_form = true;
  template <class At, batch V> static constexpr bool fits = requires(const At &at, V v) {
    { at(v) } -> std::same_as<V>;
  };

  template <class At, batch V> [[nodiscard]] XACT_FLAT results<V, 1> operator()(const At &at, V x) const {
    return {{at(x)}};
  }
};

struct slope {
  template <class At, batch V> static constexpr bool fits = value::fits<At, V> &&requires(const At &at, V v) {
    { at.derivative(v) } -> std::same_as<V>;
  };

  template <class At, batch V> [[nodiscard]] XACT_FLAT results<V, 1> operator()(const At &at, V x) const {
    return {{at.derivative(x)}};
  }
};

struct value_and_slope_of {
  template <class At, batch V> static constexpr bool fits = slope::fits<At, V>;

  template <class At, batch V> [[nodiscard]] XACT_FLAT results<V, 2> operator()(const At &at, V x) const {
    const auto b = detail::both(at, x);
    return {{b.value, b.derivative}};
  }
};

/// How an element's dx follows from x: dy·f'(x), or with a sum to add to.
struct from_input {
  template <class At, batch V> static constexpr bool fits = slope::fits<At, V>;

  template <class At, batch V, class... Sum>
  [[nodiscard]] XACT_FLAT V operator()(const At &at, V x, V dy, Sum... sum) const {
    if constexpr (sizeof...(sum) == 0)
      return detail::chain(at, x, dy);
    else
      return detail::chain_add(at, x, dy, sum...);
  }
};
/// The same from y.
struct from_output {
  template <class At, batch V> static constexpr bool fits = slope::fits<At, V> &&requires(const At &at, V v) {
    at.derivative_from_output(v);
  };

  template <class At, batch V, class... Sum>
  [[nodiscard]] XACT_FLAT V operator()(const At &at, V y, V dy, Sum... sum) const {
    if constexpr (sizeof...(sum) == 0)
      return dy * at.derivative_from_output(y);
    else
      return detail::add_product<At>(dy, at.derivative_from_output(y), sum...);
  }
};

/// dx (+)= step(at, v, dy) and, with a gradient, the terms of the parameters; dx may be left out.
template <class Step, class Gradient> struct chained {
  template <class At, batch V> static constexpr bool fits = Step::template fits<At, V>;

  template <class At, batch V, class... Sum>
  [[nodiscard]] XACT_FLAT auto operator()(const At &at, V v, V dy, Sum... sum) const {
    return with_terms(at, v, dy, Step{}(at, v, dy, sum...));
  }

private:
  friend struct terms_alone;
  template <class At, batch V, class... Dx>
  [[nodiscard]] static XACT_FLAT auto with_terms(const At &at, V v, V dy, Dx... dx) {
    if constexpr (std::is_same_v<Gradient, no_gradient>)
      return results<V, sizeof...(dx)>{{dx...}};
    else
      return results_and_terms<V, sizeof...(dx), decltype(at.parameter_terms(v, dy))>{{dx...},
                                                                                      at.parameter_terms(v, dy)};
  }
};
struct terms_alone {
  template <class At, batch V> static constexpr bool fits = slope::fits<At, V>;

  template <class At, batch V> [[nodiscard]] XACT_FLAT auto operator()(const At &at, V v, V dy) const {
    return chained<from_input, void>::with_terms(at, v, dy);
  }
};

/// The bits of a mask, true where x > 0 and for NaN.
struct bits_alone {
  template <class At, batch V> [[nodiscard]] XACT_FLAT auto operator()(const At &, V x) const {
    return results_and_terms<V, 0, native_mask<lane_t<V>>>{{}, above_or_nan(x, V(0))};
  }
};
/// The same and y.
struct value_and_bits {
  template <class At, batch V> static constexpr bool fits = is_rectifier<At> &&slope::fits<At, V>;

  template <class At, batch V> [[nodiscard]] XACT_FLAT auto operator()(const At &at, V x) const {
    return results_and_terms<V, 1, native_mask<lane_t<V>>>{{at(x)}, above_or_nan(x, V(0))};
  }
};

/// dx, or with a sum to add to, from the bits of a mask. At -1 the functor says what it is on the left.
struct from_bits {
  template <class At, batch V> static constexpr bool fits = is_rectifier<At> &&slope::fits<At, V>;

  template <class At, batch V, class Mask>
  requires(!batch<Mask>) [[nodiscard]] XACT_FLAT results<V, 1> operator()(const At &at, V dy, Mask right) const {
    return {{select(right, dy, detail::chain(at, V(-1), dy))}};
  }
  template <class At, batch V, class Mask>
  [[nodiscard]] XACT_FLAT results<V, 1> operator()(const At &at, V dy, V sum, Mask right) const {
    return {{select(right, sum + dy, detail::chain_add(at, V(-1), dy, sum))}};
  }
};

} // namespace xact::inline XACT_ARCH::kernels
