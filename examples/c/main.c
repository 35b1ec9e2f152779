/* A layer of a neural network in C: four inputs, three units, forward and backward. */

#include <xact.h>

#include <stdio.h>
#include <stdlib.h>

enum { inputs = 4, units = 3 };

static void report(void *context, const char *message) {
  (void)context;
  fprintf(stderr, "%s\n", message);
}
static void print(const char *name, const float *v, int n) {
  int i;
  printf("%s", name);
  for (i = 0; i < n; ++i)
    printf(" %.4f", (double)v[i]);
  printf("\n");
}

int main(void) {
  const float x[inputs] = {1.0F, -0.5F, 0.25F, 2.0F};
  const float weights[units][inputs] = {
      {0.5F, -1.0F, 0.25F, 0.1F}, {-0.75F, 0.5F, 1.0F, -0.5F}, {0.2F, 0.3F, -0.4F, -0.6F}};
  float sums[units] = {0}, y[units], dsums[units], dx[inputs] = {0};
  const float dy[units] = {1.0F, 1.0F, -0.5F}; /* the gradient of the loss in y */
  const xact_function elu = xact_function_by_name("elu");
  xact_call backward = xact_call_of(XACT_BACKWARD, elu);
  int u, i, code;

  for (u = 0; u < units; ++u)
    for (i = 0; i < inputs; ++i)
      sums[u] += weights[u][i] * x[i];

  /* With default parameters a call is one line. */
  code = xact_forward_f32(elu, units, sums, y);
  if (code != XACT_OK) {
    fprintf(stderr, "%s\n", xact_error_string(code));
    return EXIT_FAILURE;
  }

  /* This call sets a parameter, and passes error messages to the function `report`. */
  backward.report = report;
  xact_in(&backward, xact_array(sums, XACT_F32, units, XACT_DENSE));
  xact_in(&backward, xact_array(dy, XACT_F32, units, XACT_DENSE));
  xact_out(&backward, xact_array(dsums, XACT_F32, units, XACT_DENSE));
  if (xact_set_parameter(&backward, "alpha", 1.0) != XACT_OK || xact_run(&backward) != XACT_OK)
    return EXIT_FAILURE;

  for (u = 0; u < units; ++u)
    for (i = 0; i < inputs; ++i)
      dx[i] += weights[u][i] * dsums[u];
  print("y", y, units);
  print("dx", dx, inputs);
  return EXIT_SUCCESS;
}
