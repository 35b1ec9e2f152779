#pragma once

#ifndef _OPENMP
#error "xact: xact/interop/openmp.hpp needs OpenMP; compile with -fopenmp, or link with CMake's OpenMP::OpenMP_CXX"
#endif

#include <xact/xact.hpp> // for calls with this executor

#include <omp.h>

namespace xact::inline XACT_ARCH {

/// An executor that runs jobs on the threads of OpenMP:
///
///     xact::forward(xact::openmp{}, xact::elu{}, x, y);
struct openmp {
  using executor_tag = xact::executor_tag; ///< declares an executor

  int threads = 0; ///< number of threads; 0 is the default of OpenMP (OMP_NUM_THREADS)

  /// Runs the jobs.
  template <class Job> void operator()(std::size_t count, const Job &job) const {
    const int team = threads > 0 ? threads : omp_get_max_threads();
    // The schedule is static, so that each thread gets the same elements as in the previous call. These elements may
    // still be in the caches of the thread.
#pragma omp parallel for schedule(static) num_threads(team)
    for (std::size_t k = 0; k < count; ++k)
      job(k);
  }
};

} // namespace xact::inline XACT_ARCH
