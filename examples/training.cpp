// Training with initial weights, standardized inputs, a penalty, learned slopes, and statistics of the units. One layer
// with 8 inputs and 4 units learns the slope of the activation that generated the training data.

#include <xact/training.hpp>
#include <xact/xact.hpp>

#include <cstdio>
#include <random>
#include <vector>

int main() {
  constexpr std::size_t count = 256;
  constexpr std::size_t in = 8;
  constexpr std::size_t out = 4;

  // Makes inputs that are far from 0, of different magnitudes, or constant. The standardizer gives each input mean 0
  // and variance 1; a constant input becomes 0.
  std::mt19937_64 generator(5);
  std::vector<float> x(count * in);
  xact::initialize(xact::distribution{xact::distribution::form::uniform, 1}, x, generator);
  for (std::size_t i = 0; i < x.size(); ++i)
    x[i] = i % in == 0 ? 7.F : x[i] * static_cast<float>(i % in * 100) + 1000.F;
  xact::standardizer<float> inputs({.channels = in});
  inputs.observe(x);
  inputs.apply(x, x);

  // The gain scales the initial weights w for the activation, so that outputs and inputs have about the same mean
  // square. The weights of `teacher` generate the data.
  std::vector<float> teacher(out * in);
  xact::initialize(xact::he_normal({.in = in, .out = out}), teacher, generator);
  std::vector<float> w(out * in);
  xact::initialize(xact::scaled_normal(xact::gain(xact::leaky_relu{0.25}), {.in = in, .out = out}), w, generator);
  std::vector<float> slopes(out);
  xact::initialize_slopes(slopes);
  const xact::prelu f{slopes, {.channels = out}};

  const auto multiply = [&](const std::vector<float> &weights) {
    std::vector<float> z(count * out);
    for (std::size_t i = 0; i < z.size(); ++i)
      for (std::size_t j = 0; j < in; ++j)
        z[i] += x[i / out * in + j] * weights[i % out * in + j];
    return z;
  };
  std::vector<float> want = multiply(teacher);
  xact::forward(xact::leaky_relu{-0.5}, want, want);

  std::vector<float> y(count * out);
  std::vector<float> dz(count * out);
  std::vector<float> dw(w.size());
  std::vector<float> dslopes(out);
  std::vector<float> velocity(out);
  double loss = 0;
  for (int step = 0; step < 400; ++step) {
    const std::vector<float> z = multiply(w);
    xact::forward(f, z, y);
    xact::unit_statistics<float> units({.channels = out});
    units.observe(y);
    if (units.first_non_finite().found || units.dead_units() != 0)
      return 1;

    loss = 0;
    for (std::size_t i = 0; i < y.size(); ++i) {
      const float off = y[i] - want[i];
      loss += static_cast<double>(off) * static_cast<double>(off) / count;
      dz[i] = 2 * off / count;
    }
    xact::backward(f, z, dz, dz, dslopes);
    for (std::size_t k = 0; k < w.size(); ++k) {
      dw[k] = 0;
      for (std::size_t i = 0; i < count; ++i)
        dw[k] += dz[i * out + k / in] * x[i * in + k % in];
    }
    loss += xact::penalize(xact::l2(1e-5), w, xact::accumulate(dw));
    for (std::size_t k = 0; k < w.size(); ++k)
      w[k] -= 0.1F * dw[k];
    xact::update_slopes({.rate = 0.02}, slopes, dslopes, velocity);
  }
  std::printf("loss %.1e, slopes", loss);
  for (const float slope : slopes)
    std::printf(" %.2f", static_cast<double>(slope));
  std::printf(" (the data's: -0.50)\n");
  return loss < 0.01 ? 0 : 1;
}
