#!/usr/bin/env python3
"""Prints the constants of sin_cos.hpp. Needs mpmath.

The constants are the coefficients of sin(r) = r + r³ s(z) and cos(r) = 1 - z/2 + z² c(z) with z = r², on |r| <= π/4, and
π/2 in four parts. The fit minimizes the errors relative to sin(r) and 1 - cos(r) (fitting.py).
"""
from fitting import fit, show
from mpmath import cos, floor, log, mp, mpf, pi, sin, sqrt

mp.prec = 300

most = (pi / 4) ** 2 * mpf("1.001")
for terms in (4, 6):
    show(fit("sin", lambda z: (sin(sqrt(z)) / sqrt(z) - 1) / z, lambda z: z * sqrt(z) / sin(sqrt(z)), mpf(0), most,
             terms, "d"))
    show(fit("cos", lambda z: (cos(sqrt(z)) - 1 + z / 2) / z**2, lambda z: z**2 / (1 - cos(sqrt(z))), mpf(0), most,
             terms, "d"))
rest = pi / 2
for _ in range(3):
    unit = mpf(2) ** (floor(log(rest, 2)) - 25)
    part = floor(rest / unit) * unit
    rest -= part
    print(float(part).hex())
print(float(rest).hex())
