// flags: -DXACT_DISPATCH -Ofast
// flags: -DXACT_DISPATCH -O3 -ffast-math -Wall -Wextra -Werror
// With XACT_DISPATCH the kernel library computes all calls of this source, so -ffast-math is allowed.
#include "../each_verb.hpp"
