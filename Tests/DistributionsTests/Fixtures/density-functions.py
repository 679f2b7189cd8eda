"""Functions that densities, entropies and divergences are made of, and their derivatives, by mpmath (150 digits), written
with 17.

A case is a function, by its name. Inputs: the points "x". Outputs: "y" and "slope".
"""

import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "TensorsTests" / "Fixtures"))
import mpmath
import numpy as np
from fixture_format import array, exact, single, write

mpmath.mp.dps = 50
mpf = mpmath.mpf


@mpmath.workdps(150)
def expm1_excess(x):
    return mpmath.expm1(x) - x


MAGNITUDES = [1e-30, 1e-20, 1e-10, 1e-8, 1e-6, 1e-4, 1e-3, 0.01, 0.1, 0.25, 0.5, 0.75, 1, 1.25, 1.7, 2, 2.5, 3, 4, 5, 6,
              8, 9, 12, 15, 17, 20, 30, 40, 60, 80]
SIGNED = [-m for m in reversed(MAGNITUDES)] + MAGNITUDES
FUNCTIONS = [  # name, function, derivative, points
    ("expm1-excess", expm1_excess, mpmath.expm1, [0, -1.01e-3, -0.99e-3, 0.99e-3, 1.01e-3] + SIGNED),
]


def difference_quotient(function, x):
    with mpmath.workdps(150):
        h = abs(x) * mpf("1e-30") if x else mpf("1e-40")
        return (function(x + h) - function(x - h)) / (2 * h)


def case(name, function, derivative, points):
    x = np.unique(single(points))
    values, slopes = ([f(mpf(float(v))) for v in x] for f in (function, derivative))
    for v, slope in zip(x, slopes):
        assert mpmath.almosteq(difference_quotient(function, mpf(float(v))), slope, 1e-20), (name, v)
    return {"name": name, "inputs": {"x": exact(x)},
            "outputs": {"y": array([float(v) for v in values], digits=17),
                        "slope": array([float(s) for s in slopes], digits=17)}}


write(__file__, [case(*function) for function in FUNCTIONS])
