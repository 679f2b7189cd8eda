#!/usr/bin/env python3
"""Makes `chains.json`, `pareto-smoothing.json`, `chi-squared.json` and `rank-histograms.json` beside it, with ArviZ (arviz-stats
1.3 at commit ef043f4 of github.com/arviz-devs/arviz-stats, arviz-base), NumPy, SciPy and mpmath 1.3: python3 make-diagnostics.py

The first cases are those of ArviZ's own tests: the draws and log-likelihoods of its example `centered_eight`, rounded, chains of too few
draws, with NaN, constant, and far apart. NaN is null.
"""

import json
import math
import warnings
from pathlib import Path

import arviz_base
import mpmath
import numpy as np
import scipy.stats
from arviz_stats.base import array_stats

FOLDER = Path(__file__).parent
warnings.filterwarnings("ignore")
mpmath.mp.dps = 40


def number(x):
    x = float(x)
    return None if math.isnan(x) else x


def write(name, content):
    (FOLDER / f"{name}.json").write_text(json.dumps(content, allow_nan=False) + "\n")


def autoregressive(rng, chains, draws, correlation):
    x = rng.normal(size=(chains, draws))
    for t in range(1, draws):
        x[:, t] = correlation * x[:, t - 1] + math.sqrt(1 - correlation**2) * x[:, t]
    return x


def chains():
    rng = np.random.default_rng(1)
    posterior = arviz_base.load_arviz_data("centered_eight").posterior
    cases = [(f"centered_eight {name}", posterior[name].values.round(4)) for name in ["mu", "tau"]]
    cases += [(f"{m} × {n}", rng.normal(size=(m, n)).round(3)) for m in [1, 2] for n in [1, 2, 3, 4, 5, 6, 7, 8]]
    with_nan = rng.normal(size=(4, 100)).round(3)
    with_nan[0, 0] = np.nan
    apart = np.vstack([20 + rng.normal(size=(1, 100)), rng.normal(size=(1, 100))]).round(3)
    of_widths = (rng.normal(size=(4, 60)) * [[1], [1], [1], [5]]).round(3)
    one_constant = rng.normal(size=(3, 50)).round(3)
    one_constant[1] = 0.25
    cases += [
        ("independent", rng.normal(size=(4, 100)).round(3)), ("one chain", rng.normal(size=(1, 150)).round(3)),
        ("with NaN", with_nan), ("constant", np.ones((4, 100))), ("constant but odd", np.full((3, 21), 0.5)),
        ("far apart", apart), ("of different widths", of_widths), ("one of them constant", one_constant),
        ("slow", autoregressive(rng, 3, 151, 0.95).round(3)), ("alternating", autoregressive(rng, 2, 120, -0.7).round(3)),
        ("heavy tails", rng.standard_cauchy(size=(4, 80)).round(3)), ("counts", rng.poisson(2.0, size=(4, 60)).astype(float)),
        ("drifting", (rng.normal(size=(4, 80)) + np.linspace(0, 2, 80)).round(3)),
    ]
    return [
        {
            "name": name,
            "chains": [[number(v) for v in chain] for chain in x],
            "rHat": number(array_stats.rhat(x, method="rank")),
            "splitRHat": number(array_stats.rhat(x, method="split")),
            "bulk": number(array_stats.ess(x, method="bulk")),
            "tail": number(array_stats.ess(x, method="tail", prob=(0.05, 0.95))),
            "mean": number(array_stats.ess(x, method="mean")),
            "standardError": number(array_stats.mcse(x, method="mean")),
        }
        for name, x in cases
    ]


def pareto_smoothing():
    rng = np.random.default_rng(2)
    likelihoods = arviz_base.load_arviz_data("centered_eight").log_likelihood["obs"].stack(draw_=("chain", "draw")).values
    cases = [(f"centered_eight, school {school}", -likelihoods[school].round(4), 1.0) for school in [0, 2]]
    cases.append(("centered_eight, dependent draws", -likelihoods[5].round(4), 0.6))
    draws = rng.normal(size=600)
    for width in [0.6, 0.9, 1.0001, 1.5]:
        q = width * draws
        cases.append((f"a normal of deviation {width} for one of 1", (-0.5 * q**2 + 0.5 * draws**2).round(6), 1.0))
    t = rng.standard_t(3, size=300)
    cases.append(("a t for a normal", (-0.5 * t**2 + 2 * np.log1p(t**2 / 3)).round(6), 1.0))
    cases += [(f"{n} exponential weights", np.log(rng.exponential(size=n)).round(6), 1.0) for n in [25, 30, 100, 225, 226, 400]]
    cases.append(("far from 0", (rng.normal(size=250) * 3 - 4000).round(5), 1.0))
    impossible = rng.normal(size=100).round(5)
    cases.append(("some draws all but impossible", np.where(np.arange(100) % 3 == 0, -800, impossible), 1.0))
    smoothed = []
    for name, ratios, efficiency in cases:
        # Its argument is what leave-one-out has: log ratios with the opposite sign.
        weights, shape = array_stats.psislw(-ratios, r_eff=efficiency)
        smoothed.append({
            "name": name, "logRatios": ratios.tolist(), "efficiency": efficiency, "shape": number(shape),
            "logWeights": weights.round(8).tolist(),
        })
    fits = []
    samples = [(f"k = {k}, {n}", np.sort(scipy.stats.genpareto.rvs(k, scale=2, size=n, random_state=rng)))
               for k in [-0.5, 0.001, 0.3, 0.7, 1.2] for n in [5, 20, 150]]
    samples.append(("mostly equal", np.array([1.0, 1, 1, 1, 1, 1, 2, 3])))
    for name, sample in samples:
        shape, scale = array_stats._gpdfit(sample)
        fits.append({"name": name, "values": sample.tolist(), "shape": number(shape), "scale": number(scale)})
    return {"smoothed": smoothed, "fits": fits}


def chi_squared():
    rng = np.random.default_rng(3)
    cases = [(x, nu) for nu in [1, 2, 3, 5, 19, 20, 99, 500] for x in [1e-12, 1e-3, 0.5, 1.0, nu / 2, nu, nu + 1.9, 2 * nu, 5 * nu]]
    cases += [(float(x), int(nu)) for x, nu in zip(10 ** rng.uniform(-3, 2.5, size=60), rng.integers(1, 120, size=60))]
    return [
        {"x": x, "degreesOfFreedom": nu, "value": float(mpmath.gammainc(mpmath.mpf(nu) / 2, mpmath.mpf(x) / 2, regularized=True))}
        for x, nu in cases
    ]


def rank_histograms():
    rng = np.random.default_rng(4)
    cases = []
    for simulations, draws, bins, a, b in [(200, 99, 20, 1, 1), (100, 9, 10, 1, 1), (300, 99, 10, 2, 2), (500, 63, 16, 0.7, 0.7)]:
        ranks = np.floor(rng.beta(a, b, size=simulations) * (draws + 1)).astype(int)
        counts = np.bincount(ranks * bins // (draws + 1), minlength=bins)
        test = scipy.stats.chisquare(counts)
        low, high = scipy.stats.binom.ppf([0.005, 0.995], simulations, 1 / bins)
        cases.append({
            "ranks": ranks.tolist(), "draws": draws, "bins": bins, "counts": counts.tolist(), "chiSquared": float(test.statistic),
            "probability": float(test.pvalue), "low": int(low), "high": int(high),
        })
    return cases


write("chains", chains())
write("pareto-smoothing", pareto_smoothing())
write("chi-squared", chi_squared())
write("rank-histograms", rank_histograms())
