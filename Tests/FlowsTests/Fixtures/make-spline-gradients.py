"""Gradients through stacked rational-quadratic splines (Durkan et al. 2019) by PyTorch's autograd, in Float64.

Nothing here is as the library does it: a volume change is not by the paper's formula but log |det J| of a Jacobian by autograd,
and the inverse is the root of the quadratic, differentiated as it stands, in place of the implicit function theorem.

A case is a stack of flows. Inputs: "x", points of the base; "y", points of the data; the stack's parameters, "parameter 0",
"parameter 1", …, in the order of the library; and the cotangents "image cotangent", "change cotangent" and "density cotangent".
Outputs: "image" and "change", the image of x and log |det J| there; "density", the logarithm of the density of y where the base
is standard normal. Gradients: "image: x", "image: parameter 0", … of Σ image × its cotangent + Σ change × its cotangent;
"density: y", "density: parameter 0", … of Σ density × its cotangent. Networks have one hidden layer of four tanh units, splines
four bins between −3 and 3. Outputs and gradients have 8 digits.

A spline's second derivative jumps at its knots, and so does the gradient of its volume change. No number that a spline meets is
within 1e-3 of a knot. Every bin is met, and the tails are, where the spline is the identity.

`python3 make-spline-gradients.py` writes spline-gradients.json.

"""

import math
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "TensorsTests" / "Fixtures"))
import torch
from fixture_format import array, exact, normal, write

torch.set_num_threads(1)

HIDDEN, BINS, BOUND, POINTS = 4, 4, 3.0, 8
SPLINE = 3 * BINS - 1
LEAST = 1e-3  # part of the interval for a bin, and slope at a knot


class Spline:
    """The curves that raw numbers along the last axis make; `met` gathers how far what they map is from their knots."""

    def __init__(self, raw, met):
        self.met = met
        self.xs, self.ys = self.knots(raw[..., :BINS]), self.knots(raw[..., BINS:2 * BINS])
        at_zero = math.log(math.expm1(1 - LEAST))  # raw numbers of 0 are slopes of 1
        inner = LEAST + torch.logaddexp(raw[..., 2 * BINS:] + at_zero, torch.zeros((), dtype=raw.dtype))
        one = torch.ones_like(inner[..., :1])
        self.slopes = torch.cat([one, inner, one], -1)

    @staticmethod
    def knots(raw):
        parts = LEAST + (1 - LEAST * BINS) * torch.softmax(raw, -1)
        start = torch.zeros_like(parts[..., :1])
        return 2 * BOUND * torch.cat([start, torch.cumsum(parts, -1)], -1) - BOUND

    def bin(self, value, knots):
        """The bin that a number falls in, whether it falls in one, and itself or, in the tails, the middle of the first."""
        inside = (value > -BOUND) & (value < BOUND)
        index = (knots[..., 1:-1] <= value[..., None]).sum(-1, keepdim=True)
        index = torch.where(inside[..., None], index, 0)
        self.met.append(((value[..., None] - knots).abs().min(-1).values.detach(), index[..., 0], inside))
        at = lambda numbers, place: numbers.gather(-1, place)[..., 0]
        x0, x1, y0, y1, d0, d1 = (at(n, index + k) for n in (self.xs, self.ys, self.slopes) for k in (0, 1))
        middle = torch.where(inside, value, (at(knots, index) + at(knots, index + 1)).detach() / 2)
        return (x0, x1 - x0, y0, y1 - y0, d0, d1), inside, middle

    def forward(self, x):
        (x0, width, y0, height, d0, d1), inside, middle = self.bin(x, self.xs)
        s, t = height / width, (middle - x0) / width
        y = y0 + height * (s * t**2 + d0 * t * (1 - t)) / (s + (d0 + d1 - 2 * s) * t * (1 - t))
        return torch.where(inside, y, x)

    def inverse(self, y):
        (x0, width, y0, height, d0, d1), inside, middle = self.bin(y, self.ys)
        s, above = height / width, middle - y0
        a = height * (s - d0) + above * (d0 + d1 - 2 * s)
        b = height * d0 - above * (d0 + d1 - 2 * s)
        c = -s * above
        t = 2 * c / (-b - torch.sqrt(b * b - 4 * a * c))
        return torch.where(inside, x0 + t * width, y)


def network(x, w1, b1, w2, b2, count):
    return (torch.tanh(x @ w1 + b1) @ w2 + b2).reshape(*x.shape[:-1], count, SPLINE)


class Coupling:
    def __init__(self, size, stays):
        self.stay, self.change = list(stays), [i for i in range(size) if i not in stays]
        self.shapes = [(len(self.stay), HIDDEN), (HIDDEN,), (HIDDEN, len(self.change) * SPLINE), (len(self.change) * SPLINE,)]

    def mapped(self, x, parameters, met, backwards):
        spline = Spline(network(x[:, self.stay], *parameters, len(self.change)), met)
        changed = (spline.inverse if backwards else spline.forward)(x[:, self.change])
        columns = dict(zip(self.stay, x[:, self.stay].T)) | dict(zip(self.change, changed.T))
        return torch.stack([columns[i] for i in range(x.shape[1])], 1)

    def forward(self, x, parameters, met):
        return self.mapped(x, parameters, met, False)

    def inverse(self, y, parameters, met):
        return self.mapped(y, parameters, met, True)


class Autoregressive:
    """With the network seeing what is mapped (inverse autoregressive) or the image (masked autoregressive)."""

    def __init__(self, size, sees_image):
        self.size, self.sees_image = size, sees_image
        self.shapes = [(size, HIDDEN), (HIDDEN,), (HIDDEN, size * SPLINE), (size * SPLINE,)]
        inputs, units = torch.arange(1, size + 1), torch.tensor([1 + k % (size - 1) for k in range(HIDDEN)])
        outputs = torch.arange(1, size + 1).repeat_interleave(SPLINE)
        self.masks = inputs[:, None] <= units[None, :], units[:, None] < outputs[None, :]

    def numbers(self, seen, parameters):
        w1, b1, w2, b2 = parameters
        return network(seen, w1 * self.masks[0], b1, w2 * self.masks[1], b2, self.size)

    def at_once(self, x, parameters, met, apply):
        return apply(Spline(self.numbers(x, parameters), met), x)

    def in_turn(self, x, parameters, met, apply):
        known = []
        for i in range(self.size):
            seen = torch.stack(known + [torch.zeros_like(x[:, 0])] * (self.size - i), 1)
            known.append(apply(Spline(self.numbers(seen, parameters)[:, i], met), x[:, i]))
        return torch.stack(known, 1)

    def forward(self, x, parameters, met):
        return (self.in_turn if self.sees_image else self.at_once)(x, parameters, met, Spline.forward)

    def inverse(self, y, parameters, met):
        return (self.at_once if self.sees_image else self.in_turn)(y, parameters, met, Spline.inverse)


class Permutation:
    shapes = []

    def __init__(self, order):
        self.order = order

    def forward(self, x, parameters, met):
        return x[:, self.order]

    def inverse(self, y, parameters, met):
        return y[:, [self.order.index(i) for i in range(len(self.order))]]


class Stack:
    def __init__(self, layers, parameters):
        self.parameters, rest = parameters, list(parameters)
        self.layers = [(layer, [rest.pop(0) for _ in layer.shapes]) for layer in layers]

    def forward(self, x, met):
        for layer, parameters in self.layers:
            x = layer.forward(x, parameters, met)
        return x

    def inverse(self, y, met):
        for layer, parameters in reversed(self.layers):
            y = layer.inverse(y, parameters, met)
        return y


def with_change(f, x):
    """The image of each vector and log |det J| there."""
    y = f(x)
    rows = [torch.autograd.grad(y[:, i].sum(), x, create_graph=True)[0] for i in range(x.shape[1])]
    return y, torch.linalg.slogdet(torch.stack(rows, 1)).logabsdet


def image(stack, x, met):
    return with_change(lambda x: stack.forward(x, met), x)


def density(stack, y, met):
    x, change = with_change(lambda y: stack.inverse(y, met), y)
    return (-x**2 / 2 - math.log(2 * math.pi) / 2).sum(1) + change


def leaf(values):
    return torch.tensor(values, dtype=torch.float64, requires_grad=True)


def points(name, size, function):
    """Points that no layer brings within 1e-3 of a knot."""
    drawn = normal(name, 4 * POINTS, size, scale=1.75)
    met = []
    function(leaf(drawn), met)
    near = torch.stack([d.reshape(len(drawn), -1).min(1).values for d, _, _ in met], 1).min(1).values
    kept = drawn[(near > 1e-3).numpy()][:POINTS]
    assert len(kept) == POINTS
    return kept


def gradients(scalar, inputs):
    return dict(zip(inputs, torch.autograd.grad(scalar, list(inputs.values()))))


def case(name, size, layers):
    shapes = [shape for layer in layers for shape in layer.shapes]
    values = {f"parameter {i}": normal(f"{name} {i}", *shape, scale=0.6) for i, shape in enumerate(shapes)}
    parameters = {key: leaf(value) for key, value in values.items()}
    stack = Stack(layers, list(parameters.values()))
    values["x"] = points(name + " x", size, lambda x, met: stack.forward(x, met))
    values["y"] = points(name + " y", size, lambda y, met: stack.inverse(y, met))
    values["image cotangent"] = normal(name + " image", POINTS, size)
    values["change cotangent"], values["density cotangent"] = normal(name + " change", POINTS), normal(name + " density", POINTS)
    weights = {key: torch.from_numpy(value) for key, value in values.items() if "cotangent" in key}
    x, y, met = leaf(values["x"]), leaf(values["y"]), []
    made, change = image(stack, x, met)
    of_image = gradients((made * weights["image cotangent"]).sum() + (change * weights["change cotangent"]).sum(),
                         {"x": x} | parameters)
    logs = density(stack, y, met)
    of_density = gradients((logs * weights["density cotangent"]).sum(), {"y": y} | parameters)
    found = {"image: " + key: value for key, value in of_image.items()}
    found |= {"density: " + key: value for key, value in of_density.items()}
    inside = torch.cat([i.reshape(-1) for _, _, i in met])
    bins = {int(b) for _, index, i in met for b in index[i]}
    assert bins == set(range(BINS)) and not inside.all(), "every bin, and the tails"
    return {"name": name, "inputs": {key: exact(value) for key, value in values.items()},
            "outputs": {key: array(value.detach().numpy(), digits=8)
                        for key, value in {"image": made, "change": change, "density": logs}.items()},
            "gradients": {key: array(value.numpy(), digits=8) for key, value in found.items()}}


def stacks():
    """The layers of each case, and the size of its vectors."""
    return {
        "three couplings of two numbers": (2, [Coupling(2, [0]), Coupling(2, [1]), Coupling(2, [0])]),
        "three couplings of three numbers": (
            3, [Coupling(3, [0]), Coupling(3, [1, 2]), Permutation([2, 0, 1]), Coupling(3, [0])]),
        "two masked autoregressive": (
            3, [Autoregressive(3, True), Permutation([2, 1, 0]), Autoregressive(3, True)]),
        "two inverse autoregressive": (
            3, [Autoregressive(3, False), Permutation([2, 1, 0]), Autoregressive(3, False)]),
    }


if __name__ == "__main__":
    write(pathlib.Path(__file__).with_name("spline-gradients.py"),
          [case(name, size, layers) for name, (size, layers) in stacks().items()])
