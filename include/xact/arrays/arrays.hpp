#pragma once

/// What may stand for an array in a call, and the checks that every call makes of its arrays.

#include <xact/arrays/misuse.hpp>
#include <xact/simd/mask.hpp>

#include <cstdint>
#include <span> // and the concepts of ranges, which constrain its constructors; <ranges> takes long to compile
#include <type_traits>

namespace xact::inline XACT_ARCH {

/// A matrix in row order whose rows start `stride` elements apart (the leading dimension): `rows` rows of `columns`
/// elements each, from `data` on. Precondition: stride >= columns. The elements between the rows are never touched.
template <class T> struct strided {
  T *data;             ///< the first element of the first row
  std::size_t rows;    ///< how many rows there are
  std::size_t columns; ///< how many elements each has
  std::size_t stride;  ///< from the begin of a row to that of the next, in elements
};
/// Deduces T. (clang 14 does not by itself.)
template <class T> strided(T *, std::size_t, std::size_t, std::size_t) -> strided<T>;

/// Marks an output to be added to instead of overwritten.
template <class Array> struct accumulated {
  Array &&array; ///< the output
};

/// `backward(f, x, dy, accumulate(dx))` computes dx += dy·f'(x).
template <class Array> [[nodiscard]] constexpr accumulated<Array> accumulate(Array &&array) noexcept {
  return {std::forward<Array>(array)};
}

/// How an output is written: through the caches, or past them, straight to memory, which saves reading it first. By
/// default past them if it is larger than the last-level cache, so that little of it would be found there afterwards.
enum class stores { automatic, streamed, cached };

/// Marks an output with how it is written.
template <class Array, stores how> struct written {
  Array &&array; ///< the output
};

/// `forward(f, x, streamed(y))` writes y past the caches, whatever its size; but never where y is also read.
template <class Array> [[nodiscard]] constexpr written<Array, stores::streamed> streamed(Array &&array) noexcept {
  return {std::forward<Array>(array)};
}

/// `forward(f, x, cached(y))` writes y through the caches, whatever its size.
template <class Array> [[nodiscard]] constexpr written<Array, stores::cached> cached(Array &&array) noexcept {
  return {std::forward<Array>(array)};
}

/// The type of `skip`.
struct skip_t {};
/// Stands for an output that is not wanted: `backward(f, x, dy, skip, dw)`.
inline constexpr skip_t skip{};

/// Where a channel lies in an array: element i belongs to channel (i / inner) % channels.
///
///     batch × channels × height × width (NCHW)    {.channels = C, .inner = H·W}
///     batch × height × width × channels (NHWC)    {.channels = C}
///     one value for all elements                  {}
struct channel_axis {
  std::size_t channels = 1; ///< how many channels there are
  std::size_t inner = 1;    ///< how many neighbouring elements share a channel
};

/// In which order an array that is a matrix lies in memory.
enum class storage_order { any, by_rows, by_columns };

/// How an array class of another library is seen by the kernels: specialize it, as interop/eigen.hpp does, with
///
///     static strided<T> view(A &a)           its elements, const T where `a` cannot be written to
///     static constexpr bool contiguous       whether the elements are known to lie side by side, in one row
///     static constexpr bool lasting          whether a temporary A is but a view of elements that live elsewhere
///     static constexpr storage_order order   matrices of different orders do not go together; any for a vector
///
/// or, for what looks like an array and is none, with a `static consteval bool refuse()` whose static_assert says why.
template <class A> struct array_adaptor {};

namespace detail {

/// A class with an adaptor.
template <class A>
concept adapted = requires(std::remove_reference_t<A> &a) {
  array_adaptor<std::remove_cvref_t<A>>::view(a);
};

template <class A> inline constexpr bool is_strided = false;
template <class T> inline constexpr bool is_strided<strided<T>> = true;
template <class A> inline constexpr bool is_accumulated = false;
template <class A> inline constexpr bool is_accumulated<accumulated<A>> = true;
template <class A> inline constexpr bool is_written = false;
template <class A, stores how> inline constexpr bool is_written<written<A, how>> = true;
template <class A> inline constexpr stores stores_of = stores::automatic;
template <class A, stores how> inline constexpr stores stores_of<written<A, how>> = how;

/// The element type of an array, const where it cannot be written to; void if `A` is no array.
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

/// An array that outlives the call: an lvalue or a view.
template <class A> [[nodiscard]] consteval bool outlives_call() {
  if constexpr (adapted<A>)
    return std::is_lvalue_reference_v<A> || array_adaptor<std::remove_cvref_t<A>>::lasting;
  else
    return is_strided<std::remove_cvref_t<A>> || std::ranges::borrowed_range<A>;
}
template <class A>
concept lasting = outlives_call<A>();

/// The storage order of an argument, whatever it is wrapped in.
template <class A> [[nodiscard]] consteval storage_order order_of() {
  using R = std::remove_cvref_t<A>;
  if constexpr (is_accumulated<R> || is_written<R>)
    return order_of<decltype(R::array)>();
  else if constexpr (adapted<A>)
    return array_adaptor<R>::order;
  else
    return storage_order::any;
}

/// True for what is a single row without gaps, whatever its size.
template <class A> [[nodiscard]] consteval bool is_one_row() {
  if constexpr (adapted<A>)
    return array_adaptor<std::remove_cvref_t<A>>::contiguous;
  else
    return !is_strided<std::remove_cvref_t<A>>;
}

/// The elements of a single row; none if `A` may be another array, which a message has told then.
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

/// The length of an array where its type says it, else 0.
template <array A> [[nodiscard]] consteval std::size_t known_length() {
  if constexpr (requires(A & a) { std::span(a); }) {
    constexpr std::size_t extent = decltype(std::span(std::declval<A &>()))::extent;
    return extent == std::dynamic_extent ? 0 : extent;
  }
  return 0;
}

/// Any array as rows and columns; a contiguous one is a single row. `name` is what messages call it.
template <class T> struct view {
  const char *name;
  T *data;
  std::size_t rows;
  std::size_t columns;
  std::size_t stride;
  stores how = stores::automatic;

  /// The most elements between the begin of an array and its end: no two addresses of one are further apart.
  static constexpr std::size_t most = PTRDIFF_MAX / sizeof(T);
  /// False if no array has these sizes, since it would end more than `most` elements after its begin. Products of sizes
  /// may wrap then.
  [[nodiscard]] XACT_INLINE constexpr bool possible() const noexcept {
    if (rows == 0 || columns == 0)
      return true;
    return columns <= most && (rows == 1 || rows - 1 <= (most - columns) / (stride < columns ? columns : stride));
  }

  [[nodiscard]] constexpr std::size_t size() const noexcept { return rows * columns; }
  [[nodiscard]] constexpr bool contiguous() const noexcept { return rows <= 1 || columns == 0 || stride == columns; }

  [[nodiscard]] std::uintptr_t begin() const noexcept { return reinterpret_cast<std::uintptr_t>(data); }
  /// The address one past the last element.
  [[nodiscard]] std::uintptr_t end() const noexcept {
    return size() == 0 ? begin() : begin() + ((rows - 1) * stride + columns) * sizeof(T);
  }
};

/// The same pointer, to an array whose length the compiler has forgotten: g++ 12 warns about whole vectors read from a
/// shorter array even where a check of the length keeps them from being reached.
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
    // What std::ranges says of it too, but by way of many functions, which unoptimized are called.
    return {name, unsized(a.data()), 1, a.size(), a.size()};
  } else {
    const auto size = static_cast<std::size_t>(std::ranges::size(a));
    return {name, unsized(std::ranges::data(a)), 1, size, size};
  }
}

/// The arrays of one call: all of one shape, the outputs written to. Bits is what goes with them at one bit an element:
/// nothing, a reader or a writer.
template <scalar T, std::size_t In, std::size_t Out, class Bits = no_bits> struct arguments {
  const char *call;
  view<const T> in[In];
  view<T> out[Out == 0 ? 1 : Out];
  Bits bits = {};
};

/// The rows of an array, in bytes.
struct byte_rows {
  std::uintptr_t begin; ///< the address of the first row
  std::size_t width;    ///< of each row
  std::size_t stride;   ///< from the begin of a row to that of the next
};

/// True if no row of one array meets a row of the other: modulo the greatest common divisor of the two strides the rows
/// of each array are one interval, and the intervals lie apart. Exact for equal strides; of different strides some
/// arrays that share no byte give false. Precondition: `second` begins between the begin and the end of `first`.
[[nodiscard]] XACT_OUTLINE inline bool interleave(const byte_rows &first, const byte_rows &second) noexcept {
  if (first.width > first.stride || second.width > second.stride)
    return false;
  std::size_t divisor = first.stride;
  for (std::size_t rest = second.stride; rest != 0;) {
    const std::size_t next = divisor % rest;
    divisor = rest;
    rest = next;
  }
  const std::size_t apart = (second.begin - first.begin) % divisor;
  return first.width <= apart && second.width <= divisor - apart;
}

/// True when the two share no element, or all of them and `same_allowed`.
template <class A, class B>
[[nodiscard]] XACT_INLINE bool separate(const view<A> &a, const view<B> &b, bool same_allowed) noexcept {
  const std::uintptr_t a_begin = a.begin();
  const std::uintptr_t b_begin = b.begin();
  if (a.end() <= b_begin || b.end() <= a_begin) [[likely]]
    return true;
  if (a.size() == 0 || b.size() == 0) // an empty array inside the other one
    return true;
  if constexpr (!std::is_same_v<std::remove_const_t<A>, std::remove_const_t<B>>)
    return false;
  if (a_begin == b_begin && a.rows == b.rows && a.columns == b.columns && (a.rows == 1 || a.stride == b.stride))
    return same_allowed;
  // Elements side by side are a single row, to which any stride belongs.
  const auto rows_of = [](const auto &v, std::size_t others_stride) {
    const std::size_t bytes = sizeof(*v.data);
    return v.contiguous() ? byte_rows{v.begin(), v.size() * bytes, others_stride * bytes}
                          : byte_rows{v.begin(), v.columns * bytes, v.stride * bytes};
  };
  const byte_rows of_a = rows_of(a, b.stride);
  const byte_rows of_b = rows_of(b, a.stride);
  return a_begin < b_begin ? interleave(of_a, of_b) : interleave(of_b, of_a);
}

template <class A, class B> XACT_NOINLINE void report_sizes(const char *call, const view<A> &a, const view<B> &b) {
  if (a.rows <= 1 && b.rows <= 1)
    report_misuse("xact::%s: %s has %zu elements but %s has %zu; they must have the same length", call, a.name,
                  a.size(), b.name, b.size());
  else
    report_misuse("xact::%s: %s has %zu rows of %zu but %s has %zu rows of %zu; they must have the same shape", call,
                  a.name, a.rows, a.columns, b.name, b.rows, b.columns);
}

template <class A, class B>
XACT_NOINLINE void report_overlap(const char *call, const view<A> &a, const view<B> &b, bool same_allowed) {
  report_misuse("xact::%s: %s (%zu elements at %p) overlaps %s (%zu elements at %p)%s", call, a.name, a.size(),
                static_cast<const void *>(a.data), b.name, b.size(), static_cast<const void *>(b.data),
                same_allowed ? " without being the same array" : "");
}

template <class A> XACT_NOINLINE void report_shape(const char *call, const view<A> &a) {
  if (!a.possible())
    report_misuse("xact::%s: %s cannot exist: %zu rows of %zu elements, with a stride of %zu, are more bytes than "
                  "PTRDIFF_MAX; pass the sizes that it has",
                  call, a.name, a.rows, a.columns, a.stride);
  else
    report_misuse("xact::%s: rows of %s overlap: its stride is %zu, less than its %zu columns", call, a.name, a.stride,
                  a.columns);
}

/// True if an array may have these sizes; else false, after a report of misuse.
template <class A> [[nodiscard]] XACT_INLINE bool check_shape(const char *call, const view<A> &a) {
  if (a.possible() && (a.rows <= 1 || a.stride >= a.columns)) [[likely]]
    return true;
  report_shape(call, a);
  return false;
}

template <class A, class B>
[[nodiscard]] XACT_INLINE bool check_separate(const char *call, const view<A> &a, const view<B> &b, bool same_allowed) {
  if (separate(a, b, same_allowed)) [[likely]]
    return true;
  report_overlap(call, a, b, same_allowed);
  return false;
}

/// True for what nearly every call passes: contiguous arrays of one length, the outputs apart from the rest or in
/// place. When it is false `conform` knows more.
template <scalar T, std::size_t In, std::size_t Out, class Bits>
[[nodiscard]] XACT_INLINE bool plain(const arguments<T, In, Out, Bits> &a) noexcept {
  bool all = true;
  const std::size_t length = a.in[0].columns;
  const auto same_length = [&](const auto &v) { all = all && v.rows == 1 && v.columns == length; };
  const auto apart = [&](const auto &v, const auto &w) {
    return v.begin() + length * sizeof(T) <= w.begin() || w.begin() + length * sizeof(T) <= v.begin();
  };
  for (std::size_t i = 0; i != In; ++i)
    same_length(a.in[i]);
  for (std::size_t o = 0; o != Out; ++o) {
    same_length(a.out[o]);
    for (std::size_t i = 0; i != In; ++i)
      all = all && (apart(a.out[o], a.in[i]) || a.out[o].data == a.in[i].data);
    for (std::size_t other = 0; other < o; ++other)
      all = all && apart(a.out[o], a.out[other]);
  }
  return all;
}

/// Checks the arrays of a call in constant time and brings them to one shape. False after a report of misuse.
/// Out of line, so that the arrays of a plain call need not lie in memory.
template <scalar T, std::size_t In, std::size_t Out, class Bits>
[[nodiscard]] XACT_NOINLINE bool conform(arguments<T, In, Out, Bits> &a) {
  for (std::size_t i = 0; i != In; ++i)
    if (!check_shape(a.call, a.in[i]))
      return false;
  for (std::size_t o = 0; o != Out; ++o)
    if (!check_shape(a.call, a.out[o]))
      return false;
  // The shape is that of the first array that has rows, if one has.
  view<const T> model = a.in[0];
  const auto adopt = [&](const auto &v) {
    if (model.rows == 1 && v.rows != 1) [[unlikely]]
      model = {v.name, v.data, v.rows, v.columns, v.stride};
  };
  const auto take_shape = [&](auto &v) {
    if (v.rows == 1 && v.columns == model.size()) {
      v.rows = model.rows;
      v.columns = model.columns;
      v.stride = model.columns;
    }
    if (v.rows != model.rows || v.columns != model.columns) [[unlikely]] {
      report_sizes(a.call, model, v);
      return false;
    }
    return true;
  };
  for (std::size_t i = 1; i != In; ++i)
    adopt(a.in[i]);
  for (std::size_t o = 0; o != Out; ++o)
    adopt(a.out[o]);
  bool contiguous = true;
  for (std::size_t i = 0; i != In; ++i) {
    if (!take_shape(a.in[i]))
      return false;
    contiguous = contiguous && a.in[i].contiguous();
  }
  for (std::size_t o = 0; o != Out; ++o) {
    if (!take_shape(a.out[o]))
      return false;
    contiguous = contiguous && a.out[o].contiguous();
    for (std::size_t i = 0; i != In; ++i)
      if (!check_separate(a.call, a.out[o], a.in[i], true))
        return false;
    for (std::size_t other = 0; other < o; ++other)
      if (!check_separate(a.call, a.out[o], a.out[other], false))
        return false;
  }
  if (contiguous) {
    const auto flatten = [](auto &v) {
      v.columns *= v.rows;
      v.rows = 1;
    };
    for (std::size_t i = 0; i != In; ++i)
      flatten(a.in[i]);
    for (std::size_t o = 0; o != Out; ++o)
      flatten(a.out[o]);
  }
  return true;
}

} // namespace detail
} // namespace xact::inline XACT_ARCH
