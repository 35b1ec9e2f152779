#!/usr/bin/env python3
"""Prints the constants of log1p.hpp, softplus.hpp, tanh.hpp and exp_in_parts.hpp. Needs mpmath.

The constants are the coefficients of the polynomials q, b, c, t and e: log(1 + u) = u + u² q(u) on [0, 1];
log(1 + u) / u = 1 - u/2 + u² b(u) on [0, 1/e], the member `bend`; log(cosh(x/2)) = z c(z) with z = x², on |x| <= 1.01;
tanh(x) = x + x³ t(z) with z = x², on |x| <= ln2/4; and e^r - 1 = r + r² e(r) on |r| <= ln2/2, in float. The fit
minimizes the relative errors (fitting.py).
"""
from fitting import fit, rounded, show
from mpmath import cosh, exp, expm1, log, log1p, mp, mpf, sqrt, tanh

mp.prec = 300

q = ("q", lambda u: (log1p(u) - u) / u**2, lambda u: u**2 / log1p(u), mpf(1))
b = ("b", lambda u: (log1p(u) / u - 1 + u / 2) / u**2, lambda u: u**2, exp(-1) * mpf("1.002"))
c = ("c", lambda z: log(cosh(sqrt(z) / 2)) / z, lambda z: mpf(1), mpf("1.02"))
t = ("t", lambda z: (tanh(sqrt(z)) / sqrt(z) - 1) / z, lambda z: z * sqrt(z) / tanh(sqrt(z)),
     (log(2) / 4) ** 2 * mpf("1.003"))
for kind, *terms in (("f", 10, 6, 5, 3), ("d", 20, 13, 11, 7)):
    for (*what, most), count in zip((q, b, c, t), terms):
        show(fit(*what, mpf(0), most, count, kind))
half = log(2) / 2
show(fit("e", lambda r: (expm1(r) - r) / r**2, lambda r: r**2 / expm1(r), -half, half * mpf("1.002"), 6, "f"))
for kind in "fd":
    high = rounded(log(2), kind)
    print("// ln 2", float(high).hex(), float(rounded(log(2) - high, kind)).hex())
