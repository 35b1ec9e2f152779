/* Checks that a running program can load, call and unload the shared library several times, as a plug-in host does.
 *   dlopen <library> */

#include <xact.h>

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

typedef int forward_f32(xact_function f, size_t n, const float *x, float *y);

static int fail(const char *what) {
  fprintf(stderr, "%s: %s\n", what, dlerror());
  return 1;
}

int main(int argc, char **argv) {
  const float x[] = {-2, 0, 3};
  const float want[] = {0, 0, 3};
  float y[3];
  int round;
  if (argc != 2)
    return 2;
  for (round = 0; round < 3; ++round) {
    forward_f32 *forward;
    void *const library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
    if (library == NULL)
      return fail("dlopen");
    *(void **)&forward = dlsym(library, "xact_forward_f32");
    if (forward == NULL)
      return fail("dlsym");
    memset(y, 0x55, sizeof y);
    if (forward(XACT_RELU, 3, x, y) != XACT_OK || memcmp(y, want, sizeof y) != 0) {
      fprintf(stderr, "wrong results\n");
      return 1;
    }
    if (dlclose(library) != 0)
      return fail("dlclose");
  }
  return 0;
}
