#pragma once

#include <benchmark/benchmark.h>

#include <cstddef>
#include <memory>

namespace suite {

/// How far all benchmarks are, shown on stderr. Silent until it is told how many repetitions there will be.
class progress {
public:
  void expect(std::size_t repetitions) { expected = repetitions; }
  void one_more();

private:
  std::size_t expected = 0, done = 0, shown = 0;
};

inline progress all_benchmarks;

/// Counts the repetitions of a benchmark: operator() is called each time that Google Benchmark calls it.
class repetitions {
public:
  void operator()(const benchmark::State &state) const {
    // The first repetition is called with more and more iterations, until it takes long enough; all later ones are
    // called once, with as many.
    if (*iterations == 0 || *iterations == state.max_iterations)
      all_benchmarks.one_more();
    *iterations = state.max_iterations;
  }

private:
  std::shared_ptr<benchmark::IterationCount> iterations = std::make_shared<benchmark::IterationCount>(0);
};

} // namespace suite
