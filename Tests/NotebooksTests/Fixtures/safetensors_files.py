"""Files as Python's safetensors library writes them, in base64: their numbers, types and metadata beside them.

Run as `python3 safetensors_files.py`, with safetensors and NumPy; last run with safetensors 0.8.0 and NumPy 2.4.6.
Writes safetensors_files.json in the format of Tests/TensorsTests/Fixtures/fixture_format.py.
"""

import base64
import pathlib
import sys

import numpy as np
from safetensors.numpy import save

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "TensorsTests" / "Fixtures"))
import fixture_format as fixture  # noqa: E402

TYPES = {"F32": np.float32, "F64": np.float64, "I64": np.int64}


def case(name, metadata, **arrays):
    """A file of (type, values) by name; a name may have a slash for two underscores."""
    arrays = {key.replace("__", "/"): value for key, value in arrays.items()}
    tensors = {key: np.array(values, TYPES[kind]) for key, (kind, values) in arrays.items()}
    return {
        "name": name,
        "inputs": {key: fixture.array(values, digits=17) for key, values in tensors.items()},
        "attributes": {
            "types": {key: kind for key, (kind, _) in arrays.items()},
            "metadata": metadata,
            "file": base64.b64encode(save(tensors, metadata or None)).decode(),
        },
    }


fixture.write(
    __file__,
    [
        case("one array", {}, weights=("F32", [[1.5, -2.0, 0.25], [3.0, 1e-40, -3e38]])),
        case(
            "several types", {"format": "np"}, b=("F32", [0.5]), a=("F32", [2.0, 4.0]), z=("F64", [0.1, -1e300]),
            count=("I64", [[-3], [2**40]]), C=("F32", [7.0])),
        case("names with signs", {"note": "β \"quoted\" \\ and\nmore"},
             **{"1__layer 2: σ": ("F32", [1.0]), "1__layer 10": ("F32", [2.0])}),
        case("a scalar and an empty array", {}, scalar=("F32", 2.5), empty=("F32", np.zeros((0, 3)))),
        case("nothing", {}),
    ],
)
