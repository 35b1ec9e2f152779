#!/usr/bin/env python3
"""Prints the constants of erf.hpp. Needs mpmath.

For |x| <= 1/2 erf(x) is x + x·p(x²), where p is a polynomial.
"""
from mpmath import erf, mp, mpf, pi, sqrt

from fitting import fit, parts, show

mp.prec = 300


def ratio(s):
    """erf(x) / x for x² = s."""
    return erf(sqrt(s)) / sqrt(s) if s else 2 / sqrt(pi)


for name, terms in (("float", 5), ("double", 9)):
    show(fit(name, lambda s: ratio(s) - 1, lambda s: 1 / ratio(s), mpf(0), mpf(1) / 4, terms, "d"))
parts("√2", sqrt(mpf(2)), 2)
