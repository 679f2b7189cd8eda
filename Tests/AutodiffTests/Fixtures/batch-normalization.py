"""Batch normalisation, value and gradients, by PyTorch in Float64.

x is [batch, height, width, channels] or [batch, channels]; statistics are taken over everything but the channels.
y = (x - mean) / sqrt(variance + epsilon) * scale + offset.

Training: mean and biased variance of the batch (outputs "mean", "variance"); the gradient of x flows through both.
The running statistics move by running += momentum * (batch - running). PyTorch moves the running variance towards
the unbiased variance of the batch (runningVarianceUnbiased); others towards the biased one (runningVarianceBiased).
Evaluation: the running statistics are the mean and variance, and constants.
"""

import numpy as np
import torch
import torch_fixtures as shared
import torch.nn.functional as F
from fixture_format import normal, write

EPSILON, MOMENTUM = 1e-5, 0.1


def batch_normalization(training):
    def function(x, scale, offset, runningMean, runningVariance):
        image = x.dim() == 4
        mean, variance = runningMean.detach().clone(), runningVariance.detach().clone()
        y = F.batch_norm(shared.channels_first(x) if image else x, mean, variance, scale, offset, training, MOMENTUM,
                         EPSILON)
        y = shared.channels_last(y) if image else y
        if not training:
            return y
        axes = tuple(range(x.dim() - 1))
        biased = x.var(axes, unbiased=False)
        return {"y": y, "mean": x.mean(axes), "variance": biased, "runningMean": mean,
                "runningVarianceUnbiased": variance,
                "runningVarianceBiased": runningVariance + MOMENTUM * (biased - runningVariance)}
    return function


def case(name, x, training):
    channels = x.shape[-1]
    return shared.case(
        name, {"training": training, "epsilon": EPSILON, "momentum": MOMENTUM},
        {"x": x, "scale": 1 + normal(name + ": scale", channels, scale=0.5),
         "offset": normal(name + ": offset", channels),
         "runningMean": normal(name + ": running mean", channels),
         "runningVariance": np.abs(normal(name + ": running variance", channels)) + 0.25},
        batch_normalization(training), differentiate=["x", "scale", "offset"])


cases = []
for training in (True, False):
    mode = "training" if training else "evaluation"
    for shape, words in [((3, 5, 4, 3), "images"), ((1, 4, 6, 5), "one image"), ((2, 3, 3, 17), "17 channels"),
                         ((4, 4, 4, 1), "one channel"), ((8, 6), "vectors"), ((2, 16), "batch of 2 vectors")]:
        name = f"{mode}, {words}"
        spread, centre = normal(name + ": spread", shape[-1]), normal(name + ": centre", shape[-1], scale=2)
        x = normal(name + ": x", *shape) * np.exp2(np.round(spread)) + centre
        cases.append(case(name, x.astype(np.float32).astype(np.float64), training))
# A mean far above the spread: the variance must not be taken as a difference of large squares.
name = "training, mean 64 times the spread"
cases.append(case(name, 64 + normal(name + ": x", 4, 4, 4, 2), True))
# Nothing but epsilon divides here: y is the offset, and the gradient is scaled by 1/sqrt(epsilon).
constant = normal("training, one channel constant: x", 3, 3, 3, 2)
constant[..., 1] = 0.75
cases.append(case("training, one channel constant", constant, True))
write(__file__, cases)
