#pragma once

#include <xact/verbs/residual.hpp>

namespace xact::inline XACT_ARCH {

namespace kernels {

/// @{ The roles of a mask that is read, of a mask that is written, and of the rectifier in calls with a mask.
struct read_bits : role_of_argument {
  static constexpr bool has_order = false;
  template <scalar T, class M> using input = bits_read<T>;
  template <scalar T, class M> static consteval bool fits() {
    constexpr bool is = requires { requires std::is_same_v<detail::value_t<M>, std::uint8_t>; };
    static_assert(is, "xact: a mask is a contiguous array of std::uint8_t");
    return is;
  }
};
struct write_bits : role_of_argument {
  static constexpr bool has_order = false;
  template <scalar T, class M> using output = bits_written<T>;
  template <scalar T, class M> static consteval bool fits() {
    if constexpr (read_bits::fits<T, M>()) {
      constexpr bool assignable = !std::is_const_v<detail::element_t<M>>;
      static_assert(assignable, "xact: this mask is const; pass an array that can be written to");
      constexpr bool lasts = detail::lasting<M>;
      static_assert(lasts, "xact: this mask is a temporary that would be gone after the call; pass a variable");
      return assignable && lasts;
    }
    return false;
  }
};
struct rectify : evaluated {
  template <scalar T, class F> static consteval bool fits() {
    constexpr bool is = is_rectifier<F>;
    static_assert(is, "xact: a mask holds one bit per element, which is enough for a rectifier alone: relu, leaky_relu "
                      "or prelu; keep x or y for other activations");
    return is && differentiable<F, T>();
  }
};
template <class M> using reads_bits = argument<read_bits, M>;
template <class M> using writes_bits = argument<write_bits, M>;
template <class F> using rectifies = functor<rectify, F>;
/// @}

} // namespace kernels

/// Computes y = f(x) and a mask with one bit per element, for a rectifier f (relu, leaky_relu or prelu). The bit is 1
/// if x > 0 or x is NaN; in both cases f'(x) = 1. The backward pass of a rectifier needs only this mask, which takes
/// 1/32 of the memory of an array of floats.
///
/// Arrays      x and y are arrays as in `forward`. For n elements the mask is a contiguous array of (n + 7) / 8
///             std::uint8_t and overlaps no other array. Bit i % 8 of byte i / 8 belongs to element i, counted row by
///             row; the bits after the last element are 0. Rows with gaps must have a multiple of 8 columns.
/// Passes      The call takes one pass, or two passes if f has parameters per channel and there are several channels.
/// In place    y may be x itself.
template <class On, class F, class X, class Y, class M> requires(kernels::executor_before<On, F>)
XACT_INLINE void forward_with_mask(const On &on, const F &f, X &&x, Y &&y, M &&mask) {
  constexpr bool possible = !channel_bound<F> || !kernels::is_residual_sum<std::remove_cvref_t<X>>;
  static_assert(possible, "xact: forward_with_mask takes with_residual(x, r) only for an activation without parameters "
                          "per channel; add r to x first");
  if constexpr (possible)
    kernels::call<kernels::value_and_bits_op>("forward_with_mask", on, kernels::reads<X>{"x", x},
                                              kernels::rectifies<F>{f}, kernels::writes<Y>{"y", y},
                                              kernels::writes_bits<M>{"mask", mask});
}
/// Runs `forward_with_mask` on the calling thread.
template <class F, class X, class Y, class M> XACT_INLINE void forward_with_mask(const F &f, X &&x, Y &&y, M &&mask) {
  xact::forward_with_mask(this_thread{}, f, std::forward<X>(x), std::forward<Y>(y), std::forward<M>(mask));
}
/// Refuses, at compile time, calls with a pointer and a size, and calls with too few arrays.
template <class... A> requires kernels::malformed_call<3, A...>
void forward_with_mask(const A &...) {
  kernels::refuse_call<A...>();
}

/// Computes dx = dy·f'(x) from the mask that `forward_with_mask` wrote. dx is bitwise equal to the dx that `backward`
/// computes from x.
///
/// Arrays      dy and dx are arrays as in `backward`. dx may be dy itself; `accumulate(dx)` adds the result to dx.
template <class On, class F, class M, class DY, class DX> requires(kernels::executor_before<On, F>)
XACT_INLINE void backward_from_mask(const On &on, const F &f, M &&mask, DY &&dy, DX &&dx) {
  constexpr const char *name = "backward_from_mask";
  const kernels::reads<DY> in{"dy", dy};
  const kernels::reads_bits<M> bits{"mask", mask};
  const kernels::rectifies<F> of{f};
  const kernels::updates<DX> out{"dx", dx};
  if constexpr (kernels::is_added_to<DX>)
    kernels::call<kernels::bits_backward_add_op>(name, on, out, in, bits, of);
  else
    kernels::call<kernels::bits_backward_op>(name, on, in, bits, of, out);
}
/// Runs `backward_from_mask` on the calling thread.
template <class F, class M, class DY, class DX>
XACT_INLINE void backward_from_mask(const F &f, M &&mask, DY &&dy, DX &&dx) {
  xact::backward_from_mask(this_thread{}, f, std::forward<M>(mask), std::forward<DY>(dy), std::forward<DX>(dx));
}
/// Refuses, at compile time, calls with a pointer and a size, and calls with too few arrays.
template <class... A> requires kernels::malformed_call<3, A...>
void backward_from_mask(const A &...) {
  kernels::refuse_call<A...>();
}

} // namespace xact::inline XACT_ARCH
