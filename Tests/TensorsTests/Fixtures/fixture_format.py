"""How every fixture file is written, and where its random inputs come from.

A file is {"cases": [{"name", "inputs", "attributes", "outputs", "gradients"}]}, where an array is
{"shape": [...], "values": [...]} in row-major order and a scalar has the shape [].

- Inputs are exactly representable in Float32, and their decimals are written in full: a reader gets the same
  number whether it parses a Float or a Double.
- Outputs and gradients are computed in Float64 (or with mpmath) from those inputs and written with 10
  significant digits, or 17 where a script says so. Nothing is written that JSON has no word for (infinity, NaN).
- A gradient is d sum(output * cotangent) / d input; the cotangent stands among the inputs.

The scripts beside the fixtures run as `python3 NAME.py` and write NAME.json beside themselves. They were last
run with Python 3.11, NumPy 2.4.6, SciPy 1.17.1, mpmath 1.3.0 and 1.4.1, PyTorch 2.15.0 (CPU, one thread).
"""

import json
import math
import pathlib
import zlib

import numpy as np


def array(values, digits=10):
    """An output or gradient: anything NumPy can turn into a Float64 array."""
    values = np.asarray(values, dtype=np.float64)
    return {"shape": list(values.shape), "values": [_number(v, digits) for v in values.ravel()]}


def exact(values):
    """An input: Float32 values, every digit written."""
    values = np.asarray(values)
    single = values.astype(np.float32)
    assert np.array_equal(single.astype(np.float64), values.astype(np.float64)), "not representable in Float32"
    return array(single, digits=17)


def single(values):
    """The nearest Float32 values, as Float64: what inputs written as decimals (0.1) become."""
    return np.asarray(values, dtype=np.float64).astype(np.float32).astype(np.float64)


def normal(name, *shape, scale=1.0):
    """Normal draws in multiples of 2^-11, a stream of their own for each name.

    The step keeps the decimals short; products of two such numbers still need rounding in Float32.
    """
    generator = np.random.RandomState(zlib.crc32(name.encode()))
    return np.asarray(np.round(scale * generator.standard_normal(shape) * 2048) / 2048)


def write(script, cases):
    """Writes NAME.json beside the script NAME.py, one case a line."""
    names = [case["name"] for case in cases]
    assert len(set(names)) == len(names), "two cases of one name"
    order = ("name", "inputs", "attributes", "outputs", "gradients")
    lines = [json.dumps({key: case.get(key, {}) for key in order}, separators=(",", ":"), ensure_ascii=False,
                        allow_nan=False) for case in cases]
    path = pathlib.Path(script).with_suffix(".json")
    path.write_text('{"cases": [\n' + ",\n".join(lines) + "\n]}\n", encoding="utf-8")
    print(f"{path.name}: {len(cases)} cases, {path.stat().st_size} bytes")


def _number(value, digits):
    value = float(value)
    assert math.isfinite(value), "not finite"
    if abs(value) < 1e-300:
        return 0  # no reader should stumble over an underflow, or over -0.0
    if value == int(value) and abs(value) < 1e15:
        return int(value)
    return float(f"{value:.{digits}g}")
