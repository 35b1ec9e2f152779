#pragma once

/// What a source is made of that is compiled once a level: the kernels of a set, in a table. It defines no function
/// whose name does not hold its level; of one that two levels define, the linker would take either.

#include <xact/dispatch/table.hpp>
#include <xact/verbs/call.hpp>

namespace xact::inline XACT_ARCH::dispatch {

template <class F, scalar T, class Operation> struct entry;
template <class F, scalar T, std::size_t In, std::size_t Out, class Bits, class Formula, class Gradient>
struct entry<F, T, operation<In, Out, Bits, Formula, Gradient>> {
  /// The types of the caller have other names for the same members.
  static void run(const void *on, const void *f, const void *arguments, const void *gradient) {
    const auto run_with = [&](const auto &executor) XACT_INLINE_LAMBDA {
      kernels::run_here(executor, *static_cast<const F *>(f),
                        *static_cast<const detail::arguments<T, In, Out, Bits> *>(arguments), Formula{},
                        *static_cast<const Gradient *>(gradient));
    };
    if (on == nullptr)
      run_with(this_thread{});
    else
      run_with(*static_cast<const executor_ref *>(on));
  }
};

template <class F, scalar T, class Operation> [[nodiscard]] consteval program::kernel entry_of() {
  if constexpr (is_possible<F, T, Operation>)
    return entry<F, T, Operation>::run;
  else
    return nullptr;
}

template <class Set, scalar T> struct table {
  struct array {
    program::kernel at[size_of(typename rows<Set>::template of<T>{}) * size_of(operations<T>{})];
  };
  template <class F, class... Operation> static consteval void fill(program::kernel *at, list<Operation...>) {
    ((*at++ = entry_of<F, T, Operation>()), ...);
  }
  template <class... F> static consteval array all(list<F...>) {
    array a{};
    program::kernel *at = a.at;
    ((fill<F>(at, operations<T>{}), at += size_of(operations<T>{})), ...);
    return a;
  }
  static constexpr array kernels = all(typename rows<Set>::template of<T>{});
};

} // namespace xact::inline XACT_ARCH::dispatch

namespace xact::program {

template <class Set, class T, level L> const kernel *kernels() noexcept { return dispatch::table<Set, T>::kernels.at; }

} // namespace xact::program

/// The kernels of the functor F, for the level that the source is compiled for: at the outermost level of a source that
/// is given to xact_add_kernels.
#define XACT_KERNELS(F)                                                                                                \
  XACT_KERNELS_OF(F, float)                                                                                            \
  XACT_KERNELS_OF(F, double)
/// Those for arrays of T alone.
#define XACT_KERNELS_OF(Set, T)                                                                                        \
  template const ::xact::program::kernel *                                                                             \
  xact::program::kernels<Set, T, ::xact::program::level::XACT_DISPATCH_LEVEL>() noexcept;
