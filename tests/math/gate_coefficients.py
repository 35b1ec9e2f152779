#!/usr/bin/env python3
"""Prints the constants of gate_curves.hpp and gate_in_double.hpp. Needs mpmath.

A gate is x σ(u(x)), with u(x) = x or u(x) = c₁x + c₃x³. z is the zero of 1 + x u'(x) + e^u(x), which is the zero of the
derivative of the gate, and κ is e^u(z). The polynomial q approximates (e^s - 1) / s for |s| <= ln2/2. The fit minimizes
the largest error of 1 + s q(s) relative to e^s by Lawson's method: it repeats a fit of least squares, and multiplies
each weight by the error at its point.
"""
from mpmath import cos, exp, expm1, findroot, lambertw, log, lu_solve, matrix, mp, mpf, pi, sqrt

mp.prec = 400


def parts(name, x, count):
    doubles = []
    for _ in range(count):
        doubles.append(float(x))
        x -= mpf(doubles[-1])
    print(f"{name}:", ", ".join(d.hex() for d in doubles))


def fit(terms, most, points=120):
    s = [most * cos(pi * (2 * i + 1) / (2 * points)) for i in range(points)]
    rows = [[x**k * x / exp(x) for k in range(terms)] for x in s]
    wanted = [expm1(x) / exp(x) for x in s]
    weights = [mpf(1)] * points
    for _ in range(60):
        roots = [sqrt(w) for w in weights]
        a = matrix([[r * v for v in row] for r, row in zip(roots, rows)])
        b = matrix([r * v for r, v in zip(roots, wanted)])
        c = lu_solve(a.T * a, a.T * b)
        errors = [abs(v - sum(c[k] * row[k] for k in range(terms))) for v, row in zip(wanted, rows)]
        total = sum(w * e for w, e in zip(weights, errors))
        weights = [w * e * points / total for w, e in zip(weights, errors)]
    print(f"q: error 2^{float(log(max(errors), 2)):.1f}:", ", ".join(float(v).hex() for v in c))


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
fit(6, log(2) / 2 * mpf("1.0005"))
