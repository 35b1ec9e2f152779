#pragma once

#include <benchmark/benchmark.h>

#include <cstddef>
#include <memory>

namespace suite {

/// Shows the progress of all benchmarks on stderr, after it knows the number of repetitions.
class progress {
public:
  void expect(std::size_t repetitions) { expected = repetitions; }
  void one_more();

private:
  std::size_t expected = 0, done = 0, shown = 0;
};

inline progress all_benchmarks;

/// Counts the repetitions of a benchmark. Google Benchmark calls operator() for each repetition.
class repetitions {
public:
  void operator()(const benchmark::State &state) const {
    // The first repetition runs with increasing numbers of iterations until it takes long enough. Later repetitions run
    // once with the last number.
    if (*iterations == 0 || *iterations == state.max_iterations)
      all_benchmarks.one_more();
    *iterations = state.max_iterations;
  }

private:
  std::shared_ptr<benchmark::IterationCount> iterations = std::make_shared<benchmark::IterationCount>(0);
};

} // namespace suite
