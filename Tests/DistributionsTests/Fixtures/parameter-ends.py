"""Log-densities, entropies and divergences at the ends of the parameters' ranges, and of distributions that are nearly equal,
by mpmath on the exact single-precision parameters, rounded to single precision: an overflow is "inf".

A case is a family. "points": parameters, a value, log p of it. "entropies": parameters, the entropy. "divergences": parameters
of p and of q, KL(p ‖ q). Numbers that JSON has no word for are the strings "inf" and "-inf". The families' formulas are the
textbooks'; limits where a scale or a probability is 0 or infinite are worked out by hand, beside each family.
"""

import json
import pathlib

import mpmath
import numpy as np

mpmath.mp.dps = 120
mpf, log, inf = mpmath.mpf, mpmath.log, mpmath.inf
gamma_ln, psi = mpmath.loggamma, mpmath.digamma


def exp(x):
    """Beyond e^(±10⁷) nothing is told from 0 and ∞."""
    return mpf(0) if x < -mpf(10) ** 7 else inf if x > mpf(10) ** 7 else mpmath.exp(x)


def single(x):
    return float(np.float32(x))


def near(x, steps=1):
    """The next single-precision number but so many."""
    for _ in range(steps):
        x = np.nextafter(np.float32(x), np.float32(np.inf))
    return float(x)


def xlog(p, logarithm):
    return mpf(0) if p == 0 else p * logarithm


def softplus(x):
    return x if x > 10**6 else mpmath.log1p(exp(x))


def sigmoid(x):
    return mpf(1) if x == inf else mpf(0) if x == -inf else 1 / (1 + exp(-x))


# Each family: log p(x), the entropy (or None), KL(p ‖ q) (or None).

def bernoulli_density(x, eta):
    if x not in (0, 1):
        return -inf
    return -softplus(-eta) if x == 1 else -softplus(eta)


def bernoulli_entropy(eta):
    return xlog(sigmoid(eta), softplus(-eta)) + xlog(sigmoid(-eta), softplus(eta))


def bernoulli_divergence(a, b):
    if a == b or abs(b) == inf:
        return mpf(0) if a == b else inf
    return xlog(sigmoid(a), softplus(-b) - softplus(-a)) + xlog(sigmoid(-a), softplus(b) - softplus(a))


def log_softmax(*logits):
    top = max(logits)
    if top == inf:
        ties = sum(l == inf for l in logits)
        return [-log(mpf(ties)) if l == inf else -inf for l in logits]
    rest = mpmath.log1p(sum(exp(l - top) for l in logits) - 1)
    return [l - top - rest for l in logits]


def categorical_density(x, *logits):
    return log_softmax(*logits)[int(x)] if x in range(len(logits)) else -inf


def categorical_entropy(*logits):
    return -sum(xlog(exp(l), l) for l in log_softmax(*logits))


def categorical_divergence(*logits):
    k = len(logits) // 2
    p, q = log_softmax(*logits[:k]), log_softmax(*logits[k:])
    return sum(mpf(0) if a == -inf else inf if b == -inf else exp(a) * (a - b) for a, b in zip(p, q))


def one_hot_density(x, *logits):
    return log_softmax(*logits)[x.index(1)] if sorted(x) == [0] * (len(x) - 1) + [1] else -inf


def relaxed_density(x, *logits):
    """Of a temperature of 1/2 (Maddison et al. 2017, equation 10); numbers on the edge count as 2^-126."""
    if min(x) < 0 or abs(sum(x) - 1) > mpf(2) ** -20:
        return -inf
    k, temperature, inside = len(x), mpf(1) / 2, [max(v, mpf(2) ** -126) for v in x]
    scores = [l - temperature * log(v) for l, v in zip(logits, inside)]
    top = max(scores)
    total = top + log(sum(exp(s - top) for s in scores))
    return (gamma_ln(k) + (k - 1) * log(temperature) + sum(scores) - k * total - sum(map(log, inside)))


def continuous_bernoulli_normalizer(eta):
    return mpf(0) if eta == 0 else (max(eta, 0) + log((1 - exp(-abs(eta))) / abs(eta)))


def continuous_bernoulli_mean(eta):
    return mpf(1) / 2 if eta == 0 else 1 / (1 - exp(-eta)) - 1 / eta if eta > 0 else 1 / -eta - exp(eta) / (1 - exp(eta))


def continuous_bernoulli_density(x, eta):
    if not 0 <= x <= 1:
        return -inf
    if abs(eta) == inf:
        return inf if x == (1 if eta > 0 else 0) else -inf
    return eta * x - continuous_bernoulli_normalizer(eta)


def continuous_bernoulli_entropy(eta):
    return -inf if abs(eta) == inf else continuous_bernoulli_normalizer(eta) - eta * continuous_bernoulli_mean(eta)


def continuous_bernoulli_divergence(a, b):
    if a == b:
        return mpf(0)
    if inf in (abs(a), abs(b)):
        return inf
    return (a - b) * continuous_bernoulli_mean(a) - continuous_bernoulli_normalizer(a) + continuous_bernoulli_normalizer(b)


def poisson_density(k, eta):
    if k < 0 or k == inf or k != int(k):
        return -inf
    if eta == inf:
        return -inf
    if eta == -inf:
        return mpf(0) if k == 0 else -inf
    return k * eta - exp(eta) - gamma_ln(k + 1)


def poisson_divergence(a, b):
    if a == b:
        return mpf(0)
    if a == -inf:
        return exp(b)
    if inf in (abs(a), abs(b)):
        return inf
    return exp(b) - exp(a) - exp(a) * (b - a)


def located(density):
    """Densities by x, m and s = log of the scale; a point mass where the scale is 0, nothing where it is infinite."""
    def ends(x, m, s, *rest):
        if abs(x) == inf or s == inf:
            return -inf
        if s == -inf:
            return inf if x == m else -inf
        return density(abs(x - m) * exp(-s), *rest) - s
    return ends


def scaled(divergence):
    """Divergences by m and s of p and q."""
    def ends(m, s, n, t):
        if (m, s) == (n, t) or s == t == inf:
            return mpf(0)
        return inf if inf in (abs(s), abs(t)) else divergence(m, s, n, t)
    return ends


def normal_divergence(m, s, n, t):
    return (exp(2 * (s - t)) - 1 - 2 * (s - t) + ((m - n) * exp(-t)) ** 2) / 2


def laplace_divergence(m, s, n, t):
    d = abs(m - n) * exp(-s)
    return exp(s - t) - 1 - (s - t) + exp(s - t) * (exp(-d) - 1 + d)


normal_density = located(lambda z: -z**2 / 2 - log(2 * mpmath.pi) / 2)
laplace_density = located(lambda z: -z - log(mpf(2)))


def normal_entropy(m, s):
    return s + (log(2 * mpmath.pi) + 1) / 2


def log_normal_density(x, m, s):
    return -inf if x <= 0 or x == inf else normal_density(log(x), m, s) - log(x)


def student_shape(z, nu):
    if nu == inf:
        return -z**2 / 2 - log(2 * mpmath.pi) / 2
    half = nu / 2
    return gamma_ln(half + mpf(1) / 2) - gamma_ln(half) - log(nu * mpmath.pi) / 2 - (half + mpf(1) / 2) * mpmath.log1p(z**2 / nu)


def student_density(x, nu, m, s):
    return located(student_shape)(x, m, s, nu)


def student_entropy(nu, m, s):
    if nu == inf:
        return normal_entropy(m, s)
    half = nu / 2
    return ((half + mpf(1) / 2) * (psi(half + mpf(1) / 2) - psi(half)) + log(nu * mpmath.pi) / 2 + gamma_ln(half)
            - gamma_ln(half + mpf(1) / 2) + s)


def half_cauchy_density(x, s):
    return -inf if x < 0 or x == inf else log(2 / mpmath.pi) - log(s) - mpmath.log1p((x / s) ** 2)


def half_cauchy_divergence(s, t):
    return mpmath.log1p((s - t) ** 2 / (4 * s * t))


def length(low, high):
    return -inf if low == high else log(high - low)


def uniform_density(x, low, high):
    return -length(low, high) if low <= x <= high else -inf


def uniform_divergence(low, high, other_low, other_high):
    if (low, high) == (other_low, other_high):
        return mpf(0)
    covered = other_low <= low and high <= other_high
    return inf if not covered or low == high else log((other_high - other_low) / (high - low))


def power(a, logarithm):
    """(a − 1) log x, with 0 log 0 = 0."""
    return mpf(0) if a == 1 else (a - 1) * logarithm


def log0(x):
    return -inf if x == 0 else log(x)


def gamma_density(x, a, s):
    if x < 0 or x == inf:
        return -inf
    if x == 0 and a != 1:
        return power(a, -inf)
    if abs(s) == inf:
        return s if x == 0 else -inf
    return power(a, log0(x)) + a * s - exp(s) * x - gamma_ln(a)


def gamma_entropy(a, s):
    return a + gamma_ln(a) + (1 - a) * psi(a) - s


def above_tangent(a, b):
    return gamma_ln(b) - gamma_ln(a) - psi(a) * (b - a)


def gamma_divergence(a, s, b, t):
    if s == t:
        s = t = mpf(0)  # the scale that they share does not matter
    return inf if inf in (abs(s), abs(t)) else above_tangent(a, b) + a * (exp(t - s) - 1 - (t - s)) - (b - a) * (t - s)


def dirichlet_density(x, *alpha):
    if min(x) < 0 or abs(sum(x) - 1) > mpf(2) ** -20:
        return -inf
    return sum(power(a, log0(v)) for a, v in zip(alpha, x)) + gamma_ln(sum(alpha)) - sum(map(gamma_ln, alpha))


def beta_density(x, a, b):
    return dirichlet_density([x, 1 - x], a, b) if 0 <= x <= 1 else -inf


def dirichlet_entropy(*alpha):
    total = sum(alpha)
    return (sum(map(gamma_ln, alpha)) - gamma_ln(total) + (total - len(alpha)) * psi(total)
            - sum((a - 1) * psi(a) for a in alpha))


def dirichlet_divergence(*concentrations):
    k = len(concentrations) // 2
    p, q = concentrations[:k], concentrations[k:]
    return sum(map(above_tangent, p, q)) - above_tangent(sum(p), sum(q))


def multivariate_normal_density(x, m0, m1, s0, s1, below):
    if any(abs(v) == inf for v in x):
        return -inf
    z0 = (x[0] - m0) * exp(-s0)
    z1 = (x[1] - m1 - below * z0) * exp(-s1)
    return -(z0**2 + z1**2) / 2 - log(2 * mpmath.pi) - s0 - s1


def multivariate_normal_entropy(m0, m1, s0, s1, below):
    return log(2 * mpmath.pi) + 1 + s0 + s1


def multivariate_normal_divergence(m0, m1, s0, s1, below, n0, n1, t0, t1, other):
    a, d = exp(s0 - t0), exp(s1 - t1)
    c = (below - other * a) * exp(-t1)
    z0 = (m0 - n0) * exp(-t0)
    z1 = (m1 - n1 - other * z0) * exp(-t1)
    return (a**2 + d**2 + c**2 - 2 + z0**2 + z1**2) / 2 - (s0 - t0) - (s1 - t1)


LOGITS = [-inf, -3e38, -1e6, -104, -40, -17, -1, -0.1, -1e-6, 0, 1e-6, 0.3, 1, 17, 40, 104, 1e6, 3e38, inf]
LOGITS_OF_THREE = [(0, 17, -3), (0, 40, 1), (-inf, 0, 3), (inf, 0, -2), (inf, inf, 0), (0, -104, 104), (3e38, 0, -3e38), (1, 1, 1)]
SCALES = [-inf, -1e4, -100, -88.5, -30, 0, 30, 88.5, 100, 1e4, inf]
CONCENTRATIONS = [3.8e-44, 1e-30, 1e-3, 0.5, 1, 3, 9.5, 10.5, 100, 1e6, 1e12, 1e30]
SPREADS = [2e-38, 1e-10, 0.3, 1, 5, 1e10, 1e38]
SMALL = [1e-7, 3e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.3]


def pairs(values, changes, relative=False):
    """Every value with itself moved a little, and with every other."""
    finite = [v for v in values if abs(v) != inf]
    moved = [(v, v * (1 + c) if relative else v + c) for v in finite for c in changes]
    return moved + [(v, near(v)) for v in finite] + [(v, w) for v in values for w in values]


def numbers(*arguments):
    return [mpf(v) if abs(v) != inf else (inf if v > 0 else -inf) for v in arguments]


def rounded(value):
    if value in (inf, -inf):
        return "inf" if value > 0 else "-inf"
    with np.errstate(over="ignore"):
        result = float(np.float32(float(value)))
    return "inf" if result == np.inf else "-inf" if result == -np.inf else float(mpmath.nstr(value, 9))


def written(value):
    return "inf" if value == np.inf else "-inf" if value == -np.inf else single(value)


def case(name, density, points, entropy=None, parameters=(), divergence=None, sides=()):
    def listed(x):
        return x if isinstance(x, (list, tuple)) else [x]

    result = {"name": name, "points": [], "entropies": [], "divergences": []}
    for x, p in points:
        x, p = [single(v) for v in listed(x)], [single(v) for v in listed(p)]
        given = numbers(*x)
        value = density(given if name in VECTORS else given[0], *numbers(*p))
        result["points"].append([list(map(written, p)), list(map(written, x)), rounded(value)])
    for p in parameters if entropy else ():
        p = [single(v) for v in listed(p)]
        result["entropies"].append([list(map(written, p)), rounded(entropy(*numbers(*p)))])
    for p, q in sides:
        p, q = [single(v) for v in listed(p)], [single(v) for v in listed(q)]
        value = divergence(*numbers(*p), *numbers(*q))
        assert value >= -mpf(10) ** -60, (name, p, q, value)
        result["divergences"].append([list(map(written, p)), list(map(written, q)), rounded(value)])
    return result


VECTORS = {"one-hot categorical", "relaxed categorical", "dirichlet", "multivariate normal"}
ENDS = [-inf, -1e30, -1, -1e-38, 0, 1e-38, 0.5, 1, 2.5, 1e30, inf]
located_points = [(x, (m, s)) for x in ENDS for m, s in [(0, s) for s in SCALES] + [(1, -100), (1, 0.5)]]
located_parameters = [(0.5, s) for s in SCALES]
located_pairs = ([((0.5, a), (0.5, b)) for a, b in pairs(SCALES, SMALL)]
                 + [((m, s), (m + c, s + d)) for m, s in [(0, 0), (1, -3), (0, 2)] for c in SMALL for d in [0, 1e-4, -1e-3]]
                 + [((0, s), (1, t)) for s in SCALES for t in SCALES])
in_order = [(x, (low, high)) for x in [-inf, -2, 0, 0.5, 1, 3, inf] for low, high in [(0, 1), (0, near(0)), (1, 1), (-3e38, 3e38)]]
tiny = 3.8e-44

CASES = [
    case("bernoulli", bernoulli_density, [(x, e) for x in (0, 1, -1, 2, inf) for e in LOGITS], bernoulli_entropy, LOGITS,
         bernoulli_divergence, pairs(LOGITS, SMALL) + [(10, 10.01), (40, 40.01), (-60, -60.5), (80, 80.001)]),
    case("categorical", categorical_density,
         [(x, l) for l in LOGITS_OF_THREE for x in (0, 1, 2, 3, -1, 0.5)] + [(1, (0, 17)), (0, (0, 17))],
         categorical_entropy, LOGITS_OF_THREE, categorical_divergence,
         [(a, b) for a in LOGITS_OF_THREE for b in LOGITS_OF_THREE]
         + [((a, 1, b), (a + c, 1, b - c / 2)) for a in (-40, 0, 17) for b in (-3, 1, 30) for c in SMALL]
         + [((0, a), (0, a + c)) for a in (10, 40, 80, -3) for c in SMALL + [1]]),
    case("one-hot categorical", one_hot_density,
         [(x, l) for l in LOGITS_OF_THREE for x in [(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 0), (0, 0, 0), (2, -1, 0), (0, 3, 0)]],
         categorical_entropy, LOGITS_OF_THREE, categorical_divergence,
         [(a, b) for a in LOGITS_OF_THREE for b in LOGITS_OF_THREE]),
    case("relaxed categorical", relaxed_density,
         [(x, l) for l in [(0, 17, -3), (1, 1, 1), (0, -104, 104), (1e6, 0, -5), (3e38, 0, -3e38)]
          for x in [(0.25, 0.25, 0.5), (1e-30, 1e-10, 1), (1e-38, 1, 0), (0, 0.5, 0.5), (1, 0, 0), (0.5, 0.5, 0.25), (1.5, -0.5, 0)]]),
    case("continuous bernoulli", continuous_bernoulli_density,
         [(x, e) for x in (0, 1e-30, 0.25, 1 - 2**-24, 1, -0.5, 1.5, inf) for e in LOGITS if abs(e) not in (17, 40)],
         continuous_bernoulli_entropy, LOGITS, continuous_bernoulli_divergence, pairs(LOGITS, SMALL)),
    case("poisson", poisson_density, [(k, e) for k in (0, 1, 7, -1, 0.5, inf) for e in LOGITS], None, (),
         poisson_divergence, pairs([e for e in LOGITS if abs(e) < 1e3 or abs(e) == inf], SMALL)),
    case("normal", normal_density, located_points, normal_entropy, located_parameters,
         scaled(normal_divergence), located_pairs),
    case("log-normal", log_normal_density, located_points, lambda m, s: normal_entropy(m, s) + m, located_parameters,
         scaled(normal_divergence), located_pairs),
    case("laplace", laplace_density, located_points, lambda m, s: 1 + log(mpf(2)) + s, located_parameters,
         scaled(laplace_divergence), located_pairs),
    case("student t", student_density,
         [(x, (nu, *p)) for x, p in located_points for nu in (0.7, 30, 1e10, inf)] + [(1.5, (tiny, 0, 0)), (1.5, (3e38, 0, 0))],
         student_entropy, [(nu, 0.5, s) for nu in (tiny, 0.7, 30, 1e10, 3e38, inf) for s in SCALES]),
    case("half-cauchy", half_cauchy_density, [(x, s) for x in [-1, *ENDS[4:]] for s in SPREADS],
         lambda s: log(2 * mpmath.pi * s), SPREADS, half_cauchy_divergence, pairs(SPREADS, SMALL, relative=True)),
    case("uniform", uniform_density, in_order, length, [(0, 1), (1, 1), (-3e38, 3e38), (0, 1e-38)], uniform_divergence,
         [((0, 1), (0, 1)), ((0, 1), (0, near(1))), ((0, 1), (-1e-6, 1)), ((0, 1), (0, 0.5)), ((0, 1), (-1, 3)),
          ((1, 1), (1, 1)), ((1, 1), (0, 2)), ((0, 2), (1, 1)), ((0, 1), (-3e38, 3e38)), ((0, 1e-38), (0, 1))]),
    case("gamma", gamma_density,
         [(x, (a, s)) for x in (-1, 0, 1e-38, 1, 3, inf) for a in (1e-3, 0.5, 1, 3) for s in SCALES], gamma_entropy,
         [(a, s) for a in CONCENTRATIONS for s in (-100, 0, 100, inf, -inf)], gamma_divergence,
         [((a, 1), (b, 1)) for a, b in pairs(CONCENTRATIONS, SMALL, relative=True)]
         + [((a, 1), (a * (1 + c), 1 + c)) for a in CONCENTRATIONS for c in SMALL]
         + [((a, s), (3, t)) for a in (3, 1e6) for s, t in pairs(SCALES, SMALL)]),
    case("beta", beta_density, [(x, (a, b)) for x in (-1, 0, 1e-38, 0.5, 1, 2, inf) for a in (1e-3, 0.5, 1, 3) for b in (0.5, 1, 3)],
         dirichlet_entropy, [(a, b) for a in CONCENTRATIONS for b in CONCENTRATIONS], dirichlet_divergence,
         [((a, 2), (b, 2)) for a, b in pairs(CONCENTRATIONS, SMALL, relative=True)]
         + [((a, a * b), (a * (1 + c), a * b * (1 + c))) for a in (1e-3, 1, 9.8, 1e6) for b in (1, 7) for c in SMALL]),
    case("dirichlet", dirichlet_density,
         [(x, a) for x in [(0.25, 0.75), (0, 1), (1, 0), (0.5, 0.75), (-0.25, 1.25), (inf, 0)] for a in [(1, 1), (3, 1), (1, 0.5)]],
         dirichlet_entropy, [(a, b, 1) for a in CONCENTRATIONS for b in (tiny, 1, 1e12)], dirichlet_divergence,
         [((a, 2, b), (a * (1 + c), 2, b * (1 - c))) for a in CONCENTRATIONS for b in (0.5, 30) for c in SMALL]),
    case("multivariate normal", multivariate_normal_density,
         [(x, (0, 1, a, b, 0)) for x in [(0, 1), (0.5, 1), (inf, 1), (0, -inf)] for a in (-100, 0, 100) for b in (-100, 0.5, 100)],
         multivariate_normal_entropy, [(0, 1, a, b, 0.5) for a in (-100, 0, 100) for b in (-3e38, 0, 100)],
         multivariate_normal_divergence,
         [((0, 1, a, b, 0), (0, 1, c, d, 0)) for a in (-100, 0, 100) for b in (-100, 0.5) for c in (-100, 0, 100) for d in (0.5, 100)]
         + [((0, 1, a, 0.5, 0.25), (0, 1, a + c, 0.5, 0.25 + d)) for a in (0, -1) for c in SMALL for d in (0, 1e-3)]),
]


def line(value):
    return json.dumps(value, separators=(",", ":"))


path = pathlib.Path(__file__).with_suffix(".json")
path.write_text("[\n" + ",\n".join(map(line, CASES)) + "\n]\n", encoding="utf-8")
print(path.name, path.stat().st_size, "bytes")
