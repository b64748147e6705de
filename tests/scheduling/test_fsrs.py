"""Our formulas held against the ``fsrs`` package, which defines them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import isclose

import fsrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.scheduling.fsrs import DEFAULT_WEIGHTS, LOWER_BOUNDS, UPPER_BOUNDS, Model, Parameters
from quizapp.scheduling.settings import SchedulerSettings

MIN = 60_000
DAY = 86_400_000
START = datetime(2022, 11, 29, 12, 30, tzinfo=UTC)
STATE = {1: fsrs.State.Learning, 2: fsrs.State.Review, 3: fsrs.State.Relearning}

SCENARIOS = [
    # The package's own: learning, a long run of Good, lapses, and back.
    ("good run", [3, 3, 3, 3, 3, 3, 1, 1, 3, 3, 3, 3, 3]),
    ("memo state", [1, 3, 3, 3, 3, 3]),
    ("repeated again", [1] * 10),
    ("repeated easy", [4] * 10),
    ("all four", [3, 2, 1, 4, 3, 2, 1, 4]),
    ("hard on the first step", [2, 2, 3, 2, 3, 3]),
    ("relearning", [4, 1, 2, 1, 3, 3, 1, 4, 3]),
]

STEPS = [
    ((MIN, 10 * MIN), (10 * MIN,)),
    ((), ()),
    ((10 * MIN,), ()),
    ((MIN, 10 * MIN, 60 * MIN), (10 * MIN, 30 * MIN)),
    ((MIN,), (10 * MIN, DAY)),
]


def ours_and_theirs(
    learning: tuple[int, ...],
    relearning: tuple[int, ...],
    *,
    weights: tuple[float, ...] = DEFAULT_WEIGHTS,
    retention: float = 0.9,
    maximum: int = 36_500,
) -> tuple[Model, fsrs.Scheduler]:
    return (
        Model(Parameters(weights), retention, learning, relearning, maximum),
        fsrs.Scheduler(
            parameters=weights,
            desired_retention=retention,
            learning_steps=[timedelta(milliseconds=step) for step in learning],
            relearning_steps=[timedelta(milliseconds=step) for step in relearning],
            maximum_interval=maximum,
            enable_fuzzing=False,
        ),
    )


def check_history(model: Model, theirs: fsrs.Scheduler, history: list[tuple[int, float]]) -> None:
    """Both say the same after every review; ``history`` holds ratings and days waited before."""
    card = fsrs.Card(card_id=1)
    at = START
    ours = (0, 0, 0.0, 0.0, 0, 0)
    last: datetime | None = None
    for rating, wait_days in history:
        at += timedelta(days=wait_days)
        elapsed = 0 if last is None else (at - last).days
        ours = model.review(ours[0], ours[1], ours[2], ours[3], rating, elapsed)
        card, _ = theirs.review_card(card, fsrs.Rating(rating), at)
        last = at
        state, step, stability, difficulty, wait_ms, days = ours
        assert card.stability is not None
        assert card.difficulty is not None
        assert isclose(stability, card.stability, rel_tol=1e-9, abs_tol=1e-12)
        assert isclose(difficulty, card.difficulty, rel_tol=1e-9)
        assert STATE[state] == card.state
        assert step == (card.step or 0)
        assert timedelta(milliseconds=wait_ms, days=days) == card.due - at
        assert (wait_ms == 0) != (days == 0)
        ahead = timedelta(days=10)
        assert isclose(
            model.retrievability(10, stability),
            theirs.get_card_retrievability(card, at + ahead),
            rel_tol=1e-9,
        )


@pytest.mark.parametrize(("learning", "relearning"), STEPS)
@pytest.mark.parametrize(("name", "ratings"), SCENARIOS)
def test_scenario_when_due(
    name: str, ratings: list[int], learning: tuple[int, ...], relearning: tuple[int, ...]
) -> None:
    """Each review at the moment it falls due."""
    model, theirs = ours_and_theirs(learning, relearning)
    card, at = fsrs.Card(card_id=1), START
    waits = []
    for rating in ratings:
        waits.append((card.due - at) / timedelta(days=1) if card.last_review else 0.0)
        at = card.due if card.last_review else at
        card, _ = theirs.review_card(card, fsrs.Rating(rating), at)
    check_history(model, theirs, list(zip(ratings, waits, strict=True)))


def test_known_intervals() -> None:
    """The sequence the package's own test suite fixes for the default weights."""
    model = Model(Parameters(), 0.9, (MIN, 10 * MIN), (10 * MIN,), 36_500)
    card = (0, 0, 0.0, 0.0, 0, 0)
    given_days = []
    for rating in (3, 3, 3, 3, 3, 3, 1, 1, 3, 3, 3, 3, 3):
        elapsed = card[5]
        card = model.review(card[0], card[1], card[2], card[3], rating, elapsed)
        given_days.append(card[5])
    assert given_days == [0, 2, 11, 46, 163, 498, 0, 0, 2, 4, 7, 12, 21]


weights = st.tuples(
    *(
        st.one_of(
            st.just(usual),
            st.floats(low, high, allow_nan=False, allow_infinity=False, allow_subnormal=False),
        )
        for low, high, usual in zip(LOWER_BOUNDS, UPPER_BOUNDS, DEFAULT_WEIGHTS, strict=True)
    )
)
histories = st.lists(
    st.tuples(
        st.integers(1, 4),
        st.one_of(st.floats(0, 2, allow_subnormal=False), st.integers(0, 2000).map(float)),
    ),
    min_size=1,
    max_size=25,
)


@given(history=histories, steps=st.sampled_from(STEPS), retention=st.floats(0.7, 0.99))
def test_random_history(
    history: list[tuple[int, float]],
    steps: tuple[tuple[int, ...], tuple[int, ...]],
    retention: float,
) -> None:
    model, theirs = ours_and_theirs(*steps, retention=retention)
    check_history(model, theirs, history)


@given(history=histories, weights=weights, maximum=st.integers(1, 400))
def test_random_weights(
    history: list[tuple[int, float]], weights: tuple[float, ...], maximum: int
) -> None:
    model, theirs = ours_and_theirs(*STEPS[0], weights=weights, maximum=maximum)
    check_history(model, theirs, history)


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        (DEFAULT_WEIGHTS[:-1], "21 weights, not 20"),
        ((*DEFAULT_WEIGHTS[:-1], 0.9), "weight 20 is 0.9"),
        ((0.0, *DEFAULT_WEIGHTS[1:]), "weight 0 is 0.0"),
    ],
)
def test_impossible_weights_are_named(weights: tuple[float, ...], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Parameters(weights)


@pytest.mark.parametrize(
    "change",
    [
        {"desired_retention": 1.0},
        {"rollover_hour": 24},
        {"maximum_interval_days": 0},
        {"learning_steps_ms": (0,)},
    ],
)
def test_impossible_settings_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        SchedulerSettings(**change)  # type: ignore[arg-type]


def test_key_tells_settings_apart() -> None:
    usual = SchedulerSettings()
    assert usual.key == SchedulerSettings().key
    others = [
        SchedulerSettings(desired_retention=0.91),
        SchedulerSettings(rollover_hour=3),
        SchedulerSettings(learning_steps_ms=(MIN,)),
        SchedulerSettings(relearning_steps_ms=(MIN,)),
        SchedulerSettings(maximum_interval_days=90),
        SchedulerSettings(Parameters((0.3, *DEFAULT_WEIGHTS[1:]))),
    ]
    assert len({one.key for one in (usual, *others)}) == 7
