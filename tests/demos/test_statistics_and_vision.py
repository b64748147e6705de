"""D39 to D43, D45 and D46 against reckonings that share no code with them."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction
from typing import Any, cast

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.demos import compute
from quizapp.demos.lab import _boxes, _detection, _measures, _ranking, diffusion, gan_line
from quizapp.demos.lab import eigen_svd as svd
from quizapp.demos.lab import norm_axes as norms
from quizapp.errors import UsageError

SYMPY: Any = sympy  # its functions carry no types


def numbers(demo: str, **knobs: object) -> dict[str, float]:
    """The results that are numbers."""
    found = compute(demo, knobs).results
    return {name: value for name, value in found.items() if isinstance(value, int | float)}


def several(demo: str, name: str, **knobs: object) -> tuple[float, ...]:
    """One result that is a row of numbers."""
    return cast(tuple[float, ...], compute(demo, knobs).results[name])


# ── D39 ──────────────────────────────────────────────────────────────────────────────────────────


def test_d39_the_numbers_that_questions_ask_for() -> None:
    assert numbers("D39")["posterior"] == pytest.approx(0.15385, abs=5e-6)
    coin = numbers("D39", experiment="coin")
    assert (coin["mle"], coin["map"]) == pytest.approx((0.7, 2 / 3))
    assert coin["posterior_mean"] == pytest.approx(9 / 14)
    spread = numbers("D39", experiment="variance")
    assert (spread["variance"], spread["unbiased"]) == pytest.approx((1.25, 5 / 3))


@pytest.mark.parametrize(("prior", "hit", "alarm"), [(0.01, 0.9, 0.05), (0.3, 0.5, 0.5)])
def test_d39_the_posterior_is_the_share_among_whole_people(
    prior: float, hit: float, alarm: float
) -> None:
    rng = np.random.default_rng(11)
    ill = rng.random(400_000) < prior
    positive = rng.random(400_000) < np.where(ill, hit, alarm)
    knobs = {"prior": prior, "sensitivity": hit, "false_positive": alarm}
    assert numbers("D39", **knobs)["posterior"] == pytest.approx(ill[positive].mean(), abs=0.01)
    exact = Fraction(str(prior)) * Fraction(str(hit))
    rest = (1 - Fraction(str(prior))) * Fraction(str(alarm))
    assert numbers("D39", **knobs)["posterior"] == pytest.approx(float(exact / (exact + rest)))


def test_d39_a_second_positive_is_bayes_rule_again() -> None:
    once = numbers("D39")["posterior"]
    twice = numbers("D39", prior=once)["posterior"]
    assert numbers("D39")["posterior_twice"] == pytest.approx(twice)


@pytest.mark.parametrize(("k", "n", "a", "b"), [(7, 10, 2, 2), (1, 3, 1.5, 4), (0, 5, 3, 1)])
def test_d39_the_map_is_where_the_log_posterior_is_flat(k: int, n: int, a: float, b: float) -> None:
    theta = sympy.symbols("theta", positive=True)
    log = (k + a - 1) * sympy.log(theta) + (n - k + b - 1) * sympy.log(1 - theta)
    (root,) = SYMPY.solveset(log.diff(theta), theta, SYMPY.Interval(0, 1))
    found = numbers("D39", experiment="coin", heads=k, tosses=n, a=a, b=b)
    assert found["map"] == pytest.approx(float(root), abs=1e-12)


def test_d39_the_two_variances_of_drawn_samples() -> None:
    data = (2.0, 4.0, 4.0, 6.0)
    rng = np.random.default_rng(5)
    samples = rng.choice(data, size=(200_000, 4))
    found = numbers("D39", experiment="variance", data=data)
    assert found["mean_of_variance"] == pytest.approx(samples.var(axis=1).mean(), rel=0.01)
    assert found["mean_of_unbiased"] == pytest.approx(samples.var(axis=1, ddof=1).mean(), rel=0.01)


# ── D40 ──────────────────────────────────────────────────────────────────────────────────────────


def test_d40_the_numbers_that_questions_ask_for() -> None:
    table = numbers("D40", experiment="table")
    assert [table[n] for n in ("precision", "recall", "f1", "accuracy", "specificity")] == (
        pytest.approx([0.8, 2 / 3, 8 / 11, 0.7, 0.75])
    )
    assert numbers("D40")["auc"] == 0.75
    errors = numbers("D40", experiment="errors")
    assert (errors["mae"], errors["rmse"]) == pytest.approx((2, 2.16025), abs=5e-6)
    lengths = numbers("D40", experiment="distance", vector=(3, 4))
    assert (lengths["l1"], lengths["l2"]) == (7, 5)
    mahalanobis = numbers("D40", experiment="distance")["mahalanobis"]
    assert mahalanobis == pytest.approx(math.sqrt(2))
    assert numbers("D40", experiment="shell")["share"] == pytest.approx(0.65132, abs=5e-6)
    assert several("D40", "centres", experiment="kmeans") == pytest.approx((0, 20 / 3))


scores = st.lists(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.5, 0.75, 1.0]), min_size=1, max_size=8)


@given(positives=scores, negatives=scores)
@settings(max_examples=80, deadline=None)
def test_d40_auc_counts_pairs_with_ties_as_half(
    positives: list[float], negatives: list[float]
) -> None:
    points = Fraction(0)
    for p, q in itertools.product(positives, negatives):
        points += 1 if p > q else Fraction(1, 2) if p == q else 0
    wanted = float(points / (len(positives) * len(negatives)))
    plus, minus = np.array(positives), np.array(negatives)
    recall, rate, _ = _ranking.curve(plus, minus, 3)
    assert _ranking.area(rate, recall) == pytest.approx(wanted)
    assert _ranking.pair_share(plus, minus) == pytest.approx(wanted)


def test_d40_copies_of_negatives_move_precision_only() -> None:
    one, ten = numbers("D40"), numbers("D40", imbalance=10)
    assert ten["auc"] == one["auc"]
    assert ten["recall"] == one["recall"]
    assert ten["precision"] == pytest.approx(2 / 12)
    assert one["precision"] == pytest.approx(2 / 3)


def test_d40_the_shell_holds_that_share_of_drawn_points() -> None:
    rng = np.random.default_rng(2)
    direction = rng.normal(size=(200_000, 10))
    # Points even in a ball by Muller's method: a direction, and a radius u^(1/d).
    radius = rng.random(200_000) ** (1 / 10)
    length = np.linalg.norm(direction / np.linalg.norm(direction, axis=1)[:, None], axis=1) * radius
    share = numbers("D40", experiment="shell")["share"]
    assert share == pytest.approx((length > 0.9).mean(), abs=0.005)


def test_d40_one_dimension_of_shell_is_its_thickness() -> None:
    assert numbers("D40", experiment="shell", dimension=1)["share"] == pytest.approx(0.1)


def test_d40_k_means_ends_at_a_partition_that_no_single_move_improves() -> None:
    points = np.array([0.0, 2.0, 4.0, 20.0, 22.0, 24.0])
    centres = np.array([0.0, 2.0])
    for _ in range(8):
        centres = _measures.update(points, centres)
    assert centres == pytest.approx([2, 22])
    best = min(
        sum(
            ((points[owner == k] - points[owner == k].mean()) ** 2).sum()
            for k in (0, 1)
            if np.any(owner == k)
        )
        for owner in (np.array(code) for code in itertools.product((0, 1), repeat=6))
    )
    cost = ((points - centres[_measures.assign(points, centres)]) ** 2).sum()
    assert cost == pytest.approx(best)


# ── D41 ──────────────────────────────────────────────────────────────────────────────────────────


def test_d41_the_numbers_that_questions_ask_for() -> None:
    assert several("D41", "eigenvalues") == pytest.approx((3, 1))
    shear = several("D41", "singular_values", matrix=(1, 1, 0, 1))
    golden = (1 + math.sqrt(5)) / 2
    assert shear == pytest.approx((golden, golden - 1))
    assert numbers("D41", experiment="pca")["contribution"] == pytest.approx(0.8)


@pytest.mark.parametrize("entries", [(2, 1, 1, 2), (1, 1, 0, 1), (3, -2, 1, 4), (0, -1, 1, 0)])
def test_d41_eigenvalues_are_sympys(entries: tuple[int, ...]) -> None:
    exact = SYMPY.ImmutableMatrix(2, 2, list(entries))
    found = [
        complex(a, b)
        for a, b in zip(
            several("D41", "eigenvalues", matrix=entries),
            several("D41", "eigenvalues_imaginary", matrix=entries),
            strict=True,
        )
    ]
    wanted = [complex(v) for v, count in exact.eigenvals().items() for _ in range(count)]
    for value in wanted:
        assert min(abs(value - one) for one in found) < 1e-7
    gram = (exact.T * exact).eigenvals()
    squares = sorted((float(v) for v, count in gram.items() for _ in range(count)), reverse=True)
    singular = several("D41", "singular_values", matrix=entries)
    assert [s * s for s in singular] == pytest.approx(squares, abs=1e-9)


@pytest.mark.parametrize("rank", [0, 1, 5, 16])
def test_d41_the_error_of_rank_k_is_the_next_singular_value(rank: int) -> None:
    image = svd.picture()
    error = image - svd.low_rank(image, rank)
    largest = math.sqrt(max(float(np.linalg.eigvalsh(error.T @ error)[-1]), 0.0))
    found = numbers("D41", experiment="image", rank=rank)
    assert found["next_singular_value"] == pytest.approx(largest, abs=1e-6)
    assert np.linalg.matrix_rank(svd.low_rank(image, rank), tol=1e-9) <= rank


def test_d41_the_cloud_has_the_covariance_it_was_asked_for() -> None:
    points = svd.cloud(np.array([9.0, 1.0]), 30.0, 4)
    turn = math.radians(30)
    r = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    assert np.cov(points.T, ddof=0) == pytest.approx(r @ np.diag([9.0, 1.0]) @ r.T)


# ── D42 ──────────────────────────────────────────────────────────────────────────────────────────


def test_d42_the_numbers_that_questions_ask_for() -> None:
    assert numbers("D42")["iou"] == pytest.approx(1 / 7)
    assert compute("D42", {"experiment": "nms"}).results["kept"] == "A, C"
    assert numbers("D42", experiment="nms")["iou_ab"] == pytest.approx(0.6)
    ap = numbers("D42", experiment="ap")
    assert [ap[n] for n in ("ap", "ap_all_points", "ap_11_points")] == pytest.approx(
        [0.80556, 0.83333, 0.84091], abs=5e-6
    )
    assert numbers("D42", experiment="yolo")["outputs"] == 1470
    assert numbers("D42", experiment="ssd")["boxes"] == 8732
    dice = numbers("D42", experiment="dice")
    assert (dice["dice"], dice["iou"]) == pytest.approx((0.75, 0.6))
    centre = numbers("D42", experiment="centre")["centre_ness"]
    assert centre == pytest.approx(math.sqrt(0.5))


whole_boxes = st.tuples(
    st.integers(0, 8), st.integers(0, 8), st.integers(1, 6), st.integers(1, 6)
).map(lambda v: (float(v[0]), float(v[1]), float(v[0] + v[2]), float(v[1] + v[3])))


@given(a=whole_boxes, b=whole_boxes)
@settings(max_examples=80, deadline=None)
def test_d42_iou_of_whole_boxes_is_a_count_of_unit_squares(
    a: tuple[float, ...], b: tuple[float, ...]
) -> None:
    def squares(box: tuple[float, ...]) -> set[tuple[int, int]]:
        x1, y1, x2, y2 = (int(v) for v in box)
        return {(x, y) for x in range(x1, x2) for y in range(y1, y2)}

    one, two = squares(a), squares(b)
    assert _boxes.iou(a, b) == pytest.approx(len(one & two) / len(one | two))


@given(
    boxes=st.lists(whole_boxes, min_size=1, max_size=7),
    limit=st.sampled_from([0.0, 0.3, 0.5, 1.0]),
)
@settings(max_examples=60, deadline=None)
def test_d42_nms_keeps_the_one_set_that_the_rule_allows(
    boxes: list[tuple[float, ...]], limit: float
) -> None:
    scores_ = tuple(1.0 - 0.1 * i for i in range(len(boxes)))
    kept = {best for best, _ in _boxes.nms(tuple(boxes), scores_, limit)}
    # Of all subsets only one has: a box is in it exactly if no better box of it overlaps too much.
    allowed = [
        chosen
        for size in range(len(boxes) + 1)
        for chosen in map(set, itertools.combinations(range(len(boxes)), size))
        if all(
            (i in chosen) == all(_boxes.iou(boxes[i], boxes[j]) <= limit for j in chosen if j < i)
            for i in range(len(boxes))
        )
    ]
    assert allowed == [kept]


def test_d42_in_a_chain_a_dropped_box_drops_nothing() -> None:
    found = compute("D42", {"experiment": "nms", "scene": "chain"}).results
    assert found["kept"] == "A, C"


@given(hits=st.lists(st.sampled_from([0.0, 1.0]), min_size=1, max_size=10).filter(any))
@settings(max_examples=80, deadline=None)
def test_d42_average_precision_counts_hits_above_each_hit(hits: list[float]) -> None:
    ranks = [place for place, hit in enumerate(hits) if hit]
    wanted = Fraction(0)
    for rank in ranks:
        wanted += Fraction(sum(1 for other in ranks if other <= rank), rank + 1)
    found = numbers("D42", experiment="ap", relevance=tuple(hits))
    assert found["ap"] == pytest.approx(float(wanted / len(ranks)))


def test_d42_interpolated_precision_is_the_best_further_down() -> None:
    hits = np.array([0.0, 1, 1, 0, 1, 1, 0, 1])
    precision, recall = _detection.precisions(hits)
    steps = [1 / 5 * max(precision[i:]) for i, hit in enumerate(hits) if hit]
    assert _detection.interpolated(precision, recall)[0] == pytest.approx(sum(steps))


@pytest.mark.parametrize(
    "knobs",
    [
        {"a": (4, 0, 0, 4)},
        {"experiment": "ap", "relevance": (0, 0.5)},
        {"experiment": "ap", "relevance": (0, 0)},
        {"experiment": "ssd", "maps": (4, 2), "per_cell": (4,)},
        {"experiment": "ssd", "maps": (2.5,), "per_cell": (4,)},
        {"experiment": "dice", "tp": 0, "fp": 0, "fn": 0},
        {"experiment": "centre", "sides": (0, 0, 1, 1)},
    ],
)
def test_d42_what_cannot_be_is_refused(knobs: dict[str, object]) -> None:
    with pytest.raises(UsageError) as caught:
        compute("D42", knobs)
    assert caught.value.mend


# ── D43 ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", norms.KINDS)
def test_d43_statistics_are_counted_by_moving_one_value(kind: norms.Kind) -> None:
    """Two places share a mean exactly if moving one changes what is subtracted at the other."""
    x = np.random.default_rng(0).normal(size=(3, 4, 2, 2))
    base = norms.normalise(kind, x, 2)
    groups = set()
    for place in np.ndindex(x.shape):
        moved = x.copy()
        moved[place] += 1.0
        touched = np.abs(norms.normalise(kind, moved, 2) - base) > 1e-9
        groups.add(touched.tobytes())
        assert touched[place]
    found = numbers("D43", kind=kind, n=3, c=4, h=2, w=2, g=2)
    assert found["statistics"] == len(groups)
    assert found["values_each"] * len(groups) == x.size


def test_d43_layer_norm_element_by_element() -> None:
    x = (2.0, 4.0, 9.0)
    mean = sum(x) / 3
    spread = sum((v - mean) ** 2 for v in x) / 3
    wanted = [(v - mean) / math.sqrt(spread + 0.01) * 2 + 1 for v in x]
    made = several("D43", "output", experiment="vector", x=x, gain=2.0, shift=1.0, eps=0.01)
    assert made == pytest.approx(wanted)


def test_d43_groups_must_divide_the_channels() -> None:
    with pytest.raises(UsageError) as caught:
        compute("D43", {"c": 6, "g": 4})
    assert "1, 2, 3, 6" in caught.value.mend


# ── D45 ──────────────────────────────────────────────────────────────────────────────────────────


def test_d45_the_numbers_that_questions_ask_for() -> None:
    assert numbers("D45", experiment="point")["d_star"] == pytest.approx(0.75)
    same = numbers("D45", shift=0.0)
    assert same["value"] == pytest.approx(-math.log(4), abs=1e-9)
    assert same["d_star"] == pytest.approx(0.5)


def test_d45_d_star_is_where_sympys_derivative_is_0() -> None:
    p, q, d = sympy.symbols("p q d", positive=True)
    slope = (p * sympy.log(d) + q * sympy.log(1 - d)).diff(d)
    (root,) = SYMPY.solveset(SYMPY.numer(SYMPY.together(slope)), d)
    for at in ((0.6, 0.2), (0.1, 1.5)):
        wanted = float(root.subs({p: at[0], q: at[1]}))
        found = numbers("D45", experiment="point", p_data=at[0], p_g=at[1])["d_star"]
        assert found == pytest.approx(wanted)


def test_d45_the_value_is_the_mean_over_drawn_samples() -> None:
    rng = np.random.default_rng(8)
    real, made = rng.normal(size=400_000), rng.normal(2.0, 1.0, size=400_000)

    def judge(x: np.ndarray) -> np.ndarray:
        return 1 / (1 + np.exp(-(2.0 - 2.0 * x)))  # ratio of N(0,1) to N(2,1) is exp(2 - 2x)

    value = np.log(judge(real)).mean() + np.log(1 - judge(made)).mean()
    assert numbers("D45", shift=2.0)["value"] == pytest.approx(value, abs=0.01)


def test_d45_earth_is_moved_in_order() -> None:
    rng = np.random.default_rng(8)
    real = np.sort(rng.normal(size=200_000))
    made = np.sort(rng.normal(1.0, 2.0, size=200_000))
    found = numbers("D45", shift=1.0, spread=2.0)["wasserstein"]
    assert found == pytest.approx(np.abs(real - made).mean(), abs=0.02)


def test_d45_far_apart_js_stands_still_and_wasserstein_does_not() -> None:
    near, far = numbers("D45", shift=4.0), numbers("D45", shift=6.0)
    assert 1 < far["js"] / near["js"] < 1.1
    assert far["js"] < math.log(2)
    assert far["wasserstein"] / near["wasserstein"] == pytest.approx(1.5, abs=1e-3)


def test_d45_a_tail_that_underflows_is_no_infinity() -> None:
    real, made = (gan_line.normal(np.linspace(-24, 24, 4801), m, 0.3) for m in (-6.0, 6.0))
    assert np.isfinite(gan_line.value(real, made, gan_line.best(real, made)))


# ── D46 ──────────────────────────────────────────────────────────────────────────────────────────


def test_d46_the_numbers_that_questions_ask_for() -> None:
    assert numbers("D46")["alpha_bar"] == pytest.approx(0.729)


def test_d46_gaussian_noise_step_by_step_gives_mean_and_variance() -> None:
    betas, rng = (0.1, 0.2, 0.3), np.random.default_rng(9)
    x = np.full(400_000, 2.0)
    for beta in betas:
        x = math.sqrt(1 - beta) * x + math.sqrt(beta) * rng.normal(size=x.size)
    found = numbers("D46", schedule="list", betas=betas, t=3, x0=2.0)
    assert found["mean"] == pytest.approx(x.mean(), rel=0.01)
    assert found["variance"] == pytest.approx(x.var(), rel=0.01)
    assert found["walked_variance"] == pytest.approx(found["variance"], rel=1e-9)


def test_d46_the_noises_of_the_claim_are_what_they_are_said_to_be() -> None:
    noises = diffusion._noises(7)
    assert np.abs(noises.mean(axis=1)).max() < 1e-12
    assert np.allclose(noises @ noises.T / noises.shape[1], np.eye(len(noises)), atol=1e-12)
    assert not np.allclose(noises, diffusion._noises(8))


@pytest.mark.parametrize("schedule", ["constant", "linear", "cosine"])
def test_d46_alpha_bar_is_the_product_of_exact_fractions(schedule: str) -> None:
    outcome = compute("D46", {"schedule": schedule, "length": 12, "t": 12})
    betas = diffusion._schedule(cast(diffusion.Schedule, schedule), 0.1, (), 12)
    product = Fraction(1)
    for beta in betas:
        product *= 1 - Fraction(float(beta))
    assert outcome.results["alpha_bar"] == pytest.approx(float(product), rel=1e-12)


def test_d46_a_step_beyond_the_end_is_refused() -> None:
    with pytest.raises(UsageError) as caught:
        compute("D46", {"schedule": "list", "betas": (0.1, 0.1), "t": 3})
    assert "2" in caught.value.mend
