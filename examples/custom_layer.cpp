/// This program defines an activation that the library does not have. It also learns the slopes of a prelu on an array
/// of batch × channels × positions. It checks its results, and returns 0 if they are correct.

#include <xact/testing/conformance.hpp>
#include <xact/xact.hpp>

#include <array>
#include <cmath>
#include <cstdio>
#include <random>
#include <vector>

/// max(x, 0)². The struct has only the formulas, over batches. The kernels of the library add the loop, the tail and
/// the checks.
struct squared_relu {
  template <xact::batch V> [[nodiscard]] V operator()(V x) const noexcept {
    return xact::select(x < V(0), V(0), x * x); // x < 0 is false for NaN, so that NaN gives NaN
  }
  template <xact::batch V> [[nodiscard]] V derivative(V x) const noexcept {
    return xact::select(x < V(0), V(0), x + x);
  }
};

static bool custom_activation() {
  const auto report = xact::conformance(squared_relu{}, {.increasing = true});
  if (!report)
    std::fputs(report.summary().c_str(), stderr);

  const std::vector<float> x{-2, -1, 0, 1, 2};
  const std::vector<float> dy{1, 1, 1, 1, 0.5F};
  std::vector<float> y(x.size());
  std::vector<float> dx(x.size());
  xact::forward(squared_relu{}, x, y);
  xact::backward(squared_relu{}, x, dy, dx);
  std::printf("squared_relu\n     x     y    dx\n");
  for (std::size_t i = 0; i < x.size(); ++i)
    std::printf("%6g%6g%6g\n", static_cast<double>(x[i]), static_cast<double>(y[i]), static_cast<double>(dx[i]));
  return report && y == std::vector<float>{0, 0, 0, 1, 4} && dx == std::vector<float>{0, 0, 0, 2, 2};
}

static bool learned_slopes() {
  constexpr std::size_t batch = 16;
  constexpr std::size_t channels = 4;
  constexpr std::size_t positions = 49; // such as 7×7 pixels
  constexpr std::size_t size = batch * channels * positions;
  constexpr xact::channel_axis axis{.channels = channels, .inner = positions};

  std::vector<float> x(size);
  std::mt19937_64 random(1);
  for (float &value : x)
    value = static_cast<float>(random() >> 40) * 0x1p-22F - 2; // uniform in [-2, 2)

  // The layer learns the slopes of another prelu from the outputs of that prelu.
  const std::array<float, channels> true_slopes{0.0F, 0.1F, 0.5F, -0.3F};
  std::vector<float> target(size);
  xact::forward(xact::prelu{true_slopes, axis}, x, target);

  std::array<float, channels> slopes;
  slopes.fill(0.25F); // as in He et al. 2015
  std::array<float, channels> gradient{};
  std::array<float, channels> velocity{};
  // The slopes have a separate learning rate and momentum. They have no weight decay, because weight decay would move
  // them towards 0.
  constexpr float learning_rate = 0.5F;
  constexpr float momentum = 0.9F;

  const xact::prelu activation{slopes, axis}; // each call reads the current slopes
  std::vector<float> y(size);
  std::vector<float> dy(size);
  std::vector<float> dx(size); // the gradient for a previous layer, which this program does not have
  float first_loss = 0;
  float loss = 0;
  std::printf("prelu\n  step      loss  slopes\n");
  for (int step = 0; step <= 100; ++step) {
    xact::forward(activation, x, y);
    // loss = Σ (y - target)² / 2n, so dy = (y - target) / n
    loss = 0;
    for (std::size_t i = 0; i < size; ++i) {
      const float error = y[i] - target[i];
      loss += error * error / (2 * size);
      dy[i] = error / size;
    }
    if (step == 0)
      first_loss = loss;
    if (step % 20 == 0) {
      std::printf("%6d%10.2g", step, static_cast<double>(loss));
      for (const float slope : slopes)
        std::printf("%8.4f", static_cast<double>(slope));
      std::printf("\n");
    }
    xact::backward(activation, x, dy, dx, gradient); // dx and the gradient of the slopes in one pass
    for (std::size_t c = 0; c < channels; ++c) {
      velocity[c] = momentum * velocity[c] - learning_rate * gradient[c];
      slopes[c] += velocity[c];
    }
  }

  bool learned = loss < 1e-3F * first_loss;
  for (std::size_t c = 0; c < channels; ++c)
    learned = learned && std::abs(slopes[c] - true_slopes[c]) < 0.01F;
  return learned;
}

int main() {
  const bool right = custom_activation();
  const bool learned = learned_slopes();
  if (!right)
    std::fprintf(stderr, "squared_relu: not the values expected\n");
  if (!learned)
    std::fprintf(stderr, "prelu: the slopes did not reach the true ones\n");
  return right && learned ? 0 : 1;
}
