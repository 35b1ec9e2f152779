// The kernels of exact, at one level; compiled once for each.

#include <xact/xact.hpp>

XACT_KERNELS_OF(xact::program::exact_catalogue, float)
