"""Optimisers against hand values, against each other, and against plain loops."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.demos import compute
from quizapp.demos.optimisers import METHODS, Settings, begin, descend, nesterov_textbook


def parabola(**knobs: object) -> dict[str, object]:
    return dict(compute("D07", {"problem": "parabola", **knobs}).results)


def given_gradients(**knobs: object) -> dict[str, object]:
    return dict(compute("D07", {"problem": "gradients", **knobs}).results)


def test_the_exercises_by_hand() -> None:
    sgd = parabola(method="sgd", start=2, learning_rate=0.1, steps=1)
    assert sgd["w"] == pytest.approx(1.6, abs=1e-12)
    two = {"start": 1, "learning_rate": 0.1, "steps": 2}
    assert parabola(method="momentum", **two)["w"] == pytest.approx(0.46, abs=1e-12)
    assert parabola(method="nag", **two)["theta"] == pytest.approx(0.496, abs=1e-12)
    h_two = 4 + 1.8**2
    assert parabola(method="adagrad", **two)["w"] == pytest.approx(0.9 - 0.18 / math.sqrt(h_two))
    rms = parabola(method="rmsprop", start=1, learning_rate=0.1, steps=1)
    assert rms["w"] == pytest.approx(1 - 0.2 / math.sqrt(0.4))
    adam = given_gradients(method="adam", gradients=[-3], learning_rate=0.001, steps=1)
    assert adam["change"] == pytest.approx(0.001, abs=1e-12)
    adam = given_gradients(method="adam", gradients=[1, 2], learning_rate=0.001, steps=2)
    assert adam["m_hat"] == pytest.approx(0.29 / 0.19)


def loops(method: str, gradients: list[float], rate: float, mu: float, rho: float) -> float:
    """``w`` after the gradients, written out once more with plain numbers."""
    w = m = v = 0.0
    for t, g in enumerate(gradients, 1):
        if method == "sgd":
            w -= rate * g
        elif method in ("momentum", "nag"):
            m = mu * m - rate * g
            w += m if method == "momentum" else mu * m - rate * g
        elif method == "adagrad":
            v += g * g
            w -= rate * g / math.sqrt(v) if v else 0.0
        elif method == "rmsprop":
            v = rho * v + (1 - rho) * g * g
            w -= rate * g / math.sqrt(v) if v else 0.0
        else:
            m = mu * m + (1 - mu) * g
            v = 0.999 * v + 0.001 * g * g
            up, down = m / (1 - mu**t), math.sqrt(v / (1 - 0.999**t))
            w -= rate * up / down if down else 0.0
    return w


@pytest.mark.parametrize("method", METHODS)
@given(
    gradients=st.lists(st.floats(-50, 50).map(lambda g: round(g, 3)), min_size=1, max_size=8),
    rate=st.floats(1e-3, 1.0),
    mu=st.floats(0.0, 0.99),
    rho=st.floats(0.5, 0.999),
)
def test_every_method_is_its_formula(
    method: str, gradients: list[float], rate: float, mu: float, rho: float
) -> None:
    settings = Settings(rate, mu, rho)
    states = descend(
        method, lambda w, t: np.array([gradients[t]]), np.zeros(1), settings, len(gradients)
    )
    expected = loops(method, gradients, rate, mu, rho)
    assert float(states[-1].w[0]) == pytest.approx(expected, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("size", [1e-6, 0.3, 3.0, 1e6])
@pytest.mark.parametrize("rate", [1e-4, 0.1, 2.0])
def test_adams_first_step_is_the_rate(size: float, rate: float) -> None:
    for sign in (1.0, -1.0):
        state = METHODS["adam"].step(begin(np.zeros(1)), np.array([sign * size]), Settings(rate))
        assert float(state.w[0]) == pytest.approx(-sign * rate, rel=1e-12)


@given(rate=st.floats(0.01, 0.9), mu=st.floats(0.0, 0.95))
def test_both_forms_of_nesterov_agree(rate: float, mu: float) -> None:
    scale = np.array([0.1, 2.0])
    settings = Settings(rate, mu)
    states = descend("nag", lambda w, t: scale * w, np.array([-7.0, 2.0]), settings, 40)
    other = nesterov_textbook(lambda w, t: scale * w, np.array([-7.0, 2.0]), settings, 40)
    np.testing.assert_allclose([s.w for s in states], other, rtol=1e-9, atol=1e-9)


def test_momentum_without_momentum_is_sgd() -> None:
    paths = [
        np.array([s.w for s in descend(m, lambda w, t: 2 * w, np.ones(2), Settings(0.1, 0.0), 20)])
        for m in ("sgd", "momentum", "nag")
    ]
    np.testing.assert_allclose(paths[0], paths[1], rtol=1e-12)
    np.testing.assert_allclose(paths[0], paths[2], rtol=1e-12)


@pytest.mark.parametrize(
    ("rate", "diverges"), [(0.5, False), (0.99, False), (1.01, True), (2.0, True)]
)
def test_sgd_diverges_past_two_over_lambda(rate: float, diverges: bool) -> None:
    outcome = compute("D07", {"method": "sgd", "learning_rate": rate, "steps": 200})
    loss = outcome.results["loss"]
    assert isinstance(loss, float)
    assert (loss > 4.0) == diverges  # the valley starts at 2.45 + 4
    assert outcome.claim("sgd-edge").held


def test_divergence_is_told_with_its_step() -> None:
    outcome = compute("D07", {"method": "sgd", "learning_rate": 3.0, "steps": 200})
    assert outcome.results["diverged_at"] == 5
    assert "5" in outcome.notice.ja
    assert "発散" in outcome.notice.ja
    assert "step 5" in outcome.notice.en
    assert outcome.at is not None
    assert "発散" in str(outcome.at(200).readings[0].value)
    assert "発散" not in str(outcome.at(4).readings[0].value)


@pytest.mark.parametrize("method", METHODS)
def test_all_six_agree_with_each_alone(method: str) -> None:
    together = compute("D07", {"rates": "same", "learning_rate": 0.05}).results
    alone = compute("D07", {"method": method, "learning_rate": 0.05}).results
    assert together[f"{method}.loss"] == alone["loss"]


def test_states_are_never_changed_in_place() -> None:
    state = begin(np.array([1.0, 2.0]))
    held = (state.w.copy(), state.first.copy(), state.second.copy())
    for method in METHODS.values():
        method.step(state, np.array([3.0, -1.0]), Settings(0.1))
    for before, after in zip(held, (state.w, state.first, state.second), strict=True):
        np.testing.assert_array_equal(before, after)


def test_given_gradients_never_count_as_divergence() -> None:
    outcome = compute("D07", {"problem": "gradients", "gradients": (1.0, 0.0), "method": "all"})
    assert all(
        value == 0 for name, value in outcome.results.items() if name.endswith("diverged_at")
    )
