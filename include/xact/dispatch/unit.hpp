#pragma once

/// A source that is compiled once per target: the kernels of a set, in a table. Each function that it defines has a
/// name with the target in it; of a function that two targets define, the linker would take either.

#include <xact/dispatch/table.hpp>
#include <xact/engine/launch.hpp>

namespace xact::inline XACT_ARCH::dispatch {

template <class Operation> struct entry;
template <class Op, class In, class Out> struct entry<operation<true, Op, In, Out>> {
  static void run(program::record &r) { kernels::call_type<Op, In, Out>::run(r); }
};

template <class Operation> [[nodiscard]] consteval program::kernel entry_of() {
  if constexpr (Operation::is_possible)
    return entry<Operation>::run;
  else
    return nullptr;
}

template <class Set, scalar T> struct table {
  using functors = typename rows<Set>::template of<T>;
  template <class F> static constexpr std::size_t columns = size_of(operations<F, T>{});

  template <class... Operation> static consteval program::kernel *fill(program::kernel *at, list<Operation...>) {
    ((*at++ = entry_of<Operation>()), ...);
    return at;
  }
  template <class... F> static consteval auto all(list<F...>) {
    struct array {
      program::kernel at[(columns<F> + ... + 0)];
    } a{};
    program::kernel *at = a.at;
    ((at = fill(at, operations<F, T>{})), ...);
    return a;
  }
  static constexpr auto kernels = all(functors{});
};

} // namespace xact::inline XACT_ARCH::dispatch

namespace xact::program {

template <class Set, class T, level L> const kernel *kernels() noexcept { return dispatch::table<Set, T>::kernels.at; }

} // namespace xact::program

/// The kernels of the functor F, for the target that the source is compiled for. Write it in the global namespace of a
/// source that is given to xact_add_kernels.
#define XACT_KERNELS(F)                                                                                                \
  XACT_KERNELS_OF(F, float)                                                                                            \
  XACT_KERNELS_OF(F, double)
/// The kernels of a set for arrays of T alone.
#define XACT_KERNELS_OF(Set, T)                                                                                        \
  template const ::xact::program::kernel *                                                                             \
  xact::program::kernels<Set, T, ::xact::program::level::XACT_DISPATCH_LEVEL>() noexcept;
