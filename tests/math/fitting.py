"""Fits of polynomials, for the scripts beside this file that compute coefficients. Needs mpmath."""
import struct

from mpmath import cos, log, lu_solve, matrix, mpf, pi, sqrt


def rounded(x, kind):
    """Rounds x to the number type of a kind: "f" for float, "d" for double."""
    return mpf(struct.unpack("<" + kind, struct.pack("<" + kind, float(x)))[0])


def show(coefficients):
    print(", ".join(float(c).hex() for c in coefficients))


def parts(name, x, count):
    """Prints x as a sum of `count` doubles."""
    doubles = []
    for _ in range(count):
        doubles.append(float(x))
        x -= mpf(doubles[-1])
    print(f"{name}:", ", ".join(d.hex() for d in doubles))


def fit(name, function, weight, least, most, terms, kind, known=()):
    """Returns c with function(t) = Σ c[k] t^k on [least, most]; weight(t) is the weight of the error.

    The fit minimizes the sum of the squared weighted errors at Chebyshev points, which is close to the minimax
    polynomial. Each step rounds the lowest remaining coefficient, and fits the other remaining coefficients again.
    `known` are the first coefficients.
    """
    points = [least + (most - least) * (1 - cos(pi * (2 * i + 1) / 320)) / 2 for i in range(160)]
    known = list(known)
    while len(known) < terms:
        rest = range(len(known), terms)
        rows = matrix([[weight(t) * t**k for k in rest] for t in points])
        wanted = matrix([weight(t) * (function(t) - sum(c * t**k for k, c in enumerate(known))) for t in points])
        known.append(rounded(lu_solve(rows.T * rows, rows.T * wanted)[0], kind))
    error = max(abs(weight(t) * (function(t) - sum(c * t**k for k, c in enumerate(known)))) for t in points)
    print(f"// {name}: relative error 2^{float(log(error, 2)):.1f}")
    return known


def points(low, high, count=120):
    """Returns Chebyshev points for `lawson`."""
    return [(low + high) / 2 + (high - low) / 2 * cos(pi * (2 * i + 1) / (2 * count)) for i in range(count)]


def lawson(rows, wanted):
    """Returns c that minimizes the largest error of Σ c[k] row[k], and this error.

    The method repeats a fit of least squares, and multiplies each weight by the error at its point.
    """
    weights = [mpf(1)] * len(rows)
    for _ in range(60):
        roots = [sqrt(w) for w in weights]
        a = matrix([[r * v for v in row] for r, row in zip(roots, rows)])
        c = lu_solve(a.T * a, a.T * matrix([r * v for r, v in zip(roots, wanted)]))
        errors = [abs(v - sum(p * q for p, q in zip(c, row))) for row, v in zip(rows, wanted)]
        total = sum(w * e for w, e in zip(weights, errors))
        weights = [w * e * len(rows) / total for w, e in zip(weights, errors)]
    return list(c), max(errors)
