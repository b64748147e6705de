"""A simple recurrent network: forward through time, back through time, and its parameters.

Time comes first: ``x`` is (steps, samples, inputs). Hidden states have one slot more than there
are steps, and the last slot holds the initial state, so that ``hidden[t - 1]`` reads it at t = 0
in both directions. Row vectors throughout: ``u_t = x_t @ into + s_{t-1} @ again + bias``.

Sources: Elman 1990 (the network); Werbos 1990 (back-propagation through time).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quizapp.demos.activations import ACTIVATIONS, Floats

NAMES = ("into", "again", "bias", "out", "bias_out")


@dataclass(frozen=True, slots=True, eq=False)
class Rnn:
    """The three weights of an RNN and its two biases; arrays are never changed in place."""

    into: Floats  # (inputs, hidden)
    again: Floats  # (hidden, hidden)
    bias: Floats  # (hidden,)
    out: Floats  # (hidden, outputs)
    bias_out: Floats  # (outputs,)
    activation: str = "tanh"
    """Name in ``ACTIVATIONS``, or ``identity``."""

    @property
    def flat(self) -> Floats:
        """All parameters in one row, in the order of ``NAMES``."""
        return np.concatenate([np.ravel(getattr(self, name)) for name in NAMES])

    def filled(self, flat: Floats) -> Rnn:
        """The same network with the parameters of ``flat``."""
        parts, first = [], 0
        for name in NAMES:
            size = getattr(self, name).size
            parts.append(flat[first : first + size].reshape(getattr(self, name).shape))
            first += size
        into, again, bias, out, bias_out = parts
        return Rnn(into, again, bias, out, bias_out, self.activation)


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """What one forward pass leaves for the way back."""

    sums: Floats  # (steps, samples, hidden): u_t
    hidden: Floats  # (steps + 1, samples, hidden): s_t, the initial state in the last slot
    scores: Floats  # (steps, samples, outputs): before any activation at the output


def start(
    inputs: int, hidden: int, outputs: int, std: float, activation: str, rng: np.random.Generator
) -> Rnn:
    """A network with normal weights, ``std / sqrt(fan-in)`` wide, and zero biases."""
    return Rnn(
        into=rng.normal(size=(inputs, hidden)) * std / np.sqrt(inputs),
        again=rng.normal(size=(hidden, hidden)) * std / np.sqrt(hidden),
        bias=np.zeros(hidden),
        out=rng.normal(size=(hidden, outputs)) * std / np.sqrt(hidden),
        bias_out=np.zeros(outputs),
        activation=activation,
    )


def function(name: str) -> tuple[Callable[[Floats], Floats], Callable[[Floats], Floats]]:
    """The activation ``name`` and its slope; ``identity`` is one too."""
    if name == "identity":
        return (lambda u: u), np.ones_like
    return ACTIVATIONS[name].f, ACTIVATIONS[name].slope


def forward(rnn: Rnn, x: Floats, initial: Floats | None = None) -> Trace:
    """All states and scores for ``x`` (steps, samples, inputs) from ``initial`` (hidden,) or 0."""
    f, _ = function(rnn.activation)
    steps, samples, _ = x.shape
    hidden = np.zeros((steps + 1, samples, len(rnn.bias)))
    if initial is not None:
        hidden[-1] = initial
    sums = x @ rnn.into + rnn.bias  # what comes from below, for all steps at once
    for t in range(steps):
        sums[t] += hidden[t - 1] @ rnn.again
        hidden[t] = f(sums[t])
    return Trace(sums, hidden, hidden[:-1] @ rnn.out + rnn.bias_out)


def backward(
    rnn: Rnn, x: Floats, trace: Trace, errors: Floats, *, initial_slot: bool = True
) -> Floats:
    """The gradient (parameters,) of a loss with ``errors`` (steps, samples, outputs) at the scores.

    ``delta_{t-1} = (delta_t @ again.T + errors_{t-1} @ out.T) * f'(u_{t-1})``; every step adds its
    share to the same weights. ``initial_slot=False`` is the well-known slip of an array without
    a slot for the initial state: the first step then reads the last state instead.
    """
    _, slope = function(rnn.activation)
    steps = len(x)
    below = errors @ rnn.out.T
    slopes = slope(trace.sums)
    delta = np.empty_like(trace.sums)
    carried = np.zeros_like(trace.sums[0])
    back = rnn.again.T
    for t in range(steps - 1, -1, -1):
        delta[t] = (below[t] + carried) * slopes[t]
        carried = delta[t] @ back
    hidden = trace.hidden[:steps]
    before = np.concatenate([trace.hidden[-1 if initial_slot else steps - 1][None], hidden[:-1]])
    return np.concatenate(
        [
            np.ravel(_over_time(x, delta)),
            np.ravel(_over_time(before, delta)),
            delta.sum(axis=(0, 1)),
            np.ravel(_over_time(hidden, errors)),
            errors.sum(axis=(0, 1)),
        ]
    )


def _over_time(inputs: Floats, deltas: Floats) -> Floats:
    """The sum over time of every step's share of a weight's gradient.

    Step by step, for one product over all steps is large enough to wake BLAS's threads, which
    cost far more than they save where cores are shared.
    """
    return np.asarray((inputs.transpose(0, 2, 1) @ deltas).sum(axis=0))


def clipped(gradient: Floats, threshold: float) -> Floats:
    """``gradient`` shortened to L2 norm ``threshold`` where it is longer, direction unchanged.

    A threshold of 0 means no clipping. Source: Pascanu, Mikolov & Bengio 2013.
    """
    norm = float(np.linalg.norm(gradient))
    return gradient * (threshold / norm) if threshold and norm > threshold else gradient


def worst_difference(
    loss: Callable[[Floats], float], gradient: Floats, at: Floats, places: NDArray[np.int64]
) -> float:
    """The largest relative gap between ``gradient`` and central differences at ``places``."""
    step, worst = 1e-5, 0.0
    for place in places:
        moved = np.zeros_like(at)
        moved[int(place)] = step
        measured = (loss(at + moved) - loss(at - moved)) / (2 * step)
        exact = float(gradient[int(place)])
        worst = max(worst, abs(measured - exact) / max(1.0, abs(measured), abs(exact)))
    return worst
