#pragma once

/// Matrices of Eigen as the arrays of a call, and their rows or columns as channels.

#include <xact/arrays/views.hpp>

#include <Eigen/Core>

namespace xact::inline XACT_ARCH {

namespace detail {

/// Deduces the class D such that an object of Eigen derives from DenseBase<D>. D is usually the class of the object. D
/// is Block for a VectorBlock (head, tail, segment), and Matrix for a user's class that derives from Matrix.
template <class D> std::type_identity<D> eigen_base_of(const Eigen::DenseBase<D> *);
template <class M>
concept eigen_dense = requires(const M *m) { detail::eigen_base_of(m); };
template <eigen_dense M>
using eigen_base = typename decltype(detail::eigen_base_of(static_cast<const M *>(nullptr)))::type;

/// An object of Eigen whose elements have addresses: it has Eigen's direct access and a member data(). (An IndexedView
/// with constant steps has direct access, but no data().)
template <class M>
concept eigen_direct =
    bool(Eigen::internal::has_direct_access<eigen_base<M>>::ret) && requires(const M &m) { m.data(); };

/// True for a vector of Eigen, or a matrix of Eigen with contiguous rows or columns, whose elements lie in memory.
template <class M> [[nodiscard]] consteval bool lies_in_memory() {
  if constexpr (!eigen_dense<M>)
    return false;
  else if constexpr (!eigen_direct<M>)
    return false;
  else
    return M::IsVectorAtCompileTime || Eigen::internal::inner_stride_at_compile_time<eigen_base<M>>::ret == 1;
}

} // namespace detail

/// The adaptor of dense objects of Eigen whose elements lie in memory: Matrix, Array, Map, Ref, Block, head(n) and
/// others. A matrix may have an outer stride, and a vector an inner stride.
template <class M> requires(detail::lies_in_memory<M>())
struct array_adaptor<M> {
  /// @{ The members of xact::array_adaptor.
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

/// The adaptor that refuses objects of Eigen that cannot be arrays: expressions, and matrices with gaps between
/// neighbouring elements.
template <detail::eigen_dense M> requires(!detail::lies_in_memory<M>())
struct array_adaptor<M> {
  /// Causes a compile error that states the reason.
  static consteval bool refuse() {
    constexpr bool in_memory = detail::eigen_direct<M>;
    static_assert(in_memory,
                  "xact: this Eigen expression has no elements in memory; write to a Matrix, Array, Map, Ref "
                  "or Block; read from x.eval(), or use x.unaryExpr(f)");
    static_assert(!in_memory || detail::lies_in_memory<M>(),
                  "xact: this Eigen matrix has gaps between neighbouring elements; copy it to a Matrix, or map it with "
                  "an OuterStride alone");
    return false;
  }
};

/// Returns an axis with one channel per row of m, for `prelu` and `biased`. The axis is valid only for arrays with the
/// shape and storage order of m. For other arrays the axis may assign wrong channels, and no check detects this.
template <detail::eigen_dense M> [[nodiscard]] channel_axis each_row(const M &m) noexcept {
  const auto rows = static_cast<std::size_t>(m.rows());
  return {.channels = rows, .inner = M::IsRowMajor ? static_cast<std::size_t>(m.cols()) : 1};
}
/// Returns an axis with one channel per column of m. The axis is valid only for arrays with the shape and storage order
/// of m.
template <detail::eigen_dense M> [[nodiscard]] channel_axis each_column(const M &m) noexcept {
  const auto columns = static_cast<std::size_t>(m.cols());
  return {.channels = columns, .inner = M::IsRowMajor ? 1 : static_cast<std::size_t>(m.rows())};
}

} // namespace xact::inline XACT_ARCH
