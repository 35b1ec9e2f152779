// A fuzzer of whole calls: each iteration draws a verb, its arrays and their places, and compares all memory with what
// the contract says.
//
//     fuzz [seconds [seed [first iteration [iterations]]]]     FUZZ_GAPS=1: gaps between rows may change sums

#include "call.hpp"
#include "cases.hpp"
#include "sums.hpp"

#include <chrono>
#include <csignal>

namespace {

std::uint64_t seed = 1;
std::uint64_t iteration = 0;

void tell_iteration() {
  std::printf("FAILED: seed %llu, iteration %llu; run it again by: fuzz 600 %llu %llu 1\n",
              static_cast<unsigned long long>(seed), static_cast<unsigned long long>(iteration),
              static_cast<unsigned long long>(seed), static_cast<unsigned long long>(iteration));
  if (fuzz::current != nullptr)
    std::printf("%s\n", fuzz::current->describe().c_str());
  std::fflush(stdout);
}

void on_signal(int number) {
  tell_iteration();
  std::signal(number, SIG_DFL);
  std::raise(number);
}

void run(const fuzz::memory &of) {
  fuzz::random r(seed, iteration);
  const std::size_t kind = r.below(10);
  if (kind < 4)
    fuzz::try_float(r, of);
  else if (kind < 6)
    fuzz::try_double(r, of);
  else if (kind < 7)
    fuzz::try_exact(r, of);
  else if (kind < 9)
    fuzz::try_slices(r, of);
  else if (r.percent(50))
    fuzz::try_observations(r, of);
  else
    fuzz::try_training(r, of);
}

} // namespace

void fuzz::fail(const std::string &why) {
  tell_iteration();
  std::printf("%s\n", why.c_str());
  std::exit(1);
}

extern "C" void __sanitizer_set_death_callback(void (*)()) __attribute__((weak));

int main(int count, char **arguments) {
  const auto argument = [&](int k, std::uint64_t otherwise) -> std::uint64_t {
    return k < count ? std::strtoull(arguments[k], nullptr, 10) : otherwise;
  };
  const double seconds = static_cast<double>(argument(1, 10));
  seed = argument(2, 1);
  const std::uint64_t first = argument(3, 0);
  const std::uint64_t last = first + argument(4, static_cast<std::uint64_t>(-1) / 2);
  fuzz::gaps_may_change_sums = std::getenv("FUZZ_GAPS") != nullptr;
  if (__sanitizer_set_death_callback != nullptr)
    __sanitizer_set_death_callback(tell_iteration);
  else
    for (const int number : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT})
      std::signal(number, on_signal);

  const fuzz::memory memory;
  const auto start = std::chrono::steady_clock::now();
  double told = 0;
  for (iteration = first; iteration < last; ++iteration) {
    const double passed = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (passed > seconds)
      break;
    if (passed > told + 60) {
      told = passed;
      std::printf("%llu iterations in %.0f s\n", static_cast<unsigned long long>(iteration - first), passed);
      std::fflush(stdout);
    }
    run(memory);
    fuzz::current = nullptr;
  }
  std::printf("seed %llu: %llu calls as they must be; gaps between rows changed the sums of %zu\n",
              static_cast<unsigned long long>(seed), static_cast<unsigned long long>(iteration - first),
              fuzz::gapped_sums);
  return 0;
}
