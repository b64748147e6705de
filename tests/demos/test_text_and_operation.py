"""D44 and D47 to D49 against brute force, SymPy and finite differences; the guesses of D39 on."""

from __future__ import annotations

import itertools
import math
import re
import struct
from collections import Counter
from fractions import Fraction
from typing import cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.demos import compute, load
from quizapp.demos.lab import _codes, _explaining, _margins, _sampling, _thinning, _tokens, _workers
from quizapp.errors import UsageError

HERE = [f"D{number}" for number in range(39, 50)]


def numbers(demo: str, **knobs: object) -> dict[str, float]:
    """The results that are numbers."""
    found = compute(demo, knobs).results
    return {name: value for name, value in found.items() if isinstance(value, int | float)}


# ── guesses ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("demo", HERE)
def test_every_guess_is_decided_by_a_run(demo: str) -> None:
    one = load(demo)
    assert len(one.trials) >= 2
    for trial in one.trials:
        outcome = one.run(trial.knobs)
        assert trial.happened(outcome) in range(len(trial.guesses))
        assert 2 <= len(trial.guesses) <= 4
        for text in (trial.ask, trial.because, *trial.guesses):
            assert text.ja
            assert text.en


EXPECTED = {
    "D39": (1, 0), "D40": (1, 0), "D41": (1, 0), "D42": (1, 0), "D43": (1, 0), "D44": (1, 1),
    "D45": (1, 1), "D46": (1, 1), "D47": (1, 1), "D48": (0, 1), "D49": (1, 1),
}  # fmt: skip
"""Which guess is right, worked out on paper."""


@pytest.mark.parametrize("demo", HERE)
def test_the_guess_that_paper_says_is_the_one_that_happens(demo: str) -> None:
    one = load(demo)
    assert tuple(t.happened(one.run(t.knobs)) for t in one.trials) == EXPECTED[demo]


def test_a_guess_is_read_off_the_run_and_not_written_down() -> None:
    ensemble = load("D47").trials[0]
    independent = compute("D47", {**ensemble.knobs, "correlation": 0.0})
    assert ensemble.happened(independent) == 0


# ── D44 ──────────────────────────────────────────────────────────────────────────────────────────


def test_d44_the_numbers_that_questions_ask_for() -> None:
    assert numbers("D44")["brevity"] == pytest.approx(math.exp(-0.2))
    assert numbers("D44", experiment="perplexity")["perplexity"] == pytest.approx(4)
    older = numbers("D44", experiment="perplexity", probabilities=(0.5, 0.25, 0.125, 0.125))
    assert older["perplexity"] == pytest.approx(2**2.25)
    masks = numbers("D44", experiment="mask")
    assert (masks["chosen"], masks["masked"]) == pytest.approx((30, 24))
    merges = compute("D44", {"experiment": "bpe"}).results
    assert (merges["pair_1"], merges["count_1"]) == ("a,b", 8)
    assert (merges["pair_2"], merges["count_2"]) == ("ab,ab", 3)
    warm = numbers("D44", experiment="temperature")
    assert warm["first"] == pytest.approx(1 / (1 + math.exp(-1)))


words = st.lists(st.sampled_from("abc"), min_size=1, max_size=7)


@given(candidate=words, reference=words, n=st.integers(1, 3))
@settings(max_examples=80, deadline=None)
def test_d44_clipped_counts_are_the_largest_matching(
    candidate: list[str], reference: list[str], n: int
) -> None:
    """The clipped count is how many grams of the two can be paired, each used once."""
    mine = Counter(" ".join(candidate[i : i + n]) for i in range(len(candidate) - n + 1))
    theirs = Counter(" ".join(reference[i : i + n]) for i in range(len(reference) - n + 1))
    found, total = _tokens.clipped(candidate, reference, n)
    assert found == (mine & theirs).total()
    assert total == max(len(candidate) - n + 1, 0)


def test_d44_brevity_is_1_for_a_longer_candidate() -> None:
    assert numbers("D44", candidate="long")["brevity"] == 1
    assert numbers("D44", candidate="same")["bleu"] == pytest.approx(1)
    assert numbers("D44", candidate="shuffled", order=1)["bleu"] == pytest.approx(1)
    assert numbers("D44", candidate="shuffled", order=2)["bleu"] == 0


def test_d44_bpe_on_plain_strings() -> None:
    """Merges again, on strings with spaces between symbols and a pattern."""
    text = {"p a p a y a": 4, "p a p r i k a": 2}
    made = []
    for _ in range(3):
        pairs: Counter[tuple[str, str]] = Counter()
        for word, count in text.items():
            for pair in itertools.pairwise(word.split()):
                pairs[pair] += count
        (a, b), count = pairs.most_common(1)[0]
        made.append((f"{a},{b}", count))
        text = {re.sub(rf"(?<!\S){a} {b}(?!\S)", a + b, w): n for w, n in text.items()}
    found = compute("D44", {"experiment": "bpe", "corpus": "papaya", "merges": 3}).results
    assert [(found[f"pair_{i}"], found[f"count_{i}"]) for i in (1, 2, 3)] == made


def test_d44_overlapping_pairs_join_from_the_left() -> None:
    assert _tokens.merge(("a", "a", "a"), ("a", "a")) == ("aa", "a")
    assert _tokens.merge(("a", "a", "a", "a"), ("a", "a")) == ("aa", "aa")


def test_d44_huge_logits_do_not_overflow() -> None:
    found = compute(
        "D44", {"experiment": "temperature", "logits": (1000, 999, 0), "temperature": 1.0}
    )
    assert found.results["first"] == pytest.approx(1 / (1 + math.exp(-1)))
    assert all(claim.held for claim in found.claims)


def test_d44_retrieval_ranks_by_angle_and_not_by_length() -> None:
    found = compute("D44", {"experiment": "retrieval"}).results
    assert found["passages"] == "A, B"  # 25° and 50° from a question at 30°
    assert found["by_dot"] == "B, D"  # the longest vectors win a bare dot product


# ── D47 ──────────────────────────────────────────────────────────────────────────────────────────


def test_d47_the_numbers_that_questions_ask_for() -> None:
    assert numbers("D47")["loss"] == pytest.approx(0.3)
    pair = numbers("D47", experiment="contrastive")
    assert (pair["dissimilar"], pair["similar"]) == pytest.approx((0.18, 0.08))
    assert numbers("D47", experiment="grad-cam")["heat"] == 0
    older = numbers("D47", experiment="grad-cam", maps=(4, 2))
    assert older["heat"] == pytest.approx(1.5)
    assert numbers("D47", experiment="shapley")["a"] == 4
    assert numbers("D47", experiment="ensemble")["variance"] == 0.25
    correlated = numbers("D47", experiment="ensemble", correlation=0.2)
    assert correlated["variance"] == pytest.approx(0.4)
    assert numbers("D47", experiment="grid")["trainings"] == 120


@pytest.mark.parametrize("similar", [True, False])
@pytest.mark.parametrize("d", [0.1, 0.4, 0.9, 1.4])
def test_d47_contrastive_slope_is_the_measured_one(d: float, similar: bool) -> None:
    h = 1e-6
    measured = (
        _margins.pulled(d + h, 1.0, similar=similar) - _margins.pulled(d - h, 1.0, similar=similar)
    ) / (2 * h)
    kind = "similar" if similar else "dissimilar"
    found = numbers("D47", experiment="contrastive", distance=d, pair=kind)
    assert found["slope"] == pytest.approx(measured, abs=1e-6)


@pytest.mark.parametrize("far", [0.2, 1.2, 1.7, 2.5])
def test_d47_triplet_slope_is_the_measured_one(far: float) -> None:
    h = 1e-6
    measured = (_margins.hinge(1.0, far + h, 0.5) - _margins.hinge(1.0, far - h, 0.5)) / (2 * h)
    assert numbers("D47", far=far)["slope"] == pytest.approx(measured, abs=1e-6)


@given(game=st.tuples(*[st.integers(-20, 20)] * 4))
@settings(max_examples=60, deadline=None)
def test_d47_shapley_is_the_only_fair_share_of_two(game: tuple[int, ...]) -> None:
    nothing, a, b, both = game
    found = numbers("D47", experiment="shapley", game=tuple(float(v) for v in game))
    # Efficiency and equal claims to what is left beyond each one's own worth decide it.
    surplus = Fraction(both - a - b + nothing, 2)
    assert found["a"] == pytest.approx(float(a - nothing + surplus))
    assert found["b"] == pytest.approx(float(b - nothing + surplus))


def test_d47_the_mean_of_drawn_correlated_models_varies_so_much() -> None:
    rng = np.random.default_rng(1)
    shared, own = rng.normal(size=(200_000, 1)), rng.normal(size=(200_000, 4))
    models = math.sqrt(0.2) * shared + math.sqrt(0.8) * own
    found = numbers("D47", experiment="ensemble", correlation=0.2)["variance"]
    assert found == pytest.approx(models.mean(axis=1).var(), rel=0.02)


def test_d47_heat_is_a_weighted_sum_cut_at_0() -> None:
    maps = np.array([[[1.0, -2.0]], [[4.0, 0.5]]])
    assert _explaining.heat(np.array([0.5, -0.25]), maps).tolist() == [[0.0, 0.0]]
    assert _explaining.heat(np.array([1.0, 1.0]), maps).tolist() == [[5.0, 0.0]]


@pytest.mark.parametrize("limit", [0.5, 0.65, 0.8, 0.95, 1.0])
def test_d47_pseudo_labels_hold_their_claims_at_every_limit(limit: float) -> None:
    outcome = compute("D47", {"experiment": "pseudo", "confidence": limit})
    assert all(claim.held for claim in outcome.claims)


# ── D48 ──────────────────────────────────────────────────────────────────────────────────────────


def test_d48_the_numbers_that_questions_ask_for() -> None:
    assert numbers("D48")["code"] == 89
    assert numbers("D48", value=0.3)["code"] == 38
    size = numbers("D48", experiment="size")
    assert (size["fp32_mb"], size["int8_mb"]) == (240, 60)
    thin = numbers("D48", experiment="prune")
    assert thin["left"] == 100_000
    assert thin["size_ratio"] == pytest.approx(0.15)
    brain = numbers("D48", experiment="format")
    assert (brain["exponent_bits"], brain["mantissa_bits"]) == (8, 7)


@given(
    bits=st.integers(2, 8),
    low=st.floats(-10, 0),
    high=st.floats(0.1, 10),
    share=st.floats(0, 1),
    scheme=st.sampled_from(["symmetric", "asymmetric"]),
)
@settings(max_examples=150, deadline=None)
def test_d48_no_value_in_the_range_is_off_by_more_than_half_a_step(
    bits: int, low: float, high: float, share: float, scheme: str
) -> None:
    scale, zero, first, last = _codes.grid(scheme, bits, low, high)
    x = low + share * (high - low)
    values = [(code - zero) * scale for code in range(first, last + 1)]
    found = _codes.encode(np.array([x]), scale, zero, first, last)[0]
    off = abs((found - zero) * scale - x)
    assert off == pytest.approx(min(abs(v - x) for v in values), abs=1e-9)
    assert off <= scale / 2 * (1 + 1e-9)


def test_d48_bfloat16_is_the_nearest_upper_half_of_a_float32() -> None:
    rng = np.random.default_rng(0)
    x = np.exp(rng.uniform(-15, 12, size=300)).astype(np.float32)
    made = _codes.from_bfloat16(_codes.to_bfloat16(x))
    for value, got in zip(x, made, strict=True):
        (raw,) = struct.unpack(">I", struct.pack(">f", value))
        around = [struct.unpack(">f", struct.pack(">I", (raw >> 16) + k << 16))[0] for k in (0, 1)]
        assert abs(float(got) - float(value)) == min(abs(v - float(value)) for v in around)


def test_d48_a_tie_goes_to_the_even_mantissa() -> None:
    half = np.array([1 + 2**-8, 1 + 3 * 2**-8], dtype=np.float32)
    assert _codes.from_bfloat16(_codes.to_bfloat16(half)).tolist() == [1.0, 1 + 2**-6]


def test_d48_float16_overflow_is_shown() -> None:
    outcome = compute("D48", {"experiment": "format", "form": "float16", "number": 70000})
    assert outcome.results["value"] == "overflow"
    assert any("overflow" in str(reading.value) for reading in outcome.readings)
    brain = compute("D48", {"experiment": "format", "number": 70000}).results["value"]
    assert brain == pytest.approx(70000, rel=2**-8)


def test_d48_pruning_takes_the_smallest_and_leaves_its_argument_alone() -> None:
    weights = np.array([0.5, -0.1, 2.0, -3.0, 0.2])
    before = weights.copy()
    assert _thinning.pruned(weights, 0.4).tolist() == [0.5, 0.0, 2.0, -3.0, 0.0]
    assert np.array_equal(weights, before)


@pytest.mark.parametrize("temperature", [0.5, 1.0, 4.0])
def test_d48_distillation_gradient_is_the_measured_one(temperature: float) -> None:
    teacher, student = np.array([6.0, 3.0, 0.0]), np.array([1.0, -2.0, 0.5])

    def loss(z: np.ndarray) -> float:
        p = _sampling.soften(teacher, temperature)
        q = np.exp(z / temperature) / np.exp(z / temperature).sum()
        return float(-(temperature**2) * (p * np.log(q)).sum())

    h = 1e-6
    measured = [(loss(student + h * u) - loss(student - h * u)) / (2 * h) for u in np.eye(3)]
    found = compute(
        "D48",
        {"experiment": "distill", "student": tuple(student), "temperature": temperature},
    ).results["gradient"]
    assert found == pytest.approx(measured, abs=1e-5)


# ── D49 ──────────────────────────────────────────────────────────────────────────────────────────


def test_d49_the_numbers_that_questions_ask_for() -> None:
    assert numbers("D49")["effective_batch"] == 128
    assert numbers("D49", accumulate=2)["effective_batch"] == 256
    assert numbers("D49", experiment="ring")["sent_mb"] == 150
    order = cast(str, compute("D49", {"experiment": "image"}).results["order"])
    assert order.split(" → ")[:4] == ["FROM", "WORKDIR", "COPY", "RUN"]
    assert order.endswith("CMD")
    assert numbers("D49", experiment="warp")["lanes_a_warp"] == 32


def test_d49_the_gradient_is_the_measured_one() -> None:
    rng = np.random.default_rng(3)
    x, y, w = rng.normal(size=(20, 3)), rng.normal(size=20), rng.normal(size=3)
    h = 1e-6
    measured = [
        (_workers.loss(x, y, w + h * u) - _workers.loss(x, y, w - h * u)) / (2 * h)
        for u in np.eye(3)
    ]
    assert _workers.gradient(x, y, w) == pytest.approx(measured, abs=1e-7)


@pytest.mark.parametrize(("missing", "equal"), [(0, True), (5, False)])
def test_d49_equal_shards_average_to_the_full_gradient(missing: int, equal: bool) -> None:
    found = numbers("D49", missing=missing)
    assert (found["plain_error"] < 1e-12) == equal
    assert found["weighted_error"] < 1e-12


@pytest.mark.parametrize("workers", range(1, 9))
def test_d49_a_ring_that_really_adds(workers: int) -> None:
    """The same ring over random numbers: everybody ends with the sum, by neighbours' messages."""
    rng = np.random.default_rng(workers)
    data = rng.normal(size=(workers, workers))  # (worker, chunk)
    held, sent = data.copy(), [0] * workers
    for phase, step in itertools.product((0, 1), range(workers - 1)):
        messages = [
            ((w + 1) % workers, (w - step + phase) % workers, held[w, (w - step + phase) % workers])
            for w in range(workers)
        ]
        for worker in range(workers):
            sent[worker] += 1
        for target, chunk, value in messages:
            held[target, chunk] = value if phase else held[target, chunk] + value
    assert np.allclose(held, data.sum(axis=0))
    found = numbers("D49", experiment="ring", workers=workers, megabytes=100)
    assert found["sent_mb"] == pytest.approx(sent[0] * 100 / workers)
    assert found["steps"] == 2 * (workers - 1)
    assert np.all(_workers.around(workers)[-1][0] == 1)


def test_d49_source_changes_rebuild_the_install_only_where_everything_is_copied_first() -> None:
    def again(order: str, change: str) -> object:
        knobs = {"experiment": "image", "order": order, "change": change}
        return compute("D49", knobs).results["installs_again"]

    assert again("requirements-first", "source") == "false"
    assert again("all-first", "source") == "true"
    assert again("requirements-first", "requirements") == "true"
    assert again("all-first", "nothing") == "false"


@pytest.mark.parametrize(
    ("demo", "knobs"),
    [
        ("D39", {"sensitivity": 0, "false_positive": 0}),
        ("D39", {"experiment": "coin", "heads": 11, "tosses": 10}),
        ("D39", {"experiment": "variance", "data": (2, 2, 2)}),
        ("D40", {"experiment": "table", "tp": 0}),
        ("D41", {"experiment": "pca", "eigenvalues": (0, 0)}),
        ("D45", {"experiment": "point", "p_data": 0, "p_g": 0}),
        ("D47", {"experiment": "grad-cam", "weights": (1, 1, 1)}),
        ("D47", {"experiment": "grid", "options": (2.5, 2)}),
        ("D48", {"low": 0, "high": 0}),
        ("D49", {"batch": 4, "missing": 4}),
        ("D49", {"experiment": "warp", "threads": 8, "branch": 9}),
    ],
)
def test_what_cannot_be_is_refused_with_what_is_allowed(
    demo: str, knobs: dict[str, object]
) -> None:
    with pytest.raises(UsageError) as caught:
        compute(demo, knobs)
    assert caught.value.what
    assert caught.value.mend
