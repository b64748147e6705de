"""Gradients meet finite differences; activations meet their own definitions."""

from __future__ import annotations

import numpy as np
import pytest
import sympy

from quizapp.demos.activations import ACTIVATIONS, sigmoid
from quizapp.demos.networks import Network, backward, log_softmax, start


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_slopes_are_central_differences(name: str) -> None:
    activation, step = ACTIVATIONS[name], 1e-6
    x = np.linspace(-6, 6, 241) + 0.0123  # clear of the kinks
    measured = (activation.f(x + step) - activation.f(x - step)) / (2 * step)
    np.testing.assert_allclose(activation.slope(x), measured, atol=1e-7)


_X = sympy.symbols("x")
_EXACT = {
    "sigmoid": 1 / (1 + sympy.exp(-_X)),
    "tanh": sympy.tanh(_X),
    "softplus": sympy.log(1 + sympy.exp(_X)),
    "gelu": _X * (1 + sympy.erf(_X / 2 ** sympy.Rational(1, 2))) / 2,
    "swish": _X / (1 + sympy.exp(-_X)),
}


@pytest.mark.parametrize("name", _EXACT)
@pytest.mark.parametrize("at", [-3.5, -0.5, 0.0, 1.25, 4.0])
def test_slopes_are_what_sympy_finds(name: str, at: float) -> None:
    expression = _EXACT[name]
    activation = ACTIVATIONS[name]
    value, slope = (float(e.subs(_X, at).evalf(20)) for e in (expression, expression.diff(_X)))
    assert float(activation.f(np.array(at))) == pytest.approx(value, abs=1e-14)
    assert float(activation.slope(np.array(at))) == pytest.approx(slope, abs=1e-14)


@pytest.mark.parametrize("far", [-800.0, -40.0, 40.0, 800.0])
def test_far_out_nothing_overflows(far: float) -> None:
    with np.errstate(all="raise", under="ignore"):
        for activation in ACTIVATIONS.values():
            assert np.isfinite(activation.f(np.array(far)))
            assert np.isfinite(activation.slope(np.array(far)))
    assert float(sigmoid(np.array(-40.0))) == pytest.approx(np.exp(-40.0), rel=1e-12)


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
@pytest.mark.parametrize("sizes", [(5, 4, 3), (4, 6, 5, 3)])
def test_backward_is_a_central_difference(activation: str, sizes: tuple[int, ...]) -> None:
    rng = np.random.default_rng(1)
    network = start(sizes, [0.7] * (len(sizes) - 1), activation, rng)
    network = Network(
        network.weights, tuple(b + rng.normal(size=b.shape) for b in network.biases), activation
    )
    batch, targets = (
        rng.normal(size=(8, sizes[0])),
        np.eye(sizes[-1])[rng.integers(0, sizes[-1], 8)],
    )
    found = backward(network, batch, targets)
    for layer in range(len(sizes) - 1):
        for kind, gradient in (("w", found.weights[layer]), ("b", found.biases[layer])):
            for place in list(np.ndindex(*gradient.shape))[::3]:
                rise = [
                    backward(_nudged(network, kind, layer, place, sign * 1e-6), batch, targets).loss
                    for sign in (1, -1)
                ]
                measured = (rise[0] - rise[1]) / 2e-6
                assert gradient[place] == pytest.approx(measured, abs=1e-8)


def _nudged(network: Network, kind: str, layer: int, place: tuple[int, ...], by: float) -> Network:
    weights, biases = list(network.weights), list(network.biases)
    chosen = weights if kind == "w" else biases
    moved = chosen[layer].copy()
    moved[place] += by
    chosen[layer] = moved
    return Network(tuple(weights), tuple(biases), network.activation)


def test_arguments_are_never_changed() -> None:
    rng = np.random.default_rng(0)
    network = start((3, 4, 2), [1.0, 1.0], "tanh", rng)
    batch, targets = rng.normal(size=(5, 3)), np.eye(2)[[0, 1, 0, 1, 0]]
    held = [array.copy() for array in (*network.weights, *network.biases, batch, targets)]
    backward(network, batch, targets)
    for before, after in zip(
        held, (*network.weights, *network.biases, batch, targets), strict=True
    ):
        np.testing.assert_array_equal(before, after)


def test_log_softmax_is_stable() -> None:
    rows = log_softmax(np.array([[1000.0, 0.0], [-1000.0, -1000.0]]))
    np.testing.assert_allclose(rows, [[0.0, -1000.0], [np.log(0.5), np.log(0.5)]])
