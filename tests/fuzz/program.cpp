// The loop of a fuzzer. The loop executes iterations until the time is over, and prints a failing iteration.

#include "program.hpp"
#include "call.hpp"

#include <chrono>
#include <csignal>

extern "C" void __sanitizer_set_death_callback(void (*)()) __attribute__((weak));

namespace fuzz {
namespace {

const char *program = "";
std::uint64_t seed = 1;
std::uint64_t iteration = 0;

void tell_iteration() {
  std::printf("FAILED: seed %llu, iteration %llu; run it again by: %s 600 %llu %llu 1\n",
              static_cast<unsigned long long>(seed), static_cast<unsigned long long>(iteration), program,
              static_cast<unsigned long long>(seed), static_cast<unsigned long long>(iteration));
  if (current != nullptr)
    std::printf("%s\n", current->describe().c_str());
  if (describe_more != nullptr)
    std::printf("%s\n", describe_more().c_str());
  std::fflush(stdout);
}

void on_signal(int number) {
  tell_iteration();
  std::signal(number, SIG_DFL);
  std::raise(number);
}

} // namespace

void fail(const std::string &why) {
  tell_iteration();
  std::printf("%s\n", why.c_str());
  std::exit(1);
}

std::uint64_t repeat(const char *name, int count, char **arguments, void (*run)(random &, const memory &)) {
  program = name;
  const auto argument = [&](int k, std::uint64_t otherwise) -> std::uint64_t {
    return k < count ? std::strtoull(arguments[k], nullptr, 10) : otherwise;
  };
  const double seconds = static_cast<double>(argument(1, 10));
  seed = argument(2, 1);
  const std::uint64_t first = argument(3, 0);
  const std::uint64_t last = first + argument(4, static_cast<std::uint64_t>(-1) / 2);
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
    random r(seed, iteration);
    run(r, memory);
    current = nullptr;
  }
  std::printf("seed %llu: %llu calls as they must be\n", static_cast<unsigned long long>(seed),
              static_cast<unsigned long long>(iteration - first));
  return iteration - first;
}

} // namespace fuzz
