// flags: -DXACT_DISPATCH -Ofast -DCALL=(xact::elu{}(x))
// flags: -DXACT_DISPATCH -Ofast -DCALL=(xact::elu{}.derivative(x))
// flags: -DXACT_DISPATCH -Ofast -DCALL=(xact::relu{}(x))
// flags: -DXACT_DISPATCH -Ofast -DCALL=(xact::relu{}.derivative(x))
// flags: -DXACT_DISPATCH -Ofast -DCALL=(xact::leaky_relu{}(x))
// flags: -DXACT_DISPATCH -Ofast -DCALL=(xact::formula::prelu{}.derivative(x))
// flags: -DXACT_DISPATCH -Ofast -DCALL=(xact::sigmoid{}(x))
// flags: -DXACT_DISPATCH -Ofast -DCALL=(xact::tanh{}.derivative(x))
// flags: -DXACT_DISPATCH -Ofast -DCALL=(xact::softplus{}(x))
// expect: xact: this file is compiled with -ffast-math
#include <xact/xact.hpp>

float of_number(float x) { return CALL; }
