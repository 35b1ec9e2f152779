#include <xact/xact.hpp>

#include <iostream>
#include <vector>

int main() {
  std::vector<float> x{-2, -1, 0, 1, 2};
  xact::forward(xact::elu{}, x, x); // in place; a second array of the same length works too
  for (const float value : x)
    std::cout << value << ' ';
  std::cout << '\n';
}

// It prints:
// -0.864665 -0.632121 0 1 2
