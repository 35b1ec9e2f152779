#pragma once

/// Loop over the packets of an expression of Eigen that ends in an activation.

#include <xact/interop/eigen_functor.hpp>

#if !EIGEN_VERSION_AT_LEAST(3, 4, 90)

namespace Eigen {

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
    xact::detail::in_best_form(k.srcEvaluator().functor().f, [&](const auto f) XACT_INLINE_LAMBDA {
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
  // The work beside the loop: not inlined where the formula is long, because it would cost the loop registers.
  template <class Job> XACT_INLINE static void aside(const Job &job) {
    if constexpr (quick)
      job();
    else
      outlined(job);
  }
  template <class Job> XACT_OUTLINE static void outlined(const Job &job) { job(); }
};
} // namespace internal
} // namespace Eigen

#endif
