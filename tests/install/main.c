/* A C program that uses the kernel library. */
#include <xact.h>

#include <stdio.h>

int main(void) {
  const float x[] = {-1, 2};
  float y[] = {5, 5};
  const int code = xact_forward_f32(XACT_RELU, 2, x, y);
  if (code != XACT_OK) {
    fprintf(stderr, "%s\n", xact_error_string(code));
    return 1;
  }
  printf("%s: %g %g\n", xact_target(), y[0], y[1]);
  return y[0] == 0 && y[1] == 2 ? 0 : 1;
}
