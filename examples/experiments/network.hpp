#pragma once

/// What the experiments share: real digits, a network of dense layers of any activation, and how
/// each claim is printed with what was found. The kernels are compiled once, in activations.cpp and tools.cpp.

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
  numbers x; ///< one digit a row
  std::vector<std::size_t> labels;

  /// Gives each pixel mean 0 and variance 1.
  void standardize();
};

/// An activation, whatever its type.
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
  /// True for prelu: a layer gives it a slope a unit, and `kernels` are those of the slope that they begin with.
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

/// Of prelu with slopes of its own, one a unit.
void forward(const numbers &slopes, const numbers &z, numbers &y);
void backward(const numbers &slopes, const numbers &z, const numbers &dy, numbers &dz, numbers &dslopes);

/// What of xact/training.hpp the experiments call: each costs seconds to compile.
void initialize(const xact::distribution &d, numbers &w, std::mt19937_64 &generator);
void initialize_slopes(numbers &slopes);
void update_slopes(double rate, numbers &slopes, const numbers &gradient, numbers &velocity);
void observe(xact::unit_statistics<float> &statistics, const numbers &y);
/// Adds the gradient of the penalty to dw.
void penalize(double l2, const numbers &w, numbers &dw);

/// How the weights of a layer begin, given how many inputs and outputs it has.
using initial_weights = std::function<xact::distribution(xact::fans)>;

/// y = f(z), z = x·w + b, and the gradients of all that, for batches of any size.
struct layer {
  std::size_t in;
  std::size_t out;
  activation f;
  numbers w; ///< in × out
  numbers b;
  numbers slopes; ///< of prelu, one a unit
  numbers z, y, dz, dw, db, dslopes, slope_velocity;

  layer(xact::fans size, const activation &f, const initial_weights &weights, std::mt19937_64 &generator);

  void forward(const numbers &x);
  /// Its part that is the activation: y = f(z), and dz and the slopes' gradient from dy.
  void activate();
  void activate_back(const numbers &dy);
  /// From dy all gradients, and dx, unless it is null.
  void backward(const numbers &x, const numbers &dy, numbers *dx);
  void step(float rate);
};

struct network {
  std::vector<layer> layers; ///< the hidden ones, and one without activation that makes the logits

  /// From the pixels through `depth` hidden layers of `units` units to the classes, whose layer begins with LeCun's
  /// weights.
  network(std::size_t depth, std::size_t units, const activation &f, const initial_weights &weights,
          std::mt19937_64 &generator);

  /// The logits.
  const numbers &forward(const numbers &x);
  void backward(const numbers &x, const numbers &dlogits);
  void step(float rate);
};

/// The mean cross entropy of the labels, and its gradient in the logits.
double cross_entropy(const numbers &logits, const std::size_t *labels, numbers &dlogits);

/// The results of one epoch of training, as means. Each batch is measured before the network learns from it.
struct epoch {
  double loss = 0;
  double recognized = 0; ///< as a share of the digits
};

/// Once through the digits in a new order, in batches of 32; calls `after_forward` for each, if there is one.
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
/// `csv` is the file of digits, by default the one in the source tree. `curves` is an output file for plot.py. `table`
/// is a file with a row for each claim. If `table` is given, `finish` compares it with the results, and returns 1 if a
/// row is missing, if a claim held but the row says no (or the reverse), or if the numbers differ too much: by more
/// than a third, and for shares also by more than 3 percentage points. A claim about time needs only a row.
class experiment {
public:
  experiment(std::string_view name, int argc, char **argv);

  /// The first digits of the file; ends the program if there are fewer.
  [[nodiscard]] dataset digits(std::size_t count) const;

  /// Adds a picture, its values on a linear or a logarithmic axis.
  void draw(const char *scale, const char *x, const char *y, const std::vector<curve> &curves);

  /// Says whether a claim held, and the number that decides it, in the form of `format`.
  void claim(const std::string &text, bool holds, double number, const char *format);
  /// A claim about time, which depends on the machine: the README is not held to what comes out.
  void claim_of_time(const std::string &text, bool holds, double number, const char *format);

  /// What main returns.
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
