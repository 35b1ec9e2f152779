#pragma once

/// Tools of the tests of Eigen: matrices of random numbers, results of calls on spans, and comparisons.

#include "../support.hpp"

#include <xact/interop/eigen.hpp>

namespace test {

template <class T, int Order = Eigen::ColMajor> using matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Order>;
template <class T> using vector = Eigen::Matrix<T, Eigen::Dynamic, 1>;
template <class T> using column = Eigen::Array<T, Eigen::Dynamic, 1>;

/// Returns a matrix of random numbers of both signs.
template <class M> M numbers(Eigen::Index rows, Eigen::Index columns, std::uint64_t seed) {
  using T = typename M::Scalar;
  M m(rows, columns);
  const std::vector<T> values = random_numbers<T>(static_cast<std::size_t>(m.size()), T(4), seed);
  std::copy(values.begin(), values.end(), m.data());
  return m;
}

/// Returns the results of `forward` on a span with the elements of m.
template <class F, class M> typename M::PlainObject on_spans(const F &f, const M &m) {
  typename M::PlainObject x = m;
  const std::span all(x.data(), static_cast<std::size_t>(x.size()));
  xact::forward(f, all, all);
  return x;
}

template <class A, class B> bool same_bits(const A &a, const B &b) {
  if (a.rows() != b.rows() || a.cols() != b.cols())
    return false;
  for (Eigen::Index r = 0; r < a.rows(); ++r)
    for (Eigen::Index c = 0; c < a.cols(); ++c)
      if (!same(a(r, c), b(r, c)))
        return false;
  return true;
}

/// Calls fn(f, what) with one short formula (relu) and one long formula (elu). Other activations use the same code.
template <class Fn> void for_two(Fn &&fn) {
  fn(xact::relu{}, "relu");
  fn(xact::elu{.alpha = 0.5}, "elu");
}

} // namespace test
