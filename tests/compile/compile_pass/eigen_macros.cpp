// needs: Eigen
// As in macros.cpp.
// flags: -std=c++20 -DHEADER=<xact/interop/eigen.hpp>
// flags: -std=c++20 -DHEADER=<xact/interop/eigen_threads.hpp>
// flags: -std=c++20 -DHEADER=<xact/interop/orthogonal.hpp>
// flags: -std=c++2b -DHEADER=<xact/interop/eigen.hpp>
// flags: -std=c++2b -DHEADER=<xact/interop/eigen_threads.hpp>
// flags: -std=c++2b -DHEADER=<xact/interop/orthogonal.hpp>
#include <Eigen/QR>
#include <unsupported/Eigen/CXX11/ThreadPool>

#include "../macros.hpp"

#include HEADER
