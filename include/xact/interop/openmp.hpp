#pragma once

#ifndef _OPENMP
#error "xact: xact/interop/openmp.hpp needs OpenMP; compile with -fopenmp, or link with CMake's OpenMP::OpenMP_CXX"
#endif

#include <xact/xact.hpp> // all that a call with it needs

#include <omp.h>

namespace xact::inline XACT_ARCH {

/// Runs a call on OpenMP's threads:
///
///     xact::forward(xact::openmp{}, xact::elu{}, x, y);
struct openmp {
  using executor_tag = xact::executor_tag; ///< an executor

  int threads = 0; ///< how many; 0 leaves it to OpenMP (OMP_NUM_THREADS)

  /// Runs the jobs.
  template <class Job> void operator()(std::size_t count, const Job &job) const {
    const int team = threads > 0 ? threads : omp_get_max_threads();
    // Static: the next call finds in each thread's caches what this one has left there.
#pragma omp parallel for schedule(static) num_threads(team)
    for (std::size_t k = 0; k < count; ++k)
      job(k);
  }
};

} // namespace xact::inline XACT_ARCH
