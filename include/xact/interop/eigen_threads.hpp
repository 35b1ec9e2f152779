#pragma once

#include <xact/xact.hpp> // all that a call with it needs

#include <unsupported/Eigen/CXX11/ThreadPool>

#include <atomic>
#include <memory>

namespace xact::inline XACT_ARCH {

/// Runs a call on the caller's thread and those of an Eigen thread pool, which must outlive it:
///
///     Eigen::ThreadPool pool(3);
///     xact::forward(xact::eigen_threads{pool}, xact::elu{}, x, y);
///
/// May be called from a thread of the pool. Allocates what the pool's tasks need.
class eigen_threads {
public:
  using executor_tag = xact::executor_tag; ///< an executor

  /// Refers to the pool.
  explicit eigen_threads(Eigen::ThreadPoolInterface &pool) noexcept : pool_(&pool) {}

  /// Runs the jobs.
  template <class Job> void operator()(std::size_t count, const Job &job) const {
    // Shared, because a task of the pool may start after the last job is done and this call has returned.
    struct progress {
      std::atomic<std::size_t> next{0};
      std::atomic<std::size_t> done{0};
    };
    const auto shared = std::make_shared<progress>();
    const auto work = [shared, count, &job] {
      for (std::size_t k; (k = shared->next.fetch_add(1)) < count;) {
        job(k);
        if (shared->done.fetch_add(1) + 1 == count)
          shared->done.notify_all();
      }
    };
    for (std::size_t helper = 1; helper < count && helper <= static_cast<std::size_t>(pool_->NumThreads()); ++helper)
      pool_->Schedule(work);
    work();
    for (std::size_t done; (done = shared->done.load()) < count;)
      shared->done.wait(done);
  }

private:
  Eigen::ThreadPoolInterface *pool_;
};

} // namespace xact::inline XACT_ARCH
