#pragma once

/// Eigen: activations inside its expressions, and its matrices as the arrays of a call.
///
///     h = (W * x + b).unaryExpr(xact::elu{});                        vectorized, in the one loop of the expression
///     xact::backward(xact::elu{}, z, dh, dz);                        Matrix, Array, Map, Ref, Block
///     xact::prelu slope{slopes, xact::each_row(z)};                  one slope a row, whatever the storage order
///
/// Include it before or after Eigen's own headers, the unsupported Tensor among them.

#include <xact/simd/packet.hpp>
#include <xact/verbs/call.hpp>

#if !__has_include(<Eigen/Core>)
#error "xact: finds no Eigen; put its headers on the include path (Debian: libeigen3-dev, in /usr/include/eigen3)"
#endif
#include <Eigen/Core>

namespace xact::inline XACT_ARCH {

namespace detail {

/// An activation, told by its derivative first: a generic lambda has none, and is not tried on a batch.
template <class F>
concept eigen_activation = requires(const F &f, native_batch<float> x) {
  f.derivative(x);
}
&&activation<F>;

/// A functor that calls for what unaryExpr cannot give it.
template <class F>
concept eigen_misfit = channel_bound<F> || parametric<F>;

/// What works on batches alone, and lacks the derivative that would tell it. Eigen calls its functors with a T; one
/// that can be called so is its own, and again not tried on a batch.
template <class F, class T>
concept eigen_without_derivative =
    !eigen_activation<F> && !eigen_misfit<F> && !std::is_invocable_v<const F &, const T &> && has_value<F, float>;

/// f of a packet.
template <scalar T, class F, class Packet>
[[nodiscard]] XACT_INLINE Packet of_packet(const F &f, const Packet &x) noexcept {
  return to_packet<Packet>(native_batch<T>(f(from_packet<T>(x))));
}

/// An activation as Eigen calls its functors.
template <class F, class T> struct eigen_functor {
  static_assert(scalar<T>, "xact: activations work on float or double; cast this expression first, as in "
                           "x.cast<float>().unaryExpr(f)");
  static_assert(!scalar<T> || has_value<F, T>,
                "xact: this activation works on float alone, as those of xact::exact do; cast this expression first");

  F f;

  // Eigen's loops call it for what does not fill a packet.
  [[nodiscard]] XACT_INLINE T operator()(T x) const noexcept { return first_lane(value(native_batch<T>(x))); }
  template <class Packet> [[nodiscard]] XACT_INLINE Packet packetOp(const Packet &x) const noexcept {
    return of_packet<T>([this](auto v) XACT_INLINE_LAMBDA { return value(v); }, x);
  }

private:
  /// In the form that `forward` would run. Which one does not change from packet to packet, but a compiler may not see
  /// that.
  [[nodiscard]] XACT_INLINE native_batch<T> value(native_batch<T> x) const noexcept {
    static_assert(hooks_fit<F, T>());
    native_batch<T> y;
    kernels::in_best_form(f, [&](const auto &g) XACT_INLINE_LAMBDA { y = g(x); });
    return y;
  }
};

/// Of a tensor, whose elements may be const: TensorMap<Tensor<const float, 1>>.
template <class F, class T> using eigen_tensor_functor = eigen_functor<F, std::remove_const_t<T>>;

} // namespace detail
} // namespace xact::inline XACT_ARCH

namespace Eigen {

namespace internal {
template <class F, class T> struct functor_traits<xact::detail::eigen_functor<F, T>> {
  enum {
    Cost = 20 * NumTraits<T>::MulCost, // of the order of an exponential
    PacketAccess = packet_traits<T>::Vectorizable
  };
};
} // namespace internal

// What unaryExpr(f) makes of an activation is the expression of its Eigen functor.
template <xact::detail::eigen_activation F, class Xpr>
class CwiseUnaryOp<F, Xpr> : public CwiseUnaryOp<xact::detail::eigen_functor<F, typename Xpr::Scalar>, Xpr> {
public:
  explicit CwiseUnaryOp(const Xpr &x, const F &f = {})
      : CwiseUnaryOp<xact::detail::eigen_functor<F, typename Xpr::Scalar>, Xpr>(x, {f}) {}
};

template <xact::detail::eigen_misfit F, class Xpr> class CwiseUnaryOp<F, Xpr> {
  static_assert(!xact::detail::eigen_misfit<F>,
                "xact: unaryExpr knows no channels; call xact::forward(f, x, y) instead, with a Matrix, Map or Block "
                "as y");
};

template <class F, class Xpr>
requires xact::detail::eigen_without_derivative<F, typename internal::traits<Xpr>::Scalar>
class CwiseUnaryOp<F, Xpr> {
  static_assert(xact::detail::eigen_activation<F>,
                "xact: unaryExpr tells an activation by its derivative; give this one a member "
                "'V derivative(V x) const', or call xact::forward(f, x, y)");
};

#if !EIGEN_VERSION_AT_LEAST(3, 4, 90)
namespace internal {
/// Eigen's own, and what the loop below asks of it.
template <class F, class T, class Xpr>
struct evaluator<CwiseUnaryOp<xact::detail::eigen_functor<F, T>, Xpr>>
    : unary_evaluator<CwiseUnaryOp<xact::detail::eigen_functor<F, T>, Xpr>> {
  using unary_evaluator<CwiseUnaryOp<xact::detail::eigen_functor<F, T>, Xpr>>::unary_evaluator;
  const xact::detail::eigen_functor<F, T> &functor() const { return this->m_d.func(); }
  const evaluator<Xpr> &argument() const { return this->m_d.argImpl; }
};

/// Eigen's loop over the packets of an expression that ends in an activation, with four differences. It is inlined and
/// has a copy of the functor: else g++ would, at -O2, call a function for each packet, which reads the constants of the
/// formula anew. The best form of the functor is chosen before the loop, not for each packet. What is as quick as a
/// rectifier takes four packets a turn, as in `forward`, because the loop itself would show. And what does not fill an
/// aligned packet at either end is no matter of single elements, each as dear as a packet, but of a packet that
/// overlaps its neighbour.
template <class Dst, class F, class T, class Xpr, int Version>
struct dense_assignment_loop<
    generic_dense_assignment_kernel<Dst, evaluator<CwiseUnaryOp<xact::detail::eigen_functor<F, T>, Xpr>>,
                                    assign_op<T, T>, Version>,
    LinearVectorizedTraversal, NoUnrolling> {
  using functor = xact::detail::eigen_functor<F, T>;
  using source = evaluator<CwiseUnaryOp<functor, Xpr>>;
  using kernel = generic_dense_assignment_kernel<Dst, source, assign_op<T, T>, Version>;
  using traits = typename kernel::AssignmentTraits;
  using packet = typename kernel::PacketType;
  static constexpr Index width = unpacket_traits<packet>::size;
  static constexpr bool quick = xact::is_rectifier<F>;
  static constexpr Index unroll = quick ? 4 : 1;
  static constexpr int alignment = traits::LinearRequiredAlignment;
  static constexpr int of_stores = packet_traits<T>::AlignedOnScalar ? alignment : int(traits::DstAlignment);

  XACT_FLATTEN static void run(kernel &k) {
    const Index size = k.size();
    if (size < width)
      return aside([&] {
        for (Index i = 0; i < size; ++i)
          k.assignCoeff(i);
      });
    T *const to = &k.dstEvaluator().coeffRef(0);
    const Index begin = int(traits::DstAlignment) >= alignment ? 0 : first_aligned<alignment>(to, size);
    const Index end = begin + (size - begin) / width * width;
    // Evaluated before and stored after the rest, for the sake of expressions in place.
    const bool ragged = begin > 0 || end < size;
    packet first, last;
    if (ragged)
      aside([&] {
        first = k.srcEvaluator().template packet<Unaligned, packet>(0);
        last = k.srcEvaluator().template packet<Unaligned, packet>(size - width);
      });
    const auto &x = k.srcEvaluator().argument();
    xact::kernels::in_best_form(k.srcEvaluator().functor().f, [&](const auto f) XACT_INLINE_LAMBDA {
      Index i = begin;
      for (; end - i >= unroll * width; i += unroll * width)
        turn(f, x, to, i, std::make_integer_sequence<Index, unroll>{});
      for (; unroll > 1 && i < end; i += width)
        turn(f, x, to, i, std::make_integer_sequence<Index, 1>{});
    });
    if (ragged) {
      pstoreu(to, first);
      pstoreu(to + size - width, last);
    }
  }

private:
  template <class G, Index... U>
  XACT_INLINE static void turn(const G &f, const evaluator<Xpr> &x, T *to, Index i,
                               std::integer_sequence<Index, U...>) {
    (pstoret<T, packet, of_stores>(
         to + i + U * width,
         xact::detail::of_packet<T>(f, x.template packet<int(traits::JointAlignment), packet>(i + U * width))),
     ...);
  }
  // What is beside the loop: not inlined where the formula is long, because it would cost the loop registers.
  template <class Job> XACT_INLINE static void aside(const Job &job) {
    if constexpr (quick)
      job();
    else
      outlined(job);
  }
  template <class Job> XACT_OUTLINE static void outlined(const Job &job) { job(); }
};
} // namespace internal
#endif

// The unsupported Tensor keeps the type that it was given, and asks for its evaluator. These templates are its own,
// declared in case that it is included later.
template <class F, class Xpr> class TensorCwiseUnaryOp;
template <class Xpr, class Device> struct TensorEvaluator;

namespace internal {
template <xact::detail::eigen_activation F, class Xpr>
struct traits<TensorCwiseUnaryOp<F, Xpr>>
    : traits<TensorCwiseUnaryOp<xact::detail::eigen_tensor_functor<F, typename traits<Xpr>::Scalar>, Xpr>> {};
} // namespace internal

template <xact::detail::eigen_activation F, class Xpr, class Device>
struct TensorEvaluator<const TensorCwiseUnaryOp<F, Xpr>, Device>
    : TensorEvaluator<const TensorCwiseUnaryOp<xact::detail::eigen_tensor_functor<F, typename Xpr::Scalar>, Xpr>,
                      Device> {
  using functor = xact::detail::eigen_tensor_functor<F, typename Xpr::Scalar>;
  using XprType = TensorCwiseUnaryOp<F, Xpr>;

  TensorEvaluator(const XprType &x, const Device &device)
      : TensorEvaluator<const TensorCwiseUnaryOp<functor, Xpr>, Device>({x.nestedExpression(), functor{x.functor()}},
                                                                        device) {}
};

} // namespace Eigen

namespace xact::inline XACT_ARCH {

namespace detail {

/// The class that a dense object of Eigen derives from with itself as the parameter: its own, or the Block below the
/// VectorBlock that head, tail and segment give, or the Matrix below a user's class.
template <class D> std::type_identity<D> eigen_base_of(const Eigen::DenseBase<D> *);
template <class M>
concept eigen_dense = requires(const M *m) {
  detail::eigen_base_of(m);
};
template <eigen_dense M>
using eigen_base = typename decltype(detail::eigen_base_of(static_cast<const M *>(nullptr)))::type;

/// Dense, and its elements lie in memory as rows and columns with gaps at most between them.
template <class M> [[nodiscard]] consteval bool lies_in_memory() {
  if constexpr (!eigen_dense<M>)
    return false;
  else if constexpr (!Eigen::internal::has_direct_access<eigen_base<M>>::ret)
    return false;
  else
    return M::IsVectorAtCompileTime || Eigen::internal::inner_stride_at_compile_time<eigen_base<M>>::ret == 1;
}

} // namespace detail

/// Dense objects of Eigen as arrays: Matrix, Array, Map, Ref, Block, head(n) and what else has memory of its own or of
/// another, with an outer stride or without; vectors with an inner one too.
template <class M>
requires(detail::lies_in_memory<M>()) struct array_adaptor<M> {
  /// @{ What xact::array_adaptor asks for.
  static constexpr bool is_vector = M::IsVectorAtCompileTime;
  static constexpr bool contiguous =
      is_vector && Eigen::internal::inner_stride_at_compile_time<detail::eigen_base<M>>::ret == 1;
  static constexpr bool lasting = !std::is_base_of_v<Eigen::PlainObjectBase<detail::eigen_base<M>>, M>;
  static constexpr storage_order order = is_vector       ? storage_order::any
                                         : M::IsRowMajor ? storage_order::by_rows
                                                         : storage_order::by_columns;

  template <class A>
  [[nodiscard]] static strided<std::remove_pointer_t<decltype(std::declval<A &>().data())>> view(A &a) noexcept {
    const auto size = [](Eigen::Index n) { return static_cast<std::size_t>(n); };
    if constexpr (!is_vector)
      return {a.data(), size(a.outerSize()), size(a.innerSize()), size(a.outerStride())};
    else if (contiguous || a.innerStride() == 1)
      return {a.data(), 1, size(a.size()), size(a.size())};
    else
      return {a.data(), size(a.size()), 1, size(a.innerStride())};
  }
  /// @}
};

/// Expressions, and matrices with gaps between neighbours, are no arrays.
template <detail::eigen_dense M>
requires(!detail::lies_in_memory<M>()) struct array_adaptor<M> {
  /// Says why.
  static consteval bool refuse() {
    constexpr bool in_memory = Eigen::internal::has_direct_access<detail::eigen_base<M>>::ret;
    static_assert(in_memory,
                  "xact: this Eigen expression has no elements in memory; write to a Matrix, Array, Map, Ref "
                  "or Block; read from x.eval(), or use x.unaryExpr(f)");
    static_assert(!in_memory || detail::lies_in_memory<M>(),
                  "xact: this Eigen matrix has gaps between neighbouring elements; copy it to a Matrix, or map it with "
                  "an OuterStride alone");
    return false;
  }
};

/// The channels of a matrix, for `prelu` and `biased`: one for each of its rows, whatever its storage order. The
/// axis holds for arrays of the storage order and shape of m alone: it knows neither, so a matrix of the other order,
/// or of another shape, is read wrongly and without a message.
template <detail::eigen_dense M> [[nodiscard]] channel_axis each_row(const M &m) noexcept {
  const auto rows = static_cast<std::size_t>(m.rows());
  return {.channels = rows, .inner = M::IsRowMajor ? static_cast<std::size_t>(m.cols()) : 1};
}
/// One for each of its columns; for arrays like m alone, too.
template <detail::eigen_dense M> [[nodiscard]] channel_axis each_column(const M &m) noexcept {
  const auto columns = static_cast<std::size_t>(m.cols());
  return {.channels = columns, .inner = M::IsRowMajor ? 1 : static_cast<std::size_t>(m.rows())};
}

} // namespace xact::inline XACT_ARCH
