"""Ten steps of every optimiser, gradient clipping, and a small dense network, by PyTorch in Float64.

Trajectories: inputs "initial" [7] and "gradients" [10, 7] (given, so nothing depends on a loss); output "parameters"
[10, 7], the parameters after each step. Attributes name the optimiser and its settings in PyTorch's terms:
- sgd: with momentum, v = momentum*v + g from v = g at the first step; step = rate*v, or with Nesterov
  rate*(g + momentum*v).
- adam: m, v corrected for their bias, the step counted from 1; epsilon is added after the square root of the
  corrected v.
- rmsprop: v = alpha*v + (1 - alpha)*g^2 from v = 0; centred: less the square of the running mean of g; epsilon is
  added after the square root; with momentum, buffer = momentum*buffer + g/(sqrt(v) + epsilon), step = rate*buffer.
The gradients hold zeros (a whole step of them, and an entry that never gets any), tiny and huge entries, and an
entry that stops and starts. Their signs keep the parameters from crossing zero, where a relative error would only
show cancellation: PyTorch's own Float32 optimisers stay within 3e-7 of these trajectories.

Clipping by global norm: outputs "norm" and the tensors scaled by min(1, maximumNorm/(norm + 1e-6)); the 1e-6 is
PyTorch's, and below 1e-6 of the result here, except where the case says so.
"""

import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "AutodiffTests" / "Fixtures"))
import numpy as np
import torch
import torch_fixtures
from fixture_format import array, exact, normal, single, write

INITIAL = single([1, 0.5, 0.001, 1000, -30, 0.25, 2])
GRADIENTS = normal("gradients", 10, 7)
GRADIENTS[:, 1] = single(GRADIENTS[:, 1] * 1e-4)
GRADIENTS[:, 2] = single([-1e-12, -1e-9, -1e-7, -1e-20, -3e-8, -1e-8, -2e-8, -1e-6, -5e-8, -1e-10])
GRADIENTS[:, 3] = -np.abs(GRADIENTS[:, 3]) * 4096 - 1e6
GRADIENTS[:, 4] = [0, 0, 0, 100, 0, 0, -0.5, 0, 0.25, 0]
GRADIENTS[:, 6] = 0
GRADIENTS[5] = 0
GRADIENTS = single(GRADIENTS)

OPTIMIZERS = [  # name, attributes, PyTorch's optimiser
    ("SGD", {"optimizer": "sgd", "rate": 0.01}, torch.optim.SGD),
    ("SGD with momentum", {"optimizer": "sgd", "rate": 0.01, "momentum": 0.9}, torch.optim.SGD),
    ("SGD with Nesterov momentum", {"optimizer": "sgd", "rate": 0.01, "momentum": 0.9, "nesterov": True},
     torch.optim.SGD),
    ("Adam", {"optimizer": "adam", "rate": 0.01, "betas": [0.9, 0.999], "epsilon": 1e-8}, torch.optim.Adam),
    ("Adam, other betas, large epsilon", {"optimizer": "adam", "rate": 0.01, "betas": [0.8, 0.95], "epsilon": 1e-3},
     torch.optim.Adam),
    ("RMSprop", {"optimizer": "rmsprop", "rate": 0.01, "alpha": 0.99, "epsilon": 1e-8}, torch.optim.RMSprop),
    ("RMSprop with momentum", {"optimizer": "rmsprop", "rate": 0.01, "alpha": 0.99, "epsilon": 1e-8, "momentum": 0.9},
     torch.optim.RMSprop),
    ("RMSprop, centred", {"optimizer": "rmsprop", "rate": 0.01, "alpha": 0.99, "epsilon": 1e-8, "centered": True},
     torch.optim.RMSprop),
    ("RMSprop, Keras settings", {"optimizer": "rmsprop", "rate": 0.001, "alpha": 0.9, "epsilon": 1e-7},
     torch.optim.RMSprop),
]
PYTORCH_NAMES = {"rate": "lr", "epsilon": "eps"}


def trajectory(attributes, optimizer, dtype=torch.float64):
    parameters = torch.tensor(INITIAL, dtype=dtype, requires_grad=True)
    settings = {PYTORCH_NAMES.get(k, k): tuple(v) if isinstance(v, list) else v
                for k, v in attributes.items() if k != "optimizer"}
    stepper = optimizer([parameters], foreach=False, **settings)
    after = []
    for gradient in GRADIENTS:
        parameters.grad = torch.tensor(gradient, dtype=dtype)
        stepper.step()
        after.append(parameters.detach().clone())
    return torch.stack(after)


def clipping(name, maximum_norm, tensors):
    holders = [torch.zeros(t.shape, dtype=torch.float64, requires_grad=True) for t in tensors]
    for holder, t in zip(holders, tensors):
        holder.grad = torch.from_numpy(t.copy())
    norm = torch.nn.utils.clip_grad_norm_(holders, maximum_norm)
    letters = ["a", "b", "c"]
    return {"name": f"clipping, {name}", "attributes": {"maximumNorm": maximum_norm},
            "inputs": {letter: exact(t) for letter, t in zip(letters, tensors)},
            "outputs": {"norm": array(norm), **{letter: array(h.grad) for letter, h in zip(letters, holders)}}}


a, b, c = (normal("clip " + name, *shape) for name, shape in [("a", (3,)), ("b", (2, 3)), ("c", (1, 2, 2))])
layers = [("x", (4, 5), 1), ("weights1", (5, 6), 0.5), ("bias1", (6,), 0.5), ("weights2", (6, 3), 0.5),
          ("bias2", (3,), 0.5)]

write(__file__, [
    *({"name": name, "attributes": attributes,
       "inputs": {"initial": exact(INITIAL), "gradients": exact(GRADIENTS)},
       "outputs": {"parameters": array(trajectory(attributes, optimizer), digits=12)}}
      for name, attributes, optimizer in OPTIMIZERS),
    clipping("norm above the maximum", 1.0, [4 * a, 4 * b, 4 * c]),
    clipping("norm below the maximum: unchanged", 100.0, [a, b, c]),
    clipping("all gradients zero", 1.0, [0 * a, 0 * b, 0 * c]),
    clipping("squares overflow in Float32", 1.0, [single(1e25 * a), b, c]),
    clipping("small norm: the 1e-6 in the denominator counts", 0.001, [a / 1024, b / 1024, c / 1024]),
    torch_fixtures.case(
        "dense, relu, dense", {}, {name: normal("net " + name, *shape, scale=scale) for name, shape, scale in layers},
        lambda x, weights1, bias1, weights2, bias2: torch.relu(x @ weights1 + bias1) @ weights2 + bias2),
])
