#pragma once

/// Executors: objects that run the jobs of a call, on one or several threads. A call passes its jobs as one callable:
/// job(k) runs job k.

#include <xact/arrays/record.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>

namespace xact {

/// A type declares that it is an executor by the member `using executor_tag = xact::executor_tag;`. The tag lies
/// outside the inline namespace, so that source files compiled for different instruction sets refer to one type.
struct executor_tag {};

} // namespace xact

namespace xact::inline XACT_ARCH {

/// The type of an executor: an object `on` that can be called as on(count, job). The concept checks only that the type
/// declares `executor_tag`. Every verb takes an executor as an optional first argument.
///
/// Contract    on(count, job) calls job(k) exactly once for each k < count, in any order and on any threads. `on`
///             returns after all calls of job(k) have returned.
/// Bits        Results do not depend on the executor.
/// Provided    xact/interop has executors for OpenMP, oneTBB and Eigen's thread pool. `executor` wraps any callable.
template <class On>
concept executor_like = requires {
  typename On::executor_tag;
  requires std::is_same_v<typename On::executor_tag, xact::executor_tag>;
};

/// A type-erased reference to a callable: job(k) runs job k of a call.
class job_ref {
public:
  using function = void (*)(const void *job, std::size_t k); ///< runs job k

  /// Refers to a callable, which must outlive the reference.
  template <class Job> explicit job_ref(const Job &job) noexcept : job_(&job), call_(run<Job>) {}
  /// Refers to a callable of the type that `call` expects.
  job_ref(const void *job, function call) noexcept : job_(job), call_(call) {}

  void operator()(std::size_t k) const { call_(job_, k); } ///< runs job k

private:
  friend class executor_ref;
  template <class Job> static XACT_OUTLINE void run(const void *job, std::size_t k) {
    (*static_cast<const Job *>(job))(k);
  }

  const void *job_;
  function call_;
};

namespace detail {

/// True if on(count, job) compiles for a const executor `on`.
template <class On>
concept runs_jobs = requires(const On &on, std::size_t count) { on(count, job_ref(nullptr, nullptr)); };

/// Returns true if On can be called as an executor. Else a static_assert prints one line.
template <class On> consteval bool callable_as_executor() {
  constexpr bool is = runs_jobs<On>;
  constexpr bool changes = !is && requires(On &on, std::size_t count) { on(count, job_ref(nullptr, nullptr)); };
  static_assert(!changes, "xact: this executor's operator() is not const; make it const, or a lambda not mutable, and "
                          "keep what it changes outside");
  static_assert(is || changes, "xact: this executor cannot be called as on(count, job); it needs template <class Job> "
                               "void operator()(std::size_t count, const Job &job) const");
  return is;
}

} // namespace detail

/// An executor with memory that the caller provides for partial sums. In a call that computes sums, each job sums one
/// block of a few thousand elements and stores one partial sum per channel and reduced output. When the memory is full,
/// the threads synchronize and the calling thread adds the partial sums, so that more memory means fewer
/// synchronizations. Without a workspace the memory has 4 KB. The size of the memory does not change the bits of the
/// results.
///
///     std::vector<std::byte> memory(1 << 16);
///     xact::backward(xact::workspace{xact::openmp{}, memory}, f, x, dy, dx, dw);
template <executor_like On> class workspace {
public:
  using executor_tag = xact::executor_tag; ///< declares an executor

  /// Copies the executor. The memory must outlive each call that uses the workspace; two calls must not use the memory
  /// at the same time.
  workspace(const On &on, std::span<std::byte> memory) noexcept : on_(on), memory_(memory) {}

  /// Runs the jobs.
  template <class Job> void operator()(std::size_t count, const Job &job) const { on_(count, job); }
  /// Returns the memory.
  [[nodiscard]] std::span<std::byte> memory() const noexcept { return memory_; }

private:
  On on_;
  std::span<std::byte> memory_;
};

/// The executor of calls without an executor argument. It runs all jobs on the calling thread.
struct this_thread {
  using executor_tag = xact::executor_tag; ///< declares an executor

  /// Runs the jobs in order.
  template <class Job> XACT_INLINE void operator()(std::size_t count, const Job &job) const {
    for (std::size_t k = 0; k < count; ++k)
      job(k);
  }
};

/// A type-erased reference to an executor. Kernels take this type, so that the compiler makes one copy of a kernel for
/// all types of executors.
class executor_ref {
public:
  using executor_tag = xact::executor_tag; ///< declares an executor

  /// Refers to the calling thread.
  executor_ref(const this_thread &) noexcept : on_{} {}
  /// Refers to an executor, which must outlive the reference.
  template <executor_like On>
  explicit executor_ref(const On &on) noexcept
      : on_{&on,
            [](const void *o, std::size_t count, const void *job, job_ref::function call) {
              if constexpr (detail::callable_as_executor<On>())
                (*static_cast<const On *>(o))(count, job_ref(job, call));
            },
            nullptr, 0} {
    if constexpr (requires { on.memory(); }) {
      on_.memory = on.memory().data();
      on_.bytes = on.memory().size();
    }
  }
  /// Refers to the executor of a record.
  explicit executor_ref(const program::executor &on) noexcept : on_(on) {}

  /// True if jobs may run on other threads.
  [[nodiscard]] bool is_parallel() const noexcept { return on_.run != nullptr; }
  /// The former name of `is_parallel`.
  [[deprecated("say is_parallel()")]] [[nodiscard]] bool shares() const noexcept { return is_parallel(); }
  /// Returns the memory of the workspace as an array of T that starts at a multiple of 64 bytes. The array is empty if
  /// there is no workspace, or if the workspace is too small for an element.
  template <class T> [[nodiscard]] std::span<T> memory() const noexcept {
    const std::size_t skipped = (0 - reinterpret_cast<std::uintptr_t>(on_.memory)) % 64;
    if (on_.bytes < skipped + sizeof(T))
      return {};
    return {reinterpret_cast<T *>(static_cast<std::byte *>(on_.memory) + skipped), (on_.bytes - skipped) / sizeof(T)};
  }
  /// Returns the reference as plain data, for the record of a call.
  [[nodiscard]] const program::executor &plain() const noexcept { return on_; }

  /// Runs the jobs.
  template <class Job> void operator()(std::size_t count, const Job &job) const {
    if (!is_parallel())
      return this_thread{}(count, job);
    const job_ref ref(job);
    on_.run(on_.object, count, ref.job_, ref.call_);
  }

private:
  program::executor on_;
};

/// Makes an executor from a callable f(count, job):
///
///     xact::forward(xact::executor{[&](std::size_t count, const auto &job) { pool.run(count, job); }}, f, x, y);
template <class On> class executor {
public:
  using executor_tag = xact::executor_tag; ///< declares an executor

  /// Copies f.
  constexpr explicit executor(On f) noexcept(std::is_nothrow_move_constructible_v<On>) : f_(static_cast<On &&>(f)) {
    (void)detail::callable_as_executor<On>();
  }

  /// Calls f(count, job).
  template <class Job> void operator()(std::size_t count, const Job &job) const {
    if constexpr (detail::runs_jobs<On>)
      f_(count, job);
  }

private:
  On f_;
};

} // namespace xact::inline XACT_ARCH
