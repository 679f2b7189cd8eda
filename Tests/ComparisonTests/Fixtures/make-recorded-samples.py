"""Writes recorded-samples.json: of every measured value whose seeds a report has recorded, the mean, its standard error and,
of paired differences, the p-value of the paired t-test, by SciPy.

Run as `python3 make-recorded-samples.py` whenever reports are made again; last run with Python 3.11, SciPy 1.17. It reads the
repository's reports and those of the folder Reports beside it.
"""

import json
import math
import pathlib

from scipy import stats

folder = pathlib.Path(__file__).resolve().parent
entries = []
for reports in (folder / "Reports", folder.parents[2] / "Reports"):
    for path in sorted(reports.glob("*/record.json")):
        for name, metric in sorted(json.loads(path.read_text(encoding="utf-8"))["metrics"].items()):
            noise = metric["tolerance"].get("seeds", {})
            for values, others in ((noise.get("values"), noise.get("less")), (metric["samples"], None)):
                if not values:
                    continue
                change = [a - b for a, b in zip(values, others)] if others else values
                p = float(stats.ttest_rel(values, others).pvalue) if others else math.nan
                entries.append({
                    "report": path.parent.name, "metric": name, "count": len(values),
                    "mean": math.fsum(change) / len(change), "standardError": float(stats.sem(change)),
                    "probability": None if math.isnan(p) else p,
                })

lines = ",\n".join(json.dumps(entry) for entry in entries)
(folder / "recorded-samples.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")
