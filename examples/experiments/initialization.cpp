/// Claim: with relu the signal, the mean square of a layer's outputs, vanishes with depth unless the initial weights
/// have variance 2/fan_in (He et al. 2015). With weights of 0 the signal is 0; with small weights and with Xavier's
/// weights the signal decreases from layer to layer. For any activation f, the right variance is `gain`(f)²/fan_in.
///
/// 500 standardized real digits pass through 20 layers of 128 units, once with each distribution of initial weights.
/// The table has the mean square of the outputs, by layer.

#include "network.hpp"

#include <cstdio>

namespace {

using namespace experiments;

constexpr std::size_t units = 128;
constexpr std::size_t depth = 20;

/// Returns the mean square of the outputs, by layer.
curve mean_squares(const char *name, const numbers &x, const activation &f, const initial_weights &weights) {
  std::mt19937_64 generator(1);
  network net(depth, units, f, weights, generator);
  net.forward(x);
  curve found{name, {}};
  for (std::size_t k = 0; k < depth; ++k) {
    xact::unit_statistics<float> outputs{xact::channel_axis{}};
    observe(outputs, net.layers[k].y);
    const xact::unit &o = outputs.units()[0];
    found.points.emplace_back(static_cast<double>(k + 1), o.variance() + o.mean() * o.mean());
  }
  return found;
}

double kept(const curve &c) { return c.points.back().second / c.points.front().second; }

} // namespace

int main(int argc, char **argv) {
  experiment e("initialization", argc, argv);
  dataset data = e.digits(500);
  data.standardize();

  const auto normal = [](double deviation) {
    return [=](xact::fans) { return xact::distribution{xact::distribution::form::normal, deviation}; };
  };
  const auto he = [](xact::fans f) { return xact::he_normal(f); };
  const auto xavier = [](xact::fans f) { return xact::xavier_normal(f); };
  const activation relu = experiments::relu();
  const activation elu = experiments::elu();
  const auto gained = [gain = elu.gain()](xact::fans f) { return xact::scaled_normal(gain, f); };
  const std::vector<curve> curves{
      mean_squares("relu, zero", data.x, relu, normal(0)),
      mean_squares("relu, N(0, 0.01^2)", data.x, relu, normal(0.01)),
      mean_squares("relu, Xavier", data.x, relu, xavier),
      mean_squares("relu, He", data.x, relu, he),
      mean_squares("elu, He", data.x, elu, he),
      mean_squares("elu, gain(elu)", data.x, elu, gained),
  };

  std::printf("mean square of the outputs of layer %11d %9d %9d %9d %9d\n", 1, 5, 10, 15, 20);
  for (const auto &[name, points] : curves) {
    std::printf("%-35s", name.c_str());
    for (const int layer : {1, 5, 10, 15, 20})
      std::printf(" %9.1e", points[static_cast<std::size_t>(layer) - 1].second);
    std::printf("\n");
  }
  e.draw("log", "layer", "mean square of the outputs", curves);

  const double xavier_kept = kept(curves[2]);
  const double he_kept = kept(curves[3]);
  const double gain_kept = kept(curves[5]);
  const double worse = kept(curves[4]) / gain_kept;
  e.claim("with zeros, N(0, 0.01²) and Xavier's weights relu's signal vanishes over 20 layers; the signal with "
          "Xavier's weights",
          curves[0].points.front().second == 0 && curves[1].points.back().second < 1e-20 && xavier_kept < 1e-4,
          xavier_kept, "%.1e");
  e.claim("He's weights keep relu's signal within a factor of 10", he_kept > 0.1 && he_kept < 10, he_kept, "%.2f");
  e.claim("`gain(elu)` keeps elu's signal within a factor of 5", gain_kept > 0.2 && gain_kept < 5, gain_kept, "%.2f");
  e.claim("He's weights, made for relu, make elu's signal grow 10 times more than `gain(elu)` does", worse > 10, worse,
          "%.1f");
  return e.finish();
}
