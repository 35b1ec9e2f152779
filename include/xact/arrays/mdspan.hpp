#pragma once

/// std::mdspan, and classes with the same members such as the reference implementation of Kokkos, as arrays.

#include <xact/arrays/views.hpp>

#include <array>

namespace xact::inline XACT_ARCH {

namespace detail {

/// A class with the members of std::mdspan.
template <class M>
concept mdspan_like = requires(const M &m) {
  typename M::extents_type;
  typename M::mapping_type;
  typename M::accessor_type;
  typename M::data_handle_type;
  M::rank();
  M::is_always_strided();
  m.mapping();
  m.extent(0);
};

/// True if the elements of M are objects in memory, and strides determine the address of each element.
template <class M> [[nodiscard]] consteval bool refers_to_memory() {
  return M::is_always_strided() && std::is_same_v<typename M::reference, typename M::element_type &> &&
         std::is_convertible_v<typename M::data_handle_type, typename M::element_type *>;
}

/// True if the layout of M, a matrix, always stores columns without gaps, as layout_left does.
template <class M> [[nodiscard]] consteval bool stores_columns() {
  using mapping = typename M::mapping_type;
  if constexpr (std::is_constructible_v<mapping, typename M::extents_type>) {
    constexpr auto size = [](std::size_t r) {
      using index = typename M::index_type;
      return M::static_extent(r) == std::dynamic_extent ? index(2) : static_cast<index>(M::static_extent(r));
    };
    constexpr mapping of(typename M::extents_type(std::array{size(0), size(1)}));
    return of.stride(1) != 1;
  }
  return false;
}

/// True if M can be an array of a call. The call checks the strides of a matrix.
template <class M> [[nodiscard]] consteval bool is_usable_mdspan() {
  if constexpr (M::rank() == 2 && refers_to_memory<M>())
    return !stores_columns<M>();
  else
    return M::rank() == 1 && refers_to_memory<M>();
}

} // namespace detail

/// The adaptor of an mdspan of rank 1 with any stride, or of rank 2 with the last stride 1. A matrix with another last
/// stride gets the row stride 0, which every call reports as misuse.
template <detail::mdspan_like M> requires(detail::is_usable_mdspan<M>())
struct array_adaptor<M> {
  /// @{ The members of xact::array_adaptor.
  static constexpr bool contiguous = false;
  static constexpr bool lasting = true;
  static constexpr storage_order order = M::rank() == 1 ? storage_order::any : storage_order::by_rows;

  [[nodiscard]] static strided<typename M::element_type> view(const M &m) noexcept {
    const auto extent = [&](std::size_t r) { return static_cast<std::size_t>(m.extent(r)); };
    const auto stride = [&](std::size_t r) { return static_cast<std::size_t>(m.stride(r)); };
    const auto vector = [&](std::size_t r) -> strided<typename M::element_type> {
      if (stride(r) == 1)
        return {m.data_handle(), 1, extent(r), extent(r)};
      return {m.data_handle(), extent(r), 1, stride(r)};
    };
    if constexpr (M::rank() == 1)
      return vector(0);
    else if (extent(0) == 1)
      return vector(1);
    else if (extent(1) == 1)
      return vector(0);
    else
      return {m.data_handle(), extent(0), extent(1), stride(1) == 1 ? stride(0) : 0};
  }
  /// @}
};

/// The adaptor that refuses every other mdspan.
template <detail::mdspan_like M> requires(!detail::is_usable_mdspan<M>())
struct array_adaptor<M> {
  /// States the reason in a static_assert.
  static consteval bool refuse() {
    constexpr bool in_memory = detail::refers_to_memory<M>();
    static_assert(in_memory,
                  "xact: the elements of this mdspan have no addresses with constant strides; copy them to an "
                  "array");
    constexpr bool one_or_two = M::rank() == 1 || M::rank() == 2;
    static_assert(one_or_two || !in_memory,
                  "xact: an mdspan must have rank 1 or 2; pass std::span{m.data_handle(), n} if "
                  "the elements have no gaps, or call once for each matrix");
    static_assert(!one_or_two || !in_memory || detail::is_usable_mdspan<M>(),
                  "xact: this mdspan stores columns; use layout_right, or pass the transposed mdspan of every array");
    return false;
  }
};

} // namespace xact::inline XACT_ARCH
