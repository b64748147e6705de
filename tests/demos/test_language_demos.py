"""D29 to D34 against an independent reckoning: SymPy, brute force, Monte-Carlo or a plain loop."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from quizapp.demos import compute, load
from quizapp.demos.activations import Floats
from quizapp.demos.lab import (
    _attention,
    _digits,
    _skip_gram,
    line_and_curve,
    one_or_three_layers,
    position_codes,
    vae_latent,
)
from quizapp.demos.networks import Network, backward, log_softmax
from quizapp.errors import UsageError


def slopes(f: Callable[[Floats], float], at: Floats, step: float = 1e-5) -> Floats:
    """The gradient of ``f`` at ``at`` (any shape) by central differences."""
    found = np.zeros_like(at)
    for place in np.ndindex(*at.shape):
        moved = np.zeros_like(at)
        moved[place] = step
        found[place] = (f(at + moved) - f(at - moved)) / (2 * step)
    return found


# ── D29 ──────────────────────────────────────────────────────────────────────────────────────────


def test_d29_the_values_that_questions_ask_for() -> None:
    results = compute("D29").results
    assert results["kl"] == 0.5  # N(1, 1) against N(0, 1)
    assert results["kl_bits"] == pytest.approx(0.72135, abs=1e-5)
    assert compute("D29", {"mu": 0, "sigma": 1}).results["kl"] == 0.0


def test_d29_the_closed_form_is_the_integral_and_sympys() -> None:
    mu, sigma = sympy.symbols("mu sigma", positive=True)
    formula = (mu**2 + sigma**2 - sympy.log(sigma**2) - 1) / 2
    z = np.linspace(-20.0, 20.0, 400_001)
    for m, s in ((1.0, 1.0), (0.5, 0.75), (2.0, 0.1)):
        q = np.exp(-(((z - m) / s) ** 2) / 2) / (s * math.sqrt(2 * math.pi))
        log_ratio = -(((z - m) / s) ** 2) / 2 - math.log(s) + z**2 / 2
        exact = float(np.trapezoid(q * log_ratio, z))
        assert vae_latent.kl(m, s) == pytest.approx(exact, abs=1e-8)
        assert float(formula.subs({mu: m, sigma: s})) == pytest.approx(exact, abs=1e-8)


@given(st.floats(-3, 3), st.floats(0.1, 3), st.integers(0, 99))
@settings(max_examples=20, deadline=None)
def test_d29_monte_carlo_meets_the_formula(mu: float, sigma: float, seed: int) -> None:
    results = compute("D29", {"mu": mu, "sigma": sigma, "seed": seed}).results
    assert results["kl_sampled"] == pytest.approx(results["kl"], abs=0.02)


def test_d29_the_draws_are_normal() -> None:
    draws = np.sort(vae_latent.normals(20_000, np.random.default_rng(7)))
    normal = np.array([math.erf(z / math.sqrt(2)) / 2 + 0.5 for z in draws])
    steps = (np.arange(len(draws)) + 0.5) / len(draws)
    assert np.abs(normal - steps).max() < 1.63 / math.sqrt(len(draws))  # Kolmogorov, 1 %
    pairs = vae_latent.normals(20_000, np.random.default_rng(8)).reshape(-1, 2)
    assert np.mean(pairs[:, 0] * pairs[:, 1]) == pytest.approx(0, abs=0.03)


def test_d29_gradients_through_the_sample_are_those_of_the_expectation() -> None:
    mu, sigma, x = 0.7, 0.9, 2.0
    eps = np.random.default_rng(0).standard_normal(400_000)
    measured = slopes(lambda w: vae_latent.reconstruction(w[0], w[1], x), np.array([mu, sigma]))
    assert vae_latent.path_gradient(mu, sigma, x, eps) == pytest.approx(measured, abs=0.01)


def test_d29_reparameterised_draws_have_the_mean_and_the_spread() -> None:
    eps = np.random.default_rng(1).standard_normal(400_000)
    z = vae_latent.reparameterise(0.5, math.log(0.25), eps)
    assert z.mean() == pytest.approx(0.5, abs=0.01)
    assert z.std() == pytest.approx(0.5, abs=0.01)


def test_d29_the_bound_is_met_by_the_posterior_alone() -> None:
    at_best = compute("D29", {"mu": 1.0, "sigma": math.sqrt(0.5)}).results
    assert at_best["elbo"] == pytest.approx(at_best["evidence"], abs=1e-12)
    z = np.linspace(-12, 12, 200_001)  # p(x) by summing over z
    joint = np.exp(-(z**2) / 2 - (2.0 - z) ** 2 / 2) / (2 * math.pi)
    assert at_best["evidence"] == pytest.approx(math.log(np.trapezoid(joint, z)), abs=1e-9)


# ── D30 ──────────────────────────────────────────────────────────────────────────────────────────


def test_d30_the_values_that_questions_ask_for() -> None:
    results = compute("D30", {"view": "pairs"}).results
    assert results["pairs"] == 14
    assert results["parameters"] == 1_000_000
    assert results["sigmoids"] == 6
    loss = compute("D30", {"view": "loss"}).results
    assert loss["loss"] == pytest.approx(0.62652, abs=1e-5)
    assert loss["loss_mean"] == pytest.approx(0.31326, abs=1e-5)
    assert compute("D30", {"view": "cosine"}).results["cosine"] == pytest.approx(8 / 9)
    two = compute("D30", {"view": "cosine", "a": (1.0, 2.0), "b": (2.0, 1.0)}).results
    assert two["cosine"] == pytest.approx(0.8)


@pytest.mark.parametrize("window", range(1, 6))
@pytest.mark.parametrize("length", [2, 3, 5, 9, 12])
def test_d30_pairs_are_those_near_enough(length: int, window: int) -> None:
    near = {(i, j) for i in range(length) for j in range(length) if 0 < abs(i - j) <= window}
    assert set(_skip_gram.pairs(length, window)) == near


def test_d30_gradients_of_one_pair() -> None:
    rng = np.random.default_rng(4)
    centre, context, others = rng.normal(size=3), rng.normal(size=3), rng.normal(size=(4, 3))
    _, *exact = _skip_gram.pair_gradients(centre, context, others)
    at = np.vstack([centre, context, others])

    def loss(values: Floats) -> float:
        scores = values[1:] @ values[0]
        signs = np.array([1.0, -1.0, -1.0, -1.0, -1.0])
        return float(-np.log(1 / (1 + np.exp(-signs * scores))).sum())

    assert np.vstack(exact) == pytest.approx(slopes(loss, at), abs=1e-6)


def test_d30_training_goes_down_its_own_loss() -> None:
    vectors = _skip_gram.train(2, 5, 0)
    assert vectors.shape == (12, 2)
    same, other = _skip_gram.closeness(vectors)
    assert same > 0.9
    assert other < 0.7


@pytest.mark.parametrize("knobs", [{"a": (1.0,), "b": (1.0, 2.0)}, {"a": (0.0,), "b": (1.0,)}])
def test_d30_refuses_vectors_without_an_angle(knobs: dict[str, object]) -> None:
    with pytest.raises(UsageError) as caught:
        compute("D30", {"view": "cosine", **knobs})
    assert caught.value.mend


# ── D31 ──────────────────────────────────────────────────────────────────────────────────────────


def test_d31_the_values_that_questions_ask_for() -> None:
    results = compute("D31", {"view": "scores"}).results
    assert results["weights"] == pytest.approx((0.88080, 0.11920), abs=1e-5)
    assert results["context"] == pytest.approx(8.8080, abs=1e-4)
    assert results["score_scaled"] == 2.0  # q·k = 16, 512 wide, 8 heads
    assert results["score_by_d_model"] == pytest.approx(0.70711, abs=1e-5)
    assert compute("D31").results["pairs"] == 10
    assert compute("D31", {"view": "patches"}).results["sequence"] == 197


@pytest.mark.parametrize("causal", [True, False])
def test_d31_attention_is_its_loops(causal: bool) -> None:
    rng = np.random.default_rng(3)
    n, d = 5, 7
    q, k, v = rng.normal(size=(3, n, d))
    allowed: NDArray[np.bool_] = np.tril(np.ones((n, n), bool)) if causal else np.ones((n, n), bool)
    found = _attention.attend(q, k, v, allowed, "scaled", rng)
    for i in range(n):
        seen = range(i + 1) if causal else range(n)
        parts = [math.exp(sum(q[i] * k[j]) / math.sqrt(d)) for j in seen]
        for j, part in zip(seen, parts, strict=True):
            assert found.weights[i, j] == pytest.approx(part / sum(parts))
        context = sum(p * v[j] for j, p in zip(seen, parts, strict=True)) / sum(parts)
        assert found.context[i] == pytest.approx(context)
        assert found.weights[i].sum() == pytest.approx(1.0, abs=1e-12)
    if causal:
        assert np.all(found.weights[~allowed] == 0.0)


@pytest.mark.parametrize("d", [2, 16, 64])
def test_d31_the_short_draw_of_a_product_is_that_of_a_sum(d: int) -> None:
    rng = np.random.default_rng(d)
    short = _attention.draw_products(d, rng)
    long = (rng.standard_normal((60_000, d)) * rng.standard_normal((60_000, d))).sum(axis=1)
    assert short.var() == pytest.approx(d, rel=0.02)
    for share in (0.05, 0.25, 0.5, 0.75, 0.95):
        gap = np.quantile(short, share) - np.quantile(long, share)
        assert abs(gap) < 0.05 * math.sqrt(d)


@pytest.mark.parametrize("seed", range(0, 100, 7))
def test_d31_variance_within_two_percent_for_every_seed(seed: int) -> None:
    assert compute("D31", {"view": "variance", "d": 2, "seed": seed}).claim("variance").held


@pytest.mark.parametrize(
    ("knobs", "allowed"),
    [
        ({"view": "scores", "scores": (1.0,)}, "scores"),
        ({"view": "scores", "heads": 7}, "8"),
        ({"view": "patches", "patch": 20}, "16"),
    ],
)
def test_d31_refuses_what_does_not_fit(knobs: dict[str, object], allowed: str) -> None:
    with pytest.raises(UsageError) as caught:
        compute("D31", knobs)
    assert allowed in caught.value.mend


# ── D32 ──────────────────────────────────────────────────────────────────────────────────────────


def test_d32_the_values_that_questions_ask_for() -> None:
    assert compute("D32").results["pair"] == pytest.approx((0.84147, 0.54030), abs=1e-5)
    assert compute("D32", {"pos": 0}).results["pair"] == (0.0, 1.0)


@given(st.integers(0, 60), st.integers(0, 50), st.sampled_from([2, 8, 64]))
@settings(max_examples=25, deadline=None)
def test_d32_a_shift_is_one_rotation(pos: int, shift: int, d: int) -> None:
    turn = np.zeros((d, d))
    for pair, block in enumerate(position_codes.rotation(shift, d, 10_000.0)):
        turn[2 * pair : 2 * pair + 2, 2 * pair : 2 * pair + 2] = block
    assert turn @ turn.T == pytest.approx(np.eye(d), abs=1e-12)
    assert np.linalg.det(turn) == pytest.approx(1.0)
    code = position_codes.encode(np.array([float(pos), float(pos + shift)]), d, 10_000.0)
    assert np.abs(turn @ code[0] - code[1]).max() < 1e-12


def test_d32_codes_are_the_formula_one_by_one() -> None:
    code = position_codes.encode(np.arange(6.0), 8, 10_000.0)
    for pos in range(6):
        for column in range(8):
            angle = pos / 10_000.0 ** (2 * (column // 2) / 8)
            wave = math.sin if column % 2 == 0 else math.cos
            assert code[pos, column] == pytest.approx(wave(angle), abs=1e-12)


@pytest.mark.parametrize(("knobs", "allowed"), [({"d": 7}, "2, 4"), ({"d": 4, "pair": 2}, "1")])
def test_d32_refuses_what_has_no_pair(knobs: dict[str, object], allowed: str) -> None:
    with pytest.raises(UsageError) as caught:
        compute("D32", knobs)
    assert allowed in caught.value.mend


# ── D33 ──────────────────────────────────────────────────────────────────────────────────────────

_TWO_POINTS = {"samples": 2, "places": "even", "noise": 0, "steps": 1}


def test_d33_one_step_by_hand() -> None:
    results = compute("D33", _TWO_POINTS).results
    assert results["w"] == pytest.approx(0.5)
    assert results["b"] == pytest.approx(0.7)
    w, b = sympy.symbols("w b")
    loss = sum((w * x + b - (3 * x + 2)) ** 2 for x in (0, 1)) / 2
    expected = [-sympy.Rational(1, 10) * loss.diff(v).subs({w: 0, b: 0}) for v in (w, b)]
    assert (results["w"], results["b"]) == pytest.approx([float(v) for v in expected])


@pytest.mark.parametrize("task", ["line", "curve"])
def test_d33_long_descent_is_least_squares(task: str) -> None:
    knobs = {"task": task, "steps": 2000, "learning_rate": 0.2 if task == "curve" else 0.5}
    outcome = compute("D33", knobs)
    assert outcome.results["weights"] == pytest.approx(outcome.results["least_squares"], abs=1e-4)
    x, target = line_and_curve.data("curve" if task == "curve" else "line", 0.3, "random", 100, 0)
    fitted = np.polyfit(x, target, 2 if task == "curve" else 1)[::-1]
    assert outcome.results["least_squares"] == pytest.approx(fitted, abs=1e-6)


@pytest.mark.parametrize("factor", [1.0, 0.5])
def test_d33_gradient_and_curvature(factor: float) -> None:
    x, target = line_and_curve.data("curve", 0.3, "random", 20, 5)
    design = x[:, None] ** np.arange(4)
    at = np.array([0.3, -0.2, 5.0, 0.1])
    exact = line_and_curve.gradient(design, target, factor, at)
    measured = slopes(lambda w: line_and_curve.squared(design, target, factor, w), at)
    assert exact == pytest.approx(measured, rel=1e-6, abs=1e-4)
    for column in range(4):

        def slope_of_column(w: Floats, column: int = column) -> float:
            return float(line_and_curve.gradient(design, target, factor, w)[column])

        bend = slopes(slope_of_column, at)
        assert line_and_curve.hessian(design, factor)[column] == pytest.approx(bend, abs=1e-4)


def test_d33_the_edge_is_where_descent_turns_back() -> None:
    edge = float(str(compute("D33").results["edge"]))
    below = compute("D33", {"learning_rate": 0.99 * edge, "steps": 2000})
    above = compute("D33", {"learning_rate": 1.05 * edge, "steps": 2000})
    assert below.results["diverged_at"] == 0
    assert below.claim("least-squares").held
    assert int(str(above.results["diverged_at"])) > 0
    assert above.claim("diverges").held
    assert "発散" in above.figure.summary.ja


# ── D34 ──────────────────────────────────────────────────────────────────────────────────────────


def test_d34_the_values_that_questions_ask_for() -> None:
    results = compute("D34", {"view": "softmax"}).results
    assert results["softmax"] == pytest.approx((0.09003, 0.24473, 0.66524), abs=1e-5)
    assert results["loss_given"] == pytest.approx(0.35667, abs=1e-5)
    zero = compute("D34", {"view": "softmax", "logits": (0.0,), "target": 1}).results
    assert zero["binary"] == pytest.approx(math.log(2))
    counted = compute("D34", {"view": "count"}).results
    assert (counted["parameters"], counted["without_biases"]) == (7850, 7840)
    assert counted["accumulated"] == 6.0
    assert compute("D34", {"view": "count", "sizes": (4, 8, 3)}).results["parameters"] == 67


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_d34_one_layer_and_three(seed: int) -> None:
    outcome = compute("D34", {"seed": seed})
    assert outcome.results["one_layer"] == pytest.approx(0.69, abs=0.05)
    assert outcome.results["three_layers"] == pytest.approx(0.91, abs=0.04)


def test_d34_the_gradient_of_the_network_it_trains() -> None:
    rng = np.random.default_rng(2)
    x, classes = _digits.digits(20, 1, 0.25, rng)
    labels = np.eye(10)[classes]
    weights = (rng.normal(size=(144, 6)) * 0.1, rng.normal(size=(6, 10)) * 0.3)
    biases = (rng.normal(size=6) * 0.1, np.zeros(10))

    def loss(out: Floats) -> float:
        hidden = np.tanh(x @ weights[0] + biases[0])
        return float(-(labels * log_softmax(hidden @ out + biases[1])).sum() / len(x))

    passed = backward(Network(weights, biases, "tanh"), x, labels)
    assert passed.weights[1] == pytest.approx(slopes(loss, weights[1]), abs=1e-6)


def test_d34_softmax_gradient_is_sympys() -> None:
    z = sympy.symbols("z0:3")
    loss = -sympy.log(sympy.exp(z[1]) / sum(sympy.exp(v) for v in z))
    at = dict(zip(z, (1, 2, 3), strict=True))
    exact = [float(loss.diff(v).subs(at)) for v in z]
    assert one_or_three_layers.logit_gradient(np.array([1.0, 2.0, 3.0]), 1) == pytest.approx(exact)


def test_d34_digits_stay_whole_when_they_move() -> None:
    rng = np.random.default_rng(0)
    images, classes = _digits.digits(3000, 2, 0.0, rng)
    assert images.sum(axis=1) == pytest.approx(_digits.GLYPHS.sum(axis=(1, 2))[classes])
    assert len(np.unique(images[classes == 7], axis=0)) == 25


def test_d34_heavy_logits_do_not_overflow() -> None:
    knobs = {"view": "softmax", "logits": (1000.0, -1000.0), "target": 2}
    assert compute("D34", knobs).results["loss"] == 2000.0


@pytest.mark.parametrize(
    "knobs", [{"view": "softmax", "target": 4}, {"view": "count", "sizes": (3.5, 2.0)}]
)
def test_d34_refuses_what_is_not_there(knobs: dict[str, object]) -> None:
    with pytest.raises(UsageError) as caught:
        compute("D34", knobs)
    assert caught.value.mend


# ── what to try ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("demo_id", [f"D{n}" for n in range(29, 39)])
def test_what_to_try_is_decided_by_the_run(demo_id: str) -> None:
    demo = load(demo_id)
    assert len(demo.trials) == 2
    for trial in demo.trials:
        assert all(text.ja and text.en for text in (trial.ask, trial.because, *trial.guesses))
        assert 0 <= trial.happened(demo.run(trial.knobs)) < len(trial.guesses)


@pytest.mark.parametrize(
    ("demo_id", "place", "other"),
    [
        ("D29", 0, {"mu": 0.0, "sigma": 1.0}),
        ("D29", 1, {"beta": 0.2}),
        ("D30", 0, {"view": "pairs", "length": 12, "window": 4}),
        ("D30", 1, {"view": "loss", "negative_scores": (-3.0,)}),
        ("D31", 0, {"n": 8, "d": 256, "mask": "none"}),
        ("D31", 1, {"n": 8, "mask": "none", "d": 2}),
        ("D32", 0, {"shift": 0}),
        ("D32", 1, {"pair": 1}),
        ("D33", 0, {"task": "curve", "degree": 2}),
        ("D33", 1, {"loss": "mse", "steps": 1, "samples": 2, "places": "even", "noise": 0.0}),
        ("D35", 0, {"alpha": 1.0, "episodes": 300}),
        ("D35", 1, {"view": "update", "next_values": (5.0, 0.0), "done": "no"}),
        ("D37", 0, {"reward1": 1.0, "reward0": -1.0}),
        ("D37", 1, {"theta": 0.0}),
        ("D38", 0, {"p": (0.5, 0.5), "q": (0.5, 0.5)}),
        ("D38", 1, {"p": (0.5, 0.5), "q": (0.5, 0.5)}),
    ],
)
def test_other_settings_can_decide_otherwise(
    demo_id: str, place: int, other: dict[str, object]
) -> None:
    demo = load(demo_id)
    trial = demo.trials[place]
    assert trial.happened(demo.run(other)) != trial.happened(demo.run(trial.knobs))
