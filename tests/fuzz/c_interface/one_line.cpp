// Random calls of the one-line functions of xact.h, such as xact_forward_f32, and of name functions.

#include "c_cases.hpp"
#include "elements.hpp"
#include "slices.hpp"
#include "spoil.hpp"
#include "text.hpp"

#include "../numbers.hpp"
#include "../program.hpp"

namespace fuzz {
namespace {

const xact_call *shown = nullptr;
std::string describe() { return shown == nullptr ? "" : "in one line, as " + in_words(*shown, sizeof *shown); }

int run(xact_verb verb, xact_function f, std::size_t n, const float *x, const float *dy, float *out) {
  return verb == XACT_FORWARD      ? xact_forward_f32(f, n, x, out)
         : verb == XACT_DERIVATIVE ? xact_derivative_f32(f, n, x, out)
                                   : xact_backward_f32(f, n, x, dy, out);
}
int run(xact_verb verb, xact_function f, std::size_t n, const double *x, const double *dy, double *out) {
  return verb == XACT_FORWARD      ? xact_forward_f64(f, n, x, out)
         : verb == XACT_DERIVATIVE ? xact_derivative_f64(f, n, x, out)
                                   : xact_backward_f64(f, n, x, dy, out);
}

/// A call of a one-line function. The allowed error codes are the codes that the equivalent xact_call allows.
template <class T> class one_line_call {
public:
  one_line_call(random &r, const memory &of) : r_(r), c_(r, of) {
    current = &c_;
    describe_more = describe;
    shown = &record_;
  }
  ~one_line_call() { shown = nullptr; }
  one_line_call(const one_line_call &) = delete;
  one_line_call &operator=(const one_line_call &) = delete;

  void run_judged() {
    build();
    judgement allowed;
    judge_record(allowed, record_, sizeof record_);
    const std::vector<operand> real = c_.operands;
    if (allowed.may_succeed() && !judge_arrays(allowed, record_, c_))
      return;
    if (record_.in[0].columns == 0 && is_function(record_.function)) {
      allowed = {}; // n = 0 is not an error
      c_.operands = real;
    }
    const bool computes = allowed.may_succeed() && record_.in[0].columns != 0;
    if (!allowed.may_succeed())
      c_.operands = real;
    else if (computes)
      want();
    int code = 0;
    c_.watched([&] {
      code = run(static_cast<xact_verb>(record_.verb), static_cast<xact_function>(record_.function),
                 record_.in[0].columns, data(record_.in[0]), data(record_.in[1]), data(record_.out[0]));
    });
    if (!allowed.allows(code))
      fail("the code is " + std::to_string(code) + ", want one of " + allowed.text());
    c_.template compare<T>(code != XACT_OK);
  }

private:
  static T *data(const xact_operand &o) { return static_cast<T *>(o.data); }

  void build() {
    constexpr xact_type type = sizeof(T) == 4 ? XACT_F32 : XACT_F64;
    const auto verb = r_.one_of({XACT_FORWARD, XACT_DERIVATIVE, XACT_BACKWARD});
    std::uint32_t f = static_cast<std::uint32_t>(r_.between(XACT_RELU, XACT_IDENTITY));
    if (r_.percent(20))
      f = r_.one_of<std::uint32_t>(
          {XACT_SOFTMAX, XACT_LOG_SOFTMAX, XACT_SOFTMAX, 0, function_count + 1, 4099, 0x7fffffff});
    record_ = xact_call_of(verb, static_cast<xact_function>(f));
    record_.channels = f < XACT_SOFTMAX; // 0 for softmax: the array is one slice
    c_.columns = draw_length(r_, r_.percent(90) ? 4000 : 300000);
    const std::size_t inputs = verb == XACT_BACKWARD ? 2 : 1;
    c_.add_dense("x", role::read, sizeof(T));
    if (inputs == 2)
      c_.add_dense("dy", role::read, sizeof(T));
    c_.add_dense("the output", role::written, sizeof(T));
    c_.place();
    c_.open();
    const numbers kind = draw_numbers(r_);
    for (std::size_t o = 0; o < c_.operands.size(); ++o)
      fill<T>(c_, o, kind);
    c_.note();
    const std::size_t n = r_.percent(95) ? c_.columns : spoiled_size(r_, c_.columns);
    const auto operand_of = [&](std::size_t o) {
      return xact_array(r_.percent(98) ? c_.operands[o].a.template data<T>() : nullptr, type, n, XACT_DENSE);
    };
    for (std::size_t k = 0; k < inputs; ++k)
      xact_in(&record_, operand_of(k));
    xact_out(&record_, operand_of(inputs));
  }
  void want() {
    if (record_.function >= XACT_SOFTMAX)
      slice_results<T>(record_, c_).want();
    else
      element_results<T>(record_, c_).want();
  }

  random &r_;
  call c_;
  xact_call record_;
};

} // namespace

void try_one_line(random &r, const memory &of) {
  if (r.percent(50))
    one_line_call<float>(r, of).run_judged();
  else
    one_line_call<double>(r, of).run_judged();
}

/// Calls xact_function_name, xact_parameter, xact_set_parameter and similar functions with random arguments.
void try_names(random &r, const memory &) {
  xact_call c = xact_call_of(XACT_FORWARD, XACT_ELU);
  spoil(r, c);
  c.function = static_cast<std::uint32_t>(r.percent(80) ? r.below(function_count + 4) : r.below(5000));
  c.parameters = 0;
  const auto f = static_cast<xact_function>(c.function);
  const char *const function = xact_function_name(f);
  if ((function != nullptr) != is_function(c.function) ||
      xact_function_by_name(function) != (function == nullptr ? XACT_NO_FUNCTION : f))
    fail("the name of function " + std::to_string(c.function));
  double initial = -7;
  const char *const own = xact_parameter(f, 0, &initial);
  if ((own == nullptr) != (initial == -7) ||
      xact_parameter(f, r.between(parameters_of(c.function).size() + 1, huge), &initial) != nullptr)
    fail("the parameters of function " + std::to_string(c.function));
  const char *const name = r.one_of<const char *>({own, own, own, "alpha", "slope", "", "alph", "alphabet", nullptr});
  const double value = draw_parameter(r);
  const bool is_own = own != nullptr && name != nullptr && std::strcmp(name, own) == 0;
  const int want = name == nullptr                                         ? XACT_ERROR_NULL
                   : function == nullptr                                   ? XACT_ERROR_FUNCTION
                   : is_own && allows(parameters_of(c.function)[0], value) ? XACT_OK
                                                                           : XACT_ERROR_PARAMETER;
  const int code = xact_set_parameter(&c, name, value);
  if (code != want || (code == XACT_OK && (c.parameters != 1 || c.parameter[0] != value)) ||
      (code != XACT_OK && c.parameters != 0))
    fail("xact_set_parameter gives " + std::to_string(code) + ", want " + std::to_string(want));
  if (xact_error_string(static_cast<int>(r.bits())) == nullptr || xact_set_parameter(nullptr, name, value) == XACT_OK ||
      xact_run(nullptr) != XACT_ERROR_NULL)
    fail("null pointers, or the text of an error");
}

} // namespace fuzz
