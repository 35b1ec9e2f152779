/// Claim: in a deep net with sigmoid or tanh the gradient vanishes from the last layer to the first, because the
/// derivatives of these activations are below 1 nearly everywhere. With relu, leaky relu and elu the gradient does not
/// vanish.
///
/// A network with 20 hidden layers of 64 units learns real digits with each activation. The initial weights are
/// Xavier's for sigmoid and tanh, and He's for the other activations. tanh and relu are also trained from the initial
/// weights that were common before: U(-1/√n, 1/√n), where n is the count of inputs of a layer. The table has, by layer,
/// the norm of the gradient of the weights, over 500 digits before training. The table also has the share of 1400
/// digits that the network recognizes in the best of 10 epochs.

#include "network.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>

namespace {

using namespace experiments;

constexpr std::size_t units = 64;
constexpr std::size_t depth = 20;
constexpr int epochs = 10;

struct outcome {
  curve norms;           ///< the norm of the gradient of the weights before training, by layer
  double recognized = 0; ///< the share of recognized digits in the best epoch

  /// Returns the norm of the gradient in the first layer, relative to the norm in the last hidden layer.
  [[nodiscard]] double left() const { return norms.points.front().second / norms.points.back().second; }
};

outcome look(const std::string &name, const dataset &data, const activation &f, const initial_weights &weights) {
  std::mt19937_64 generator(1);
  network net(depth, units, f, weights, generator);
  const numbers some(data.x.begin(), data.x.begin() + 500 * pixels);
  numbers dlogits;
  cross_entropy(net.forward(some), data.labels.data(), dlogits);
  net.backward(some, dlogits);
  outcome result{{name, {}}};
  for (std::size_t k = 0; k < depth; ++k) {
    const numbers &dw = net.layers[k].dw;
    const double squares = std::accumulate(dw.begin(), dw.end(), 0., [](double sum, float d) {
      return sum + static_cast<double>(d) * static_cast<double>(d);
    });
    result.norms.points.emplace_back(static_cast<double>(k + 1), std::sqrt(squares));
  }
  for (int k = 0; k < epochs; ++k)
    result.recognized = std::max(result.recognized, train(net, data, 0.02F, generator).recognized);
  return result;
}

} // namespace

int main(int argc, char **argv) {
  experiment e("vanishing", argc, argv);
  dataset data = e.digits(1400);
  data.standardize();

  const auto he = [](xact::fans f) { return xact::he_normal(f); };
  const auto xavier = [](xact::fans f) { return xact::xavier_normal(f); };
  const auto old = [](xact::fans f) {
    return xact::distribution{xact::distribution::form::uniform, 1 / std::sqrt(static_cast<double>(f.in))};
  };
  std::vector<outcome> all;
  for (const activation &f : {sigmoid(), experiments::tanh()})
    all.push_back(look(f.name() + ", Xavier", data, f, xavier));
  for (const activation &f : {relu(), leaky_relu(), elu()})
    all.push_back(look(f.name() + ", He", data, f, he));
  for (const activation &f : {experiments::tanh(), relu()})
    all.push_back(look(f.name() + ", U(1/sqrt n)", data, f, old));

  std::printf("gradient norm of layer %8d %8d %8d %8d %8d   recognized\n", 1, 5, 10, 15, 20);
  for (const auto &[norms, recognized] : all) {
    std::printf("%-22s", norms.name.c_str());
    for (const int layer : {1, 5, 10, 15, 20})
      std::printf(" %8.1e", norms.points[static_cast<std::size_t>(layer) - 1].second);
    std::printf("   %9.1f%%\n", 100 * recognized);
  }
  std::vector<curve> curves;
  for (const outcome &o : all)
    curves.push_back(o.norms);
  e.draw("log", "layer", "norm of the gradient", curves);

  const outcome &with_sigmoid = all[0];
  const outcome &with_tanh = all[1];
  const double rectified = std::min({all[2].left(), all[3].left(), all[4].left()});
  const double learned = std::min({all[2].recognized, all[3].recognized, all[4].recognized});
  // Returns the norm of the gradient in the first layer of outcome `before`, relative to the norm in outcome `after`.
  const auto of_old = [&](std::size_t before, std::size_t after) {
    return all[before].norms.points[0].second / all[after].norms.points[0].second;
  };
  e.claim("with sigmoid the gradient in the first of 20 layers is less than a millionth of that in the last layer",
          with_sigmoid.left() < 1e-6, with_sigmoid.left(), "%.0e");
  e.claim("with tanh and Xavier's weights this ratio is less than a tenth", with_tanh.left() < 0.1, with_tanh.left(),
          "%.1f");
  e.claim("with relu, leaky relu and elu, and He's weights, this ratio is at least a third", rectified > 1. / 3,
          rectified, "%.2f");
  e.claim("with sigmoid the net does not learn", with_sigmoid.recognized < 0.2, 100 * with_sigmoid.recognized,
          "%.0f %% recognized");
  e.claim("with tanh the net does not learn", with_tanh.recognized < 0.2, 100 * with_tanh.recognized,
          "%.0f %% recognized");
  e.claim("with relu, leaky relu and elu the net learns: it recognizes two thirds of the digits or more",
          learned > 2. / 3, 100 * learned, "%.0f %% at least");
  e.claim("with weights from U(-1/√n, 1/√n), common before, tanh's gradient in the first layer is below 1/1000 of that "
          "with Xavier's weights",
          of_old(5, 1) < 1e-3, of_old(5, 1), "%.1e");
  e.claim("with the weights from U(-1/√n, 1/√n) relu's gradient is not below 1/1000 of that with He's weights",
          of_old(6, 2) >= 1e-3, of_old(6, 2), "%.0e");
  return e.finish();
}
