/// Claim: with relu the signal dies out by depth unless the initial weights have variance 2/fan_in (He et al. 2015);
/// zeros pass nothing on, small weights and Xavier's fade; and for another activation `gain` finds what 2 is for relu.
///
///     initialization [csv [curves]]
///
/// 500 real digits, standardized, go through 20 layers of 128 units that were initialized in each of these ways. The
/// table has the mean square of the outputs by layer; `curves` is a file for plot.py. The exit code is 0 if the claim
/// holds.

#include <xact/training.hpp>
#include <xact/xact.hpp>

#include <cmath>
#include <cstdio>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#ifndef DIGITS_CSV
#define DIGITS_CSV "digits.csv"
#endif

namespace {

constexpr std::size_t pixels = 64;
constexpr std::size_t digits = 500;
constexpr std::size_t units = 128;
constexpr std::size_t layers = 20;

/// The first digits of the file, one a row.
std::vector<float> read_digits(const char *path) {
  std::ifstream file(path);
  std::vector<float> x;
  for (std::string line; x.size() < digits * pixels && std::getline(file, line);) {
    std::istringstream fields(line);
    std::string field;
    for (std::size_t i = 0; i < pixels && std::getline(fields, field, ','); ++i)
      x.push_back(std::stof(field));
  }
  return x;
}

/// x·wᵀ, where w has one row a unit.
std::vector<float> multiply(const std::vector<float> &x, const std::vector<float> &w, std::size_t inputs) {
  std::vector<float> transposed(w.size());
  for (std::size_t u = 0; u < units; ++u)
    for (std::size_t j = 0; j < inputs; ++j)
      transposed[j * units + u] = w[u * inputs + j];
  std::vector<float> z(digits * units);
  for (std::size_t i = 0; i < digits; ++i)
    for (std::size_t j = 0; j < inputs; ++j)
      for (std::size_t u = 0; u < units; ++u)
        z[i * units + u] += x[i * inputs + j] * transposed[j * units + u];
  return z;
}

/// The mean square of the outputs of each layer.
template <class F, class Weights>
std::vector<double> mean_squares(const F &f, std::vector<float> x, const Weights &weights) {
  std::mt19937_64 generator(1);
  std::vector<double> all;
  for (std::size_t layer = 0; layer < layers; ++layer) {
    const std::size_t inputs = layer == 0 ? pixels : units;
    std::vector<float> w(units * inputs);
    xact::initialize(weights(xact::fans{.in = inputs, .out = units}), w, generator);
    x = multiply(x, w, inputs);
    xact::forward(f, x, x);
    xact::unit_statistics<float> outputs{xact::channel_axis{}};
    outputs.observe(x);
    const xact::unit &o = outputs.units()[0];
    all.push_back(o.variance() + o.mean() * o.mean());
  }
  return all;
}

} // namespace

int main(int argc, char **argv) {
  std::vector<float> x = read_digits(argc > 1 ? argv[1] : DIGITS_CSV);
  if (x.size() != digits * pixels) {
    std::fprintf(stderr, "initialization: %zu digits of %zu pixels are needed\n", digits, pixels);
    return 2;
  }
  xact::standardizer<float> inputs({.channels = pixels});
  inputs.observe(x);
  inputs.apply(x, x);

  struct curve {
    const char *name;
    std::vector<double> of_layer;
  };
  const xact::relu relu;
  const xact::elu elu;
  const double gain = xact::gain(elu);
  const std::vector<curve> curves{
      {"relu, zero", mean_squares(relu, x,
                                  [](xact::fans) {
                                    return xact::distribution{{}, 0};
                                  })},
      {"relu, N(0, 0.01^2)", mean_squares(relu, x,
                                          [](xact::fans) {
                                            return xact::distribution{{}, 0.01};
                                          })},
      {"relu, Xavier", mean_squares(relu, x, [](xact::fans f) { return xact::xavier_normal(f); })},
      {"relu, He", mean_squares(relu, x, [](xact::fans f) { return xact::he_normal(f); })},
      {"elu, He", mean_squares(elu, x, [](xact::fans f) { return xact::he_normal(f); })},
      {"elu, gain(elu)", mean_squares(elu, x, [&](xact::fans f) { return xact::scaled_normal(gain, f); })},
  };

  std::printf("mean square of the outputs of layer %11d %9d %9d %9d %9d\n", 1, 5, 10, 15, 20);
  for (const auto &[name, of_layer] : curves) {
    std::printf("%-35s", name);
    for (const std::size_t layer : {1, 5, 10, 15, 20})
      std::printf(" %9.1e", of_layer[layer - 1]);
    std::printf("\n");
  }
  if (argc > 2) {
    std::ofstream file(argv[2]);
    file << "log\nlayer\nmean square of the outputs\n";
    for (const auto &[name, of_layer] : curves)
      for (std::size_t layer = 0; layer < layers; ++layer)
        file << name << '\t' << layer + 1 << '\t' << of_layer[layer] << '\n';
  }

  const auto kept = [](const curve &c) { return c.of_layer.back() / c.of_layer.front(); };
  const bool faded = curves[0].of_layer.front() == 0 && curves[1].of_layer.back() < 1e-20 && kept(curves[2]) < 1e-4;
  const bool he = kept(curves[3]) > 0.1 && kept(curves[3]) < 10;
  const bool gained = kept(curves[5]) > 0.2 && kept(curves[5]) < 5;
  const bool needed = kept(curves[4]) > 10 * kept(curves[5]) || kept(curves[4]) < kept(curves[5]) / 10;
  std::printf("zero, small and Xavier's weights let the signal of relu die out: %s\n", faded ? "held" : "did NOT hold");
  std::printf("He's keep it, within a factor of 10 over 20 layers: %s\n", he ? "held" : "did NOT hold");
  std::printf("gain(elu) keeps that of elu, within a factor of 5: %s\n", gained ? "held" : "did NOT hold");
  std::printf("He's weights, made for relu, do so 10 times worse with elu: %s\n", needed ? "held" : "did NOT hold");
  return faded && he && gained ? 0 : 1;
}
