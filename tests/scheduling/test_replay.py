"""The fold in arrays says what the fold of each item says."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from math import isclose
from typing import Any, get_args

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.records import Event, EventKind
from quizapp.scheduling.fold import LogFold
from quizapp.scheduling.fsrs import STATES
from quizapp.scheduling.replay import Replayed
from quizapp.scheduling.settings import SchedulerSettings
from quizapp.scheduling.turns import KINDS, OUTCOMES

MIN = 60_000
DAY = 86_400_000
NOON = 1_766_631_600_000

CHOICES = [
    SchedulerSettings(),
    SchedulerSettings(learning_steps_ms=(), relearning_steps_ms=()),
    SchedulerSettings(learning_steps_ms=(MIN, 10 * MIN, DAY), relearning_steps_ms=(MIN, 2 * DAY)),
    SchedulerSettings(
        learning_steps_ms=(5 * MIN,),
        desired_retention=0.83,
        rollover_hour=0,
        maximum_interval_days=30,
    ),
]


def code(words: tuple[str, ...], word: str | None) -> int:
    return words.index(word) + 1 if word in words else 0


def columns_of(logs: list[list[Event]]) -> dict[str, Any]:
    """The lines as a store hands them over: words as codes, 0 for the rest."""
    lines = [event for log in logs for event in log]

    def column(value: Any) -> Any:
        return np.array([value(event) for event in lines], np.int64)

    return {
        "counts": np.array([len(log) for log in logs], np.int64),
        "at_ms": column(lambda event: event.at_ms),
        "turn_ms": column(lambda event: event.turn_ms),
        "kind": column(lambda event: code(KINDS, event.kind)),
        "rating": column(lambda event: event.rating or 0),
        "outcome": column(lambda event: code(OUTCOMES, event.outcome)),
        "offset_min": column(lambda event: event.offset_min),
        "duration_ms": column(lambda event: event.duration_ms or 0),
    }


def check(logs: list[list[Event]], meaning: LogFold) -> Replayed:
    """Both folds agree on every item that was not left over, and on the sum of their days."""
    done: Replayed = meaning.replay(**columns_of(logs))
    days: dict[int, Counter[int]] = {}
    for index, log in enumerate(logs):
        if done.left_over[index]:
            continue
        memory, sums, last_right, last_duration_ms = meaning.digest(log)
        assert isclose(done.stability[index], memory.stability, rel_tol=1e-9)
        assert isclose(done.difficulty[index], memory.difficulty, rel_tol=1e-9)
        assert done.due_ms[index] == memory.due_ms
        assert done.last_ms[index] == memory.last_ms
        assert STATES[done.state[index]] == memory.state
        assert done.step[index] == memory.step
        assert done.reps[index] == memory.reps
        assert done.lapses[index] == memory.lapses
        assert bool(done.suspended[index]) == memory.suspended
        assert bool(done.flagged[index]) == memory.flagged
        assert done.buried_until_ms[index] == memory.buried_until_ms
        assert done.newest_ms[index] == log[-1].at_ms
        assert done.last_right[index] == (-1 if last_right is None else last_right)
        assert done.last_duration_ms[index] == (
            -1 if last_duration_ms is None else last_duration_ms
        )
        for day, numbers in sums.items():
            days.setdefault(day, Counter()).update(dict(enumerate(numbers)))
    wanted = {day: total for day, total in days.items() if any(total.values())}
    assert done.days.keys() == wanted.keys()
    for day, total in wanted.items():
        assert done.days[day][:7] == tuple(total[place] for place in range(7))
        # The last place of a chance may fall to either side when it is rounded to millionths.
        assert abs(done.days[day][7] - total[7]) <= total[5]
    return done


@st.composite
def usual_logs(draw: st.DrawFn) -> list[Event]:
    """A log as study leaves it: retries, overrides, proofs, marks, now and then an undo."""
    log: list[Event] = []
    at_ms = NOON
    for _ in range(draw(st.integers(1, 9))):
        at_ms += draw(st.one_of(st.integers(MIN, 3 * 60 * MIN), st.integers(1, 90 * DAY)))
        turn_ms = at_ms
        offset = draw(st.sampled_from([540, 540, 540, 0, -600, 330]))
        for _ in range(draw(st.sampled_from([1, 1, 1, 2, 3]))):
            kind: Any = (
                "answer" if turn_ms == at_ms else draw(st.sampled_from(["answer", "rate", "proof"]))
            )
            outcome = draw(
                st.sampled_from(["right", "right", "wrong", "undecided", "unreadable", None])
            )
            rating = draw(st.sampled_from([None, 1, 2, 3, 3, 3, 4]))
            log.append(
                Event("p/q", at_ms, kind, turn_ms, offset, rating, outcome=outcome,
                      duration_ms=draw(st.sampled_from([None, 5, 60_000, 9_000_000])), device="d")
            )  # fmt: skip
            at_ms += draw(st.integers(1, 20 * MIN))
        if draw(st.integers(0, 5)) == 0:
            mark: Any = draw(st.sampled_from(get_args(EventKind)))
            log.append(Event("p/q", at_ms, mark, draw(st.sampled_from([at_ms, turn_ms])), offset))
    return log


@settings(deadline=None, max_examples=70)
@given(logs=st.lists(usual_logs(), max_size=12), rules=st.sampled_from(CHOICES))
def test_random_logs(logs: list[list[Event]], rules: SchedulerSettings) -> None:
    done = check(logs, LogFold(rules))
    for index, log in enumerate(logs):
        looks_back = {"undo", "reset"} & {event.kind for event in log}
        turns = [event.turn_ms for event in log if event.rating]
        in_order = all(one <= two for one, two in pairwise(turns))
        said = [event for event in log if event.kind == "answer" and event.outcome != "unreadable"]
        # How a card went that was only practised stands in words beside the columns.
        in_words = bool(said) and not (said[-1].outcome or said[-1].rating)
        if not looks_back and in_order and not in_words:
            assert not done.left_over[index], "the usual item is folded here"


def test_many_items_of_all_lengths() -> None:
    rng = np.random.default_rng(4)
    logs = []
    for _ in range(5000):
        at_ms = NOON + int(rng.integers(DAY))
        log = []
        for _ in range(int(rng.integers(1, 14))):
            rating = int(rng.choice([1, 2, 3, 3, 3, 3, 4]))
            log.append(Event("p/q", at_ms, "answer", at_ms, 540, rating, outcome="right"))
            at_ms += int(rng.integers(MIN, 40 * DAY)) if rng.random() < 0.8 else MIN
        logs.append(log)
    done = check(logs, LogFold())
    assert not done.left_over.any()
    assert len(set(done.reps.tolist())) == 13


def test_nothing_to_fold() -> None:
    done = check([], LogFold())
    assert len(done.stability) == 0
    assert done.days == {}


def test_a_card_is_folded_here_unless_it_says_in_words_how_it_went() -> None:
    def card(at_ms: int, rating: int | None) -> Event:
        extra = "" if rating else '{"practice": "cram", "rating": 1}'
        return Event("p/q", at_ms, "answer", at_ms, 540, rating, duration_ms=5_000, extra=extra)

    logs = [
        [Event("p/q", NOON, "answer", NOON, 540, 3, outcome="right", duration_ms=20_000),
         card(NOON + DAY, 1)],
        [card(NOON, None), card(NOON + DAY, 3)],
        [card(NOON, 3), card(NOON + DAY, None)],
    ]  # fmt: skip
    done = check(logs, LogFold())
    assert done.left_over.tolist() == [False, False, True]
    assert done.last_right[:2].tolist() == [0, 1]
    assert done.last_duration_ms[:2].tolist() == [20_000, -1]
