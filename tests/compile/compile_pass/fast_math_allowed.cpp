// flags: -fno-finite-math-only
// flags: -ffast-math -DXACT_ALLOW_FAST_MATH
#include <xact/xact.hpp>
