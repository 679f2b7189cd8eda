#!/usr/bin/env python3
"""Makes `eight-schools.json` beside it, with SciPy: python3 eight-schools.py POSTERIORDB

The posterior of the eight schools (Rubin 1981; Gelman et al. 2013, section 5.5) with the priors of posteriordb, mu ~ N(0, 5) and tau ~
half-Cauchy(5), by quadrature over tau: given tau all else is normal. POSTERIORDB is a clone of github.com/stan-dev/posteriordb, from which
the data and the published means are read.
"""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
from scipy.integrate import quad

CLONE, BASE = sys.argv[1], "posterior_database"
NAME = "eight_schools-eight_schools_noncentered.json"


def read(path):
    return subprocess.run(["git", "-C", CLONE, "show", f"HEAD:{path}"], capture_output=True, check=True).stdout


archive = Path("/tmp/eight_schools.zip")
archive.write_bytes(read(f"{BASE}/data/data/eight_schools.json.zip"))
with zipfile.ZipFile(archive) as opened:
    data = json.loads(opened.read(opened.namelist()[0]))
y, sigma = np.array(data["y"], float), np.array(data["sigma"], float)
statistics = f"{BASE}/reference_posteriors/summary_statistics"
published = json.loads(read(f"{statistics}/mean_value/mean_value/{NAME}"))
squares = json.loads(read(f"{statistics}/mean_squared_value/mean_squared_value/{NAME}"))
commit = subprocess.run(["git", "-C", CLONE, "rev-parse", "HEAD"], capture_output=True, check=True, text=True).stdout.strip()


def conditional(tau):
    """Of mu given tau and y the mean and the variance, and the logarithm of p(tau, y)."""
    variance = sigma**2 + tau**2
    precision = 1 / 25 + np.sum(1 / variance)
    mean = np.sum(y / variance) / precision
    quadratic = np.sum(y**2 / variance) - mean**2 * precision
    log_joint = -0.5 * (8 * np.log(2 * np.pi) + np.sum(np.log(variance)) + np.log(25 * precision) + quadratic)
    return mean, 1 / precision, log_joint + np.log(2 / (np.pi * 5)) - np.log1p((tau / 5) ** 2)


def moments(tau):
    """First and second moments of mu, tau and theta given tau."""
    mean, variance, _ = conditional(tau)
    share = tau**2 / (tau**2 + sigma**2)
    theta = share * y + (1 - share) * mean
    theta_variance = share * sigma**2 + (1 - share) ** 2 * variance
    return np.concatenate([[mean, tau], theta, [variance + mean**2, tau**2], theta_variance + theta**2])


def integral(f):
    pieces = [0, 1, 5, 10, 20, 50, 200, np.inf]
    return sum(quad(f, a, b, epsabs=0, epsrel=1e-11, limit=400)[0] for a, b in zip(pieces, pieces[1:]))


peak = conditional(3.0)[2]
density = lambda tau: np.exp(conditional(tau)[2] - peak)
evidence = integral(density)
values = np.array([integral(lambda tau: density(tau) * moments(tau)[i]) for i in range(20)]) / evidence
means, deviations = values[:10], np.sqrt(values[10:] - values[:10] ** 2)
names = ["mu", "tau"] + [f"theta[{i + 1}]" for i in range(8)]
content = {
    "effects": data["y"], "standardErrors": data["sigma"], "names": names, "means": means.tolist(),
    "standardDeviations": deviations.tolist(), "logEvidence": float(np.log(evidence) + peak),
    "posteriordb": {
        "commit": commit, "means": [published["mean_value"][published["names"].index(n)] for n in names],
        "standardErrors": [published["mcse_mean"][published["names"].index(n)] for n in names],
        "meanSquares": [squares["mean_squared_value"][squares["names"].index(n)] for n in names],
    },
}
(Path(__file__).parent / "eight-schools.json").write_text(json.dumps(content, indent=1) + "\n")
