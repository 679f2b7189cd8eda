"""The normal distribution: log-density, entropy and divergences, by mpmath with 50 digits, written with 17.

Nothing is contracted with a cotangent: every output is a value or a derivative at the point itself, for arrays of
one shape [n]. Cases:
- "log-density": for x, mean, standardDeviation: logDensity and its derivatives by all three; entropy.
- "divergence from the standard normal": KL(N(mean, sd^2) || N(0, 1)) and its derivatives.
- "divergence": KL(N(mean1, sd1^2) || N(mean2, sd2^2)) and its derivatives by all four.
"""

import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "TensorsTests" / "Fixtures"))
import mpmath
from fixture_format import array, exact, single, write

mpmath.mp.dps = 50
mpf, log, pi = mpmath.mpf, mpmath.log, mpmath.pi


def log_density(x, m, s):
    return -((x - m) / s)**2 / 2 - log(s) - log(2 * pi) / 2


def divergence(m1, s1, m2, s2):
    return log(s2 / s1) + (s1**2 + (m1 - m2)**2) / (2 * s2**2) - mpf(1) / 2


def case(name, columns, points, outputs):
    """One array for every column; the outputs are functions of a point."""
    points = single(points)
    rows = [[mpf(float(v)) for v in point] for point in points]
    return {"name": name, "inputs": {column: exact(points[:, i]) for i, column in enumerate(columns)},
            "outputs": {key: array([float(f(*row)) for row in rows], digits=17) for key, f in outputs.items()}}


DENSITY = [(0, 0, 1), (1, 0, 1), (-3, 0.5, 2), (0.25, 0.25, 0.1), (0.3, 0.25, 0.1), (5, 0, 0.1), (1e-4, 0, 1e-3),
           (100, 99, 10), (-1000, 1000, 300), (1e4, 0, 1), (1, 1, 1e-6), (0, 0, 1e6), (37.5, -12.25, 0.875)]
STANDARD = [(0, 1), (1, 1), (-2.5, 0.5), (0, 0.999), (0, 1.001), (0.01, 1), (1e-4, 1.0001), (3, 1e-3), (0, 1e-6),
            (0.5, 30), (100, 1), (-10, 10), (0, 0.1)]
PAIRS = [(0, 1, 0, 1), (1, 2, 1, 2), (0, 1, 1, 1), (1, 0.5, -1, 2), (1, 2, -1, 0.5), (0, 1, 0, 1.001), 
         (5, 0.01, 5, 0.02),
         (3, 1e-3, 0, 1), (0, 100, 10, 30), (-250, 40, 250, 60), (0.1, 0.1, 0.2, 0.1)]

write(__file__, [
    case("log-density", ["x", "mean", "standardDeviation"], DENSITY, {
        "logDensity": log_density,
        "logDensityByX": lambda x, m, s: -(x - m) / s**2,
        "logDensityByMean": lambda x, m, s: (x - m) / s**2,
        "logDensityByStandardDeviation": lambda x, m, s: ((x - m)**2 / s**2 - 1) / s,
        "entropy": lambda x, m, s: log(2 * pi * mpmath.e) / 2 + log(s)}),
    case("divergence from the standard normal", ["mean", "standardDeviation"], STANDARD, {
        "divergence": lambda m, s: divergence(m, s, mpf(0), mpf(1)),
        "divergenceByMean": lambda m, s: m,
        "divergenceByStandardDeviation": lambda m, s: s - 1 / s}),
    case("divergence", ["mean1", "standardDeviation1", "mean2", "standardDeviation2"], PAIRS, {
        "divergence": divergence,
        "divergenceByMean1": lambda m1, s1, m2, s2: (m1 - m2) / s2**2,
        "divergenceByStandardDeviation1": lambda m1, s1, m2, s2: s1 / s2**2 - 1 / s1,
        "divergenceByMean2": lambda m1, s1, m2, s2: -(m1 - m2) / s2**2,
        "divergenceByStandardDeviation2": lambda m1, s1, m2, s2: 1 / s2 - (s1**2 + (m1 - m2)**2) / s2**3}),
])
