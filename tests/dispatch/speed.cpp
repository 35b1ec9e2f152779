// Measures the speed of elu through xact::dispatch, relative to elu through headers compiled with -march=native.
//   speed <smallest accepted ratio of the speeds>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

void elu_native(const float *x, float *y, std::size_t n);
void elu_dispatched(const float *x, float *y, std::size_t n);

namespace {
template <class F> double nanoseconds(const F &f, std::size_t times) {
  const auto begin = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < times; ++i)
    f();
  const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - begin;
  return took.count() / static_cast<double>(times);
}
} // namespace

int main(int argc, char **argv) {
  const double least = argc > 1 ? std::atof(argv[1]) : 0;
  bool all = true;
  for (const std::size_t n : {256U, 1024U, 2048U, 4096U}) {
    std::vector<float> x(n), y(n);
    for (std::size_t i = 0; i < n; ++i)
      x[i] = static_cast<float>(i % 97) / 8 - 6;
    // Native and dispatched calls alternate, so that a change of the clock frequency affects both. The shortest time is
    // the time without interruptions.
    double native = 1e30;
    double dispatched = 1e30;
    const std::size_t times = 2'000'000 / n;
    for (int round = 0; round < 300; ++round) {
      native = std::min(native, nanoseconds([&] { elu_native(x.data(), y.data(), n); }, times));
      dispatched = std::min(dispatched, nanoseconds([&] { elu_dispatched(x.data(), y.data(), n); }, times));
    }
    std::printf("%5zu floats: native %8.1f ns, dispatched %8.1f ns, %.3f of its speed\n", n, native, dispatched,
                native / dispatched);
    all = all && (n < 1024 || native / dispatched >= least);
  }
  return all ? 0 : 1;
}
