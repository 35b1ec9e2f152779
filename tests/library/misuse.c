/* Runs the tests of every error in xact.h and of calls that succeed, and defines the functions of misuse.h. */

#include "misuse.h"

float x[most], y[most], d[most], dy[most], dx[most], w[most], dw[most];
double x64[most], y64[most];
uint8_t mask[most];
int failures = 0;

static char reported[512];
static int reports;
static void report(void *context, const char *message) {
  ++*(int *)context;
  strncpy(reported, message, sizeof reported - 1);
}

void fresh(void) {
  int i;
  memset(y, 0x55, sizeof y);
  memset(d, 0x55, sizeof d);
  memset(dx, 0x55, sizeof dx);
  memset(dw, 0x55, sizeof dw);
  memset(y64, 0x55, sizeof y64);
  memset(mask, 0x55, sizeof mask);
  for (i = 0; i < most; ++i) {
    x[i] = (float)(i - most / 2) / 7;
    dy[i] = (float)(i % 5) - 1.5F;
    w[i] = (float)(i % 7) / 4;
    x64[i] = (double)(i - most / 2) / 7;
  }
}

void check_at(int line, const char *file, int ok, const char *what) {
  if (ok)
    return;
  printf("%s:%d: %s\n", file, line, what);
  ++failures;
}

static struct {
  float x[most], y[most], d[most], dy[most], dx[most], w[most], dw[most];
  double x64[most], y64[most];
  uint8_t mask[most];
} before;
static void keep(void) {
  memcpy(before.x, x, sizeof x);
  memcpy(before.y, y, sizeof y);
  memcpy(before.d, d, sizeof d);
  memcpy(before.dy, dy, sizeof dy);
  memcpy(before.dx, dx, sizeof dx);
  memcpy(before.w, w, sizeof w);
  memcpy(before.dw, dw, sizeof dw);
  memcpy(before.x64, x64, sizeof x64);
  memcpy(before.y64, y64, sizeof y64);
  memcpy(before.mask, mask, sizeof mask);
}
static int untouched(void) {
  return memcmp(before.x, x, sizeof x) == 0 && memcmp(before.y, y, sizeof y) == 0 &&
         memcmp(before.d, d, sizeof d) == 0 && memcmp(before.dy, dy, sizeof dy) == 0 &&
         memcmp(before.dx, dx, sizeof dx) == 0 && memcmp(before.w, w, sizeof w) == 0 &&
         memcmp(before.dw, dw, sizeof dw) == 0 && memcmp(before.x64, x64, sizeof x64) == 0 &&
         memcmp(before.y64, y64, sizeof y64) == 0 && memcmp(before.mask, mask, sizeof mask) == 0;
}

void refuses_at(int line, const char *file, const xact_call *call, xact_error code, const char *says) {
  xact_call with_report = *call, without = *call;
  double loss = -1;
  int got;
  fresh();
  keep();
  reports = 0;
  reported[0] = '\0';
  without.report = NULL;
  with_report.report = report;
  with_report.context = &reports;
  without.loss = with_report.loss = &loss;
  errno = 12345;
  got = xact_run(&without);
  if (got != (int)code)
    printf("%s:%d: %s, expected %s\n", file, line, xact_error_string(got), xact_error_string((int)code)), ++failures;
  got = xact_run(&with_report);
  check_at(line, file, got == (int)code, "the same code with a report");
  check_at(line, file, reports == 1, "one report");
  check_at(line, file, errno == 12345, "errno is left alone");
  check_at(line, file, loss == -1, "the loss is left alone");
  check_at(line, file, untouched(), "no array is written");
  if (strncmp(reported, "xact", 4) != 0 || strstr(reported, says) == NULL)
    printf("%s:%d: reported '%s', which says nothing of '%s'\n", file, line, reported, says), ++failures;
}

void runs_at(int line, const char *file, const xact_call *call) {
  xact_call with_report = *call;
  reports = 0;
  with_report.report = report;
  with_report.context = &reports;
  errno = 12345;
  if (xact_run(&with_report) != XACT_OK)
    printf("%s:%d: %s\n", file, line, reported), ++failures;
  check_at(line, file, reports == 0 && errno == 12345, "nothing is reported, errno is left alone");
}

int same(const float *a, const float *b, size_t n) {
  size_t i;
  for (i = 0; i < n; ++i)
    if (memcmp(a + i, b + i, sizeof *a) != 0 && (a[i] == a[i] || b[i] == b[i]))
      return 0;
  return 1;
}

xact_operand floats(const float *a, size_t n) { return xact_array(a, XACT_F32, n, XACT_DENSE); }
xact_call call_1(xact_verb verb, xact_function f, size_t n) {
  xact_call call = xact_call_of(verb, f);
  xact_in(&call, floats(x, n));
  xact_out(&call, floats(y, n));
  return call;
}
xact_call call_2(xact_verb verb, xact_function f, size_t n) {
  xact_call call = xact_call_of(verb, f);
  xact_in(&call, floats(x, n));
  xact_in(&call, floats(dy, n));
  xact_out(&call, floats(dx, n));
  return call;
}
xact_call call_channels(xact_function f, size_t n, size_t channels, size_t inner) {
  xact_call call = xact_call_of(XACT_BACKWARD, f);
  call.channels = channels;
  call.inner = inner;
  xact_in(&call, floats(x, n));
  xact_in(&call, xact_array(w, XACT_F32, channels, XACT_PER_CHANNEL));
  xact_in(&call, floats(dy, n));
  xact_out(&call, floats(dx, n));
  xact_out(&call, xact_array(dw, XACT_F32, channels, XACT_REDUCED));
  return call;
}
xact_call call_loss(size_t rows, size_t classes, const void *labels, xact_type type) {
  xact_call call = xact_call_of(XACT_CROSS_ENTROPY, XACT_SOFTMAX);
  call.channels = classes;
  xact_in(&call, floats(x, rows * classes));
  xact_in(&call, xact_array(labels, type, rows, XACT_PER_SLICE));
  xact_out(&call, floats(dx, rows * classes));
  xact_out(&call, xact_array(dw, XACT_F32, rows, XACT_PER_SLICE));
  return call;
}

int main(void) {
  test_calls();
  test_shapes();
  test_overlap();
  test_parameters();
  test_success();
  test_slices();
  printf("%d failures\n", failures);
  return failures == 0 ? 0 : 1;
}
