#pragma once

/// The kernels of one activation, for a source file that is compiled once per target. The namespace of the code
/// contains the name of the target, because the linker keeps only one of several C++ functions with the same name.

#include <xact/dispatch/operations.hpp>
#include <xact/engine/launch.hpp>
#include <xact/engine/parameters.hpp>

namespace xact::inline XACT_ARCH::dispatch {

/// Makes a functor from the parameters in a record.
template <class F> struct functor_of {
  [[nodiscard]] static F in(const program::record &r) noexcept {
    F f{};
    if constexpr (requires { F::parameters(); }) {
      std::size_t i = 0;
      for (const auto &parameter : F::parameters())
        if (i < r.parameters)
          f.*parameter.member = r.parameter[i++];
    }
    return f;
  }
};
template <class F> struct functor_of<exact<F>> {
  [[nodiscard]] static exact<F> in(const program::record &r) noexcept { return exact<F>(functor_of<F>::in(r)); }
};

/// The kernel of an operation with a functor of the catalogue.
template <class Operation> struct catalogue_kernel;
template <xact_verb verb, class Op, class... In, class... Out>
struct catalogue_kernel<operation<true, verb, Op, kinds<In...>, kinds<Out...>>> {
  using F = typename Op::functor;
  using T = typename Op::number;

  using type = kernels::call_type<Op, kinds<In...>, kinds<Out...>>;
  static constexpr bool has_channels = (std::is_same_v<In, per_channel<T>> || ...);

  /// True if the verb does not need the derivative from the output, or if the output determines the derivative.
  /// Precondition: the operands conform.
  [[nodiscard]] static bool determines(const program::record &r, const F &f) noexcept {
    std::span<const T> of_channels;
    if constexpr (has_channels) // the parameters per channel are the second input
      of_channels = {static_cast<const T *>(r.in[1].data), r.in[1].columns};
    return verb != XACT_BACKWARD_FROM_OUTPUT || kernels::output_determines<T>(f, of_channels);
  }
  /// True if the call is valid only for some values of the parameters per channel. The kernel then checks the operands
  /// before it reads these values, because in an invalid call the array of parameters can be too short.
  static constexpr bool reads_parameters = has_channels && verb == XACT_BACKWARD_FROM_OUTPUT;
  [[nodiscard]] static bool is_plain(const program::record &r) noexcept {
    const program::operand *const in = r.in;
    const program::operand *const out = r.out;
    return type::is_plain({r.channels, r.inner}, in, out);
  }
  [[nodiscard]] static bool conforms(program::record &r) {
    program::record checked = r;
    kernels::geometry shape;
    const bool does = kernels::conform(checked) && kernels::divide(checked, shape);
    r.code = checked.code;
    return does;
  }
  static bool run_short(const program::record &r) {
    const F f = functor_of<F>::in(r);
    if constexpr (reads_parameters)
      if (!is_plain(r))
        return false;
    return kernels::parameters_fit<T>(f) && determines(r, f) && type::run_short(r, Op(f));
  }
  static void run(program::record &r) {
    const F f = functor_of<F>::in(r);
    if constexpr (reads_parameters)
      if (!conforms(r))
        return;
    if (!kernels::parameters_fit<T>(f))
      kernels::report_parameter<T>(r, f);
    else if (!determines(r, f))
      kernels::report_undetermined<F>(r);
    else
      type::run_long(r, Op(f));
  }
};

/// The kernel of an operation with a functor of the user. The record holds the operation as bytes.
template <class Operation> struct user_kernel;
template <xact_verb verb, class Op, class In, class Out> struct user_kernel<operation<true, verb, Op, In, Out>> {
  static void run(program::record &r) { kernels::call_type<Op, In, Out>::run(r, kernels::operation_of<Op>(r)); }
};

/// The kernels of F on arrays of T, with the shapes (shape.hpp) of their calls.
template <class F, scalar T> struct table {
  template <class... O> [[nodiscard]] static consteval std::size_t count(list<O...>) {
    return (std::size_t{O::is_possible} + ... + 0);
  }
  struct filled {
    program::entry at[count(operations<F, T>{})];
  };
  template <class O> static consteval program::entry *add(program::entry *at) {
    if constexpr (O::is_possible)
      *at++ = {O::shape(), O::adds, catalogue_kernel<O>::run_short, catalogue_kernel<O>::run};
    return at;
  }
  template <class... O> [[nodiscard]] static consteval filled fill(list<O...>) {
    filled all{};
    program::entry *at = all.at;
    ((at = add<O>(at)), ...);
    return all;
  }
  static constexpr filled kernels = fill(operations<F, T>{});
  [[nodiscard]] static consteval program::entries all() { return {kernels.at, count(operations<F, T>{})}; }
};

/// The kernels of a user's functor F on arrays of T, in the order of `operations`. The kernel of an operation that F
/// does not support is null.
template <class F, scalar T> struct user_table {
  template <class O> [[nodiscard]] static consteval program::kernel kernel_of() {
    if constexpr (O::is_possible)
      return user_kernel<O>::run;
    else
      return nullptr;
  }
  template <class... O> [[nodiscard]] static consteval auto fill(list<O...>) { return std::array{kernel_of<O>()...}; }
  static constexpr auto kernels = fill(operations<F, T>{});
};

/// Functions that run short calls of F with its default parameters on single rows of T. They return false for other
/// calls.
template <class F, scalar T> struct rows_of {
  template <class Kind, class E> [[nodiscard]] static XACT_INLINE auto row(E *data, std::size_t n) noexcept {
    return kernels::as_operand<Kind>(detail::view<E>{nullptr, data, 1, n, n});
  }
  template <class Op, class... In>
  [[nodiscard]] static XACT_INLINE bool run(std::size_t n, void *out, const In *...in) {
    return kernels::launch_short(Op(F{}), {}, kernels::all_of(row<dense<T>>(static_cast<const T *>(in), n)...),
                                 kernels::all_of(row<written<T>>(static_cast<T *>(out), n)), this_thread{});
  }
  static bool forward(std::size_t n, const void *x, void *y) { return run<kernels::value_op<F, T>>(n, y, x); }
  static bool derivative(std::size_t n, const void *x, void *d) { return run<kernels::derivative_op<F, T>>(n, d, x); }
  static bool backward(std::size_t n, const void *x, const void *dy, void *dx) {
    return run<kernels::backward_op<F, T>>(n, dx, x, dy);
  }
  static constexpr program::short_calls all{forward, derivative, backward};
};

/// The parameters of F as plain data. The names of parameters are string literals and therefore end with a null
/// character.
template <class F> struct parameter_table {
  static constexpr auto named = parameters_of<F>();
  [[nodiscard]] static constexpr auto fill() {
    std::array<program::named_parameter, (named.size() == 0 ? 1 : named.size())> table{};
    for (std::size_t i = 0; i < named.size(); ++i)
      table[i] = {named[i].name.data(), F{}.*named[i].member, named[i].may_be_infinite, named[i].must_be_positive};
    return table;
  }
  static constexpr auto all = fill();
};

/// All kernels of F.
template <class F> [[nodiscard]] consteval program::kernel_set kernel_set_of() {
  return {F::name.data(),         parameter_table<F>::all.data(), parameter_table<F>::named.size(),
          table<F, float>::all(), table<F, double>::all(),        table<exact<F>, float>::all(),
          rows_of<F, float>::all, rows_of<F, double>::all};
}

} // namespace xact::inline XACT_ARCH::dispatch

namespace xact::program {

template <class F, class T, target> const kernel *kernels() noexcept {
  return dispatch::user_table<F, T>::kernels.data();
}

} // namespace xact::program

/// Defines the kernel set of an activation of the catalogue, for the target of the source file.
#define XACT_KERNEL_SET(word, ...)                                                                                     \
  extern "C" constinit const xact::program::kernel_set XACT_JOIN(xact_kernels_, word, _, XACT_KERNEL_TARGET, , , ) =   \
      xact::dispatch::kernel_set_of<__VA_ARGS__>();

/// Defines the kernels of a user's functor. Use the macro in the global namespace of a source file that is passed to
/// the CMake function xact_add_kernels.
#define XACT_KERNELS(F)                                                                                                \
  XACT_KERNELS_OF(F, float)                                                                                            \
  XACT_KERNELS_OF(F, double)
#define XACT_KERNELS_OF(F, T)                                                                                          \
  template const xact::program::kernel *                                                                               \
  xact::program::kernels<F, T, xact::program::target::XACT_KERNEL_TARGET>() noexcept;
