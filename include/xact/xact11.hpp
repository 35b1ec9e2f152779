#pragma once

/// The interface of the kernel library for C++11: the calls of xact.h on arrays. A source file may include both this
/// file and the headers for C++20.
///
///     std::vector<float> x = ..., dy = ..., y(x.size()), dx(x.size());
///     xact11::forward("relu", x, y);                                        // throws xact11::error
///     xact11::backward(xact11::with("elu", {{"alpha", 0.5}}), x, dy, dx);
///     int code = xact11::try_forward(XACT_TANH, x, y);                      // returns an xact_error
///     xact11::forward(XACT_RELU, xact11::at(pointer, n), xact11::at(pointer, n));
///
/// Functions   A function is an xact_function, its name, or the result of `with`, `exact`, `per_channel` or `along`.
/// Arrays      An array is an object with data() and size(), a C array, or the result of `at`, `rows` or `add_to`. All
///             arrays hold float, or all hold double; masks hold std::uint8_t, and labels any integer type. A call with
///             other types or a const output does not compile.
/// Errors      xact_error in xact.h lists the errors: different lengths, overlap, unknown names and so on. A call that
///             fails has written no array, and has read no arrays except labels and parameters. With -fno-exceptions
///             only the functions try_... exist.
/// Linking     Functions have internal linkage, so that each source file has a copy compiled for its instruction set.
///             Types are plain data; the member functions of `error` use only pointers and integers.

#include <xact.h>

#include <initializer_list>
#include <stdexcept>
#include <string>
#include <type_traits>

namespace xact11 {

/// An error of a call, with a line of text.
class error : public std::runtime_error {
public:
  error(int code, const char *message)
      : std::runtime_error(message), code_(code) {} ///< makes an error from an xact_error and a text
  int code() const noexcept { return code_; }       ///< the xact_error

private:
  int code_;
};
/// A function of the library and the settings of its call, such as the executor call.on.
struct function {
  xact_call call;         ///< the call, without operands
  xact_operand parameter; ///< one value per channel, if its role is XACT_PER_CHANNEL
};
/// The name and the value of a parameter.
struct named {
  const char *name; ///< such as "alpha"
  double value;     ///< calls round it to the element type of the arrays
};
/// A reference to the elements of an array.
template <class T> struct array {
  using number = typename std::remove_const<T>::type; ///< the element type
  T *first;                                           ///< the first element
  std::size_t rows;                                   ///< number of rows, as in xact_operand
  std::size_t columns;                                ///< elements per row
  std::size_t stride;                                 ///< distance between the starts of adjacent rows, in elements
  bool adds;                                          ///< true if the call adds results to the array
};

namespace {
/// Omits an output. Calls accept `skip` for dx of `backward` with sums dw, and for dx of `cross_entropy`.
constexpr array<void> skip = {nullptr, 0, 0, 0, false};

/// @{ `at` refers to n elements; `rows` refers to rows whose starts are `stride` elements apart.
template <class T> inline array<T> at(T *first, std::size_t n) { return {first, 1, n, n, false}; }
template <class T> inline array<T> rows(T *first, std::size_t count, std::size_t columns, std::size_t stride) {
  return {first, count, columns, stride, false};
}
/// @}
/// @{ Convert any array to a reference.
template <class T> inline array<T> view(const array<T> &a) { return a; }
template <class T, std::size_t n> inline array<T> view(T (&a)[n]) { return at(+a, n); }
template <class A> inline auto view(A &a) -> decltype(at(a.data(), a.size())) { return at(a.data(), a.size()); }
/// @}
/// Marks an output to which the call adds its results. The marker is allowed for dx of the backward calls and of
/// `cross_entropy`, and for the sums dw.
template <class A> inline auto add_to(A &&a) -> decltype(view(a)) {
  auto sum = view(a);
  sum.adds = true;
  return sum;
}
inline xact_operand operand(const array<void> &, xact_role) { return xact_array(nullptr, XACT_U8, 0, XACT_SKIPPED); }
template <class T> inline xact_operand operand(const array<T> &a, xact_role role) {
  const int kind = std::is_integral<T>::value ? (std::is_signed<T>::value ? 0x20 : 0x30) : 0;
  xact_operand o = xact_strided(a.first, static_cast<xact_type>(kind + sizeof(T)), a.rows, a.columns, a.stride);
  o.role = static_cast<uint8_t>(role);
  o.adds = a.adds;
  return o;
}
/// @{ Make a `function` from an xact_function or from the name of a function.
inline function as_function(xact_function f) {
  function result = {xact_call_of(XACT_FORWARD, f), operand(skip, XACT_SKIPPED)};
  result.call.channels = f < XACT_SOFTMAX ? 1 : 0; // softmax works along each row
  return result;
}
inline function as_function(const char *name) { return as_function(xact_function_by_name(name)); }
inline function as_function(const std::string &name) { return as_function(name.c_str()); }
inline function as_function(const function &f) { return f; }
/// @}
/// Returns f with new values of the named parameters. If f has no parameter of a given name, or a value is not allowed,
/// calls of the result fail with XACT_ERROR_PARAMETER.
template <class F> inline function with(const F &f, std::initializer_list<named> parameters) {
  function result = as_function(f);
  for (const named &p : parameters)
    if (xact_set_parameter(&result.call, p.name, p.value) != XACT_OK)
      result.call.parameters = static_cast<uint32_t>(-1); // more parameters than any function has
  return result;
}
/// Returns the variant of f that is correctly rounded and takes arrays of float.
template <class F> inline function exact(const F &f) {
  function result = as_function(f);
  result.call.tier = XACT_EXACT;
  return result;
}
/// Returns f, which is softmax or log-softmax, along an axis: element i belongs to channel (i / inner) % channels.
/// Without `along` these functions work along each row.
template <class F> inline function along(const F &f, std::size_t channels, std::size_t inner = 1) {
  function result = as_function(f);
  result.call.channels = channels;
  result.call.inner = inner;
  return result;
}
/// Returns f with one parameter per channel, where element i belongs to channel (i / inner) % channels. The array of
/// parameters must outlive the result.
template <class F, class P> inline function per_channel(const F &f, const P &parameter, std::size_t inner = 1) {
  function result = along(f, view(parameter).columns, inner);
  result.parameter = operand(view(parameter), XACT_PER_CHANNEL);
  return result;
}

// Adds the arrays of a verb to a call. `a` is array i of the verb, and `more` are the arrays after it. The first
// `inputs` arrays of the verb are inputs, the others are outputs. N is the element type of the call.
template <xact_verb v, int inputs, class N, int i> inline void add(function &) {}
template <xact_verb v, int inputs, class N, int i, class T, class... A>
inline void add(function &f, const array<T> &a, const A &...more) {
  constexpr bool integers = std::is_integral<T>::value, loss = v == XACT_CROSS_ENTROPY;
  static_assert(integers || std::is_void<T>::value || std::is_same<typename array<T>::number, N>::value,
                "xact11: the arrays of a call have one element type, float or double");
  static_assert(i < inputs || !std::is_const<T>::value, "xact11: this output is const");
  constexpr xact_role special = loss ? XACT_PER_SLICE : integers ? XACT_BITS : XACT_REDUCED;
  const xact_operand o = operand(a, integers || i == 3 ? special : XACT_DENSE);
  i < inputs ? xact_in(&f.call, o) : xact_out(&f.call, o);
  if (i == (v == XACT_BACKWARD_FROM_MASK ? 1 : 0) && f.parameter.role == XACT_PER_CHANNEL)
    xact_in(&f.call, f.parameter);
  add<v, inputs, N, i + 1>(f, more...);
}
template <xact_verb v, int inputs, class F, class X, class... A> inline xact_call make(const F &f, X &x, A &...a) {
  using N = typename decltype(view(x))::number;
  static_assert(std::is_same<N, float>::value || std::is_same<N, double>::value, "xact11: arrays hold float or double");
  function result = as_function(f);
  result.call.verb = v;
  add<v, inputs, N, 0>(result, view(x), view(a)...);
  return result.call;
}
inline int try_run(xact_call call, double *loss = nullptr) {
  call.loss = loss;
  return xact_run(&call);
}
/// @{ Verbs that return an xact_error. The list gives the arguments of try_forward, try_backward and so on. Arrays in
/// [brackets] may be omitted. `loss` is an output of type double.
///
///     forward(f, x, y)                     backward(f, x, dy, dx, [dw])         forward_with_mask(f, x, y, mask)
///     derivative(f, x, d)                  backward_from_output(f, y, dy, dx)   backward_from_mask(f, dy, mask, dx)
///     value_and_derivative(f, x, y, d)     cross_entropy(loss, f, x, labels or targets, dx, [losses])
template <class... A> int try_forward(A &&...a) { return try_run(make<XACT_FORWARD, 1>(a...)); }
template <class... A> int try_derivative(A &&...a) { return try_run(make<XACT_DERIVATIVE, 1>(a...)); }
template <class... A> int try_value_and_derivative(A &&...a) {
  return try_run(make<XACT_VALUE_AND_DERIVATIVE, 1>(a...));
}
template <class... A> int try_backward(A &&...a) { return try_run(make<XACT_BACKWARD, 2>(a...)); }
template <class... A> int try_backward_from_output(A &&...a) {
  return try_run(make<XACT_BACKWARD_FROM_OUTPUT, 2>(a...));
}
template <class... A> int try_forward_with_mask(A &&...a) { return try_run(make<XACT_FORWARD_WITH_MASK, 1>(a...)); }
template <class... A> int try_backward_from_mask(A &&...a) { return try_run(make<XACT_BACKWARD_FROM_MASK, 2>(a...)); }
template <class... A> int try_cross_entropy(double &loss, A &&...a) {
  return try_run(make<XACT_CROSS_ENTROPY, 2>(a...), &loss);
}
/// @}

#if defined(__cpp_exceptions) || defined(__EXCEPTIONS) || defined(_CPPUNWIND)
inline void keep(void *text, const char *message) { ::strncat(static_cast<char *>(text), message, 511); }
/// Runs a call of xact.h. Throws `error` with the message of the library or, if there is none, with the text of the
/// error code.
inline void run(xact_call call, double *loss = nullptr) {
  char text[512] = "";
  call.report = keep;
  call.loss = loss;
  call.context = text;
  const int code = xact_run(&call);
  if (code != XACT_OK)
    throw error(code, *text == 0 ? xact_error_string(code) : text);
}
/// @{ Verbs that throw `error`. The arguments are those of the functions try_... above, except that `cross_entropy`
/// returns the loss.
template <class... A> void forward(A &&...a) { run(make<XACT_FORWARD, 1>(a...)); }
template <class... A> void derivative(A &&...a) { run(make<XACT_DERIVATIVE, 1>(a...)); }
template <class... A> void value_and_derivative(A &&...a) { run(make<XACT_VALUE_AND_DERIVATIVE, 1>(a...)); }
template <class... A> void backward(A &&...a) { run(make<XACT_BACKWARD, 2>(a...)); }
template <class... A> void backward_from_output(A &&...a) { run(make<XACT_BACKWARD_FROM_OUTPUT, 2>(a...)); }
template <class... A> void forward_with_mask(A &&...a) { run(make<XACT_FORWARD_WITH_MASK, 1>(a...)); }
template <class... A> void backward_from_mask(A &&...a) { run(make<XACT_BACKWARD_FROM_MASK, 2>(a...)); }
template <class... A> double cross_entropy(A &&...a) {
  double loss = 0;
  run(make<XACT_CROSS_ENTROPY, 2>(a...), &loss);
  return loss;
}
/// @}
#endif
} // namespace
} // namespace xact11
