/// Claim: prelu learns large slopes in the first layer, and smaller slopes in deeper layers, so that the activations
/// become more nonlinear with depth (He et al. 2015, table 1).
///
/// A network with six hidden layers of 64 units learns 1400 real digits for 20 epochs, from each of 5 seeds. Each unit
/// has a slope, which starts at 0.25. The table has, by layer, the mean, the smallest and the largest slope of all
/// units and seeds.

#include "network.hpp"

#include <algorithm>
#include <cstdio>

namespace {

using namespace experiments;

constexpr std::size_t units = 64;
constexpr std::size_t depth = 6;
constexpr int epochs = 20;
constexpr unsigned seeds = 5;

} // namespace

int main(int argc, char **argv) {
  experiment e("slopes", argc, argv);
  dataset data = e.digits(1400);
  data.standardize();

  const activation f = prelu();
  const double gain = f.gain();
  std::vector<numbers> slopes(depth); // the slopes of all seeds, by layer
  double recognized = 0;
  for (unsigned seed = 1; seed <= seeds; ++seed) {
    std::mt19937_64 generator(seed);
    network net(depth, units, f, [=](xact::fans size) { return xact::scaled_normal(gain, size); }, generator);
    epoch last;
    for (int k = 0; k < epochs; ++k)
      last = train(net, data, 0.05F, generator);
    recognized += 100 * last.recognized / seeds;
    for (std::size_t k = 0; k < depth; ++k)
      slopes[k].insert(slopes[k].end(), net.layers[k].slopes.begin(), net.layers[k].slopes.end());
  }

  curve mean{"mean", {}};
  curve least{"smallest", {}};
  curve most{"largest", {}};
  std::printf("slopes of layer   mean   smallest   largest\n");
  for (std::size_t k = 0; k < depth; ++k) {
    const auto at = static_cast<double>(k + 1);
    double sum = 0;
    for (const float slope : slopes[k])
      sum += static_cast<double>(slope);
    const auto [low, high] = std::minmax_element(slopes[k].begin(), slopes[k].end());
    mean.points.emplace_back(at, sum / static_cast<double>(slopes[k].size()));
    least.points.emplace_back(at, *low);
    most.points.emplace_back(at, *high);
    std::printf("%-15zu %6.3f %10.3f %9.3f\n", k + 1, mean.points[k].second, least.points[k].second,
                most.points[k].second);
  }
  std::printf("recognized in the last epoch: %.1f%%\n", recognized);
  e.draw("linear", "layer", "slope", {most, mean, least});

  const double first = mean.points.front().second;
  const auto deeper = std::max_element(mean.points.begin() + 1, mean.points.end(),
                                       [](const auto &a, const auto &b) { return a.second < b.second; });
  const double last_part = mean.points.back().second / first;
  e.claim("the slopes of the first layer grow from 0.25 to more than 0.3", first > 0.3, first, "%.2f on average");
  e.claim("on average the slopes of the first layer are the largest", first > deeper->second, first / deeper->second,
          "%.2f × the next");
  e.claim("the slopes of the last layer are less than half of those of the first layer, as in the paper",
          last_part < 0.5, last_part, "%.2f of it");
  return e.finish();
}
