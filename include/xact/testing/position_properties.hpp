#pragma once

/// Properties of position: the lane and the place in an array do not change the bits of a result.

#include <xact/testing/failures.hpp>
#include <xact/testing/inputs.hpp>
#include <xact/testing/subject.hpp>

#include <algorithm>

namespace xact::inline XACT_ARCH::testing {

inline constexpr const char *by_itself = "which is what it gives by itself";

/// Checks batches with a special input in one lane and ordinary numbers in the other lanes.
template <scalar T> void check_lanes(failures<T> found, const scalar_function<T> &f) {
  constexpr std::size_t size = native_batch<T>::size;
  for (const T special : special_inputs<T>)
    for (std::size_t lane = 0; lane < size; ++lane) {
      T x[size];
      T y[size];
      for (std::size_t i = 0; i < size; ++i)
        x[i] = i % 2 == 0 ? T(-0.5) : T(0.75);
      x[lane] = special;
      f.lanes(f.f, x, y);
      for (std::size_t i = 0; i < size; ++i) {
        const T alone = f(x[i]);
        const bool lost = std::isnan(x[i]) && std::isnan(alone) && !std::isnan(y[i]);
        found.expect_same(lost ? property::nan_propagation : property::lanes, f.name, x[i], y[i], alone,
                          i == lane ? by_itself : "which is what it gives by itself; another lane has changed it",
                          {"in lane ", i, size});
      }
    }
}

inline constexpr std::size_t longest = 67; // four vectors of 16 floats (the widest), and a tail of 3

/// Checks arrays of each length up to `longest`, at each alignment within 64 bytes. The elements are the inputs x in
/// turn. `alone` holds f(x) for each x, computed from a single number.
template <scalar T>
void check_short_arrays(failures<T> found, const scalar_function<T> &f, std::span<const T> x,
                        std::span<const T> alone) {
  constexpr std::size_t alignments = 64 / sizeof(T);
  alignas(64) T in[longest + alignments];
  alignas(64) T out[longest + alignments];
  std::size_t next = 0;
  for (std::size_t n = 1; n <= longest; ++n)
    for (std::size_t offset = 0; offset < alignments; ++offset) {
      const std::size_t other = (offset * 5 + 3) % alignments;
      for (std::size_t i = 0; i < n; ++i)
        in[offset + i] = x[(next + i) % x.size()];
      f.array(f.f, in + offset, out + other, n);
      for (std::size_t i = 0; i < n; ++i)
        found.expect_same(property::position, f.name, in[offset + i], out[other + i], alone[(next + i) % x.size()],
                          by_itself, {"as element ", i, n});
      next += n;
    }
}

/// Checks the array of all inputs, and the parts of this array that begin at several offsets.
template <scalar T>
void check_long_arrays(failures<T> found, const scalar_function<T> &f, std::span<const T> x, std::span<const T> alone) {
  std::vector<T> y(x.size());
  for (const std::size_t shift : {0U, 1U, 2U, 3U, 5U, 16U, 33U}) {
    const std::size_t n = x.size() - shift;
    f.array(f.f, x.data() + shift, y.data(), n);
    for (std::size_t i = 0; i < n; ++i)
      found.expect_same(property::position, f.name, x[i + shift], y[i], alone[i + shift], by_itself,
                        {"as element ", i, n});
  }
}

/// Checks arrays of equal numbers in which one element is a special input, for each place of this element.
template <scalar T> void check_places(failures<T> found, const scalar_function<T> &f) {
  const T usual = T(-0.5);
  for (const T special : special_inputs<T>)
    for (const std::size_t n : {std::size_t(1), std::size_t(7), longest})
      for (std::size_t place = 0; place < n; ++place) {
        T x[longest];
        T y[longest];
        std::fill(x, x + n, usual);
        x[place] = special;
        f.array(f.f, x, y, n);
        for (std::size_t i = 0; i < n; ++i)
          found.expect_same(property::position, f.name, x[i], y[i], f(x[i]), by_itself, {"as element ", i, n});
      }
}

template <scalar T> std::vector<T> evaluate_each(const scalar_function<T> &f, std::span<const T> x) {
  std::vector<T> y;
  for (const T v : x)
    y.push_back(f(v));
  return y;
}

/// Checks all properties of position. `alone` holds f(x) for each x, computed from a single number.
template <scalar T>
void check_position(failures<T> found, const scalar_function<T> &f, std::span<const T> x, std::span<const T> alone) {
  check_lanes(found, f);
  check_places(found, f);
  check_short_arrays(found, f, x, alone);
  check_long_arrays(found, f, x, alone);
}

} // namespace xact::inline XACT_ARCH::testing
