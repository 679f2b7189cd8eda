#!/usr/bin/env python3
"""Makes t-tests.json beside it: tails of Student's t by mpmath, paired differences by SciPy, families of tests by statsmodels.

Run as `python3 make-t-tests.py`; last run with Python 3.11, mpmath 1.3, NumPy 2.4, SciPy 1.17, statsmodels 0.15.
"""

import json
from pathlib import Path

import mpmath
import numpy as np
import scipy.stats
from statsmodels.stats.multitest import multipletests

mpmath.mp.dps = 50
rng = np.random.default_rng(20)

tails = []
for degrees in [1, 2, 3, 4, 5, 8, 9, 18, 29, 100, 999]:
    for t in [1e-9, 0.01, 0.5, 1.0, 1.7, 2.5, 4.3, 7.4, 12.0, 35.0, 300.0, 1e6]:
        freedom, square = mpmath.mpf(degrees), mpmath.mpf(t) ** 2
        p = mpmath.betainc(freedom / 2, mpmath.mpf(1) / 2, 0, freedom / (freedom + square), regularized=True)
        if p > mpmath.mpf(10) ** -290:
            tails.append({"degrees": degrees, "t": t, "probability": float(p)})

differences = []
for count in [2, 3, 4, 5, 8, 20]:
    for shift, spread, offset in [(0, 1, 0), (0.5, 1, 0), (3, 0.2, -270), (-6, 1.2, 1000), (0.16, 0.8, 1e6)]:
        others = rng.normal(size=count) + offset
        values = others + shift + spread * rng.normal(size=count)
        change = values - others
        differences.append({
            "values": values.tolist(), "others": others.tolist(), "mean": change.mean(),
            "standardError": scipy.stats.sem(change), "probability": scipy.stats.ttest_rel(values, others).pvalue,
        })

families = []
for size in [1, 2, 5, 30]:
    for power in [1, 3, 6]:
        p = rng.uniform(size=size) ** power
        families.append({"probabilities": p.tolist(), "adjusted": multipletests(p, method="holm")[1].tolist()})
families.append({"probabilities": [0.01, 0.01, 0.04, 1, 0], "adjusted": [0.04, 0.04, 0.08, 1, 0]})

content = {"tails": tails, "differences": differences, "families": families}
Path(__file__).with_name("t-tests.json").write_text(json.dumps(content) + "\n", encoding="utf-8")
