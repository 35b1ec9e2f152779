// The main function of Google Benchmark with one more option: --progress prints a progress bar instead of a table of
// thousands of lines. (With interleaved repetitions, the table would appear only near the end.)

#include "progress.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

void suite::progress::one_more() {
  ++done;
  if (expected == 0)
    return;
  const std::size_t percent = std::min<std::size_t>(100, 100 * done / expected);
  if (percent == shown)
    return;
  shown = percent;
  std::string bar(percent / 2, '#');
  bar.resize(50, ' ');
  std::fprintf(stderr, "\rBenchmarks [%s] %3zu %%%s", bar.c_str(), percent, percent == 100 ? "\n" : "");
  std::fflush(stderr);
}

namespace {

struct silent : benchmark::BenchmarkReporter {
  std::ostream nowhere{nullptr};

  silent() { SetOutputStream(&nowhere); }
  bool ReportContext(const Context &) override { return true; }
  void ReportRuns(const std::vector<Run> &) override {}
};

void initialize(std::vector<std::string> arguments) {
  std::vector<char *> pointers;
  for (std::string &argument : arguments)
    pointers.push_back(argument.data());
  int count = static_cast<int>(pointers.size());
  pointers.push_back(nullptr);
  benchmark::Initialize(&count, pointers.data());
  if (benchmark::ReportUnrecognizedArguments(count, pointers.data()))
    std::exit(1);
}

/// Returns the value of --benchmark_repetitions=, or 1 without this option.
std::size_t repetitions_among(const std::vector<std::string> &arguments) {
  constexpr std::string_view flag = "--benchmark_repetitions=";
  std::size_t repetitions = 1;
  for (const std::string &argument : arguments)
    if (argument.starts_with(flag))
      repetitions = std::strtoul(argument.c_str() + flag.size(), nullptr, 10);
  return repetitions;
}

} // namespace

int main(int argc, char **argv) {
  std::vector<std::string> arguments(argv, argv + argc);
  const bool quiet = std::erase(arguments, "--progress") != 0;
  initialize(arguments);
  if (quiet) {
    silent reporter;
    // With --benchmark_list_tests=true, RunSpecifiedBenchmarks executes no benchmark and returns the benchmark count.
    initialize({arguments[0], "--benchmark_list_tests=true"});
    const std::size_t benchmarks = benchmark::RunSpecifiedBenchmarks(&reporter);
    initialize({arguments[0], "--benchmark_list_tests=false"});
    suite::all_benchmarks.expect(benchmarks * repetitions_among(arguments));
    benchmark::RunSpecifiedBenchmarks(&reporter);
  } else {
    benchmark::RunSpecifiedBenchmarks();
  }
  benchmark::Shutdown();
}
