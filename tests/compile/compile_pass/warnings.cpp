// No header causes a warning with the flags below. The flags -Wno-... disable only warnings about features of C++11 to
// C++20, padding of structs, pointer arithmetic, and switches without default.
// clang-format off
// flags: -Werror -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wdouble-promotion -Wundef
// flags: -Werror -Wfloat-equal -mavx2 -mfma
// flags GNU: -Werror -Weffc++ -Wold-style-cast -Wuseless-cast -Wcast-qual -Wnull-dereference -Wduplicated-cond
// flags Clang: -Werror -Weverything -Wno-c++98-compat -Wno-c++98-compat-pedantic -Wno-c++98-compat-unnamed-type-template-args -Wno-c++98-compat-local-type-template-args -Wno-pre-c++14-compat -Wno-pre-c++17-compat -Wno-pre-c++17-compat-pedantic -Wno-pre-c++20-compat-pedantic -Wno-c++20-compat -Wno-padded -Wno-switch-default -Wno-unsafe-buffer-usage -Wno-unknown-warning-option
// clang-format on
#include "../each_verb.hpp"

#include <xact/biased.hpp>
#include <xact/testing/conformance.hpp>
#include <xact/training.hpp>

#include <random>

static void call_training(std::vector<float> &x, std::vector<float> &y, std::vector<double> &w) {
  xact::backward_from_output(xact::elu{}, x, y, xact::streamed(y));
  xact::forward(xact::biased(xact::relu{}, w, {.channels = 3}), w, w);
  std::mt19937_64 generator;
  xact::initialize(xact::he_normal({.in = 3, .out = 2}), x, generator);
  xact::initialize_slopes(x);
  xact::standardizer<float> features({.channels = 3});
  features.observe(x);
  features.apply(x, y);
  xact::unit_statistics<float> units({.channels = 3});
  units.forward(xact::elu{}, x, y);
  (void)xact::penalize(xact::l2(1), x, xact::accumulate(y));
  (void)xact::gain(xact::elu{});
  (void)xact::conformance(xact::elu{});
}

int main() {
  std::vector<float> x, y;
  std::vector<double> w;
  std::vector<std::uint8_t> mask;
  std::vector<int> labels;
  call_each_verb(x, y, w, mask, labels);
  call_training(x, y, w);
}
