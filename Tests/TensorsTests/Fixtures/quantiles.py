"""Quantiles along an axis by linear interpolation, by NumPy in Float64, written with 17 digits.

Inputs: "x", the "fractions" (any numbers, exact in double precision) and the "axis" from 0. Output: "quantiles", where the
axis counts the fractions.
"""

import sys

sys.dont_write_bytecode = True
import numpy as np

from fixture_format import array, exact, normal, write

FRACTIONS = [0, 0.025, 0.1, 0.25, 1 / 3, 0.5, 0.75, 0.9, 0.975, 1]


def case(name, x, axis, fractions=FRACTIONS):
    quantiles = np.moveaxis(np.quantile(x, fractions, axis=axis), 0, axis)
    return {"name": name, "inputs": {"x": exact(x), "fractions": array(fractions, digits=17), "axis": exact(axis)},
            "outputs": {"quantiles": array(quantiles, digits=17)}}


cube = normal("quantiles", 3, 8, 5)
write(__file__, [
    case("one number", normal("quantile", 1), 0), case("two numbers", normal("quantiles", 2), 0),
    case("ties", np.asarray([2.0, 1, 2, 2, 0, 1, 1]), 0), case("a hundred", normal("quantiles", 100, scale=50), 0),
    *(case(f"axis {axis} of three", cube, axis) for axis in range(3)), case("no fractions", cube, 1, []),
    case("fractions in no order", cube, 2, [0.9, 0.1, 0.9]),
])
