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
        cases.append({"before": before.tolist(), "after": after.tolist(), "p": p})

path = pathlib.Path(__file__).with_name("paired-tests.json")
lines = ",\n".join(json.dumps(case) for case in cases)
path.write_text('{"cases": [\n' + lines + "\n]}\n", encoding="utf-8")
