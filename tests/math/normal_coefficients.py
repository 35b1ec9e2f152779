#!/usr/bin/env python3
"""Prints the constants of normal_constants.hpp and normal_wide.hpp. Needs mpmath; takes some seconds.

t is |x|, P the probability of a normal number above t, and z = t / (t + k). The polynomials are

    t·P·e^(t²/2)                               = z·(c - z + v·g(v))        with v = z - center
    (t·φ(t) - P)·e^(t²/2) / (t - zero)         = at_center - v/4 + v·h(v)
    e^r                                        = 1 + r + r²·q(r)           for |r| <= ln2/2
    d(t·P·e^(t²/2))/dz · (1 - z)/k             = s(v), with few digits
    d(at_center - v/4 + v·h(v))/dz · (1 - z)/k = u(v), with few digits
    d(log(c - z + v·g(v)))/dz · (1 - z)/k      = w(v), with few digits

For `exact`, with polynomials in t that have one divisor,

    P·e^(t²/2)                                 = value(t) / divisor(t)
    (P - t·φ(t))·e^(t²/2) / (zero - t)         = derivative(t) / divisor(t)

The script chooses the center so that the first two equations hold at the center with more digits than c and at_center
have. The fits minimize the sum of the squared relative errors at Chebyshev points. Each step rounds the lowest
remaining coefficient, and fits the other remaining coefficients again. The fit of the quotients is linear, because it
multiplies the errors by the divisor; it is repeated with the errors divided by the divisor of the previous fit.
"""
import struct

from fitting import parts, show
from mpmath import cos, diff, erfc, exp, findroot, floor, log, lu_solve, matrix, mp, mpf, pi, polyval, sqrt

mp.prec = 300


def rounded(x, kind):
    return mpf(struct.unpack("<" + kind, struct.pack("<" + kind, float(x)))[0])


def bits(x):
    return float(log(abs(x) + mpf(2) ** -200, 2))


def scaled_tail(t):
    """P·e^(t²/2)"""
    return exp(t * t / 2) * erfc(t / sqrt(2)) / 2


def density(t):
    return t / sqrt(2 * pi)


zero = findroot(lambda t: scaled_tail(t) - density(t), mpf("0.7518"))


class functions:
    """The functions of z for a number k."""

    def __init__(self, k):
        self.k = k

    def t(self, z):
        return self.k * z / (1 - z)

    def value(self, z):
        return (self.t(z) + self.k) * scaled_tail(self.t(z))

    def derivative(self, z):
        t = self.t(z)
        return (scaled_tail(t) - density(t)) / (zero - t)

    def value_slope(self, z):
        return diff(lambda z: z * self.value(z), z) * (1 - z) / self.k

    def derivative_slope(self, z):
        return diff(self.derivative, z) * (1 - z) / self.k

    def log_slope(self, z):
        return diff(lambda z: log(self.value(z)), z) * (1 - z) / self.k

    def weight(self, function):
        """The weight of an error of a slope: the effect of an error of z relative to `function`."""
        return lambda z: z * self.k / (1 - z) / function(z)


def chebyshev(least, most, count):
    return [(least + most) / 2 - (most - least) / 2 * cos(pi * (2 * i + 1) / (2 * count)) for i in range(count)]


def fit(name, points, function, base, v, weight, first, count, kind):
    """Fits function(z) = base(z) + Σ c[k] v(z)^(k + first). weight(z) is the weight of the error."""
    wanted = [function(z) - base(z) for z in points]
    powers = [[v(z) ** (k + first) for k in range(count)] for z in points]
    weights = [weight(z) for z in points]
    known = []

    def rest(i):
        return wanted[i] - sum(c * p for c, p in zip(known, powers[i]))

    while len(known) < count:
        n = len(known)
        rows = matrix([[w * p for p in power[n:]] for w, power in zip(weights, powers)])
        right = matrix([w * rest(i) for i, w in enumerate(weights)])
        known.append(rounded(lu_solve(rows.T * rows, rows.T * right)[0], kind))
    error = max(abs(w * rest(i)) for i, w in enumerate(weights))
    print(f"// {name}: error 2^{bits(error):.1f}")
    print(", ".join(float(c).hex() for c in known))


def center(f, kind, start, digits):
    """Returns c and the center, near start, for which the rounding errors of the constants are least."""
    best = None
    for i in range(3000):
        z = floor(mpf(start) * 2**digits + i) / mpf(2) ** digits
        value, derivative = f.value(z), f.derivative(z)
        c, at_center = rounded(value + z, kind), rounded(derivative, kind)
        error = max(abs((c - z) / value - 1), abs(at_center / derivative - 1))
        if best is None or error < best[0]:
            best = error, c, z, at_center
    print(f"// c, center, at_center: error 2^{bits(best[0]):.1f}")
    print(*(float(x).hex() for x in best[1:]))
    return best[1:]


def constants(kind, most, start, digits, terms):
    k = 3
    print("//", kind, "k", k, "t <=", most)
    f = functions(mpf(k))
    mp.prec = 120
    c, middle, at_center = center(f, kind, start, digits)
    mp.prec = 300

    def v(z):
        return z - middle

    largest = mpf(most) / (mpf(most) + k)
    points = chebyshev(mpf(0), largest, 150)
    g, h, q = terms
    fit("g", points, f.value, lambda z: c - z, v, lambda z: 1 / f.value(z), 1, g, kind)
    fit("h", points, f.derivative, lambda z: at_center - v(z) / 4, v, lambda z: 1 / f.derivative(z), 1, h, kind)
    points = chebyshev(mpf(0), largest, 50)
    fit("s", points, f.value_slope, lambda z: 0, v, f.weight(lambda z: z * f.value(z)), 0, 4, "f")
    fit("u", points, f.derivative_slope, lambda z: 0, v, f.weight(f.derivative), 0, 2, "f")
    fit("w", points, f.log_slope, lambda z: 0, v, f.weight(lambda z: 1), 0, 3, "f")
    if q:
        r = chebyshev(-log(2) / 2, log(2) / 2, 150)
        fit("q", r, exp, lambda x: 1 + x, lambda x: x, lambda x: exp(-x), 2, q, kind)
    high = rounded(zero, kind)
    print("// zero", float(high).hex(), float(rounded(zero - high, kind)).hex())


def quotients(most, terms):
    """Fits polynomials in t: `terms` coefficients each for value and divisor, one more for derivative. The highest
    coefficient of the divisor is 1.
    """
    f = functions(mpf(3))
    points = [f.t(z) for z in chebyshev(mpf(0), mpf(most) / (mpf(most) + 3), 140)]
    wanted = [scaled_tail(t) for t in points], [(scaled_tail(t) - density(t)) / (zero - t) for t in points]
    divisor = [mpf(1)]
    for _ in range(4):
        rows, right = [], []
        for t, value, derivative in zip(points, *wanted):
            powers = [t**k / polyval(divisor[::-1], t) for k in range(terms + 1)]
            none = [mpf(0)] * (terms + 1)
            rows.append([p / value for p in powers[:-1]] + none + [-p for p in powers[:-1]])
            rows.append(none[:-1] + [p / derivative for p in powers] + [-p for p in powers[:-1]])
            right += 2 * [powers[-1]]
        a, b = matrix(rows), matrix(right)
        found = [mpf(float(c)) for c in lu_solve(a.T * a, a.T * b)]
        divisor = found[2 * terms + 1 :] + [mpf(1)]
    for name, numerator, exact in zip(("value", "derivative"), (found[:terms], found[terms : 2 * terms + 1]), wanted):
        errors = [polyval(numerator[::-1], t) / polyval(divisor[::-1], t) / v - 1 for t, v in zip(points, exact)]
        print(f"// {name}: error 2^{bits(max(map(abs, errors))):.1f}")
        show(numerator)
    print("// divisor")
    show(divisor)
    parts("// zero", zero, 3)
    parts("// density", 1 / sqrt(2 * pi), 2)


constants("f", "14.6", "0.343", 25, (10, 9, 5))
constants("d", "38.7", "0.4", 53, (26, 23, 0))
quotients("14.6", 8)
