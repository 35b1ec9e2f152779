// The functions of the C interface that run a call. They check the call, and then run the kernel for its verb and
// operands.

#include "checks.hpp"

#include <xact/dispatch/shape.hpp>

#include <cstring>

namespace xact::library {
namespace {

constexpr const char *verb_names[] = {
    "forward",           "derivative",         "value_and_derivative", "backward", "backward_from_output",
    "forward_with_mask", "backward_from_mask", "cross_entropy"};
constexpr const char *input_names[] = {"in[0]", "in[1]", "in[2]", "in[3]", "in[4]"};
constexpr const char *output_names[] = {"out[0]", "out[1]", "out[2]", "out[3]", "out[4]"};

[[nodiscard]] int refuse(const xact_call &r, xact_error error) {
  if (r.report != nullptr)
    r.report(r.context, xact_error_string(error));
  return error;
}

// Copies a call to a record, without the unused operands.
void copy(const xact_call &call, record &r) noexcept {
  std::memcpy(static_cast<void *>(&r), &call, offsetof(record, in));
  std::memcpy(r.in, call.in, call.inputs * sizeof(operand));
  std::memcpy(r.out, call.out, call.outputs * sizeof(operand));
  if (r.on.memory == nullptr)
    r.on.bytes = 0;
}

// Sets each name that the caller has not set: the name of the call and the names of the operands, for messages.
void name_all(record &r) noexcept {
  if (r.name == nullptr)
    r.name = verb_names[r.verb - XACT_FORWARD];
  for (std::size_t i = 0; i < r.inputs; ++i)
    if (r.in[i].name == nullptr)
      r.in[i].name = input_names[i];
  for (std::size_t o = 0; o < r.outputs; ++o)
    if (r.out[o].name == nullptr)
      r.out[o].name = output_names[o];
}

[[nodiscard]] std::size_t dense_inputs(const record &r) noexcept {
  std::size_t dense = 0;
  for (std::size_t i = 0; i < r.inputs; ++i)
    dense += r.in[i].role == role::dense;
  return dense;
}

constexpr operand nothing{nullptr, nullptr, 0, 0, 0, XACT_U8, role::skipped, 0, 0};

// Completes the operands of a call, so that the call has the shape of a kernel. An accumulated first output becomes an
// input too. If the caller omits the losses, a skipped output is added for them. Skipped sums are removed. Returns
// false if there is no room for another input.
[[nodiscard]] bool complete(record &r) noexcept {
  for (std::size_t o = 0; o < r.outputs; ++o)
    if (r.out[o].role == role::skipped) // the other fields of a skipped output have no meaning
      r.out[o] = nothing;
  if (r.verb == XACT_BACKWARD && r.outputs == 2 && r.out[1].role == role::skipped)
    r.outputs = 1;
  if (r.verb == XACT_CROSS_ENTROPY && r.outputs == 1) {
    r.out[1] = nothing;
    r.outputs = 2;
  }
  const bool adds = r.function < XACT_SOFTMAX && r.outputs != 0 && r.out[0].role == role::dense && r.out[0].adds != 0;
  const bool first = r.verb == XACT_BACKWARD_FROM_MASK;
  if (!adds || dense_inputs(r) != (first ? 1U : 2U))
    return true;
  if (r.inputs == room)
    return false;
  if (first)
    std::memmove(r.in + 1, r.in, r.inputs * sizeof(operand));
  r.in[first ? 0 : r.inputs] = r.out[0];
  ++r.inputs;
  return true;
}

[[nodiscard]] std::uint64_t shape_of(const record &r) noexcept {
  std::uint64_t shape = r.verb;
  for (std::size_t i = 0; i < r.inputs; ++i)
    shape = program::with_input(shape, i, r.in[i].role);
  for (std::size_t o = 0; o < r.outputs; ++o)
    shape = program::with_output(shape, o, r.out[o].role);
  return shape;
}

// Returns the kernel of a call, or null if the call has no kernel. In the shape of an accumulating kernel the output is
// also an input.
[[nodiscard]] const program::entry *find(const program::kernel_set &set, const record &r) noexcept {
  const program::entries &all = r.tier == XACT_EXACT       ? set.exact
                                : r.in[0].type == XACT_F32 ? set.of_float
                                                           : set.of_double;
  const std::uint64_t shape = shape_of(r);
  for (std::size_t i = 0; i < all.count; ++i) // the most frequent kernels are first
    if (all.first[i].shape == shape)
      return all.first[i].adds == (r.out[0].adds != 0) || r.function >= XACT_SOFTMAX ? all.first + i : nullptr;
  return nullptr;
}

// Checks a call, and runs it.
[[nodiscard]] XACT_NOINLINE int run_checked(const xact_call &call) {
  if (!is_known(call))
    return refuse(call, XACT_ERROR_CALL);
  const program::kernel_set *const set = set_of(call.function);
  if (set == nullptr)
    return refuse(call, XACT_ERROR_FUNCTION);
  if (const xact_error error = check(call, *set); error != XACT_OK)
    return refuse(call, error);
  record r;
  copy(call, r);
  const program::entry *const entry = complete(r) ? find(*set, r) : nullptr;
  if (entry == nullptr)
    return refuse(call, XACT_ERROR_VERB);
  double unwanted = 0;
  if (r.loss == nullptr)
    r.loss = &unwanted;
  name_all(r);
  r.code = XACT_OK;
  entry->run(r);
  return r.code;
}

// Runs a call. If `is_plain` is true and the call is short, the call runs without a copy and without the other checks.
[[nodiscard]] int run(const xact_call &call) {
  const program::kernel_set *const set = set_of(call.function);
  if (set != nullptr && is_plain(call, *set)) [[likely]]
    if (const program::entry *const entry = find(*set, call); entry != nullptr && entry->run_short(call)) [[likely]]
      return XACT_OK;
  return run_checked(call);
}

// Makes an xact_call on arrays of n elements, `in` and `out`, with default parameters, and runs the xact_call.
template <class T, std::size_t inputs>
[[nodiscard]] int run(xact_verb verb, xact_function f, std::size_t n, const T *const (&in)[inputs], T *out) {
  if (n == 0)
    return set_of(static_cast<std::uint32_t>(f)) == nullptr ? XACT_ERROR_FUNCTION : XACT_OK;
  xact_call call;
  // Sets each field separately: an initializer would store several fields at once, and the first loads of fields would
  // wait for these wider stores.
  call.size = sizeof call;
  call.verb = static_cast<std::uint16_t>(verb);
  call.tier = XACT_DEFAULT;
  call.function = static_cast<std::uint32_t>(f);
  call.inputs = inputs;
  call.outputs = 1;
  call.channels = f < XACT_SOFTMAX ? 1 : 0; // softmax: the array is one slice
  call.inner = 1;
  call.on = {};
  call.name = nullptr;
  call.report = nullptr;
  call.loss = nullptr;
  call.parameters = 0;
  const auto set = [n](operand &o, const T *data) {
    o.data = const_cast<T *>(data);
    o.name = nullptr;
    o.rows = 1;
    o.columns = o.stride = n;
    o.type = program::type_of<T>;
    o.role = role::dense;
    o.adds = 0;
    o.stores = XACT_AUTOMATIC;
  };
  for (std::size_t i = 0; i < inputs; ++i)
    set(call.in[i], in[i]);
  set(call.out[0], out);
  return run(call);
}

using program::short_calls;

// Runs a verb on arrays of n elements with default parameters. If the call is short and no pointer is null, runs the
// kernel directly. Otherwise makes an xact_call and runs it.
template <class Call, class T, class... In>
[[nodiscard]] inline int run_row(Call short_calls::*call, xact_verb verb, xact_function f, std::size_t n, T *out,
                                 const In *...in) {
  const program::kernel_set *const set = set_of(static_cast<std::uint32_t>(f));
  if (set != nullptr && out != nullptr && ((in != nullptr) && ...)) [[likely]] {
    const short_calls &calls = sizeof(T) == sizeof(float) ? set->short_of_float : set->short_of_double;
    if ((calls.*call)(n, in..., out)) [[likely]]
      return XACT_OK;
  }
  return run<T, sizeof...(In)>(verb, f, n, {in...}, out);
}

} // namespace
} // namespace xact::library

using xact::library::run;
using xact::library::run_row;
using xact::program::short_calls;

int xact_run(const xact_call *call) {
  if (call == nullptr)
    return XACT_ERROR_NULL;
  // If the size of a call is invalid, none of its fields is reliable, so the error is returned but not reported.
  return xact::library::has_size(*call) ? run(*call) : XACT_ERROR_CALL;
}

int xact_forward_f32(xact_function f, std::size_t n, const float *x, float *y) {
  return run_row(&short_calls::forward, XACT_FORWARD, f, n, y, x);
}
int xact_forward_f64(xact_function f, std::size_t n, const double *x, double *y) {
  return run_row(&short_calls::forward, XACT_FORWARD, f, n, y, x);
}
int xact_derivative_f32(xact_function f, std::size_t n, const float *x, float *d) {
  return run_row(&short_calls::derivative, XACT_DERIVATIVE, f, n, d, x);
}
int xact_derivative_f64(xact_function f, std::size_t n, const double *x, double *d) {
  return run_row(&short_calls::derivative, XACT_DERIVATIVE, f, n, d, x);
}
int xact_backward_f32(xact_function f, std::size_t n, const float *x, const float *dy, float *dx) {
  return run_row(&short_calls::backward, XACT_BACKWARD, f, n, dx, x, dy);
}
int xact_backward_f64(xact_function f, std::size_t n, const double *x, const double *dy, double *dx) {
  return run_row(&short_calls::backward, XACT_BACKWARD, f, n, dx, x, dy);
}
