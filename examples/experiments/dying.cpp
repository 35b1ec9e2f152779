/// Claim: units of relu die (they give 0 for every input, so that their gradient is 0) if biases start far below 0 or
/// the learning rate is high. Remedies are a smaller rate, biases of 0, leaky relu, prelu and elu.
///
/// A network with two hidden layers of 64 units learns 1400 real digits with each activation. Relu is trained with
/// several biases and rates. Leaky relu, prelu and elu are trained with biases of -5 at each of three rates, and the
/// table has the result of the rate with the most recognized digits. The table has the share of dead hidden units, by
/// epoch. The output of a dead unit is 0, or at most -0.99 (where elu saturates), at every digit.

#include "network.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>

namespace {

using namespace experiments;

constexpr std::size_t units = 64;
constexpr std::size_t epochs = 12;

struct outcome {
  curve dead;            ///< the share of dead hidden units, by epoch
  double recognized = 0; ///< the share of recognized digits in the last epoch

  [[nodiscard]] double dead_at_last() const { return dead.points.back().second; }
  [[nodiscard]] bool learned() const { return recognized > 2. / 3; }
};

/// Trains a network with the given initial bias in both hidden layers.
outcome learn(const char *what, const dataset &data, const activation &f, float bias, float rate) {
  char name[60];
  std::snprintf(name, sizeof name, "%s, bias %g, rate %g", what, static_cast<double>(bias), static_cast<double>(rate));
  std::mt19937_64 generator(1);
  network net(2, units, f, [](xact::fans size) { return xact::he_normal(size); }, generator);
  layer &first = net.layers[0];
  layer &second = net.layers[1];
  std::fill(first.b.begin(), first.b.end(), bias);
  std::fill(second.b.begin(), second.b.end(), bias);
  outcome result{{name, {}}};
  for (std::size_t k = 1; k <= epochs; ++k) {
    xact::unit_statistics<float> of_first({.channels = units}, {.low = -0.99});
    xact::unit_statistics<float> of_second = of_first;
    const epoch now = train(net, data, rate, generator, [&] {
      observe(of_first, first.y);
      observe(of_second, second.y);
    });
    result.dead.points.emplace_back(static_cast<double>(k),
                                    static_cast<double>(of_first.dead_units() + of_second.dead_units()) / (2 * units));
    result.recognized = now.recognized;
  }
  return result;
}

/// Trains with initial biases of -5 at each of three rates. Returns the outcome with the most recognized digits.
outcome learn_from_below(const char *what, const dataset &data, const activation &f) {
  outcome best = learn(what, data, f, -5, 0.5F);
  for (const float rate : {0.1F, 0.02F})
    if (outcome other = learn(what, data, f, -5, rate); other.recognized > best.recognized)
      best = std::move(other);
  return best;
}

} // namespace

int main(int argc, char **argv) {
  experiment e("dying", argc, argv);
  dataset data = e.digits(1400);
  data.standardize();

  const activation relu = experiments::relu();
  const std::vector<outcome> all{
      learn("relu", data, relu, -5, 0.5F),
      learn("relu", data, relu, -5, 0.02F),
      learn("relu", data, relu, 0, 2),
      learn("relu", data, relu, 0, 0.5F),
      learn_from_below("leaky relu", data, leaky_relu()),
      learn_from_below("slope 0.25", data, leaky_relu(0.25)),
      learn_from_below("prelu", data, prelu()),
      learn_from_below("elu", data, elu()),
  };
  std::printf("dead units in epoch %20d %5d %5d %5zu   recognized\n", 1, 2, 5, epochs);
  std::vector<curve> curves;
  for (const outcome &o : all) {
    std::printf("%-34s", o.dead.name.c_str());
    for (const std::size_t k : {std::size_t{1}, std::size_t{2}, std::size_t{5}, epochs})
      std::printf(" %4.0f%%", 100 * o.dead.points[k - 1].second);
    std::printf("   %9.1f%%\n", 100 * o.recognized);
    curves.push_back(o.dead);
  }
  e.draw("linear", "epoch", "share of dead units", curves);

  const auto dead = [&](std::size_t k) { return all[k].dead_at_last(); };
  const auto claim_dead = [&](const char *text, bool holds, std::size_t k) {
    e.claim(text, holds, 100 * dead(k), "%.0f %% dead");
  };
  const auto claim_learned = [&](const char *text, std::size_t k) {
    e.claim(text, all[k].learned(), 100 * all[k].recognized, "%.0f %% recognized");
  };
  claim_dead("biases of -5 kill more than a quarter of relu's units", dead(0) > 0.25, 0);
  claim_dead("with biases of 0 a learning rate of 2 kills more than a quarter of the units", dead(2) > 0.25, 2);
  e.claim("with biases of 0 and a learning rate of 0.5 fewer than 2 % of the units die, and the net learns",
          dead(3) < 0.02 && all[3].learned(), 100 * all[3].recognized, "%.0f %% recognized");
  claim_dead("a learning rate of 0.02 alone revives half of the units that the biases killed", dead(1) < dead(0) / 2,
             1);
  claim_learned("from biases of -5 the net learns with leaky relu, at the best of three rates", 4);
  claim_learned("from biases of -5 the net learns with a slope of 0.25, at the best of three rates", 5);
  claim_learned("from biases of -5 the net learns with prelu, at the best of three rates", 6);
  claim_learned("from biases of -5 the net learns with elu, at the best of three rates", 7);
  claim_dead("from biases of -5 fewer than 5 % of elu's units stay saturated at all digits", dead(7) < 0.05, 7);
  return e.finish();
}
