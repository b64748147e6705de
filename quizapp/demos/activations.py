"""Activation functions with their exact slopes, shared by the demos that need them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEAK = 0.01
"""Slope of Leaky ReLU below 0 (Maas et al. 2013)."""

_erf = np.frompyfunc(math.erf, 1, 1)


@dataclass(frozen=True, slots=True)
class Activation:
    """One activation: ``f`` and its slope, both from (...) to (...) element by element."""

    name: str
    sign: str
    """How it is written in a formula: σ, tanh, ReLU."""
    f: Callable[[Floats], Floats]
    slope: Callable[[Floats], Floats]
    kinks: tuple[float, ...] = ()
    """Where the slope jumps; there ``slope`` gives the value that code usually takes."""
    window: tuple[float, float] = (-1.1, 1.1)
    """The part of the y axis on which its shape is best seen."""


def sigmoid(u: Floats) -> Floats:
    """``1 / (1 + exp(-u))`` without overflow, exact in the tail too."""
    small = np.exp(-np.abs(u))
    return np.where(u >= 0, 1.0, small) / (1.0 + small)


def _sigmoid_slope(u: Floats) -> Floats:
    small = np.exp(-np.abs(u))
    return np.asarray(small / (1.0 + small) ** 2)


def _tanh_slope(u: Floats) -> Floats:
    return 1.0 - np.tanh(u) ** 2


def _leaky(u: Floats) -> Floats:
    return np.where(u > 0, u, LEAK * u)


def _elu(u: Floats) -> Floats:
    return np.where(u > 0, u, np.expm1(np.minimum(u, 0.0)))


def _elu_slope(u: Floats) -> Floats:
    return np.where(u > 0, 1.0, np.exp(np.minimum(u, 0.0)))


def _normal_cdf(u: Floats) -> Floats:
    return 0.5 * (1.0 + np.asarray(_erf(u / math.sqrt(2.0)), dtype=np.float64))


def _gelu_slope(u: Floats) -> Floats:
    return _normal_cdf(u) + u * np.exp(-0.5 * u * u) / math.sqrt(2.0 * math.pi)


def _swish_slope(u: Floats) -> Floats:
    s = sigmoid(u)
    return s * (1.0 + u * (1.0 - s))


ACTIVATIONS: dict[str, Activation] = {
    activation.name: activation
    for activation in (
        Activation("sigmoid", "σ", sigmoid, _sigmoid_slope, window=(-0.1, 1.1)),
        Activation("tanh", "tanh", np.tanh, _tanh_slope),
        Activation(
            "relu",
            "ReLU",
            lambda u: np.maximum(u, 0.0),
            lambda u: np.where(u > 0, 1.0, 0.0),
            kinks=(0.0,),
            window=(-0.5, 3.0),
        ),
        Activation(
            "leaky-relu",
            "Leaky ReLU",
            _leaky,
            lambda u: np.where(u > 0, 1.0, LEAK),
            kinks=(0.0,),
            window=(-0.5, 3.0),
        ),
        Activation("elu", "ELU", _elu, _elu_slope, kinks=(0.0,), window=(-1.2, 3.0)),
        Activation(
            "softplus", "softplus", lambda u: np.logaddexp(0.0, u), sigmoid, window=(-0.2, 3.0)
        ),
        Activation("gelu", "GELU", lambda u: u * _normal_cdf(u), _gelu_slope, window=(-0.5, 3.0)),
        Activation("swish", "Swish", lambda u: u * sigmoid(u), _swish_slope, window=(-0.5, 3.0)),
    )
}
"""All activations by name. GELU is the exact form with Φ; Swish has β = 1 (also called SiLU)."""
