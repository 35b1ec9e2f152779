// Runs the code block about Eigen in examples/README.md, and checks its results.

#include "matrices.hpp"

#include "../catch.hpp"

TEST_CASE("the block about Eigen in examples/README.md") {
  using namespace test;
  const Eigen::MatrixXf W = numbers<Eigen::MatrixXf>(6, 4, 1);
  const Eigen::VectorXf x = numbers<Eigen::VectorXf>(4, 1, 2);
  const Eigen::VectorXf b = numbers<Eigen::VectorXf>(6, 1, 3);
  const Eigen::MatrixXf z = numbers<Eigen::MatrixXf>(6, 3, 4);
  const Eigen::MatrixXf dh = numbers<Eigen::MatrixXf>(6, 3, 5);
  const std::vector<float> slopes(6, 0.5F);
  const Eigen::Index n = 3;
  Eigen::VectorXf h;
  Eigen::MatrixXf dz(6, 5);
  std::vector<float> dslopes(6);
#include "readme_eigen.inc"
  CHECK(same_bits(h, on_spans(xact::elu{}, Eigen::VectorXf(W * x + b))));
  for (Eigen::Index i = 0; i < z.size(); ++i)
    CHECK(same(dz.data()[i], z.data()[i] <= 0 ? dh.data()[i] / 2 : dh.data()[i]));
  for (Eigen::Index r = 0; r < 6; ++r)
    CHECK(std::fabs(dslopes[static_cast<std::size_t>(r)] - dh.row(r).dot(z.row(r).cwiseMin(0.F))) < 1e-4F);
}
