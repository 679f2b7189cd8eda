"""How gamma and Poisson numbers are distributed, by SciPy.

Of the logarithm of a standard gamma number: the quantiles that cut its distribution into 40 cells with the
probabilities given, and its mean and variance. Of a Poisson number: the probabilities of the counts from "first" on,
before and after which "below" and "above" remain, and the 99.9% quantile of chi-square over these cells.
"""

import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "TensorsTests" / "Fixtures"))
import numpy as np
import scipy.special
import scipy.stats

import fixture_format
from fixture_format import array, exact

SHAPES = [1e-4, 1e-3, 0.01, 0.1, 0.5, 0.999, 1, 1.5, 3, 10, 100, 1e4]
RATES = [0.01, 0.5, 1, 3.3, 9.99, 10, 12.5, 30, 100, 1000]
PROBABILITIES = np.array([1e-3] * 10 + [0.049] * 20 + [1e-3] * 10)


def log_quantile(shape, p):
    x = scipy.special.gammaincinv(shape, p)
    # Below the least double, the distribution function is x^a / Gamma(a + 1).
    return np.log(x) if x > 1e-200 else (np.log(p) + scipy.special.gammaln(shape + 1)) / shape


cases = []
for shape in fixture_format.single(SHAPES):
    quantiles = [log_quantile(shape, p) for p in np.cumsum(PROBABILITIES)[:-1]]
    cases.append({"name": f"log-gamma, shape {shape:.6g}", "inputs": {"shape": exact(shape)},
                  "attributes": {"distribution": "log-gamma"},
                  "outputs": {"probabilities": array(PROBABILITIES), "quantiles": array(quantiles),
                              "mean": array(scipy.special.digamma(shape)),
                              "variance": array(scipy.special.polygamma(1, shape))}})
for rate in fixture_format.single(RATES):
    law = scipy.stats.poisson(rate)
    first, last = int(law.ppf(1e-3)), int(law.isf(1e-3))
    counts = np.arange(first, last + 1)
    cells = len(counts) + (first > 0) + 1
    cases.append({"name": f"Poisson, rate {rate:.6g}", "inputs": {"rate": exact(rate)},
                  "attributes": {"distribution": "Poisson"},
                  "outputs": {"below": array(law.cdf(first - 1)), "probabilities": array(law.pmf(counts)),
                              "above": array(law.sf(last)), "first": array(first),
                              "limit": array(scipy.stats.chi2.isf(1e-3, cells - 1))}})
fixture_format.write(__file__, cases)
