/* Checks of calls from C: a refused call returns the right code, reports the right line, and writes no array. */

#ifndef XACT_TEST_MISUSE_H
#define XACT_TEST_MISUSE_H

#include <xact.h>

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { most = 64 };

/* Arrays that all tests use. `fresh` fills the inputs x, dy, w and x64 with numbers, and the other arrays with bytes
 * 0x55. */
extern float x[most], y[most], d[most], dy[most], dx[most], w[most], dw[most];
extern double x64[most], y64[most];
extern uint8_t mask[most];
extern int failures;
void fresh(void);

/* Runs a call that must return this error, report one line that contains `says`, and write nothing. */
void refuses_at(int line, const char *file, const xact_call *call, xact_error code, const char *says);
#define REFUSES(call, code, says) refuses_at(__LINE__, __FILE__, call, code, says)
/* Runs a call that must succeed and report nothing. */
void runs_at(int line, const char *file, const xact_call *call);
#define RUNS(call) runs_at(__LINE__, __FILE__, call)

void check_at(int line, const char *file, int ok, const char *what);
#define CHECK(...) check_at(__LINE__, __FILE__, (__VA_ARGS__) != 0, #__VA_ARGS__)
/* Compares bits; all NaNs count as equal. */
int same(const float *a, const float *b, size_t n);

/* Calls on n floats of the arrays above. The trailing comments name the inputs and the outputs. */
xact_operand floats(const float *a, size_t n);
xact_call call_1(xact_verb verb, xact_function f, size_t n);                          /* x to y */
xact_call call_2(xact_verb verb, xact_function f, size_t n);                          /* x, dy to dx */
xact_call call_channels(xact_function f, size_t n, size_t channels, size_t inner);    /* x, w, dy to dx, dw */
xact_call call_loss(size_t rows, size_t classes, const void *labels, xact_type type); /* x, labels to dx, dw */

void test_calls(void);
void test_shapes(void);
void test_overlap(void);
void test_parameters(void);
void test_success(void);
void test_slices(void);

#endif
