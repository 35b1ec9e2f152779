/// Claim: relu's units die, that is give 0 for every input and never learn again, if biases begin far below 0 or the
/// learning rate is high; a smaller rate, biases of 0, leaky relu, prelu and elu are the cures.
///
///     dying [csv [curves]]
///
/// Two layers of 64 units learn 1400 real digits in each of these ways. The table has the share of hidden units that
/// were dead in an epoch: zero, or saturated beyond -0.99 for elu, at every digit. `curves` is a file for plot.py. The
/// exit code is 0 if relu's units die and the plain cure helps; whether the others do is told.

#include <xact/training.hpp>
#include <xact/xact.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <numeric>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#ifndef DIGITS_CSV
#define DIGITS_CSV "digits.csv"
#endif

namespace {

constexpr std::size_t pixels = 64;
constexpr std::size_t classes = 10;
constexpr std::size_t digits = 1400;
constexpr std::size_t units = 64;
constexpr std::size_t batch = 32;
constexpr std::size_t epochs = 12;

struct dataset {
  std::vector<float> x; ///< one digit a row
  std::vector<std::size_t> labels;
};

dataset read_digits(const char *path) {
  std::ifstream file(path);
  dataset all;
  for (std::string line; all.labels.size() < digits && std::getline(file, line);) {
    std::istringstream fields(line);
    std::string field;
    for (std::size_t i = 0; i < pixels && std::getline(fields, field, ','); ++i)
      all.x.push_back(std::stof(field));
    std::getline(fields, field);
    all.labels.push_back(static_cast<std::size_t>(std::stoul(field)));
  }
  return all;
}

/// A layer and what is kept of a batch; weights are inputs × outputs.
struct layer {
  std::size_t in;
  std::size_t out;
  std::vector<float> w, b, z, y, dz, dw, db;

  layer(std::size_t inputs, std::size_t outputs, float bias, std::mt19937_64 &generator)
      : in(inputs), out(outputs), w(in * out), b(out, bias), z(batch * out), y(z), dz(z), dw(w), db(b) {
    xact::initialize(xact::he_normal({.in = in, .out = out}), w, generator);
  }

  /// z = x·w
  void multiply(const std::vector<float> &x) {
    std::fill(z.begin(), z.end(), 0.F);
    for (std::size_t i = 0; i < batch; ++i)
      for (std::size_t j = 0; j < in; ++j)
        for (std::size_t u = 0; u < out; ++u)
          z[i * out + u] += x[i * in + j] * w[j * out + u];
  }
  /// dw = xᵀ·dz, and dx = dz·wᵀ
  void multiply_back(const std::vector<float> &x, std::vector<float> *dx) {
    std::fill(dw.begin(), dw.end(), 0.F);
    for (std::size_t i = 0; i < batch; ++i)
      for (std::size_t j = 0; j < in; ++j)
        for (std::size_t u = 0; u < out; ++u)
          dw[j * out + u] += x[i * in + j] * dz[i * out + u];
    if (dx != nullptr)
      for (std::size_t i = 0; i < batch; ++i)
        for (std::size_t j = 0; j < in; ++j)
          (*dx)[i * in + j] = std::inner_product(&dz[i * out], &dz[i * out] + out, &w[j * out], 0.F);
  }
  void step(float rate) {
    for (std::size_t k = 0; k < w.size(); ++k)
      w[k] -= rate * dw[k];
    for (std::size_t u = 0; u < out; ++u)
      b[u] -= rate * db[u];
  }
};

/// Makes dz of the last layer, whose outputs are z + b: softmax, less 1 at the label. Returns how many are recognized.
std::size_t learn_labels(layer &last, const std::size_t *labels) {
  std::size_t right = 0;
  std::fill(last.db.begin(), last.db.end(), 0.F);
  for (std::size_t i = 0; i < batch; ++i) {
    float *const z = &last.z[i * classes];
    for (std::size_t c = 0; c < classes; ++c)
      z[c] += last.b[c];
    const float most = *std::max_element(z, z + classes);
    right += z[labels[i]] == most;
    float sum = 0;
    for (std::size_t c = 0; c < classes; ++c)
      sum += z[c] = std::exp(z[c] - most);
    for (std::size_t c = 0; c < classes; ++c) {
      const float d = (z[c] / sum - (c == labels[i] ? 1.F : 0.F)) / batch;
      last.dz[i * classes + c] = d;
      last.db[c] += d;
    }
  }
  return right;
}

struct outcome {
  std::vector<double> dead; ///< by epoch, as a share of the hidden units
  double recognized = 0;    ///< of the digits, in the last epoch
};

/// Trains with f(x·w + b) in both hidden layers, whose biases begin as given.
template <class F> outcome train(const dataset &data, const F &f, float bias, float rate) {
  std::mt19937_64 generator(1);
  layer first(pixels, units, bias, generator);
  layer second(units, units, bias, generator);
  layer last(units, classes, 0, generator);
  std::vector<std::size_t> order(digits);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::vector<float> x(batch * pixels);
  std::vector<float> dy(batch * units);
  std::vector<std::size_t> labels(batch);
  outcome result;
  for (std::size_t epoch = 0; epoch < epochs; ++epoch) {
    for (std::size_t i = digits; i > 1; --i)
      std::swap(order[i - 1], order[generator() % i]);
    xact::unit_statistics<float> of_first({.channels = units}, {.low = -0.99});
    xact::unit_statistics<float> of_second = of_first;
    std::size_t right = 0;
    std::size_t seen = 0;
    for (std::size_t begin = 0; begin + batch <= digits; begin += batch, seen += batch) {
      for (std::size_t i = 0; i < batch; ++i) {
        std::copy_n(&data.x[order[begin + i] * pixels], pixels, &x[i * pixels]);
        labels[i] = data.labels[order[begin + i]];
      }
      const xact::biased f1(f, first.b, {.channels = units});
      const xact::biased f2(f, second.b, {.channels = units});
      first.multiply(x);
      xact::forward(f1, first.z, first.y);
      second.multiply(first.y);
      xact::forward(f2, second.z, second.y);
      last.multiply(second.y);
      of_first.observe(first.y);
      of_second.observe(second.y);

      right += learn_labels(last, labels.data());
      last.multiply_back(second.y, &dy);
      xact::backward(f2, second.z, dy, second.dz, second.db);
      second.multiply_back(first.y, &dy);
      xact::backward(f1, first.z, dy, first.dz, first.db);
      first.multiply_back(x, nullptr);
      for (layer *l : {&first, &second, &last})
        l->step(rate);
    }
    result.dead.push_back(static_cast<double>(of_first.dead_units() + of_second.dead_units()) / (2 * units));
    result.recognized = static_cast<double>(right) / static_cast<double>(seen);
  }
  return result;
}

} // namespace

int main(int argc, char **argv) {
  dataset data = read_digits(argc > 1 ? argv[1] : DIGITS_CSV);
  if (data.x.size() != digits * pixels) {
    std::fprintf(stderr, "dying: %zu digits of %zu pixels are needed\n", digits, pixels);
    return 2;
  }
  xact::standardizer<float> inputs({.channels = pixels});
  inputs.observe(data.x);
  inputs.apply(data.x, data.x);

  struct curve {
    const char *name;
    outcome found;
  };
  const std::vector<curve> curves{
      {"relu, bias -5, rate 0.5", train(data, xact::relu{}, -5, 0.5F)},
      {"relu, bias -5, rate 0.02", train(data, xact::relu{}, -5, 0.02F)},
      {"relu, bias 0, rate 2", train(data, xact::relu{}, 0, 2)},
      {"relu, bias 0, rate 0.5", train(data, xact::relu{}, 0, 0.5F)},
      {"leaky relu, bias -5, rate 0.5", train(data, xact::leaky_relu{}, -5, 0.5F)},
      {"slope 0.25, bias -5, rate 0.1", train(data, xact::leaky_relu{0.25}, -5, 0.1F)},
      {"elu, bias -5, rate 0.5", train(data, xact::elu{}, -5, 0.5F)},
  };
  std::printf("dead units in epoch %20d %5d %5d %5zu   recognized\n", 1, 2, 5, epochs);
  for (const auto &[name, found] : curves) {
    std::printf("%-34s", name);
    for (const std::size_t epoch : {std::size_t{1}, std::size_t{2}, std::size_t{5}, epochs})
      std::printf(" %4.0f%%", 100 * found.dead[epoch - 1]);
    std::printf("   %9.1f%%\n", 100 * found.recognized);
  }
  if (argc > 2) {
    std::ofstream file(argv[2]);
    file << "linear\nepoch\nshare of dead units\n";
    for (const auto &[name, found] : curves)
      for (std::size_t epoch = 0; epoch < epochs; ++epoch)
        file << name << '\t' << epoch + 1 << '\t' << found.dead[epoch] << '\n';
  }

  const auto dead = [&](std::size_t k) { return curves[k].found.dead.back(); };
  const auto verdict = [](const char *claim, bool holds) {
    std::printf("%s: %s\n", claim, holds ? "held" : "did NOT hold");
    return holds;
  };
  const auto learned = [&](std::size_t k) { return curves[k].found.recognized > 0.9; };
  const bool by_bias = verdict("biases of -5 leave more than a quarter of relu's units dead", dead(0) > 0.25);
  const bool by_rate = verdict("a rate of 2 kills more than a quarter, from biases of 0", dead(2) > 0.25);
  const bool healthy = verdict("biases of 0 and a smaller rate leave less than 2 in 100 dead, and the net learns",
                               dead(3) < 0.02 && learned(3));
  verdict("a small rate alone revives half of what the biases killed", dead(1) < dead(0) / 2);
  verdict("with leaky relu none is dead, from biases of -5", dead(4) == 0);
  verdict("and the net learns (9 of 10 digits are recognized)", learned(4));
  verdict("with a slope of 0.25, as prelu begins with, none is dead", dead(5) == 0);
  verdict("and the net learns", learned(5));
  verdict("with elu none is dead", dead(6) == 0);
  verdict("and the net learns", learned(6));
  return by_bias && by_rate && healthy ? 0 : 1;
}
