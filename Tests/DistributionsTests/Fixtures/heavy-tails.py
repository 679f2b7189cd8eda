"""Quantiles, and derivatives of an expectation, of distributions with much of their mass far out or next to an end: what
the contract's sums over points and its moments cannot show. By SciPy and mpmath, written with 17 digits.

A case is a distribution. Its input "parameters" are in the order of the constructor's. Outputs: "quantiles" [n] and their
"probabilities" [n], rising, those of which single precision can tell the places; "byParameter", the derivatives of
E x^2/(1 + x^2), which is bounded, so that a mean of draws has a standard error.
"""

import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "TensorsTests" / "Fixtures"))
import mpmath
import numpy as np
from fixture_format import array, exact, single, write
from scipy import stats

mpmath.mp.dps = 20
mpf, exp, log, loggamma, pi = mpmath.mpf, mpmath.exp, mpmath.log, mpmath.loggamma, mpmath.pi


# Each: log-density of t times dt, and x, where t runs over the whole line.

def gamma(t, a, r):
    return a * (t + r) - exp(t + r) - loggamma(a), exp(t)


def beta(t, a, b):
    return loggamma(a + b) - loggamma(a) - loggamma(b) - a * log(1 + exp(-t)) - b * log(1 + exp(t)), 1 / (1 + exp(-t))


def student_t(t, nu, m, s):
    x, half = mpmath.sinh(t), nu / 2
    z = (x - m) / exp(s)
    return (loggamma(half + mpf(1) / 2) - loggamma(half) - log(nu * pi) / 2 - s
            - (half + mpf(1) / 2) * log(1 + z**2 / nu) + log(mpmath.cosh(t))), x


def half_cauchy(t, s):
    x = exp(t)
    return log(2 / pi) - log(s) - log(1 + (x / s)**2) + t, x


KNOTS = [-4000, -1000, -300, -100, -30, -10, -3, 0, 3, 10, 30, 100, 300, 1000, 4000]
CASES = [
    ("gamma", gamma, [(0.05, 0), (0.05, -3), (0.3, 0.5)], lambda a, r: stats.gamma(a, scale=np.exp(-r))),
    ("beta", beta, [(0.05, 3), (0.5, 0.5), (0.05, 0.05), (3, 0.1)], stats.beta),
    ("half-cauchy", half_cauchy, [(1,), (5,), (0.01,)], lambda s: stats.halfcauchy(scale=s)),
    ("student t", student_t, [(0.7, 0, 0), (1, -0.5, 0.25), (1.5, 0, -1), (0.1, 0, 1)],
     lambda nu, m, s: stats.t(nu, m, np.exp(s))),
]


def case(name, density, point, frozen):
    point = single(point)
    parameters = [mpf(float(v)) for v in point]

    def expectation(*parameters):
        def term(t):
            log_density, x = density(t, *parameters)
            return exp(log_density) * x * x / (1 + x * x)
        return mpmath.quad(term, KNOTS)

    def by_parameter(i):
        # A fourth-order difference: quadrature leaves fifteen digits.
        h = parameters[i] * mpf("1e-3") if parameters[i] else mpf("1e-3")

        def moved(steps):
            return expectation(*[v + steps * h if i == j else v for j, v in enumerate(parameters)])
        return (8 * (moved(1) - moved(-1)) - (moved(2) - moved(-2))) / (12 * h)

    total = mpmath.quad(lambda t: exp(density(t, *parameters)[0]), KNOTS)
    assert abs(total - 1) < 1e-9, (name, point, total)
    probabilities = np.arange(1, 20) / 20
    quantiles = frozen(*point).ppf(probabilities)
    seen = (np.abs(quantiles) > 1e-30) & (np.abs(quantiles) < 1e30) & (np.abs(quantiles - 1) > 1e-3)
    return {"name": f"{name} {', '.join(f'{v:g}' for v in point)}", "inputs": {"parameters": exact(point)},
            "outputs": {"quantiles": array(quantiles[seen], digits=17), "probabilities": array(probabilities[seen], digits=17),
                        "byParameter": array([float(by_parameter(i)) for i in range(len(parameters))], digits=17)}}


write(__file__, [case(name, density, point, frozen) for name, density, points, frozen in CASES for point in points])
