#pragma once

/// A class with the members of std::mdspan, which the standard library of Debian 12 does not have.

#include <array>
#include <cstddef>
#include <span>

namespace test {

/// Two extents that are known at run time.
struct extents2 {
  using index_type = int;
  std::array<int, 2> n{};
  constexpr extents2() = default;
  constexpr explicit extents2(std::array<int, 2> sizes) : n(sizes) {}
};

/// Any strides, like std::layout_stride::mapping.
struct any_strides {
  extents2 shape;
  std::array<int, 2> strides;
  constexpr any_strides(extents2 e, std::array<int, 2> s) : shape(e), strides(s) {}
  [[nodiscard]] constexpr int stride(std::size_t r) const { return strides[r]; }
};
/// Columns without gaps, like std::layout_left::mapping.
struct columns_first {
  extents2 shape;
  constexpr explicit columns_first(extents2 e) : shape(e) {}
  [[nodiscard]] constexpr int stride(std::size_t r) const { return r == 0 ? 1 : shape.n[0]; }
};

/// The members of std::mdspan that xact uses. `Reference` differs from T & where an accessor computes the elements.
template <class T, class Mapping, std::size_t Rank = 2, class Reference = T &> struct own_mdspan {
  using element_type = T;
  using extents_type = extents2;
  using mapping_type = Mapping;
  using accessor_type = int;
  using data_handle_type = T *;
  using reference = Reference;
  using index_type = int;
  T *p;
  Mapping map;
  static constexpr std::size_t rank() { return Rank; }
  static constexpr std::size_t static_extent(std::size_t) { return std::dynamic_extent; }
  static constexpr bool is_always_strided() { return true; }
  [[nodiscard]] constexpr T *data_handle() const { return p; }
  [[nodiscard]] constexpr const Mapping &mapping() const { return map; }
  [[nodiscard]] constexpr int extent(std::size_t r) const { return map.shape.n[r]; }
  [[nodiscard]] constexpr int stride(std::size_t r) const { return map.stride(r); }
};

} // namespace test
