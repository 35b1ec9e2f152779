/* Prints the hashes of bits.h in C. Calls with default parameters use functions such as xact_forward_f32. Other calls
 * use xact_run. */

#include "bits.h"

#include <xact.h>

static void require(int code) {
  if (code != XACT_OK) {
    fprintf(stderr, "%s\n", xact_error_string(code));
    exit(1);
  }
}

static void run(const struct bits_case *c, enum bits_verb verb, xact_type type, size_t n, const void *x, const void *dy,
                void *out) {
  static const xact_verb verbs[] = {XACT_FORWARD, XACT_DERIVATIVE, XACT_BACKWARD};
  xact_call call = xact_call_of(verbs[verb], xact_function_by_name(c->function));
  require(xact_set_parameter(&call, c->parameter, c->value));
  xact_in(&call, xact_array(x, type, n, XACT_DENSE));
  if (verb == BITS_BACKWARD)
    xact_in(&call, xact_array(dy, type, n, XACT_DENSE));
  xact_out(&call, xact_array(out, type, n, XACT_DENSE));
  require(xact_run(&call));
}

static void run_f32(const struct bits_case *c, enum bits_verb verb, size_t n, const float *x, const float *dy,
                    float *out) {
  const xact_function f = xact_function_by_name(c->function);
  if (c->parameter != NULL)
    run(c, verb, XACT_F32, n, x, dy, out);
  else
    require(verb == BITS_FORWARD      ? xact_forward_f32(f, n, x, out)
            : verb == BITS_DERIVATIVE ? xact_derivative_f32(f, n, x, out)
                                      : xact_backward_f32(f, n, x, dy, out));
}

static void run_f64(const struct bits_case *c, enum bits_verb verb, size_t n, const double *x, const double *dy,
                    double *out) {
  const xact_function f = xact_function_by_name(c->function);
  if (c->parameter != NULL)
    run(c, verb, XACT_F64, n, x, dy, out);
  else
    require(verb == BITS_FORWARD      ? xact_forward_f64(f, n, x, out)
            : verb == BITS_DERIVATIVE ? xact_derivative_f64(f, n, x, out)
                                      : xact_backward_f64(f, n, x, dy, out));
}

int main(void) {
  int f;
  bits_require_target(xact_target());
  for (f = XACT_RELU; xact_function_name((xact_function)f) != NULL; ++f)
    bits_print_function(run_f32, run_f64, xact_function_name((xact_function)f));
  return 0;
}
