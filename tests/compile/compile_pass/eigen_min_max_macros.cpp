// needs: Eigen
// Like min_max_macros.cpp, for the headers that need Eigen.
// flags: -DHEADER=<xact/interop/eigen.hpp>
// flags: -DHEADER=<xact/interop/orthogonal.hpp>
// flags: -DHEADER=<xact/interop/eigen.hpp> -DBEHIND

#ifdef BEHIND
#include <Eigen/Dense>
#include <unsupported/Eigen/CXX11/ThreadPool>
#include <xsimd/xsimd.hpp>
#endif

#define min(a, b) (((a) < (b)) ? (a) : (b))
#define max(a, b) (((a) > (b)) ? (a) : (b))
#include HEADER

#ifdef BEHIND
#include <xact/interop/eigen_threads.hpp>
#include <xact/interop/orthogonal.hpp>
#endif
