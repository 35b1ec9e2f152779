// Chooses the target, an instruction set, when the program starts. All calls then run the kernels of this target.

#include "library.hpp"

#include <cstdio>
#include <cstdlib>
#include <cstring>

#ifdef XACT_DISPATCH_SVE
#include <sys/prctl.h>
#endif

namespace xact::library {
namespace {

struct named_target {
  const char *name;
  bool runs;
};

#if XSIMD_WITH_SSE2
bool has_avx2() {
#if defined(__GNUC__) || defined(__clang__)
  // xsimd is not used here, because xsimd 8.1 does not check whether the operating system saves the wider registers.
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
  return xsimd::available_architectures().fma3_avx2;
#endif
}
bool has_avx512() {
#if defined(__GNUC__) || defined(__clang__)
  return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512cd") &&
         __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
#else
  return has_avx2() && xsimd::available_architectures().avx512bw; // every processor with BW has F, CD, DQ and VL
#endif
}
#elif defined(XACT_DISPATCH_SVE)
bool has_sve256() {
  const int length = prctl(PR_SVE_GET_VL); // negative without SVE
  return length >= 0 && (length & PR_SVE_VL_LEN_MASK) == 256 / 8;
}
#endif

// The names of the targets, in the order of program::target. If the processor supports several targets, the last of
// them is the fastest.
constexpr const char *names[] = {
    "baseline",
#if XSIMD_WITH_SSE2
    "avx2",
    "avx512",
#elif defined(XACT_DISPATCH_SVE)
    "sve256",
#endif
};
constexpr int count = static_cast<int>(sizeof names / sizeof names[0]);

bool runs(int target) {
#if XSIMD_WITH_SSE2
  return target == 0 || (target == 1 ? has_avx2() : has_avx512());
#elif defined(XACT_DISPATCH_SVE)
  return target == 0 || has_sve256();
#else
  return target == 0;
#endif
}

// Returns the name of the environment variable that selects a target: XACT_TARGET if this variable is not empty, else
// the former name XACT_LEVEL.
const char *variable() {
  const char *const value = std::getenv("XACT_TARGET");
  return value != nullptr && *value != '\0' ? "XACT_TARGET" : "XACT_LEVEL";
}

int choose() {
  int best = 0;
  for (int target = 0; target < count; ++target)
    if (runs(target))
      best = target;
  const char *const name = variable();
  const char *const wanted = std::getenv(name);
  if (wanted == nullptr || *wanted == '\0')
    return best;
  for (int target = 0; target < count; ++target)
    if (runs(target) && std::strcmp(names[target], wanted) == 0)
      return target;
  std::fprintf(stderr, "xact: %s=%s is no target of this machine; it has", name, wanted);
  for (int target = 0; target < count; ++target)
    if (runs(target))
      std::fprintf(stderr, " %s", names[target]);
  std::fprintf(stderr, ", of which the last runs\n");
  return best;
}

} // namespace

constinit std::atomic<int> chosen_target{-1};

// The function needs no lock: threads that call it at the same time choose the same target.
int choose_target() noexcept {
  const int target = choose();
  chosen_target.store(target, std::memory_order_relaxed);
  return target;
}

namespace {
[[maybe_unused]] const int at_start = choose_target();
} // namespace

} // namespace xact::library

const char *xact_target() { return xact::library::names[xact::library::running_target()]; }
