/// A layer of a neural network in C++11: four inputs, three units with learned slopes, forward and backward.

#include <xact/xact11.hpp>

#include <cstdio>
#include <vector>

static void print(const char *name, const std::vector<float> &v) {
  std::printf("%s", name);
  for (const float value : v)
    std::printf(" %.4f", static_cast<double>(value));
  std::printf("\n");
}

int main() {
  const std::vector<float> x = {1.0F, -0.5F, 0.25F, 2.0F};
  const std::vector<std::vector<float>> weights = {
      {0.5F, -1.0F, 0.25F, 0.1F}, {-0.75F, 0.5F, 1.0F, -0.5F}, {0.2F, 0.3F, -0.4F, -0.6F}};
  const std::vector<float> slopes = {0.25F, 0.5F, 0.125F};
  const std::vector<float> dy = {1.0F, 1.0F, -0.5F}; // the gradient of the loss in y
  std::vector<float> sums(3), y(3), dsums(3), dslopes(3), dx(4);

  for (std::size_t u = 0; u < sums.size(); ++u)
    for (std::size_t i = 0; i < x.size(); ++i)
      sums[u] += weights[u][i] * x[i];

  try {
    const auto prelu = xact11::per_channel("prelu", slopes); // one slope per unit
    xact11::forward(prelu, sums, y);
    xact11::backward(prelu, sums, dy, dsums, dslopes);
  } catch (const xact11::error &e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
  }

  for (std::size_t u = 0; u < sums.size(); ++u)
    for (std::size_t i = 0; i < x.size(); ++i)
      dx[i] += weights[u][i] * dsums[u];
  print("y", y);
  print("dslopes", dslopes);
  print("dx", dx);
}
