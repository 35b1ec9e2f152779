#!/usr/bin/env python3
"""Prints the constants of mish.hpp and telu.hpp. Needs mpmath.

z is the zero of the derivative, and κ is e^z. The derivative of telu has the factor s(e) + x with e = e^x and s(e) =
sinh(2e) / (2e). b are the coefficients of (s(e) - s(κ)) / (e² - κ²) as a polynomial in e². The polynomial c approximates
(e^s - 1) / s for |s| <= ln2/2. The fit minimizes the largest relative error by Lawson's method, as gate_coefficients.py.
"""
from mpmath import cos, exp, expm1, factorial, findroot, log, lu_solve, matrix, mp, mpf, pi, sinh, sqrt

mp.prec = 400


def parts(name, x, count):
    doubles = []
    for _ in range(count):
        doubles.append(float(x))
        x -= mpf(doubles[-1])
    print(f"{name}:", ", ".join(d.hex() for d in doubles))


def fit(terms, most, points=120):
    s = [most * cos(pi * (2 * i + 1) / (2 * points)) for i in range(points)]
    rows = [[x**k * x / expm1(x) for k in range(terms)] for x in s]
    weights = [mpf(1)] * points
    for _ in range(60):
        roots = [sqrt(w) for w in weights]
        a = matrix([[r * v for v in row] for r, row in zip(roots, rows)])
        c = lu_solve(a.T * a, a.T * matrix(roots))
        errors = [abs(1 - sum(c[k] * row[k] for k in range(terms))) for row in rows]
        total = sum(w * e for w, e in zip(weights, errors))
        weights = [w * e * points / total for w, e in zip(weights, errors)]
    print(f"c: error 2^{float(log(max(errors), 2)):.1f}:", ", ".join(float(v).hex() for v in c))


z = findroot(lambda x: exp(3 * x) + 4 * exp(2 * x) + (4 * x + 6) * exp(x) + 4 * x + 4, mpf("-1.1924"))
kappa = exp(z)
parts("mish: z", z, 3)
parts("κ", kappa, 2)
parts("b", kappa + 4, 2)
parts("c", kappa + 3 - 1 / (1 + kappa), 2)

z = findroot(lambda x: sinh(2 * exp(x)) / (2 * exp(x)) + x, mpf("-1.0789"))
kappa = exp(z)
parts("telu: z", z, 3)
parts("κ", kappa, 2)
series = [mpf(4) ** k / factorial(2 * k + 1) for k in range(60)]
print("b:")
for j in range(1, 19):
    parts(f"  {j - 1}", sum(series[k] * kappa ** (2 * (k - j)) for k in range(j, 60)), 2)

mp.prec = 200
fit(7, log(2) / 2 * mpf("1.0005"))
