// Tests of executors: a call on an executor gives the same bits as a call without an executor, for any order and any
// threads of the jobs.

#include "../executors.hpp"

#include <atomic>
#include <thread>

using namespace test;

namespace {

/// An executor that runs the jobs in reverse order. `calls` counts its executions with several jobs.
struct counting {
  using executor_tag = xact::executor_tag;

  std::size_t *calls;
  template <class Job> void operator()(std::size_t count, const Job &job) const {
    *calls += count > 1;
    backwards(count, job);
  }
};

struct three_threads {
  using executor_tag = xact::executor_tag;

  template <class Job> void operator()(std::size_t count, const Job &job) const {
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
      for (std::size_t k; (k = next++) < count;)
        job(k);
    };
    std::thread one(work);
    std::thread two(work);
    work();
    one.join();
    two.join();
  }
};

} // namespace

TEMPLATE_TEST_CASE("the order of the jobs changes no bit", "", float, double) {
  std::size_t calls = 0;
  same_on<TestType>(counting{&calls});
  // All calls except calls on few elements run in several jobs.
  CHECK(calls > 100);
}

TEMPLATE_TEST_CASE("threads change no bit", "", float, double) { same_on<TestType>(three_threads{}); }

TEMPLATE_TEST_CASE("threads synchronize less often with a workspace, and the bits stay the same", "", float, double) {
  using T = TestType;
  const std::size_t channels = 64;
  const auto x = random_numbers<T>(channels * 40000, T(5), 1);
  const auto dy = random_numbers<T>(x.size(), T(5), 2);
  const std::vector<T> slopes(channels, T(0.25));
  std::vector<T> dx(x.size()), want(channels);
  const xact::prelu f{slopes, {.channels = channels}};
  xact::backward(f, x, dy, dx, want);
  std::vector<std::byte> memory(1 << 17);
  const auto calls_with = [&](std::size_t begin, std::size_t size) {
    std::size_t calls = 0;
    std::vector<T> dw(channels);
    xact::backward(xact::workspace{counting{&calls}, std::span(memory).subspan(begin, size)}, f, x, dy, dx, dw);
    CHECK(dw == want);
    return calls;
  };
  const std::size_t without = calls_with(0, 0);
  CHECK(without > 1);
  CHECK(calls_with(1, 100) == without);
  CHECK(calls_with(3, memory.size() - 3) == 1);
}

void run_backwards(std::size_t count, xact::job_ref job) { backwards(count, job); }

TEST_CASE("xact::executor wraps a function object or a plain function") {
  STATIC_REQUIRE(xact::executor_like<decltype(backwards)>);
  STATIC_REQUIRE(xact::executor_like<decltype(xact::executor{run_backwards})>);
  STATIC_REQUIRE_FALSE(xact::executor_like<decltype(run_backwards)>);
  // To wrap an executor again has no effect: the type stays the same.
  STATIC_REQUIRE(std::is_same_v<decltype(xact::executor{backwards}), std::remove_const_t<decltype(backwards)>>);
  std::size_t jobs = 0;
  const std::vector<float> x(50000, -1.F);
  std::vector<float> y(x.size());
  xact::forward(xact::executor{[&](std::size_t count, const auto &job) {
                  jobs += count;
                  run_backwards(count, job);
                }},
                xact::leaky_relu{}, x, y);
  CHECK(jobs > 1);
  CHECK(y == std::vector<float>(x.size(), -0.01F));
}

TEST_CASE("a function object without an executor tag is not an executor") {
  const auto jobs_in_order = [](std::size_t count, const auto &job) {
    for (std::size_t k = 0; k < count; ++k)
      job(k);
  };
  const auto product = [](auto a, auto b) { return a * b; };
  STATIC_REQUIRE_FALSE(xact::executor_like<decltype(jobs_in_order)>);
  STATIC_REQUIRE_FALSE(xact::executor_like<decltype(product)>);
  STATIC_REQUIRE_FALSE(xact::executor_like<xact::relu>);
}

TEST_CASE("a call on an executor is checked for misuse") {
  const std::vector<float> x(50000, -1.F);
  std::vector<float> y(49999, 5.F);
  misuse_trap trap;
  xact::forward(three_threads{}, xact::relu{}, x, y);
  CHECK(trap.says("xact::forward: x has 50000 elements but y has 49999"));
  CHECK(y == std::vector<float>(49999, 5.F));
}
