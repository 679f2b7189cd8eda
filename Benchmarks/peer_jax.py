"""Time one jitted optimiser step of each workload in JAX on the processor.

Prints a line a workload, such as `jax-jit  conv-vae  179.210 ms/step`: the median after five warm-up steps. The data are
uniform random numbers: only the time is compared, never the loss.

    python3 peer_jax.py [--threads 2] [--only NAME]
"""

import argparse
import math
import os
import statistics
import time

EPSILON = 1e-6
WARM_UP_STEPS = 5
NAMES = ["conv-vae", "pyro-vae", "aevb-conv-vae", "dense-vae", "eight-gaussians", "iwae"]


def parse_arguments():
    parser = argparse.ArgumentParser(description="Time one jitted optimiser step of each workload in JAX.")
    parser.add_argument("--threads", type=int, help="use so many processors instead of all")
    parser.add_argument("--only", choices=NAMES, metavar="NAME", help=", ".join(NAMES))
    return parser.parse_args()


arguments = parse_arguments()
if arguments.threads:
    # XLA starts a thread for each processor that it may use, once and for all when it is loaded.
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: arguments.threads])

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
from jax import lax, random  # noqa: E402
from jax.nn import relu, selu  # noqa: E402

NHWC = ("NHWC", "HWIO", "NHWC")


def dense_parameters(key, inputs, outputs):
    return random.normal(key, (inputs, outputs)) / math.sqrt(inputs), jnp.zeros(outputs)


def convolution_parameters(key, inputs, outputs, size):
    weights = random.normal(key, (size, size, inputs, outputs)) / math.sqrt(inputs * size * size)
    return weights, jnp.zeros(outputs)


def dense(parameters, x):
    weights, bias = parameters
    return x @ weights + bias


def convolution(parameters, x, stride=1):
    weights, bias = parameters
    return lax.conv_general_dilated(x, weights, (stride, stride), "SAME", dimension_numbers=NHWC) + bias


def transposed_convolution(parameters, x, stride=1):
    weights, bias = parameters
    return lax.conv_transpose(x, weights, (stride, stride), "SAME", dimension_numbers=NHWC) + bias


def batch_normalization(parameters, x):
    scale, offset = parameters
    mean = jnp.mean(x, (0, 1, 2))
    variance = jnp.mean(x**2, (0, 1, 2)) - mean**2
    return (x - mean) * lax.rsqrt(variance + 1e-5) * scale + offset


def max_pool(x):
    return lax.reduce_window(x, -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")


def upsample(x):
    return jnp.repeat(jnp.repeat(x, 2, 1), 2, 2)


def flatten(x):
    return x.reshape(x.shape[0], -1)


def kl_to_standard_normal(mean, log_variance):
    return -0.5 * jnp.sum(1 + log_variance - mean**2 - jnp.exp(log_variance), -1)


def bernoulli_cost(logits, x):
    return jnp.maximum(logits, 0) - logits * x + jnp.log1p(jnp.exp(-jnp.abs(logits)))


def continuous_bernoulli_log_normalizer(mean):
    outside = jnp.where((mean < 0.49) | (mean > 0.51), mean, 0.49)
    numerator = jnp.abs(2.0 * jnp.arctanh(jnp.abs(1 - 2.0 * outside) - EPSILON))
    denominator = jnp.abs(1 - 2.0 * outside) + EPSILON
    return jnp.log(numerator) - jnp.log(denominator)


def conv_vae(key):
    """Batch normalisation and SELU between 3 x 3 convolutions; a code of 8 numbers; continuous Bernoulli, beta = 2."""
    keys = random.split(key, 20)
    latent = 8
    channels = [(1, 32), (32, 32), (32, 64), (64, 64), (64, 32), (32, 32), (32, 64), (64, 64), (64, 1)]
    parameters = {
        "convolutions": [convolution_parameters(keys[i], a, b, 3) for i, (a, b) in enumerate(channels)],
        "normalizations": [(jnp.ones(b), jnp.zeros(b)) for _, b in channels[:-1]],
        "head": dense_parameters(keys[10], 3136, 2 * latent),
        "code": dense_parameters(keys[11], latent, 3136),
    }

    def loss(parameters, key, x):
        def block(index, h):
            h = convolution(parameters["convolutions"][index], h)
            return selu(batch_normalization(parameters["normalizations"][index], h))

        h = max_pool(block(1, block(0, x)))
        h = max_pool(block(3, block(2, h)))
        output = dense(parameters["head"], flatten(h))
        mean, log_variance = output[:, :latent], output[:, latent:]
        z = mean + jnp.exp(log_variance / 2) * random.normal(key, mean.shape)
        h = dense(parameters["code"], z).reshape(-1, 7, 7, 64)
        h = block(5, block(4, upsample(h)))
        h = block(7, block(6, upsample(h)))
        y = jax.nn.sigmoid(convolution(parameters["convolutions"][8], h))
        log_density = x * jnp.log(y + EPSILON) + (1 - x) * jnp.log(1 - y + EPSILON)
        log_density = jnp.sum(log_density + continuous_bernoulli_log_normalizer(y), (1, 2, 3))
        return jnp.mean(-log_density + 2.0 * kl_to_standard_normal(mean, log_variance))

    return parameters, loss


def pyro_vae(key):
    """Strided convolutions and ReLU; a code of 2 numbers; Bernoulli."""
    keys = random.split(key, 10)
    parameters = {
        "convolutions": [
            convolution_parameters(keys[0], 1, 16, 3),
            convolution_parameters(keys[1], 16, 32, 3),
            convolution_parameters(keys[2], 32, 32, 3),
        ],
        "hidden": dense_parameters(keys[3], 6272, 32),
        "mean": dense_parameters(keys[4], 32, 2),
        "log deviation": dense_parameters(keys[5], 32, 2),
        "code": dense_parameters(keys[6], 2, 6272),
        "transposed": convolution_parameters(keys[7], 32, 32, 3),
        "output": convolution_parameters(keys[8], 32, 1, 3),
    }

    def loss(parameters, key, x):
        h = x
        for convolution_of, stride in zip(parameters["convolutions"], (1, 2, 1)):
            h = relu(convolution(convolution_of, h, stride))
        h = relu(dense(parameters["hidden"], flatten(h)))
        mean, log_deviation = dense(parameters["mean"], h), dense(parameters["log deviation"], h)
        z = mean + jnp.exp(log_deviation) * random.normal(key, mean.shape)
        h = dense(parameters["code"], z).reshape(-1, 14, 14, 32)
        logits = convolution(parameters["output"], relu(transposed_convolution(parameters["transposed"], h, 2)))
        cost = jnp.sum(bernoulli_cost(logits, x), (1, 2, 3))
        return jnp.mean(cost + kl_to_standard_normal(mean, 2 * log_deviation))

    return parameters, loss


def aevb_conv_vae(key):
    """64 channels throughout and ReLU; a code of 2 numbers; a normal distribution of deviation 0.1."""
    keys = random.split(key, 12)
    parameters = {
        "convolutions": [
            convolution_parameters(keys[0], 1, 1, 2),
            convolution_parameters(keys[1], 1, 64, 2),
            convolution_parameters(keys[2], 64, 64, 3),
            convolution_parameters(keys[3], 64, 64, 3),
        ],
        "heads": [dense_parameters(keys[4], 12544, 128), dense_parameters(keys[5], 128, 4)],
        "codes": [dense_parameters(keys[6], 2, 2), dense_parameters(keys[7], 2, 12544)],
        "transposed": [
            convolution_parameters(keys[8], 64, 64, 3),
            convolution_parameters(keys[9], 64, 64, 3),
            convolution_parameters(keys[10], 64, 64, 2),
        ],
        "output": convolution_parameters(keys[11], 64, 1, 2),
    }

    def loss(parameters, key, x):
        h = x
        for convolution_of, stride in zip(parameters["convolutions"], (1, 2, 1, 1)):
            h = relu(convolution(convolution_of, h, stride))
        output = dense(parameters["heads"][1], relu(dense(parameters["heads"][0], flatten(h))))
        mean, latent_deviation = output[:, :2], jax.nn.softplus(output[:, 2:])
        z = mean + latent_deviation * random.normal(key, mean.shape)
        h = relu(dense(parameters["codes"][1], relu(dense(parameters["codes"][0], z)))).reshape(-1, 14, 14, 64)
        for transposed, stride in zip(parameters["transposed"], (1, 1, 2)):
            h = relu(transposed_convolution(transposed, h, stride))
        y = jax.nn.sigmoid(convolution(parameters["output"], h))
        constant = math.log(0.1) + 0.5 * math.log(2 * math.pi)
        log_density = jnp.sum(-0.5 * ((x - y) / 0.1) ** 2 - constant, (1, 2, 3))
        return jnp.mean(-log_density + kl_to_standard_normal(mean, 2 * jnp.log(latent_deviation)))

    return parameters, loss


def dense_vae(key):
    """784-256-2 and back, ReLU; Bernoulli."""
    sizes = {"hidden": (784, 256), "mean": (256, 2), "log variance": (256, 2), "code": (2, 256), "output": (256, 784)}
    keys = random.split(key, len(sizes))
    parameters = {name: dense_parameters(k, *size) for k, (name, size) in zip(keys, sizes.items())}

    def loss(parameters, key, x):
        x = flatten(x)
        h = relu(dense(parameters["hidden"], x))
        mean, log_variance = dense(parameters["mean"], h), dense(parameters["log variance"], h)
        z = mean + jnp.exp(log_variance / 2) * random.normal(key, mean.shape)
        logits = dense(parameters["output"], relu(dense(parameters["code"], z)))
        return jnp.mean(jnp.sum(bernoulli_cost(logits, x), -1) + kl_to_standard_normal(mean, log_variance))

    return parameters, loss


def plane_vae(particles):
    """3 x 512 SELU each way between points of the plane and codes of 2 numbers; one draw, or the bound of several."""

    def make(key):
        keys = random.split(key, 8)
        sizes = [(2, 512), (512, 512), (512, 512), (512, 4), (2, 512), (512, 512), (512, 512), (512, 2)]
        parameters = [dense_parameters(k, *size) for k, size in zip(keys, sizes)]

        def layers(parameters, h):
            for layer in parameters[:-1]:
                h = selu(dense(layer, h))
            return dense(parameters[-1], h)

        def loss(parameters, key, x):
            output = layers(parameters[:4], x)
            mean, log_variance = output[:, :2], output[:, 2:]
            z = mean + jnp.exp(log_variance / 2) * random.normal(key, (particles,) + mean.shape)
            squared_error = jnp.sum((layers(parameters[4:], z) - x) ** 2, -1)
            if particles == 1:
                return jnp.mean(squared_error + 4.0 * kl_to_standard_normal(mean, log_variance))
            half_log = 0.5 * math.log(2 * math.pi)
            log_px = -0.5 * squared_error - 2 * half_log
            log_pz = jnp.sum(-0.5 * z**2 - half_log, -1)
            log_qz = jnp.sum(-0.5 * (z - mean) ** 2 / jnp.exp(log_variance) - 0.5 * log_variance - half_log, -1)
            log_weights = log_px + log_pz - log_qz
            return -jnp.mean(jax.scipy.special.logsumexp(log_weights, 0) - math.log(particles))

        return parameters, loss

    return make


def adam(rate):
    """The state before the first step, and one step: from the state, its number and the gradients to a new state."""

    def begin(parameters):
        zeros = jax.tree_util.tree_map(jnp.zeros_like, parameters)
        return parameters, zeros, jax.tree_util.tree_map(jnp.zeros_like, parameters)

    def update(state, number, gradients):
        tree_map = jax.tree_util.tree_map
        parameters, means, squares = state
        means = tree_map(lambda m, g: 0.9 * m + 0.1 * g, means, gradients)
        squares = tree_map(lambda v, g: 0.999 * v + 0.001 * g * g, squares, gradients)

        def moved(p, m, v):
            return p - rate * (m / (1 - 0.9**number)) / (jnp.sqrt(v / (1 - 0.999**number)) + 1e-8)

        return tree_map(moved, parameters, means, squares), means, squares

    return begin, update


def rmsprop(rate):
    """Likewise."""

    def begin(parameters):
        return parameters, jax.tree_util.tree_map(jnp.zeros_like, parameters)

    def update(state, number, gradients):
        tree_map = jax.tree_util.tree_map
        parameters, squares = state
        squares = tree_map(lambda v, g: 0.99 * v + 0.01 * g * g, squares, gradients)
        parameters = tree_map(lambda p, g, v: p - rate * g / (jnp.sqrt(v) + 1e-8), parameters, gradients, squares)
        return parameters, squares

    return begin, update


# Name: model, shape of a batch, optimiser, number of timed steps.
WORKLOADS = {
    "conv-vae": (conv_vae, (32, 28, 28, 1), adam(3e-3), 40),
    "pyro-vae": (pyro_vae, (128, 28, 28, 1), adam(1e-3), 40),
    "aevb-conv-vae": (aevb_conv_vae, (100, 28, 28, 1), rmsprop(1e-3), 15),
    "dense-vae": (dense_vae, (100, 28, 28, 1), rmsprop(1e-3), 300),
    "eight-gaussians": (plane_vae(1), (32, 2), adam(3e-4), 300),
    "iwae": (plane_vae(10), (32, 2), adam(3e-4), 200),
}


def median_milliseconds(name):
    make, shape, (begin, update), steps = WORKLOADS[name]
    parameters, loss = make(random.PRNGKey(0))
    state = begin(parameters)

    def training_step(state, number, key, x):
        value, gradients = jax.value_and_grad(loss)(state[0], key, x)
        return update(state, number, gradients), value

    step = jax.jit(training_step, donate_argnums=(0,))
    batches = [random.uniform(random.PRNGKey(i), shape) for i in range(8)]
    durations = []
    for i in range(WARM_UP_STEPS + steps):
        start = time.perf_counter()
        state, value = step(state, jnp.float32(i + 1), random.PRNGKey(i), batches[i % 8])
        value.block_until_ready()
        durations.append(time.perf_counter() - start)
    return 1e3 * statistics.median(durations[WARM_UP_STEPS:])


def main():
    for name in [arguments.only] if arguments.only else WORKLOADS:
        print(f"jax-jit  {name}  {median_milliseconds(name):.3f} ms/step", flush=True)


main()
