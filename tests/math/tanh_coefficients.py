#!/usr/bin/env python3
"""Prints the constants of tanh_pair.hpp, tanh_shrink.hpp and log_cosh.hpp. Needs mpmath.

The constants are the coefficients of these polynomials: (e^r - 1 - r - r²/2) / r³ on |r| <= ln2/2, multiplied by powers
of 2 for e^2r; x - tanh(x) = x³ (1/3 + z s(z)) with z = x², on |x| <= 0.75; and log(cosh(x)) = z (1/2 + z l(z)) on
|x| <= 1. The fit minimizes the relative errors of tanh(x), x - tanh(x) or log(cosh(x)) (fitting.py).
"""
from fitting import fit, show
from mpmath import cosh, expm1, log, mp, mpf, sqrt, tanh

mp.prec = 300


def shrink(z):
    return (sqrt(z) - tanh(sqrt(z))) / sqrt(z) ** 3


def shrink_rest(z):
    return (shrink(z) - mpf(1) / 3) / z if z > 1e-9 else 17 * z / 315 - mpf(2) / 15


def log_cosh(z):
    return log(cosh(sqrt(z)))


half = log(2) / 2 * mpf("1.003")
for kind, exp_terms, shrink_terms, log_terms in (("f", 6, 6, 7), ("d", 11, 13, 15)):
    c = fit("exp", lambda r: (expm1(r) - r) / r**2, abs, -half, half, exp_terms, kind, [mpf("0.5")])
    show(q * 2 ** (k + 2) for k, q in enumerate(c) if k > 0)
    show(fit("s", shrink_rest, lambda z: z / shrink(z), mpf(0), mpf("0.5625") * mpf("1.001"), shrink_terms, kind))
    show(fit("l", lambda z: (log_cosh(z) / z - mpf(1) / 2) / z, lambda z: z**2 / log_cosh(z), mpf(0),
             mpf("1.001"), log_terms, kind))
