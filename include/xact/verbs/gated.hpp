#pragma once

/// The verbs of gates, and the inputs of gates that lie in one array.

#include <xact/gated.hpp>
#include <xact/verbs/call.hpp>

#include <utility>

namespace xact::inline XACT_ARCH {

/// The order of the two halves of a row.
enum class half_order { activated_first, factor_first };
/// The order of a row whose first half is the factor, as in PyTorch's glu.
inline constexpr half_order factor_first = half_order::factor_first;

/// An array whose rows hold both inputs of a gate.
template <class T> struct halved {
  detail::view<T> all; ///< the array
  std::size_t columns; ///< elements per row
  half_order order;    ///< the order of the halves of a row
};

/// The inputs a and b of a gate in one array. The first half of each row is a and the second half is b; with
/// `factor_first`, the first half is b.
///
///     forward(swiglu, halves(x, columns), y);
///     backward(swiglu, halves(x, columns), dy, dx);
///
/// Shapes     x holds rows of `columns` elements without gaps; y and dy hold half as many elements. dx has the shape of
///            x, and its halves are the gradients of the halves of x.
/// In place   dx may be x itself.
/// On misuse  It is a misuse if `columns` is 0 or odd, or does not divide the length of x.
template <class X>
[[nodiscard]] XACT_INLINE auto halves(X &&x, std::size_t columns,
                                      half_order order = half_order::activated_first) noexcept {
  if constexpr (kernels::readable<X>())
    return halved{detail::as_view("x", x), columns, order};
}

namespace kernels {

/// dy·∂g/∂a and dy·∂g/∂b from a, b and dy, for a gate g.
template <class G, scalar T> struct gate_vjp_op : op_of<G, T> {
  using op_of<G, T>::op_of;
  template <class V> [[nodiscard]] XACT_FLAT auto operator()(V a, V b, V dy) const noexcept {
    return (*this->f).vjp(a, b, dy);
  }
};

/// The role of a gate that is evaluated. The role checks the activation, its parameters, and the options of the gate.
struct evaluated_gate {
  template <class G> using activation = std::remove_cvref_t<decltype(std::declval<const G &>().activation())>;

  template <scalar T, class G> static consteval bool fits() { return evaluable<activation<G>, T>(); }
  template <scalar T, class G> [[nodiscard]] static XACT_INLINE bool parameters_fit(const char *call, const G &g) {
    const gate_options &options = g.options();
    if (!(options.limit > 0) || !holds<T>(options.factor_offset, false)) [[unlikely]] {
      record r = make_record(call);
      return detail::report_misuse(r, XACT_ERROR_PARAMETER,
                                   "xact::%s: the gate has the limit %g and the factor_offset %g; use a limit above 0 "
                                   "and a finite offset",
                                   call, options.limit, options.factor_offset);
    }
    return check_parameters<T>(call, g);
  }
};
/// The role of a gate that is differentiated.
struct differentiated_gate : evaluated_gate {
  template <scalar T, class G> static consteval bool fits() { return differentiable<activation<G>, T>(); }
};

/// True for the input that `halves` returns.
template <class S> inline constexpr bool is_halved = false;
template <class T> inline constexpr bool is_halved<halved<T>> = true;

/// Calls run(a, b), where a and b are the halves of the rows of an array. Reports misuse if the array has no halves.
template <class T, class Run> void with_halves(const char *call, const halved<T> &x, const Run &run) {
  const auto &all = x.all;
  const std::size_t n = all.rows * all.columns;
  const std::size_t half = x.columns / 2;
  if (half == 0 || x.columns % 2 != 0 || n % x.columns != 0 || (all.rows > 1 && all.columns != x.columns)) {
    record r = make_record(call);
    detail::report_misuse(r, XACT_ERROR_SIZE,
                          "xact::%s: %s has %zu elements, which are no rows of %zu elements with two halves", call,
                          all.name, n, x.columns);
    return;
  }
  const std::size_t stride = all.rows > 1 ? all.stride : x.columns;
  const strided first{all.data, n / x.columns, half, stride};
  const strided second{all.data + half, n / x.columns, half, stride};
  if (x.order == half_order::factor_first)
    run(second, first);
  else
    run(first, second);
}

} // namespace kernels

/// Computes y = g(a, b) for a gate g, such as `glu`, element by element.
///
/// Arrays      The rules are those of `forward` of an activation. a, b and y have the same number of elements.
/// In place    y may be a or b itself.
template <class On, class G, class A, class B, class Y> requires(executor_like<On> && is_gate<G>)
XACT_INLINE void forward(const On &on, const G &g, A &&a, B &&b, Y &&y) {
  kernels::call<kernels::value_op>("forward", on, kernels::reads<A>{"a", a},
                                   kernels::functor<kernels::evaluated_gate, G>{g}, kernels::reads<B>{"b", b},
                                   kernels::writes<Y>{"y", y});
}
/// Runs `forward` of a gate on the calling thread.
template <class G, class A, class B, class Y> requires is_gate<G>
XACT_INLINE void forward(const G &g, A &&a, B &&b, Y &&y) {
  xact::forward(this_thread{}, g, std::forward<A>(a), std::forward<B>(b), std::forward<Y>(y));
}
/// Computes y = g(a, b), where a and b are the halves of one array.
template <class On, class G, class T, class Y> requires(executor_like<On> && is_gate<G>)
void forward(const On &on, const G &g, halved<T> x, Y &&y) {
  kernels::with_halves("forward", x, [&](auto a, auto b) { xact::forward(on, g, a, b, std::forward<Y>(y)); });
}
/// Runs `forward` of a gate on the calling thread.
template <class G, class T, class Y> requires is_gate<G>
void forward(const G &g, halved<T> x, Y &&y) {
  xact::forward(this_thread{}, g, x, std::forward<Y>(y));
}

/// Computes da = dy·∂g/∂a and db = dy·∂g/∂b for a gate g in one pass, where dy is the gradient of a loss in g(a, b).
///
/// Arrays      The rules are those of `forward`.
/// In place    da may be a, b or dy itself, and db another one of these arrays.
template <class On, class G, class A, class B, class DY, class DA, class DB> requires(executor_like<On> && is_gate<G>)
XACT_INLINE void backward(const On &on, const G &g, A &&a, B &&b, DY &&dy, DA &&da, DB &&db) {
  kernels::call<kernels::gate_vjp_op>("backward", on, kernels::reads<A>{"a", a},
                                      kernels::functor<kernels::differentiated_gate, G>{g}, kernels::reads<B>{"b", b},
                                      kernels::reads<DY>{"dy", dy}, kernels::writes<DA>{"da", da},
                                      kernels::writes<DB>{"db", db});
}
/// Runs `backward` of a gate on the calling thread.
template <class G, class A, class B, class DY, class DA, class DB> requires is_gate<G>
XACT_INLINE void backward(const G &g, A &&a, B &&b, DY &&dy, DA &&da, DB &&db) {
  xact::backward(this_thread{}, g, std::forward<A>(a), std::forward<B>(b), std::forward<DY>(dy), std::forward<DA>(da),
                 std::forward<DB>(db));
}
/// Computes the gradients of a gate whose inputs are the halves of one array. The halves of dx are the gradients.
template <class On, class G, class T, class DY, class DX> requires(executor_like<On> && is_gate<G>)
void backward(const On &on, const G &g, halved<T> x, DY &&dy, DX &&dx) {
  if constexpr (kernels::writable<std::remove_const_t<T>, DX>())
    kernels::with_halves("backward", x, [&](auto a, auto b) {
      const halved out{detail::as_view("dx", dx), x.columns, x.order};
      kernels::with_halves("backward", out, [&](auto da, auto db) { xact::backward(on, g, a, b, dy, da, db); });
    });
}
/// Runs `backward` of a gate on the calling thread.
template <class G, class T, class DY, class DX> requires is_gate<G>
void backward(const G &g, halved<T> x, DY &&dy, DX &&dx) {
  xact::backward(this_thread{}, g, x, std::forward<DY>(dy), std::forward<DX>(dx));
}

} // namespace xact::inline XACT_ARCH
