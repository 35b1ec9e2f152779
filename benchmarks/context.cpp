// Adds the compiler, its flags, the processor and the versions of xsimd and xact to the results of Google Benchmark.

#include <xact/simd/xsimd.hpp>
#include <xact/version.hpp>

#include <benchmark/benchmark.h>

#include <fstream>
#include <string>

namespace {

std::string processor() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);)
    if (line.rfind("model name", 0) == 0)
      return line.substr(line.find(':') + 2);
  return "unknown processor";
}

std::string version(int major, int minor, int patch) {
  return std::to_string(major) + '.' + std::to_string(minor) + '.' + std::to_string(patch);
}

[[maybe_unused]] const bool told = [] {
#ifdef __clang__
  benchmark::AddCustomContext("compiler", "clang " __clang_version__);
#else
  benchmark::AddCustomContext("compiler", "g++ " __VERSION__);
#endif
  benchmark::AddCustomContext("flags", XACT_BENCHMARK_FLAGS);
  benchmark::AddCustomContext("cpu", processor());
  benchmark::AddCustomContext("xsimd", version(XSIMD_VERSION_MAJOR, XSIMD_VERSION_MINOR, XSIMD_VERSION_PATCH));
  benchmark::AddCustomContext("xact", version(XACT_VERSION_MAJOR, XACT_VERSION_MINOR, XACT_VERSION_PATCH));
  return true;
}();

} // namespace
