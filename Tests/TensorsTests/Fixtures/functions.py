"""Elementary functions at Float32 arguments, by mpmath with 50 digits, written with 17.

They bound the errors of vectorised Float32 functions: tiny and extreme arguments, both sides of every
cancellation, and neighbours of the places where range reduction changes. "tau" is 2 pi: sine(tau x) is the sine of
x turns. Cases named "subnormal" have arguments or results below 2^-126, which fast functions may flush to zero.
"""

import sys

sys.dont_write_bytecode = True
import mpmath
import numpy as np

import fixture_format

mpmath.mp.dps = 50


def both_signs(values):
    values = sorted(set(values))
    return [-v for v in reversed(values) if v != 0] + values


def near(value, steps=2):
    """The Float32 number and its neighbours."""
    bits = int(np.float32(value).view(np.int32))
    return [float(np.int32(bits + i).view(np.float32)) for i in range(-steps, steps + 1)]


TINY = [1.1754943508222875e-38, 1e-30, 1e-20, 1e-12, 1e-8, 2.0**-24, 2.0**-23, 1e-6, 1e-5, 1e-4, 1e-3]
TURNS = [0, 1e-30, 1e-10, 2.0**-32, 2.0**-24, 1e-6, 1e-4, 1e-3, 0.01, 0.05, 1 / 12, 0.1, *near(0.125), 1 / 6, 0.2,
         *near(0.25), 0.3, 1 / 3, *near(0.375), 0.4, 0.45, 0.49, *near(0.5), 0.51, 0.55, 0.6, *near(0.625), 2 / 3,
         0.7, *near(0.75), 0.8, 5 / 6, *near(0.875), 0.9, 0.95, 0.99, 0.999, 1 - 2.0**-12, 1 - 2.0**-23,
         1 - 2.0**-24, 1]
MORE_TURNS = both_signs([1e-3, 0.125, 0.25, 0.3, 0.5, 0.75, 1, 1.1, 1.5, 2.25, 3.7, 10.01, 33.3, 100.125, 1000.3,
                         4095.77, 65536.25])
LN2 = 0.6931471805599453
# Both sides of the zeros of log gamma, 1 and 2, of the zero of digamma, and of 10, where a recurrence ends.
GAMMA_POINTS = [1.1754943508222875e-38, 1e-30, 1e-20, 1e-12, 1e-8, 1e-6, 1e-4, 1e-3, 0.01, 0.1, 0.25, 1 / 3, 0.5, 0.75,
                0.9, 0.99, 0.999, *near(1.0), 1.001, 1.01, 1.1, 1.25, 1.4, *near(1.4616321), 1.5, 1.75, 1.9, 1.99,
                *near(2.0), 2.01, 2.25, 2.5, 3, 3.5, 4, 5, 6, 7.25, 8, 9, 9.9, *near(10.0), 10.5, 11, 12, 15, 20, 30.5,
                50, 100, 1000, 12345.678, 1e5, 1e6, 1e8, 1e10, 1e15, 1e20, 1e30, 4e36]
CASES = [
    ("exponential", mpmath.exp,
     [0, *both_signs(TINY[1:]), *both_signs([0.01, 0.1, 0.3, *near(LN2 / 2, 1), 0.5, *near(LN2, 1), 1, 2, 3.7, 5, 10,
                                             20, 30.5, 50, 70, 80, 85, 87, 87.3]), 88, 88.5, 88.7, 88.72]),
    ("exponential, subnormal result", mpmath.exp, [-87.4, -88, -90, -95, -100, -103]),
    ("logarithm", mpmath.log,
     [1.1754943508222875e-38, 1e-37, 1e-30, 1e-20, 1e-10, 1e-5, 1e-3, 0.01, 0.1, 0.25, 0.3, 1 / 3, 0.4, 0.5, 0.6,
      2 / 3, *near(2**-0.5), 0.75, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999, 1 - 2.0**-20, *near(1.0, 3), 1 + 2.0**-20,
      1.0001, 1.001, 1.01, 1.05, 1.1, 1.25, 4 / 3, *near(2**0.5), 1.5, 1.7, 2, 2.5, 2.718281828, 3, 5, 10, 100, 1000,
      1e5, 1e10, 1e20, 1e30, 1e38, 3.4028234663852886e38]),
    ("logarithm, subnormal argument", mpmath.log, [2.0**-149, 1e-44, 1e-42, 1e-40, 1e-39]),
    ("logarithm of 1 + x", mpmath.log1p,
     [0, *both_signs(TINY), *both_signs([0.01, 0.05, 0.1, 0.2, 0.25, 0.29, 0.3, 1 / 3, 0.4, 0.41, 0.5, 0.6, 0.7, 0.9,
                                         0.99, 0.999]), -1 + 2.0**-12, -1 + 2.0**-20, -1 + 2.0**-24, 1, 1.5, 2, 3, 10,
      100, 1e4, 2.0**23, 2.0**24, 1e8, 1e10, 1e20, 1e30, 1e38]),
    ("exponential minus 1", mpmath.expm1,
     [0, *both_signs(TINY), *both_signs([0.01, 0.05, 0.1, 0.2, 0.3, *near(LN2 / 2, 1), 0.4, 0.5, *near(LN2, 1), 1, 1.05,
                                         2, 3.7, 5, 10, 15, 17, 20, 50, 80, 88]), -100, -1000, -1e30, 88.72]),
    ("error function", mpmath.erf,
     [0, *both_signs(TINY), *both_signs([0.01, 0.1, 0.2, 0.3, 0.5, 0.6, 0.75, 0.84375, 0.9, *near(1, 1), 1.1, 1.25, 1.5,
                                         1.75, 2, 2.5, 2.857, 3, 3.5, 3.9, 4, 5, 10, 100, 1e30])]),
    ("hyperbolic tangent", mpmath.tanh,
     [0, *both_signs(TINY), *both_signs([0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, LN2 / 2, 0.55, 0.625, 0.7, 0.8, 1, 1.25,
                                         1.5, 2, 3, 4, 5, 7, 8, 8.9, 9, 9.01, 9.1, 10, 20, 50, 88, 100, 1e30])]),
    ("logarithm of gamma", mpmath.loggamma, GAMMA_POINTS),
    ("digamma", mpmath.digamma, GAMMA_POINTS),
    ("sine of tau x, one turn", lambda x: mpmath.sinpi(2 * x), TURNS),
    ("cosine of tau x, one turn", lambda x: mpmath.cospi(2 * x), TURNS),
    ("sine of tau x, many turns", lambda x: mpmath.sinpi(2 * x), MORE_TURNS),
    ("cosine of tau x, many turns", lambda x: mpmath.cospi(2 * x), MORE_TURNS),
]

cases = []
for name, function, points in CASES:
    x = np.unique(fixture_format.single(points))
    y = [float(function(mpmath.mpf(float(v)))) for v in x]
    cases.append({"name": name, "inputs": {"x": fixture_format.exact(x)},
                  "attributes": {"function": name.split(",")[0]},
                  "outputs": {"y": fixture_format.array(y, digits=17)}})
    print(f"{name}: {len(x)} points")
fixture_format.write(__file__, cases)
