#!/usr/bin/env python3
"""Prints the constants of sin_cos.hpp. Needs mpmath.

The constants are the coefficients of sin(r) = r + r³ s(z) and cos(r) = 1 - z/2 + z² c(z) with z = r², on |r| <= π/4, and
π/2 in four parts. The fit minimizes the sum of the squared errors relative to sin(r) and 1 - cos(r) at Chebyshev points.
Each step rounds the lowest remaining coefficient, and fits the other remaining coefficients again.
"""
from mpmath import cos, floor, log, lu_solve, matrix, mp, mpf, pi, sin, sqrt

mp.prec = 300


def fit(name, function, weight, most, terms):
    """Fits function(t) = Σ c[k] t^k on (0, most]; weight(t) is the weight of the error."""
    points = [most * (1 - cos(pi * (2 * i + 1) / 320)) / 2 for i in range(160)]
    known = []
    while len(known) < terms:
        rest = range(len(known), terms)
        rows = matrix([[weight(t) * t**k for k in rest] for t in points])
        wanted = matrix([weight(t) * (function(t) - sum(c * t**k for k, c in enumerate(known))) for t in points])
        known.append(mpf(float(lu_solve(rows.T * rows, rows.T * wanted)[0])))
    error = max(abs(weight(t) * (function(t) - sum(c * t**k for k, c in enumerate(known)))) for t in points)
    print(f"// {name}: relative error 2^{float(log(error, 2)):.1f}")
    print(", ".join(float(c).hex() for c in known))


most = (pi / 4) ** 2 * mpf("1.001")
for terms in (4, 6):
    fit("sin", lambda z: (sin(sqrt(z)) / sqrt(z) - 1) / z, lambda z: z * sqrt(z) / sin(sqrt(z)), most, terms)
    fit("cos", lambda z: (cos(sqrt(z)) - 1 + z / 2) / z**2, lambda z: z**2 / (1 - cos(sqrt(z))), most, terms)
rest = pi / 2
for _ in range(3):
    unit = mpf(2) ** (floor(log(rest, 2)) - 25)
    part = floor(rest / unit) * unit
    rest -= part
    print(float(part).hex())
print(float(rest).hex())
