/* Calls that succeed: softmax, losses, and calls on executors. */

#include "misuse.h"

static int close_to(double a, double b) { return fabs(a - b) < 1e-6; }

static void test_softmax(void) {
  xact_call call = call_1(XACT_FORWARD, XACT_SOFTMAX, 12);
  float p[12];
  int row, c;
  fresh();
  call.channels = 4; /* slices of four elements */
  RUNS(&call);
  for (row = 0; row < 3; ++row) {
    double sum = 0;
    for (c = 0; c < 4; ++c)
      sum += exp((double)x[4 * row + c]);
    for (c = 0; c < 4; ++c)
      CHECK(close_to(y[4 * row + c], exp((double)x[4 * row + c]) / sum));
  }
  memcpy(p, y, sizeof p);
  call.channels = 0; /* each row is a slice */
  call.in[0] = xact_strided(x, XACT_F32, 3, 4, 4);
  fresh();
  RUNS(&call);
  CHECK(same(y, p, 12));
  call.function = XACT_LOG_SOFTMAX;
  RUNS(&call);
  for (c = 0; c < 12; ++c)
    CHECK(close_to(exp((double)y[c]), p[c]));
  call.function = XACT_SOFTMAX;
  call.channels = 3; /* each column is a slice */
  call.inner = 4;
  RUNS(&call);
  for (c = 0; c < 4; ++c)
    CHECK(close_to((double)y[c] + y[4 + c] + y[8 + c], 1));
  CHECK(xact_forward_f32(XACT_SOFTMAX, 4, x, y) == XACT_OK && same(y, p, 4)); /* the array is one slice */

  call = call_2(XACT_BACKWARD_FROM_OUTPUT, XACT_SOFTMAX, 4);
  call.channels = 0;
  call.in[0].data = p;
  RUNS(&call);
  for (c = 0; c < 4; ++c) {
    double sum = 0;
    for (row = 0; row < 4; ++row)
      sum += (double)dy[row] * p[row];
    CHECK(close_to(dx[c], p[c] * (dy[c] - sum)));
  }
  memcpy(w, dx, sizeof w);
  call.out[0].adds = 1;
  RUNS(&call);
  for (c = 0; c < 4; ++c)
    CHECK(dx[c] == w[c] + w[c]);
}

static void test_loss(void) {
  const int16_t labels[3] = {2, 0, 3};
  float targets[12] = {0}, gradient[12], first[3];
  double by_labels = 0, by_targets = 0, again = 0, expected = 0;
  int row, c;
  xact_call call = call_loss(3, 4, labels, XACT_I16);
  fresh();
  call.loss = &by_labels;
  RUNS(&call);
  memcpy(gradient, dx, sizeof gradient);
  memcpy(first, dw, sizeof first);
  for (row = 0; row < 3; ++row) {
    double sum = 0;
    for (c = 0; c < 4; ++c)
      sum += exp((double)x[4 * row + c]);
    CHECK(close_to(dw[row], log(sum) - x[4 * row + labels[row]]));
    expected += dw[row];
    for (c = 0; c < 4; ++c)
      CHECK(close_to(dx[4 * row + c], (exp((double)x[4 * row + c]) / sum - (c == labels[row])) / 3));
    targets[4 * row + labels[row]] = 1;
  }
  CHECK(close_to(by_labels, expected / 3));

  call.outputs = 1; /* no losses */
  call.loss = &again;
  fresh();
  RUNS(&call);
  CHECK(again == by_labels && same(dx, gradient, 12));
  call.out[0].adds = 1;
  RUNS(&call);
  for (c = 0; c < 12; ++c)
    CHECK(dx[c] == gradient[c] + gradient[c]);
  call = call_loss(3, 4, labels, XACT_I16);
  call.out[0] = xact_array(NULL, XACT_F32, 0, XACT_SKIPPED); /* no gradient */
  fresh();
  RUNS(&call); /* `loss` is NULL */
  CHECK(same(dw, first, 3));
  call.outputs = 1;
  call.loss = &again;
  again = 0;
  RUNS(&call);
  CHECK(again == by_labels);

  call = call_loss(3, 4, labels, XACT_I16);
  call.in[1] = xact_array(targets, XACT_F32, 12, XACT_DENSE);
  call.loss = &by_targets;
  RUNS(&call);
  CHECK(close_to(by_targets, by_labels));
  for (c = 0; c < 12; ++c)
    CHECK(close_to(dx[c], gradient[c]));
  call.out[0].data = x; /* in place */
  memcpy(gradient, dx, sizeof gradient);
  RUNS(&call);
  CHECK(same(x, gradient, 12));
}

/* An executor that runs the jobs in reverse order and counts them. */
static size_t jobs;
static void backwards(const void *object, size_t n, const void *job, void (*call)(const void *, size_t)) {
  CHECK(object == &jobs);
  jobs += n;
  while (n-- > 0)
    call(job, n);
}

enum { large = 200000 };
static float big[3][large], sums[2][4];
static void test_executor(void) {
  static unsigned char memory[1 << 16];
  size_t i, bytes;
  xact_call call = xact_call_of(XACT_FORWARD, XACT_TANH);
  for (i = 0; i < large; ++i)
    big[0][i] = (float)(i % 1999) / 100 - 10;
  CHECK(xact_forward_f32(XACT_TANH, large, big[0], big[1]) == XACT_OK);
  xact_in(&call, floats(big[0], large));
  xact_out(&call, floats(big[2], large));
  call.on.object = &jobs;
  call.on.run = backwards;
  RUNS(&call);
  CHECK(jobs > 1 && same(big[1], big[2], large));

  for (bytes = 0; bytes <= sizeof memory; bytes = bytes * 3 + 1) {
    call = call_channels(XACT_PRELU, large, 4, 1);
    call.in[0].data = call.in[2].data = big[0];
    call.out[0].data = big[1];
    call.out[1].data = sums[0];
    fresh();
    RUNS(&call);
    call.out[0].data = big[2];
    call.out[1].data = sums[1];
    call.on.object = &jobs;
    call.on.run = backwards;
    call.on.memory = memory + (bytes != 0); /* an unaligned address, except in the first iteration */
    call.on.bytes = bytes == 0 ? 0 : bytes - 1;
    jobs = 0;
    RUNS(&call);
    CHECK(jobs > 1 && same(big[1], big[2], large) && same(sums[0], sums[1], 4));
  }

  call = xact_call_of(XACT_FORWARD, XACT_SOFTMAX);
  call.channels = 10;
  xact_in(&call, floats(big[0], large));
  xact_out(&call, floats(big[1], large));
  RUNS(&call);
  call.on.object = &jobs;
  call.on.run = backwards;
  call.out[0].data = big[2];
  jobs = 0;
  RUNS(&call);
  CHECK(jobs > 1 && same(big[1], big[2], large));
}

void test_slices(void) {
  test_softmax();
  test_loss();
  test_executor();
}
