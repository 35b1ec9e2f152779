#pragma once

/// The common parts of the experiments: real digits, a network of dense layers with any activation, and the output of
/// claims and results. activations.cpp, network.cpp and tools.cpp compile kernels of xact once, for all experiments.

#include <xact/training.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace experiments {

constexpr std::size_t pixels = 64;
constexpr std::size_t classes = 10;

using numbers = std::vector<float>;

struct dataset {
  numbers x; ///< one digit per row
  std::vector<std::size_t> labels;

  /// Gives each pixel mean 0 and variance 1.
  void standardize();
};

/// An activation of any type, behind virtual functions.
class activation {
public:
  struct kernels {
    virtual ~kernels() = default;
    virtual void forward(const numbers &z, numbers &y) const = 0;
    virtual void backward(const numbers &z, const numbers &dy, numbers &dz) const = 0;
    [[nodiscard]] virtual double gain() const = 0;
  };

  activation(std::string_view name, std::shared_ptr<const kernels> compiled, bool learns_slopes = false)
      : name_(name), kernels_(std::move(compiled)), learns_slopes_(learns_slopes) {}

  [[nodiscard]] const std::string &name() const { return name_; }
  void forward(const numbers &z, numbers &y) const { kernels_->forward(z, y); }
  void backward(const numbers &z, const numbers &dy, numbers &dz) const { kernels_->backward(z, dy, dz); }
  [[nodiscard]] double gain() const { return kernels_->gain(); }
  /// Returns true for prelu. Each unit of a layer then has a learned slope. (`forward` and `backward` of this class use
  /// only the initial slope; the functions `forward` and `backward` below use the learned slopes.)
  [[nodiscard]] bool learns_slopes() const { return learns_slopes_; }

private:
  std::string name_;
  std::shared_ptr<const kernels> kernels_;
  bool learns_slopes_;
};

activation relu();
activation leaky_relu(double slope = 0.01);
activation prelu();
activation elu();
activation sigmoid();
activation tanh();
activation identity();

/// The kernels of prelu with one slope per unit.
void forward(const numbers &slopes, const numbers &z, numbers &y);
void backward(const numbers &slopes, const numbers &z, const numbers &dy, numbers &dz, numbers &dslopes);

/// Wrappers of the functions of xact/training.hpp that the experiments call. tools.cpp compiles these functions only
/// once, because each of them takes seconds to compile.
void initialize(const xact::distribution &d, numbers &w, std::mt19937_64 &generator);
void initialize_slopes(numbers &slopes);
void update_slopes(double rate, numbers &slopes, const numbers &gradient, numbers &velocity);
void observe(xact::unit_statistics<float> &statistics, const numbers &y);
/// Adds the gradient of the L2 penalty to dw.
void penalize(double l2, const numbers &w, numbers &dw);

/// A functor that returns the distribution of a layer's initial weights, given the counts of inputs and outputs.
using initial_weights = std::function<xact::distribution(xact::fans)>;

/// A dense layer y = f(z), z = x·w + b, with the gradients. A batch (the rows of x) may have any size.
struct layer {
  std::size_t in;
  std::size_t out;
  activation f;
  numbers w; ///< in × out
  numbers b;
  numbers slopes; ///< one per unit for prelu, else empty
  numbers z, y, dz, dw, db, dslopes, slope_velocity;

  layer(xact::fans size, const activation &f, const initial_weights &weights, std::mt19937_64 &generator);

  void forward(const numbers &x);
  /// Computes y = f(z).
  void activate();
  /// Computes dz and the gradient of the slopes from dy.
  void activate_back(const numbers &dy);
  /// Computes all gradients of the layer from dy, and the gradient dx of x unless `dx` is null.
  void backward(const numbers &x, const numbers &dy, numbers *dx);
  void step(float rate);
};

struct network {
  std::vector<layer> layers; ///< the hidden layers, and a last layer without activation, which computes the logits

  /// Makes a network with `depth` hidden layers of `units` units from the pixels to the classes. The last layer has
  /// LeCun's initial weights.
  network(std::size_t depth, std::size_t units, const activation &f, const initial_weights &weights,
          std::mt19937_64 &generator);

  /// Returns the logits.
  const numbers &forward(const numbers &x);
  void backward(const numbers &x, const numbers &dlogits);
  void step(float rate);
};

/// Returns the mean cross-entropy of the labels, and computes the gradient of this mean in the logits.
double cross_entropy(const numbers &logits, const std::size_t *labels, numbers &dlogits);

/// The results of an epoch, as means over the batches. Each batch is measured before its gradient step.
struct epoch {
  double loss = 0;
  double recognized = 0; ///< the share of recognized digits
};

/// Trains one epoch in a random order, in batches of 32. Calls `after_forward`, if it is not empty, after the forward
/// pass of each batch.
epoch train(network &net, const dataset &data, float rate, std::mt19937_64 &generator,
            const std::function<void()> &after_forward = {});

/// One curve of a picture.
struct curve {
  std::string name;
  std::vector<std::pair<double, double>> points;
};

/// An experiment: its data, its claims and its pictures.
///
///     experiment [csv [curves [table]]]
///
/// `csv` is the file of digits, by default examples/data/digits.csv. `curves` is an output file for plot.py. `table` is
/// a file with a row for each claim. If `table` is given, `finish` compares the rows with the results. `finish` returns
/// 1 if a row is missing, if a claim held but the row has the verdict no (or the reverse), or if the numbers differ by
/// more than a third. Numbers in percent may also differ by up to 3 points. For a claim about time, only a missing
/// row is an error.
class experiment {
public:
  experiment(std::string_view name, int argc, char **argv);

  /// Returns the first `count` digits of the file. Ends the program if there are fewer.
  [[nodiscard]] dataset digits(std::size_t count) const;

  /// Adds a picture. `scale` is the scale of the y axis, "linear" or "log"; `x` and `y` are the labels of the axes.
  void draw(const char *scale, const char *x, const char *y, const std::vector<curve> &curves);

  /// Reports whether a claim holds, and the measured number, printed with `format`.
  void claim(const std::string &text, bool holds, double number, const char *format);
  /// Reports a claim about time. The check of the table ignores the result, because times depend on the machine.
  void claim_of_time(const std::string &text, bool holds, double number, const char *format);

  /// Writes the curves, compares the table with the results, and returns the exit code of main.
  [[nodiscard]] int finish() const;

private:
  struct claim_result {
    std::string text;
    bool holds;
    double number;
    std::string printed;
    bool of_time;
  };
  void add(claim_result f);
  [[nodiscard]] bool is_recorded(const claim_result &f, const std::string &table) const;

  std::string name_;
  std::string csv_;
  std::string curves_;
  std::string table_;
  std::string pictures_;
  std::vector<claim_result> results_;
};

} // namespace experiments
