#pragma once

/// Matrices of Eigen as the arrays of a call, and their rows or columns as its channels.

#include <xact/arrays/views.hpp>

#include <Eigen/Core>

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

/// Elements in memory that can be asked for. An IndexedView of constant steps has some, but gives no address.
template <class M>
concept eigen_direct = bool(Eigen::internal::has_direct_access<eigen_base<M>>::ret) && requires(const M &m) {
  m.data();
};

/// Dense, and its elements lie in memory as rows and columns with gaps at most between them.
template <class M> [[nodiscard]] consteval bool lies_in_memory() {
  if constexpr (!eigen_dense<M>)
    return false;
  else if constexpr (!eigen_direct<M>)
    return false;
  else
    return M::IsVectorAtCompileTime || Eigen::internal::inner_stride_at_compile_time<eigen_base<M>>::ret == 1;
}

} // namespace detail

/// Dense objects of Eigen as arrays: Matrix, Array, Map, Ref, Block, head(n) and what else has memory of its own or of
/// another, with an outer stride or without; vectors with an inner one too.
template <class M>
requires(detail::lies_in_memory<M>()) struct array_adaptor<M> {
  /// @{ Members that xact::array_adaptor asks for.
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
