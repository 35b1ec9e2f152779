#!/usr/bin/env python3
"""Prints the constants of log1p.hpp, softplus.hpp, tanh.hpp and exp_in_parts.hpp. Needs mpmath.

The constants are the coefficients of the polynomials q, b, c and t: log(1 + u) = u + u² q(u) on [0, 1];
log(1 + u) / u = 1 - u/2 + u² b(u) on [0, 1/e], the member `bend`; log(cosh(x/2)) = z c(z) with z = x², on |x| <= 1.01;
tanh(x) = x + x³ t(z) with z = x², on |x| <= ln2/4; and e^r - 1 = r + r² e(r) on |r| <= ln2/2, in float. The fit minimizes the sum of the squared relative errors at
Chebyshev points. The result is close to the minimax polynomial. Each step rounds the lowest remaining coefficient, and
fits the other remaining coefficients again.
"""
import struct

from mpmath import cos, cosh, exp, expm1, log, log1p, lu_solve, matrix, mp, mpf, pi, sqrt, tanh

mp.prec = 300


def rounded(x, kind):
    return mpf(struct.unpack("<" + kind, struct.pack("<" + kind, float(x)))[0])


def fit(name, function, weight, most, terms, kind, least=mpf(0)):
    """Fits function(t) = Σ c[k] t^k on (least, most]; weight(t) is the weight of the error."""
    points = [least + (most - least) * (1 - cos(pi * (2 * i + 1) / 320)) / 2 for i in range(160)]
    known = []
    while len(known) < terms:
        rest = range(len(known), terms)
        rows = matrix([[weight(t) * t**k for k in rest] for t in points])
        wanted = matrix([weight(t) * (function(t) - sum(c * t**k for k, c in enumerate(known))) for t in points])
        known.append(rounded(lu_solve(rows.T * rows, rows.T * wanted)[0], kind))
    error = max(abs(weight(t) * (function(t) - sum(c * t**k for k, c in enumerate(known)))) for t in points)
    print(f"// {name}: relative error 2^{float(log(error, 2)):.1f}")
    print(", ".join(float(c).hex() for c in known))


q = ("q", lambda u: (log1p(u) - u) / u**2, lambda u: u**2 / log1p(u), mpf(1))
b = ("b", lambda u: (log1p(u) / u - 1 + u / 2) / u**2, lambda u: u**2, exp(-1) * mpf("1.002"))
c = ("c", lambda z: log(cosh(sqrt(z) / 2)) / z, lambda z: mpf(1), mpf("1.02"))
t = ("t", lambda z: (tanh(sqrt(z)) / sqrt(z) - 1) / z, lambda z: z * sqrt(z) / tanh(sqrt(z)), (log(2) / 4) ** 2 * mpf("1.003"))
for kind, *terms in (("f", 10, 6, 5, 3), ("d", 20, 13, 11, 7)):
    for what, count in zip((q, b, c, t), terms):
        fit(*what, count, kind)
fit("e", lambda r: (expm1(r) - r) / r**2, lambda r: r**2 / expm1(r), log(2) / 2 * mpf("1.002"), 6, "f", -log(2) / 2)
for kind in "fd":
    high = rounded(log(2), kind)
    print("// ln 2", float(high).hex(), float(rounded(log(2) - high, kind)).hex())
