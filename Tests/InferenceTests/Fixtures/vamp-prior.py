"""The VampPrior of an encoder that is one affine map, by SciPy's normal log-density and log-sum-exp.

Pseudo-inputs u (K x inputs) are moved into [0, 1]; u W + b are the means and then the log-variances of K normal
distributions of independent numbers; the log-density of their equal mixture is taken at codes z (n x numbers).
Gradients are by steps of 1e-30 along the imaginary axis, which differ from the derivative by no more than rounding.
"""

import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "TensorsTests" / "Fixtures"))
import numpy as np
from fixture_format import array, exact, normal, single, write
from scipy.special import logsumexp
from scipy.stats import norm


def posteriors(u, weights, bias):
    inside = np.where(u.real < 0, 0, np.where(u.real > 1, 1, u))
    halves = inside @ weights + bias
    return np.split(halves, 2, axis=1)


def log_density(z, u, weights, bias):
    """As a function of complex numbers."""
    mean, log_variance = posteriors(u, weights, bias)
    terms = -((z[:, None] - mean) ** 2 * np.exp(-log_variance) + log_variance + np.log(2 * np.pi)) / 2
    sums = terms.sum(axis=2)
    largest = sums.real.max(axis=1, keepdims=True)
    return largest[:, 0] + np.log(np.exp(sums - largest).mean(axis=1))


def by_scipy(z, u, weights, bias):
    mean, log_variance = posteriors(u, weights, bias)
    each = norm.logpdf(z[:, None], mean, np.exp(log_variance / 2)).sum(axis=2)
    return logsumexp(each, axis=1) - np.log(len(u))


def gradient(arguments, position, cotangent):
    values = np.zeros(arguments[position].shape)
    for index in np.ndindex(*values.shape):
        moved = [a.astype(complex) for a in arguments]
        moved[position][index] += 1e-30j
        values[index] = (log_density(*moved).imag * cotangent).sum() / 1e-30
    return values


def case(name, count, inputs, numbers, codes, scale):
    u = single(normal(name + " u", count, inputs, scale=0.5) + 0.5)
    weights = normal(name + " weights", inputs, 2 * numbers, scale=scale)
    bias = normal(name + " bias", 2 * numbers, scale=0.5)
    z = normal(name + " z", codes, numbers, scale=1.5)
    cotangent = normal(name + " cotangent", codes)
    arguments = [z, u, weights, bias]
    density = by_scipy(*arguments)
    assert np.allclose(density, log_density(*arguments).real, rtol=1e-12)
    names = ["codes", "pseudo-inputs", "weights", "bias"]
    return {"name": name,
            "inputs": {**{n: exact(a) for n, a in zip(names, arguments)}, "cotangent": exact(cotangent)},
            "outputs": {"log-density": array(density)},
            "gradients": {n: array(gradient(arguments, i, cotangent)) for i, n in enumerate(names)}}


write(__file__, [
    case("one pseudo-input", 1, 3, 2, 4, 1.0),
    case("five pseudo-inputs", 5, 4, 3, 7, 1.0),
    case("more numbers than lanes", 6, 5, 19, 4, 0.5),
    case("components far apart", 4, 3, 2, 6, 3.0),
])
