#pragma once

#include <xact/xact.hpp> // for calls with this executor

#include <unsupported/Eigen/CXX11/ThreadPool>

#include <atomic>
#include <memory>

namespace xact::inline XACT_ARCH {

/// An executor that runs jobs on the calling thread and on the threads of an Eigen thread pool. The pool must outlive
/// the executor:
///
///     Eigen::ThreadPool pool(3);
///     xact::forward(xact::eigen_threads{pool}, xact::elu{}, x, y);
///
/// The calling thread may be a thread of the pool. A call allocates memory for the tasks of the pool.
class eigen_threads {
public:
  using executor_tag = xact::executor_tag; ///< declares an executor

  /// Stores a reference to the pool.
  explicit eigen_threads(Eigen::ThreadPoolInterface &pool) noexcept : pool_(&pool) {}

  /// Runs the jobs.
  template <class Job> void operator()(std::size_t count, const Job &job) const {
    // The tasks share the ownership of `progress`, because a task may start after this function has returned.
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
