#pragma once

/// Checks that a function gives the same bits for single numbers as for batches.

#include "../catch.hpp"
#include "../support.hpp"

namespace test {

/// Returns special values, numbers of every exponent, and random numbers whose bits are uniformly distributed.
template <class T> std::vector<T> all_numbers() {
  std::vector<T> x = interesting<T>();
  for (const T most : {std::numeric_limits<T>::min(), T(1), T(120), T(800), std::numeric_limits<T>::max()})
    for (const T v : random_numbers<T>(20000, most, 33))
      x.push_back(v);
  return x;
}

/// Checks for each x that op gives the same bits for x alone and for x in a batch.
template <class T, class Op> void check_numbers(const std::vector<T> &x, const std::string &what, const Op &op) {
  using V = xact::native_batch<T>;
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < x.size(); i += V::size) {
    const std::size_t count = std::min(V::size, x.size() - i);
    T lanes[V::size];
    xact::store(lanes, op(xact::load_first(x.data() + i, count)));
    for (std::size_t k = 0; k < count; ++k)
      if (const T alone = op(x[i + k]); !same(alone, lanes[k]) && ++wrong <= 3) {
        INFO(what << " of " << show(x[i + k]) << " is " << show(alone) << ", in a batch " << show(lanes[k]));
        CHECK(false);
      }
  }
  INFO(what);
  CHECK(wrong == 0);
}

} // namespace test
