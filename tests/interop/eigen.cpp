// Activations inside Eigen's expressions are vectorized, and the results are bitwise equal to the results of calls on
// spans.

#include "matrices.hpp"

#include "../catch.hpp"

#include <unsupported/Eigen/CXX11/Tensor>

using namespace test;

namespace {

/// An activation that counts its evaluations.
struct counted {
  static constexpr std::string_view name = "counted";
  static inline std::size_t calls = 0;
  template <xact::batch V> V operator()(V x) const {
    ++calls;
    return x + x;
  }
  template <xact::batch V> V derivative(V) const { return V(2); }
};

template <class T> constexpr Eigen::Index packet_size = Eigen::internal::packet_traits<T>::size;

template <class Expression> std::size_t evaluations(const Expression &evaluate) {
  counted::calls = 0;
  evaluate();
  return counted::calls;
}

} // namespace

TEMPLATE_TEST_CASE("unaryExpr evaluates an activation on full packets", "", float, double) {
  using T = TestType;
  constexpr Eigen::Index n = 8 * packet_size<T>;
  constexpr std::size_t packets = 8;
  column<T> x = numbers<column<T>>(n, 1, 1);
  column<T> y(n);
  CHECK(evaluations([&] { y = x.unaryExpr(counted{}); }) == packets);
  CHECK(evaluations([&] { y = (T(3) * x + y).unaryExpr(counted{}) - x; }) == packets);
  vector<T> h(n);
  const matrix<T> w = numbers<matrix<T>>(n, 3, 2);
  const vector<T> b = numbers<vector<T>>(n, 1, 3);
  const vector<T> v = numbers<vector<T>>(3, 1, 4);
  CHECK(evaluations([&] { h = (w * v + b).unaryExpr(counted{}); }) == packets);
  matrix<T> z(n, 3);
  CHECK(evaluations([&] { z = w.unaryExpr(counted{}); }) == 3 * packets);
  CHECK(evaluations([&] { z.middleCols(1, 2) = w.leftCols(2).unaryExpr(counted{}); }) == 2 * packets);
  CHECK(evaluations([&] {
          Eigen::Map<column<T>, Eigen::AlignedMax>(y.data(), n) =
              Eigen::Map<const column<T>, Eigen::AlignedMax>(x.data(), n).unaryExpr(counted{});
        }) == packets);
  CHECK(evaluations([&] { h = Eigen::Ref<const vector<T>>(b).unaryExpr(counted{}); }) == packets);
  CHECK(evaluations([&] { x.unaryExpr(counted{}).sum(); }) == packets);
  Eigen::Tensor<T, 1> t(n), u(n);
  t.setConstant(T(1));
  CHECK(evaluations([&] { u = t.unaryExpr(counted{}) + t; }) == packets);
  CHECK(evaluations([&] { u = Eigen::TensorMap<Eigen::Tensor<const T, 1>>(t.data(), n).unaryExpr(counted{}); }) ==
        packets);
  // Half a packet also takes one evaluation.
  using half = Eigen::Array<T, packet_size<T> / 2, 1>;
  half small = half::Constant(T(1));
  if (sizeof small >= 16) // the smallest packets have 16 bytes
    CHECK(evaluations([&] { small = small.unaryExpr(counted{}).eval(); }) == 1);
}

TEMPLATE_TEST_CASE("unaryExpr has the bits of forward at every position and length", "", float, double) {
  using T = TestType;
  using map = Eigen::Map<column<T>>;
  using const_map = Eigen::Map<const column<T>>;
  const std::vector<T> special = interesting<T>();
  const Eigen::Index many = static_cast<Eigen::Index>(special.size());
  const column<T> all = const_map(special.data(), many);
  for_each_test_parameters_of_kinds([&](const auto &f, const std::string &what) {
    INFO(what);
    CHECK(same_bits(all.unaryExpr(f).eval(), on_spans(f, all)));
    column<T> y = column<T>::Zero(many);
    std::size_t wrong = 0;
    for (Eigen::Index n = 0; n < 68; ++n)
      for (const Eigen::Index offset : {0, 1, 7}) {
        map(y.data() + offset, n) = const_map(all.data() + 2 * offset, n).unaryExpr(f);
        wrong += !same_bits(y.segment(offset, n), on_spans(f, all.segment(2 * offset, n)));
        // The output may also be the input, or another operand of the expression.
        map(y.data() + offset, n) = map(y.data() + offset, n).unaryExpr(f);
        wrong += !same_bits(y.segment(offset, n), on_spans(f, on_spans(f, all.segment(2 * offset, n))));
        const column<T> before = y;
        map(y.data() + offset, n) += const_map(all.data(), n).unaryExpr(f);
        wrong += !same_bits(y.segment(offset, n), (before.segment(offset, n) + on_spans(f, all.head(n))).eval());
        wrong += !same_bits(y.head(offset), before.head(offset));
        wrong += !same_bits(y.tail(many - offset - n), before.tail(many - offset - n));
      }
    CHECK(wrong == 0);
  });
}

TEMPLATE_TEST_CASE("unaryExpr works on every kind of dense expression", "", float, double) {
  using T = TestType;
  const matrix<T> m = numbers<matrix<T>>(13, 9, 5);
  const matrix<T, Eigen::RowMajor> by_rows = m;
  const vector<T> b = numbers<vector<T>>(13, 1, 6);
  const vector<T> v = numbers<vector<T>>(9, 1, 7);
  for_two([&](const auto &f, const char *what) {
    INFO(what);
    const matrix<T> want = on_spans(f, m);
    matrix<T> y = m.unaryExpr(f);
    CHECK(same_bits(y, want));
    y = by_rows.unaryExpr(f);
    CHECK(same_bits(y, want));
    y = m.array().unaryExpr(f).matrix();
    CHECK(same_bits(y, want));
    y.setZero();
    y.block(2, 1, 7, 5) = m.block(2, 1, 7, 5).unaryExpr(f);
    CHECK(same_bits(y.block(2, 1, 7, 5), want.block(2, 1, 7, 5)));
    y.row(3) = m.row(3).unaryExpr(f);
    CHECK(same_bits(y.row(3), want.row(3)));
    y = m.transpose().unaryExpr(f).transpose();
    CHECK(same_bits(y, want));
    const Eigen::Ref<const matrix<T>> part = m.topRows(6);
    CHECK(same_bits(part.unaryExpr(f).eval(), want.topRows(6)));
    const vector<T> z = m * v + b;
    const vector<T> h = (m * v + b).unaryExpr(f);
    CHECK(same_bits(h, on_spans(f, z)));
    const vector<T> fused = (z - b).unaryExpr(f) * T(2) + b;
    CHECK(same_bits(fused, (on_spans(f, vector<T>(z - b)) * T(2) + b).eval()));
    const vector<T> twice = m.transpose() * (z.unaryExpr(f));
    CHECK(same_bits(twice, (m.transpose() * on_spans(f, z)).eval()));
  });
}

TEMPLATE_TEST_CASE("small fixed sizes use a part of a packet or a smaller packet", "", float, double) {
  using T = TestType;
  const auto check = [](auto fixed) {
    using M = decltype(fixed);
    const M x = numbers<M>(M::RowsAtCompileTime, M::ColsAtCompileTime, 8);
    for_two([&](const auto &f, const char *what) {
      INFO(what << ", " << int(M::RowsAtCompileTime) << " x " << int(M::ColsAtCompileTime));
      const M y = x.unaryExpr(f);
      CHECK(same_bits(y, on_spans(f, x)));
    });
  };
  check(Eigen::Matrix<T, 1, 1>());
  check(Eigen::Matrix<T, 2, 1>());
  check(Eigen::Matrix<T, 3, 1>());
  check(Eigen::Matrix<T, 2, 2>());
  check(Eigen::Matrix<T, 4, 1>());
  check(Eigen::Matrix<T, 4, 2>());
  check(Eigen::Array<T, 4, 4>());
  check(Eigen::Array<T, 5, 3>());
  check(Eigen::Matrix<T, 24, 1>());
}

TEMPLATE_TEST_CASE("unaryExpr on the unsupported Tensor", "", float, double) {
  using T = TestType;
  Eigen::Tensor<T, 3> t(5, 7, 3);
  const std::vector<T> values = random_numbers<T>(static_cast<std::size_t>(t.size()), T(4), 9);
  std::copy(values.begin(), values.end(), t.data());
  for_two([&](const auto &f, const char *what) {
    std::vector<T> want(values.size());
    xact::forward(f, values, want);
    const Eigen::Tensor<T, 3> y = t.unaryExpr(f);
    const Eigen::Tensor<T, 3> sum = t + (t + t).unaryExpr(f);
    const Eigen::Tensor<T, 3> shuffled = t.unaryExpr(f).shuffle(Eigen::array<int, 3>{2, 0, 1});
    // A const Tensor, and a Tensor of const elements.
    const Eigen::TensorMap<const Eigen::Tensor<T, 3>> map(values.data(), 5, 7, 3);
    const Eigen::TensorMap<Eigen::Tensor<const T, 3>> of_const(values.data(), 5, 7, 3);
    const Eigen::Tensor<T, 3> mapped = map.unaryExpr(f);
    const Eigen::Tensor<T, 3> from_const = of_const.unaryExpr(f);
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < want.size(); ++i) {
      wrong += !same(y.data()[i], want[i]);
      wrong += !same(mapped.data()[i], want[i]) + !same(from_const.data()[i], want[i]);
      wrong += !same(sum.data()[i], values[i] + f(values[i] + values[i]));
    }
    for (Eigen::Index i = 0; i < 5; ++i)
      for (Eigen::Index j = 0; j < 7; ++j)
        for (Eigen::Index k = 0; k < 3; ++k)
          wrong += !same(shuffled(k, i, j), y(i, j, k));
    INFO(what);
    CHECK(wrong == 0);
  });
}

TEST_CASE("unaryExpr vectorizes exact, and leaves other functors to Eigen") {
  const column<float> x = numbers<column<float>>(67, 1, 10);
  const xact::exact f(xact::elu{.alpha = 0.3});
  const column<float> y = x.unaryExpr(f);
  CHECK(same_bits(y, on_spans(f, x)));
  // xact does not call a generic lambda with a batch, because the lambda might not compile for batches.
  const column<float> z = x.unaryExpr([](auto v) { return v < 0 ? -v : v; });
  CHECK(same_bits(z, x.abs().eval()));
}
