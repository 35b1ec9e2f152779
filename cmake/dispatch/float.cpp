// The kernels of the catalogue for arrays of float, at one level; compiled once for each.

#include <xact/xact.hpp>

XACT_KERNELS_OF(xact::program::catalogue, float)
