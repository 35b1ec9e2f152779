#pragma once

#include <xact/simd/xsimd.hpp>

namespace xact::inline XACT_ARCH {

/// A list of types.
template <class... F> struct list {};

} // namespace xact::inline XACT_ARCH
