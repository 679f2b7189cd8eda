"""Transposed convolution, value and gradients, by PyTorch in Float64.

x [batch, height, width, in], weights [kernel height, kernel width, in, out], bias [out]. Every pixel of x adds its
multiple of the kernel to the output: x[b, i, j, c] weights[m, n, c, o] lands on
y[b, i*stride + m - top, j*stride + n - left, o], and what lands outside is dropped; then the bias is added
everywhere. Output size = (in - 1)*stride - before - after + kernel + outputPadding, so that output padding
prolongs the output at the bottom and at the right. The kernel is not mirrored.
Attributes: kernel, strides, outputPadding [height, width], padding [[top, bottom], [left, right]].
"""

import torch
import torch_fixtures as shared
import torch.nn.functional as F
from fixture_format import normal, write

ONE, NONE = [[1, 1], [1, 1]], [[0, 0], [0, 0]]
CASES = [  # name, batch, height, width, in, out, kernel, strides, padding, output padding
    ("3x3 stride 1 padding 1, 1 to 1 channels", 1, 5, 5, 1, 1, [3, 3], [1, 1], ONE, [0, 0]),
    ("3x3 stride 1 padding 1, 3 to 5 channels, batch 3, not square", 3, 4, 6, 3, 5, [3, 3], [1, 1], ONE, [0, 0]),
    ("3x3 stride 2 padding 1 output padding 1, 1 to 3 channels", 1, 4, 4, 1, 3, [3, 3], [2, 2], ONE, [1, 1]),
    ("3x3 stride 2 padding 1 output padding 1, 8 to 4 channels, batch 3, not square",
     3, 3, 2, 8, 4, [3, 3], [2, 2], ONE, [1, 1]),
    ("3x3 stride 2 padding 1 output padding 1, 5 to 17 channels", 1, 2, 3, 5, 17, [3, 3], [2, 2], ONE, [1, 1]),
    ("3x3 stride 2 padding 1, no output padding", 1, 4, 3, 2, 3, [3, 3], [2, 2], ONE, [0, 0]),
    ("3x3 stride 2 padding 1 output padding 0 and 1", 1, 3, 4, 2, 3, [3, 3], [2, 2], ONE, [0, 1]),
    ("3x3 stride 2 Keras same: padding bottom 1, right 1", 1, 4, 3, 3, 2, [3, 3], [2, 2], [[0, 1], [0, 1]], [0, 0]),
    ("2x2 stride 2 valid, 3 to 2 channels", 3, 3, 4, 3, 2, [2, 2], [2, 2], NONE, [0, 0]),
    ("2x2 stride 2 valid, 16 to 8 channels", 1, 3, 2, 16, 8, [2, 2], [2, 2], NONE, [0, 0]),
    ("2x2 stride 2 output padding 1: a row and column of bias alone", 1, 3, 2, 2, 3, [2, 2], [2, 2], NONE, [1, 1]),
    ("4x4 stride 2 padding 1, 3 to 4 channels", 1, 4, 3, 3, 4, [4, 4], [2, 2], ONE, [0, 0]),
    ("4x4 stride 2 padding 1, 4 to 1 channels, batch 3", 3, 2, 4, 4, 1, [4, 4], [2, 2], ONE, [0, 0]),
    ("5x3 strides 2 and 1, padding top 1, left 2", 1, 3, 5, 2, 3, [5, 3], [2, 1], [[1, 0], [2, 0]], [0, 0]),
    ("2x3 strides 3 and 1 (gaps of bias), valid", 1, 3, 3, 2, 2, [2, 3], [3, 1], NONE, [0, 0]),
    ("1x1", 3, 3, 2, 4, 3, [1, 1], [1, 1], NONE, [0, 0]),
]


def transposed_convolution(strides, padding, output_padding):
    def function(x, weights, bias):
        (top, bottom), (left, right) = padding
        x, weights = shared.channels_first(x), weights.permute(2, 3, 0, 1).contiguous()
        whole = F.conv_transpose2d(x, weights, None, strides)
        crop = (-left, output_padding[1] - right, -top, output_padding[0] - bottom)
        y = F.pad(whole, crop) + bias[:, None, None]
        if top == bottom and left == right:  # PyTorch's own padding can say it too
            assert torch.allclose(
                y, F.conv_transpose2d(x, weights, bias, strides, (top, left), output_padding), rtol=0, atol=1e-12)
        return shared.channels_last(y)
    return function


cases = []
for name, batch, height, width, channels, outputs, kernel, strides, padding, output_padding in CASES:
    cases.append(shared.case(
        name, {"kernel": kernel, "strides": strides, "padding": padding, "outputPadding": output_padding},
        {"x": normal(name + ": x", batch, height, width, channels),
         "weights": normal(name + ": weights", *kernel, channels, outputs, scale=0.5),
         "bias": normal(name + ": bias", outputs)},
        transposed_convolution(strides, padding, output_padding)))
    size = [(n - 1) * s - sum(p) + k + o
            for n, s, p, k, o in zip((height, width), strides, padding, kernel, output_padding)]
    assert cases[-1]["outputs"]["y"]["shape"] == [batch, *size, outputs]
write(__file__, cases)
