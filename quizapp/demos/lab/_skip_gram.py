"""Skip-gram with negative sampling, as functions of arrays: pairs, one loss, training."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from quizapp.demos.activations import Floats, sigmoid

TOPICS = (
    ("cat", "dog", "horse", "sheep"),
    ("bread", "rice", "apple", "tea"),
    ("car", "train", "ship", "bus"),
)


WORDS = tuple(word for topic in TOPICS for word in topic)


_SENTENCES, _LENGTH, _STEPS, _RATE = 60, 6, 150, 2.0


def cosine(a: Floats, b: Floats) -> float:
    """``a·b / (|a| |b|)`` of two vectors (n,), neither of them 0."""
    return float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b)))


def pairs(length: int, window: int) -> list[tuple[int, int]]:
    """(centre, context) places in a sentence: up to ``window`` words on each side."""
    return [
        (centre, near)
        for centre in range(length)
        for near in range(max(0, centre - window), min(length, centre + window + 1))
        if near != centre
    ]


def loss_of_scores(positive: float, negatives: Floats) -> float:
    """``-ln s(positive) - sum ln s(-negative)`` with the logistic s, in nats."""
    return float(np.logaddexp(0.0, -positive) + np.logaddexp(0.0, negatives).sum())


def pair_gradients(
    centre: Floats, context: Floats, negatives: Floats
) -> tuple[float, Floats, Floats, Floats]:
    """The loss of one pair and its gradients for vectors (d,), (d,) and negatives (k, d)."""
    pull = sigmoid(np.asarray(context @ centre)) - 1.0
    push = sigmoid(negatives @ centre)  # (k,)
    loss = loss_of_scores(float(context @ centre), negatives @ centre)
    return (
        loss,
        np.asarray(pull * context + push @ negatives),
        np.asarray(pull * centre),
        np.outer(push, centre),
    )


def corpus(seed: int) -> NDArray[np.int64]:
    """Sentences (60, 6) of word numbers, each about one topic only."""
    rng = np.random.default_rng(seed)
    topics = np.arange(_SENTENCES) % len(TOPICS)
    return rng.integers(0, len(TOPICS[0]), (_SENTENCES, _LENGTH)) + 4 * topics[:, None]


def train(window: int, negatives: int, seed: int) -> Floats:
    """Input vectors (12, 2) after 150 full-batch steps of skip-gram with negative sampling.

    All pairs of the corpus count in each step, so the k negatives of each may be taken by their
    expectation, ``k`` times the word frequencies; nothing else is changed.
    """
    text = corpus(seed)
    counts = np.zeros((len(WORDS), len(WORDS)))
    for centre, near in pairs(_LENGTH, window):
        np.add.at(counts, (text[:, centre], text[:, near]), 1.0)
    total = counts.sum()
    positive = counts / total  # (V, V) share of each (centre, context) pair
    noise = negatives * np.outer(positive.sum(axis=1), np.bincount(text.ravel(), minlength=12))
    noise /= text.size
    rng = np.random.default_rng(seed + 1)
    into, out = rng.normal(size=(2, len(WORDS), 2)) * 0.1
    for _ in range(_STEPS):
        share = sigmoid(into @ out.T)  # (V, V)
        slope = noise * share - positive * (1.0 - share)
        into, out = into - _RATE * slope @ out, out - _RATE * slope.T @ into
    return np.asarray(into)


def closeness(vectors: Floats) -> tuple[float, float]:
    """Mean cosine within a topic and between topics."""
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    table = unit @ unit.T
    topic = np.arange(len(WORDS)) // 4
    same = topic[:, None] == topic[None, :]
    off = ~np.eye(len(WORDS), dtype=bool)
    return float(table[same & off].mean()), float(table[~same].mean())


def gradients_agree(negatives: int, seed: int) -> bool:
    """Whether all gradients of one pair meet central differences within 1e-6."""
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(2 + negatives, 3))
    _, centre, context, others = pair_gradients(values[0], values[1], values[2:])
    exact = np.vstack([centre, context, others])
    step = 1e-5
    moves = step * np.eye(values.size).reshape(-1, *values.shape)  # (size, 2 + k, 3)

    def losses(moved: Floats) -> Floats:
        scores = np.einsum("nkd,nd->nk", moved[:, 1:], moved[:, 0])
        return np.asarray(
            np.logaddexp(0.0, -scores[:, 0]) + np.logaddexp(0.0, scores[:, 1:]).sum(axis=1)
        )

    measured = (losses(values + moves) - losses(values - moves)) / (2 * step)
    return bool(np.abs(measured - exact.ravel()).max() < 1e-6)
