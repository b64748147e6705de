"""A convolution, a 2x2 max pooling and a dense layer, forward and backward, for D16.

Images are ``(N, 1, 8, 8)``; the parameters live in one flat vector, so that every optimiser of
``optimisers`` can move them.

Source: LeCun et al. 1998; He et al. 2015 for the spread of the first weights.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quizapp.demos.activations import Floats
from quizapp.demos.convolutions import im2col, out_side
from quizapp.demos.networks import log_softmax

SIDE, CLASSES = 8, 3


@dataclass(frozen=True, slots=True)
class Plan:
    """The sizes of one network."""

    filters: int
    kernel: int

    @property
    def map(self) -> int:
        """Side of the maps after the convolution."""
        return out_side(SIDE, self.kernel)

    @property
    def pooled(self) -> int:
        """Side of the maps after pooling; an odd last row is dropped."""
        return self.map // 2

    @property
    def flat(self) -> int:
        """Values that the dense layer sees."""
        return self.filters * self.pooled**2

    @property
    def shapes(self) -> tuple[tuple[int, ...], ...]:
        """Filters, their biases, dense weights, their biases."""
        return (
            (self.kernel**2, self.filters),
            (self.filters,),
            (self.flat, CLASSES),
            (CLASSES,),
        )

    def split(self, w: Floats) -> list[Floats]:
        """The vector as arrays of ``shapes``."""
        parts, start = [], 0
        for shape in self.shapes:
            size = int(np.prod(shape))
            parts.append(w[start : start + size].reshape(shape))
            start += size
        return parts

    def begin(self, rng: np.random.Generator) -> Floats:
        """He's start; biases are small but not 0, so that no ReLU starts on its kink."""
        spreads = (np.sqrt(2.0 / self.kernel**2), 0.05, np.sqrt(1.0 / self.flat), 0.0)
        return np.concatenate(
            [
                (rng.normal(size=shape) * spread).ravel()
                for shape, spread in zip(self.shapes, spreads, strict=True)
            ]
        )


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Images as patch matrices, ready for one network."""

    images: Floats  # (N, 1, 8, 8)
    columns: Floats  # (N * map * map, K * K)
    labels: NDArray[np.int64]  # (N,)


def draw_images(
    count: int, noise: float, rng: np.random.Generator
) -> tuple[Floats, NDArray[np.int64]]:
    """Bars across (0), bars down (1) and crosses (2) somewhere on 8x8, with normal noise."""
    labels = np.arange(count, dtype=np.int64) % CLASSES
    images = np.zeros((count, 1, SIDE, SIDE))
    for image, label in zip(images[:, 0], labels, strict=True):
        row, column = rng.integers(2, SIDE - 2, size=2)
        if label != 1:
            image[row, column - 2 : column + 3] = 1.0
        if label != 0:
            image[row - 2 : row + 3, column] = 1.0
    return images + noise * rng.normal(size=images.shape), labels


def prepare(images: Floats, labels: NDArray[np.int64], plan: Plan) -> Batch:
    """The batch with its patch matrix."""
    return Batch(images, im2col(images, plan.kernel), labels)


def scores(plan: Plan, w: Floats, batch: Batch) -> tuple[Floats, Floats, Floats]:
    """Class scores (N, 3), pooled values (N, P, P, F) and sums before ReLU (N, M, M, F)."""
    filters, bias, dense, dense_bias = plan.split(w)
    n, side, pooled = len(batch.labels), plan.map, plan.pooled
    u = (batch.columns @ filters + bias).reshape(n, side, side, plan.filters)
    corners = _corners(u, pooled)
    best = np.maximum(np.maximum(corners[0], corners[1]), np.maximum(corners[2], corners[3]))
    pool = np.maximum(best, 0.0)
    return pool.reshape(n, -1) @ dense + dense_bias, pool, u


def _corners(maps: Floats, pooled: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Views of the four corners of every 2x2 window, (N, P, P, F) each, in reading order."""
    cut = maps[:, : 2 * pooled, : 2 * pooled]
    return cut[:, ::2, ::2], cut[:, ::2, 1::2], cut[:, 1::2, ::2], cut[:, 1::2, 1::2]


def judge(plan: Plan, w: Floats, batch: Batch) -> tuple[float, float]:
    """Mean cross entropy, nats, and the share of right answers."""
    made = scores(plan, w, batch)[0]
    return _loss(made, batch), float(np.mean(made.argmax(axis=1) == batch.labels))


def _loss(made: Floats, batch: Batch) -> float:
    logs = log_softmax(made)
    return float(-logs[np.arange(len(batch.labels)), batch.labels].mean())


def slope(plan: Plan, w: Floats, batch: Batch) -> tuple[Floats, float, float]:
    """d(mean loss)/dw as one vector, with the loss and the share of right answers."""
    _, _, dense, _ = plan.split(w)
    made, pool, u = scores(plan, w, batch)
    n, side, pooled = len(batch.labels), plan.map, plan.pooled
    delta = np.exp(log_softmax(made))
    delta[np.arange(n), batch.labels] -= 1.0
    delta /= n
    to_pool = (delta @ dense.T).reshape(n, pooled, pooled, plan.filters)
    # Each gradient goes to the first corner that was the maximum, and only where ReLU let it out.
    to_pool = np.where(pool > 0, to_pool, 0.0)
    maps = np.zeros_like(u)
    for corner, place in zip(_corners(u, pooled), _corners(maps, pooled), strict=True):
        won = corner == pool
        np.copyto(place, to_pool, where=won)
        to_pool = np.where(won, 0.0, to_pool)
    back = maps.reshape(n * side * side, plan.filters)
    gradient = np.concatenate(
        [
            (batch.columns.T @ back).ravel(),
            back.sum(axis=0),
            (pool.reshape(n, -1).T @ delta).ravel(),
            delta.sum(axis=0),
        ]
    )
    right = float(np.mean(made.argmax(axis=1) == batch.labels))
    return gradient, _loss(made, batch), right


def dead_filters(plan: Plan, w: Floats, batch: Batch) -> int:
    """Filters whose output is 0 everywhere in every image: no gradient reaches them any more."""
    with np.errstate(all="ignore"):
        pool = scores(plan, w, batch)[1]
    return int(np.sum(np.all(pool == 0.0, axis=(0, 1, 2))))


def stripes(plan: Plan, w: Floats) -> float:
    """Mean share of a filter's variance that its rows alone, or its columns alone, explain.

    1 for stripes straight across or down, about a third for chance with 3x3; 0 for 1x1 filters
    and for weights that are not finite.
    """
    filters = plan.split(w)[0].T.reshape(plan.filters, plan.kernel, plan.kernel)
    if plan.kernel == 1 or not np.isfinite(filters).all():
        return 0.0
    rows = filters.mean(axis=2).var(axis=1)
    columns = filters.mean(axis=1).var(axis=1)
    whole = np.maximum(filters.var(axis=(1, 2)), 1e-300)
    return float(np.mean(np.maximum(rows, columns) / whole))


def gradient_gap(plan: Plan, w: Floats, batch: Batch, rng: np.random.Generator) -> float:
    """Largest difference to central differences over 8 parameters of each of the four arrays."""
    found = slope(plan, w, batch)[0]
    worst, start, step = 0.0, 0, 1e-6
    for shape in plan.shapes:
        size = int(np.prod(shape))
        for place in start + rng.choice(size, size=min(size, 8), replace=False):
            sides = []
            for sign in (1.0, -1.0):
                moved = w.copy()
                moved[place] += sign * step
                sides.append(judge(plan, moved, batch)[0])
            worst = max(worst, abs((sides[0] - sides[1]) / (2 * step) - float(found[place])))
        start += size
    return worst
