#!/usr/bin/env python3
"""Prints the constants of mish.hpp. Needs mpmath.

z is the zero of the derivative, and κ is e^z.
"""
from mpmath import exp, findroot, mp, mpf

mp.prec = 400


def parts(name, x, count):
    doubles = []
    for _ in range(count):
        doubles.append(float(x))
        x -= mpf(doubles[-1])
    print(f"{name}:", ", ".join(d.hex() for d in doubles))


z = findroot(lambda x: exp(3 * x) + 4 * exp(2 * x) + (4 * x + 6) * exp(x) + 4 * x + 4, mpf("-1.1924"))
kappa = exp(z)
parts("mish: z", z, 3)
parts("κ", kappa, 2)
parts("b", kappa + 4, 2)
parts("c", kappa + 3 - 1 / (1 + kappa), 2)
