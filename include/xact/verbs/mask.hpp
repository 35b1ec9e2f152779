#pragma once

#include <xact/verbs/backward.hpp>
#include <xact/verbs/forward.hpp>

namespace xact::inline XACT_ARCH {

namespace kernels {

/// Says in one line if the output of a mask tells all of F's derivative.
template <class F> consteval bool rectifying() {
  constexpr bool is = is_rectifier<F>;
  static_assert(is, "xact: a mask holds one bit an element, which is enough for a rectifier alone: relu, leaky_relu or "
                    "prelu; keep x or y for other activations");
  return is;
}

/// Says in one line what is wrong with a mask.
template <class M, bool written> consteval bool mask_array() {
  constexpr bool is = requires { requires std::is_same_v<detail::value_t<M>, std::uint8_t>; };
  static_assert(is, "xact: a mask is a contiguous array of std::uint8_t");
  if constexpr (is && written) {
    constexpr bool assignable = !std::is_const_v<detail::element_t<M>>;
    static_assert(assignable, "xact: this mask is const; pass an array that can be written to");
    constexpr bool lasts = detail::lasting<M>;
    static_assert(lasts, "xact: this mask is a temporary that would be gone after the call; pass a variable");
    return assignable && lasts;
  }
  return is;
}

/// The bytes of a mask as an operand.
template <class Kind, class M> [[nodiscard]] XACT_INLINE typed<Kind> mask_operand(M &&mask) noexcept {
  return kernels::as_operand<Kind>(detail::as_view("mask", mask));
}

} // namespace kernels

/// y = f(x), and in the same pass one bit an element: whether x lies where f'(x) = 1 (x > 0, or NaN). It is all that
/// the backward pass of a rectifier needs to know, at a 32nd of what keeping x costs.
///
/// Arrays      as in `forward`. mask is a contiguous array of (n + 7) / 8 std::uint8_t that overlaps nothing: element
///             i, counted row by row, is bit i % 8 of byte i / 8; the bits after the last element are 0. `strided`
///             arrays must have a multiple of 8 columns. With several channels, in two passes.
/// In place    y may be x itself.
template <executor_like On, class F, class X, class Y, class M>
void forward_with_mask(const On &on, const F &f, X &&x, Y &&y, M &&mask) {
  if constexpr (kernels::readable<X>() && kernels::rectifying<F>() && kernels::mask_array<M, true>()) {
    using T = detail::value_t<X>;
    if constexpr (kernels::differentiable<F, T>() && kernels::writable<T, Y>() && kernels::same_order<X, Y>()) {
      constexpr const char *call = "forward_with_mask";
      const executor_ref threads(on);
      const auto in = kernels::input<T>("x", x);
      const auto out = kernels::output<T>("y", y);
      const auto bits = kernels::mask_operand<kernels::bits_written<T>>(mask);
      kernels::taken_apart(f, [&]<class G>(const G &g, channel_axis axis, const auto &...p) XACT_INLINE_LAMBDA {
        const kernels::value_and_bits_op<G, T> both(g);
        if (axis.channels == 1) [[likely]] {
          kernels::run(threads, call, both, axis, kernels::all_of(in, p...), kernels::all_of(out, bits));
          return;
        }
        // The elements of a channel need not begin at a whole byte.
        if (!kernels::conforms(call, axis, kernels::all_of(in, p...), kernels::all_of(out, bits)))
          return;
        kernels::run(threads, call, kernels::bits_op<T>{}, {}, kernels::all_of(in), kernels::all_of(bits));
        kernels::run(threads, call, kernels::value_op<G, T>(g), axis, kernels::all_of(in, p...), kernels::all_of(out));
      });
    }
  }
}
/// The same, on this thread.
template <class F, class X, class Y, class M> void forward_with_mask(const F &f, X &&x, Y &&y, M &&mask) {
  xact::forward_with_mask(this_thread{}, f, std::forward<X>(x), std::forward<Y>(y), std::forward<M>(mask));
}
/// Refuses an executor that does not say it is one.
template <class F, kernels::undeclared_before<F> On, class... A>
void forward_with_mask(const On &, const F &, A &&...) {
  kernels::refuse_undeclared<On>();
}

/// dx = dy·f'(x), told from the mask that `forward_with_mask` wrote: the bits of `backward` from x.
///
/// Arrays      as in `backward`; dx may be dy itself, `accumulate(dx)` adds to it.
template <executor_like On, class F, class M, class DY, class DX>
void backward_from_mask(const On &on, const F &f, M &&mask, DY &&dy, DX &&dx) {
  if constexpr (kernels::readable<DY>() && kernels::rectifying<F>() && kernels::mask_array<M, false>()) {
    using T = detail::value_t<DY>;
    if constexpr (kernels::differentiable<F, T>() && kernels::writable_or_skipped<T, DX>() &&
                  !kernels::is_skipped<DX> && kernels::same_order<DY, DX>()) {
      constexpr const char *call = "backward_from_mask";
      const executor_ref threads(on);
      const auto in = kernels::input<T>("dy", dy);
      const auto bits = kernels::mask_operand<kernels::bits_read<T>>(std::as_const(mask));
      kernels::taken_apart(f, [&]<class G>(const G &g, channel_axis axis, const auto &...p) XACT_INLINE_LAMBDA {
        if constexpr (kernels::is_added_to<DX>)
          kernels::run(threads, call, kernels::bits_backward_add_op<G, T>(g), axis,
                       kernels::all_of(kernels::input<T>("dx", kernels::target(dx)), in, bits, p...),
                       kernels::all_of(kernels::output<T>("dx", kernels::target(dx))));
        else
          kernels::run(threads, call, kernels::bits_backward_op<G, T>(g), axis, kernels::all_of(in, bits, p...),
                       kernels::all_of(kernels::output<T>("dx", dx)));
      });
    }
  }
}
/// The same, on this thread.
template <class F, class M, class DY, class DX> void backward_from_mask(const F &f, M &&mask, DY &&dy, DX &&dx) {
  xact::backward_from_mask(this_thread{}, f, std::forward<M>(mask), std::forward<DY>(dy), std::forward<DX>(dx));
}
/// Refuses an executor that does not say it is one.
template <class F, kernels::undeclared_before<F> On, class... A>
void backward_from_mask(const On &, const F &, A &&...) {
  kernels::refuse_undeclared<On>();
}

} // namespace xact::inline XACT_ARCH
