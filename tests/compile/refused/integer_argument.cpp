// expect: xact: an activation works on float or double; write -1.0F or -1.0 for -1
// flags: -DVALUE=relu{}(-1)
// flags: -DVALUE=leaky_relu{}(-1)
// flags: -DVALUE=formula::prelu{}(-1)
// flags: -DVALUE=elu{}(-1)
// flags: -DVALUE=sigmoid{}(1u)
// flags: -DVALUE=tanh{}(1L)
// flags: -DVALUE=softplus{}(true)
// flags: -DVALUE=identity{}(-1)
// flags: -DVALUE=elu{}.derivative(-1)
#include <xact/xact.hpp>

auto refused() { return xact::VALUE; }
