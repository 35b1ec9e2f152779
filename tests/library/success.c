/* Calls that succeed. Their results are compared with functions such as xact_forward_f32, or with formulas. */

#include "misuse.h"

static const xact_function functions[] = {XACT_RELU, XACT_LEAKY_RELU, XACT_PRELU, XACT_ELU, XACT_TANH, XACT_SOFTPLUS};
enum { count = sizeof functions / sizeof functions[0] };

/* f(x), f'(x) and dy·f'(x) for the inputs x and dy of misuse.h. */
static float value[most], derivative[most], product[most];
static void expect(xact_function f) {
  fresh();
  CHECK(xact_forward_f32(f, most, x, value) == XACT_OK);
  CHECK(xact_derivative_f32(f, most, x, derivative) == XACT_OK);
  CHECK(xact_backward_f32(f, most, x, dy, product) == XACT_OK);
}
static int only_first(const float *a, size_t n) { /* true if a[n] and later elements still have bytes 0x55 */
  const unsigned char *bytes = (const unsigned char *)(a + n), *const end = (const unsigned char *)(a + most);
  while (bytes != end && *bytes == 0x55)
    ++bytes;
  return bytes == end;
}

static void test_empty(void) {
  xact_call call = xact_call_of(XACT_BACKWARD, XACT_PRELU);
  CHECK(xact_forward_f32(XACT_ELU, 0, NULL, NULL) == XACT_OK);
  CHECK(xact_derivative_f64(XACT_ELU, 0, NULL, NULL) == XACT_OK);
  CHECK(xact_backward_f32(XACT_ELU, 0, NULL, NULL, NULL) == XACT_OK);
  CHECK(xact_forward_f32(XACT_SOFTMAX, 0, NULL, NULL) == XACT_OK);
  CHECK(xact_forward_f32((xact_function)999, 0, NULL, NULL) == XACT_ERROR_FUNCTION);
  CHECK(xact_forward_f32(XACT_ELU, 1, NULL, y) == XACT_ERROR_NULL);
  CHECK(xact_forward_f32(XACT_ELU, 1, x, NULL) == XACT_ERROR_NULL);
  CHECK(xact_backward_f64(XACT_ELU, 1, x64, NULL, y64) == XACT_ERROR_NULL);
  CHECK(xact_derivative_f32(XACT_SOFTMAX, 1, x, y) == XACT_ERROR_VERB);
  call.channels = 3;
  fresh();
  xact_in(&call, xact_array(NULL, XACT_F32, 0, XACT_DENSE));
  xact_in(&call, xact_array(w, XACT_F32, 3, XACT_PER_CHANNEL));
  xact_in(&call, xact_array(NULL, XACT_F32, 0, XACT_DENSE));
  xact_out(&call, xact_array(NULL, XACT_F32, 0, XACT_DENSE));
  xact_out(&call, xact_array(dw, XACT_F32, 3, XACT_REDUCED));
  RUNS(&call);
  CHECK(dw[0] == 0 && dw[1] == 0 && dw[2] == 0 && only_first(dw, 3));
}

static void test_verbs(xact_function f, size_t n) {
  xact_call call = call_1(XACT_FORWARD, f, n);
  int times;
  expect(f);
  for (times = 0; times < 3; ++times) { /* a call does not change its record */
    const xact_call copy = call;
    fresh();
    RUNS(&call);
    CHECK(same(y, value, n) && only_first(y, n) && memcmp(&copy, &call, sizeof call) == 0);
  }
  call = call_1(XACT_DERIVATIVE, f, n);
  RUNS(&call);
  CHECK(same(y, derivative, n));
  call = call_1(XACT_VALUE_AND_DERIVATIVE, f, n);
  xact_out(&call, floats(d, n));
  fresh();
  RUNS(&call);
  CHECK(same(y, value, n) && same(d, derivative, n) && only_first(y, n) && only_first(d, n));
  call = call_2(XACT_BACKWARD, f, n);
  RUNS(&call);
  CHECK(same(dx, product, n) && only_first(dx, n));

  call.out[0].data = dy; /* in place */
  RUNS(&call);
  CHECK(same(dy, product, n));
  fresh();
  call.out[0].data = x;
  RUNS(&call);
  CHECK(same(x, product, n));
}

static void test_added(xact_function f, size_t n) {
  xact_call call = call_2(XACT_BACKWARD, f, n);
  int stores;
  size_t i;
  expect(f);
  for (stores = XACT_AUTOMATIC; stores <= XACT_CACHED; ++stores) {
    int ok = 1;
    call.out[0].adds = 1;
    call.out[0].stores = (uint8_t)stores;
    for (i = 0; i < n; ++i)
      dx[i] = 0.25F;
    RUNS(&call);
    RUNS(&call);
    for (i = 0; i < n; ++i)
      ok = ok && fabsf(dx[i] - (0.25F + product[i] + product[i])) < 1e-6F; /* dx + dy·f' can be a fused operation */
    CHECK(ok && only_first(dx, n));
  }
}

static void test_rows(xact_function f) {
  xact_call call = call_1(XACT_FORWARD, f, 12);
  int row, column;
  expect(f);
  call.in[0] = xact_strided(x, XACT_F32, 4, 3, 7);
  RUNS(&call); /* into one row of 12 */
  for (row = 0; row < 4; ++row)
    CHECK(same(y + 3 * row, value + 7 * row, 3));
  fresh();
  call.out[0] = xact_strided(y, XACT_F32, 4, 3, 5);
  call.out[0].stores = XACT_STREAMED;
  RUNS(&call);
  for (row = 0; row < 4; ++row) {
    CHECK(same(y + 5 * row, value + 7 * row, 3));
    for (column = 3; column < 5; ++column) /* the gaps */
      CHECK(memcmp(y + 5 * row + column, "UUUU", 4) == 0);
  }
}

static void test_masks(xact_function f, size_t n) {
  const size_t bytes = (n + 7) / 8;
  size_t i;
  int ok = 1;
  xact_call call = call_1(XACT_FORWARD_WITH_MASK, f, n);
  expect(f);
  xact_out(&call, xact_array(mask, XACT_U8, bytes, XACT_BITS));
  RUNS(&call);
  CHECK(same(y, value, n) && mask[bytes] == 0x55);
  for (i = 0; i < 8 * bytes; ++i)
    ok = ok && (mask[i / 8] >> i % 8 & 1) == (i < n && x[i] > 0);
  CHECK(ok);
  call = xact_call_of(XACT_BACKWARD_FROM_MASK, f);
  xact_in(&call, floats(dy, n));
  xact_in(&call, xact_array(mask, XACT_U8, bytes, XACT_BITS));
  xact_out(&call, floats(dx, n));
  RUNS(&call);
  CHECK(same(dx, product, n) && only_first(dx, n));
  call.out[0].adds = 1;
  RUNS(&call);
  for (i = 0, ok = 1; i < n; ++i)
    ok = ok && dx[i] == product[i] + product[i];
  CHECK(ok);
}

static void test_channels(size_t n, size_t channels, size_t inner) {
  xact_call call = call_channels(XACT_PRELU, n, channels, inner), forward = call_1(XACT_FORWARD, XACT_PRELU, n);
  float sums[most] = {0};
  size_t i;
  int ok = 1;
  fresh();
  forward.channels = channels;
  forward.inner = inner;
  xact_in(&forward, call.in[1]);
  RUNS(&forward);
  RUNS(&call);
  for (i = 0; i < n; ++i) {
    const size_t c = i / inner % channels;
    ok = ok && y[i] == (x[i] < 0 ? w[c] * x[i] : x[i]) && dx[i] == (x[i] <= 0 ? w[c] * dy[i] : dy[i]);
    sums[c] += x[i] < 0 ? dy[i] * x[i] : 0;
  }
  for (i = 0; i < channels; ++i)
    ok = ok && fabsf(dw[i] - sums[i]) < 1e-4F;
  CHECK(ok && only_first(dw, channels) && only_first(dx, n));
  memcpy(sums, dw, sizeof sums);
  call.out[0] = xact_array(NULL, XACT_F32, 0, XACT_SKIPPED);
  call.out[1].adds = 1;
  RUNS(&call);
  for (i = 0; i < channels; ++i)
    ok = ok && dw[i] == sums[i] + sums[i];
  CHECK(ok);
}

static void test_exact(void) {
  xact_call call = call_1(XACT_FORWARD, XACT_ELU, most);
  size_t i;
  int ok = 1;
  fresh();
  call.tier = XACT_EXACT;
  RUNS(&call);
  for (i = 0; i < most; ++i)
    ok = ok && y[i] == (x[i] < 0 ? (float)expm1((double)x[i]) : x[i]);
  CHECK(ok);
}

void test_success(void) {
  int f;
  size_t n;
  test_empty();
  for (f = 0; f < count; ++f)
    for (n = 1; n < most; n += n < 20 ? 1 : 7) {
      test_verbs(functions[f], n);
      test_added(functions[f], n);
    }
  for (f = 0; f < count; ++f)
    test_rows(functions[f]);
  for (f = 0; f < 3; ++f)
    for (n = 1; n < most - 8; ++n)
      test_masks(functions[f], n);
  test_channels(60, 3, 1);
  test_channels(60, 5, 4);
  test_channels(60, 1, 1);
  test_channels(60, 60, 1);
  test_channels(60, 2, 30);
  test_exact();
}
