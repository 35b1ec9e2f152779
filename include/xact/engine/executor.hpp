#pragma once

/// Where the pieces of a call run.

#include <xact/simd/xsimd.hpp>

#include <cstddef>

namespace xact::inline XACT_ARCH {

/// What every verb takes as its first argument, to run on more threads than the caller's: on(count, job) calls job(k)
/// once for each k < count, in any order and on any threads, and returns when all are done. xact/interop has executors
/// for OpenMP, oneTBB and Eigen's thread pool; any function object of one's own will do. Results are the same bits for
/// any of them.
template <class On>
concept executor_like = requires(const On &on, std::size_t count, void (*job)(std::size_t)) {
  on(count, job);
};

/// A job of a call, whatever its type.
class job_ref {
public:
  using function = void (*)(const void *job, std::size_t k); ///< does piece k of a job of one type

  /// Refers to the job, which must outlive this.
  template <class Job> explicit job_ref(const Job &job) noexcept : job_(&job), call_(run<Job>) {}
  /// Refers to a job that `call` knows the type of.
  job_ref(const void *job, function call) noexcept : job_(job), call_(call) {}

  void operator()(std::size_t k) const { call_(job_, k); } ///< does piece k

private:
  friend class executor_ref;
  template <class Job> static XACT_OUTLINE void run(const void *job, std::size_t k) {
    (*static_cast<const Job *>(job))(k);
  }

  const void *job_;
  function call_;
};

/// An executor, whatever its type: kernels are compiled for this one only. The types of its members are those of all
/// parts of a program, so that it may be handed from one to another.
class executor_ref {
public:
  /// Refers to the executor, which must outlive this.
  template <executor_like On>
  explicit executor_ref(const On &on) noexcept
      : on_(&on), call_([](const void *o, std::size_t count, const void *job, job_ref::function call) {
          (*static_cast<const On *>(o))(count, job_ref(job, call));
        }) {}

  /// What `executor_like` asks for.
  template <class Job> void operator()(std::size_t count, const Job &job) const {
    const job_ref ref(job);
    call_(on_, count, ref.job_, ref.call_);
  }

private:
  const void *on_;
  void (*call_)(const void *on, std::size_t count, const void *job, job_ref::function call);
};

/// Where calls without an executor run: here.
struct this_thread {
  /// What `executor_like` asks for, in order.
  template <class Job> XACT_INLINE void operator()(std::size_t count, const Job &job) const {
    for (std::size_t k = 0; k < count; ++k)
      job(k);
  }
};

} // namespace xact::inline XACT_ARCH
