"""Optimisers as one step each: old place, gradient and memory in; new place and memory out.

All formulas are element by element and without a small constant in the divisor (``eps = 0``): a
coordinate whose gradients were all 0 does not move.

Sources: Polyak 1964 and the form ``v = mu v - eta g`` of Sutskever et al. 2013 (momentum,
Nesterov); Duchi et al. 2011 (AdaGrad); Tieleman & Hinton 2012 (RMSProp); Kingma & Ba 2015 (Adam).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from quizapp.demos.activations import Floats

BETA2 = 0.999
"""Adam's decay of squared gradients, as its authors recommend."""


@dataclass(frozen=True, slots=True, eq=False)
class Settings:
    """What the methods share; each uses the part that it knows."""

    rate: float
    momentum: float = 0.9
    """Momentum's and Nesterov's mu, Adam's beta1."""
    decay: float = 0.9
    """RMSProp's rho."""


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """A place and what the method remembers; all arrays have the shape of ``w``."""

    w: Floats
    first: Floats
    """Velocity v of Momentum and Nesterov, mean of gradients m of Adam."""
    second: Floats
    """Sum or mean of squared gradients: h of AdaGrad and RMSProp, v of Adam."""
    t: int = 0
    """Steps taken."""


Step = Callable[[State, Floats, Settings], State]


def begin(w: Floats) -> State:
    """The state before the first step: nothing remembered."""
    return State(w, np.zeros_like(w), np.zeros_like(w))


def _scaled(g: Floats, square: Floats) -> Floats:
    root = np.sqrt(square)
    return np.divide(g, root, out=np.zeros_like(g), where=root > 0)


def sgd(state: State, g: Floats, settings: Settings) -> State:
    """``w - eta g``."""
    return State(state.w - settings.rate * g, state.first, state.second, state.t + 1)


def momentum(state: State, g: Floats, settings: Settings) -> State:
    """``v = mu v - eta g``, ``w + v``."""
    v = settings.momentum * state.first - settings.rate * g
    return State(state.w + v, v, state.second, state.t + 1)


def nesterov(state: State, g: Floats, settings: Settings) -> State:
    """``v = mu v - eta g``, ``w + mu v - eta g``; ``w`` and ``g`` are ahead."""
    v = settings.momentum * state.first - settings.rate * g
    w = state.w + settings.momentum * v - settings.rate * g
    return State(w, v, state.second, state.t + 1)


def adagrad(state: State, g: Floats, settings: Settings) -> State:
    """``h = h + g²``, ``w - eta g / sqrt(h)``."""
    h = state.second + g * g
    return State(state.w - settings.rate * _scaled(g, h), state.first, h, state.t + 1)


def rmsprop(state: State, g: Floats, settings: Settings) -> State:
    """``h = rho h + (1 - rho) g²``, ``w - eta g / sqrt(h)``."""
    h = settings.decay * state.second + (1.0 - settings.decay) * g * g
    return State(state.w - settings.rate * _scaled(g, h), state.first, h, state.t + 1)


def adam(state: State, g: Floats, settings: Settings) -> State:
    """Means of g and g², both corrected for their start at 0, then ``w - eta m̂ / sqrt(v̂)``."""
    t = state.t + 1
    m = settings.momentum * state.first + (1.0 - settings.momentum) * g
    v = BETA2 * state.second + (1.0 - BETA2) * g * g
    m_hat, v_hat = corrected(m, v, t, settings)
    return State(state.w - settings.rate * _scaled(m_hat, v_hat), m, v, t)


def corrected(m: Floats, v: Floats, t: int, settings: Settings) -> tuple[Floats, Floats]:
    """Adam's m̂ and v̂ after step ``t``: the means divided by ``1 - beta**t``."""
    return m / (1.0 - settings.momentum**t), v / (1.0 - BETA2**t)


@dataclass(frozen=True, slots=True)
class Method:
    """An optimiser by name, and its usual learning rate beside Momentum's as 1."""

    name: str
    label: str
    step: Step
    share: float


METHODS: dict[str, Method] = {
    method.name: method
    for method in (
        Method("sgd", "SGD", sgd, 10.0),
        Method("momentum", "Momentum", momentum, 1.0),
        Method("nag", "NAG", nesterov, 1.0),
        Method("adagrad", "AdaGrad", adagrad, 15.0),
        Method("rmsprop", "RMSProp", rmsprop, 2.0),
        Method("adam", "Adam", adam, 3.0),
    )
}


def descend(
    method: str,
    gradient: Callable[[Floats, int], Floats],
    w: Floats,
    settings: Settings,
    steps: int,
) -> list[State]:
    """The states before the first and after every step, ``steps + 1`` in all.

    ``gradient`` is asked at the present place and step number, from 0. Overflow is let through as
    infinities and NaNs: divergence is a result, not an accident.
    """
    states = [begin(w)]
    step = METHODS[method].step
    with np.errstate(over="ignore", invalid="ignore"):
        for t in range(steps):
            states.append(step(states[-1], gradient(states[-1].w, t), settings))
    return states


def nesterov_textbook(
    gradient: Callable[[Floats, int], Floats], w: Floats, settings: Settings, steps: int
) -> Floats:
    """Look-ahead points (steps + 1, ...) of Nesterov's form with two places.

    ``v = mu v - eta g(theta + mu v)``, ``theta + v``: the same method as ``nesterov``, written
    with the place it stands on instead of the place it looks at.
    """
    theta, v = w, np.zeros_like(w)
    seen = [w]
    with np.errstate(over="ignore", invalid="ignore"):
        for t in range(steps):
            v = settings.momentum * v - settings.rate * gradient(theta + settings.momentum * v, t)
            theta = theta + v
            seen.append(theta + settings.momentum * v)
    return np.array(seen)
