#pragma once

#include <benchmark/benchmark.h>

#include <cstddef>
#include <memory>

namespace suite {

/// Prints the progress of all benchmarks to stderr. `expect` sets the total number of repetitions.
class progress {
public:
  void expect(std::size_t repetitions) { expected = repetitions; }
  void one_more();

private:
  std::size_t expected = 0, done = 0, shown = 0;
};

inline progress all_benchmarks;

/// Counts the repetitions of one benchmark. The benchmark calls operator() at the start of each run.
class repetitions {
public:
  void operator()(const benchmark::State &state) const {
    // For the first repetition, Google Benchmark runs the benchmark with increasing numbers of iterations, until a run
    // takes long enough. For each later repetition, it runs the benchmark once, with the last number of iterations.
    if (*iterations == 0 || *iterations == state.max_iterations)
      all_benchmarks.one_more();
    *iterations = state.max_iterations;
  }

private:
  std::shared_ptr<benchmark::IterationCount> iterations = std::make_shared<benchmark::IterationCount>(0);
};

} // namespace suite
