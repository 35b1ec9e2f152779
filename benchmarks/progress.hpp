#pragma once

#include <benchmark/benchmark.h>

#include <cstddef>
#include <memory>

namespace suite {

/// Prints the progress of all benchmarks to stderr. `expect` sets the total count of repetitions.
class progress {
public:
  void expect(std::size_t repetitions) { expected = repetitions; }
  void one_more();

private:
  std::size_t expected = 0, done = 0, shown = 0;
};

inline progress all_benchmarks;

/// Counts the repetitions of one benchmark. The function of the benchmark calls operator() first.
class repetitions {
public:
  void operator()(const benchmark::State &state) const {
    // For the first repetition, Google Benchmark calls the function of the benchmark with increasing iteration counts,
    // until a call takes long enough. For each later repetition, it calls the function once, with the last count.
    // Therefore a repetition is counted at the first call, and at each call with the count of the previous call.
    if (*iterations == 0 || *iterations == state.max_iterations)
      all_benchmarks.one_more();
    *iterations = state.max_iterations;
  }

private:
  std::shared_ptr<benchmark::IterationCount> iterations = std::make_shared<benchmark::IterationCount>(0);
};

} // namespace suite
