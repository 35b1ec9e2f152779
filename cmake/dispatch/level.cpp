// Which level runs. Compiled once, with no flag but the project's.

#include <xact/dispatch/levels.hpp>

#include <cstdio>
#include <cstdlib>
#include <cstring>

#ifdef XACT_DISPATCH_SVE
#include <sys/prctl.h>
#endif

namespace xact::program {
namespace {

struct named_level {
  const char *name;
  level which;
  bool runs;
};

#if XSIMD_WITH_SSE2
bool has_avx2() {
#if defined(__GNUC__) || defined(__clang__)
  // What xsimd 8.1 asks for does not tell if the system keeps the registers.
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
  return has_avx2() && xsimd::available_architectures().avx512bw; // counts those that come with it
#endif
}
#elif defined(XACT_DISPATCH_SVE)
bool has_sve256() {
  const int length = prctl(PR_SVE_GET_VL); // negative without SVE
  return length >= 0 && (length & PR_SVE_VL_LEN_MASK) == 256 / 8;
}
#endif

level choose() {
  // The best last.
  const named_level levels[] = {
    {"baseline", level::baseline, true},
#if XSIMD_WITH_SSE2
    {"avx2", level::avx2, has_avx2()},
    {"avx512", level::avx512, has_avx512()},
#elif defined(XACT_DISPATCH_SVE)
    {"sve256", level::sve256, has_sve256()},
#endif
  };
  level best = level::baseline;
  for (const named_level &l : levels)
    if (l.runs)
      best = l.which;
  const char *const wanted = std::getenv("XACT_LEVEL");
  if (wanted == nullptr || *wanted == '\0')
    return best;
  for (const named_level &l : levels)
    if (l.runs && std::strcmp(l.name, wanted) == 0)
      return l.which;
  std::fprintf(stderr, "xact: XACT_LEVEL=%s is no level of this machine; it has", wanted);
  for (const named_level &l : levels)
    if (l.runs)
      std::fprintf(stderr, " %s", l.name);
  std::fprintf(stderr, ", of which the last runs\n");
  return best;
}

} // namespace

level running_level() noexcept {
  static const level chosen = choose();
  return chosen;
}

namespace {
// No call has to wait for the choice, but those that are made before this is initialized.
[[maybe_unused]] const level at_start = running_level();
} // namespace

} // namespace xact::program
