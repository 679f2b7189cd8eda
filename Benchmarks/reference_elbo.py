"""Train the VAEs of three reports on Fashion-MNIST in PyTorch, and print their ELBO on the test images.

The reports `aevb`, `keras-vae` and `pyro-vae` are checked against these figures. The networks are those of peer_torch.py.
An ELBO is in nats an image, the mean of all 10,000 test images in evaluation mode: the log-likelihood at one draw of the
code less the KL divergence in closed form. The draws are the same at every evaluation, and touch nothing of a training.

    python3 Benchmarks/reference_elbo.py --only aevb --seeds 1 2 3      # one line an evaluation, then the mean and range
    python3 Benchmarks/reference_elbo.py --layers                       # layer by layer: output shape and parameters

It needs torch, and the images of Fashion-MNIST as they are distributed, in --data. A seed decides the initial weights,
the order of the images, the noise that dequantises and the draws of the code. With one thread a training of `aevb` takes
about ten minutes, one of `pyro-vae` three, one of `keras-vae` half a minute.
"""

import argparse
import gzip
import math
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn

sys.dont_write_bytecode = True
from peer_torch import VAE, AEVBConvVAE, DenseVAE, PyroVAE  # noqa: E402

FASHION_MNIST = Path("/usr/share/datasets/fashion-mnist")
# The bound that the authors of the continuous Bernoulli put on its logits: log(1e4 - 1).
LOGIT_BOUND = 9.21024
TEST_SEED = 0


def images(file):
    """Bytes of N x 1 x 28 x 28, from an IDX file whose header has four numbers of four bytes."""
    data = gzip.decompress(file.read_bytes())
    count, height, width = (int.from_bytes(data[i : i + 4], "big") for i in (4, 8, 12))
    return torch.frombuffer(bytearray(data[16:]), dtype=torch.uint8).view(count, 1, height, width)


def grey(batch):
    """In [0, 1]."""
    return batch.float() / 255


def dequantised(batch):
    """In [0, 1): a byte is an interval, and a pixel is drawn in it."""
    return (batch.float() + torch.rand(batch.shape)) / 256


def glorot(model):
    """The model with Glorot's uniform weights and biases of zero, Keras's defaults, in place of PyTorch's."""
    for module in model.modules():
        if isinstance(module, nn.Linear | nn.Conv2d | nn.ConvTranspose2d):
            nn.init.xavier_uniform_(module.weight)
            nn.init.zeros_(module.bias)
    return model


def continuous_bernoulli_log_partition(logits):
    """A in log p(x) = logit x - A: logit/2 + log(2 sinh(a/2)/a) with a = |logit|; a series where a is small."""
    a = logits.abs()
    is_small = a < 0.5
    safe = torch.where(is_small, 1.0, a)
    square = torch.where(is_small, a, 0.0) ** 2
    series = square / 24 - square**2 / 2880 + square**3 / 181440
    return logits / 2 + torch.where(is_small, series, safe / 2 + torch.log(-torch.expm1(-safe) / safe))


class ContinuousBernoulliDenseVAE(DenseVAE):
    """The dense VAE, for pixels with a density; its logits are bounded."""

    def cost(self, logits, x):
        logits = logits.clamp(-LOGIT_BOUND, LOGIT_BOUND)
        return (continuous_bernoulli_log_partition(logits) - logits * x).sum(-1)


def pymc_rmsprop(parameters):
    """PyMC's decay and ε. PyMC has its ε inside of the square root, PyTorch outside."""
    return torch.optim.RMSprop(parameters, 1e-3, alpha=0.9, eps=1e-6)


def keras_rmsprop(parameters):
    return torch.optim.RMSprop(parameters, 1e-3, alpha=0.9, eps=1e-7)


def pytorch_rmsprop(parameters):
    return torch.optim.RMSprop(parameters, 1e-3)


def adam(parameters):
    return torch.optim.Adam(parameters, 1e-3)


@dataclass(frozen=True)
class Reference:
    """A training: the loss is the mean of a batch, an epoch an order of all images, its last batch what is left over."""

    model: Callable[[], nn.Module]
    pixels: Callable[[torch.Tensor], torch.Tensor]
    optimizer: Callable
    batch_size: int
    steps: int
    steps_between_evaluations: int
    # The largest norm of all gradients together; larger ones are scaled down to it.
    gradient_bound: float = math.inf


def aevb(bottleneck=2, optimizer=pymc_rmsprop, **others):
    return Reference(lambda: glorot(AEVBConvVAE(bottleneck)), grey, optimizer, 100, 1500, 500, **others)


def keras_vae(model, pixels, optimizer=keras_rmsprop):
    return Reference(lambda: glorot(model()), pixels, optimizer, 100, 5 * 600, 600)


REFERENCES = {
    "aevb": aevb(),
    "aevb-pytorch-rmsprop": aevb(optimizer=pytorch_rmsprop),
    "aevb-128": aevb(bottleneck=128),
    "aevb-clipped": aevb(gradient_bound=2000),
    "aevb-128-clipped": aevb(bottleneck=128, gradient_bound=2000),
    "keras-vae": keras_vae(DenseVAE, grey),
    "keras-vae-pytorch-rmsprop": keras_vae(DenseVAE, grey, pytorch_rmsprop),
    "keras-vae-continuous-bernoulli": keras_vae(ContinuousBernoulliDenseVAE, dequantised),
    "pyro-vae": Reference(PyroVAE, grey, adam, 128, 3 * 469, 469),
}


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=REFERENCES, metavar="NAME", help=", ".join(REFERENCES))
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3], metavar="SEED")
    parser.add_argument("--data", type=Path, default=FASHION_MNIST, help="the folder with Fashion-MNIST's files")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--layers", action="store_true", help="print the layers of the networks, and train nothing")
    return parser.parse_args()


def batches(count, batch_size):
    """Indices without end, every epoch in an order of its own."""
    while True:
        yield from torch.randperm(count).split(batch_size)


def evaluate(reference, model, test):
    """The mean ELBO of the test images, and in words its KL divergence and which units of a bottleneck are alive."""
    is_positive = []
    if isinstance(model, AEVBConvVAE):
        hook = model.decoder[1].register_forward_hook(lambda module, inputs, output: is_positive.append(output > 0))
    costs, kls = [], []
    model.eval()
    with torch.no_grad(), torch.random.fork_rng():
        torch.manual_seed(TEST_SEED)
        for batch in test.split(100):
            cost, kl = model.terms(reference.pixels(batch))
            costs.append(cost)
            kls.append(kl)
    model.train()
    kl = torch.cat(kls).mean().item()
    elbo = -torch.cat(costs).double().mean().item() - kl
    if not is_positive:
        return elbo, f"KL {kl:.2f}"
    hook.remove()
    is_positive = torch.cat(is_positive)
    units, silent = is_positive.any(0).sum().item(), (~is_positive).all(1).float().mean().item()
    return elbo, f"KL {kl:.2f}, {units} of {is_positive.shape[1]} units alive, all silent at {silent:.1%} of the codes"


def train(name, reference, seed, training, test):
    """The test ELBO at each evaluation, by the number of steps; each is printed as soon as it is there."""
    torch.manual_seed(seed)
    model = reference.model().to(memory_format=torch.channels_last)
    optimizer = reference.optimizer(model.parameters())
    order = batches(len(training), reference.batch_size)
    elbos, largest_norm, norms_above, seconds = {}, 0.0, 0, 0.0
    for step in range(1, reference.steps + 1):
        start = time.perf_counter()
        optimizer.zero_grad()
        loss = model.loss(reference.pixels(training[next(order)]))
        loss.backward()
        norm = nn.utils.clip_grad_norm_(model.parameters(), reference.gradient_bound).item()
        optimizer.step()
        seconds += time.perf_counter() - start
        largest_norm, norms_above = max(largest_norm, norm), norms_above + (norm > reference.gradient_bound)
        if not math.isfinite(norm):
            print(f"{name}  seed {seed}  step {step}  the gradient is not finite: stopped", flush=True)
            return elbos
        if step % reference.steps_between_evaluations == 0:
            elbos[step], remarks = evaluate(reference, model, test)
            if reference.gradient_bound < math.inf:
                remarks += f", {norms_above} gradients clipped"
            print(
                f"{name}  seed {seed}  step {step}  test ELBO {elbos[step]:.2f}, {remarks}, loss {loss.item():.2f}, "
                f"largest gradient {largest_norm:.0f}, {seconds:.0f} s",
                flush=True,
            )
    return elbos


def print_layers(name, model):
    """The layers in the order of their calls, activations and padding left out: output shape as Keras has it (N x H x W x C)
    and parameters, as they add up.
    """
    rows, total = [], 0

    def note(label):
        def hook(module, inputs, output):
            shape = tuple(output.permute(0, 2, 3, 1).shape if output.dim() == 4 else output.shape)
            rows.append((label, (None, *shape[1:]), sum(p.numel() for p in module.parameters())))

        return hook

    for label, module in model.named_modules():
        if not isinstance(module, nn.Sequential | VAE | nn.ReLU | nn.Sigmoid | nn.ZeroPad2d):
            module.register_forward_hook(note(f"{label} {type(module).__name__}"))
    with torch.no_grad():
        model.terms(torch.zeros(1, 1, 28, 28))
    print(name)
    for label, shape, count in rows:
        total += count
        print(f"  {label:32} {str(shape):24} {count:>10,} {total:>10,}")


def main():
    arguments = parse_arguments()
    names = [arguments.only] if arguments.only else list(REFERENCES)
    if arguments.layers:
        for name in names:
            print_layers(name, REFERENCES[name].model())
        return
    torch.set_num_threads(arguments.threads)
    training, test = (images(arguments.data / f"{part}-images-idx3-ubyte.gz") for part in ("train", "t10k"))
    for name in names:
        trainings = [train(name, REFERENCES[name], seed, training, test) for seed in arguments.seeds]
        for step in trainings[0]:
            elbos = [elbo[step] for elbo in trainings if step in elbo]
            print(
                f"{name}  step {step}  mean {statistics.mean(elbos):.2f}, {min(elbos):.2f} to {max(elbos):.2f}, "
                f"{len(elbos)} seeds",
                flush=True,
            )


if __name__ == "__main__":
    main()
