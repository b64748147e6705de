"""What an answer earns, which cards come in which order, and which are leeches."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.clock import Moment
from quizapp.records import Memory, Rating
from quizapp.scheduling.leech import became_leech, is_leech
from quizapp.scheduling.queue import Fresh, Waiting, note_of, order, retrievabilities
from quizapp.scheduling.rating import best_rating, propose, typical_ms
from quizapp.scheduling.settings import SchedulerSettings

A, H, G, E = Rating
DAY = 86_400_000
AT = Moment(1_766_631_600_000, 540)


@pytest.mark.parametrize(
    ("given", "proposed", "best"),
    [
        ({"outcome": "right"}, G, E),
        ({"outcome": "right", "duration_ms": 20_000, "typical_ms": 60_000}, E, E),
        ({"outcome": "right", "duration_ms": 30_001, "typical_ms": 60_000}, G, E),
        ({"outcome": "right", "duration_ms": 0, "typical_ms": 60_000}, G, E),  # a clock that stood
        ({"outcome": "right", "hints": 1}, H, H),
        ({"outcome": "right", "hints": 1, "duration_ms": 1, "typical_ms": 60_000}, H, H),
        ({"outcome": "right", "tries": 1}, H, H),
        ({"outcome": "right", "score": 0.7}, H, E),  # right value, not the form asked for
        ({"outcome": "wrong"}, A, E),
        ({"outcome": "wrong", "tries": 2, "hints": 3}, A, H),
        ({"outcome": "right", "shown": True}, A, A),
        ({"outcome": "undecided"}, None, E),
        ({"outcome": "undecided", "hints": 1}, None, H),
        ({"outcome": "undecided", "shown": True}, A, A),
        ({"outcome": "unreadable"}, None, E),
    ],
)
def test_proposed_rating(given: dict[str, object], proposed: Rating | None, best: Rating) -> None:
    assert propose(**given) is proposed  # type: ignore[call-overload]
    aids = {name: given[name] for name in ("hints", "tries", "shown") if name in given}
    assert best_rating(**aids) is best  # type: ignore[arg-type]


def test_typical_time_becomes_the_learners_own() -> None:
    assert typical_ms("recall") == 12_000
    assert typical_ms("expression", difficulty=3) > typical_ms("expression", difficulty=1)
    assert typical_ms("number", [1, 2, 3]) == 60_000
    assert typical_ms("number", [9000, 1000, 3000, 5000, 7000]) == 5000
    assert typical_ms("number", [9000, 1000, 3000, 5000, 7000, 600_000]) == 6000
    assert typical_ms("of another version") > 0


def card(
    item: str, topic: str = "t", *, days: int = 10, stability: float = 10.0, **fields: object
) -> Waiting:
    given: dict[str, object] = {"state": "review", "due_ms": AT.at_ms - DAY, **fields}
    memory = Memory(stability=stability, difficulty=5, last_ms=AT.at_ms - days * DAY, **given)  # type: ignore[arg-type]
    return Waiting(item, topic, memory)


def fresh(count: int, topic: str = "t", prefix: str = "n") -> list[Fresh]:
    return [Fresh(f"p/{prefix}{index:03d}", topic) for index in range(count)]


def test_least_remembered_first() -> None:
    cards = [card("p/a", days=10, stability=10), card("p/b", days=10, stability=2), card("p/c")]
    queue = order([*cards, card("p/d", days=90, stability=30)], [], AT, new_per_day=0)
    assert queue == ["p/b", "p/d", "p/a", "p/c"]


def test_who_waits() -> None:
    late = AT.at_ms + 1
    cards = [
        card("p/due"),
        card("p/tomorrow", due_ms=late),
        card("p/suspended", suspended=True),
        card("p/buried", buried_until_ms=late),
        card("p/buried yesterday", buried_until_ms=AT.at_ms),
        card("p/never met", state="new"),
    ]
    assert set(order(cards, [], AT, new_per_day=9)) == {"p/due", "p/buried yesterday"}


def test_steps_come_first() -> None:
    cards = [
        card("p/r", days=300),
        card("p/late", state="learning", due_ms=AT.at_ms - 5),
        card("p/later", state="relearning", due_ms=AT.at_ms - 3),
    ]
    assert order(cards, fresh(1), AT, new_per_day=5) == ["p/late", "p/later", "p/r", "p/n000"]


@pytest.mark.parametrize(
    ("allowed", "introduced", "expected"), [(5, 0, 5), (5, 3, 2), (5, 9, 0), (0, 0, 0), (99, 0, 20)]
)
def test_new_ones_a_day(allowed: int, introduced: int, expected: int) -> None:
    queue = order([], fresh(20), AT, new_per_day=allowed, introduced_today=introduced)
    assert queue == [one.item for one in fresh(20)[:expected]], "in authored order"


def test_new_ones_are_spread_among_reviews() -> None:
    cards = [card(f"p/r{index:02d}", f"t{index % 2}") for index in range(20)]
    queue = order(cards, fresh(4, "t3"), AT, new_per_day=4)
    places = [index for index, item in enumerate(queue) if "/n" in item]
    assert len(queue) == 24
    assert all(5 <= two - one <= 7 for one, two in pairwise(places)), places
    assert places[0] >= 4


def test_a_short_session_keeps_the_share_of_new_ones() -> None:
    cards = [card(f"p/r{index:02d}") for index in range(90)]
    queue = order(cards, fresh(10), AT, new_per_day=10, limit=20)
    assert len(queue) == 20
    assert sum("/n" in item for item in queue) == 2
    assert len(order(cards, fresh(1), AT, new_per_day=1, limit=1)) == 1
    assert order(cards, fresh(1), AT, new_per_day=1, limit=0) == []


def test_topics_are_mixed() -> None:
    cards = [card(f"p/{topic}{index}", topic) for topic in "abc" for index in range(6)]
    queue = order(cards, [], AT, new_per_day=0)
    topics = [item[2] for item in queue]
    assert all(one != two for one, two in pairwise(topics)), topics


def test_siblings_stand_apart() -> None:
    notes = [f"p/GL-{index:02d}" for index in range(15)]
    cards = [card(item, item) for note in notes for item in (note, note + "/r")]
    queue = order(cards, [], AT, new_per_day=0)
    for note in notes:
        assert abs(queue.index(note) - queue.index(note + "/r")) >= 10
    short = order(cards, [], AT, new_per_day=0, limit=15)
    assert len({note_of(item) for item in short}) == 15, "the other direction waits for its day"
    assert note_of("p/GL-01/r") == note_of("p/GL-01") == "p/GL-01"


def test_one_direction_of_a_card_is_introduced_first() -> None:
    both = [Fresh(f"p/GL-{index}{end}", "t") for index in range(6) for end in ("", "/r")]
    assert order([], both, AT, new_per_day=4) == [f"p/GL-{index}" for index in range(4)]
    # The reverse of a card that is reviewed now waits too, while there are others.
    queue = order([card("p/GL-0")], both, AT, new_per_day=2)
    assert sorted(queue) == ["p/GL-0", "p/GL-1", "p/GL-2"]
    # When nothing else is left the second directions come.
    assert len(order([], both, AT, new_per_day=50)) == 12


def test_retrievability_of_the_unmet_is_nothing() -> None:
    assert retrievabilities([Memory()], AT) == [0.0]
    (due,) = retrievabilities([card("p/a", days=10, stability=10).memory], AT)
    assert abs(due - 0.9) < 1e-12


@given(
    cards=st.lists(
        st.tuples(
            st.sampled_from("abcd"),
            st.integers(0, 40),
            st.floats(0.1, 300),
            st.sampled_from(["review", "learning", "relearning"]),
            st.booleans(),
        ),
        max_size=40,
    ),
    news=st.integers(0, 20),
    allowed=st.integers(0, 20),
    limit=st.one_of(st.none(), st.integers(0, 60)),
)
def test_every_card_once(
    cards: list[tuple[str, int, float, str, bool]], news: int, allowed: int, limit: int | None
) -> None:
    waiting = [
        card(
            f"p/{index // 2}{'/r' if index % 2 else ''}",
            topic,
            days=days,
            stability=stability,
            state=state,
            suspended=out,
        )
        for index, (topic, days, stability, state, out) in enumerate(cards)
    ]
    queue = order(waiting, fresh(news, "n"), AT, new_per_day=allowed, limit=limit)
    everyone = {one.item for one in waiting if not one.memory.suspended}
    everyone |= {one.item for one in fresh(min(news, allowed), "n")}
    assert len(queue) == len(set(queue))
    assert len(queue) == (len(everyone) if limit is None else min(limit, len(everyone)))
    assert set(queue) <= everyone


def test_leeches() -> None:
    settings = SchedulerSettings(leech_threshold=8)
    spoke = [
        lapses
        for lapses in range(1, 21)
        if became_leech(Memory(lapses=lapses - 1), Memory(lapses=lapses), settings)
    ]
    assert spoke == [8, 12, 16, 20]
    assert not became_leech(Memory(lapses=8), Memory(lapses=8), settings), "no lapse, no word"
    assert [is_leech(Memory(lapses=lapses), settings) for lapses in (7, 8, 9)] == [
        False,
        True,
        True,
    ]
    assert not is_leech(Memory(lapses=99), SchedulerSettings(leech_threshold=0))
