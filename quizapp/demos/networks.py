"""A plain multi-layer network: forward, backward and its parameters, in a few lines of NumPy.

Rows are samples. Weights are ``(inputs, outputs)``, so a layer is ``u = z @ W + b``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from quizapp.demos.activations import ACTIVATIONS, Floats


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Weights and biases, one pair a layer; the arrays are never changed in place."""

    weights: tuple[Floats, ...]  # (inputs, outputs) each
    biases: tuple[Floats, ...]  # (outputs,) each
    activation: str
    """Name in ``ACTIVATIONS`` for the hidden layers; the last layer feeds a softmax."""


@dataclass(frozen=True, slots=True, eq=False)
class Pass:
    """One forward and backward pass over a batch of n samples."""

    loss: float
    """Mean cross entropy, nats."""
    u: tuple[Floats, ...]  # (n, outputs) each: weighted sums
    z: tuple[Floats, ...]  # (n, inputs) each: what goes into the layer; z[0] is the batch
    delta: tuple[Floats, ...]  # (n, outputs) each: d(loss of one sample) / du
    weights: tuple[Floats, ...]  # d(mean loss) / dW
    biases: tuple[Floats, ...]  # d(mean loss) / db


def start(
    sizes: Sequence[int], stds: Sequence[float], activation: str, rng: np.random.Generator
) -> Network:
    """A network with normal weights of the given standard deviations and zero biases."""
    pairs = list(pairwise(sizes))
    return Network(
        weights=tuple(rng.normal(size=pair) * std for pair, std in zip(pairs, stds, strict=True)),
        biases=tuple(np.zeros(outputs) for _, outputs in pairs),
        activation=activation,
    )


def forward(network: Network, batch: Floats) -> tuple[list[Floats], list[Floats]]:
    """Weighted sums and inputs of every layer for ``batch`` (n, inputs)."""
    f = ACTIVATIONS[network.activation].f
    inputs, sums = [batch], []
    last = len(network.weights) - 1
    for layer, (weight, bias) in enumerate(zip(network.weights, network.biases, strict=True)):
        sums.append(inputs[-1] @ weight + bias)
        if layer < last:
            inputs.append(f(sums[-1]))
    return sums, inputs


def log_softmax(scores: Floats) -> Floats:
    """``log(softmax(scores))`` along the last axis, without overflow."""
    shifted = scores - scores.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.sum(np.exp(shifted), axis=-1, keepdims=True)))


def backward(network: Network, batch: Floats, targets: Floats) -> Pass:
    """Loss and all gradients for ``batch`` (n, inputs) and one-hot ``targets`` (n, classes)."""
    slope = ACTIVATIONS[network.activation].slope
    sums, inputs = forward(network, batch)
    logs = log_softmax(sums[-1])
    deltas = [np.exp(logs) - targets]
    for layer in range(len(network.weights) - 1, 0, -1):
        deltas.append((deltas[-1] @ network.weights[layer].T) * slope(sums[layer - 1]))
    deltas.reverse()
    n = len(batch)
    return Pass(
        loss=float(-np.sum(logs * targets) / n),
        u=tuple(sums),
        z=tuple(inputs),
        delta=tuple(deltas),
        weights=tuple(z.T @ delta / n for z, delta in zip(inputs, deltas, strict=True)),
        biases=tuple(delta.mean(axis=0) for delta in deltas),
    )
