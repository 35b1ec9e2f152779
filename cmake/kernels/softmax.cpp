// The kernels of softmax, log-softmax and the losses for one target. This source file is compiled once per target.

#include <xact/dispatch/slices_set.hpp>

XACT_SLICES_SET(softmax)
XACT_SLICES_SET(log_softmax)
