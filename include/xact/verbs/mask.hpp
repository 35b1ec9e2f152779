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

/// Checks a mask against the array of its elements. False after a report of misuse.
template <class Byte, class T>
[[nodiscard]] XACT_INLINE bool fits(const char *call, const detail::view<Byte> &mask, const detail::view<T> &x) {
  if (!detail::check_shape(call, mask) || !detail::check_shape(call, x))
    return false;
  if (!mask.contiguous()) [[unlikely]] {
    detail::report_misuse("xact::%s: the bytes of the mask lie %zu apart; they must be contiguous", call, mask.stride);
    return false;
  }
  if (mask.size() == (x.size() + 7) / 8) [[likely]]
    return true;
  detail::report_misuse("xact::%s: the mask has %zu bytes but %s has %zu elements, whose bits are %zu bytes", call,
                        mask.size(), x.name, x.size(), (x.size() + 7) / 8);
  return false;
}

} // namespace kernels

/// y = f(x), and in the same pass one bit an element: whether x lies where f'(x) = 1 (x > 0, or NaN). It is all that
/// the backward pass of a rectifier needs to know, at a 32nd of what keeping x costs.
///
/// Arrays      as in `forward`. mask is a contiguous array of (n + 7) / 8 std::uint8_t that overlaps nothing: element
///             i, counted row by row, is bit i % 8 of byte i / 8; the bits after the last element are 0. `strided`
///             arrays must have a multiple of 8 columns. With several channels, in two passes.
/// In place    y may be x itself.
template <executor On, class F, class X, class Y, class M>
void forward_with_mask(const On &on, const F &f, X &&x, Y &&y, M &&mask) {
  if constexpr (kernels::readable<X>() && kernels::rectifying<F>() && kernels::mask_array<M, true>()) {
    using T = detail::value_t<X>;
    if constexpr (kernels::differentiable<F, T>() && kernels::writable<T, Y>() && kernels::same_order<X, Y>()) {
      constexpr const char *call = "forward_with_mask";
      const auto in = kernels::input<T>("x", x);
      const auto out = kernels::output<T>("y", y);
      const auto bytes = detail::as_view("mask", mask);
      if (!kernels::fits(call, bytes, in) || !detail::check_shape(call, out) ||
          !detail::check_separate(call, bytes, in, false) || !detail::check_separate(call, bytes, out, false))
        return;
      const bool with_gaps = !in.contiguous() || !out.contiguous();
      const std::size_t columns = in.rows > 1 ? in.columns : out.columns;
      if (with_gaps && columns % 8 != 0) [[unlikely]] {
        detail::report_misuse("xact::%s: rows of %zu elements are no whole bytes of the mask; their number must be a "
                              "multiple of 8",
                              call, columns);
        return;
      }
      const bit_writer<T> bits{bytes.data};
      if constexpr (channel_bound<F>) {
        auto both = detail::arguments<T, 1, 1>{call, {in}, {out}};
        if (!detail::conform(both) || !kernels::fits_channels(f, both) ||
            !detail::check_separate(call, bytes, kernels::parameters_of(f), false))
          return;
        if (f.axis().channels > 1) {
          // What each channel has need not begin at a whole byte.
          kernels::run(on, kernels::no_sum{}, detail::arguments<T, 1, 0, bit_writer<T>>{call, {in}, {}, bits},
                       kernels::bits_alone{});
          kernels::run(on, f, both, kernels::value{});
          return;
        }
      }
      kernels::run(on, f, detail::arguments<T, 1, 1, bit_writer<T>>{call, {in}, {out}, bits},
                   kernels::value_and_bits{});
    }
  }
}
/// The same, on this thread.
template <class F, class X, class Y, class M> void forward_with_mask(const F &f, X &&x, Y &&y, M &&mask) {
  xact::forward_with_mask(this_thread{}, f, std::forward<X>(x), std::forward<Y>(y), std::forward<M>(mask));
}

/// dx = dy·f'(x), told from the mask that `forward_with_mask` wrote: the bits of `backward` from x.
///
/// Arrays      as in `backward`; dx may be dy itself, `accumulate(dx)` adds to it.
template <executor On, class F, class M, class DY, class DX>
void backward_from_mask(const On &on, const F &f, M &&mask, DY &&dy, DX &&dx) {
  if constexpr (kernels::readable<DY>() && kernels::rectifying<F>() && kernels::mask_array<M, false>()) {
    using T = detail::value_t<DY>;
    if constexpr (kernels::differentiable<F, T>() && kernels::writable_or_skipped<T, DX>() &&
                  !kernels::is_skipped<DX> && kernels::same_order<DY, DX>()) {
      constexpr const char *call = "backward_from_mask";
      const auto in = kernels::input<T>("dy", dy);
      const auto out = kernels::output<T>("dx", kernels::target(dx));
      const auto bytes = detail::as_view("mask", std::as_const(mask));
      if (!kernels::fits(call, bytes, in) || !detail::check_shape(call, out) ||
          !detail::check_separate(call, out, bytes, false))
        return;
      const bit_reader<T> bits{bytes.data};
      if constexpr (kernels::is_added_to<DX>)
        kernels::run(on, f,
                     detail::arguments<T, 2, 1, bit_reader<T>>{
                         call, {in, kernels::input<T>("dx", kernels::target(dx))}, {out}, bits},
                     kernels::from_bits{});
      else
        kernels::run(on, f, detail::arguments<T, 1, 1, bit_reader<T>>{call, {in}, {out}, bits}, kernels::from_bits{});
    }
  }
}
/// The same, on this thread.
template <class F, class M, class DY, class DX> void backward_from_mask(const F &f, M &&mask, DY &&dy, DX &&dx) {
  xact::backward_from_mask(this_thread{}, f, std::forward<M>(mask), std::forward<DY>(dy), std::forward<DX>(dx));
}

} // namespace xact::inline XACT_ARCH
