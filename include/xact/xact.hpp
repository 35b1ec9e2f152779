#pragma once

/// Everything but interop, testing, training, softmax and cross-entropy; the functions come with the catalogue.

#include <xact/biased.hpp>
#include <xact/catalogue.hpp>
#include <xact/core/arrays.hpp>
#include <xact/core/batch.hpp>
#include <xact/core/concepts.hpp>
#include <xact/core/contract.hpp>
#include <xact/core/execution.hpp>
#include <xact/core/mask.hpp>
#include <xact/core/memory.hpp>
#include <xact/core/misuse.hpp>
#include <xact/core/parametric.hpp>
#include <xact/core/version.hpp>
#include <xact/dispatch/levels.hpp>
#include <xact/exact.hpp>
#include <xact/kernels/backward.hpp>
#include <xact/kernels/derivative.hpp>
#include <xact/kernels/forward.hpp>
#include <xact/kernels/mask.hpp>
#include <xact/math/exp.hpp>
#include <xact/math/expm1.hpp>
#include <xact/math/log1p.hpp>
#include <xact/math/sigmoid.hpp>
#include <xact/math/softplus.hpp>
#include <xact/math/tanh.hpp>

/// @namespace xact
/// Activation functions, the kernels that run them over arrays, and what activations of one's own are made of.

/// @namespace xact::formula
/// Formulas f(x, p) with a parameter that is learned or varies: what is bound to channels.

/// @namespace xact::math
/// Elementary functions of batches, with bounds on their errors.

#ifdef XACT_DISPATCH_LEVEL
#include <xact/dispatch/unit.hpp>
#endif
