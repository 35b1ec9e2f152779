// flags: -DXACT_DISPATCH -Ofast
// flags: -DXACT_DISPATCH -O3 -ffast-math -Wall -Wextra -Werror
// A source with fast-math whose calls are all computed by the kernel library.
#include "../each_verb.hpp"
