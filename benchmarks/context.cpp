// Adds the compiler, its flags, the processor and the versions of xsimd and xact to the results of Google Benchmark.
// processors.py makes the name of the processor from its model name and, where this name has no number, from `isa`.

#include <xact/simd/xsimd.hpp>
#include <xact/version.hpp>

#include <benchmark/benchmark.h>

#include <fstream>
#include <string>
#include <utility>

namespace {

/// Returns the value of the first line of /proc/cpuinfo that begins with `name`, or an empty string.
std::string of_processor(const std::string &name) {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with(name) && line.find(':') + 2 < line.size())
      return line.substr(line.find(':') + 2);
  return "";
}

/// Returns the model of the processor. On Arm, Linux states the part number of the core instead.
std::string processor() {
  const std::string name = of_processor("model name");
  if (!name.empty())
    return name;
  const std::string part = of_processor("CPU part");
  constexpr std::pair<const char *, const char *> cores[] = {
      {"0xd0c", "Neoverse N1"}, {"0xd40", "Neoverse V1"}, {"0xd49", "Neoverse N2"}, {"0xd4f", "Neoverse V2"}};
  for (const auto &[number, core] : cores)
    if (part == number)
      return core;
  return part.empty() ? "unknown processor" : "Arm core " + part;
}

/// Returns the widest vector instructions of the processor.
std::string instruction_set() {
  const std::string flags = of_processor("flags") + of_processor("Features") + ' ';
  constexpr std::pair<const char *, const char *> sets[] = {{" avx512_fp16 ", "AVX-512 with FP16"},
                                                            {" avx512f ", "AVX-512"},
                                                            {" avx2 ", "AVX2"},
                                                            {" avx ", "AVX"},
                                                            {" sve2 ", "SVE2"},
                                                            {" sve ", "SVE"}};
  for (const auto &[flag, set] : sets)
    if (flags.find(flag) != std::string::npos)
      return set;
  return "";
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
  benchmark::AddCustomContext("isa", instruction_set());
  benchmark::AddCustomContext("xsimd", version(XSIMD_VERSION_MAJOR, XSIMD_VERSION_MINOR, XSIMD_VERSION_PATCH));
  benchmark::AddCustomContext("xact", version(XACT_VERSION_MAJOR, XACT_VERSION_MINOR, XACT_VERSION_PATCH));
  return true;
}();

} // namespace
