#pragma once

/// The common parts of the benchmarks: the working sets, their arrays, and the registration of one kernel for all
/// working sets. The name of a benchmark is verb/function/type/working set, with @peer after the function of a peer.

#include "../tests/ulp.hpp"
#include "progress.hpp"

#include <xact/functor/concepts.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace suite {

/// A working set. A call uses at most three arrays at once: L1 is for caches from 32 KiB, L2 from 512 KiB, L3 from 16
/// MiB, and memory exceeds every last-level cache.
struct working_set {
  const char *name;
  std::size_t bytes;          ///< the size of an array
  std::size_t misaligned = 0; ///< the distance of the arrays from a cache line, in bytes
};

inline constexpr working_set working_sets[] = {
    {"L1", 8 << 10},       {"L1_unaligned", 8 << 10, 16}, // like large blocks from malloc
    {"L2", 128 << 10},     {"L3", 4 << 20},
    {"memory", 128 << 20},
};

template <class T> inline constexpr const char *type_name = std::is_same_v<T, float> ? "float" : "double";

/// The arrays of a call: inputs of both signs, and outputs. All benchmarks of a type use the same memory, which is
/// therefore paged in once.
template <class T> struct arrays {
  std::span<const T> x, dy;
  std::span<T> out, more_out;

  explicit arrays(std::size_t bytes, std::size_t misaligned = 0)
      : x(part(0, bytes, misaligned)), dy(part(1, bytes, misaligned)), out(part(2, bytes, misaligned)),
        more_out(part(3, bytes, misaligned)) {}

private:
  static std::span<T> part(std::size_t which, std::size_t bytes, std::size_t misaligned) {
    constexpr std::size_t page = 4096;
    static std::vector<T> memory[4];
    std::vector<T> &all = memory[which];
    const bool grows = all.size() * sizeof(T) < bytes + 3 * page;
    if (grows)
      all.resize((bytes + 3 * page) / sizeof(T));
    void *begin = all.data();
    std::size_t room = all.size() * sizeof(T);
    std::align(page, bytes, begin, room);
    if (grows) // The inputs start at the aligned beginning, so that they do not depend on the place of the memory.
      fill({static_cast<T *>(begin), room / sizeof(T)});
    // Each array begins at a different page offset: the processor treats a load as dependent on an earlier store if
    // their page offsets agree.
    return {static_cast<T *>(begin) + (which * (page / 4 + 64) + misaligned) / sizeof(T), bytes / sizeof(T)};
  }

  static void fill(std::span<T> all) {
    std::mt19937 random(1);
    std::normal_distribution<T> value(0, 2);
    std::vector<T> pattern(8192);
    std::generate(pattern.begin(), pattern.end(), [&] { return value(random); });
    for (std::size_t i = 0; i < all.size(); ++i)
      all[i] = pattern[i % pattern.size()];
  }
};

/// Sets items and bytes per second, if each iteration reads or writes each of `moved` arrays once.
template <class T> void count(benchmark::State &state, std::size_t items, std::size_t moved) {
  const auto all = state.iterations() * static_cast<std::int64_t>(items);
  state.SetItemsProcessed(all);
  state.SetBytesProcessed(all * static_cast<std::int64_t>(moved * sizeof(T)));
}

/// Hides the content of `value` from the compiler. (DoNotOptimize(value) fails with g++ on small structs.)
template <class V> void hide(V &value) { benchmark::DoNotOptimize(&value); }

/// A call for add() that runs make(arrays)(). make runs before the timing starts. Every run has a separate copy, and
/// the same arrays.
template <class T, class Make> auto made_once(Make make) {
  return [make, made = std::optional<std::invoke_result_t<Make, const arrays<T> &>>()](const arrays<T> &a) mutable {
    if (!made)
      made.emplace(make(a));
    (*made)();
  };
}

/// For benchmarks without a reference.
inline constexpr auto unknown = nullptr;

/// Registers call(arrays<T>) as `name`/type/size for each working set. truth(arrays<T>, i) is the true value of out[i];
/// the counter max_ulp of the smallest set has the largest error. The minimum of the repetitions is also reported,
/// since it is the most stable on a machine with other work.
template <class T, class Call, class Truth = std::nullptr_t>
void add(const std::string &name, std::size_t moved, Call call, Truth truth = unknown) {
  for (const working_set &set : working_sets) {
    const auto run = [=, &set, repetition = repetitions()](benchmark::State &state) {
      repetition(state);
      const arrays<T> a(set.bytes, set.misaligned);
      Call hidden = call;
      hide(hidden); // the parameters of the call
      hidden(a);    // objects that the call makes once
      for (auto _ : state) {
        hidden(a);
        benchmark::ClobberMemory();
      }
      count<T>(state, a.x.size(), moved);
      if constexpr (!std::is_null_pointer_v<Truth>)
        if (&set == working_sets) {
          double worst = 0;
          for (std::size_t i = 0; i < a.x.size(); ++i)
            worst = std::max(worst, test::ulp_error(a.out[i], truth(a, i)));
          state.counters["max_ulp"] = worst;
        }
    };
    benchmark::RegisterBenchmark((name + '/' + type_name<T> + '/' + set.name).c_str(), run)
        ->ComputeStatistics("min", [](const auto &v) { return *std::min_element(v.begin(), v.end()); });
  }
}

/// Registers the benchmarks of a file: calls register_for(T) for both types before main.
template <class Register> struct registration {
  explicit registration(Register register_for) {
    register_for(float());
    register_for(double());
  }
};

} // namespace suite
