"""Each demo against an independent reckoning: brute force, SymPy, or a plain loop."""

from __future__ import annotations

import math

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.demos import compute
from quizapp.demos.lab import (
    _penalty_views,
    augmentation,
    autodiff,
    batch_norm,
    dropout,
    initial_activations,
    over_fitting,
    ridge_lasso,
    vanishing_gradient,
)
from quizapp.errors import UsageError

# ── D01 ──────────────────────────────────────────────────────────────────────────────────────────

_NAMES = sympy.symbols("x y w b d", real=True)
_X, _Y, _W, _B, _D = _NAMES
_SYMPY = {
    "(x + y)^2": (_X + _Y) ** 2,
    "(sigmoid(w*x + b) - d)^2/2": (1 / (1 + sympy.exp(-(_W * _X + _B))) - _D) ** 2 / 2,
    "x*y + sin(x)": _X * _Y + sympy.sin(_X),
    "exp(x*y)": sympy.exp(_X * _Y),
    "relu(w*x + b)*x": (abs(_W * _X + _B) + _W * _X + _B) / 2 * _X,
}


@pytest.mark.parametrize("expression", _SYMPY)
@pytest.mark.parametrize("point", [(1.0, 2.0, 0.5, 0.2, 1.0), (-0.7, 1.1, -2.0, 0.4, 0.3)])
def test_d01_reverse_mode_is_sympys_derivative(expression: str, point: tuple[float, ...]) -> None:
    values = dict(zip("xywbd", point, strict=True))
    results = compute("D01", {"expression": expression, **values}).results
    formula = _SYMPY[expression]
    at = dict(zip(_NAMES, point, strict=True))
    assert results["value"] == pytest.approx(float(formula.subs(at).evalf()), rel=1e-12)
    for symbol in _NAMES:
        if f"d_{symbol}" in results:
            exact = float(formula.diff(symbol).subs(at).evalf())
            assert results[f"d_{symbol}"] == pytest.approx(exact, rel=1e-10, abs=1e-12)
            assert results[f"measured_{symbol}"] == pytest.approx(exact, rel=1e-6, abs=1e-6)


def test_d01_the_mistake_is_caught() -> None:
    knobs = {"expression": "(sigmoid(w*x + b) - d)^2/2", "mistake": "z-for-u"}
    outcome = compute("D01", knobs)
    assert not outcome.claim("difference").held
    assert outcome.claim("z-for-u").held


def test_d01_expressions_name_their_variables() -> None:
    for name, expression in autodiff.EXPRESSIONS.items():
        used = {str(symbol) for symbol in _SYMPY[name].free_symbols}
        assert used == set(expression.names)


# ── D02 ──────────────────────────────────────────────────────────────────────────────────────────


def test_d02_the_slopes_that_questions_ask_for() -> None:
    five = compute("D02", {"function": "sigmoid", "layers": 5}).results
    assert five["max_slope"] == 0.25
    assert five["argmax_x"] == 0.0
    assert five["product_max"] == 1 / 1024
    assert compute("D02", {"function": "tanh"}).results["max_slope"] == 1.0
    assert compute("D02", {"function": "relu", "x": 0}).results["slope"] == 0.0


@pytest.mark.parametrize(
    ("name", "highest"), [("gelu", 1.1289), ("swish", 1.0998), ("softplus", 1.0)]
)
def test_d02_peaks_against_a_fine_grid(name: str, highest: float) -> None:
    found = compute("D02", {"function": name}).results["max_slope"]
    assert found == pytest.approx(highest, abs=1e-4)


@pytest.mark.parametrize("layers", [1, 5, 20])
@pytest.mark.parametrize("x", [-6.0, -1.5, 0.0, 2.2])
def test_d02_the_sigmoid_never_keeps_more_than_a_quarter(layers: int, x: float) -> None:
    results = compute("D02", {"x": x, "layers": layers}).results
    product = results["product"]
    assert isinstance(product, float)
    assert product <= 0.25**layers


# ── D03 ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("seed", range(0, 100, 9))
def test_d03_the_seed_exercise(seed: int) -> None:
    results = compute("D03", {"seed": seed}).results
    small, fitted = results["sigmoid.0.01.ratio"], results["relu.he.ratio"]
    assert isinstance(small, float)
    assert isinstance(fitted, float)
    assert small < 1e-3
    assert 0.5 < fitted < 5
    deep = compute("D03", {"seed": seed, "depth": 9, "activation": "sigmoid", "init": "xavier"})
    assert deep.claim("sigmoid-xavier-deep").held
    assert float(str(deep.results["ratio"])) < 1e-4


def test_d03_is_the_network_of_the_exercise() -> None:
    assert vanishing_gradient.layer_sizes(3, 40) == [64, 40, 20, 10]


def test_d03_dead_units_get_no_gradient() -> None:
    outcome = compute("D03", {"activation": "relu", "init": "he", "bias": -5})
    assert outcome.results["dead"] == 1.0
    assert outcome.results["ratio"] == 0.0
    assert outcome.claim("dead-he").held
    assert "100%" in outcome.notice.ja


def test_d03_gradients_explode_too() -> None:
    outcome = compute("D03", {"activation": "relu", "init": "std", "std": 1.0, "depth": 20})
    assert float(str(outcome.results["ratio"])) > 1e3
    assert "爆発" in outcome.notice.ja


# ── D04 ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("seed", range(0, 50, 7))
def test_d04_the_four_starts(seed: int) -> None:
    assert compute("D04", {"seed": seed}).claim("sigmoid-saturates").held
    assert compute("D04", {"init": "0.01", "seed": seed}).claim("sigmoid-narrow").held
    for init in ("he", "xavier"):
        outcome = compute("D04", {"init": init, "activation": "relu", "seed": seed})
        assert outcome.claim(f"relu-{init}").held


def test_d04_he_keeps_what_xavier_halves() -> None:
    # ReLU scales along: the same weights times the root of 2 double the mean square a layer.
    he, xavier = (
        float(str(compute("D04", {"init": init, "activation": "relu"}).results["last_mean_square"]))
        for init in ("he", "xavier")
    )
    assert he == pytest.approx(32 * xavier)


@pytest.mark.parametrize(
    ("init", "inputs", "outputs", "std"),
    [("he", 200, 200, 0.1), ("glorot", 300, 100, math.sqrt(2 / 400)), ("xavier", 400, 400, 0.05)],
)
def test_d04_the_stds_that_questions_ask_for(
    init: initial_activations.Init, inputs: int, outputs: int, std: float
) -> None:
    assert initial_activations.spread(init, inputs, outputs, 1.0) == pytest.approx(std, abs=1e-12)
    if inputs == outputs:
        assert compute("D04", {"init": init, "width": inputs}).results["std"] == pytest.approx(std)


# ── D05 ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_d05_zeros_move_the_output_bias_alone(seed: int) -> None:
    results = compute("D05", {"constant": 0.0, "activation": "tanh", "seed": seed}).results
    assert results["moved"] == "b2"


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu"])
@pytest.mark.parametrize("constant", [-0.5, 0.5, 1.5])
def test_d05_equal_units_stay_equal(activation: str, constant: float) -> None:
    outcome = compute("D05", {"constant": constant, "activation": activation, "steps": 200})
    assert outcome.claim("constant").held
    assert outcome.results["apart"] == pytest.approx(0.0, abs=1e-12)


def test_d05_jitter_parts_them() -> None:
    assert float(str(compute("D05", {"jitter": 0.05}).results["apart"])) > 0.1


# ── D06 ──────────────────────────────────────────────────────────────────────────────────────────


def test_d06_by_hand() -> None:
    output = compute("D06", {"gamma": 2.0, "beta": 1.0}).results["output"]
    assert output == pytest.approx((-1.6833, 0.1056, 1.8944, 3.6833), abs=1e-4)


@given(
    st.lists(st.floats(-5, 5).map(lambda v: round(v, 2)), min_size=3, max_size=8, unique=True),
    st.floats(-3, 3),
)
def test_d06_backward_is_a_central_difference(values: list[float], gamma: float) -> None:
    x = np.array(values)
    if x.std() < 0.1:
        return
    upstream = np.cos(np.arange(len(x)))
    dx, dgamma, dbeta = batch_norm.backward(x, upstream, gamma)

    def total(at: np.ndarray, g: float, b: float) -> float:
        return float(np.sum(upstream * batch_norm.normalise(at, g, b)))

    step = 1e-6
    for place in range(len(x)):
        moved = np.eye(len(x))[place] * step
        measured = (total(x + moved, gamma, 0) - total(x - moved, gamma, 0)) / (2 * step)
        assert dx[place] == pytest.approx(measured, abs=1e-4 * max(1.0, abs(gamma)))
    assert dgamma == pytest.approx(total(x, 1.0, 0.0), abs=1e-9)
    assert dbeta == pytest.approx(total(x, 0.0, 1.0), abs=1e-9)


def test_d06_a_constant_batch_is_no_accident() -> None:
    assert compute("D06", {"values": [2, 2], "beta": 1}).results["output"] == (1.0, 1.0)


# ── D08 ──────────────────────────────────────────────────────────────────────────────────────────


def test_d08_the_edge_and_the_condition() -> None:
    assert compute("D08", {"curvature": 8}).results["edge"] == 0.25
    assert compute("D08", {"curvature": 100, "condition": 100}).results["condition"] == 100.0


@given(rate=st.floats(0.001, 3.0), curvature=st.floats(0.1, 100.0))
@settings(max_examples=60)
def test_d08_converges_exactly_below_the_edge(rate: float, curvature: float) -> None:
    if abs(rate * curvature - 2) < 1e-3:
        return
    outcome = compute("D08", {"learning_rate": rate, "curvature": curvature, "steps": 200})
    first = outcome.results["x"]
    assert isinstance(first, float)
    assert (abs(first) < 1) == (rate < 2 / curvature)
    assert outcome.claim("edge").held


# ── D09 ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("losses", "patience", "expected"),
    [
        ((0.9, 0.7, 0.6, 0.62, 0.61, 0.65), 2, (3, 5)),
        ((0.9, 0.7, 0.6, 0.62, 0.61, 0.65), 3, (3, 6)),
        ((0.9, 0.7, 0.6, 0.62, 0.61, 0.65), 9, (3, 6)),  # patience never used up
        ((1.0, 0.5), 1, (2, 2)),
        ((0.5, 0.5, 0.5), 2, (1, 3)),  # an equal value is no new best
        ((0.5,), 1, (1, 1)),
    ],
)
def test_d09_early_stopping(
    losses: tuple[float, ...], patience: int, expected: tuple[int, int]
) -> None:
    assert over_fitting.early_stop(losses, patience) == expected


def test_d09_weight_decay() -> None:
    assert compute("D09", {"lam": 0.5, "epochs": 5}).results["decay_step"] == pytest.approx(0.95)


def test_d09_over_fits_and_is_held_back() -> None:
    free = compute("D09").results
    held = compute("D09", {"penalty": "l2", "lam": 0.05}).results
    assert float(str(free["training_accuracy"])) > 0.95
    assert float(str(free["gap"])) > 3 * float(str(held["gap"]))
    assert float(str(held["validation_accuracy"])) > float(str(free["validation_accuracy"]))


@pytest.mark.parametrize("kind", ["none", "l1", "l2"])
def test_d09_training_gradients_are_central_differences(kind: over_fitting.Penalty) -> None:
    rng = np.random.default_rng(2)
    values = [rng.normal(size=s) for s in ((20, 5), (5, 4), (5,), (4,))]
    x, labels = rng.normal(size=(9, 20)), np.eye(4)[rng.integers(0, 4, 9)]
    lam = 0.1
    found = over_fitting._gradients(values, x, labels, None, kind, lam)

    def loss(at: list[np.ndarray]) -> float:
        penalty = sum(over_fitting.penalty_loss(w, kind, lam) for w in at[:2])
        return over_fitting._judge(at, x, labels)[0] + penalty

    for part, gradient in enumerate(found):
        for place in list(np.ndindex(*gradient.shape))[::7]:
            sides = []
            for sign in (1, -1):
                moved = [v.copy() for v in values]
                moved[part][place] += sign * 1e-6
                sides.append(loss(moved))
            assert gradient[place] == pytest.approx((sides[0] - sides[1]) / 2e-6, abs=1e-7)


# ── D10 ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("lam", [0.01, 0.3, 1.0, 2.5])
def test_d10_lasso_meets_its_optimality_conditions(lam: float) -> None:
    x, y = ridge_lasso.data(1.0, 0)
    w = ridge_lasso.lasso(x, y, np.array([lam]))[0]
    slope = x.T @ (y - x @ w) / len(x)
    active = w != 0
    np.testing.assert_allclose(slope[active], lam * np.sign(w[active]), atol=1e-9)
    assert np.all(np.abs(slope[~active]) <= lam + 1e-9)


@pytest.mark.parametrize("lam", [0.01, 0.3, 2.5])
def test_d10_ridge_solves_its_normal_equations(lam: float) -> None:
    x, y = ridge_lasso.data(1.0, 0)
    w = ridge_lasso.ridge(x, y, np.array([lam]))[0]
    np.testing.assert_allclose(x.T @ (x @ w - y) / len(x) + lam * w, 0, atol=1e-10)


@pytest.mark.parametrize("seed", range(0, 100, 7))
@pytest.mark.parametrize("lam", [0.5, 0.7, 1.0])
def test_d10_lasso_finds_the_two_features(seed: int, lam: float) -> None:
    outcome = compute("D10", {"seed": seed, "lam": lam})
    assert outcome.results["lasso.zeros"] == 6
    assert outcome.results["ridge.zeros"] == 0
    assert outcome.claim("lasso-six-zero").held


@given(target=st.floats(-5, 5), lam=st.floats(0.001, 10))
def test_d10_one_weight_against_brute_force(target: float, lam: float) -> None:
    w = np.linspace(-6, 6, 24_001)
    best = w[np.argmin(0.5 * (w - target) ** 2 + lam * np.abs(w))]
    assert _penalty_views.soft_threshold(target, lam) == pytest.approx(best, abs=6e-4)


def test_d10_the_minima_that_questions_ask_for() -> None:
    for lam, soft in ((1, 2.0), (4, 0.0)):
        results = compute("D10", {"view": "one-weight", "target": 3, "lam": lam}).results
        assert results["lasso.one"] == soft
    assert compute("D10", {"view": "one-weight", "lam": 2}).results["ridge.one"] == 1.0


@pytest.mark.parametrize("lam", [0.1, 0.5, 1.0])
def test_d10_regions_touch_the_contours(lam: float) -> None:
    outcome = compute("D10", {"view": "regions", "lam": lam})
    assert outcome.claim("lasso-touches").held
    assert outcome.claim("ridge-touches").held


# ── D11 ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("p", [0.0, 0.2, 0.5, 0.8])
def test_d11_means_over_every_mask(p: float) -> None:
    # Four units have 16 masks: the exact mean, weighted by their probabilities.
    x = np.array([0.5, 1.0, 1.5, 2.0])
    codes = ((np.arange(16)[:, None] >> np.arange(4)) & 1).astype(bool)
    weights = np.prod(np.where(codes, 1 - p, p), axis=1)
    inverted = weights @ dropout.forward(x, codes, p, "inverted")
    classic = weights @ dropout.forward(x, codes, p, "classic")
    np.testing.assert_allclose(inverted, dropout.evaluate(x, p, "inverted"))
    np.testing.assert_allclose(classic, dropout.evaluate(x, p, "classic"))


def test_d11_the_values_that_questions_ask_for() -> None:
    assert compute("D11", {"p": 0.2, "scheme": "classic"}).results["test_factor"] == 0.8
    assert compute("D11", {"units": 3}).results["subnetworks"] == 8


# ── D12 ──────────────────────────────────────────────────────────────────────────────────────────


def test_d12_crops_are_slices() -> None:
    image = np.arange(12 * 12 * 3, dtype=np.float64).reshape(12, 12, 3)
    made = augmentation.crop(image, 2, 3, 5)
    assert made.shape == (5, 5, 3)
    np.testing.assert_array_equal(made, image[2:7, 3:8])


@pytest.mark.parametrize("size", range(1, 13))
def test_d12_one_too_few_starts_never_reach_the_last_row(size: int) -> None:
    assert 11 not in augmentation.reachable(12, size, exclusive_end=12 - size)
    assert augmentation.reachable(12, size, exclusive_end=13 - size) == set(range(12))


def test_d12_a_crop_outside_is_refused_with_the_places_there_are() -> None:
    with pytest.raises(UsageError) as caught:
        compute("D12", {"size": 10, "top": 5})
    assert "top, left = 0" in caught.value.mend


@pytest.mark.parametrize("lam", [0.0, 0.3, 1.0])
def test_d12_mixup_mixes_labels_alike(lam: float) -> None:
    results = compute("D12", {"operation": "mixup", "lam": lam}).results
    assert results["label"] == pytest.approx((lam, 1 - lam))


def test_d12_nothing_is_changed_in_place() -> None:
    image = augmentation.glyph(augmentation._SEVEN)
    held = image.copy()
    for made in (
        augmentation.cutout(image, 0, 0, 12), augmentation.flip(image),
        augmentation.mix(image, image, 0.5),
    ):  # fmt: skip
        made[...] = made + 0
    np.testing.assert_array_equal(image, held)
