#pragma once

/// The kernel of a call: its types and numbers, and the kernel as data.

#include <xact/engine/kernel.hpp>
#include <xact/engine/planner.hpp>

namespace xact::inline XACT_ARCH::kernels {

/// The type of the accumulators of a call: type A of its reduced outputs, or T if there are none.
template <scalar T, class... Out> struct accumulator_of {
  using type = T;
};
template <scalar T, scalar A, scalar S, class... Out> struct accumulator_of<T, summed<T, A, S>, Out...> {
  using type = A;
};
template <scalar T, class Other, class... Out> struct accumulator_of<T, Other, Out...> : accumulator_of<T, Out...> {};

/// The kernel of a call with the operation Op, the kinds In of its inputs, and the kinds Out of its outputs.
template <class Op, class In, class Out> struct call_kernel;
/// The kernel of a call as data (planner.hpp).
template <class Op, class In, class Out>
inline constexpr kernel_type kernel_type_of = call_kernel<Op, In, Out>::as_data();

template <class Op, class... In, class... Out> struct call_kernel<Op, kinds<In...>, kinds<Out...>> {
  using T = typename Op::number;
  template <layout L> using kernel_in = kernel<Op, L, kinds<In...>, kinds<Out...>>;
  using accumulator = typename accumulator_of<T, Out...>::type;
  static constexpr std::size_t sums = (std::size_t{role_of<Out> == role::reduced} + ...);
  static constexpr std::size_t arrays =
      (std::size_t{role_of<In> == role::dense} + ...) + (std::size_t{role_of<Out> == role::dense} + ...);
  static constexpr std::size_t parameters = (std::size_t{role_of<In> == role::per_channel} + ...);
  static constexpr bool with_channels = sums + parameters != 0;
  static constexpr bool writes_bits = ((role_of<Out> == role::bits) || ...);

  [[nodiscard]] static consteval kernel_type as_data() {
    kernel_type k{.number_bytes = sizeof(T),
                  .vector_bytes = sizeof(typename native_batch<T>::register_type),
                  .accumulator_bytes = sizeof(accumulator),
                  .sums = sums,
                  .arrays = arrays,
                  .light = is_light<Op>,
                  .light_step = sums == 0 && is_light<Op> ? Op::unroll * native_batch<T>::size : 0};
    if constexpr (sums != 0)
      k.reduce = reduce<accumulator>;
    if constexpr (with_channels && !writes_bits) {
      k.runs = kernel_in<layout::runs>::run_lines;
      k.elements = kernel_in<layout::elements>::run_lines;
    }
    return k;
  }
};

} // namespace xact::inline XACT_ARCH::kernels
