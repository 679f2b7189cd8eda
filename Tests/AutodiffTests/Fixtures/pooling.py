"""Max-pooling and nearest-neighbour upsampling of [batch, height, width, channels], by PyTorch in Float64.

The pixels of an image are all different, so the maximum is unique. Padding never wins: it counts as minus infinity,
which the all-negative images show. A row or column that no window covers gets no gradient.
Attributes: operation; for "max-pool" kernel and strides [height, width] and padding [[top, bottom], [left, right]];
for "nearest-upsampling" factors [height, width].
"""

import numpy as np
import torch_fixtures as shared
import torch.nn.functional as F
from fixture_format import normal, write

NONE, ONE = [[0, 0], [0, 0]], [[1, 1], [1, 1]]
POOLS = [  # name, shape, kernel, strides, padding, sign
    ("max-pool 2x2 stride 2", (3, 4, 6, 3), [2, 2], [2, 2], NONE, 0),
    ("max-pool 2x2 stride 2, one channel", (1, 8, 4, 1), [2, 2], [2, 2], NONE, 0),
    ("max-pool 2x2 stride 2, 17 channels", (1, 4, 4, 17), [2, 2], [2, 2], NONE, 0),
    ("max-pool 2x2 stride 2, last row and column unused", (2, 5, 7, 2), [2, 2], [2, 2], NONE, 0),
    ("max-pool 3x3 stride 2 padding 1", (3, 6, 8, 3), [3, 3], [2, 2], ONE, 0),
    ("max-pool 3x3 stride 2 padding 1, odd, all negative", (1, 7, 5, 2), [3, 3], [2, 2], ONE, -1),
    ("max-pool 3x2 stride 1, overlapping windows", (1, 5, 4, 2), [3, 2], [1, 1], NONE, 0),
]
UPSAMPLINGS = [  # name, shape, factors
    ("nearest upsampling by 2", (3, 3, 4, 2), [2, 2]),
    ("nearest upsampling by 2, 17 channels", (1, 2, 3, 17), [2, 2]),
    ("nearest upsampling by 3", (1, 3, 2, 3), [3, 3]),
    ("nearest upsampling by 2 and 3", (2, 2, 3, 1), [2, 3]),
]


def all_different(name, shape, sign):
    """A shuffled arithmetic progression with steps of 2^-6, about zero or all of one sign."""
    count = int(np.prod(shape))
    order = np.argsort(normal(name, count) + np.arange(count) * 1e-9)
    steps = np.empty(count)
    steps[order] = np.arange(count)
    return ((steps + 1) * sign if sign else steps - count // 2).reshape(shape) / 64


def max_pool(kernel, strides, padding):
    (top, bottom), (left, right) = padding
    return lambda x: shared.channels_last(F.max_pool2d(
        F.pad(shared.channels_first(x), (left, right, top, bottom), value=-np.inf), kernel, strides))


def upsampling(factors):
    return lambda x: shared.channels_last(
        F.interpolate(shared.channels_first(x), scale_factor=tuple(map(float, factors)), mode="nearest"))


write(__file__, [
    shared.case(name, {"operation": "max-pool", "kernel": kernel, "strides": strides, "padding": padding},
                {"x": all_different(name + ": x", shape, sign)}, max_pool(kernel, strides, padding))
    for name, shape, kernel, strides, padding, sign in POOLS
] + [
    shared.case(name, {"operation": "nearest-upsampling", "factors": factors},
                {"x": normal(name + ": x", *shape)}, upsampling(factors))
    for name, shape, factors in UPSAMPLINGS
])
