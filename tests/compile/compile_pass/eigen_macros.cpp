// needs: Eigen
// Like macros.cpp, for the headers that need Eigen: no header of xact uses the words that other headers define as
// macros.
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
