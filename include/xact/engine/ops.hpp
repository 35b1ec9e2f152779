#pragma once

/// The operations of the verbs. An operation computes one vector of each result from one vector of each input. F is a
/// functor of one input x, or of x and further inputs, such as a parameter.

#include <xact/functor/parametric.hpp>
#include <xact/functor/results.hpp>
#include <xact/simd/mask.hpp>

#include <memory>
#include <type_traits>

namespace xact::inline XACT_ARCH::kernels {

/// A functor inside an operation: a copy, or a pointer if the functor is large or not trivially copyable.
template <class F> class held {
  static constexpr bool by_value = std::is_trivially_copyable_v<F> && sizeof(F) <= 32;
  using stored = std::conditional_t<by_value, F, const F *>;

public:
  /// Stores f or a pointer to f. f must outlive the operation.
  XACT_INLINE explicit held(const F &f) noexcept : f_(store(f)) {}
  [[nodiscard]] XACT_INLINE const F &operator*() const noexcept {
    if constexpr (by_value)
      return f_;
    else
      return *f_;
  }

private:
  static XACT_INLINE stored store(const F &f) noexcept {
    if constexpr (by_value)
      return f;
    else
      return std::addressof(f);
  }
  stored f_;
};

/// An operation that returns f(x...). The callable f returns a `results` object and need not be an activation.
template <scalar T, class F> struct map_op {
  using number = T;
  static constexpr std::size_t unroll = 4;

  F f;

  template <class... X> [[nodiscard]] XACT_FLAT auto operator()(X... x) const noexcept { return f(x...); }
};
/// Makes the operation of f.
template <scalar T, class F> [[nodiscard]] XACT_INLINE map_op<T, F> map_of(const F &f) noexcept { return {f}; }

/// @{ Call run(Op<G>(g)), where g is the specialized form of f. If g lacks the member that Op uses, g is f itself.
template <template <class, scalar> class Op, scalar T, bool has_member, class F, class G, class Run>
XACT_INLINE void run_if(const F &f, const G &g, const Run &run) {
  if constexpr (has_member)
    run(Op<G, T>(g));
  else
    run(Op<F, T>(f));
}
template <template <class, scalar> class Op, scalar T, class F, class Run>
XACT_INLINE void specialize_derivative(const F &f, const Run &run) {
  detail::specialize(f, [&]<class G>(const G &g)
                            XACT_INLINE_LAMBDA { run_if<Op, T, gives_derivative<G, native_batch<T>>>(f, g, run); });
}
template <template <class, scalar> class Op, scalar T, class F, class Run>
XACT_INLINE void specialize_from_output(const F &f, const Run &run) {
  detail::specialize(f, [&]<class G>(const G &g) XACT_INLINE_LAMBDA {
    run_if<Op, T, gives_derivative_from_output<G, native_batch<T>>>(f, g, run);
  });
}
template <template <class, scalar> class Op, scalar T, class F, class Run>
XACT_INLINE void specialize_vjp(const F &f, const Run &run) {
  detail::specialize(f, [&]<class G>(const G &g) XACT_INLINE_LAMBDA {
    constexpr bool has_vjp = requires(native_batch<T> v) { g.vjp(v, v, v); };
    run_if<Op, T, has_vjp>(f, g, run);
  });
}
/// @}

/// The base class of operations with a functor F on numbers of type T.
template <class F, scalar T> struct op_of {
  using functor = F;
  using number = T;
  static constexpr std::size_t unroll = xact::unroll<F>;
  static constexpr std::size_t bundle = bundle_size<F>;

  held<F> f;

  XACT_INLINE explicit op_of(const F &of) noexcept : f(of) {}
};

/// y = f(x...)
template <class F, scalar T> struct value_op : op_of<F, T> {
  using op_of<F, T>::op_of;
  template <class... X> [[nodiscard]] XACT_FLAT auto operator()(X... x) const noexcept {
    return results{(*this->f)(x...)};
  }
  template <class Run>
  XACT_INLINE void specialize(const Run &run) const requires detail::has_specialization<F>
  {
    detail::specialize(*this->f, [&]<class G>(const G &g) XACT_INLINE_LAMBDA { run(value_op<G, T>(g)); });
  }
};

/// d = f'(x). With several inputs d is the derivative in the first input.
template <class F, scalar T> struct derivative_op : op_of<F, T> {
  using op_of<F, T>::op_of;
  template <class... X> [[nodiscard]] XACT_FLAT auto operator()(X... x) const noexcept {
    return results{(*this->f).derivative(x...)};
  }
  template <class Run>
  XACT_INLINE void specialize(const Run &run) const requires detail::has_specialization<F>
  {
    specialize_derivative<derivative_op, T>(*this->f, run);
  }
};

/// y = f(x) and d = f'(x).
template <class F, scalar T> struct value_and_derivative_op : op_of<F, T> {
  using op_of<F, T>::op_of;
  template <class... X> [[nodiscard]] XACT_FLAT auto operator()(X... x) const noexcept {
    const auto b = detail::value_and_derivative_of(*this->f, x...);
    return results{b.value, b.derivative};
  }
  template <class Run>
  XACT_INLINE void specialize(const Run &run) const requires detail::has_specialization<F>
  {
    specialize_derivative<value_and_derivative_op, T>(*this->f, run);
  }
};

/// dx = dy·f'(x) from x and dy. With a third input `sum` the result is sum + dx.
template <class F, scalar T> struct backward_op : op_of<F, T> {
  using op_of<F, T>::op_of;
  template <class V> [[nodiscard]] XACT_FLAT auto operator()(V x, V dy) const noexcept {
    return results{detail::vjp_in_x(*this->f, x, dy)};
  }
  template <class V> [[nodiscard]] XACT_FLAT auto operator()(V x, V dy, V sum) const noexcept {
    return results{detail::add_vjp_in_x(*this->f, x, dy, sum)};
  }
  template <class Run>
  XACT_INLINE void specialize(const Run &run) const requires detail::has_specialization<F>
  {
    specialize_derivative<backward_op, T>(*this->f, run);
  }
};
/// dx, and the terms of the gradient in p, from x, p and dy, for a functor f(x, p). With a fourth input `sum` the first
/// result is sum + dx. A functor with several parameters p gives as many terms.
template <class F, scalar T> struct vjp_op : op_of<F, T> {
  using op_of<F, T>::op_of;
  template <class V> [[nodiscard]] XACT_FLAT auto operator()(V x, V p, V dy) const noexcept {
    return (*this->f).vjp(x, p, dy);
  }
  template <class V> [[nodiscard]] XACT_FLAT auto operator()(V x, V p, V dy, V sum) const noexcept {
    return results{detail::add_vjp_in_x(*this->f, x, p, dy, sum), nth<1>((*this->f).vjp(x, p, dy))};
  }
  template <class V, std::same_as<V>... More> requires(learned_parameters<F> > 1)
  [[nodiscard]] XACT_FLAT auto operator()(V x, More... more) const noexcept {
    const V inputs[] = {more...}; // the parameters, dy, and perhaps the sum
    return [&]<std::size_t... J>(std::index_sequence<J...>) XACT_FLAT_LAMBDA {
      auto all = (*this->f).vjp(x, inputs[J]..., inputs[sizeof...(J)]);
      if constexpr (sizeof...(More) > sizeof...(J) + 1)
        all.a = inputs[sizeof...(J) + 1] + unfused(all.a);
      return all;
    }(std::make_index_sequence<learned_parameters<F>>{});
  }
  template <class Run>
  XACT_INLINE void specialize(const Run &run) const requires detail::has_specialization<F>
  {
    specialize_vjp<vjp_op, T>(*this->f, run);
  }
};

/// An operation that returns only the first result of Op.
template <class Op> struct first_of_vjp : Op {
  using Op::Op;
  template <class... X> [[nodiscard]] XACT_FLAT auto operator()(X... x) const noexcept {
    return results{nth<0>(Op::operator()(x...))};
  }
  template <class Run>
  XACT_INLINE void specialize(const Run &run) const requires requires(const Op &op) { op.specialize(run); }
  {
    Op::specialize([&]<class G>(const G &g) XACT_INLINE_LAMBDA { run(first_of_vjp<G>(*g.f)); });
  }
};

/// dx = dy·f'(f⁻¹(y)) from y and dy. With a third input `sum` the result is sum + dx.
template <class F, scalar T> struct output_op : op_of<F, T> {
  using op_of<F, T>::op_of;
  template <class V> [[nodiscard]] XACT_FLAT auto operator()(V y, V dy) const noexcept {
    return results{dy * (*this->f).derivative_from_output(y)};
  }
  template <class V> [[nodiscard]] XACT_FLAT auto operator()(V y, V dy, V sum) const noexcept {
    return results{detail::add_product<F>(dy, (*this->f).derivative_from_output(y), sum)};
  }
  template <class Run>
  XACT_INLINE void specialize(const Run &run) const requires detail::has_specialization<F>
  {
    specialize_from_output<output_op, T>(*this->f, run);
  }
};
/// dx as in output_op, from y, p and dy, for a functor f(x, p). With a fourth input `sum` the result is sum + dx.
template <class F, scalar T> struct vjp_output_op : op_of<F, T> {
  using op_of<F, T>::op_of;
  template <class V> [[nodiscard]] XACT_FLAT auto operator()(V y, V p, V dy) const noexcept {
    return results{dy * (*this->f).derivative_from_output(y, p)};
  }
  template <class V> [[nodiscard]] XACT_FLAT auto operator()(V y, V p, V dy, V sum) const noexcept {
    return results{detail::add_product<F>(dy, (*this->f).derivative_from_output(y, p), sum)};
  }
};

/// The mask of x: true where x > 0, and for NaN.
template <scalar T> struct bits_op {
  using number = T;
  static constexpr std::size_t unroll = 4;
  [[nodiscard]] XACT_FLAT auto operator()(native_batch<T> x) const noexcept {
    return results{above_or_nan(x, native_batch<T>(0))};
  }
};
/// y = f(x...), and the mask of x.
template <class F, scalar T> struct value_and_bits_op : op_of<F, T> {
  using op_of<F, T>::op_of;
  template <class V, class... P> [[nodiscard]] XACT_FLAT auto operator()(V x, P... p) const noexcept {
    return results{(*this->f)(x, p...), above_or_nan(x, V(0))};
  }
};
/// dx from dy and the mask of x, and from p if F is a functor f(x, p). All x <= 0 have the same derivative as x = -1.
template <class F, scalar T> struct bits_backward_op : op_of<F, T> {
  using op_of<F, T>::op_of;
  template <class V, class Mask, class... P>
  [[nodiscard]] XACT_FLAT auto operator()(V dy, Mask right, P... p) const noexcept {
    return results{select(right, dy, detail::vjp_in_x(*this->f, V(-1), p..., dy))};
  }
};
/// sum + dx, where dx is as in bits_backward_op.
template <class F, scalar T> struct bits_backward_add_op : op_of<F, T> {
  using op_of<F, T>::op_of;
  template <class V, class Mask, class... P>
  [[nodiscard]] XACT_FLAT auto operator()(V sum, V dy, Mask right, P... p) const noexcept {
    return results{select(right, sum + dy, detail::add_vjp_in_x(*this->f, V(-1), p..., dy, sum))};
  }
};

} // namespace xact::inline XACT_ARCH::kernels
