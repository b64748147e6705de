"""D13 to D20 against plain loops, brute force and finite differences."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from quizapp.demos import compute, load
from quizapp.demos.convolutions import (
    col2im,
    convolve,
    convolve_loops,
    im2col,
    out_side,
    transposed_side,
)
from quizapp.demos.figure import Panels, Plot
from quizapp.demos.lab import (
    _cnn,
    _networks,
    _slide,
    pooling,
    receptive_field,
    residual_gradient,
    separable_cost,
    small_cnn,
)
from quizapp.demos.optimisers import METHODS
from quizapp.errors import UsageError

Floats = NDArray[np.float64]

MINE = ("D13", "D14", "D15", "D16", "D17", "D18", "D19", "D20")


def number(demo: str, name: str, **knobs: object) -> float:
    """One result of a demo, as a number."""
    value = compute(demo, knobs).results[name]
    assert isinstance(value, int | float)
    return value


def numbers(demo: str, name: str, **knobs: object) -> tuple[float, ...]:
    """One result of a demo, as a tuple."""
    value = compute(demo, knobs).results[name]
    assert isinstance(value, tuple)
    return value


def placements(side: int, kernel: int, stride: int, padding: int, dilation: int) -> int:
    """Windows whose every tap lies in the padded row, tried at every start."""
    inside = set(range(-padding, side + padding))
    return sum(
        {start + dilation * tap for tap in range(kernel)} <= inside
        for start in range(-padding, side + padding, stride)
    )


def correlate(image: Floats, weights: Floats, stride: int, padding: int) -> Floats:
    """One channel, four nested loops over plain numbers."""
    height, width = image.shape
    kernel = len(weights)
    made = []
    for top in range(-padding, height + padding - kernel + 1, stride):
        row = []
        for left in range(-padding, width + padding - kernel + 1, stride):
            total = 0.0
            for i, j in itertools.product(range(kernel), repeat=2):
                if 0 <= top + i < height and 0 <= left + j < width:
                    total += image[top + i, left + j] * weights[i, j]
            row.append(total)
        made.append(row)
    return np.array(made)


# ── shared ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("demo", MINE)
def test_every_trial_is_decided_by_the_run(demo: str) -> None:
    found = load(demo)
    assert len(found.trials) == 2
    for trial in found.trials:
        assert 2 <= len(trial.guesses) <= 4
        assert 0 <= trial.happened(found.run(trial.knobs)) < len(trial.guesses)
        for text in (trial.ask, trial.because, *trial.guesses):
            assert text.ja
            assert text.en


@pytest.mark.parametrize(
    ("demo", "answers"),
    [
        ("D13", (2, 0)),  # 4 parts at the centre; each pixel once
        ("D14", (1, 1)),  # 224 leaves cells; 8
        ("D15", (0, 1)),  # 4 cells; one takes all
        ("D16", (1, 0)),  # one filter is too little; 4320
        ("D17", (2, 0)),  # above 80 %; unchanged
        ("D18", (1, 0)),  # 7; more than doubled
        ("D19", (1, 1)),  # 1/9; no
        ("D20", (1, 1)),  # vanished; exactly 1
    ],
)
def test_what_the_trials_show(demo: str, answers: tuple[int, ...]) -> None:
    found = load(demo)
    assert tuple(t.happened(found.run(t.knobs)) for t in found.trials) == answers


shapes = st.tuples(
    st.integers(1, 3), st.integers(1, 3), st.integers(1, 6), st.integers(1, 6),
    st.integers(1, 4), st.integers(1, 3), st.integers(0, 2), st.integers(0, 99),
).filter(lambda s: min(s[2], s[3]) + 2 * s[6] >= s[4])  # fmt: skip


@given(shapes)
@settings(max_examples=80, deadline=None)
def test_convolution_three_ways(shape: tuple[int, ...]) -> None:
    n, c, height, width, kernel, stride, padding, seed = shape
    rng = np.random.default_rng(seed)
    images = rng.normal(size=(n, c, height, width))
    filters = rng.normal(size=(2, c, kernel, kernel))
    plain = np.array(
        [
            [
                sum(
                    correlate(image[channel], one[channel], stride, padding) for channel in range(c)
                )
                for one in filters
            ]
            for image in images
        ]
    )
    np.testing.assert_allclose(convolve(images, filters, stride, padding), plain, atol=1e-12)
    np.testing.assert_allclose(convolve_loops(images, filters, stride, padding), plain, atol=1e-12)


@given(shapes)
@settings(max_examples=80, deadline=None)
def test_col2im_is_the_transpose_of_im2col(shape: tuple[int, ...]) -> None:
    n, c, height, width, kernel, stride, padding, seed = shape
    rng = np.random.default_rng(seed)
    size = (n, c, height, width)
    x = rng.normal(size=size)
    held = x.copy()
    matrix = im2col(x, kernel, stride, padding)
    y = rng.normal(size=matrix.shape)
    back = col2im(y, size, kernel, stride, padding)
    assert np.sum(matrix * y) == pytest.approx(float(np.sum(x * back)), abs=1e-9)
    np.testing.assert_array_equal(x, held)


def test_col2im_is_the_gradient() -> None:
    # d/dx of sum(y * im2col(x)) one pixel at a time.
    rng = np.random.default_rng(1)
    x = rng.normal(size=(1, 2, 4, 5))
    y = rng.normal(size=im2col(x, 3, 1, 1).shape)
    back = col2im(y, (1, 2, 4, 5), 3, 1, 1)
    for place in np.ndindex(*x.shape):
        moved = np.zeros_like(x)
        moved[place] = 1.0
        assert back[place] == pytest.approx(float(np.sum(y * im2col(moved, 3, 1, 1))), abs=1e-12)


# ── D13 ──────────────────────────────────────────────────────────────────────────────────────────


def test_d13_the_values_that_questions_ask_for() -> None:
    assert numbers("D13", "shape", batch=2, height=4, width=4, kernel=3) == (8, 9)
    assert numbers("D13", "output", height=3, width=3, kernel=2) == (-4, -4, -4, -4)
    back = numbers("D13", "col2im", direction="col2im", height=3, width=3, kernel=2)
    assert back == (1, 2, 1, 2, 4, 2, 1, 2, 1)


def test_d13_overwriting_keeps_one_part_only() -> None:
    outcome = compute(
        "D13", {"direction": "col2im", "height": 3, "width": 3, "kernel": 2, "write": "overwrite"}
    )
    assert outcome.results["col2im"] == (1.0,) * 9
    assert outcome.claim("overwrite").held


@pytest.mark.parametrize("write", ["add", "overwrite"])
@pytest.mark.parametrize("stride", [1, 2, 3])
def test_d13_the_walk_ends_where_the_whole_matrix_does(write: str, stride: int) -> None:
    # Frames lay row after row; the last one must be col2im of the full matrix of ones.
    outcome = compute("D13", {"direction": "col2im", "write": write, "stride": stride, "kernel": 2})
    size = (1, 1, 4, 4)
    ones = np.ones_like(im2col(np.ones(size), 2, stride))
    full = col2im(ones, size, 2, stride, add=write == "add")
    assert outcome.results["col2im"] == tuple(full.ravel())
    assert outcome.at is not None
    reading = {r.label.en: r.value for r in outcome.at(outcome.steps).readings}
    assert reading["sum"] == str(int(full.sum()))


@pytest.mark.parametrize("side", [2, 3])
def test_d13_a_filter_that_does_not_fit_is_refused(side: int) -> None:
    with pytest.raises(UsageError) as caught:
        compute("D13", {"height": side, "width": 6, "kernel": 5})
    assert str(side) in caught.value.mend
    assert "kernel" in caught.value.mend


# ── D14 ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("knobs", "side"),
    [
        ({"side": 6, "kernel": 2, "stride": 1, "padding": 1}, 7),
        ({"side": 5, "kernel": 3, "stride": 2, "padding": 1}, 3),
        ({"side": 8, "kernel": 3, "stride": 2, "padding": 0}, 3),
        ({"side": 32, "kernel": 3, "stride": 1, "padding": 0, "dilation": 2}, 28),
        ({"side": 4, "kernel": 4, "stride": 2, "padding": 1, "mode": "transposed"}, 8),
        ({"side": 32, "kernel": 3, "stride": 2, "padding": 1}, 16),
        ({"side": 7, "kernel": 3, "stride": 2, "mode": "same"}, 4),
        ({"side": 227, "kernel": 11, "stride": 4, "padding": 0}, 55),
    ],
)
def test_d14_the_sides_that_questions_ask_for(knobs: dict[str, object], side: int) -> None:
    assert number("D14", "side", **knobs) == side


def test_d14_other_numbers_that_questions_ask_for() -> None:
    assert number("D14", "same_padding", kernel=5, stride=1) == 2
    assert number("D14", "exact", side=224, kernel=11, stride=4, padding=0) == 54.25


@given(
    st.integers(1, 40), st.integers(1, 16), st.integers(1, 16), st.integers(0, 16),
    st.integers(1, 8),
)  # fmt: skip
@settings(max_examples=300, deadline=None)
def test_d14_the_formula_is_the_count(
    side: int, kernel: int, stride: int, padding: int, dilation: int
) -> None:
    by_hand = placements(side, kernel, stride, padding, dilation)
    assert out_side(side, kernel, stride, padding, dilation) == by_hand
    knobs = {
        "side": side, "kernel": kernel, "stride": stride, "padding": padding, "dilation": dilation,
    }  # fmt: skip
    if by_hand:
        outcome = compute("D14", knobs)
        assert outcome.results["side"] == outcome.results["counted"] == by_hand
    else:
        with pytest.raises(UsageError) as caught:
            compute("D14", knobs)
        largest = int(caught.value.mend.split()[-1])
        assert placements(side, largest, stride, padding, dilation)
        assert not placements(side, largest + 1, stride, padding, dilation)


@given(
    st.integers(1, 12), st.integers(1, 6), st.integers(1, 5), st.integers(0, 3), st.integers(1, 3)
)
@settings(max_examples=200, deadline=None)
def test_d14_a_transposed_convolution_paints_its_side(
    side: int, kernel: int, stride: int, padding: int, dilation: int
) -> None:
    # Painted for real: every input cell adds its filter to a long row, whose used part is cut.
    row = np.zeros(400)
    for cell, tap in itertools.product(range(side), range(kernel)):
        row[cell * stride + tap * dilation] += 1.0
    painted = int(np.flatnonzero(row)[-1]) + 1 - 2 * padding
    assert transposed_side(side, kernel, stride, padding, dilation) == painted
    if painted > 0:
        slide = _slide.settle("transposed", side, kernel, stride, padding, dilation)
        assert slide.counted == painted
    else:
        with pytest.raises(UsageError):
            _slide.settle("transposed", side, kernel, stride, padding, dilation)


@given(st.integers(1, 64), st.integers(1, 16), st.integers(1, 16), st.integers(1, 8))
@settings(max_examples=200, deadline=None)
def test_d14_same_is_the_ceiling_and_pads_no_more_than_needed(
    side: int, kernel: int, stride: int, dilation: int
) -> None:
    slide = _slide.settle("same", side, kernel, stride, 0, dilation)
    assert slide.counted == math.ceil(Fraction(side, stride))
    assert 0 <= slide.after - slide.before <= 1
    if slide.after:  # one cell less, and the last window would not fit
        assert slide.length == slide.starts[-1] + slide.span


# ── D15 ──────────────────────────────────────────────────────────────────────────────────────────


def test_d15_the_values_that_questions_ask_for() -> None:
    assert numbers("D15", "output") == (5, 2, 7, 9)
    gradient = np.reshape(numbers("D15", "gradient"), (4, 4))
    expected = np.zeros((4, 4))
    expected[1, 0], expected[0, 2], expected[3, 1], expected[2, 2] = 1, 2, 3, 4
    np.testing.assert_array_equal(gradient, expected)


@pytest.mark.parametrize("kind", ["max", "mean"])
@pytest.mark.parametrize(("size", "stride"), [(1, 1), (2, 1), (2, 2), (3, 2), (2, 3), (5, 1)])
def test_d15_forward_and_backward_by_loops(kind: pooling.Kind, size: int, stride: int) -> None:
    rng = np.random.default_rng(size * 10 + stride)
    image = rng.permutation(36).astype(np.float64).reshape(6, 6)
    held = image.copy()
    side = placements(6, size, stride, 0, 1)
    above = rng.normal(size=(side, side))
    output, back = np.zeros((side, side)), np.zeros((6, 6))
    for row, column in itertools.product(range(side), repeat=2):
        cells = [
            (row * stride + i, column * stride + j)
            for i, j in itertools.product(range(size), repeat=2)
        ]
        if kind == "max":
            best = max(cells, key=lambda cell: image[cell])
            output[row, column] = image[best]
            back[best] += above[row, column]
        else:
            output[row, column] = sum(image[cell] for cell in cells) / len(cells)
            for cell in cells:
                back[cell] += above[row, column] / len(cells)
    np.testing.assert_allclose(pooling.pool(image, kind, size, stride), output, atol=1e-12)
    found = pooling.unpool(image, above, kind, size, stride)
    np.testing.assert_allclose(found, back, atol=1e-12)
    measured = np.zeros((6, 6))
    for place in np.ndindex(6, 6):
        sides = []
        for sign in (1, -1):
            moved = image.copy()
            moved[place] += sign * 1e-4
            sides.append(float(np.sum(above * pooling.pool(moved, kind, size, stride))))
        measured[place] = (sides[0] - sides[1]) / 2e-4
    np.testing.assert_allclose(found, measured, atol=1e-7)
    np.testing.assert_array_equal(image, held)


def test_d15_a_tie_goes_to_the_first() -> None:
    outcome = compute("D15", {"values": (2.0,) * 4, "size": 2, "upstream": "ones"})
    assert outcome.results["gradient"] == (1.0, 0.0, 0.0, 0.0)
    assert "difference" not in {claim.id for claim in outcome.claims}


def test_d15_values_that_make_no_square_are_refused() -> None:
    with pytest.raises(UsageError) as caught:
        compute("D15", {"values": (1.0,) * 5})
    assert "4, 9, 16" in caught.value.mend


# ── D16 ──────────────────────────────────────────────────────────────────────────────────────────


def test_d16_the_shape_walk_that_questions_ask_for() -> None:
    knobs: dict[str, object] = {"view": "shapes", "filters": 30, "kernel": 5}
    for name, value in (("map_side", 24), ("pooled_side", 12), ("flattened", 4320)):
        assert number("D16", name, **knobs) == value
    assert numbers("D16", "nchw", **knobs) == (1, 30, 12, 12)
    assert numbers("D16", "nhwc", **knobs) == (1, 12, 12, 30)


@pytest.mark.parametrize(("filters", "kernel"), [(1, 3), (4, 2), (3, 5), (2, 7), (5, 1)])
@pytest.mark.parametrize("seed", [0, 1])
def test_d16_backward_is_a_central_difference(filters: int, kernel: int, seed: int) -> None:
    plan, rng = _cnn.Plan(filters, kernel), np.random.default_rng(seed)
    batch = _cnn.prepare(*_cnn.draw_images(5, 0.3, rng), plan)
    w = plan.begin(rng) + 0.01 * rng.normal(size=len(plan.begin(rng)))
    held = w.copy()
    found, loss, right = _cnn.slope(plan, w, batch)
    assert (loss, right) == pytest.approx(_cnn.judge(plan, w, batch))
    for place in range(len(w)):
        moved = np.zeros_like(w)
        moved[place] = 1e-6
        measured = (
            _cnn.judge(plan, w + moved, batch)[0] - _cnn.judge(plan, w - moved, batch)[0]
        ) / 2e-6
        assert found[place] == pytest.approx(measured, abs=1e-7), place
    np.testing.assert_array_equal(w, held)


def test_d16_the_scores_by_plain_loops() -> None:
    plan, rng = _cnn.Plan(2, 3), np.random.default_rng(4)
    images, labels = _cnn.draw_images(4, 0.2, rng)
    w = plan.begin(rng)
    filters, bias, dense, dense_bias = plan.split(w)
    made = _cnn.scores(plan, w, _cnn.prepare(images, labels, plan))[0]
    for sample in range(4):
        flat = []
        for row, column, one in itertools.product(range(3), range(3), range(2)):
            weights = filters[:, one].reshape(3, 3)
            maps = np.maximum(correlate(images[sample, 0], weights, 1, 0) + bias[one], 0)
            flat.append(maps[2 * row : 2 * row + 2, 2 * column : 2 * column + 2].max())
        np.testing.assert_allclose(made[sample], np.array(flat) @ dense + dense_bias, atol=1e-12)


@pytest.mark.parametrize("seed", range(6))
def test_d16_it_learns_and_stripes_appear(seed: int) -> None:
    results = compute("D16", {"seed": seed}).results
    assert float(str(results["test_accuracy"])) >= 0.9
    assert float(str(results["stripes"])) > float(str(results["stripes_before"]))


@pytest.mark.parametrize("method", METHODS)
def test_d16_every_method_lowers_the_loss(method: str) -> None:
    rate = {"sgd": 0.1, "momentum": 0.05, "nag": 0.05}.get(method, 0.02)
    outcome = compute("D16", {"method": method, "learning_rate": rate, "epochs": 40})
    assert float(str(outcome.results["loss"])) < 0.9 * math.log(3)


def test_d16_a_wild_rate_kills_filters() -> None:
    knobs = {"method": "sgd", "learning_rate": 10.0, "filters": 32, "kernel": 5}
    outcome = compute("D16", knobs)
    dead = outcome.results["dead"]
    assert isinstance(dead, int)
    assert dead > 16
    assert f"{dead} of 32" in outcome.notice.en
    assert not outcome.claim("learns").held
    assert compute("D16").results["dead"] == 0


def test_d16_overflow_is_shown_at_its_epoch() -> None:
    plan, rng = _cnn.Plan(2, 3), np.random.default_rng(0)
    batch = _cnn.prepare(*_cnn.draw_images(150, 0.2, rng), plan)
    course = small_cnn.train(plan, plan.begin(rng), batch, batch, "sgd", 1e200, 4)
    epoch = course.diverged
    assert epoch > 0
    assert np.isfinite(course.losses[:epoch]).all()
    assert not np.isfinite(course.losses[epoch, 0])
    frame = small_cnn._learning(plan, course, batch, 4)
    assert "diverged" in frame.figure.summary.en
    assert all("nan" not in str(reading.value) for reading in frame.readings)
    curves = frame.figure.figures[0] if isinstance(frame.figure, Panels) else None
    assert isinstance(curves, Plot)
    assert [point.x for point in curves.points] == [epoch]


def test_d16_training_leaves_its_arguments_alone() -> None:
    plan, rng = _cnn.Plan(2, 3), np.random.default_rng(0)
    batch = _cnn.prepare(*_cnn.draw_images(9, 0.2, rng), plan)
    start = plan.begin(rng)
    held = (start.copy(), batch.images.copy(), batch.columns.copy())
    small_cnn.train(plan, start, batch, batch, "adam", 0.1, 3)
    for now, before in zip((start, batch.images, batch.columns), held, strict=True):
        np.testing.assert_array_equal(now, before)


def test_d16_impossible_sizes_are_refused() -> None:
    with pytest.raises(UsageError) as caught:
        compute("D16", {"view": "shapes", "side": 4, "kernel": 5})
    assert "kernel = 1" in caught.value.mend
    with pytest.raises(UsageError) as caught:
        compute("D16", {"view": "shapes", "side": 5, "kernel": 3, "pool": 4})
    assert "pool = 1" in caught.value.mend


# ── D17 ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("net", "parameters"),
    [
        ("alexnet", 62_378_344),
        ("alexnet-groups", 60_965_224),
        ("vgg16", 138_357_544),
        ("lenet", 61_706),
    ],
)
def test_d17_the_counts_that_are_quoted(net: str, parameters: int) -> None:
    assert number("D17", "parameters", net=net) == parameters


def test_d17_alexnet_by_hand() -> None:
    results = compute("D17", {"net": "alexnet"}).results
    assert results["conv1.side"] == 55
    assert results["conv1.parameters"] == 34_944 == 96 * (3 * 11 * 11 + 1)
    assert results["fc6.parameters"] == 37_752_832 == 4096 * (6 * 6 * 256 + 1)
    assert (results["convs"], results["denses"]) == (5, 3)
    assert results["flatten.values"] == 9216


@pytest.mark.parametrize(
    ("knobs", "name", "value"),
    [
        ({"net": "conv", "inputs": 3, "outputs": 64}, "parameters", 1792),
        ({"net": "conv", "inputs": 256, "outputs": 64, "kernel": 1, "padding": 0},
         "parameters", 16_448),
        ({"net": "head", "inputs": 256}, "flatten.values", 43_264),
        ({"net": "head", "inputs": 256}, "gap", 256),
        ({"net": "bottleneck", "inputs": 256, "outputs": 64, "bias": "no"},
         "parameters", 69_632),
        ({"net": "conv", "inputs": 3, "outputs": 96, "kernel": 11, "stride": 4, "padding": 0,
          "size": "set", "side": 227}, "conv.side", 55),
    ],
)  # fmt: skip
def test_d17_the_numbers_that_questions_ask_for(
    knobs: dict[str, object], name: str, value: int
) -> None:
    assert number("D17", name, **knobs) == value


def test_d17_multiplications_are_products_really_made() -> None:
    ops = _networks.single(4, 3, 2, 1, bias=True)
    row = _networks.walk(ops, (2, 7, 7))[0]
    made = sum(
        2 * 3 * 3  # channels and taps of one output value
        for _ in itertools.product(range(4), range(row.shape[1]), range(row.shape[2]))
    )
    assert row.shape[1] == placements(7, 3, 2, 1, 1)
    assert row.multiplications == made


def test_d17_a_group_sees_its_own_channels_only() -> None:
    # Two groups: two convolutions of half the inputs and half the filters.
    both = _networks.walk([_networks.Op("c", "conv", 8, 3, groups=2)], (6, 9, 9))[0]
    half = _networks.walk([_networks.Op("c", "conv", 4, 3)], (3, 9, 9))[0]
    assert both.parameters == 2 * half.parameters
    assert both.multiplications == 2 * half.multiplications


@pytest.mark.parametrize("net", ["alexnet", "lenet", "vgg16"])
def test_d17_the_smallest_input_is_named(net: str) -> None:
    with pytest.raises(UsageError) as caught:
        compute("D17", {"net": net, "size": "set", "side": 4})
    smallest = int("".join(sign for sign in caught.value.mend.split("=")[1] if sign.isdigit()))
    compute("D17", {"net": net, "size": "set", "side": smallest})
    with pytest.raises(UsageError):
        compute("D17", {"net": net, "size": "set", "side": smallest - 1})


# ── D18 ──────────────────────────────────────────────────────────────────────────────────────────


def seen_by_perturbing(layers: list[receptive_field.Layer], reach: int) -> set[int]:
    """Input cells whose change moves output cell 0, each tried on its own."""
    found = set()
    for cell in range(reach):
        moved = {cell}
        for layer in layers:
            moved = {
                out
                for out in range(reach)
                if any(
                    layer.stride * out + layer.dilation * t in moved for t in range(layer.kernel)
                )
            }
        if 0 in moved:
            found.add(cell)
    return found


@given(
    st.lists(st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(1, 2)), min_size=1,
             max_size=3)
)  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_d18_the_formula_is_the_set_it_depends_on(layers: list[tuple[int, int, int]]) -> None:
    stack = [receptive_field.Layer(*one) for one in layers]
    field = receptive_field.formula(stack)
    seen = seen_by_perturbing(stack, field + 3)
    assert seen == set(receptive_field.trace(stack)[0].paths)
    assert max(seen) - min(seen) + 1 == field


def test_d18_paths_are_the_gradient_of_an_all_ones_stack() -> None:
    layers = [receptive_field.Layer(3, 1, 1), receptive_field.Layer(2, 2, 1)]
    paths = receptive_field.trace(layers)[0].paths
    for cell in range(4):
        row = np.zeros(8)
        row[cell] = 1.0
        first = [row[i : i + 3].sum() for i in range(6)]
        assert paths.get(cell, 0) == first[0] + first[1]


@pytest.mark.parametrize(
    ("kernels", "strides", "field"),
    [((3, 3, 3), (1,), 7), ((3, 2, 3), (1, 2, 1), 8), ((3, 3), (1,), 5), ((1,), (3,), 1)],
)
def test_d18_the_fields_that_questions_ask_for(
    kernels: tuple[int, ...], strides: tuple[int, ...], field: int
) -> None:
    assert number("D18", "field", kernels=kernels, strides=strides) == field


def test_d18_two_small_filters_against_one() -> None:
    assert number("D18", "weight_ratio", kernels=(3, 3)) == pytest.approx(0.72, abs=1e-12)


@pytest.mark.parametrize(
    "knobs", [{"strides": (1.0, 2.0)}, {"kernels": (2.5,)}, {"dilations": (1.0,) * 4}]
)
def test_d18_lists_that_do_not_fit_are_refused(knobs: dict[str, object]) -> None:
    with pytest.raises(UsageError) as caught:
        compute("D18", knobs)
    assert next(iter(knobs)) in caught.value.what + caught.value.mend


# ── D19 ──────────────────────────────────────────────────────────────────────────────────────────


@given(st.integers(1, 6), st.integers(1, 5), st.integers(1, 5), st.sampled_from([1, 3, 5]))
@settings(max_examples=40, deadline=None)
def test_d19_counted_one_product_at_a_time(
    side: int, inputs: int, outputs: int, kernel: int
) -> None:
    standard = depthwise = pointwise = 0
    for _place in range(side * side):
        for _channel in range(inputs):
            for _tap in range(kernel * kernel):
                depthwise += 1
                standard += outputs
            pointwise += outputs
    results = compute(
        "D19", {"side": side, "inputs": inputs, "outputs": outputs, "kernel": kernel}
    ).results
    assert results["standard"] == standard
    assert results["depthwise"] == depthwise
    assert results["pointwise"] == pointwise
    made, few, gap = separable_cost.counted(side, inputs, outputs, kernel)
    assert (made, few) == (standard, depthwise + pointwise)
    assert gap < 1e-12


def test_d19_the_ratio_that_questions_ask_for() -> None:
    ratio = number("D19", "ratio", kernel=3, outputs=64)
    assert ratio == pytest.approx(1 / 64 + 1 / 9, abs=1e-15)
    assert ratio == pytest.approx(0.12674, abs=1e-5)


def test_d19_separable_against_loops() -> None:
    rng = np.random.default_rng(3)
    image, depth = rng.normal(size=(2, 5, 4)), rng.normal(size=(2, 3, 3))
    point = rng.normal(size=(3, 2))
    mid = np.array([correlate(image[c], depth[c], 1, 1) for c in range(2)])
    expected = np.einsum("mc,chw->mhw", point, mid)
    np.testing.assert_allclose(separable_cost.separable(image, depth, point)[0], expected)


# ── D20 ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("seed", range(0, 100, 7))
def test_d20_thirty_tanh_layers(seed: int) -> None:
    outcome = compute("D20", {"seed": seed})
    assert float(str(outcome.results["none.norm"])) < 1e-6
    assert float(str(outcome.results["add.norm"])) > 1
    assert outcome.claim("plain-vanishes").held
    assert outcome.claim("residual-lives").held


@pytest.mark.parametrize("skip", ["none", "add", "concat"])
@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
def test_d20_the_jacobian_column_by_column(skip: residual_gradient.Skip, activation: str) -> None:
    weights, x = residual_gradient.draw(skip, 4, 0.8, 5)
    columns = []
    for unit in np.eye(len(x)):
        ahead = residual_gradient.forward(weights, x + 1e-6 * unit, skip, activation)
        behind = residual_gradient.forward(weights, x - 1e-6 * unit, skip, activation)
        columns.append((ahead - behind) / 2e-6)
    measured = float(np.linalg.norm(np.array(columns).T, 2))
    stack = residual_gradient.build(skip, 4, 0.8, activation, 5)
    assert stack.norms[-1] == pytest.approx(measured, rel=1e-7)


def test_d20_a_dense_layer_keeps_its_input_and_grows() -> None:
    outcome = compute("D20", {"skip": "concat", "depth": 7})
    assert outcome.results["concat.units"] == 16 + 4 * 7
    weights, x = residual_gradient.draw("concat", 7, 0.5, 0)
    made = residual_gradient.forward(weights, x, "concat", "tanh")
    np.testing.assert_array_equal(made[:16], x)


def test_d20_without_weights_the_skip_is_the_identity() -> None:
    assert number("D20", "add.norm", skip="add", scale=0) == 1.0
    assert number("D20", "none.norm", skip="none", scale=0) == 0.0
