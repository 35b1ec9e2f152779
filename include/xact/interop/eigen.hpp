#pragma once

/// Eigen: activations inside Eigen's expressions, and Eigen's matrices as the arrays of a call.
///
///     h = (W * x + b).unaryExpr(xact::elu{});              f is evaluated in the vectorized loop of the expression
///     xact::backward(xact::elu{}, z, dh, dz);              each array is a Matrix, Array, Map, Ref or Block
///     xact::prelu slope{slopes, xact::each_row(z)};        one slope per row of z, for either storage order
///
/// The headers of Eigen and of the unsupported Tensor may be included before or after this file.

#include <xact/xact.hpp> // for calls with Eigen's arrays

#if !__has_include(<Eigen/Core>)
#error "xact: finds no Eigen; put its headers on the include path (Debian: libeigen3-dev, in /usr/include/eigen3)"
#endif
#include <xact/interop/eigen_arrays.hpp>
#include <xact/interop/eigen_expressions.hpp>
#include <xact/interop/eigen_loop.hpp>
