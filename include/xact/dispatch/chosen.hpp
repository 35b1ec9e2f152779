#pragma once

/// The part of a program that calls kernels of whatever level the machine has.

#include <xact/dispatch/table.hpp>
#include <xact/engine/executor.hpp>

namespace xact::inline XACT_ARCH::dispatch {

/// True for an activation whose source xact_add_kernels compiles for each level.
template <class F> inline constexpr bool is_dispatched = requires { requires F::dispatched; };

/// Where the kernels of F, as it is listed, are to be found: void if nowhere.
template <class F, scalar T> [[nodiscard]] consteval auto set_of() {
  if constexpr (is_dispatched<F>)
    return std::type_identity<F>{};
  else if constexpr (index_of<F>(rows<program::catalogue>::of<T>{}) != none)
    return std::type_identity<program::catalogue>{};
  else if constexpr (index_of<F>(rows<program::exact_catalogue>::of<T>{}) != none)
    return std::type_identity<program::exact_catalogue>{};
  else
    return std::type_identity<void>{};
}
template <class F, scalar T> using set_t = typename decltype(set_of<F, T>())::type;

template <class F, scalar T, class Operation> [[nodiscard]] consteval bool find() {
  if constexpr (index_of<Operation>(operations<T>{}) != none && !std::is_void_v<set_t<listed_t<F>, T>>)
    return is_possible<listed_t<F>, T, Operation>;
  return false;
}
template <class F, scalar T, class Operation> inline constexpr bool is_listed = find<F, T, Operation>();

/// The kernels of a set at the level that runs.
template <class Set, scalar T> [[nodiscard]] const program::kernel *chosen() noexcept {
  using program::level;
  switch (program::running_level()) {
#define XACT_LEVEL(name)                                                                                               \
  case level::name:                                                                                                    \
    return program::kernels<Set, T, level::name>();
    XACT_DISPATCH_LEVELS(XACT_LEVEL)
#undef XACT_LEVEL
  default:
    return program::kernels<Set, T, level::baseline>();
  }
}

template <class Operation, class On, class F, class Arguments, class Gradient>
XACT_INLINE void run_on(const On *on, const F &f, const Arguments &a, const Gradient &gradient) {
  using T = std::remove_const_t<std::remove_pointer_t<decltype(a.in[0].data)>>;
  using set = set_t<F, T>;
  constexpr std::size_t row = index_of<F>(typename rows<set>::template of<T>{});
  constexpr std::size_t column = index_of<Operation>(operations<T>{});
  static const program::kernel *const table = chosen<set, T>();
  table[row * size_of(operations<T>{}) + column](on, &f, &a, &gradient);
}

/// Runs an operation that is listed.
template <class Operation, class On, class F, class Arguments, class Gradient>
XACT_INLINE void run(const On &on, const F &f, const Arguments &a, const Gradient &gradient) {
  const listed_t<F> &row = f;
  if constexpr (std::is_same_v<On, this_thread>) {
    run_on<Operation>(static_cast<const executor_ref *>(nullptr), row, a, gradient);
  } else {
    const executor_ref ref(on);
    run_on<Operation>(&ref, row, a, gradient);
  }
}

} // namespace xact::inline XACT_ARCH::dispatch
