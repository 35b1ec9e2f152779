#pragma once

/// The checks that every call makes of its arrays: possible sizes, one shape, no overlap.

#include <xact/arrays/misuse.hpp>
#include <xact/arrays/overlap.hpp>
#include <xact/simd/mask.hpp>

namespace xact::inline XACT_ARCH {

namespace detail {

/// The arrays of one call: all of one shape, the outputs written to. Bits is what goes with them at one bit an element:
/// nothing, a reader or a writer.
template <scalar T, std::size_t In, std::size_t Out, class Bits = no_bits> struct arguments {
  const char *call;
  view<const T> in[In];
  view<T> out[Out == 0 ? 1 : Out];
  Bits bits = {};
};

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
/// place. When it is false `conform` knows more. A length that no array has is not looked for here: all arrays of the
/// call would have to claim it.
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
