"""Small drawn digits, shifted and noisy: enough like handwriting to need more than one layer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quizapp.demos.activations import Floats
from quizapp.demos.networks import Network, backward, forward, start
from quizapp.demos.spec import Tick, silent

SIDE, CLASSES, TRAINED, TESTED, BATCH = 12, 10, 2000, 1000, 100

_ROWS = (
    ".###. #...# #...# #...# #...# #...# .###.",
    "..#.. .##.. ..#.. ..#.. ..#.. ..#.. .###.",
    ".###. #...# ....# ...#. ..#.. .#... #####",
    "####. ....# ....# .###. ....# ....# ####.",
    "...#. ..##. .#.#. #..#. ##### ...#. ...#.",
    "##### #.... ####. ....# ....# #...# .###.",
    "..##. .#... #.... ####. #...# #...# .###.",
    "##### ....# ...#. ...#. ..#.. ..#.. ..#..",
    ".###. #...# #...# .###. #...# #...# .###.",
    ".###. #...# #...# .#### ....# ...#. .##..",
)
GLYPHS = np.array([[[sign == "#" for sign in row] for row in one.split()] for one in _ROWS], float)
"""The ten digits, (10, 7, 5), values 0 and 1."""


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """One network after training, with what it got right after each epoch."""

    network: Network
    training: Floats  # (epochs + 1,) share right, from before the first epoch
    held_out: Floats  # (epochs + 1,)
    diverged: int
    """The first epoch whose loss is not finite, 0 for none."""


def digits(
    count: int, shift: int, noise: float, rng: np.random.Generator
) -> tuple[Floats, NDArray[np.int64]]:
    """Images (count, 144) and classes (count,): each digit moved by up to ``shift`` pixels."""
    classes = np.arange(count) % CLASSES
    top, left = 2 + rng.integers(-shift, shift + 1, (2, count))
    images = np.zeros((count, SIDE, SIDE))
    rows = top[:, None, None] + np.arange(7)[None, :, None]
    columns = 1 + left[:, None, None] + np.arange(5)[None, None, :]
    images[np.arange(count)[:, None, None], rows, columns] = GLYPHS[classes]
    images += noise * rng.standard_normal(images.shape)
    return images.reshape(count, -1), classes


def learn(
    hidden: tuple[int, ...],
    activation: str,
    rate: float,
    epochs: int,
    data: tuple[Floats, NDArray[np.int64], Floats, NDArray[np.int64]],
    rng: np.random.Generator,
    tick: Tick = silent,
) -> Learned:
    """Adam on mini-batches of 100; ``hidden`` are the widths between 144 inputs and 10 classes.

    ``tick`` hears the share of the epochs done. Training stops where the loss is not finite.
    """
    x, classes, x_held, classes_held = data
    labels = np.eye(CLASSES)[classes]
    sizes = [x.shape[1], *hidden, CLASSES]
    network = start(sizes, [float(np.sqrt(2.0 / size)) for size in sizes[:-1]], activation, rng)
    values = [*network.weights, *network.biases]
    first, second = [np.zeros_like(v) for v in values], [np.zeros_like(v) for v in values]
    layers, t, diverged = len(network.weights), 0, 0
    rows = [(right(network, x, classes), right(network, x_held, classes_held))]
    with np.errstate(over="ignore", invalid="ignore"):
        for epoch in range(epochs):
            tick(epoch / epochs)
            order = rng.permutation(len(x))
            for begin in range(0, len(x), BATCH):
                rows_now = order[begin : begin + BATCH]
                passed = backward(network, x[rows_now], labels[rows_now])
                t += 1
                for place, gradient in enumerate((*passed.weights, *passed.biases)):
                    first[place] = 0.9 * first[place] + 0.1 * gradient
                    second[place] = 0.999 * second[place] + 0.001 * gradient**2
                    scale = np.sqrt(second[place] / (1 - 0.999**t)) + 1e-8
                    values[place] = values[place] - rate * first[place] / (1 - 0.9**t) / scale
                network = Network(tuple(values[:layers]), tuple(values[layers:]), activation)
            rows.append((right(network, x, classes), right(network, x_held, classes_held)))
            if not np.isfinite(passed.loss):
                diverged = epoch + 1
                break
    table = np.array(rows)
    return Learned(network, table[:, 0], table[:, 1], diverged)


def right(network: Network, x: Floats, classes: NDArray[np.int64]) -> float:
    """The share of ``x`` (n, 144) whose largest score is that of its class."""
    return float(np.mean(np.argmax(forward(network, x)[0][-1], axis=1) == classes))
