#!/usr/bin/env python3
"""Makes the reference values beside it, with mpmath 1.3, NumPy, SciPy and scikit-learn: python3 make-fixtures.py"""

import json
from pathlib import Path

import mpmath
import numpy as np
import scipy.integrate
import scipy.special
import scipy.stats
import sklearn.discriminant_analysis
import sklearn.metrics
import sklearn.neighbors

FOLDER = Path(__file__).parent
mpmath.mp.dps = 50


def normal_quantile(p):
    """By Newton's method on the logarithm of the tail probability, in 50 digits, where p is the exact double."""
    p = mpmath.mpf(p)
    if p > 0.5:
        return -normal_quantile(1 - p)
    if p == 0.5:
        return mpmath.mpf(0)
    log_cdf = lambda x: mpmath.log(mpmath.erfc(-x / mpmath.sqrt(2)) / 2)
    x = -mpmath.sqrt(-2 * mpmath.log(p)) + 1 if p < 0.01 else mpmath.mpf(scipy.stats.norm.ppf(float(p)))
    for _ in range(100):
        density = mpmath.exp(-x * x / 2) / mpmath.sqrt(2 * mpmath.pi)
        step = (log_cdf(x) - mpmath.log(p)) * mpmath.exp(log_cdf(x)) / density
        x -= step
        if abs(step) < abs(x) * mpmath.mpf(10) ** -40:
            return x
    raise ArithmeticError(f"no convergence at {p}")


def normal():
    rng = np.random.default_rng(1)
    probabilities = [5e-324, 1e-310, 2.2e-308, 1e-300, 1e-200, 1e-100, 1e-50, 1e-20, 1e-15, 1e-10, 1e-5, 0.001]
    probabilities += [0.01, 0.02425, 0.05, 0.0749, 0.075, 0.0751, 0.1, 0.25, 0.4, 0.499, 0.5 - 1e-9, 0.5 - 2**-54]
    probabilities += [0.5 + 2**-53, 0.5 + 1e-9, 0.6, 0.75, 0.9, 0.925, 0.95, 0.975, 0.99, 0.999, 1 - 1e-10, 1 - 1e-16]
    probabilities += [float(np.exp(-25)), float(np.exp(-25.1)), float(np.exp(-24.9))]
    probabilities += rng.uniform(size=100).tolist() + (10 ** rng.uniform(-320, 0, size=100)).tolist()
    values = [-38.0, -30.0, -20.0, -10.0, -5.0, -2.0, -1.0, -0.5, -1e-9, 0.0, 1e-9, 0.3, 1.0, 1.96, 3.0, 6.0, 9.0, 40.0]
    values += rng.normal(scale=3, size=50).tolist()
    cdf = lambda x: mpmath.erfc(-mpmath.mpf(x) / mpmath.sqrt(2)) / 2
    return {
        "quantile": [{"x": p, "value": float(normal_quantile(p))} for p in probabilities],
        "cdf": [{"x": x, "value": float(cdf(x))} for x in values],
    }


def principal_components():
    rng = np.random.default_rng(2)
    mixed = rng.normal(size=(60, 5)) @ rng.normal(size=(5, 5)) + rng.normal(size=5)
    graded = rng.normal(size=(200, 8)) @ np.diag(10.0 ** -np.arange(8)) @ scipy.stats.ortho_group.rvs(8, random_state=3)
    wide = rng.normal(size=(4, 7))
    offset = rng.normal(size=(30, 3)) * [1, 2, 3] + 1e6
    cases = []
    for name, x in [("mixed", mixed), ("graded", graded), ("wide", wide), ("offset", offset)]:
        centred = x - x.mean(axis=0)
        _, s, v = np.linalg.svd(centred, full_matrices=False)
        v *= np.sign(v[np.arange(len(v)), np.abs(v).argmax(axis=1)])[:, None]
        variance = s**2 / (len(x) - 1)
        cases.append({
            "name": name, "dimension": x.shape[1], "samples": x.ravel().tolist(), "mean": x.mean(axis=0).tolist(),
            "components": v.tolist(), "variance": variance.tolist(), "ratio": (variance / variance.sum()).tolist(),
        })
    return cases


def singular_values():
    """In 50 digits or more, of matrices of exact doubles, column by column. `isGraded` where rows (or columns, where they
    are fewer) that are each known to within rounding of themselves determine each singular value to within rounding of
    itself."""
    rng = np.random.default_rng(7)
    gauss = lambda *shape: rng.normal(size=shape).round(3)
    whole = lambda *shape: rng.integers(-4, 5, size=shape).astype(float)
    orthogonal = lambda n: scipy.stats.ortho_group.rvs(n, random_state=rng)
    powers = 10.0 ** (-4 * np.arange(6))
    kahan = np.diag(np.sqrt(1 - 0.09) ** np.arange(12)) @ (np.eye(12) - 0.3 * np.triu(np.ones((12, 12)), 1))
    plain = [
        ("fewer rows", gauss(5, 12)), ("fewer columns", gauss(12, 5)), ("square", gauss(8, 8)),
        ("many", gauss(24, 60)), ("a row", gauss(1, 9)), ("a column", gauss(9, 1)), ("a number", gauss(1, 1)),
        ("whole vectors of eight", gauss(16, 24)), ("one more than eight", gauss(9, 17)),
        ("rank 3, fewer rows", whole(7, 3) @ whole(3, 10)), ("rank 3, fewer columns", whole(10, 3) @ whole(3, 7)),
        ("rank 1", np.outer(whole(6, 1), whole(1, 9))), ("all equal, fewer rows", np.full((4, 9), 0.1)),
        ("all equal, fewer columns", np.full((9, 4), 0.1)),
        ("equal but for rounding", 1 + 1e-16 * rng.normal(size=(8, 4))),
        ("zeros", np.zeros((3, 5))), ("zeros, fewer columns", np.zeros((5, 3))),
        ("a zero row", gauss(6, 9) * np.array([1, 1, 0, 1, 1, 1])[:, None]),
        ("equal values", np.eye(5)[[2, 0, 4, 1, 3]] * 3), ("signs", np.sign(rng.normal(size=(11, 14)))),
        ("nearly equal values", orthogonal(6) @ np.diag(1 + 1e-12 * np.arange(6)) @ orthogonal(6)),
        ("Hilbert", 1 / (np.arange(10)[:, None] + np.arange(10) + 1.0)),
        ("Kahan", kahan), ("Kahan, transposed", kahan.T),
        ("enormous", gauss(4, 7) * 1e300), ("tiny", gauss(4, 7) * 1e-300),
        ("of all sizes", rng.normal(size=(8, 12)) * 10.0 ** rng.integers(-150, 150, size=(8, 12))),
        ("columns of all sizes, fewer rows", gauss(6, 12) * 10.0 ** -np.arange(0, 48, 4)),
        ("rows of all sizes, fewer columns", gauss(12, 6) * 10.0 ** -np.arange(0, 48, 4)[:, None]),
    ]
    graded = [
        ("graded rows", powers[:, None] * gauss(6, 20)), ("graded columns", gauss(20, 6) * powers),
        ("rising rows", powers[::-1, None] * gauss(6, 20)), ("rising columns", gauss(20, 6) * powers[::-1]),
        ("graded rows, square", powers[:, None] * gauss(6, 6)),
        ("rows from 1 to 1e-90", 10.0 ** (-10 * np.arange(10))[:, None] * gauss(10, 30)),
        ("columns from 1e-90 to 1", gauss(30, 10) * 10.0 ** (-10 * np.arange(10))[::-1]),
    ]
    cases = []
    for name, x, is_graded in [(*case, False) for case in plain] + [(*case, True) for case in graded]:
        x = x + 0.0
        with mpmath.workdps(50 if not is_graded else 150):
            values = mpmath.svd_r(mpmath.matrix(x.tolist()), compute_uv=False)
            values = sorted((float(value) for value in values), reverse=True)
        cases.append({
            "name": name, "rows": x.shape[0], "columns": x.shape[1], "isGraded": is_graded,
            "matrix": x.T.ravel().tolist(),
            "values": [value if value > 1e-40 * values[0] or is_graded else 0.0 for value in values],
        })
    return cases


def summaries():
    rng = np.random.default_rng(4)
    cases = []
    for values in [[3.0], [1.0, 2.0], [1.0, 4.0, 2.0, 8.0, 5.0], rng.normal(5, 3, size=101).tolist(),
                   (1e9 + rng.normal(size=50)).tolist(), [7.5] * 6]:
        x = np.array(values)
        many = len(values) > 1
        fractions = [0.0, 0.025, 0.25, 0.5, 0.9, 1.0]
        cases.append({
            "values": values, "mean": x.mean(), "variance": x.var(ddof=1) if many else None,
            "standardError": scipy.stats.sem(x) if many else None, "fractions": fractions,
            "quantiles": np.quantile(x, fractions).tolist(),
        })
    return cases


def kernel_densities():
    rng = np.random.default_rng(5)
    shapes = [
        ("one coordinate", rng.gamma(2, size=(40, 1))),
        ("correlated", rng.normal(size=(60, 2)) @ [[2, 0.9], [0, 0.3]] + [3, -1]),
        ("clumps", np.repeat([[5, 0], [0, 5], [-5, 0]], 20, axis=0) + rng.normal(scale=0.2, size=(60, 2))),
        ("three coordinates", rng.normal(size=(50, 3)) @ rng.normal(size=(3, 3)) * [1, 10, 0.01] + [0, 100, 1]),
    ]
    cases = []
    for name, x in shapes:
        deviation = x.std(axis=0)
        # Among the samples, beside them, and so far away that the density underflows.
        points = np.concatenate([
            x[:8], x[:8] + deviation * rng.normal(size=(8, x.shape[1])),
            x.mean(axis=0) + deviation * rng.normal(size=(4, x.shape[1])) * [[3], [10], [30], [1000]],
        ])
        for rule, factor in [("scott", None), ("silverman", None), ("factor", 0.15)]:
            kde = scipy.stats.gaussian_kde(x.T, bw_method=factor or rule)
            cases.append({
                "name": f"{name}, {rule}", "dimension": x.shape[1], "samples": x.ravel().tolist(), "rule": rule,
                "factor": kde.factor, "covariance": kde.covariance.ravel().tolist(), "points": points.ravel().tolist(),
                "density": kde(points.T).tolist(), "logDensity": kde.logpdf(points.T).tolist(),
            })
    return cases


def lines():
    rng = np.random.default_rng(6)
    x = rng.normal(size=30)
    draws = np.log([1.0, 4.0, 16.0, 64.0])
    shapes = [
        ("two points", np.array([1.0, 3.0]), np.array([2.0, -5.0])),
        ("scattered", x, 3 * x - 2 + rng.normal(size=30)),
        ("falling, far from 0", 1e3 + x, -0.5 * x + 7 + rng.normal(scale=0.1, size=30)),
        ("a power law", draws, -0.5 * draws + 0.3 + rng.normal(scale=0.01, size=4)),
    ]
    cases = []
    for name, x, y in shapes:
        fit = scipy.stats.linregress(x, y)
        cases.append({
            "name": name, "x": x.tolist(), "y": y.tolist(), "slope": float(fit.slope), "intercept": float(fit.intercept),
        })
    return cases


def student_t():
    """By bisection on the regularised incomplete beta function, in 50 digits, where p is the exact double."""
    points = []
    for degrees in [1, 2, 3, 4, 5, 9, 10, 29, 100, 999]:
        for p in [1e-6, 0.001, 0.025, 0.3, 0.75, 0.9, 0.975, 0.995, 1 - 1e-6]:
            upper = max(mpmath.mpf(p), 1 - mpmath.mpf(p))
            tail = lambda t: mpmath.betainc(
                mpmath.mpf(degrees) / 2, mpmath.mpf(1) / 2, 0, degrees / (degrees + t * t), regularized=True) / 2
            low, high = mpmath.mpf(0), mpmath.mpf(10) ** 8
            for _ in range(120):
                middle = (low + high) / 2
                low, high = (middle, high) if 1 - tail(middle) < upper else (low, middle)
            points.append({"degrees": degrees, "probability": p, "quantile": float(low if p > 0.5 else -low)})
    return {"points": points}


def kolmogorov_smirnov():
    """Of draws whose rate is 1 from exponential distributions of other rates too; unsorted, and with ties."""
    rng = np.random.default_rng(6)
    samples = [[0.7], [0.3, 0.3, 2.0], rng.exponential(size=20).tolist(), rng.exponential(size=500).tolist()]
    return [
        {"values": values, "rate": rate,
         "distance": scipy.stats.kstest(values, scipy.stats.expon(scale=1 / rate).cdf).statistic}
        for values in samples for rate in [0.5, 1.0, 4.0]
    ]


def mutual_information_gaps():
    """Of codes that are normal given each datum: the entropies as integrals over pieces between the data's reaches."""
    rng = np.random.default_rng(8)
    levels = np.array([(a, b) for a in range(3) for b in range(4)])
    uneven = rng.choice(4, size=40, p=[0.5, 0.3, 0.15, 0.05])
    cases = [
        ("a factor in noise", levels[:, :1], levels[:, :1] * 0.7, np.full((12, 1), 0.5)),
        ("two factors, three numbers", levels, levels @ [[1.0, 0.2, 0.0], [0.1, 0.5, 0.0]],
         np.tile([0.3, 0.4, 1.0], (12, 1))),
        ("a spread of its own for each datum", levels, rng.normal(size=(12, 2)), rng.uniform(0.05, 1.5, size=(12, 2))),
        ("levels of unequal shares", uneven[:, None], uneven[:, None] + rng.normal(scale=0.4, size=(40, 2)),
         rng.uniform(0.1, 0.6, size=(40, 2))),
        ("far from 0, and of another scale", levels, 1e4 + 1e-3 * levels, np.full((12, 2), 5e-4)),
    ]

    def entropy(means, deviations):
        def integrand(z):
            terms = scipy.stats.norm.logpdf(z, means, deviations) - np.log(len(means))
            log_density = scipy.special.logsumexp(terms)
            return -np.exp(log_density) * log_density
        ends = np.unique(np.concatenate([means + k * deviations for k in (-10, -4, -1, 0, 1, 4, 10)]))
        return sum(scipy.integrate.quad(integrand, a, b, epsabs=1e-13, epsrel=1e-12)[0] for a, b in zip(ends, ends[1:]))

    results = []
    for name, factors, means, deviations in cases:
        means = means.astype(float)
        information = []
        for factor in factors.T:
            shares = {v: np.mean(factor == v) for v in np.unique(factor)}
            information.append([
                entropy(means[:, j], deviations[:, j])
                - sum(p * entropy(means[factor == v, j], deviations[factor == v, j]) for v, p in shares.items())
                for j in range(means.shape[1])
            ])
        entropies = [scipy.stats.entropy(np.unique(factor, return_counts=True)[1]) for factor in factors.T]
        ordered = np.sort(information, axis=1)[:, ::-1]
        runner_up = ordered[:, 1] if means.shape[1] > 1 else 0
        results.append({
            "name": name, "codes": means.shape[1], "means": means.ravel().tolist(),
            "standardDeviations": deviations.ravel().tolist(), "factors": factors.T.tolist(),
            "information": np.array(information).tolist(), "entropies": [float(h) for h in entropies],
            "gaps": ((ordered[:, 0] - runner_up) / entropies).tolist(),
        })
    return results


def classifiers():
    """Samples, points, and what scikit-learn 1.9 takes these for."""
    rng = np.random.default_rng(9)
    def clumps(count, classes, dimension, spread):
        labels = np.arange(count) % classes
        return labels, rng.normal(size=(classes, dimension))[labels] * spread + rng.normal(size=(count, dimension))
    shapes = [
        ("apart", *clumps(150, 3, 2, 4)), ("overlapping", *clumps(300, 10, 8, 1)), ("one coordinate", *clumps(80, 2, 1, 1)),
        ("no difference", *clumps(120, 4, 3, 0)),
    ]
    labels, samples = clumps(200, 3, 4, 1)
    shapes.append(("of unequal shares", np.where(labels == 2, rng.integers(0, 2, size=200) * 2, labels), samples))
    labels, samples = clumps(200, 3, 4, 1)
    shapes.append(("correlated, far from 0", labels, samples @ rng.normal(size=(4, 4)) * [1, 10, 0.01, 1] + [1e3, 0, 5, -7]))
    labels, samples = clumps(120, 3, 2, 1)
    shapes.append(("labels that leave one out", labels + (labels > 0), samples))
    cases = []
    for name, labels, samples in shapes:
        half = len(labels) // 2
        x, y, points, truth = samples[:half], labels[:half], samples[half:], labels[half:]
        linear = sklearn.discriminant_analysis.LinearDiscriminantAnalysis().fit(x, y)
        nearest = {
            str(k): sklearn.neighbors.KNeighborsClassifier(k, algorithm="brute").fit(x, y).predict(points).tolist()
            for k in [1, 2, 5, 20]
        }
        classes = int(labels.max()) + 1
        found = linear.predict(points)
        recalls = sklearn.metrics.recall_score(truth, found, labels=range(classes), average=None, zero_division=np.nan)
        cases.append({
            "name": name, "dimension": x.shape[1], "classes": classes, "samples": x.ravel().tolist(), "labels": y.tolist(),
            "points": points.ravel().tolist(), "truth": truth.tolist(), "nearest": nearest, "linear": found.tolist(),
            "confusion": sklearn.metrics.confusion_matrix(truth, found, labels=range(classes)).tolist(),
            "accuracy": float(sklearn.metrics.accuracy_score(truth, found)),
            "recalls": [None if np.isnan(recall) else float(recall) for recall in recalls],
        })
    return cases


for name, content in [
    ("normal", normal()), ("principal-components", principal_components()), ("singular-values", singular_values()),
    ("summaries", summaries()), ("kernel-densities", kernel_densities()), ("lines", lines()),
    ("student-t", student_t()), ("kolmogorov-smirnov", kolmogorov_smirnov()),
    ("mutual-information-gaps", mutual_information_gaps()), ("classifiers", classifiers()),
]:
    (FOLDER / f"{name}.json").write_text(json.dumps(content) + "\n")
