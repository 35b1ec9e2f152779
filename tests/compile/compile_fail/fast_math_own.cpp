// flags: -DXACT_DISPATCH -Ofast
// expect: xact: this file is compiled with -ffast-math
#include <xact/xact.hpp>

#include <vector>

struct square {
  template <xact::batch V> V operator()(V x) const { return x * x; }
};

void of_own_functor(std::vector<float> &x) { xact::forward(square{}, x, x); }
