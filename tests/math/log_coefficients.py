#!/usr/bin/env python3
"""Prints the constants of log_parts.hpp, exp2.hpp and pow_in_double.hpp. Needs mpmath.

The fits minimize errors relative to the result (fitting.py).
"""
from fitting import fit, parts, rounded, show
from mpmath import expm1, log, mp, mpf, sqrt

mp.prec = 300


low, high = sqrt(mpf("0.4999")) - 1, sqrt(mpf("2.0001")) - 1
# The largest z = s², where s = f / (2 + f) and √½ <= 1 + f <= √2.
most = ((sqrt(2) - 1) / (sqrt(2) + 1)) ** 2 * mpf("1.0001")
half = mpf("0.5001")


def odd(z):
    """log((1 + s) / (1 - s)) / s for z = s²"""
    s = sqrt(z)
    return log((1 + s) / (1 - s)) / s


def exp2m1(r):
    return expm1(r * log(2))


print("// log_parts.hpp: (log(1 + f) - f + f²/2) / f³ for float, (log((1 + s) / (1 - s)) / s - 2) / s² for double")
show(fit("float", lambda f: (log(1 + f) - f + f**2 / 2) / f**3, lambda f: f**3 / log(1 + f), mpf("-0.31251"),
         mpf("0.37501"), 8, "f"))
show(fit("double", lambda z: (odd(z) - 2) / z, lambda z: z / odd(z), mpf(0), most, 7, "d"))
for kind in "fd":
    for name, x in ("log2(e)", 1 / log(2)), ("log10(e)", 1 / log(10)):
        first = rounded(x, kind)
        print(f"{name}:", float(first).hex(), float(rounded(x - first, kind)).hex())

print("// exp2.hpp: (2^r - 1) / r - 1/2")
for terms, kind in (6, "f"), (11, "d"):
    show(fit("exp2", lambda r: exp2m1(r) / r - 0.5, lambda r: r / (1 + exp2m1(r)), -half, half, terms, kind))

print("// pow_in_double.hpp: log2(1 + f) / f, and (2^r - 1) / r - 1/2, for results in float")
show(fit("log2", lambda f: log(1 + f) / f / log(2), lambda f: f * log(2) / log(1 + f), low, high, 13, "d"))
show(fit("exp2", lambda r: exp2m1(r) / r - 0.5, lambda r: r / (1 + exp2m1(r)), -half, half, 7, "d"))
print("// log2((1 + s) / (1 - s)) / s = 2 log2(e) + 2/3 log2(e) s² + 2/5 log2(e) s⁴ + rest s⁶")
for k in 1, 3, 5:
    parts(f"2/{k} log2(e)", 2 / (k * log(2)), 2)
show(fit("rest", lambda z: (((odd(z) - 2) / z - mpf(2) / 3) / z - mpf(2) / 5) / z / log(2),
         lambda z: z**3 * log(2) / odd(z), mpf(0), most, 7, "d"))
