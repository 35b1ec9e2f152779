// The error is the same, whichever header comes first.
// flags: -std=c++17 -DHEADER=<xact/xact.hpp>
// flags: -std=gnu++14 -DHEADER=<xact/xact.hpp>
// flags: -std=c++17 -DHEADER=<xact/softmax.hpp>
// flags: -std=c++17 -DHEADER=<xact/cross_entropy.hpp>
// flags: -std=c++17 -DHEADER=<xact/training.hpp>
// flags: -std=c++17 -DHEADER=<xact/testing/conformance.hpp>
// flags: -std=c++17 -DHEADER=<xact/catalogue.hpp>
// flags: -std=c++17 -DHEADER=<xact/functor/contract.hpp>
// flags: -std=c++17 -DHEADER=<xact/functions/elu.hpp>
// flags: -std=c++17 -DHEADER=<xact/verbs/forward.hpp>
// flags: -std=c++17 -DHEADER=<xact/interop/eigen.hpp>
// flags: -std=c++17 -DHEADER=<xact/interop/eigen_threads.hpp>
// flags: -std=c++17 -DHEADER=<xact/interop/openmp.hpp> -D_OPENMP
// flags: -std=c++17 -DHEADER=<xact/interop/orthogonal.hpp>
// flags: -std=c++17 -DHEADER=<xact/interop/tbb.hpp>
// expect: xact: needs C++20
#include HEADER
