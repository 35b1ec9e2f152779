#pragma once

/// Everything but interop, testing, training, softmax and cross-entropy; the functions come with the catalogue.

#include <xact/adaptors/learned.hpp>
#include <xact/arrays/arrays.hpp>
#include <xact/arrays/executor.hpp>
#include <xact/arrays/misuse.hpp>
#include <xact/biased.hpp>
#include <xact/catalogue.hpp>
#include <xact/dispatch/targets.hpp>
#include <xact/exact.hpp>
#include <xact/functor/concepts.hpp>
#include <xact/functor/contract.hpp>
#include <xact/math/exp.hpp>
#include <xact/math/expm1.hpp>
#include <xact/math/log1p.hpp>
#include <xact/math/sigmoid.hpp>
#include <xact/math/softplus.hpp>
#include <xact/math/tanh.hpp>
#include <xact/simd/batch.hpp>
#include <xact/simd/mask.hpp>
#include <xact/simd/memory.hpp>
#include <xact/verbs/backward.hpp>
#include <xact/verbs/derivative.hpp>
#include <xact/verbs/forward.hpp>
#include <xact/verbs/mask.hpp>
#include <xact/version.hpp>

/// @namespace xact
/// Activation functions, the kernels that run them over arrays, and the parts of which users make activations.

/// @namespace xact::formula
/// Formulas f(x, p) with a parameter that is learned or varies, and that may be bound to channels.

/// @namespace xact::math
/// Elementary functions of batches, with bounds on their errors.

#ifdef XACT_KERNEL_TARGET
#include <xact/dispatch/set.hpp>
#endif
