#pragma once

/// The tasks of sweep.py: each measures the value or the derivative of one function of the catalogue with one set of
/// parameters.

#include "grid.hpp"
#include "search.hpp"

#include <functional>

namespace test {

/// Calls fn(f, what, is_tested) for each activation: with each of its test parameters (is_tested is true), and with
/// each other parameter for which exact(f) is proved (is_tested is false).
template <class Fn> void for_each_proved_parameters(Fn &&fn) {
  xact::for_each_activation([&]<class F>(F) {
    std::vector<std::string> seen;
    const auto visit = [&](const F &f, bool is_tested) {
      const std::string what = describe(f);
      if (std::find(seen.begin(), seen.end(), what) == seen.end()) {
        seen.push_back(what);
        fn(f, what, is_tested);
      }
    };
    for (const F &f : xact::test_parameters_of<F>())
      visit(f, true);
    if constexpr (requires { F::proved_parameters(); })
      for (const F &f : F::proved_parameters())
        visit(f, false);
  });
}

/// True if exact(f) differs from f. If f is correctly rounded, exact(f) is f itself.
template <class F> inline constexpr bool has_exact_form = !xact::detail::is_correctly_rounded<F>();

/// A task makes one row of the table per form of its function. The forms are default (f), exact (exact(f)) and scaled
/// (the proof of grid.hpp).
struct task {
  std::string type; ///< float or double
  std::string function;
  quantity what;
  std::vector<std::string> forms;
  std::uint64_t size; ///< the number of inputs, or of steps of the search
  std::function<std::vector<tally>(std::uint64_t first, std::uint64_t count)> run;
  std::function<std::vector<tally>()> sample; ///< measures a fixed sample of the inputs; may be empty
  /// Computes only the hashes that `run` returns; may be empty.
  std::function<std::vector<std::uint64_t>(std::uint64_t first, std::uint64_t count)> hashes;
};

inline constexpr std::uint64_t all_floats = std::uint64_t{1} << 32;
/// The number of steps of a search. Functions with short formulas need fewer steps.
template <class F> inline constexpr std::uint64_t search_steps = std::uint64_t{1} << (exact_in_double<F> ? 22 : 24);

template <class F> std::vector<tally> measure_forms(const F &f, quantity q, const inputs &x) {
  if constexpr (has_exact_form<F>)
    return measure(f, q, x, f, xact::exact(f));
  else
    return measure(f, q, x, f);
}

template <class F> task float_task(const F &f, const std::string &function, quantity q) {
  std::vector<std::string> forms{"default"};
  if constexpr (has_exact_form<F>)
    forms.emplace_back("exact");
  return {"float",
          function,
          q,
          forms,
          all_floats,
          [=](std::uint64_t first, std::uint64_t count) { return measure_forms(f, q, range(first, count)); },
          [=] { return measure_forms(f, q, listed(sample())); },
          [=](std::uint64_t first, std::uint64_t count) {
            std::vector<std::uint64_t> hashes{hash_of(f, q, range(first, count))};
            if constexpr (has_exact_form<F>)
              hashes.push_back(hash_of(xact::exact(f), q, range(first, count)));
            return hashes;
          }};
}

template <class F> task grid_task(const F &f, const std::string &function, quantity q) {
  return {
      "float",
      function,
      q,
      {"scaled"},
      all_floats,
      [=](std::uint64_t first, std::uint64_t count) { return std::vector{measure_grid(f, q, range(first, count), f)}; },
      {},
      {}};
}

template <class F> task search_task(const F &f, const std::string &function, quantity q) {
  return {"double",
          function,
          q,
          {"default"},
          search_steps<F>,
          [=](std::uint64_t first, std::uint64_t count) {
            const search_result worst = search(f, q, first, count);
            return std::vector{tally{.max_ulp = worst.ulp, .at = worst.at}};
          },
          {},
          {}};
}

inline std::vector<task> all_tasks() {
  std::vector<task> tasks;
  for_each_proved_parameters([&]<class F>(const F &f, const std::string &function, bool is_tested) {
    for (const quantity q : {quantity::value, quantity::derivative}) {
      tasks.push_back(float_task(f, function, q));
      if (is_tested)
        tasks.push_back(search_task(f, function, q));
    }
  });
  xact::for_each_activation([&]<class F>(const F &f) {
    if constexpr (is_scaled<F>)
      for (const quantity q : {quantity::value, quantity::derivative})
        tasks.push_back(grid_task(f, describe(f), q));
  });
  return tasks;
}

/// The name of the target: the instruction set that this file is compiled for.
inline constexpr const char *target =
#if defined(__AVX512F__)
    "avx512";
#elif defined(__AVX2__)
    "avx2";
#elif defined(__AVX__)
    "avx";
#elif defined(__SSE4_2__)
    "sse4";
#elif defined(__SSE2__)
    "sse2";
#else
    "";
#endif

} // namespace test
