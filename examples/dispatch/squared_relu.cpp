#include "squared_relu.hpp"

#include <xact/xact.hpp>

XACT_KERNELS(squared_relu)
