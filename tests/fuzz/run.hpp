#pragma once

/// Executes a call, with a random executor and a random misuse handler.

#include "call.hpp"
#include "verdict.hpp"

#include <xact/xact.hpp>

#include <atomic>
#include <chrono>
#include <csetjmp>
#include <thread>

namespace fuzz {

/// A random executor: xact::this_thread, the current thread with the jobs in reverse order, or several threads that
/// sometimes sleep.
class executor {
public:
  using executor_tag = xact::executor_tag;

  explicit executor(random &r) : seed_(r.bits()), workers_(r.between(2, 4)) {
    kind_ = r.percent(60) ? kind::here : r.percent(40) ? kind::backwards : kind::threads;
  }

  /// Returns the executor in the type that verbs accept.
  [[nodiscard]] xact::executor_ref ref() const {
    return kind_ == kind::here ? xact::executor_ref(xact::this_thread{}) : xact::executor_ref(*this);
  }
  [[nodiscard]] const char *name() const {
    return kind_ == kind::here ? "this thread" : kind_ == kind::backwards ? "backwards" : "threads";
  }

  template <class Job> void operator()(std::size_t count, const Job &job) const {
    if (kind_ == kind::backwards) {
      for (std::size_t k = count; k-- > 0;)
        job(k);
      return;
    }
    std::atomic<std::size_t> next = 0;
    const auto work = [&](std::size_t worker) {
      random r(seed_, worker);
      for (std::size_t k = next++; k < count; k = next++) {
        if (r.percent(20))
          std::this_thread::sleep_for(std::chrono::microseconds(r.below(60)));
        job(k);
      }
    };
    std::thread workers[4];
    const std::size_t used = workers_ < count ? workers_ : count;
    for (std::size_t w = 1; w < used; ++w)
      workers[w] = std::thread(work, w);
    work(0);
    for (std::size_t w = 1; w < used; ++w)
      workers[w].join();
  }

private:
  enum class kind { here, backwards, threads };
  std::uint64_t seed_;
  std::size_t workers_;
  kind kind_;
};

/// Counts the misuse reports of a call. At random, the misuse handler returns, throws, or calls longjmp.
class trap {
public:
  struct thrown {};

  template <class Run> static std::size_t reports_of(random &r, const Run &run) {
    reports = 0;
    how = r.below(3);
    const xact::misuse_handler before = xact::set_misuse_handler(handle);
    if (how == 2) {
      jump_back(run);
    } else {
      try {
        run();
      } catch (const thrown &) {
        if (how != 1)
          fail("a handler that returned threw");
      }
    }
    xact::set_misuse_handler(before);
    return reports;
  }
  [[nodiscard]] static const char *message() { return text; }

private:
  template <class Run> static void jump_back(const Run &run) {
    if (setjmp(back) == 0)
      run();
  }
  static void handle(const char *message) {
    ++reports;
    std::snprintf(text, sizeof text, "%s", message);
    if (how == 1)
      throw thrown{};
    if (how == 2)
      std::longjmp(back, 1);
  }

  static inline std::size_t reports = 0;
  static inline std::size_t how = 0;
  static inline std::jmp_buf back;
  static inline char text[600];
};

/// Calls run(), which calls the library. Returns true if the library accepted the arguments. Fails if the reports of
/// misuse do not agree with the verdict.
template <class Run> bool taken(call &c, verdict expected, const Run &run) {
  std::size_t reports = 0;
  c.watched([&] { reports = trap::reports_of(c.r, run); });
  if (reports > 1)
    fail("misuse was reported " + std::to_string(reports) + " times, at last: " + trap::message());
  if (reports == 0 && expected == verdict::refused)
    fail("misuse was not reported");
  if (reports == 1 && expected == verdict::taken)
    fail(std::string("a valid call was refused: ") + trap::message());
  return reports == 0;
}

} // namespace fuzz
