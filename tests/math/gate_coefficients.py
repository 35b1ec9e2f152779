#!/usr/bin/env python3
"""Prints the constants of gate_curves.hpp and gate_in_double.hpp. Needs mpmath.

A gate is x σ(u(x)), with u(x) = x or u(x) = c₁x + c₃x³. z is the zero of 1 + x u'(x) + e^u(x), which is the zero of the
derivative of the gate, and κ is e^u(z). The polynomial q approximates (e^s - 1) / s for |s| <= ln2/2. The fit minimizes
the largest error of 1 + s q(s) relative to e^s.
"""
from fitting import lawson, parts, points
from mpmath import exp, expm1, findroot, lambertw, log, mp, mpf, pi, sqrt

mp.prec = 400

w = lambertw(exp(-1)).real
parts("u = x: z", -(1 + w), 3)
parts("κ", w, 2)

c1 = 2 * sqrt(2 / pi)
c3 = c1 * mpf(44715) / 1000000
z = findroot(lambda x: 1 + c1 * x + 3 * c3 * x**3 + exp(c1 * x + c3 * x**3), mpf("-0.7525"))
u = c1 * z + c3 * z**3
parts("u = c₁x + c₃x³: c₁", c1, 2)
parts("c₃", c3, 2)
parts("z", z, 3)
parts("z²", z * z, 2)
parts("u(z)", u, 1)
parts("κ", exp(u), 2)

mp.prec = 200
half = log(2) / 2 * mpf("1.0005")
s = points(-half, half)
q, error = lawson([[x**k * x / exp(x) for k in range(6)] for x in s], [expm1(x) / exp(x) for x in s])
print(f"q: error 2^{float(log(error, 2)):.1f}:", ", ".join(float(v).hex() for v in q))
