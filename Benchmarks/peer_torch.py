"""Time one optimiser step of each workload in PyTorch: eager, channels-last or compiled.

Prints a line a workload, such as `torch-eager  conv-vae  106.210 ms/step`: the median after five warm-up steps. The data
are uniform random numbers: only the time is compared, never the loss.

    python3 peer_torch.py [--channels-last] [--compile] [--threads 2] [--only NAME]
    python3 peer_torch.py --parameters      # the number of trained numbers of each workload, as JSON
"""

import argparse
import json
import math
import statistics
import time

import torch
import torch.nn.functional as F
from torch import nn

EPSILON = 1e-6
WARM_UP_STEPS = 5


def continuous_bernoulli_log_normalizer(mean):
    """log C of the continuous Bernoulli distribution, from its parameter in (0, 1), away from one half."""
    low, high = 0.49, 0.51
    outside = torch.where((mean < low) | (mean > high), mean, torch.full_like(mean, low))
    numerator = torch.abs(2.0 * torch.atanh(torch.abs(1 - 2.0 * outside) - EPSILON))
    denominator = torch.abs(1 - 2.0 * outside) + EPSILON
    return torch.log(numerator) - torch.log(denominator)


def kl_to_standard_normal(mean, log_variance):
    return -0.5 * (1 + log_variance - mean**2 - log_variance.exp()).sum(-1)


class ConvVAE(nn.Module):
    """Batch normalisation and SELU between 3 x 3 convolutions; a code of 8 numbers; continuous Bernoulli, beta = 2."""

    def __init__(self, latent=8):
        super().__init__()

        def block(inputs, outputs):
            return [nn.Conv2d(inputs, outputs, 3, padding=1), nn.BatchNorm2d(outputs), nn.SELU()]

        self.encoder = nn.Sequential(
            *block(1, 32),
            *block(32, 32),
            nn.MaxPool2d(2),
            *block(32, 64),
            *block(64, 64),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Linear(64 * 7 * 7, 2 * latent),
        )
        self.code = nn.Linear(latent, 64 * 7 * 7)
        self.decoder = nn.Sequential(
            nn.Upsample(scale_factor=2),
            *block(64, 32),
            *block(32, 32),
            nn.Upsample(scale_factor=2),
            *block(32, 64),
            *block(64, 64),
            nn.Conv2d(64, 1, 3, padding=1),
            nn.Sigmoid(),
        )

    def loss(self, x, beta=2.0):
        mean, log_variance = self.encoder(x).chunk(2, -1)
        z = mean + (log_variance / 2).exp() * torch.randn_like(mean)
        y = self.decoder(self.code(z).view(-1, 64, 7, 7))
        log_density = x * torch.log(y + EPSILON) + (1 - x) * torch.log(1 - y + EPSILON)
        log_density = (log_density + continuous_bernoulli_log_normalizer(y)).sum((1, 2, 3))
        return (-log_density + beta * kl_to_standard_normal(mean, log_variance)).mean()


class VAE(nn.Module):
    """Its `terms` are what an image costs in nats by the likelihood at one draw of the code, and the KL divergence."""

    def loss(self, x):
        cost, kl = self.terms(x)
        return (cost + kl).mean()


class PyroVAE(VAE):
    """Strided convolutions and ReLU; a code of 2 numbers; Bernoulli."""

    def __init__(self):
        super().__init__()
        self.convolution1 = nn.Conv2d(1, 16, 3, padding=1)
        self.convolution2 = nn.Conv2d(16, 32, 3, stride=2, padding=1)
        self.convolution3 = nn.Conv2d(32, 32, 3, padding=1)
        self.hidden = nn.Linear(32 * 14 * 14, 32)
        self.mean = nn.Linear(32, 2)
        self.log_deviation = nn.Linear(32, 2)
        self.code = nn.Linear(2, 32 * 14 * 14)
        self.transposed = nn.ConvTranspose2d(32, 32, 3, stride=2, padding=1, output_padding=1)
        self.output = nn.Conv2d(32, 1, 3, padding=1)

    def terms(self, x):
        h = F.relu(self.convolution1(x))
        h = F.relu(self.convolution2(h))
        h = F.relu(self.convolution3(h))
        h = F.relu(self.hidden(h.flatten(1)))
        mean, log_deviation = self.mean(h), self.log_deviation(h)
        z = mean + log_deviation.exp() * torch.randn_like(mean)
        logits = self.output(F.relu(self.transposed(self.code(z).view(-1, 32, 14, 14))))
        cost = F.binary_cross_entropy_with_logits(logits, x, reduction="none").sum((1, 2, 3))
        return cost, kl_to_standard_normal(mean, 2 * log_deviation)


class AEVBConvVAE(VAE):
    """64 channels throughout and ReLU; a code of 2 numbers; a normal distribution of deviation 0.1."""

    def __init__(self, bottleneck=2):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.ZeroPad2d((0, 1, 0, 1)),
            nn.Conv2d(1, 1, 2),
            nn.ReLU(),
            nn.Conv2d(1, 64, 2, stride=2),
            nn.ReLU(),
            nn.Conv2d(64, 64, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(64, 64, 3, padding=1),
            nn.ReLU(),
            nn.Flatten(),
            nn.Linear(64 * 14 * 14, 128),
            nn.ReLU(),
            nn.Linear(128, 4),
        )
        self.decoder = nn.Sequential(
            nn.Linear(2, bottleneck),
            nn.ReLU(),
            nn.Linear(bottleneck, 64 * 14 * 14),
            nn.ReLU(),
            nn.Unflatten(1, (64, 14, 14)),
            nn.ConvTranspose2d(64, 64, 3, padding=1),
            nn.ReLU(),
            nn.ConvTranspose2d(64, 64, 3, padding=1),
            nn.ReLU(),
            nn.ConvTranspose2d(64, 64, 2, stride=2),
            nn.ReLU(),
            nn.ZeroPad2d((0, 1, 0, 1)),
            nn.Conv2d(64, 1, 2),
            nn.Sigmoid(),
        )

    def terms(self, x, deviation=0.1):
        mean, rho = self.encoder(x).chunk(2, -1)
        latent_deviation = F.softplus(rho)
        z = mean + latent_deviation * torch.randn_like(mean)
        y = self.decoder(z)
        constant = math.log(deviation) + 0.5 * math.log(2 * math.pi)
        log_density = (-0.5 * ((x - y) / deviation) ** 2 - constant).sum((1, 2, 3))
        return -log_density, kl_to_standard_normal(mean, 2 * latent_deviation.log())


class DenseVAE(VAE):
    """784-256-2 and back, ReLU; Bernoulli."""

    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(784, 256)
        self.mean = nn.Linear(256, 2)
        self.log_variance = nn.Linear(256, 2)
        self.code = nn.Linear(2, 256)
        self.output = nn.Linear(256, 784)

    def terms(self, x):
        x = x.flatten(1)
        h = F.relu(self.hidden(x))
        mean, log_variance = self.mean(h), self.log_variance(h)
        z = mean + (log_variance / 2).exp() * torch.randn_like(mean)
        logits = self.output(F.relu(self.code(z)))
        return self.cost(logits, x), kl_to_standard_normal(mean, log_variance)

    def cost(self, logits, x):
        return F.binary_cross_entropy_with_logits(logits, x, reduction="none").sum(-1)


class PlaneVAE(nn.Module):
    """3 x 512 SELU each way between points of the plane and codes of 2 numbers; one draw, or the bound of several."""

    def __init__(self, particles):
        super().__init__()

        def layers(inputs, outputs):
            return nn.Sequential(
                nn.Linear(inputs, 512),
                nn.SELU(),
                nn.Linear(512, 512),
                nn.SELU(),
                nn.Linear(512, 512),
                nn.SELU(),
                nn.Linear(512, outputs),
            )

        self.encoder, self.decoder, self.particles = layers(2, 4), layers(2, 2), particles

    def loss(self, x):
        mean, log_variance = self.encoder(x).chunk(2, -1)
        z = mean + (log_variance / 2).exp() * torch.randn(self.particles, *mean.shape)
        squared_error = ((self.decoder(z) - x) ** 2).sum(-1)
        if self.particles == 1:
            return (squared_error + 4.0 * kl_to_standard_normal(mean, log_variance)).mean()
        half_log = 0.5 * math.log(2 * math.pi)
        log_px = -0.5 * squared_error - 2 * half_log
        log_pz = (-0.5 * z**2 - half_log).sum(-1)
        log_qz = (-0.5 * (z - mean) ** 2 / log_variance.exp() - 0.5 * log_variance - half_log).sum(-1)
        log_weights = log_px + log_pz - log_qz
        return -(torch.logsumexp(log_weights, 0) - math.log(self.particles)).mean()


def adam(rate):
    return lambda parameters: torch.optim.Adam(parameters, rate)


def rmsprop(rate):
    return lambda parameters: torch.optim.RMSprop(parameters, rate)


# Name: model, shape of a batch, optimiser, number of timed steps.
WORKLOADS = {
    "conv-vae": (ConvVAE, (32, 1, 28, 28), adam(3e-3), 40),
    "pyro-vae": (PyroVAE, (128, 1, 28, 28), adam(1e-3), 60),
    "aevb-conv-vae": (AEVBConvVAE, (100, 1, 28, 28), rmsprop(1e-3), 20),
    "dense-vae": (DenseVAE, (100, 1, 28, 28), rmsprop(1e-3), 300),
    "eight-gaussians": (lambda: PlaneVAE(1), (32, 2), adam(3e-4), 300),
    "iwae": (lambda: PlaneVAE(10), (32, 2), adam(3e-4), 200),
}


def parse_arguments():
    parser = argparse.ArgumentParser(description="Time one optimiser step of each workload in PyTorch.")
    parser.add_argument("--compile", action="store_true", help="compile the loss with torch.compile")
    parser.add_argument("--channels-last", action="store_true", help="keep images with their channels last")
    parser.add_argument("--parameters", action="store_true", help="print the numbers of parameters as JSON instead")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--only", choices=WORKLOADS, metavar="NAME", help=", ".join(WORKLOADS))
    return parser.parse_args()


def median_milliseconds(name, arguments):
    make, shape, make_optimizer, steps = WORKLOADS[name]
    torch.manual_seed(0)
    model = make().train()
    batches = [torch.rand(shape) for _ in range(8)]
    if arguments.channels_last and len(shape) == 4:
        model = model.to(memory_format=torch.channels_last)
        batches = [batch.contiguous(memory_format=torch.channels_last) for batch in batches]
    optimizer = make_optimizer(model.parameters())
    loss = torch.compile(model.loss) if arguments.compile else model.loss
    durations = []
    for step in range(WARM_UP_STEPS + steps):
        start = time.perf_counter()
        optimizer.zero_grad(set_to_none=True)
        loss(batches[step % 8]).backward()
        optimizer.step()
        durations.append(time.perf_counter() - start)
    return 1e3 * statistics.median(durations[WARM_UP_STEPS:])


def main():
    arguments = parse_arguments()
    names = [arguments.only] if arguments.only else list(WORKLOADS)
    if arguments.parameters:
        counts = {name: sum(p.numel() for p in WORKLOADS[name][0]().parameters()) for name in names}
        print(json.dumps(counts, indent=2))
        return
    torch.set_num_threads(arguments.threads)
    label = "torch-compile" if arguments.compile else "torch-eager"
    if arguments.channels_last:
        label += "-cl"
    for name in names:
        print(f"{label}  {name}  {median_milliseconds(name, arguments):.3f} ms/step", flush=True)


if __name__ == "__main__":
    main()
