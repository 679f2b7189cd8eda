"""The continuous Bernoulli distribution on [0, 1] with logit eta, by mpmath with 80 digits, written with 17.

p(x) = exp(eta x - A), with the log-normaliser A = log((e^eta - 1)/eta), A(0) = 0, written here without the
rearrangements a Float32 implementation needs. Source: G. Loaiza-Ganem, J. Cunningham, "The continuous Bernoulli:
fixing a pervasive error in variational autoencoders", 2019. Nothing is contracted with a cotangent: every output is
a value or a derivative at the point itself. Cases:
- "moments": for logit [n]: logNormalizer, mean (A'), variance (A''), entropy.
- "log-density": for logit [n, 1] and x [1, 7]: logDensity, its derivatives by logit and by x, and
  cumulative = P(X <= x).
- "quantile": for logit [n, 1] and u [1, 7]: quantile, and its derivative by logit at fixed u (the pathwise
  derivative) and by u (one over the density).
- "divergence": for logit1, logit2 [m]: KL(1 || 2) and its derivatives by both logits.
"""

import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "TensorsTests" / "Fixtures"))
import mpmath
import numpy as np
from fixture_format import array, exact, single, write

mpmath.mp.dps = 80
mpf, exp, log, expm1, log1p = mpmath.mpf, mpmath.exp, mpmath.log, mpmath.expm1, mpmath.log1p

SIZES = [1e-8, 1e-6, 1e-4, 1e-3, 0.01, 0.1, 0.3, 0.5, 0.9, 1, 1.1, 1.25, 1.5, 2, 3, 5, 8, 9.21, 10, 20, 50, 88, 100,
         300, 1000]
LOGITS = single([-s for s in reversed(SIZES)] + [0] + SIZES)
POINTS = single([0, 1 / 512, 0.1, 0.25, 0.5, 0.9, 1])
UNIFORMS = single([1e-6, 0.01, 0.1, 0.5, 0.9, 0.99, 1 - 2.0**-20])
PAIRS = single([(0, 0), (0, 1), (1, 0), (0.3, 0.3), (-0.3, 0.3), (0.5, 0.5001), (1.25, -2), (5, 4), (-9.21, 9.21),
                (9.21, -9.21), (20, 3), (0.01, -0.01), (1e-4, 2), (100, 99), (-300, 10), (1000, 1), (-1000, -999)])


def log_normalizer(n):
    return log(expm1(n) / n) if n else mpf(0)


def mean(n):
    return 1 / (1 - exp(-n)) - 1 / n if n else mpf(1) / 2


def variance(n):
    return 1 / n**2 - 1 / (4 * mpmath.sinh(n / 2)**2) if n else mpf(1) / 12


def entropy(n):
    return log_normalizer(n) - n * mean(n)


def cumulative(n, x):
    return expm1(n * x) / expm1(n) if n else x


def quantile(n, u):
    return log1p(u * expm1(n)) / n if n else u


def quantile_by_logit(n, u):
    """From the implicit function theorem; at zero the second coefficient of the quantile's series."""
    return (u * exp(n) / (1 + u * expm1(n)) - quantile(n, u)) / n if n else u * (1 - u) / 2


def divergence(n, m):
    return (n - m) * mean(n) - log_normalizer(n) + log_normalizer(m)


def numbers(values):
    return [mpf(float(v)) for v in np.ravel(values)]


def output(function, *arguments):
    """The function over broadcast arguments."""
    grids = np.broadcast_arrays(*arguments)
    values = [float(function(*point)) for point in zip(*map(numbers, grids))]
    return array(np.reshape(values, grids[0].shape), digits=17)


def check():
    """The closed forms against quadrature and differences, over the whole range."""
    for n in numbers(LOGITS):
        knots = [0, 1] if abs(n) < 10 else sorted({mpf(0), mpf(1), *(mpf(0.5) + mpmath.sign(n) * (mpf(0.5) - k / abs(n))
                                                                    for k in (1, 4, 16, 64) if k < abs(n))})
        density = lambda x: exp(n * x - log_normalizer(n))
        first = mpmath.quad(lambda x: x * density(x), knots)
        second = mpmath.quad(lambda x: (x - first)**2 * density(x), knots)
        for closed, numerical in [(1, mpmath.quad(density, knots)), (mean(n), first), (variance(n), second),
                                  (entropy(n), mpmath.quad(lambda x: -density(x) * log(density(x)), knots))]:
            assert abs(closed - numerical) <= 1e-25 * abs(closed) + 1e-30, (n, closed, numerical)
        for u in numbers(UNIFORMS):
            assert mpmath.almosteq(cumulative(n, quantile(n, u)), u, 1e-30), (n, u)
            h = mpf("1e-20")
            slope = (quantile(n + h, u) - quantile(n - h, u)) / (2 * h)
            assert abs(slope - quantile_by_logit(n, u)) < 1e-18 * abs(slope), (n, u)


check()
eta, x, u = LOGITS[:, None], POINTS[None, :], UNIFORMS[None, :]
first, second = PAIRS[:, 0], PAIRS[:, 1]
write(__file__, [
    {"name": "moments", "inputs": {"logit": exact(LOGITS)},
     "outputs": {"logNormalizer": output(log_normalizer, LOGITS), "mean": output(mean, LOGITS),
                 "variance": output(variance, LOGITS), "entropy": output(entropy, LOGITS)}},
    {"name": "log-density", "inputs": {"logit": exact(eta), "x": exact(x)},
     "outputs": {"logDensity": output(lambda n, x: n * x - log_normalizer(n), eta, x),
                 "logDensityByLogit": output(lambda n, x: x - mean(n), eta, x),
                 "logDensityByX": output(lambda n, x: n, eta, x),
                 "cumulative": output(cumulative, eta, x)}},
    {"name": "quantile", "inputs": {"logit": exact(eta), "u": exact(u)},
     "outputs": {"quantile": output(quantile, eta, u), "quantileByLogit": output(quantile_by_logit, eta, u),
                 "quantileByU": output(lambda n, u: expm1(n) / (n * (1 + u * expm1(n))) if n else mpf(1), eta, u)}},
    {"name": "divergence", "inputs": {"logit1": exact(first), "logit2": exact(second)},
     "outputs": {"divergence": output(divergence, first, second),
                 "divergenceByLogit1": output(lambda n, m: (n - m) * variance(n), first, second),
                 "divergenceByLogit2": output(lambda n, m: mean(m) - mean(n), first, second)}},
])
