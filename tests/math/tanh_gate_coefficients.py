#!/usr/bin/env python3
"""Prints the constants of mish.hpp and telu.hpp. Needs mpmath.

z is the zero of the derivative, and κ is e^z. The derivative of telu has the factor s(e) + x with e = e^x and s(e) =
sinh(2e) / (2e). b are the coefficients of (s(e) - s(κ)) / (e² - κ²) as a polynomial in e². The polynomial c approximates
(e^s - 1) / s for |s| <= ln2/2, with the smallest relative error. The polynomial q of floats, for mish_in_float.hpp,
approximates (e^r - 1 - r) / r² for |r - 0.059| <= ln2/2, with the smallest error of e^r relative to e^r.
"""
from fitting import lawson, parts, points, rounded
from mpmath import exp, expm1, factorial, findroot, log, mp, mpf, sinh

mp.prec = 400

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
half = log(2) / 2
s = points(-half * mpf("1.0005"), half * mpf("1.0005"))
c, error = lawson([[x**k * x / expm1(x) for k in range(7)] for x in s], [mpf(1)] * len(s))
print(f"c: error 2^{float(log(error, 2)):.1f}:", ", ".join(float(v).hex() for v in c))

# Each fit rounds the lowest coefficient of the remaining ones.
r = points(mpf("0.059") - half * mpf("1.001"), mpf("0.059") + half * mpf("1.001"))
q = []
while len(q) < 5:
    left = [expm1(x) - x - sum(v * x ** (k + 2) for k, v in enumerate(q)) for x in r]
    rows = [[x ** (k + 2) / exp(x) for k in range(len(q), 5)] for x in r]
    c, error = lawson(rows, [v / exp(x) for v, x in zip(left, r)])
    q.append(rounded(c[0], "f"))
error = max(abs(expm1(x) - x - sum(v * x ** (k + 2) for k, v in enumerate(q))) / exp(x) for x in r)
print(f"q: error 2^{float(log(error, 2)):.1f}:", ", ".join(float(v).hex() for v in q))
