/// Claim: with relu, whose outputs have no bound, a learning rate that is too high makes the weights explode until they
/// are NaN; standardized inputs and an L2 penalty raise the rate that is survived.
///
///     exploding [csv [curves]]
///
/// Three layers of 64 units learn 1400 real digits by the squared error, with rates that double, for at most 130 steps
/// of 32 digits. The table has the step at which the first output was no longer finite; `curves` is a file for plot.py.
/// The exit code is 0 if weights explode and standardizing raises the rate that is survived; what L2 does is told.

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
constexpr int steps = 130;

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
  std::vector<float> w, z, y, dz, dw;

  layer(std::size_t inputs, std::size_t outputs, std::mt19937_64 &generator)
      : in(inputs), out(outputs), w(in * out), z(batch * out), y(z), dz(z), dw(w) {
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
  /// dw = xᵀ·dz
  void gradient(const std::vector<float> &x) {
    std::fill(dw.begin(), dw.end(), 0.F);
    for (std::size_t i = 0; i < batch; ++i)
      for (std::size_t j = 0; j < in; ++j)
        for (std::size_t u = 0; u < out; ++u)
          dw[j * out + u] += x[i * in + j] * dz[i * out + u];
  }
  /// dz·wᵀ
  [[nodiscard]] std::vector<float> back() const {
    std::vector<float> dx(batch * in);
    for (std::size_t i = 0; i < batch; ++i)
      for (std::size_t j = 0; j < in; ++j)
        dx[i * in + j] = std::inner_product(&dz[i * out], &dz[i * out] + out, &w[j * out], 0.F);
    return dx;
  }
};

/// The step at which an output was first not finite, or `steps`.
int survived(const dataset &data, float rate, double penalty) {
  const xact::relu f;
  std::mt19937_64 generator(1);
  std::vector<layer> layers{
      {pixels, units, generator}, {units, units, generator}, {units, units, generator}, {units, classes, generator}};
  layer &last = layers.back();
  std::vector<float> x(batch * pixels);
  std::vector<std::size_t> labels(batch);
  xact::unit_statistics<float> outputs({.channels = classes});
  for (int step = 0; step < steps; ++step) {
    for (std::size_t i = 0; i < batch; ++i) {
      const std::size_t digit = generator() % digits;
      std::copy_n(&data.x[digit * pixels], pixels, &x[i * pixels]);
      labels[i] = data.labels[digit];
    }
    const std::vector<float> *in = &x;
    for (layer &l : layers) {
      l.multiply(*in);
      if (&l != &last)
        xact::forward(f, l.z, l.y);
      in = &l.y;
    }
    outputs.observe(last.z);
    if (outputs.first_non_finite().found)
      return step;
    for (std::size_t i = 0; i < batch * classes; ++i)
      last.dz[i] = (last.z[i] - (i % classes == labels[i / classes] ? 1.F : 0.F)) / batch;
    for (std::size_t k = layers.size(); k-- > 0;) {
      layers[k].gradient(k == 0 ? x : layers[k - 1].y);
      if (k > 0)
        xact::backward(f, layers[k - 1].z, layers[k].back(), layers[k - 1].dz);
    }
    for (layer &l : layers) {
      xact::penalize(xact::l2(penalty), l.w, xact::accumulate(l.dw));
      for (std::size_t k = 0; k < l.w.size(); ++k)
        l.w[k] -= rate * l.dw[k];
    }
  }
  return steps;
}

} // namespace

int main(int argc, char **argv) {
  const dataset raw = read_digits(argc > 1 ? argv[1] : DIGITS_CSV);
  if (raw.x.size() != digits * pixels) {
    std::fprintf(stderr, "exploding: %zu digits of %zu pixels are needed\n", digits, pixels);
    return 2;
  }
  dataset standard = raw;
  xact::standardizer<float> inputs({.channels = pixels});
  inputs.observe(standard.x);
  inputs.apply(standard.x, standard.x);

  struct curve {
    const char *name;
    const dataset &data;
    double penalty;
    std::vector<int> steps_survived;
  };
  std::vector<curve> curves{{"pixels from 0 to 16", raw, 0, {}},
                            {"pixels, L2 of 0.1", raw, 0.1, {}},
                            {"standardized", standard, 0, {}},
                            {"standardized, L2 of 0.1", standard, 0.1, {}}};
  constexpr int least = -14;
  constexpr int most = 2;
  std::printf("first step that is not finite, by the rate\n%-24s", "");
  for (int e = least; e <= most; e += 2)
    std::printf("   2^%-3d", e);
  std::printf("\n");
  for (curve &c : curves) {
    std::printf("%-24s", c.name);
    for (int e = least; e <= most; ++e) {
      c.steps_survived.push_back(survived(c.data, std::ldexp(1.F, e), c.penalty));
      if (e % 2 != 0)
        continue;
      if (c.steps_survived.back() == steps)
        std::printf("    none");
      else
        std::printf(" %7d", c.steps_survived.back());
    }
    std::printf("\n");
  }
  if (argc > 2) {
    std::ofstream file(argv[2]);
    file << "linear\nlog2 of the learning rate\nsteps survived, of " << steps << "\n";
    for (const curve &c : curves)
      for (int e = least; e <= most; ++e)
        file << c.name << '\t' << e << '\t' << c.steps_survived[static_cast<std::size_t>(e - least)] << '\n';
  }

  // The largest rate up to which all were survived, as its logarithm.
  const auto safe = [&](std::size_t k) {
    const auto &all = curves[k].steps_survived;
    return least - 1 +
           static_cast<int>(std::find_if(all.begin(), all.end(), [](int n) { return n != steps; }) - all.begin());
  };
  const auto verdict = [](const char *claim, bool holds) {
    std::printf("%s: %s\n", claim, holds ? "held" : "did NOT hold");
    return holds;
  };
  const bool exploded = verdict("a rate that is too high ends in numbers that are not finite", safe(0) < most);
  const bool helped = verdict("standardized inputs survive at least 4 times the rate", safe(2) >= safe(0) + 2);
  verdict("an L2 penalty raises the rate that is survived, with pixels", safe(1) > safe(0));
  verdict("and with standardized inputs", safe(3) > safe(2));
  return exploded && helped ? 0 : 1;
}
