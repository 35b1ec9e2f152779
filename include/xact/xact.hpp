#pragma once

/// Includes the whole library except interop, testing, training, softmax, cross-entropy and the interface for C++11.
/// catalogue.hpp includes the activations.

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
#include <xact/gated.hpp>
#include <xact/math/basic.hpp>
#include <xact/math/erf.hpp>
#include <xact/math/exp.hpp>
#include <xact/math/exp2.hpp>
#include <xact/math/expm1.hpp>
#include <xact/math/log.hpp>
#include <xact/math/log1p.hpp>
#include <xact/math/pow.hpp>
#include <xact/math/sigmoid.hpp>
#include <xact/math/sin_cos.hpp>
#include <xact/math/softplus.hpp>
#include <xact/math/tanh.hpp>
#include <xact/simd/batch.hpp>
#include <xact/simd/mask.hpp>
#include <xact/simd/memory.hpp>
#include <xact/verbs/backward.hpp>
#include <xact/verbs/derivative.hpp>
#include <xact/verbs/forward.hpp>
#include <xact/verbs/gated.hpp>
#include <xact/verbs/interleaved.hpp>
#include <xact/verbs/mask.hpp>
#include <xact/version.hpp>

/// @namespace xact
/// Activation functions, verbs (functions that apply an activation to arrays), and building blocks for activations of
/// users.

/// @namespace xact::formula
/// Functors f(x, p) whose parameter p is learned or differs between elements. `learned`, `prelu` and `biased` bind one
/// parameter per channel.

/// @namespace xact::math
/// Elementary functions on batches, with bounds on their errors.

#ifdef XACT_KERNEL_TARGET
#include <xact/dispatch/set.hpp>
#endif
