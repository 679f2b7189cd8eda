"""Entropies and divergences of the gamma, beta, Dirichlet and Student's t distributions and their derivatives, by mpmath
with 60 digits, written with 17.

Inputs are "p" and, for a divergence, "q": the parameters of n distributions, [n, parameters], in the order of the
functions' arguments below. Outputs are "value" [n], "byP" and "byQ" [n, parameters]. Beside each stands its "… size", the
sum of the magnitudes of the terms that the library adds up in single precision: of rounded terms, no better can be
expected than a few roundings of it. With E(a, b) = log Gamma(b) - log Gamma(a) - psi(a) (b - a), which the library
computes in double precision, these are the ones that the doc comments of Gamma, Beta and Dirichlet name. Totals of
concentrations are rounded too, and count with what their rounding moves.

Divergences of moderate parameters are checked against quadrature, entropies against SciPy.
"""

import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "TensorsTests" / "Fixtures"))
import mpmath
import numpy as np
from fixture_format import array, exact, single, write
from scipy import stats

mpmath.mp.dps = 60
mpf, exp, log, loggamma, psi = mpmath.mpf, mpmath.exp, mpmath.log, mpmath.loggamma, mpmath.digamma


def trigamma(x):
    return mpmath.polygamma(1, x)


def excess(a, b):
    return loggamma(b) - loggamma(a) - psi(a) * (b - a)


def gamma_entropy(a):
    return a + loggamma(a) + (1 - a) * psi(a)


def gamma_entropy_slope(a):
    return 1 + (1 - a) * trigamma(a)


# Gamma: the concentration and the logarithm of the rate.

def gamma_divergence(a, s, b, t):
    return excess(a, b) + a * (exp(t - s) - 1 - (t - s)) - (b - a) * (t - s)


def gamma_divergence_sizes(a, s, b, t):
    r, by_rate = t - s, a * abs(exp(t - s) - 1) + abs(b - a)
    return (excess(a, b) + a * (exp(r) - 1 - r) + abs((b - a) * r),
            [trigamma(a) * abs(b - a) + exp(r) - 1 - r + abs(r), by_rate],
            [abs(psi(b) - psi(a)) + abs(r), by_rate])


def gamma_log_density(t, a, s):
    """Of t = log x."""
    return a * (t + s) - exp(t + s) - loggamma(a)


# Beta and Dirichlet: the concentrations.

def dirichlet_divergence(*concentrations):
    k = len(concentrations) // 2
    p, q = concentrations[:k], concentrations[k:]
    return sum(map(excess, p, q)) - excess(sum(p), sum(q))


def dirichlet_divergence_sizes(*concentrations):
    k = len(concentrations) // 2
    p, q = concentrations[:k], concentrations[k:]
    total, other = sum(p), sum(q)
    return (sum(map(excess, p, q)) + excess(total, other) + abs(total - other),
            [trigamma(a) * abs(b - a) + trigamma(total) * (abs(other - total) + total + other) for a, b in zip(p, q)],
            [abs(psi(b) - psi(a)) + abs(psi(other) - psi(total)) + total * trigamma(total) + other * trigamma(other)
             for a, b in zip(p, q)])


def beta_log_density(t, a, b):
    """Of t = log x/(1 - x)."""
    return -a * log(1 + exp(-t)) - b * log(1 + exp(t)) - loggamma(a) - loggamma(b) + loggamma(a + b)


def dirichlet_entropy(*p):
    total = sum(p)
    return sum(map(gamma_entropy, p)) - gamma_entropy(total) - (len(p) - 1) * psi(total)


def dirichlet_entropy_sizes(*p):
    total = sum(p)
    rest = abs(gamma_entropy_slope(total)) + (len(p) - 1) * trigamma(total)
    return (len(p) + sum(abs(gamma_entropy(a)) for a in (*p, total)) + (len(p) - 1) * abs(psi(total)),
            [abs(gamma_entropy_slope(a)) + rest for a in p])


# Student's t: degrees of freedom, location and the logarithm of the scale.

def student_entropy(nu, m, s):
    half = nu / 2
    return ((half + mpf(1) / 2) * (psi(half + mpf(1) / 2) - psi(half)) + log(nu * mpmath.pi) / 2 + loggamma(half)
            - loggamma(half + mpf(1) / 2) + s)


def student_entropy_sizes(nu, m, s):
    step = psi(nu / 2 + mpf(1) / 2) - psi(nu / 2)
    return 2 + abs(s) + (nu + 1) / 2 * step, [step + (nu + 1) / nu**2, mpf(0), mpf(1)]


GAMMAS = [(1, 0, 1, 0), (3, 0, 1, 0.5), (0.5, -1, 0.5, 1), (0.05, 0, 0.1, 0.25), (0.05, 4.6, 3, -4.6), (100, 0, 90, -0.1),
          (100, 1, 100.5, 1.01), (1e4, 9.2, 1.01e4, 9.21), (1e6, -2, 1.001e6, -1.999), (1e-3, 0, 1e-2, 0), (50, 3, 50, 3.001)]
BETAS = [(1, 1, 1, 1), (2.5, 4, 1, 1), (0.5, 0.5, 0.05, 3), (0.05, 3, 0.5, 0.5), (100, 50, 80, 50), (100, 50, 101, 50.5),
         (1e4, 1e4, 1.01e4, 0.99e4), (1e6, 2e6, 1.001e6, 2.001e6), (1e-3, 2, 1e-2, 1), (1000, 1, 900, 1.5)]
DIRICHLETS = [(1, 1, 1, 0.5, 2, 3), (20, 30, 50, 25, 25, 40), (0.05, 0.05, 1, 1, 0.5, 0.1), (1e4, 2e4, 3e4, 1.01e4, 2e4, 3e4),
              (1e6, 1, 1e3, 1.001e6, 2, 0.9e3), (7, 0.01, 6, 7.25, 0.0125, 6)]
STUDENTS = [(0.7, 0, 0), (1, 2, 0.5), (3, 0, -3), (30, 1, 0), (199, 0, 1), (201, 0, 1), (1e4, 0, 0), (1e7, 0, 0), (0.05, 0, 0)]


def case(name, function, sizes, points, width):
    points = single(points)
    outputs = {}
    for row in points:
        arguments = [mpf(float(v)) for v in row]
        slopes = [mpmath.diff(function, tuple(arguments), tuple(int(i == j) for j in range(len(arguments))))
                  for i in range(len(arguments))]
        value_size, *slope_sizes = sizes(*arguments)
        outputs.setdefault("value", []).append(float(function(*arguments)))
        outputs.setdefault("value size", []).append(float(value_size))
        for side, label in enumerate(["byP", "byQ"][:len(slope_sizes)]):
            outputs.setdefault(label, []).append([float(mpmath.chop(v)) for v in slopes[side * width:(side + 1) * width]])
            outputs.setdefault(f"{label} size", []).append([float(v) for v in slope_sizes[side]])
    inputs = {"p": exact(points[:, :width])} | ({"q": exact(points[:, width:])} if points.shape[1] > width else {})
    return {"name": name, "inputs": inputs, "outputs": {key: array(value, digits=17) for key, value in outputs.items()}}


def check(reference, value, tolerance=1e-9):
    assert abs(value - mpf(float(reference))) <= tolerance * (1 + abs(value)), (reference, value)


def check_divergence(log_density, divergence, point):
    point = [mpf(v) for v in point]
    p, q = point[:2], point[2:]

    def term(t):
        return exp(log_density(t, *p)) * (log_density(t, *p) - log_density(t, *q))

    with mpmath.workdps(20):
        check(mpmath.quad(term, [-2000, -500, -100, -30, -10, -3, 0, 3, 10, 30, 100]), divergence(*point), 1e-8)


for point in GAMMAS[:4]:
    check_divergence(gamma_log_density, gamma_divergence, point)
for point in BETAS[:4]:
    check_divergence(beta_log_density, dirichlet_divergence, point)
for a, s, *_ in GAMMAS[:6]:
    check(stats.gamma.entropy(a, scale=np.exp(-s)), gamma_entropy(mpf(a)) - s)
for a, b, *_ in BETAS[:6]:
    check(stats.beta.entropy(a, b), dirichlet_entropy(mpf(a), mpf(b)))
for point in DIRICHLETS[:3]:
    check(stats.dirichlet.entropy(point[:3]), dirichlet_entropy(*map(mpf, point[:3])))
for nu, m, s in STUDENTS[:4]:
    check(stats.t.entropy(nu, m, np.exp(s)), student_entropy(mpf(nu), m, s))

write(__file__, [
    case("gamma divergence", gamma_divergence, gamma_divergence_sizes, GAMMAS, 2),
    case("beta divergence", dirichlet_divergence, dirichlet_divergence_sizes, BETAS, 2),
    case("dirichlet divergence", dirichlet_divergence, dirichlet_divergence_sizes, DIRICHLETS, 3),
    case("gamma entropy", lambda a, s: gamma_entropy(a) - s,
         lambda a, s: (abs(gamma_entropy(a)) + abs(s), [abs(gamma_entropy_slope(a)), mpf(1)]),
         [point[:2] for point in GAMMAS] + [(1e8, 2), (999, 0), (1001, 0), (1e12, 1)], 2),
    case("beta entropy", dirichlet_entropy, dirichlet_entropy_sizes, [point[:2] for point in BETAS], 2),
    case("dirichlet entropy", dirichlet_entropy, dirichlet_entropy_sizes, [point[:3] for point in DIRICHLETS], 3),
    case("student t entropy", student_entropy, student_entropy_sizes, STUDENTS, 3),
])
