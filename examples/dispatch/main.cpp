/// One binary for every CPU. The program is compiled without flags for an instruction set. The kernels use the best
/// instruction set of the machine that executes the program.

#include "squared_relu.hpp"

#include <xact/xact.hpp>

#include <cstdio>
#include <vector>

int main() {
  const std::vector<float> x{-2, -1, 0, 1, 2};
  std::vector<float> y(x.size());
  std::printf("%s:", xact::dispatch_target());
  xact::forward(xact::elu{}, x, y);
  for (const float value : y)
    std::printf(" %g", static_cast<double>(value));
  xact::forward(squared_relu{}, x, y); // an activation of the user
  std::printf(";");
  for (const float value : y)
    std::printf(" %g", static_cast<double>(value));
  std::printf("\n");
}
