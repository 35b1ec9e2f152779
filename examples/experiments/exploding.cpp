/// Claim: the outputs of relu have no upper bound, and too high a learning rate makes the weights and outputs grow
/// until outputs are infinite or NaN. Standardized inputs and an L2 penalty raise the highest usable rate.
///
/// A network with three hidden layers of 64 units learns 1400 real digits with the squared error. The rates are the
/// powers of 2 from 2^-14 to 2^2. Each training has at most 130 steps of 32 digits. The table has, for every second
/// rate, the step of the first output that was not finite.

#include "network.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace {

using namespace experiments;

constexpr std::size_t batch = 32;
constexpr std::size_t units = 64;
constexpr int steps = 130;

/// Returns the step of the first output that is not finite, or `steps` if all outputs are finite.
int survived(const dataset &data, float rate, double penalty) {
  std::mt19937_64 generator(1);
  network net(3, units, relu(), [](xact::fans size) { return xact::he_normal(size); }, generator);
  numbers x(batch * pixels);
  std::vector<std::size_t> labels(batch);
  numbers derror(batch * classes);
  xact::unit_statistics<float> outputs({.channels = classes});
  for (int step = 0; step < steps; ++step) {
    for (std::size_t i = 0; i < batch; ++i) {
      const std::size_t digit = generator() % data.labels.size();
      std::copy_n(&data.x[digit * pixels], pixels, &x[i * pixels]);
      labels[i] = data.labels[digit];
    }
    const numbers &y = net.forward(x);
    observe(outputs, y);
    if (outputs.first_non_finite().found)
      return step;
    for (std::size_t i = 0; i < batch * classes; ++i)
      derror[i] = (y[i] - (i % classes == labels[i / classes] ? 1.F : 0.F)) / batch;
    net.backward(x, derror);
    for (layer &l : net.layers)
      penalize(penalty, l.w, l.dw);
    net.step(rate);
  }
  return steps;
}

constexpr int least = -14;
constexpr int most = 2;

/// Returns the logarithm to base 2 of the highest usable rate: at this rate and all lower rates, outputs stay finite.
int safe(const curve &steps_survived) {
  const auto &all = steps_survived.points;
  const auto first = std::find_if(all.begin(), all.end(), [](const auto &p) { return p.second < steps; });
  return least - 1 + static_cast<int>(first - all.begin());
}

} // namespace

int main(int argc, char **argv) {
  experiment e("exploding", argc, argv);
  const dataset raw = e.digits(1400);
  dataset standard = raw;
  standard.standardize();

  std::vector<curve> curves;
  std::printf("first step that is not finite, by the rate\n%-24s", "");
  for (int log2 = least; log2 <= most; log2 += 2)
    std::printf("   2^%-3d", log2);
  std::printf("\n");
  const auto try_rates = [&](const char *name, const dataset &data, double penalty) {
    curve c{name, {}};
    std::printf("%-24s", name);
    for (int log2 = least; log2 <= most; ++log2) {
      const int n = survived(data, std::ldexp(1.F, log2), penalty);
      c.points.emplace_back(log2, n);
      if (log2 % 2 == 0)
        n == steps ? std::printf("    none") : std::printf(" %7d", n);
    }
    std::printf("\n");
    curves.push_back(c);
  };
  try_rates("pixels from 0 to 16", raw, 0);
  try_rates("pixels, L2 of 0.1", raw, 0.1);
  try_rates("standardized", standard, 0);
  try_rates("standardized, L2 of 0.1", standard, 0.1);
  e.draw("linear", "log2 of the learning rate", "steps survived, of 130", curves);

  // Returns the highest usable rate of curve `to`, relative to that of curve `from`.
  const auto raised = [&](std::size_t to, std::size_t from) {
    return std::ldexp(1., safe(curves[to]) - safe(curves[from]));
  };
  e.claim("a learning rate that is too high gives infinities; the highest rate without infinities",
          safe(curves[0]) < most, std::ldexp(1., safe(curves[0])), "%.2g");
  e.claim("standardized inputs allow at least 4 times the highest rate", raised(2, 0) >= 4, raised(2, 0), "%.0f ×");
  e.claim("an L2 penalty of 0.1 raises the highest rate for raw pixels", raised(1, 0) > 1, raised(1, 0), "%.0f ×");
  e.claim("an L2 penalty of 0.1 raises the highest rate for standardized inputs", raised(3, 2) > 1, raised(3, 2),
          "%.0f ×");
  return e.finish();
}
