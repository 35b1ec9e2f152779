#pragma once

/// Eigen: activations inside its expressions, and its matrices as the arrays of a call.
///
///     h = (W * x + b).unaryExpr(xact::elu{});                        vectorized, in the one loop of the expression
///     xact::backward(xact::elu{}, z, dh, dz);                        Matrix, Array, Map, Ref, Block
///     xact::prelu slope{slopes, xact::each_row(z)};                  one slope a row, whatever the storage order
///
/// Include it before or after Eigen's own headers, the unsupported Tensor among them.

#include <xact/xact.hpp> // all that a call with it needs

#if !__has_include(<Eigen/Core>)
#error "xact: finds no Eigen; put its headers on the include path (Debian: libeigen3-dev, in /usr/include/eigen3)"
#endif
#include <xact/interop/eigen_arrays.hpp>
#include <xact/interop/eigen_expressions.hpp>
#include <xact/interop/eigen_loop.hpp>
