// expect: xact: learned needs one array for each parameter of the functor that can be learned
// flags: -DARRAYS=p
// flags: -DARRAYS=p,p
#include <xact/xact.hpp>

#include <vector>

void compile_fail(std::vector<float> &x, const std::vector<float> &p) {
  xact::forward(xact::learned{xact::xielu{}, ARRAYS, {.channels = 3}}, x, x);
}
