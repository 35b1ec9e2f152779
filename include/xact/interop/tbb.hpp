#pragma once

#include <xact/xact.hpp> // for calls with this executor

#include <tbb/parallel_for.h>
#include <tbb/partitioner.h>

namespace xact::inline XACT_ARCH {

/// An executor that runs jobs on the threads of oneTBB, in the arena of the calling thread:
///
///     xact::forward(xact::tbb{}, xact::elu{}, x, y);
struct tbb {
  using executor_tag = xact::executor_tag; ///< declares an executor

  /// Runs the jobs.
  template <class Job> void operator()(std::size_t count, const Job &job) const {
    // The partitioner is static, so that each thread gets the same elements as in the previous call. These elements may
    // still be in the caches of the thread.
    ::tbb::parallel_for(std::size_t{0}, count, job, ::tbb::static_partitioner{});
  }
};

} // namespace xact::inline XACT_ARCH
