"""Writes the files beside it, and what NumPy, pandas and Pillow read from them to expected.json.

Made with NumPy 2.4.6, pandas 3.1.1 and Pillow 13.0.0: python3 make-fixtures.py
"""

import gzip
import json
import shutil
import struct
from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image

here = Path(__file__).parent
for folder in ["arrays", "tables", "pictures", "idx"]:
    shutil.rmtree(here / folder, ignore_errors=True)
    (here / folder).mkdir()
random = np.random.default_rng(18)
expected = {"arrays": {}, "tables": {}, "pictures": {}}

# Arrays.


def note(name, array):
    flat = array.ravel(order="C")
    if array.dtype.kind == "f":
        values = [repr(float(value)) for value in flat]
    else:
        values = [str(int(value)) for value in flat]
    expected["arrays"][name] = {"shape": list(array.shape), "type": array.dtype.name, "values": values}


def save(name, array, version=None):
    with open(here / "arrays" / f"{name}.npy", "wb") as file:
        np.lib.format.write_array(file, array, version=version)
    note(f"{name}.npy", array)


for kind in ["f2", "f4", "f8"]:
    edges = np.finfo(kind)
    values = np.array([0, -0.0, 1.5, -2.25, 1 / 3, edges.max, edges.min, edges.tiny, edges.smallest_subnormal,
                       np.inf, -np.inf, 7], dtype=kind)
    for order in "<>":
        save(f"{kind}{'-big' if order == '>' else ''}", values.reshape(3, 4).astype(order + kind))
for kind in ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"]:
    edges = np.iinfo(kind)
    values = np.array([0, 1, 2, edges.max, edges.min, 100], dtype=kind)
    save(kind, values)
    save(f"{kind}-big", values.astype(">" + kind))
save("bool", np.array([[True, False], [False, False], [True, True]]))
cube = np.arange(2 * 3 * 4, dtype="<f4").reshape(2, 3, 4)
save("fortran", np.asfortranarray(cube))
save("fortran-big", np.asfortranarray(cube.astype(">i2")))
save("transposed", cube.transpose(2, 0, 1))
save("eight-axes", np.arange(2**8, dtype="<u2").reshape((2,) * 8))
save("scalar", np.array(2.5))
save("empty", np.zeros((0, 3), dtype="<f4"))
save("version-2", cube, version=(2, 0))
save("version-3", cube, version=(3, 0))
features, labels = random.normal(size=(5, 2)), np.arange(5, dtype="u1")
np.savez(here / "arrays" / "stored.npz", features=features, labels=labels)
np.savez_compressed(here / "arrays" / "deflated.npz", features=features, labels=labels, large=np.zeros((40, 40)))
np.savez(here / "arrays" / "one.npz", cube)
for archive in ["stored.npz", "deflated.npz", "one.npz"]:
    with np.load(here / "arrays" / archive) as arrays:
        for name in arrays:
            note(f"{archive}/{name}", arrays[name])
np.save(here / "arrays" / "objects.npy", np.array([{}, None], dtype=object), allow_pickle=True)
np.save(here / "arrays" / "structured.npy", np.zeros(2, dtype=[("a", "<f4"), ("b", "<i2")]))
np.save(here / "arrays" / "complex.npy", np.zeros(2, dtype="c8"))
np.save(here / "arrays" / "texts.npy", np.array(["a", "bc"]))
np.save(here / "arrays" / "times.npy", np.array(["2020-01-01"], dtype="M8[D]"))
np.save(here / "arrays" / "long-double.npy", np.zeros(2, dtype=np.longdouble))

# Tables.

frame = pd.DataFrame({
    "alcohol": [12.5, 13.25, np.nan, 1e-300, 0.1, -7.000000000000001],
    "count": [3, 0, 12345678, 2, -5, 9007199254740993],
    "grape": ["Merlot", "Pinot, noir", 'the "King"', None, "two\nlines", "Grüner Veltliner 🍇"],
    "vintage": [2001, 1999, 2001, 2010, 1999, 2001],
})
ways = {
    "plain": {},
    "semicolons": {"sep": ";"},
    "tabs": {"sep": "\t"},
    "crlf": {"lineterminator": "\r\n"},
    "cr": {"lineterminator": "\r"},
    "mark": {"encoding": "utf-8-sig"},
    "all-quoted": {"quoting": 1},
    "texts-quoted": {"quoting": 2},
    "na": {"na_rep": "NaN"},
    "no-header": {"header": False},
}
for name, way in ways.items():
    # Where lines end with CR, pandas leaves a field with LF without quotation marks.
    table = frame.replace("two\nlines", "two lines") if name == "cr" else frame
    table.to_csv(here / "tables" / f"{name}.csv", index=False, **way)
(here / "tables" / "missing.csv").write_text(
    "number,text\n" + "".join(f"{value},x{value}\n" for value in [
        "", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA",
        "NULL", "NaN", "None", "n/a", "nan", "null", "1", " 2", "3 ", "+4", "5.", ".5", "6e2", "inf", "-inf"]))
for path in sorted((here / "tables").glob("*.csv")):
    way = ways.get(path.stem, {})
    read = pd.read_csv(path, sep=way.get("sep", ","), header=None if path.stem == "no-header" else 0,
                       float_precision="round_trip", encoding=way.get("encoding", "utf-8"))
    expected["tables"][path.name] = [
        {"name": str(number + 1) if path.stem == "no-header" else column,
         "isNumeric": bool(pd.api.types.is_numeric_dtype(read[column])),
         "values": [None if pd.isna(value) else value if isinstance(value, str) else repr(value.item())
                    if hasattr(value, "item") else repr(value) for value in read[column]]}
        for number, column in enumerate(read.columns)]

# Pictures.


def picture(path, mode, size=(5, 4)):
    path.parent.mkdir(parents=True, exist_ok=True)
    width, height = size
    channels = {"L": 1, "LA": 2, "RGB": 3, "RGBA": 4}
    if mode == "1":
        image = Image.fromarray(random.integers(0, 2, (height, width)).astype("u1") * 255).convert("1")
    elif mode == "P":
        image = Image.fromarray(random.integers(0, 256, (height, width, 3)).astype("u1")).quantize(7)
    elif mode == "I;16":
        image = Image.fromarray(random.integers(0, 65536, (height, width)).astype("u2"))
    else:
        image = Image.fromarray(random.integers(0, 256, (height, width, channels[mode])).astype("u1").squeeze(), mode)
    if mode == "RGBA" and "opaque" in path.name:
        image.putalpha(255)
    image.save(path)


def note_folder(name, color, background=None):
    files = sorted((path for path in (here / "pictures" / name).rglob("*.png")
                    if not any(part.startswith(".") for part in path.relative_to(here / "pictures" / name).parts)),
                   key=lambda path: [part.encode() for part in path.relative_to(here / "pictures" / name).parts])
    values = []
    for path in files:
        image = Image.open(path)
        if image.mode == "I;16":
            pixels = np.rint(np.asarray(image) / 257).astype("u1")
        elif background is not None:
            pixels = np.asarray(image.convert("RGBA")).astype(int)
            opacity = pixels[..., 3:]
            pixels = ((opacity * pixels[..., :3] + (255 - opacity) * background + 127) // 255).astype("u1")
        else:
            pixels = np.asarray(image.convert("RGB" if color else "L"))
        values += pixels.ravel().tolist()
    relative = [str(path.relative_to(here / "pictures" / name)) for path in files]
    expected["pictures"][name] = {"files": relative, "values": values}


for path, mode in [("gray/b/2.png", "L"), ("gray/b/10.png", "L"), ("gray/a/deep/1.png", "1"), ("gray/a/sixteen.png", "I;16"),
                   ("gray/a-b/1.png", "L"), ("gray/Z/1.png", "L"), ("gray/a/.hidden.png", "RGB"),
                   ("color/cat/rgb.png", "RGB"), ("color/cat/palette.png", "P"), ("color/dog/opaque.png", "RGBA"),
                   ("color/dog/gray.png", "L"), ("transparent/one.png", "RGBA"), ("transparent/two.png", "RGBA")]:
    picture(here / "pictures" / path, mode)
(here / "pictures" / "gray" / "b" / ".notes").write_text("hidden\n")
note_folder("gray", color=False)
note_folder("color", color=True)
note_folder("transparent", color=True, background=255)

# IDX pairs.

images, classes = random.integers(0, 256, (6, 3, 2)).astype("u1"), np.array([0, 2, 1, 4, 2, 2], dtype="u1")
for array, name in [(images, "emnist-train-images-idx3-ubyte"), (classes, "emnist-train-labels-idx1-ubyte")]:
    content = struct.pack(">HBB", 0, 8, array.ndim) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()
    (here / "idx" / name.replace("-idx", ".idx")).write_bytes(content)
    (here / "idx" / f"gz-{name}.gz").write_bytes(gzip.compress(content, mtime=0))
expected["idx"] = {"pixels": images.ravel().tolist(), "labels": classes.tolist()}

(here / "expected.json").write_text(json.dumps(expected, ensure_ascii=False, indent=1) + "\n")
