// Checks that the kernels of the right target run: the target in the argument, or without an argument the best target
// of this machine. The results must be bitwise equal to the results of headers that are compiled for this target alone.

#include "calls.hpp"

#include <xact/xact.hpp>

#include <cstdio>
#include <cstring>

#ifdef XACT_DISPATCH_SVE
#include <sys/prctl.h>
#endif

namespace {
unsigned char got[1 << 21], expected[1 << 21], slow[1 << 21];
int misuses = 0;
} // namespace

// Returns true if this machine supports a target. The check is independent of the library.
static bool runs(const char *target) {
#ifdef XACT_TEST_X86
  if (std::strcmp(target, "avx2") == 0)
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (std::strcmp(target, "avx512") == 0)
    return __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq");
#endif
#ifdef XACT_DISPATCH_SVE
  if (std::strcmp(target, "sve256") == 0) {
    const int length = prctl(PR_SVE_GET_VL);
    return length > 0 && (length & PR_SVE_VL_LEN_MASK) == 32;
  }
#endif
  return std::strcmp(target, "baseline") == 0;
}

int main(int argc, char **argv) {
  const char *const target = xact::dispatch_target();
  const char *wanted = "baseline";
  for (const char *better : {"avx2", "avx512", "sve256"})
    if (runs(better))
      wanted = better;
  if (argc == 2)
    wanted = argv[1];
  std::printf("%s, wanted %s\n", target, wanted);
  if (!runs(wanted))
    return 77;
  if (std::strcmp(wanted, target) != 0)
    return 1;
  const auto calls = std::strcmp(target, "baseline") == 0 ? calls_baseline
#ifdef XACT_TEST_X86
                     : std::strcmp(target, "avx2") == 0 ? calls_avx2
                                                        : calls_avx512;
#elif defined(XACT_DISPATCH_SVE)
                                                          : calls_sve256;
#else
                                                          : nullptr;
#endif
  xact::set_misuse_handler([](const char *) { ++misuses; });
  const std::size_t size = calls_dispatched(got);
  if (misuses != 1 || calls(expected) != size || misuses != 2)
    return 2;
  for (std::size_t i = 0; i < size; ++i)
    if (got[i] != expected[i]) {
      std::printf("byte %zu of %zu differs\n", i, size);
      return 3;
    }
#ifdef XACT_DISPATCH_SVE
  return 0; // all targets of Arm have FMA and give the same bits
#endif
  // The baseline has no FMA, so that the results of the other targets must differ from the results of the baseline.
  // Without a difference, the comparison above would not detect that kernels of the baseline run for a better target.
  calls_baseline(slow);
  const bool as_baseline = std::memcmp(got, slow, size) == 0;
  std::printf("%zu bytes\n", size);
  return as_baseline == (calls == calls_baseline) ? 0 : 4;
}
