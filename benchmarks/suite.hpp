#pragma once

/// The common parts of the benchmarks: the working sets (sizes of arrays), the arrays, and the registration of a
/// benchmark for all working sets. The name of a benchmark is verb/function/type/working set. For a peer (another
/// implementation of the function) the name is verb/function@peer/type/working set.

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

/// A working set: a size of the arrays, with the name of the cache that the arrays of a call fit in. A call uses at
/// most three arrays, which fit in an L1 cache of 32 KiB, an L2 cache of 512 KiB or an L3 cache of 16 MiB. The arrays
/// of `memory` are larger than most last-level caches.
struct working_set {
  const char *name;
  std::size_t bytes;          ///< the size of an array
  std::size_t misaligned = 0; ///< the offset of the arrays from the start of a cache line, in bytes
};

inline constexpr working_set working_sets[] = {
    {"L1", 8 << 10},       {"L1_unaligned", 8 << 10, 16}, // malloc gives large blocks this offset
    {"L2", 128 << 10},     {"L3", 4 << 20},
    {"memory", 128 << 20},
};

template <class T> inline constexpr const char *type_name = std::is_same_v<T, float> ? "float" : "double";

/// The arrays of a call: inputs with numbers of both signs, and outputs. All benchmarks of one type T use the same
/// memory, so that the pages of the memory are mapped only once.
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
    if (grows) // The numbers start at the aligned address, so that x and dy do not depend on the address of the memory.
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

/// Sets the items and bytes per second. `moved` is the count of arrays that an iteration reads or writes.
template <class T> void count(benchmark::State &state, std::size_t items, std::size_t moved) {
  const auto all = state.iterations() * static_cast<std::int64_t>(items);
  state.SetItemsProcessed(all);
  state.SetBytesProcessed(all * static_cast<std::int64_t>(moved * sizeof(T)));
}

/// Makes the content of `value` unknown to the compiler. (DoNotOptimize(value) fails with g++ on small structs.)
template <class V> void hide(V &value) { benchmark::DoNotOptimize(&value); }

/// Returns a functor for add(). At its first call the functor makes an object, make(arrays). At every call the functor
/// calls this object. `add` calls the functor once before the timing, so that make(arrays) is not timed. All calls of
/// one copy of the functor must have the same arrays.
template <class T, class Make> auto made_once(Make make) {
  return [make, made = std::optional<std::invoke_result_t<Make, const arrays<T> &>>()](const arrays<T> &a) mutable {
    if (!made)
      made.emplace(make(a));
    (*made)();
  };
}

/// The argument `truth` of `add` for benchmarks without reference values.
inline constexpr auto unknown = nullptr;

/// Registers a benchmark `name`/type/working set for each working set. The benchmark times call(arrays<T>), which reads
/// or writes `moved` arrays. truth(arrays<T>, i) is the reference value of out[i]. The benchmark of the first working
/// set compares out with the reference values, and stores the largest error in the counter max_ulp. The statistic "min"
/// is the time of the fastest repetition, because other work on the machine affects this time least.
template <class T, class Call, class Truth = std::nullptr_t>
void add(const std::string &name, std::size_t moved, Call call, Truth truth = unknown) {
  for (const working_set &set : working_sets) {
    const auto run = [=, &set, repetition = repetitions()](benchmark::State &state) {
      repetition(state);
      const arrays<T> a(set.bytes, set.misaligned);
      Call hidden = call;
      hide(hidden); // makes the parameters in the functor unknown to the compiler
      hidden(a);    // makes the object of a functor that made_once returned
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

/// An object whose constructor registers the benchmarks of a source file. The constructor runs before main and calls
/// register_for(T()) for float and double.
template <class Register> struct registration {
  explicit registration(Register register_for) {
    register_for(float());
    register_for(double());
  }
};

} // namespace suite
