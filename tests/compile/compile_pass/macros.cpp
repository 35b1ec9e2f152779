// No header of xact uses the short words that other headers define as macros.
// flags: -std=c++20 -DHEADER=<xact/xact.hpp>
// flags: -std=c++20 -DHEADER=<xact/xact.hpp> -DXACT_ONE_LANE
// flags: -std=c++20 -DHEADER=<xact/cross_entropy.hpp>
// flags: -std=c++20 -DHEADER=<xact/cross_entropy.hpp> -DXACT_DISPATCH
// flags: -std=c++20 -DHEADER=<xact/training.hpp>
// flags: -std=c++20 -DHEADER=<xact/testing/conformance.hpp> -DXACT_TEST_USES_MOVE
// flags: -std=c++2b -DHEADER=<xact/xact.hpp>
// flags: -std=c++2b -DHEADER=<xact/cross_entropy.hpp>
// flags: -std=c++2b -DHEADER=<xact/training.hpp>
// flags: -std=c++2b -DHEADER=<xact/testing/conformance.hpp> -DXACT_TEST_USES_MOVE
// flags: -std=c++20 -DHEADER=<xact.h>
// flags: -std=c++20 -DHEADER=<xact/xact11.hpp>
// flags GNU: -std=c++20 -DHEADER=<xact/interop/openmp.hpp> -fopenmp
// flags GNU: -std=c++2b -DHEADER=<xact/interop/openmp.hpp> -fopenmp
#ifdef _OPENMP
#include <omp.h>
#endif

#include "../macros.hpp"

#include HEADER
