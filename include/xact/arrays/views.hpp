#pragma once

/// Views of the arrays of a call as rows and columns.

#include <xact/arrays/markers.hpp>

#include <cstdint>
#include <span> // also for the concepts of ranges, because <ranges> takes long to compile
#include <type_traits>

namespace xact::inline XACT_ARCH {

/// A row-major matrix with a leading dimension: `rows` rows of `columns` elements. The starts of adjacent rows are
/// `stride` elements apart. Precondition: stride >= columns. Calls neither read nor write the elements between the
/// rows.
template <class T> struct strided {
  T *data;             ///< first element of the first row
  std::size_t rows;    ///< number of rows
  std::size_t columns; ///< elements per row
  std::size_t stride;  ///< distance between the starts of adjacent rows, in elements
};
/// Deduces T. (clang 14 needs this guide.)
template <class T> strided(T *, std::size_t, std::size_t, std::size_t) -> strided<T>;

/// The place of the channels in an array: element i belongs to channel (i / inner) % channels.
///
///     batch × channels × height × width (NCHW)    {.channels = C, .inner = H·W}
///     batch × height × width × channels (NHWC)    {.channels = C}
///     one channel for all elements                {}
struct channel_axis {
  std::size_t channels = 1; ///< number of channels
  std::size_t inner = 1;    ///< number of adjacent elements of one channel
};

/// The storage order of a matrix.
enum class storage_order { any, by_rows, by_columns };

/// The adaptor of an array class A of another library. A specialization (see interop/eigen_arrays.hpp) has the members
///
///     static strided<T> view(A &a)           the elements; T is const if `a` is read-only
///     static constexpr bool contiguous       true if the elements are always a single row without gaps
///     static constexpr bool lasting          true if A is a view, so that the elements outlive a temporary A
///     static constexpr storage_order order   the storage order of a matrix, or `any` for a vector
///
/// A call must not mix matrices of different storage orders. For a class that must not be used as an array, the
/// specialization has only a member `static consteval bool refuse()`, whose static_assert states the reason.
template <class A> struct array_adaptor {};

namespace detail {

/// A class with an array_adaptor.
template <class A>
concept adapted = requires(std::remove_reference_t<A> &a) { array_adaptor<std::remove_cvref_t<A>>::view(a); };

template <class A> inline constexpr bool is_strided = false;
template <class T> inline constexpr bool is_strided<strided<T>> = true;

/// Returns the element type of an array, as a std::type_identity. The type is const if the array is read-only, and void
/// if A is no array.
template <class A> [[nodiscard]] consteval auto element_of() {
  using R = std::remove_cvref_t<A>;
  if constexpr (is_strided<R>)
    return std::type_identity<std::remove_pointer_t<decltype(R::data)>>{};
  else if constexpr (adapted<A>)
    return std::type_identity<
        std::remove_pointer_t<decltype(array_adaptor<R>::view(std::declval<std::remove_reference_t<A> &>()).data)>>{};
  else if constexpr (std::ranges::contiguous_range<A> && std::ranges::sized_range<A>)
    return std::type_identity<std::remove_reference_t<std::ranges::range_reference_t<A>>>{};
  else
    return std::type_identity<void>{};
}
template <class A> using element_t = typename decltype(element_of<A>())::type;
template <class A> using value_t = std::remove_const_t<element_t<A>>;

template <class A>
concept array = !std::is_void_v<element_t<A>>;

/// True for an array whose elements outlive the call: an lvalue or a view.
template <class A> [[nodiscard]] consteval bool outlives_call() {
  if constexpr (adapted<A>)
    return std::is_lvalue_reference_v<A> || array_adaptor<std::remove_cvref_t<A>>::lasting;
  else
    return is_strided<std::remove_cvref_t<A>> || std::ranges::borrowed_range<A>;
}
template <class A>
concept lasting = outlives_call<A>();

/// Returns the storage order of an array, which may have a marker.
template <class A> [[nodiscard]] consteval storage_order order_of() {
  using R = std::remove_cvref_t<A>;
  if constexpr (is_accumulated<R> || is_written<R>)
    return order_of<decltype(R::array)>();
  else if constexpr (adapted<A>)
    return array_adaptor<R>::order;
  else
    return storage_order::any;
}

/// True for an array that is a single row without gaps for every size.
template <class A> [[nodiscard]] consteval bool is_one_row() {
  if constexpr (adapted<A>)
    return array_adaptor<std::remove_cvref_t<A>>::contiguous;
  else
    return !is_strided<std::remove_cvref_t<A>>;
}

/// Returns the elements of an array that is a single row. For other arrays the result is empty; a static_assert of the
/// caller refuses these arrays.
template <array A> [[nodiscard]] constexpr std::span<const value_t<A>> as_span(A &&a) noexcept {
  if constexpr (!is_one_row<A>()) {
    return {};
  } else if constexpr (adapted<A>) {
    const auto v = array_adaptor<std::remove_cvref_t<A>>::view(a);
    return {v.data, v.rows * v.columns};
  } else {
    return a;
  }
}

/// Returns the length of an array if the type of the array fixes the length, else 0.
template <array A> [[nodiscard]] consteval std::size_t known_length() {
  if constexpr (requires(A &a) { std::span(a); }) {
    constexpr std::size_t extent = decltype(std::span(std::declval<A &>()))::extent;
    return extent == std::dynamic_extent ? 0 : extent;
  }
  return 0;
}

/// Any array as rows and columns. A contiguous array is a single row. `name` is the name of the array in messages.
template <class T> struct view {
  const char *name;
  T *data;
  std::size_t rows;
  std::size_t columns;
  std::size_t stride;
  stores how = stores::automatic;
};

/// Returns p in a form from which the compiler cannot derive the length of the array. (g++ 12 warns about a load of a
/// vector from a shorter array, even after a check of the length.)
template <class T> [[nodiscard]] XACT_INLINE T *unsized(T *p) noexcept {
#if defined(__GNUC__) && !defined(__clang__)
  __asm__("" : "+r"(p));
#endif
  return p;
}

template <array A> [[nodiscard]] XACT_INLINE view<element_t<A>> as_view(const char *name, A &&a) noexcept {
  if constexpr (is_strided<std::remove_cvref_t<A>>) {
    return {name, unsized(a.data), a.rows, a.columns, a.stride};
  } else if constexpr (adapted<A>) {
    return as_view(name, array_adaptor<std::remove_cvref_t<A>>::view(a));
  } else if constexpr (requires {
                         { a.data() } -> std::same_as<element_t<A> *>;
                         { a.size() } -> std::same_as<std::size_t>;
                       }) {
    // This branch calls member functions: std::ranges would add many function calls to code without optimization.
    return {name, unsized(a.data()), 1, a.size(), a.size()};
  } else {
    const auto size = static_cast<std::size_t>(std::ranges::size(a));
    return {name, unsized(std::ranges::data(a)), 1, size, size};
  }
}

} // namespace detail
} // namespace xact::inline XACT_ARCH
