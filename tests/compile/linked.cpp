// A program with two objects of calls.cpp. The sums of the results of the two objects must agree, up to the effect of
// FMA, and both objects must report misuse to the same handler.

#include <xact/xact.hpp>

#include <cmath>
#include <cstdio>

double calls_default();
double XACT_TEST_SECOND();

namespace {
int misuses = 0;
}

int main() {
  xact::set_misuse_handler([](const char *) { ++misuses; });
  const double first = calls_default();
  std::printf("%.17g, %d misuses\n", first, misuses);
  if (!(first > 1) || misuses != 1)
    return 1;
#ifdef XACT_TEST_SECOND_NEEDS_AVX2
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma"))
    return 0;
#endif
  const double second = XACT_TEST_SECOND();
  std::printf("%.17g, %d misuses\n", second, misuses);
  return std::fabs(first - second) <= 1e-4 && misuses == 2 ? 0 : 1;
}
