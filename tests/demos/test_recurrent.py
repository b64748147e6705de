"""D21 to D28 against independent reckonings: plain loops, brute force, SymPy, differences."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.demos import DEMOS, compute, load
from quizapp.demos.lab import (
    _bptt_views,
    _clipping_wall,
    binary_addition,
    both_ways,
    bptt_horizon,
    fixed_vector,
    gradient_clipping,
    lstm_gates,
    sine_prediction,
)
from quizapp.demos.recurrent import NAMES, Rnn, backward, forward, start
from quizapp.errors import UsageError

OURS = [f"D{number}" for number in range(21, 29)]


def value(demo: str, name: str, **knobs: object) -> float:
    """One numeric result of a demo."""
    return float(str(compute(demo, knobs).results[name]))


def pair(demo: str, name: str, **knobs: object) -> tuple[float, ...]:
    """One result that is a list of numbers."""
    found = compute(demo, knobs).results[name]
    assert isinstance(found, tuple)
    return found


def plain_states(rnn: Rnn, x: np.ndarray, initial: np.ndarray) -> list[np.ndarray]:
    """States of one sample, (steps, inputs), written as the recurrence says."""
    states = [initial]
    for row in x:
        u = row @ rnn.into + states[-1] @ rnn.again + rnn.bias
        written = {"tanh": np.tanh(u), "sigmoid": 1 / (1 + np.exp(-u)), "identity": u}
        states.append(written[rnn.activation])
    return states[1:]


# ── the network ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "identity"])
def test_forward_is_the_recurrence(activation: str) -> None:
    rng = np.random.default_rng(3)
    rnn = start(2, 4, 3, 0.8, activation, rng)
    x, initial = rng.normal(size=(5, 6, 2)), rng.normal(size=4)
    trace = forward(rnn, x, initial)
    for sample in range(6):
        states = plain_states(rnn, x[:, sample], initial)
        assert np.allclose(trace.hidden[:-1, sample], states, atol=1e-12)
        assert np.allclose(trace.scores[:, sample], states @ rnn.out + rnn.bias_out, atol=1e-12)
    assert np.array_equal(trace.hidden[-1], np.tile(initial, (6, 1)))  # the slot that t - 1 reads


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "identity"])
@pytest.mark.parametrize("initial", [None, 0.7])
def test_every_gradient_of_bptt_meets_differences(activation: str, initial: float | None) -> None:
    rng = np.random.default_rng(4)
    rnn = start(2, 3, 2, 0.9, activation, rng)
    x, target = rng.normal(size=(4, 5, 2)), rng.normal(size=(4, 5, 2))
    s0 = None if initial is None else np.full(3, initial)
    trace = forward(rnn, x, s0)
    found = backward(rnn, x, trace, trace.scores - target)

    def loss(flat: np.ndarray) -> float:
        return 0.5 * float(np.sum((forward(rnn.filled(flat), x, s0).scores - target) ** 2))

    flat = rnn.flat
    for place in range(flat.size):
        moved = np.zeros(flat.size)
        moved[place] = 1e-6
        measured = (loss(flat + moved) - loss(flat - moved)) / 2e-6
        assert found[place] == pytest.approx(measured, rel=1e-6, abs=1e-6), place


def test_a_missing_slot_spoils_the_recurrent_weights_only() -> None:
    rng = np.random.default_rng(5)
    rnn = start(2, 3, 1, 1.0, "tanh", rng)
    x = rng.normal(size=(4, 2, 2))
    trace = forward(rnn, x)
    sound = backward(rnn, x, trace, trace.scores)
    slip = backward(rnn, x, trace, trace.scores, initial_slot=False)
    differs = ~np.isclose(sound, slip, rtol=0, atol=1e-12)
    assert differs[6:15].any()  # `again`, after the 2 * 3 weights from the inputs
    assert not differs[:6].any()
    assert not differs[15:].any()


def test_parameters_go_into_one_row_and_back() -> None:
    rnn = start(2, 3, 1, 1.0, "tanh", np.random.default_rng(0))
    again = rnn.filled(rnn.flat)
    assert all(np.array_equal(getattr(rnn, name), getattr(again, name)) for name in NAMES)
    assert rnn.flat.size == 2 * 3 + 3 * 3 + 3 + 3 + 1


# ── D21 ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("seed", [0, 7])
def test_d21_learns_every_sum(seed: int) -> None:
    outcome = compute("D21", {"seed": seed})
    assert outcome.results["right"] == 16384
    assert outcome.claim("gradient").held
    assert outcome.claim("last-slot").held
    assert outcome.results["sum"] == 85 + 43


def test_d21_needs_the_low_bit_first() -> None:
    assert value("D21", "accuracy", order="high") < 0.1


def test_d21_bits_are_those_of_python() -> None:
    numbers = np.array([0, 1, 85, 127]), np.array([0, 127, 43, 127])
    for order, sign in (("low", -1), ("high", 1)):
        x, target = binary_addition.bits(*numbers, "low" if order == "low" else "high")
        for sample, (a, b) in enumerate(zip(*numbers, strict=True)):
            for column, number in ((0, int(a)), (1, int(b))):
                assert list(x[:, sample, column]) == [int(c) for c in f"{number:08b}"[::sign]]
            assert list(target[:, sample, 0]) == [int(c) for c in f"{int(a + b):08b}"[::sign]]


def test_d21_the_count_is_that_of_a_plain_loop() -> None:
    rng = np.random.default_rng(1)
    done = binary_addition.train(
        4, 0.02, 60, "tanh", "low", 1.0, 0.0, (np.array([1]), np.array([2])), 3
    )
    right = binary_addition.count_right(done.rnn, "low")[0]
    everything = np.array(list(itertools.product(range(128), repeat=2)))
    x, target = binary_addition.bits(everything[:, 0], everything[:, 1], "low")
    by_hand = 0
    chosen = rng.choice(len(everything), 300, replace=False)
    scores = forward(done.rnn, x).scores[:, :, 0]
    for sample in chosen:
        states = plain_states(done.rnn, x[:, sample], np.zeros(4))
        said = [float((s @ done.rnn.out + done.rnn.bias_out)[0]) > 0 for s in states]
        assert said == list(scores[:, sample] > 0)
    for sample in range(len(everything)):
        by_hand += all((scores[t, sample] > 0) == bool(target[t, sample, 0]) for t in range(8))
    assert right == by_hand


def test_d21_first_output_has_two_activations() -> None:
    rnn = start(2, 3, 1, 1.0, "sigmoid", np.random.default_rng(2))
    x, _ = binary_addition.bits(np.array([1]), np.array([1]), "low")
    inner = 1 / (1 + np.exp(-(x[0, 0] @ rnn.into + rnn.bias)))
    expected = 1 / (1 + math.exp(-float((inner @ rnn.out + rnn.bias_out)[0])))
    assert binary_addition.first_output(rnn, x) == pytest.approx(expected, rel=1e-12)


# ── D22 ──────────────────────────────────────────────────────────────────────────────────────────


def test_d22_the_two_steps_by_hand() -> None:
    states = pair("D22", "states", view="hand")
    assert states == pytest.approx((0.76159, 0.36340), abs=5e-6)
    assert pair("D22", "without_recurrence", view="hand")[1] == 0.0
    assert pair("D22", "without_activation", view="hand") == (1.0, 0.5)


@given(
    w_in=st.floats(-3, 3), w=st.floats(-3, 3), bias=st.floats(-3, 3), s0=st.floats(-3, 3),
    x=st.lists(st.floats(-10, 10), min_size=1, max_size=8),
)  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_d22_by_hand_is_a_plain_loop(
    w_in: float, w: float, bias: float, s0: float, x: list[float]
) -> None:
    state, expected = s0, []
    for number in x:
        state = math.tanh(w_in * number + w * state + bias)
        expected.append(state)
    found = pair("D22", "states", view="hand", w_in=w_in, w=w, bias=bias, s0=s0, x=tuple(x))
    assert found == pytest.approx(tuple(expected), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("seed", range(0, 20, 4))
def test_d22_predicts_what_it_has_not_seen(seed: int) -> None:
    assert value("D22", "share", seed=seed) < 1e-3


def test_d22_one_point_does_not_tell_the_direction() -> None:
    assert value("D22", "share", window=1) > 0.01


def test_d22_held_out_windows_are_not_among_those_trained_on() -> None:
    seen, _ = sine_prediction.windows(0, 90, 10)
    held, _ = sine_prediction.windows(100, 90, 10)
    gaps = np.abs(seen[:, :, None, 0] - held[:, None, :, 0]).max(axis=0)
    assert gaps.min() > 1e-3


# ── D23 ──────────────────────────────────────────────────────────────────────────────────────────


def test_d23_the_linear_case_is_w_to_the_k() -> None:
    assert pair("D23", "factors", w=0.9, other=1.1, steps=50) == pytest.approx(
        (0.9**50, 1.1**50), rel=1e-9
    )
    assert value("D23", "factor", w=0.9, steps=50) == pytest.approx(5.15e-3, rel=1e-2)
    assert value("D23", "factor", w=1.1, steps=50) == pytest.approx(117.4, rel=1e-2)


@pytest.mark.parametrize("steps", [1, 2, 3, 4])
@pytest.mark.parametrize("w", [0.5, -1.5])
def test_d23_the_total_derivative_is_sympys(steps: int, w: float) -> None:
    symbol, u, s0 = sympy.symbols("w u s0")
    x = (1.0, -2.0, 0.5, 3.0)[:steps]
    state: Any = s0
    for number in x:
        state = symbol * state + u * number
    at = {symbol: w, u: 2.0, s0: 1.5}
    found = compute("D23", {"w": w, "u": 2.0, "s0": 1.5, "x": x, "steps": steps}).results
    assert found["dw"] == pytest.approx(float(state.diff(symbol).subs(at)), rel=1e-12)
    assert found["last_state"] == pytest.approx(float(state.subs(at)), rel=1e-12)
    assert found["factor"] == pytest.approx(w**steps, rel=1e-12)
    if steps == 2:
        assert found["dw"] == pytest.approx(2 * w * 1.5 + 2.0 * x[0])


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "identity"])
def test_d23_every_weight_of_a_layer_meets_differences(activation: str) -> None:
    w = bptt_horizon.scaled(5, 1.1, 2)
    inputs, initial = np.array([1.0, -0.5, 0.3, 0.8]), np.full(5, 0.4)

    def last(matrix: np.ndarray) -> float:
        made = bptt_horizon.unroll(matrix, 0.7, inputs, initial, activation)
        return float(made.states[-1, 0])

    made = bptt_horizon.unroll(w, 0.7, inputs, initial, activation)
    found = bptt_horizon.weight_gradient(made, 4)
    for place in np.ndindex(5, 5):
        moved = np.zeros((5, 5))
        moved[place] = 1e-6
        measured = (last(w + moved) - last(w - moved)) / 2e-6
        assert found[place] == pytest.approx(measured, rel=1e-6, abs=1e-9)


def test_d23_says_nothing_where_differences_cannot_tell() -> None:
    chaotic = {
        "network": "layer", "activation": "tanh", "radius": 1.6, "steps": 81, "u": 3.0,
        "s0": -3.0, "x": (1.0, -1.0, 1.0), "seed": 96,
    }  # fmt: skip
    ids = {claim.id for claim in compute("D23", chaotic).claims}
    assert "gradient" not in ids
    assert compute("D23", {"activation": "tanh"}).claim("gradient").held
    assert compute("D23", {"network": "layer"}).claim("gradient").held


def test_d23_the_spectral_radius_is_the_one_asked_for() -> None:
    for radius in (0.5, 1.2):
        eigenvalues = np.linalg.eigvals(bptt_horizon.scaled(20, radius, 7))
        assert np.abs(eigenvalues).max() == pytest.approx(radius, rel=1e-9)
    assert value("D23", "norm", network="layer", radius=0.5) < 1e-10
    assert value("D23", "norm", network="layer", radius=1.2) > 1e3


def test_d23_truncation_keeps_the_last_shares() -> None:
    # s_t = w s_{t-1} + x_t from 0 with x = (1, 1, 1): shares of the steps, latest first.
    knobs = {"w": 0.5, "u": 1.0, "s0": 0.0, "x": (1.0, 1.0, 1.0), "steps": 3}
    s1, s2 = 1.0, 1.5
    shares = [s2, s1 * 0.5, 0.0]
    for cut in (1, 2, 3):
        found = value("D23", "dw_truncated", truncate=cut, **knobs)
        assert found == pytest.approx(sum(shares[:cut]))
    assert compute("D23", {**knobs, "truncate": 1}).claim("truncation").held


def test_d23_overflow_is_called_divergence() -> None:
    made = bptt_horizon.unroll(np.array([[2.0]]), 1.0, np.ones(1100), np.ones(1), "identity")
    _, states = bptt_horizon.carry_back(made, 1100)
    assert not np.isfinite(states).all()
    figure = _bptt_views.figure(
        np.abs(states[:, 0]), np.abs(states[:, 0]), 2.0, (2.0, 2.0), 0, 1100
    )
    assert "out of bounds" in figure.summary.en


# ── D24 ──────────────────────────────────────────────────────────────────────────────────────────


def test_d24_the_questions_numbers() -> None:
    assert pair("D24", "clipped", view="vector", threshold=1.0) == pytest.approx((0.6, 0.8))
    knobs = {"view": "vector", "groups": "two", "g": (3.0, 4.0), "g2": (12.0,), "threshold": 6.5}
    assert pair("D24", "clipped", **knobs) == pytest.approx((1.5, 2.0, 6.0))
    assert pair("D24", "each_alone", **knobs) == pytest.approx((3.0, 4.0, 6.5))
    assert pair("D24", "by_value", **knobs) == pytest.approx((3.0, 4.0, 6.5))


@given(
    g=st.lists(st.floats(-100, 100), min_size=1, max_size=4),
    g2=st.lists(st.floats(-100, 100), min_size=1, max_size=4),
    threshold=st.floats(0.01, 100),
)
@settings(max_examples=60, deadline=None)
def test_d24_clipping_scales_all_by_one_factor(
    g: list[float], g2: list[float], threshold: float
) -> None:
    norm = math.sqrt(math.fsum(v * v for v in [*g, *g2]))
    factor = 1.0 if norm <= threshold else threshold / norm
    groups = (np.array(g), np.array(g2))
    found = np.concatenate(gradient_clipping.clip(groups, threshold, "norm"))
    assert np.allclose(found, factor * np.array([*g, *g2]), rtol=1e-9, atol=1e-12)
    assert groups[0].tolist() == g  # never changed in place
    assert np.linalg.norm(found) <= threshold * (1 + 1e-9)


def test_d24_the_wall_and_its_gradient() -> None:
    for w, b in ((4.5, -2.5), (5.0, -2.0), (2.0, 0.5)):
        x = 0.5
        for _ in range(50):
            x = w / (1 + math.exp(-x)) + b
        loss, gradient = _clipping_wall.wall(w, b)
        assert loss == pytest.approx((1 / (1 + math.exp(-x)) - 0.7) ** 2, rel=1e-12)
        for place, (dw, db) in enumerate(((1e-7, 0.0), (0.0, 1e-7))):
            above, below = (_clipping_wall.wall(w + s * dw, b + s * db)[0] for s in (1, -1))
            assert gradient[place] == pytest.approx((above - below) / 2e-7, rel=1e-4, abs=1e-7)


def test_d24_the_plain_run_is_thrown_and_the_clipped_one_is_not() -> None:
    results = compute("D24").results
    assert float(str(results["longest_step_plain"])) > 5
    assert float(str(results["longest_step_clipped"])) <= 0.1 + 1e-9
    assert float(str(results["loss_clipped"])) < 0.01 < float(str(results["loss_plain"]))


# ── D25 ──────────────────────────────────────────────────────────────────────────────────────────


def test_d25_the_questions_numbers() -> None:
    assert pair("D25", "c_and_h", f=0.8, i=0.4, a=0.5, o=0.6, c_prev=1.0) == pytest.approx(
        (1.0, 0.6 * math.tanh(1.0))
    )
    assert value("D25", "h") == pytest.approx(0.45696, abs=5e-6)
    assert value("D25", "f", entered="sums", u_f=1.0) == pytest.approx(0.73106, abs=5e-6)


def test_d25_the_carousel_keeps_and_the_gate_forgets() -> None:
    assert value("D25", "last_c", f=1.0, i=0.0, c_prev=1.7, steps=100) == 1.7
    assert value("D25", "dc_all", f=1.0, i=0.0, steps=100) == 1.0
    assert value("D25", "dc_all", f=0.9, steps=10) == pytest.approx(0.9**10)


@given(
    sums=st.tuples(*[st.floats(-8, 8)] * 4), peephole=st.floats(-2, 2), c=st.floats(-5, 5),
    steps=st.integers(1, 12),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_d25_sums_and_peepholes_are_a_plain_loop(
    sums: tuple[float, float, float, float], peephole: float, c: float, steps: int
) -> None:
    def sigma(u: float) -> float:
        return 0.5 * (1 + math.tanh(u / 2))

    u_f, u_i, u_o, u_a = sums
    given = lstm_gates.Inputs(u_f, u_i, u_o, u_a, summed=True, peephole=peephole)
    moments = lstm_gates.unfold(given, c, steps)
    for moment in moments:
        f, i = sigma(u_f + peephole * c), sigma(u_i + peephole * c)
        c = f * c + i * math.tanh(u_a)
        assert moment.c == pytest.approx(c, rel=1e-9, abs=1e-9)
        expected = sigma(u_o + peephole * c) * math.tanh(c)
        assert moment.h == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_d25_a_carousel_without_gates_cannot_choose() -> None:
    """No single weight does better than the one the demo takes: a grid of them says so."""
    rng = np.random.default_rng(3)
    x = rng.normal(size=(200_000, 10))
    errors = [np.mean((w * x.sum(axis=1) - x[:, 0]) ** 2) for w in np.linspace(-0.2, 1.2, 141)]
    alone, gated = lstm_gates.carousel_errors(10)
    assert alone == pytest.approx(0.9)
    assert min(errors) == pytest.approx(alone, abs=0.01)
    assert gated < 1e-12


def test_d25_the_direct_slope_is_not_the_total_one_through_a_peephole() -> None:
    results = compute("D25", {"entered": "sums", "peephole": 1.0, "u_a": 1.0}).results
    direct, total = float(str(results["dc"])), float(str(results["dc_total"]))
    assert direct == results["f"]
    assert abs(total - direct) > 0.1


# ── D26 ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("knobs", "count"),
    [
        ({"block": "rnn", "outputs": 5}, 725),
        ({"block": "rnn", "outputs": 5, "library": "none"}, 700),
        ({"block": "rnn", "outputs": 5, "library": "pytorch"}, 745),
        ({"block": "lstm"}, 2480),
        ({"block": "lstm", "library": "pytorch"}, 2560),
        ({"block": "lstm", "library": "keras"}, 2480),
        ({"block": "gru"}, 1860),
        ({"block": "gru", "library": "keras"}, 1920),
        ({"block": "gru", "library": "pytorch"}, 1920),
        ({"block": "lstm", "directions": "both"}, 4960),
        ({"block": "attention"}, 1050624),
        ({"block": "feed-forward"}, 2099712),
        ({"block": "dense", "inputs": 4, "outputs": 1}, 5),
    ],
)
def test_d26_counts_of_the_questions(knobs: dict[str, object], count: int) -> None:
    outcome = compute("D26", knobs)
    assert outcome.results["parameters"] == count
    assert all(claim.held for claim in outcome.claims)


def test_d26_a_second_bidirectional_layer_reads_both_directions() -> None:
    knobs = {"block": "lstm", "hidden": 64, "directions": "both", "layers": 2}
    assert value("D26", "last_layer", **knobs) == 98816
    assert value("D27", "second_layer_lstm", hidden=64) == 98816


@pytest.mark.parametrize(("block", "gates"), [("rnn", 1), ("gru", 3), ("lstm", 4)])
def test_d26_counts_are_those_of_a_cell_that_runs(block: str, gates: int) -> None:
    """Every parameter counted is used once by a step written with one array a gate."""
    inputs, hidden = 3, 5
    arrays = [
        array
        for _ in range(gates)
        for array in (np.ones((hidden, inputs)), np.ones((hidden, hidden)), np.ones(hidden))
    ]
    sums = [
        arrays[3 * g] @ np.ones(inputs) + arrays[3 * g + 1] @ np.ones(hidden) + arrays[3 * g + 2]
        for g in range(gates)
    ]
    assert sum(float(one.sum()) for one in sums) == value(
        "D26", "parameters", block=block, inputs=inputs, hidden=hidden
    )


@pytest.mark.parametrize("heads", [7, 3, 64])
def test_d26_heads_must_divide_the_width(heads: int) -> None:
    knobs = {"block": "attention", "d_model": 512, "heads": heads}
    if 512 % heads:
        with pytest.raises(UsageError, match=str(heads)) as caught:
            compute("D26", knobs)
        assert "8" in caught.value.mend
    else:
        assert value("D26", "parameters", **knobs) == 1050624


def test_d26_a_dense_layer_needs_a_unit() -> None:
    with pytest.raises(UsageError, match="Dense"):
        compute("D26", {"block": "dense", "outputs": 0})


def test_d26_both_conventions_of_the_gru() -> None:
    knobs = {"view": "step", "h": 1.0, "h_bar": -1.0, "z": 0.25}
    assert pair("D26", "both", **knobs) == pytest.approx((0.5, -0.5))
    assert value("D26", "dh", **knobs) == 0.75
    past = value("D26", "new_h", convention="past", **{**knobs, "z": 0.75})
    assert past == pytest.approx(value("D26", "new_h", **knobs))
    shut = [
        value("D26", "candidate", view="step", candidate="computed", r=0.0, x=0.4, h=h)
        for h in (-2.0, 0.3)
    ]
    assert shut[0] == shut[1] == pytest.approx(math.tanh(0.4))


# ── D27 ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("t", [1, 3, 5])
def test_d27_who_reaches_whom_by_brute_force(t: int) -> None:
    rng = np.random.default_rng(8)
    ahead, behind = (start(3, 6, 1, 1.0, "tanh", rng) for _ in range(2))
    x = rng.normal(size=(5, 3))
    whole = both_ways.joined(ahead, behind, x)
    assert np.allclose(whole[t - 1, :6], plain_states(ahead, x[:t], np.zeros(6))[-1])
    assert np.allclose(whole[t - 1, 6:], plain_states(behind, x[t - 1 :][::-1], np.zeros(6))[-1])
    for s in range(5):
        moved = x.copy()
        moved[s] += 0.5
        changed = both_ways.joined(ahead, behind, moved)[t - 1] != whole[t - 1]
        assert changed[:6].any() == (s <= t - 1)
        assert changed[6:].any() == (s >= t - 1)


def test_d27_influence_meets_differences() -> None:
    rng = np.random.default_rng(9)
    rnn = start(3, 4, 1, 1.0, "tanh", rng)
    x = rng.normal(size=(4, 3))
    found = both_ways.influence(rnn, x)
    for s in range(4):
        columns = []
        for place in range(3):
            moved = np.zeros_like(x)
            moved[s, place] = 1e-6
            ends = [plain_states(rnn, x + sign * moved, np.zeros(4))[-1] for sign in (1, -1)]
            columns.append((ends[0] - ends[1]) / 2e-6)
        assert found[s] == pytest.approx(np.linalg.norm(columns), rel=1e-6)


def test_d27_numbers_and_refusal() -> None:
    results = compute("D27", {"length": 9, "t": 4}).results
    assert [results[k] for k in ("reached_forward", "reached_backward", "reached", "delay")] == [
        4, 6, 9, 5,
    ]  # fmt: skip
    assert results["width"] == 128
    with pytest.raises(UsageError, match="t = 9") as caught:
        compute("D27", {"length": 8, "t": 9})
    assert "8" in caught.value.mend


# ── D28 ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("length", [1, 4, 10, 16])
@pytest.mark.parametrize("width", [1, 4, 16])
def test_d28_the_best_code_loses_t_minus_h(length: int, width: int) -> None:
    assert value("D28", "error", length=length, width=width) == pytest.approx(
        max(length - width, 0), abs=1e-9
    )
    assert value("D28", "attention_error", length=length, width=width) < 1e-12


def test_d28_tokens_are_white() -> None:
    x = fixed_vector.tokens(12, 3)
    assert np.allclose(x.mean(axis=0), 0, atol=1e-12)
    assert np.allclose(x.T @ x / len(x), np.eye(12), atol=1e-12)


def test_d28_a_code_trained_by_descent_ends_at_the_same_error() -> None:
    """An encoder and decoder of width 3 trained on 6 tokens by plain gradient descent."""
    x = fixed_vector.tokens(6, 0)
    rng = np.random.default_rng(1)
    into, out = rng.normal(size=(6, 3)) * 0.3, rng.normal(size=(3, 6)) * 0.3
    for _ in range(3000):
        error = x @ into @ out - x
        into, out = (
            into - 0.05 * x.T @ error @ out.T / len(x),
            out - 0.05 * (x @ into).T @ error / len(x),
        )
    reached = float(np.sum((x @ into @ out - x) ** 2) / len(x))
    assert reached == pytest.approx(3.0, abs=1e-3)
    assert fixed_vector.squared_error(x, fixed_vector.best_code(x, 3)) <= reached + 1e-9


def test_d28_greedy_and_beam() -> None:
    assert pair("D28", "greedy_and_beam_2", view="beam") == pytest.approx((0.20, 0.36))
    assert compute("D28", {"view": "beam"}).results["beam_choice"] == "B"


@given(
    rows=st.lists(st.tuples(st.floats(0, 0.2), st.floats(0, 1)), min_size=2, max_size=5),
    width=st.integers(1, 5),
)
@settings(max_examples=60, deadline=None)
def test_d28_a_beam_is_a_search_among_the_likeliest(
    rows: list[tuple[float, float]], width: int
) -> None:
    first, second = zip(*rows, strict=True)
    found = value("D28", "beam", view="beam", first=first, second=second, beam_width=width)
    likeliest = sorted(first, reverse=True)[:width]
    best = [p * q for p, q in rows if p > likeliest[-1]]
    tied = [p * q for p, q in rows if p == likeliest[-1]]
    assert max(best, default=0.0) <= found <= max([*best, *tied])
    assert found >= value("D28", "greedy", view="beam", first=first, second=second)


@pytest.mark.parametrize(
    ("first", "second", "word"),
    [((0.5, 0.4), (0.4, 0.9, 0.1), "3"), ((0.9, 0.4), (0.5, 0.5), "1.3")],
)
def test_d28_impossible_probabilities(
    first: tuple[float, ...], second: tuple[float, ...], word: str
) -> None:
    with pytest.raises(UsageError, match=word) as caught:
        compute("D28", {"view": "beam", "first": first, "second": second})
    assert caught.value.mend


def test_d28_forced_and_free() -> None:
    results = compute("D28", {"view": "forcing"}).results
    assert float(str(results["free_error"])) > 3 * float(str(results["forced_error"]))
    clean = compute("D28", {"view": "forcing", "noise": 0.0}).results
    assert float(str(clean["free_error"])) < 1e-9


# ── all ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", OURS)
def test_trials_are_decided_by_the_run(name: str) -> None:
    trials = load(name).trials
    assert len(trials) == 2
    for trial in trials:
        assert 2 <= len(trial.guesses) <= 4
        assert 0 <= trial.happened(load(name).run(trial.knobs)) < len(trial.guesses)
        for text in (trial.ask, trial.because, *trial.guesses):
            assert text.ja
            assert text.en


EXPECTED = {
    "D21": (2, 1), "D22": (1, 1), "D23": (2, 1), "D24": (1, 1),
    "D25": (1, 2), "D26": (1, 1), "D27": (2, 1), "D28": (1, 1),
}  # fmt: skip
"""What each trial shows, from 0: the explanation after the guess speaks of exactly this."""


@pytest.mark.parametrize("name", OURS)
def test_what_happened_is_what_the_reason_explains(name: str) -> None:
    demo = load(name)
    assert tuple(trial.happened(demo.run(trial.knobs)) for trial in demo.trials) == EXPECTED[name]


def test_all_eight_are_listed_in_order() -> None:
    ids = [entry.id for entry in DEMOS]
    assert [one for one in ids if one in OURS] == OURS
