"""Writes paired-tests.json: paired samples and the p-value of SciPy's paired t-test.

Run as `python3 make-fixtures.py`; last run with Python 3.11, NumPy 2.4, SciPy 1.17.
"""

import json
import pathlib

import numpy as np
from scipy import stats

generator = np.random.RandomState(20)
cases = []
for count in (2, 3, 4, 5, 8, 12, 21, 22, 40):
    for shift in (0.0, 0.2, 0.5, 1.0, 3.0, 30.0):
        before = np.round(generator.standard_normal(count), 4)
        after = np.round(before + shift + 0.5 * generator.standard_normal(count), 4)
        p = float(stats.ttest_rel(after, before).pvalue)
        # The table of quantiles has four digits: a case that close to the border decides nothing.
        if abs(p - 0.05) > 1e-3:
            cases.append({"before": before.tolist(), "after": after.tolist(), "p": p})

quantiles = [{"degreesOfFreedom": n, "quantile": float(stats.t.ppf(0.975, n))} for n in range(1, 101)]
path = pathlib.Path(__file__).with_name("paired-tests.json")
lines = ",\n".join(json.dumps(case) for case in cases)
table = ",\n".join(json.dumps(entry) for entry in quantiles)
path.write_text('{"cases": [\n' + lines + '\n],\n"quantiles": [\n' + table + "\n]}\n", encoding="utf-8")
