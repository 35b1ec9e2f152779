#pragma once

#include <xact/xact.hpp> // all that a call with it needs

#include <tbb/parallel_for.h>
#include <tbb/partitioner.h>

namespace xact::inline XACT_ARCH {

/// Runs a call on oneTBB's threads, those of the arena that it is made in:
///
///     xact::forward(xact::tbb{}, xact::elu{}, x, y);
struct tbb {
  using executor_tag = xact::executor_tag; ///< an executor

  /// Runs the jobs.
  template <class Job> void operator()(std::size_t count, const Job &job) const {
    // Static: the next call finds in each thread's caches what this one has left there.
    ::tbb::parallel_for(std::size_t{0}, count, job, ::tbb::static_partitioner{});
  }
};

} // namespace xact::inline XACT_ARCH
