#include <xact/xact.hpp>
#if __has_include(<xact/training.hpp>) // the single header already contains training.hpp
#include <xact/training.hpp>
#endif

int main() {
  float x[] = {-1, 2};
  xact::unit_statistics<float> units({.channels = 2});
  units.forward(xact::relu{}, x, x);
  if (x[0] != 0 || x[1] != 2 || units.dead_units() != 1)
    return 1;
  float logits[] = {3, 3};
  xact::forward(xact::softmax{}, logits, logits);
  return logits[0] == 0.5F && logits[1] == 0.5F ? 0 : 1;
}
