"""Writes noise-tests.json: what two runs have of one quantity, and how probable noise makes it, by SciPy's t-tests.

Run as `python3 make-fixtures.py`; last run with Python 3.11, NumPy 2.4, SciPy 1.17.
"""

import json
import pathlib

import numpy as np
from scipy import stats

generator = np.random.RandomState(20)


def spread(*samples):
    """The standard deviation, pooled."""
    freedom = sum(len(sample) - 1 for sample in samples)
    return np.sqrt(sum((len(sample) - 1) * np.var(sample, ddof=1) for sample in samples) / freedom)


# Means over the same seeds: the unpaired test has nine tenths of the level, the paired one a tenth, and that only where the shift
# is more than a tenth of the standard deviation.
means = []
for count in (2, 3, 4, 5, 8, 12, 21):
    for shift, noise in ((0.0, 0.5), (0.2, 0.5), (1.0, 0.5), (3.0, 0.5), (30.0, 0.5), (0.05, 1e-3), (0.3, 1e-2), (0, 1e-6)):
        before = np.round(generator.standard_normal(count), 4)
        after = np.round(before + shift + noise * generator.standard_normal(count), 8)
        p = stats.ttest_ind(after, before).pvalue / 0.9
        if abs(np.mean(after - before)) > 0.1 * spread(before, after):
            p = min(p, stats.ttest_rel(after, before).pvalue / 0.1)
        means.append({"before": before.tolist(), "after": after.tolist(), "p": float(min(1, p))})

# Values of one training, held against the spread of repeated ones, which are of other seeds or of fewer steps.
singles = []
for count in (2, 3, 5, 10):
    for shift in (0.0, 0.5, 2.0, 10.0):
        before, after = generator.standard_normal(count), generator.standard_normal(count)
        old, new = generator.standard_normal(2) + [40, 40 + shift]
        t = (new - old) / (np.sqrt(2) * spread(before, after))
        p = 2 * stats.t.sf(abs(t), 2 * (count - 1))
        singles.append({
            "before": before.tolist(), "after": after.tolist(), "old": float(old), "new": float(new), "p": float(p)})

content = {"means": means, "singles": singles}
path = pathlib.Path(__file__).with_name("noise-tests.json")
path.write_text(json.dumps(content) + "\n", encoding="utf-8")
