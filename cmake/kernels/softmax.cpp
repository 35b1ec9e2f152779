// The kernels of softmax, its logarithm and the losses for one target. Compiled once per target.

#include <xact/dispatch/slices_set.hpp>

XACT_SLICES_SET(softmax)
XACT_SLICES_SET(log_softmax)
