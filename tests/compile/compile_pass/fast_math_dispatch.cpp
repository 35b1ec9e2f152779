// flags: -DXACT_DISPATCH -Ofast
// flags: -DXACT_DISPATCH -O3 -ffast-math -Wall -Wextra -Werror
// With XACT_DISPATCH the kernel library computes the results of all calls in each_verb.hpp, so -ffast-math is allowed.
#include "../each_verb.hpp"
