"""Elementwise functions (by mpmath, 50 digits), log-sum-exp, softmax, matrix products and reductions (by PyTorch
in Float64), value and gradients.

Elementwise cases have a cotangent of ones, so their gradients are the derivatives; both are written with 17 digits.
A derivative at a kink is given in a case of its own. Attributes: operation; axes (counted from 0) for reductions and
axis for softmax, the reduced axes absent from the result; transposeLeft and transposeRight for matrix products,
where the matrices are stored as the shapes say and transposed before they are multiplied.
"""

import mpmath
import numpy as np
import torch
import torch_fixtures as shared
from fixture_format import array, exact, normal, single, write

mpmath.mp.dps = 50
mpf, exp, pi, erf = mpmath.mpf, mpmath.exp, mpmath.pi, mpmath.erf

# SELU's constants: Klambauer et al., "Self-Normalizing Neural Networks", 2017, as PyTorch writes them out.
ALPHA, LAMBDA = mpf("1.6732632423543772848170429916717"), mpf("1.0507009873554804934193349852946")


def sigmoid(x):
    return 1 / (1 + exp(-x))


def sigmoid_derivative(x):
    return 1 / ((1 + exp(-x)) * (1 + exp(x)))


def softplus(x):
    return max(x, 0) + mpmath.log1p(exp(-abs(x)))


def gelu(x):
    return x * mpmath.erfc(-x / mpmath.sqrt(2)) / 2


def gelu_derivative(x):
    return mpmath.erfc(-x / mpmath.sqrt(2)) / 2 + x * exp(-x * x / 2) / mpmath.sqrt(2 * pi)


def gelu_tanh(x):
    """x/2 (1 + tanh u) with u = sqrt(2/pi) (x + 0.044715 x^3), which is x sigmoid(2u)."""
    return x * sigmoid(2 * mpmath.sqrt(2 / pi) * (x + mpf("0.044715") * x**3))


def gelu_tanh_derivative(x):
    factor = 2 * mpmath.sqrt(2 / pi)
    u = factor * (x + mpf("0.044715") * x**3)
    return sigmoid(u) + x * sigmoid_derivative(u) * factor * (1 + 3 * mpf("0.044715") * x**2)


def gelu_sigmoid(x):
    return x * sigmoid(mpf("1.702") * x)


def gelu_sigmoid_derivative(x):
    u = mpf("1.702") * x
    return sigmoid(u) + u * sigmoid_derivative(u)


def selu(x):
    return LAMBDA * (x if x > 0 else ALPHA * mpmath.expm1(x))


def selu_derivative(x):
    return LAMBDA if x > 0 else LAMBDA * ALPHA * exp(x)


def log_softplus(x):
    return mpmath.log(softplus(x))


def log_softplus_derivative(x):
    return sigmoid(x) / softplus(x)


def trigamma(x):
    return mpmath.polygamma(1, x)


MAGNITUDES = [1e-30, 1e-20, 1e-10, 1e-8, 1e-6, 1e-4, 1e-3, 0.01, 0.1, 0.25, 0.5, 0.75, 1, 1.25, 1.7, 2, 2.5, 3, 4, 5, 6,
              8, 9, 12, 15, 17, 20, 30, 40, 60, 80]
SIGNED = [-m for m in reversed(MAGNITUDES)] + MAGNITUDES
POWERS = [10.0**e for e in range(-30, 31, 2)] + [0.5, 0.7, 0.9, 0.99, 0.9999, 1.0001, 1.01, 1.1, 1.3, 2, 3, 5]
MODERATE = [x for x in POWERS if x > 1e-17]  # where the trigamma function fits into Float32
MIDDLE = [0] + [s * m for m in MAGNITUDES for s in (-1, 1) if m >= 1e-6] + [-1e15, -1e6, 1e6, 1e15]

ELEMENTWISE = [  # operation, function, derivative, points
    ("exp", exp, exp, [0] + [x for x in SIGNED if abs(x) > 1e-9] + [-87, 87, 88.5]),
    ("log", mpmath.log, lambda x: 1 / x, POWERS),
    ("sqrt", mpmath.sqrt, lambda x: 1 / (2 * mpmath.sqrt(x)), POWERS),
    ("square", lambda x: x * x, lambda x: 2 * x, MIDDLE),
    ("softplus", softplus, sigmoid, [0] + SIGNED),
    ("relu", lambda x: max(x, 0), lambda x: mpf(x > 0), SIGNED),
    ("selu", selu, selu_derivative, SIGNED),
    ("sigmoid", sigmoid, sigmoid_derivative, [0] + SIGNED),
    ("tanh", mpmath.tanh, lambda x: mpmath.sech(x)**2, [0] + SIGNED),
    ("gelu", gelu, gelu_derivative, [0] + SIGNED),
    ("gelu-tanh", gelu_tanh, gelu_tanh_derivative, [0] + SIGNED),
    ("gelu-sigmoid", gelu_sigmoid, gelu_sigmoid_derivative, [0] + SIGNED),
    ("abs", abs, mpmath.sign, SIGNED),
    ("log-softplus", log_softplus, log_softplus_derivative, [0, -200, 200] + SIGNED),
    ("log-gamma", mpmath.loggamma, mpmath.digamma, POWERS),
    ("digamma", mpmath.digamma, trigamma, MODERATE),
]
AT_A_KINK = [  # the derivative from the left, and of the absolute value 0, as PyTorch has them
    ("relu", lambda x: max(x, 0), lambda x: mpf(x > 0)),
    ("selu", selu, selu_derivative),
    ("abs", abs, mpmath.sign),
]


def difference_quotient(function, x):
    with mpmath.workdps(150):
        h = abs(x) * mpf("1e-30") if x else mpf("1e-40")
        return (function(x + h) - function(x - h)) / (2 * h)


def elementwise(name, operation, function, derivative, points, at_kink=False):
    x = np.unique(single(points))
    values, slopes = ([f(mpf(float(v))) for v in x] for f in (function, derivative))
    for v, slope in zip(x, slopes):
        assert at_kink or mpmath.almosteq(difference_quotient(function, mpf(float(v))), slope, 1e-20), (operation, v)
    return {"name": name, "attributes": {"operation": operation},
            "inputs": {"x": exact(x), "cotangent": exact(np.ones(len(x)))},
            "outputs": {"y": array([float(v) for v in values], digits=17)},
            "gradients": {"x": array([float(s) for s in slopes], digits=17)}}


def log_sum_exp_and_softmax():
    def huge(*rows):
        return single(rows)

    extreme = huge([1e4, -1e4, 0, 1], [1e4, 1e4 - 1, 1e4 - 2, 9000], [-1e4, -1e4, -1e4, -1e4], [80, -80, 0.5, -0.5],
                   [-1e4, -9999, -9998, -1e4 - 1])
    for name, x, axes in [
        ("vector", normal("lse vector", 7), [0]),
        ("matrix, rows", normal("lse matrix", 3, 5, scale=3), [1]),
        ("matrix, columns", normal("lse matrix", 3, 5, scale=3), [0]),
        ("rank 3, middle axis", normal("lse cube", 2, 3, 4, scale=2), [1]),
        ("rank 4, last axis of 17", normal("lse wide", 1, 2, 2, 17, scale=2), [3]),
        ("huge values, rows", extreme, [1]),
        ("huge values, columns", extreme, [0]),
        ("axis of one element", np.concatenate([normal("lse single", 3), single([1e4, -1e4])])[:, None], [1]),
        ("rank 3, axes 0 and 2", normal("lse cube", 2, 3, 4, scale=2), [0, 2]),
    ]:
        yield shared.case(f"log-sum-exp, {name}", {"operation": "log-sum-exp", "axes": axes}, {"x": x},
                          lambda x, axes=axes: torch.logsumexp(x, axes))
        if len(axes) == 1:
            yield shared.case(f"softmax, {name}", {"operation": "softmax", "axis": axes[0]}, {"x": x},
                              lambda x, axis=axes[0]: torch.softmax(x, axis))


def matrix_products():
    for rows, inner, columns in [(1, 1, 1), (3, 5, 2), (1, 7, 4), (4, 6, 1), (5, 1, 3), (17, 16, 9)]:
        for left_transposed in (False, True):
            for right_transposed in (False, True):
                form = f"{'transposed' if left_transposed else 'plain'} x " \
                       f"{'transposed' if right_transposed else 'plain'}"
                name = f"matrix product {rows}x{inner} by {inner}x{columns}, {form}"
                left, right = normal(name + ": left", rows, inner), normal(name + ": right", inner, columns)
                yield shared.case(
                    name, {"operation": "matrix-product", "transposeLeft": left_transposed,
                           "transposeRight": right_transposed},
                    {"left": left.T if left_transposed else left, "right": right.T if right_transposed else right},
                    lambda left, right, l=left_transposed, r=right_transposed:
                        (left.T if l else left) @ (right.T if r else right))


def reductions():
    for shape, axes in [((7,), [0]), ((3, 5), [0]), ((3, 5), [1]), ((3, 5), [0, 1]), ((2, 3, 4), [1]),
                        ((2, 3, 4), [0, 2]), ((2, 3, 2, 5), [0, 1, 2]), ((2, 3, 2, 5), [3]), ((2, 3, 2, 5), [1, 2, 3]),
                        ((4, 1), [1]), ((1000,), [0])]:
        x = 0.5 + normal(f"reduction {shape}", *shape)
        for operation, function in (("sum", torch.sum), ("mean", torch.mean)):
            name = f"{operation} of shape {list(shape)} over axes {axes}"
            yield shared.case(name, {"operation": operation, "axes": axes}, {"x": x},
                              lambda x, axes=axes, function=function: function(x, axes))


write(__file__, [
    *(elementwise(operation, operation, *rest) for operation, *rest in ELEMENTWISE),
    *(elementwise(f"{operation} at zero", operation, *rest, [0], at_kink=True) for operation, *rest in AT_A_KINK),
    *log_sum_exp_and_softmax(), *matrix_products(), *reductions(),
])
