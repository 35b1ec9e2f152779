#pragma once

/// Gates whose inputs alternate in one array.

#include <xact/simd/interleave.hpp>
#include <xact/verbs/gated.hpp>

namespace xact::inline XACT_ARCH {

/// An array in which the inputs of a gate alternate.
template <class T> struct alternating {
  detail::view<T> all; ///< the array
};

/// The inputs a and b of a gate in one array: a₀ b₀ a₁ b₁ …
///
///     forward(g, interleaved(x), y);
///     backward(g, interleaved(x), dy, dx);
///
/// Shapes     x holds an even number of elements without gaps; y and dy hold half as many. dx has the length of x, and
///            its elements are the gradients of the elements of x.
/// In place   dx may be x itself.
/// On misuse  It is a misuse if x has an odd number of elements or gaps between its rows.
template <class X> [[nodiscard]] XACT_INLINE auto interleaved(X &&x) noexcept {
  if constexpr (kernels::readable<X>())
    return alternating{detail::as_view("x", x)};
}

namespace kernels {

/// Calls run(a, b), where a and b are the alternating elements of an array, as matrices of one column. Reports misuse
/// if the number of elements is odd, or if there are gaps between rows.
template <class T, class Run> void with_alternating(const char *call, const detail::view<T> &x, const Run &run) {
  const std::size_t n = x.rows * x.columns;
  if (n % 2 != 0 || (x.rows > 1 && x.stride != x.columns)) {
    record r = make_record(call);
    detail::report_misuse(r, XACT_ERROR_SIZE,
                          "xact::%s: %s has %zu elements in %zu rows, %zu elements apart; alternating inputs need an "
                          "even number of elements without gaps",
                          call, x.name, n, x.rows, x.rows > 1 ? x.stride : x.columns);
    return;
  }
  run(strided{x.data, n / 2, 1, 2}, strided{x.data + (n > 0), n / 2, 1, 2});
}

/// Elements of a block of alternating inputs: so few that its arrays fit into the L1 cache and on a small stack.
template <scalar T> inline constexpr std::size_t alternating_block = 1024 / sizeof(T);

/// Calls job(begin, count) for the blocks of n elements. Each job of the executor runs 64 blocks.
template <scalar T, class Job> void for_each_block(const executor_ref &on, std::size_t n, const Job &job) {
  constexpr std::size_t block = alternating_block<T>;
  constexpr std::size_t each = 64 * block;
  on((n + each - 1) / each, [&](std::size_t k) {
    const std::size_t end = n - k * each < each ? n : (k + 1) * each;
    for (std::size_t begin = k * each; begin < end; begin += block)
      job(begin, end - begin < block ? end - begin : block);
  });
}

} // namespace kernels

/// Computes y = g(a, b), where a and b alternate in one array.
template <class On, class G, class T, class Y> requires(executor_like<On> && is_gate<G>)
void forward(const On &on, const G &g, alternating<T> x, Y &&y) {
  using E = std::remove_const_t<T>;
  if constexpr (kernels::writable<E, Y>())
    kernels::with_alternating("forward", x.all, [&](auto a, auto b) {
      kernels::record r =
          kernels::make_record("forward", {}, kernels::all_of(kernels::input<E>("a", a), kernels::input<E>("b", b)),
                               kernels::all_of(kernels::output<E>("y", y)), executor_ref(on));
      if (!kernels::evaluated_gate::parameters_fit<E>("forward", g) || !kernels::conform(r))
        return;
      if (!kernels::is_contiguous(r.out[0]))
        return xact::forward(on, g, a, b, y);
      kernels::for_each_block<E>(executor_ref(on), a.rows, [&](std::size_t begin, std::size_t n) {
        alignas(64) E of_a[kernels::alternating_block<E>];
        alignas(64) E of_b[kernels::alternating_block<E>];
        deinterleave(a.data + 2 * begin, n, of_a, of_b);
        xact::forward(g, std::span(of_a, n), std::span(of_b, n), std::span(static_cast<E *>(r.out[0].data) + begin, n));
      });
    });
}
/// Runs `forward` of a gate on the calling thread.
template <class G, class T, class Y> requires is_gate<G>
void forward(const G &g, alternating<T> x, Y &&y) {
  xact::forward(this_thread{}, g, x, std::forward<Y>(y));
}

/// Computes the gradients of a gate whose inputs alternate in one array. The gradients alternate in dx.
template <class On, class G, class T, class DY, class DX> requires(executor_like<On> && is_gate<G>)
void backward(const On &on, const G &g, alternating<T> x, DY &&dy, DX &&dx) {
  using E = std::remove_const_t<T>;
  if constexpr (kernels::readable_with<E, DY>() && kernels::writable<E, DX>())
    kernels::with_alternating("backward", x.all, [&](auto a, auto b) {
      kernels::with_alternating("backward", detail::as_view("dx", dx), [&](auto da, auto db) {
        kernels::record r = kernels::make_record(
            "backward", {},
            kernels::all_of(kernels::input<E>("a", a), kernels::input<E>("b", b), kernels::input<E>("dy", dy)),
            kernels::all_of(kernels::output<E>("da", da), kernels::output<E>("db", db)), executor_ref(on));
        if (!kernels::evaluated_gate::parameters_fit<E>("backward", g) || !kernels::conform(r))
          return;
        if (!kernels::is_contiguous(r.in[2]))
          return xact::backward(on, g, a, b, dy, da, db);
        kernels::for_each_block<E>(executor_ref(on), a.rows, [&](std::size_t begin, std::size_t n) {
          alignas(64) E of_a[kernels::alternating_block<E>];
          alignas(64) E of_b[kernels::alternating_block<E>];
          deinterleave(a.data + 2 * begin, n, of_a, of_b);
          const std::span gradient(static_cast<const E *>(r.in[2].data) + begin, n);
          xact::backward(g, std::span(of_a, n), std::span(of_b, n), gradient, std::span(of_a, n), std::span(of_b, n));
          interleave(of_a, of_b, n, da.data + 2 * begin);
        });
      });
    });
}
/// Runs `backward` of a gate on the calling thread.
template <class G, class T, class DY, class DX> requires is_gate<G>
void backward(const G &g, alternating<T> x, DY &&dy, DX &&dx) {
  xact::backward(this_thread{}, g, x, std::forward<DY>(dy), std::forward<DX>(dx));
}

} // namespace xact::inline XACT_ARCH
