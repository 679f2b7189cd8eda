"""Convolution (cross-correlation), value and gradients, by PyTorch in Float64.

x [batch, height, width, in], weights [kernel height, kernel width, in, out], bias [out];
y[b, i, j, o] = bias[o] + sum over m, n, c of x[b, i*stride + m - top, j*stride + n - left, c] weights[m, n, c, o],
where x is zero outside. Attributes: kernel and strides [height, width], padding [[top, bottom], [left, right]].
"Keras same" is the padding Keras chooses for a 2x2 kernel: none before, one after.
"""

import torch_fixtures as shared
import torch.nn.functional as F
from fixture_format import normal, write

SAME, NONE, AFTER = [[1, 1], [1, 1]], [[0, 0], [0, 0]], [[0, 1], [0, 1]]
CASES = [  # name, batch, height, width, in, out, kernel, strides, padding
    ("3x3 same, 1 to 1 channels", 1, 5, 5, 1, 1, [3, 3], [1, 1], SAME),
    ("3x3 same, 1 to 3 channels, batch 3, odd and not square", 3, 7, 5, 1, 3, [3, 3], [1, 1], SAME),
    ("3x3 same, 3 to 1 channels, wide", 1, 5, 9, 3, 1, [3, 3], [1, 1], SAME),
    ("3x3 same, 16 to 8 channels", 1, 4, 6, 16, 8, [3, 3], [1, 1], SAME),
    ("3x3 same, 4 to 16 channels, batch 3", 3, 3, 4, 4, 16, [3, 3], [1, 1], SAME),
    ("3x3 same, 17 to 5 channels", 1, 5, 4, 17, 5, [3, 3], [1, 1], SAME),
    ("3x3 same, 1 to 32 channels", 1, 4, 4, 1, 32, [3, 3], [1, 1], SAME),
    ("3x3 same, image of one pixel", 3, 1, 1, 2, 3, [3, 3], [1, 1], SAME),
    ("2x2 Keras same, 1 to 1 channels", 1, 6, 6, 1, 1, [2, 2], [1, 1], AFTER),
    ("2x2 Keras same, 4 to 3 channels, batch 3, not square", 3, 6, 5, 4, 3, [2, 2], [1, 1], AFTER),
    ("3x3 stride 2 padding 1, even", 1, 8, 6, 3, 4, [3, 3], [2, 2], SAME),
    ("3x3 stride 2 padding 1, odd, batch 3", 3, 7, 5, 4, 3, [3, 3], [2, 2], SAME),
    ("3x3 stride 2 Keras same", 1, 8, 6, 2, 3, [3, 3], [2, 2], AFTER),
    ("2x2 stride 2 valid, even", 3, 4, 6, 3, 5, [2, 2], [2, 2], NONE),
    ("2x2 stride 2 valid, last row and column unused", 1, 7, 5, 2, 3, [2, 2], [2, 2], NONE),
    ("5x3 valid", 1, 8, 6, 3, 2, [5, 3], [1, 1], NONE),
    ("5x3 valid, kernel as large as the image", 3, 5, 3, 2, 4, [5, 3], [1, 1], NONE),
    ("1x1", 3, 4, 3, 5, 4, [1, 1], [1, 1], NONE),
    ("1x1 stride 2", 1, 5, 6, 3, 4, [1, 1], [2, 2], NONE),
    ("3x3 padding top 2, left 1, right 3", 1, 5, 4, 2, 3, [3, 3], [1, 1], [[2, 0], [1, 3]]),
    ("4x3 strides 1 and 2, padding bottom 2, left 3, right 1", 3, 6, 5, 2, 3, [4, 3], [1, 2], [[0, 2], [3, 1]]),
    ("2x5 strides 3 and 1, padding top 1, left 2, right 2", 1, 8, 5, 3, 2, [2, 5], [3, 1], [[1, 0], [2, 2]]),
]


def convolution(strides, padding):
    def function(x, weights, bias):
        (top, bottom), (left, right) = padding
        padded = F.pad(shared.channels_first(x), (left, right, top, bottom))
        return shared.channels_last(F.conv2d(padded, weights.permute(3, 2, 0, 1).contiguous(), bias, strides))
    return function


write(__file__, [
    shared.case(
        name, {"kernel": kernel, "strides": strides, "padding": padding},
        {"x": normal(name + ": x", batch, height, width, channels),
         "weights": normal(name + ": weights", *kernel, channels, outputs, scale=0.5),
         "bias": normal(name + ": bias", outputs)},
        convolution(strides, padding))
    for name, batch, height, width, channels, outputs, kernel, strides, padding in CASES
])
