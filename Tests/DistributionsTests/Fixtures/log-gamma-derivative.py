"""The pathwise derivative of a log-gamma draw l by its shape a, at Float32 shapes and draws, by mpmath, 12 digits.

With x = e^l and F the gamma distribution function it is -(dF/da) / (x F'(x)). Substituting t = x e^-s below x, or
t = x e^s above, in the integral for dF/da gives

    integral over s > 0 of (psi(a) + s - l) exp(-a s - x (e^-s - 1)),   or of   (l + s - psi(a)) exp(a s - x (e^s - 1)),

of which the one whose range holds less than half of the probability is computed by quadrature; at moderate shapes it is
compared with a numerical derivative of the regularised incomplete gamma function. Draws are the quantiles at 1e-12
to 1 - 1e-12, rounded.
"""

import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "TensorsTests" / "Fixtures"))
import mpmath
import numpy as np
import scipy.special

import fixture_format

mpmath.mp.dps = 30
SHAPES = [1e-4, 1e-3, 0.01, 0.1, 0.3, 0.7, 1, 1.5, 3, 10, 30, 63.5, 64, 100, 300, 1000, 1e4, 1e5, 1e6]
PROBABILITIES = [1e-12, 1e-6, 1e-4, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9]


def log_quantile(shape, p, upper):
    x = scipy.special.gammainccinv(shape, p) if upper else scipy.special.gammaincinv(shape, p)
    # Below the least double, F is x^a / Gamma(a + 1).
    return float(np.log(x)) if x > 1e-200 else float((np.log1p(-p) if upper else np.log(p))
                                                     + scipy.special.gammaln(shape + 1)) / shape


def derivative(shape, log_draw):
    a, l = mpmath.mpf(shape), mpmath.mpf(log_draw)
    x, psi = mpmath.exp(l), mpmath.digamma(a)
    if x < a:
        f = lambda s: (psi + s - l) * mpmath.exp(-a * s - x * mpmath.expm1(-s))
    else:
        f = lambda s: (l + s - psi) * mpmath.exp(a * s - x * mpmath.expm1(s))
    # The exponent falls by about 1 over this width; e^s and e^-s change over a width of 1.
    width = min(1 / mpmath.sqrt(x), 1 / abs(a - x)) if a != x else 1 / mpmath.sqrt(x)
    ends = {w * mpmath.mpf(2)**k for w in (width, 1) for k in range(-4, 8)}
    ends = [0] + sorted(e for e in ends if e < 128 * width) + [128 * width] + ([mpmath.inf] if x < a else [])
    value = mpmath.quad(f, ends)
    if 0.2 < shape < 40 and -3 < log_draw < 4:
        F = lambda b: mpmath.gammainc(b, 0, x, regularized=True)
        with mpmath.workdps(60):
            numeric = -mpmath.diff(F, a) * mpmath.gamma(a) / mpmath.exp(a * l - x)
        assert mpmath.almosteq(numeric, value, 1e-12), (shape, log_draw, numeric, value)
    return float(value)


cases = []
for shape in fixture_format.single(SHAPES):
    points = [log_quantile(shape, p, upper) for upper in (False, True) for p in PROBABILITIES]
    draws = np.unique(fixture_format.single(points))
    cases.append({"name": f"shape {shape:.6g}", "inputs": {"shape": fixture_format.exact(shape),
                                                           "draws": fixture_format.exact(draws)},
                  "outputs": {"derivative": fixture_format.array([derivative(shape, l) for l in draws], digits=12)}})
fixture_format.write(__file__, cases)
