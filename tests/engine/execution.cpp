// Executors of one's own: in any order and on any threads, all bits are those of a call without one.

#include "../executors.hpp"

#include <atomic>
#include <thread>

using namespace test;

namespace {

/// As `backwards`, and counts the calls that were cut.
struct counting {
  std::size_t *calls;
  template <class Job> void operator()(std::size_t count, const Job &job) const {
    *calls += count > 1;
    backwards(count, job);
  }
};

struct three_threads {
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

TEMPLATE_TEST_CASE("the order of the pieces changes no bit", "", float, double) {
  std::size_t calls = 0;
  same_on<TestType>(counting{&calls});
  // All but the calls on few elements are cut into pieces.
  CHECK(calls > 100);
}

TEMPLATE_TEST_CASE("threads change no bit", "", float, double) { same_on<TestType>(three_threads{}); }

TEST_CASE("what an executor calls is checked as any call is") {
  const std::vector<float> x(50000, -1.F);
  std::vector<float> y(49999, 5.F);
  misuse_trap trap;
  xact::forward(three_threads{}, xact::relu{}, x, y);
  CHECK(trap.says("xact::forward: x has 50000 elements but y has 49999"));
  CHECK(y == std::vector<float>(49999, 5.F));
}
