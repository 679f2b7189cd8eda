"""Log-densities of the distributions and their derivatives, by mpmath with 50 digits, written with 17.

A case is a family of distributions at n points. Its inputs are the values "x" [n, event] and the parameters
"parameter1", "parameter2", … [n, shape of one] in the order of FAMILIES. Its outputs are "logDensity" [n], and the
derivative of each by every argument, "byX" (where values are continuous) and "byParameter1", …, of the arguments' shapes.

Beside each output stands its "… conditioning": what it would change by if each argument a were moved by a whole |a|
at its present slope (by 1 + |a| where the formula takes its exponential), plus its own magnitude, plus 1 where a
constant of that size is one of its terms. A computation in which every number is rounded a few times errs by a few
units of rounding times this, and no computation from rounded arguments can be expected to do better.

Values are checked against SciPy.
"""

import itertools
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "TensorsTests" / "Fixtures"))
import mpmath
import numpy as np
from fixture_format import array, exact, single, write
from scipy import stats

mpmath.mp.dps = 50
mpf, exp, log, loggamma, pi = mpmath.mpf, mpmath.exp, mpmath.log, mpmath.loggamma, mpmath.pi


def normal(x, m, s):
    return -((x - m) / exp(s))**2 / 2 - s - log(2 * pi) / 2


def log_sum_exp(values):
    return log(sum(exp(v) for v in values))


def bernoulli(x, p):
    return p[0] * x[0] - log(1 + exp(p[0]))


def log_normal(x, m, s):
    return normal(log(x[0]), m[0], s[0]) - log(x[0])


def laplace(x, m, s):
    return -abs(x[0] - m[0]) / exp(s[0]) - s[0] - log(2)


def half_cauchy(x, s):
    return log(2 / pi) - log(s[0]) - log(1 + (x[0] / s[0])**2)


def uniform(x, low, high):
    return -log(high[0] - low[0]) + 0 * x[0]


def categorical(x, logits):
    return logits[int(x[0])] - log_sum_exp(logits)


def one_hot_categorical(x, logits):
    return sum(a * b for a, b in zip(x, logits)) - log_sum_exp(logits)


def independent_normal(x, m, s):
    return sum(normal(*point) for point in zip(x, m, s))


def multivariate_normal(x, m, diagonal, triangle):
    size, z = len(x), []
    for i in range(size):
        known = sum(triangle[i * size + j] * z[j] for j in range(i))
        z.append((x[i] - m[i] - known) / exp(diagonal[i]))
    return -sum(v**2 for v in z) / 2 - sum(diagonal) - size * log(2 * pi) / 2


def mixture_of_normals(x, logits, m, s):
    return log_sum_exp([w + normal(x[0], *p) for w, *p in zip(logits, m, s)]) - log_sum_exp(logits)


def gamma(x, a, r):
    return (a[0] - 1) * log(x[0]) + a[0] * r[0] - exp(r[0]) * x[0] - loggamma(a[0])


def beta(x, a, b):
    return (a[0] - 1) * log(x[0]) + (b[0] - 1) * log(1 - x[0]) + loggamma(a[0] + b[0]) - loggamma(a[0]) - loggamma(b[0])


def dirichlet(x, a):
    return sum((b - 1) * log(v) - loggamma(b) for v, b in zip(x, a)) + loggamma(sum(a))


def poisson(x, r):
    return x[0] * r[0] - exp(r[0]) - loggamma(x[0] + 1)


def student_t(x, nu, m, s):
    z, half = (x[0] - m[0]) / exp(s[0]), nu[0] / 2
    return (loggamma(half + mpf(1) / 2) - loggamma(half) - log(nu[0] * pi) / 2 - s[0]
            - (half + mpf(1) / 2) * log(1 + z**2 / nu[0]))


def factor(diagonal, triangle):
    size = len(diagonal)
    return np.tril(np.reshape(triangle, (size, size)), -1) + np.diag(np.exp(diagonal))


def softmax(logits):
    weights = np.exp(np.asarray(logits) - np.max(logits))
    return weights / weights.sum()


# name, formula, SciPy's, whether values are continuous, which parameters' exponentials are taken, shapes, points
SCALAR, TRIPLE = [(), (), ()], [(3,), (3,), (3,)]
FAMILIES = [
    ("bernoulli", bernoulli, lambda x, p: stats.logistic.logcdf(p[0] if x[0] else -p[0]), False, [True],
     SCALAR[:2], [(0, 0), (1, 0.5), (0, -3), (1, -3), (1, 20), (0, 20), (0, 100), (1, -100), (1, 1e-4)]),
    ("log-normal", log_normal, lambda x, m, s: stats.lognorm.logpdf(x[0], np.exp(s[0]), scale=np.exp(m[0])), True,
     [False, True], SCALAR, [(1, 0, 0), (0.5, 1, -1), (20, 3, -2), (1e-3, -2, 0.5), (1e4, 0, 1), (1.001, 0.01, -5),
                             (1e-10, -20, 0.1), (3e10, 25, -0.01)]),
    ("laplace", laplace, lambda x, m, s: stats.laplace.logpdf(x[0], m[0], np.exp(s[0])), True, [False, True], SCALAR,
     [(0.5, 0, 0), (-3, 1, 0.5), (100, 99, -2), (1e-3, 0, -6), (-1000, 1000, 3), (2, 1.75, 0.01), (0, 7, 10)]),
    ("half-cauchy", half_cauchy, lambda x, s: stats.halfcauchy.logpdf(x[0], scale=s[0]), True, [False], SCALAR[:2],
     [(1, 1), (0.5, 5), (1e-3, 0.25), (40, 5), (1e6, 2), (1e-10, 3), (1e15, 0.1), (3, 1e10), (1e-12, 1e-10), (1e20, 3)]),
    ("uniform", uniform, lambda x, a, b: stats.uniform.logpdf(x[0], a[0], b[0] - a[0]), True, [False, False], SCALAR,
     [(0.5, 0, 1), (-1, -1, 2), (2, -1, 2), (100.25, 100, 100.5), (0, -1e4, 1e-4)]),
    ("categorical", categorical, lambda x, p: np.log(softmax(p))[int(x[0])], False, [True], [(), (3,)],
     [(0, [0, 0, 0]), (2, [1, -2, 0.5]), (1, [1, -2, 0.5]), (0, [30, 0, 29]), (1, [30, 0, 29]), (2, [-400, 3, -401])]),
    ("one-hot categorical", one_hot_categorical, lambda x, p: stats.multinomial.logpmf(x, 1, softmax(p)), False, [True],
     [(3,), (3,)], [([1, 0, 0], [0, 0, 0]), ([0, 0, 1], [1, -2, 0.5]), ([0, 1, 0], [30, 0, 29])]),
    ("independent normals", independent_normal, lambda x, m, s: stats.norm.logpdf(x, m, np.exp(s)).sum(), True,
     [False, True], TRIPLE, [([0, 1, 2], [0, 0, 0], [0, 0, 0]), ([1, -3, 0.1], [0.5, 4, 0.25], [-1, 2, -5])]),
    ("multivariate normal", multivariate_normal,
     lambda x, m, d, t: stats.multivariate_normal.logpdf(x, m, factor(d, t) @ factor(d, t).T), True,
     [False, True, False], [(3,), (3,), (3,), (3, 3)],
     [([0, 0, 0], [1, 0, -1], [0, 0, 0], np.zeros(9)),
      ([1, -2, 0.5], [0.25, 0, 1], [0.5, -1, 0.1], [9, 9, 9, 0.5, 9, 9, -1, 2, 9]),
      ([10, 11, 12], [10.5, 10.5, 12.5], [-1, -2, 1], [9, 9, 9, -0.75, 9, 9, 3, -4, 9]),
      ([-3, 0.1, 4], [2, -0.1, 4], [1, 3, -3], [0, 7, 7, 1e-3, 0, 7, 0.3, 0.05, 0])]),
    ("mixture of normals", mixture_of_normals,
     lambda x, w, m, s: np.log(softmax(w) @ stats.norm.pdf(x[0], m, np.exp(s))), True, [True, False, True],
     [(), (3,), (3,), (3,)],
     [(0, [0, 0, 0], [-1, 0, 1], [0, 0, 0]), (0.5, [1, -2, 0], [-3, 0.5, 2], [-1, 0, 0.5]),
      (-5, [0, 3, -3], [-6, 5, 0], [1, -1, 2]), (3, [20, 0, 10], [0, 3, 2], [-1, -3, 0.25])]),
    ("gamma", gamma, lambda x, a, r: stats.gamma.logpdf(x[0], a[0], scale=np.exp(-r[0])), True, [False, True], SCALAR,
     [(1, 1, 0), (0.5, 0.5, -1), (0.02, 3, 4.6), (1e-10, 0.05, 0), (3e4, 3, -10), (120, 100, 0.01), (1e-3, 1e-3, 2),
      (1.01e4, 1e4, -1e-3), (7, 0.2, 1)]),
    ("beta", beta, lambda x, a, b: stats.beta.logpdf(x[0], a[0], b[0]), True, [False, False], SCALAR,
     [(0.5, 1, 1), (0.25, 0.5, 3), (0.99951171875, 2.5, 0.5), (1e-10, 0.05, 2), (0.6, 100, 50), (0.999, 1000, 2),
      (0.5, 1e4, 1.1e4), (0.01, 1, 300), (0.875, 1e-3, 1e-2)]),
    ("dirichlet", dirichlet, lambda x, a: stats.dirichlet.logpdf(x, a), True, [False], [(3,), (3,)],
     [([0.25, 0.5, 0.25], [1, 1, 1]), ([0.125, 0.75, 0.125], [0.5, 3, 0.05]), ([0.25, 0.3125, 0.4375], [20, 30, 50]),
      ([0.5, 0.25, 0.25], [2e4, 1e4, 1.01e4]), ([2.0**-20, 0.5, 0.5 - 2.0**-20], [0.01, 7, 6])]),
    ("poisson", poisson, lambda x, r: stats.poisson.logpmf(x[0], np.exp(r[0])), False, [True], SCALAR[:2],
     [(0, 0), (3, 1), (0, -20), (1, -20), (100, 4.6), (130, 4.6), (0, 5), (1e4, 9.2), (1e6, 13.8)]),
    ("student t", student_t, lambda x, nu, m, s: stats.t.logpdf(x[0], nu[0], m[0], np.exp(s[0])), True,
     [False, False, True], SCALAR + [()],
     [(0.5, 1, 0, 0), (-3, 0.7, 0.5, 0.5), (100, 3, 99, -2), (1e15, 0.1, 0, 0), (0, 30, 0, 0), (1e-3, 199, 0, 0),
      (1e-3, 201, 0, -5)]),
]


def case(name, formula, reference, is_continuous, exponentials, shapes, points):
    points = [[single(np.asarray(part, float).reshape(shape)) for part, shape in zip(point, shapes)] for point in points]
    names = ["x"] + [f"parameter{i + 1}" for i in range(len(shapes) - 1)]
    outputs = {}

    def put(key, value):
        outputs.setdefault(key, []).append(float(value))

    for point in points:
        flat = [mpf(float(v)) for part in point for v in part.ravel()]
        owners = [i for i, part in enumerate(point) for _ in range(part.size)]
        ends = list(itertools.accumulate(part.size for part in point))

        def f(*values):
            return formula(*[list(values[end - part.size:end]) for part, end in zip(point, ends)])

        variables = [i for i, owner in enumerate(owners) if owner > 0 or is_continuous]

        def partial(*indices):
            orders = [indices.count(i) for i in range(len(flat))]
            return mpmath.diff(f, tuple(flat), tuple(orders))

        def reach(i):
            return abs(flat[i]) + (1 if owners[i] > 0 and exponentials[owners[i] - 1] else 0)

        value = f(*flat)
        scipy = reference(*[np.atleast_1d(part).ravel() for part in point])
        assert abs(value - mpf(float(scipy))) <= 1e-9 * (1 + abs(value)), (name, point, value, scipy)
        put("logDensity", value)
        put("logDensity conditioning", 1 + abs(value) + sum(reach(i) * abs(partial(i)) for i in variables))
        for i in variables:
            slope, owner = partial(i), owners[i]
            key = "byX" if owner == 0 else f"byParameter{owner}"
            unit = 1 if owner > 0 and exponentials[owner - 1] else 0
            put(key, slope)
            put(f"{key} conditioning", unit + abs(slope) + sum(reach(j) * abs(partial(i, j)) for j in variables))

    def shaped(key, values):
        owner = 0 if key.startswith("byX") else int(key.split()[0][-1]) if key.startswith("by") else None
        return array(np.reshape(values, (len(points),) + (() if owner is None else shapes[owner])), digits=17)

    return {"name": name, "inputs": {n: exact(np.stack([p[i] for p in points])) for i, n in enumerate(names)},
            "outputs": {key: shaped(key, values) for key, values in outputs.items()}}


write(__file__, [case(*family) for family in FAMILIES])
