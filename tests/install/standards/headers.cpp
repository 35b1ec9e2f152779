#include <xact/simd/xsimd.hpp>
