/* Errors of parameters: unknown names, invalid values, and values for which the output does not determine the
 * derivative. */

#include "misuse.h"

static void test_names(void) {
  double value = 5;
  xact_call call = call_1(XACT_FORWARD, XACT_ELU, 9);
  CHECK(xact_set_parameter(&call, "beta", 1) == XACT_ERROR_PARAMETER);
  CHECK(xact_set_parameter(&call, "", 1) == XACT_ERROR_PARAMETER);
  CHECK(xact_set_parameter(&call, "alpha", (double)NAN) == XACT_ERROR_PARAMETER);
  CHECK(xact_set_parameter(&call, "alpha", (double)INFINITY) == XACT_ERROR_PARAMETER);
  CHECK(xact_set_parameter(&call, "alpha", -(double)INFINITY) == XACT_ERROR_PARAMETER);
  CHECK(xact_set_parameter(&call, NULL, 1) == XACT_ERROR_NULL);
  CHECK(xact_set_parameter(NULL, "alpha", 1) == XACT_ERROR_NULL);
  CHECK(call.parameters == 0);
  CHECK(xact_set_parameter(&call, "alpha", 0.5) == XACT_OK && call.parameters == 1 && call.parameter[0] == 0.5);
  call.function = XACT_RELU;
  CHECK(xact_set_parameter(&call, "alpha", 1) == XACT_ERROR_PARAMETER);
  CHECK(xact_parameter(XACT_ELU, 3, &value) == NULL && value == 5);
  CHECK(xact_parameter(XACT_RELU, 0, &value) == NULL && xact_parameter(XACT_SOFTMAX, 0, &value) == NULL);
  CHECK(xact_parameter(XACT_ELU, (size_t)-1, NULL) == NULL);
  CHECK(strcmp(xact_parameter(XACT_ELU, 0, NULL), "alpha") == 0);
  CHECK(strcmp(xact_parameter(XACT_ELU, 2, NULL), "input_scale") == 0);
  CHECK(xact_function_by_name(NULL) == XACT_NO_FUNCTION && xact_function_by_name("") == XACT_NO_FUNCTION);
  CHECK(xact_function_by_name("ELU") == XACT_NO_FUNCTION && xact_function_by_name("elu ") == XACT_NO_FUNCTION);
}

/* Converts each function from xact_function to its name, and back, and sets each parameter by its name. */
static void test_round_trip(void) {
  int k, functions = 0;
  for (k = 0; k < 5000; ++k) {
    const xact_function f = (xact_function)k;
    const char *const name = xact_function_name(f), *parameter;
    xact_call call = xact_call_of(XACT_FORWARD, f);
    size_t i;
    double value;
    if (name == NULL)
      continue;
    ++functions;
    CHECK(xact_function_by_name(name) == f);
    for (i = 0; (parameter = xact_parameter(f, i, &value)) != NULL; ++i) {
      CHECK(xact_set_parameter(&call, parameter, value + 1) == XACT_OK);
      CHECK(call.parameters == i + 1 && call.parameter[i] == value + 1);
    }
    call.parameters = (uint32_t)i + 1;
    xact_in(&call, floats(x, 9));
    xact_out(&call, floats(y, 9));
    REFUSES(&call, XACT_ERROR_PARAMETER, "parameter");
  }
  CHECK(functions >= 10 && xact_function_name(XACT_SOFTMAX) != NULL && xact_function_name(XACT_LOG_SOFTMAX) != NULL);
}

static void test_values(void) {
  const double wrong[] = {(double)NAN, (double)INFINITY, -(double)INFINITY, 1e39, -1e39, 1.7976931348623157e308};
  size_t i;
  for (i = 0; i < sizeof wrong / sizeof wrong[0]; ++i) {
    xact_call call = call_1(XACT_FORWARD, XACT_ELU, 9);
    call.parameters = 1;
    call.parameter[0] = wrong[i];
    REFUSES(&call, XACT_ERROR_PARAMETER, "elu's alpha is ");
    call.tier = XACT_EXACT;
    REFUSES(&call, XACT_ERROR_PARAMETER, "elu's alpha is ");
    call = call_2(XACT_BACKWARD, XACT_LEAKY_RELU, 9);
    call.parameters = 1;
    call.parameter[0] = wrong[i];
    REFUSES(&call, XACT_ERROR_PARAMETER, "leaky_relu's slope is ");
    call = call_1(XACT_FORWARD, XACT_ELU, 9);
    call.in[0] = xact_array(x64, XACT_F64, 9, XACT_DENSE);
    call.out[0] = xact_array(y64, XACT_F64, 9, XACT_DENSE);
    call.parameters = 1;
    call.parameter[0] = wrong[i];
    if (i < 3)
      REFUSES(&call, XACT_ERROR_PARAMETER, "elu's alpha is ");
    else
      RUNS(&call);
  }
}

static void test_from_output(void) {
  const double wrong[] = {-1e-30, -1, -3};
  size_t i;
  xact_call call;
  for (i = 0; i < sizeof wrong / sizeof wrong[0]; ++i) {
    call = call_2(XACT_BACKWARD_FROM_OUTPUT, XACT_ELU, 9);
    call.parameters = 1;
    call.parameter[0] = wrong[i];
    REFUSES(&call, XACT_ERROR_FROM_OUTPUT, "elu");
    call.function = XACT_LEAKY_RELU;
    REFUSES(&call, XACT_ERROR_FROM_OUTPUT, "leaky_relu");
    call.out[0].adds = 1;
    REFUSES(&call, XACT_ERROR_FROM_OUTPUT, "leaky_relu");
    call.function = XACT_PRELU;
    REFUSES(&call, XACT_ERROR_FROM_OUTPUT, "prelu");
  }
  for (i = 0; i < 3; ++i) { /* each slope in turn is invalid */
    float slopes[3] = {0.5F, 0, 2};
    call = xact_call_of(XACT_BACKWARD_FROM_OUTPUT, XACT_PRELU);
    call.channels = 3;
    xact_in(&call, floats(x, 12));
    xact_in(&call, xact_array(slopes, XACT_F32, 3, XACT_PER_CHANNEL));
    xact_in(&call, floats(dy, 12));
    xact_out(&call, floats(dx, 12));
    RUNS(&call);
    slopes[i] = -0.5F;
    REFUSES(&call, XACT_ERROR_FROM_OUTPUT, "prelu");
    slopes[i] = NAN;
    REFUSES(&call, XACT_ERROR_FROM_OUTPUT, "prelu");
  }
  /* -1e-60 rounds to 0 in float. */
  call = call_2(XACT_BACKWARD_FROM_OUTPUT, XACT_ELU, 9);
  call.parameters = 1;
  call.parameter[0] = -1e-60;
  RUNS(&call);
}

static void test_texts(void) {
  int code, other;
  for (code = XACT_OK; code <= XACT_ERROR_FROM_OUTPUT; ++code)
    for (other = XACT_OK - 1; other < code; ++other)
      CHECK(strcmp(xact_error_string(code), xact_error_string(other)) != 0);
  CHECK(strcmp(xact_error_string(-1), xact_error_string(12)) == 0);
  CHECK(strlen(xact_version()) >= 5 && strlen(xact_target()) >= 4);
}

void test_parameters(void) {
  test_names();
  test_round_trip();
  test_values();
  test_from_output();
  test_texts();
}
