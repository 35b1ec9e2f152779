// XACT_ONE_LANE also works in a source that includes xsimd first.
// flags: -DXACT_ONE_LANE
// flags: -DXACT_ONE_LANE -mavx2 -mfma
// flags: -DXACT_ONE_LANE -march=x86-64-v4
#include <xsimd/xsimd.hpp>

#include "../each_verb.hpp"
