"""Flows in NumPy, from their papers, in Float64; the volume changes are not by the papers' formulas but log |det J| of a Jacobian
by complex steps (f(x + ih) with h = 1e-30 has the derivative as its imaginary part over h, to all digits).

A case is a flow of vectors of three numbers. Inputs: "x" [7, 3] and the flow's parameters, "parameter 0", "parameter 1", …, in the
order of the library. Outputs: "y" [7, 3] and "logDeterminant" [7]. Attribute "family". Networks have one hidden layer of five tanh
units, splines four bins between −3 and 3, affine maps a bound of 3 on their logarithmic scales.

"""

import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "TensorsTests" / "Fixtures"))
import numpy as np
from fixture_format import array, exact, normal, write

SIZE, HIDDEN, BINS, BOUND, SCALE_BOUND = 3, 5, 4, 3.0, 3.0
SPLINE = 3 * BINS - 1


def softplus(x):
    return np.log(1 + np.exp(x))


def planar(x, numbers):
    u, w, b = numbers[:SIZE], numbers[SIZE:2 * SIZE], numbers[2 * SIZE]
    product = w @ u
    u = u + (softplus(product) - 1 - product) * w / (w @ w)
    return x + u * np.tanh(w @ x + b)


def radial(x, numbers):
    z, alpha, beta = numbers[:SIZE], softplus(numbers[SIZE]), softplus(numbers[SIZE + 1])
    d = x - z
    return x + (beta - alpha) * d / (alpha + np.sqrt(np.sum(d * d)))


def knots(raw):
    parts = np.exp(raw) / np.sum(np.exp(raw))
    parts = 1e-3 + (1 - 1e-3 * BINS) * parts
    ends = np.concatenate([[0], np.cumsum(parts)])
    return 2 * BOUND * ends - BOUND


def spline(x, raw):
    if not -BOUND < x.real < BOUND:
        return x
    xs, ys = knots(raw[:BINS]), knots(raw[BINS:2 * BINS])
    inner = 1e-3 + softplus(raw[2 * BINS:] + np.log(np.exp(1 - 1e-3) - 1))
    slopes = np.concatenate([[1], inner, [1]])
    k = max(j for j in range(BINS) if xs[j].real <= x.real)
    s = (ys[k + 1] - ys[k]) / (xs[k + 1] - xs[k])
    t = (x - xs[k]) / (xs[k + 1] - xs[k])
    top = (ys[k + 1] - ys[k]) * (s * t**2 + slopes[k] * t * (1 - t))
    return ys[k] + top / (s + (slopes[k + 1] + slopes[k] - 2 * s) * t * (1 - t))


def affine(x, raw):
    return x * np.exp(SCALE_BOUND * np.tanh(raw[1] / SCALE_BOUND)) + raw[0]


ELEMENTS = {"affine": (affine, 2), "spline": (spline, SPLINE)}


def elementwise(x, numbers, kind):
    f, count = ELEMENTS[kind]
    return np.array([f(x[i], numbers[i * count:(i + 1) * count]) for i in range(SIZE)])


def network(x, w1, b1, w2, b2):
    return np.tanh(x @ w1 + b1) @ w2 + b2


def coupling(x, parameters, kind):
    """The first number stays, as half of three."""
    f, count = ELEMENTS[kind]
    raw = network(x[:1], *parameters)
    return np.array([x[0]] + [f(x[1 + i], raw[i * count:(i + 1) * count]) for i in range(2)])


def masked(parameters, count):
    w1, b1, w2, b2 = parameters
    degrees = np.array([1 + k % (SIZE - 1) for k in range(HIDDEN)])
    inputs, outputs = np.arange(1, SIZE + 1), np.repeat(np.arange(1, SIZE + 1), count)
    return w1 * (inputs[:, None] <= degrees[None, :]), b1, w2 * (degrees[:, None] < outputs[None, :]), b2


def inverse_autoregressive(x, parameters, kind):
    f, count = ELEMENTS[kind]
    raw = network(x, *masked(parameters, count))
    return np.array([f(x[i], raw[i * count:(i + 1) * count]) for i in range(SIZE)])


def masked_autoregressive(x, parameters, kind):
    f, count = ELEMENTS[kind]
    y = np.zeros(SIZE, dtype=x.dtype)
    for i in range(SIZE):
        raw = network(y, *masked(parameters, count))
        y[i] = f(x[i], raw[i * count:(i + 1) * count])
    return y


def log_determinant(f, x):
    h = 1e-30
    columns = [f(x + 1j * h * np.eye(SIZE)[j]).imag / h for j in range(SIZE)]
    return np.linalg.slogdet(np.array(columns).T)[1]


def weights(name, inputs, outputs):
    return [normal(name + " w1", inputs, HIDDEN), normal(name + " b1", HIDDEN),
            normal(name + " w2", HIDDEN, outputs), normal(name + " b2", outputs)]


def case(family, f, parameters):
    x = normal(family + " x", 7, SIZE, scale=1.5)
    inputs = {"x": exact(x)} | {f"parameter {i}": exact(p) for i, p in enumerate(parameters)}
    y = np.array([f(row.astype(complex)).real for row in x])
    changes = np.array([log_determinant(f, row.astype(complex)) for row in x])
    return {"name": family, "inputs": inputs, "attributes": {"family": family},
            "outputs": {"y": array(y), "logDeterminant": array(changes)}}


def cases():
    numbers = normal("planar", 2 * SIZE + 1)
    yield case("planar", lambda x: planar(x, numbers), [numbers])
    radii = normal("radial", SIZE + 2)
    yield case("radial", lambda x: radial(x, radii), [radii])
    for kind, (_, count) in ELEMENTS.items():
        raw = normal("elementwise " + kind, SIZE * count)
        yield case("elementwise " + kind, lambda x: elementwise(x, raw, kind), [raw])
        coupled = weights("coupling " + kind, 1, 2 * count)
        yield case("coupling " + kind, lambda x: coupling(x, coupled, kind), coupled)
        made = weights("inverse autoregressive " + kind, SIZE, SIZE * count)
        yield case("inverse autoregressive " + kind, lambda x: inverse_autoregressive(x, made, kind), made)
        drawn = weights("masked autoregressive " + kind, SIZE, SIZE * count)
        yield case("masked autoregressive " + kind, lambda x: masked_autoregressive(x, drawn, kind), drawn)


write(__file__, list(cases()))
