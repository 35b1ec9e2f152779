#pragma once

/// The functor that is checked, behind function pointers. Checks that take these pointers are compiled once for float
/// and once for double, not once per functor.

#include <xact/verbs/backward.hpp>
#include <xact/verbs/derivative.hpp>
#include <xact/verbs/forward.hpp>

#include <span>

namespace xact::inline XACT_ARCH::testing {

/// True for a functor that also has the form f(x, p), where p takes the place of its first named parameter.
template <class F> [[nodiscard]] consteval bool names_learned_parameter() {
  if constexpr (of_one_parameter<F> && requires { F::parameters(); })
    return F::parameters().size() != 0;
  else
    return false;
}
/// Returns the first named parameter.
template <class F> [[nodiscard]] double parameter_of(const F &f) { return f.*F::parameters()[0].member; }

template <class F>
concept states_facts = requires(const F &f) {
  { f.facts() } -> std::same_as<contract>;
};

/// True if F has facts and evaluates on single numbers. The concept does not call a functor without facts, whose
/// operator() may be an unconstrained template that does not compile for a number.
template <class F, class T>
concept takes_numbers = states_facts<F> && requires(const F &f, T x) {
  { f(x) } -> std::same_as<T>;
  { f.derivative(x) } -> std::same_as<T>;
};

/// Returns f with its parameters rounded to float, as kernels for float use them.
template <class F> F with_float_parameters(F f) {
  const auto round_to_float = [](double &parameter) { parameter = rounded_to<float>(parameter); };
  if constexpr (requires { F::parameters(); })
    for (const auto &parameter : F::parameters())
      round_to_float(f.*parameter.member);
  return f;
}

/// A function of one number, with the three ways in which the library evaluates the function: on a number, on a batch,
/// and on an array.
template <scalar T> struct scalar_function {
  const char *name = "";
  const void *f = nullptr;
  T (*one)(const void *f, T x) = nullptr;
  void (*lanes)(const void *f, const T *x, T *y) = nullptr; ///< on one batch
  void (*array)(const void *f, const T *x, T *y,
                std::size_t n) = nullptr; ///< on an array, by a kernel; null if there is no kernel

  T operator()(T x) const { return one(f, x); }
  explicit operator bool() const noexcept { return one != nullptr; }
};

template <scalar T> struct subject {
  const void *f = nullptr;
  scalar_function<T> value{};
  scalar_function<T> derivative{}; ///< empty if the functor has no derivative
  void (*both)(const void *f, const T *x, T *y, T *d, std::size_t n) = nullptr;
  void (*backward)(const void *f, const T *x, const T *dy, T *dx, std::size_t n) = nullptr;
  void (*from_output)(const void *f, const T *y, T *d,
                      std::size_t n) = nullptr; ///< null if the output does not determine f'
  bool selects_gradient = false;                ///< true if the functor has the hook `backward`
};

/// A functor f(x, p), and a value of the parameter p.
template <scalar T> struct parametric_subject {
  const void *f;
  T parameter;
  scalar_function<T> derivative{}; ///< derivative in the parameter
  scalar_function<T> member;       ///< f(x), with the parameter as a member
  T (*value)(const void *f, T x, T p);
  T (*term)(const void *f, T x, T p, T dy);
  bool must_select; ///< true if the term is 0 for every dy where the derivative in the parameter is 0
};

template <class F> const F &as(const void *f) { return *static_cast<const F *>(f); }

template <scalar T> std::span<const T> in(const T *x, std::size_t n) { return {x, n}; }
template <scalar T> std::span<T> out(T *x, std::size_t n) { return {x, n}; }

template <scalar T, class F> scalar_function<T> value_of(const F &f) {
  using V = native_batch<T>;
  return {"f", &f,
          [](const void *p, T x) {
            if constexpr (takes_numbers<F, T>)
              return as<F>(p)(x);
            else
              return first_lane(as<F>(p)(V(x)));
          },
          [](const void *p, const T *x, T *y) { store(y, as<F>(p)(load(x))); },
          [](const void *p, const T *x, T *y, std::size_t n) { forward(as<F>(p), in(x, n), out(y, n)); }};
}

template <scalar T, class F> scalar_function<T> derivative_of(const F &f) {
  using V = native_batch<T>;
  return {"f'", &f,
          [](const void *p, T x) {
            if constexpr (takes_numbers<F, T>)
              return as<F>(p).derivative(x);
            else
              return first_lane(as<F>(p).derivative(V(x)));
          },
          [](const void *p, const T *x, T *d) { store(d, as<F>(p).derivative(load(x))); },
          [](const void *p, const T *x, T *d, std::size_t n) { xact::derivative(as<F>(p), in(x, n), out(d, n)); }};
}

/// Makes a subject that refers to f. The functor f must outlive the subject.
template <scalar T, class F> subject<T> subject_of(const F &f) {
  using V = native_batch<T>;
  subject<T> s;
  s.f = &f;
  s.value = value_of<T>(f);
  if constexpr (activation<F, T>) {
    s.derivative = derivative_of<T>(f);
    s.both = [](const void *p, const T *x, T *y, T *d, std::size_t n) {
      value_and_derivative(as<F>(p), in(x, n), out(y, n), out(d, n));
    };
    s.backward = [](const void *p, const T *x, const T *dy, T *dx, std::size_t n) {
      xact::backward(as<F>(p), in(x, n), in(dy, n), out(dx, n));
    };
    s.selects_gradient = requires(V v) { f.backward(v, v); };
    if constexpr (has_derivative_from_output<F, T>)
      if (output_determines_derivative<T>(f))
        s.from_output = [](const void *p, const T *y, T *d, std::size_t n) {
          for (std::size_t i = 0; i < n; ++i)
            d[i] = first_lane(as<F>(p).derivative_from_output(V(y[i])));
        };
  }
  return s;
}

/// Returns dy·∂f/∂p.
template <class F, batch V> [[nodiscard]] V parameter_term(const F &f, V x, V p, V dy) {
  return nth<1>(f.vjp(x, p, dy));
}

template <scalar T, class F> parametric_subject<T> parametric_subject_of(const F &f) {
  using V = native_batch<T>;
  return {&f,
          static_cast<T>(parameter_of(f)),
          {"∂f/∂p", &f,
           [](const void *p, T x) {
             return first_lane(parameter_term(as<F>(p), V(x), param<V>(parameter_of(as<F>(p))), V(1)));
           },
           [](const void *p, const T *x, T *d) {
             store(d, parameter_term(as<F>(p), load(x), param<V>(parameter_of(as<F>(p))), V(1)));
           },
           nullptr},
          {"f", &f, [](const void *p, T x) { return first_lane(as<F>(p)(V(x))); }, nullptr, nullptr},
          [](const void *p, T x, T parameter) { return first_lane(as<F>(p)(V(x), V(parameter))); },
          [](const void *p, T x, T parameter, T dy) {
            return first_lane(parameter_term(as<F>(p), V(x), V(parameter), V(dy)));
          },
          is_rectifier<F>};
}

} // namespace xact::inline XACT_ARCH::testing
