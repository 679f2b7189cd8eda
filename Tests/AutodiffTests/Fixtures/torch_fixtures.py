"""What the PyTorch fixtures share: Float64 on one thread, the layouts, and the gradient of sum(output * cotangent).

PyTorch keeps images as NCHW and convolution weights as OIHW (transposed convolutions: IOHW); the fixtures keep
images as NHWC and both kinds of weights as HWIO.
"""

import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "TensorsTests" / "Fixtures"))
import fixture_format
import torch

torch.set_num_threads(1)


def channels_first(x):
    return x.permute(0, 3, 1, 2)


def channels_last(x):
    return x.permute(0, 2, 3, 1)


def case(name, attributes, inputs, function, differentiate=None):
    """One case of `function`, which takes the inputs by name and returns the output, or a dictionary of outputs.

    The cotangent belongs to the output, or to the first of several. `differentiate` names the inputs whose
    gradients are wanted: by default all.
    """
    leaves = {key: torch.from_numpy(value).clone().requires_grad_() for key, value in inputs.items()}
    outputs = function(**leaves)
    if not isinstance(outputs, dict):
        outputs = {"y": outputs}
    first = next(iter(outputs.values()))
    cotangent = fixture_format.normal(name + ": cotangent", *first.shape)
    wanted = list(inputs) if differentiate is None else differentiate
    gradients = torch.autograd.grad((first * torch.from_numpy(cotangent)).sum(), [leaves[key] for key in wanted])
    return {
        "name": name, "attributes": attributes,
        "inputs": {key: fixture_format.exact(value) for key, value in (inputs | {"cotangent": cotangent}).items()},
        "outputs": {key: fixture_format.array(value.detach().numpy()) for key, value in outputs.items()},
        "gradients": {key: fixture_format.array(value.numpy()) for key, value in zip(wanted, gradients)},
    }
