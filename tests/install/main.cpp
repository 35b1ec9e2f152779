#include <xact/xact.hpp>

int main() {
  float x[] = {-1, 2};
  xact::forward(xact::relu{}, x, x);
  return x[0] == 0 && x[1] == 2 ? 0 : 1;
}
