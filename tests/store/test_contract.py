"""What every study log promises, asked of each store alike."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizapp.clock import Moment
from quizapp.errors import UsageError
from quizapp.records import DueCounts, Event, Memory
from quizapp.scheduling.days import day_number
from quizapp.scheduling.fold import LogFold
from quizapp.scheduling.settings import SchedulerSettings
from quizapp.store import memory_log
from quizapp.store.port import DayTotals, SessionState, StudyLog

Opener = Callable[..., StudyLog]
Line = Callable[..., Event]

NOON = 1_766_631_600_000
"""2025-12-25 12:00 in Tokyo."""
MIN = 60_000
DAY = 86_400_000
FOUR = NOON - 8 * 60 * MIN
TODAY = day_number(NOON, 540, 4)


def test_a_new_log_knows_nothing(log: StudyLog) -> None:
    assert log.events("p/q") == []
    assert log.memory("p/q") is None
    assert log.memories() == {}
    assert list(log.all_events()) == []
    assert log.due(NOON) == []
    assert log.counts(NOON, NOON) == DueCounts(0, 0, 0)
    assert log.totals() == DayTotals()
    assert log.totals().retention is None
    assert log.open_session() is None
    assert log.mistakes() == []
    assert log.device == "a"


def test_append_gives_the_memory_and_keeps_the_line(log: StudyLog, answer: Line) -> None:
    event = answer("p/q", NOON, 4, note="right.points", score=1.0, seed=-7, extra='{"a":1}')
    memory = log.append([event])
    assert memory == log.fold([event]) == log.memory("p/q")
    assert log.events("p/q") == [replace(event, device="a")]
    assert log.memories(["p/q", "p/none"]) == {"p/q": memory}


def test_every_field_comes_back(log: StudyLog) -> None:
    event = Event(
        "p/カード/r", NOON, "answer", NOON - 3, -210, 2, "連鎖律 \x00 \n 𝑥", "right", "right.value",
        "points", 0.25, 1234, 2, 2**62, "ab" * 8, "s1", "elsewhere", "someone", "fsrs-6", "{}",
    )  # fmt: skip
    log.append([event])
    assert log.events("p/カード/r") == [replace(event, device="a", learner="me")]


def test_bytes_that_are_no_text_are_kept_as_far_as_they_go(log: StudyLog, answer: Line) -> None:
    log.append([answer("p/q", NOON, None, outcome="unreadable", response="x\udcff+1")])
    assert log.events("p/q")[0].response == "x\ufffd+1"


def test_a_taken_time_moves_on(log: StudyLog, answer: Line) -> None:
    log.append([answer("p/q", NOON, 1)])
    assert log.free_ms("p/q", NOON) == NOON + 1
    assert log.free_ms("p/q", NOON + 9) == NOON + 9
    assert log.free_ms("p/other", NOON) == NOON
    log.append([answer("p/q", NOON, 3), answer("p/q", NOON, 4)])
    assert [(event.at_ms, event.rating) for event in log.events("p/q")] == [
        (NOON, 1),
        (NOON + 1, 3),
        (NOON + 2, 4),
    ]


def test_a_clock_set_back_does_not_turn_a_turn_round(log: StudyLog, answer: Line) -> None:
    log.append([answer("p/q", NOON, 1)])
    log.append([answer("p/q", NOON - 5000, 4, kind="rate", turn_ms=NOON)])
    assert [event.rating for event in log.events("p/q")] == [1, 4]
    memory = log.memory("p/q")
    assert memory is not None
    assert memory.state == "review"
    log.append([answer("p/q", NOON - 9000, None, kind="undo", turn_ms=NOON)])
    assert log.memory("p/q") == Memory()


def test_several_items_in_one_go(log: StudyLog, answer: Line) -> None:
    memory = log.append([answer("p/a", NOON, 1), answer("p/b", NOON, 4), answer("p/a", NOON, 3)])
    assert memory == log.memory("p/a")
    assert len(log.events("p/a")) == 2
    assert len(log.events("p/b")) == 1


def test_the_session_is_saved_with_the_answer(log: StudyLog, answer: Line) -> None:
    state = SessionState("s1", "quiz", NOON, 540, '{"place":3}')
    log.append([answer("p/q", NOON)], session=state)
    assert log.open_session() == state
    later = replace(state, at_ms=NOON + 5, state='{"place":4}')
    log.save_session(later)
    other = SessionState("s2", "cards", NOON + 2, 540, "{}")
    log.save_session(other)
    assert log.open_session() == later
    log.end_session("s1", Moment(NOON + 9, 540))
    assert log.open_session() == other
    log.end_session("s1", Moment(NOON + 9, 540))
    log.end_session("s2", Moment(NOON + 9, 540))
    assert log.open_session() is None


def test_a_session_ends_with_its_last_answer(log: StudyLog, answer: Line) -> None:
    for name in ("s1", "s2"):
        log.save_session(SessionState(name, "quiz", NOON, 540, "{}"))
    log.append([answer("p/q", NOON)], ended="s1")
    left = log.open_session()
    assert left is not None
    assert left.id == "s2"


def fill(log: StudyLog, answer: Line) -> None:
    """Cards in every state, as seen from noon."""
    log.append([answer("p/learning", NOON - MIN, 1)])
    log.append([answer("p/step later", NOON, 3)])
    log.append([answer("p/due", NOON - 30 * DAY, 4)])
    log.append([answer("p/due long", NOON - 60 * DAY, 4)])
    log.append([answer("p/tomorrow", NOON - 7 * DAY, 4)])
    for mark in ("suspend", "bury"):
        log.append([answer(f"p/{mark}", NOON - 30 * DAY, 4)])
        log.append([answer(f"p/{mark}", NOON - MIN, None, kind=mark)])
    log.append([answer("p/unread", NOON, None, outcome="unreadable")])
    log.append([answer("p/new but out", NOON, None, kind="suspend")])


def test_due(log: StudyLog, answer: Line) -> None:
    fill(log, answer)
    items = [item for item, _ in log.due(NOON)]
    assert items == ["p/due long", "p/due", "p/learning"]
    assert log.due(NOON, limit=1) == [("p/due long", log.memory("p/due long"))]
    assert "p/step later" in dict(log.due(NOON + 10 * MIN))
    assert "p/bury" in dict(log.due(FOUR + DAY)), "a burying ends with the study day"
    assert "p/suspend" not in dict(log.due(NOON + 900 * DAY))


def test_counts(log: StudyLog, answer: Line) -> None:
    fill(log, answer)
    end = FOUR + DAY
    assert log.counts(NOON, end) == DueCounts(2, 0, 2)
    assert log.counts(NOON, NOON) == DueCounts(2, 0, 1)
    items = {item for item, _ in log.due(NOON)} | {f"p/fresh{n}" for n in range(5)} | {"p/unread"}

    def new(wanted: int, introduced: int = 0, known: set[str] = items) -> int:
        return log.counts(
            NOON, end, known=known, new_per_day=wanted, introduced_today=introduced
        ).new

    assert log.counts(NOON, end, known=items) == DueCounts(2, 0, 1)
    assert [new(3), new(9), new(9, 4), new(3, 5)] == [3, 6, 5, 0]
    assert new(9, 0, items | {"p/new but out", "p/bury", "p/suspend"}) == 6
    assert log.counts(NOON, end, known={"p/gone"}, new_per_day=9) == DueCounts(0, 1, 0)


def test_a_step_that_is_buried_is_none_of_today(log: StudyLog, answer: Line) -> None:
    end = FOUR + DAY
    log.append([answer("p/learning", NOON - MIN, 1)])
    assert log.counts(NOON, end).learning == 1
    log.append([answer("p/learning", NOON - MIN + 1, None, kind="bury")])
    assert log.counts(NOON, end).learning == 0
    assert log.counts(end, end + DAY).learning == 1, "and of tomorrow it is"


def test_mistakes_and_durations(log: StudyLog, answer: Line) -> None:
    log.append([answer("p/b", NOON, 1, duration_ms=9000)])
    log.append([answer("p/a", NOON + 5, 1)])
    log.append([answer("p/c", NOON + 6, 3)])
    assert log.mistakes() == ["p/b", "p/a"]
    log.append([answer("p/b", NOON + 9, 2, duration_ms=4000)])
    assert log.mistakes() == ["p/a"]
    log.append([answer("p/b", NOON + 20, None, kind="undo", turn_ms=NOON + 9)])
    assert log.mistakes() == ["p/a", "p/b"]
    assert log.durations_ms() == {"p/a": 20_000, "p/b": 9000, "p/c": 20_000}


def test_a_card_rated_again_is_a_mistake_until_it_goes_better(log: StudyLog, answer: Line) -> None:
    def card(at_ms: int, rating: int | None, extra: str = "") -> None:
        log.append([answer("p/b", at_ms, rating, outcome=None, duration_ms=5000, extra=extra)])

    log.append([answer("p/b", NOON, 3, duration_ms=9000)])
    card(NOON + 1, 1)
    assert log.mistakes() == ["p/b"]
    assert log.durations_ms() == {"p/b": 9000}  # the pace is that of judged answers
    card(NOON + 2, None, '{"practice": "mistakes", "rating": 3}')
    assert log.mistakes() == []
    card(NOON + 3, None, '{"practice": "cram", "rating": 1}')
    assert log.mistakes() == ["p/b"]
    assert (log.totals().attempts, log.totals().duration_ms) == (1, 24_000)
    told = log.mistakes(), log.durations_ms(), log.totals()
    log.rebuild()
    assert (log.mistakes(), log.durations_ms(), log.totals()) == told


def test_answers_that_say_how_sure(log: StudyLog, answer: Line) -> None:
    log.append([answer("p/a", NOON, 3, extra='{"sure":3}')])
    log.append([answer("p/b", NOON + 5, 1, outcome="wrong", extra='{"sure": 1}')])
    log.append([answer("p/c", NOON + 6, 3, extra='{"practice": "cram", "rating": 3}')])
    log.append([answer("p/c", NOON + 7, 3, extra='{"sure": "very"}')])
    log.append([answer("p/c", NOON + 8, None, kind="note", extra='{"sure": 2}')])
    told = [(one.item, one.outcome, one.sure) for one in log.sure_answers()]
    assert told == [("p/a", "right", 3), ("p/b", "wrong", 1), ("p/c", "right", 0)]
    log.append([answer("p/a", NOON + 20, None, kind="undo", turn_ms=NOON)])
    log.append([answer("p/a", NOON + 30, 2, extra='{"sure": 2}')])
    assert [(one.item, one.sure) for one in log.sure_answers()][-1] == ("p/a", 2)
    assert len(log.sure_answers()) == 3


DECAY = -0.1542
AFTER_A_NIGHT = round(1e6 * (1 + (0.9 ** (1 / DECAY) - 1) * 1 / 2.3065) ** DECAY)
"""What FSRS-6 gives a card rated Good once, a day later, in millionths."""


def test_day_totals_follow_undo(log: StudyLog, answer: Line) -> None:
    log.append([answer("p/a", NOON, 3)])
    log.append([answer("p/a", NOON + DAY, 1)])
    log.append([answer("p/b", NOON + DAY, 4)])
    assert log.day_totals(TODAY, TODAY + 1) == {
        TODAY: DayTotals(1, 1, 1, 1, 20_000, 0, 0, 0),
        TODAY + 1: DayTotals(2, 2, 1, 1, 40_000, 1, 0, AFTER_A_NIGHT),
    }
    assert log.totals() == DayTotals(3, 3, 2, 2, 60_000, 1, 0, AFTER_A_NIGHT)
    assert log.totals().retention == 0
    assert log.totals().predicted == AFTER_A_NIGHT / 1e6
    for item, turn in (("p/b", NOON + DAY), ("p/a", NOON + DAY)):
        log.append([answer(item, turn + 9, None, kind="undo", turn_ms=turn)])
    assert log.totals() == DayTotals(1, 1, 1, 1, 20_000, 0, 0, 0)
    assert log.totals().predicted is None
    assert set(log.day_totals(TODAY, TODAY + 1)) == {TODAY}


def test_recent(log: StudyLog, answer: Line) -> None:
    fill(log, answer)
    lines = log.recent(NOON - MIN)
    assert [event.at_ms for event in lines] == sorted(event.at_ms for event in lines)
    assert {event.item for event in lines} == {
        "p/learning", "p/step later", "p/suspend", "p/bury", "p/unread", "p/new but out",
    }  # fmt: skip
    assert len(log.recent(0)) == len(list(log.all_events()))


def test_learners_do_not_mix(opener: Opener, answer: Line) -> None:
    log = opener()
    log.append([answer("p/q", NOON)])
    foreign = replace(answer("p/q", NOON, 4), learner="someone", device="z")
    assert log.merge_events([foreign]) == 1
    assert len(log.events("p/q")) == 1
    assert log.totals().attempts == 1
    assert log.memories().keys() == {"p/q"}
    assert len(list(log.all_events())) == 2


def test_rebuild_changes_nothing(log: StudyLog, answer: Line) -> None:
    fill(log, answer)
    before = (log.memories(), log.totals(), log.mistakes(), log.day_totals(0, 10**6))
    assert log.rebuild() == len(before[0])
    assert (log.memories(), log.totals(), log.mistakes(), log.day_totals(0, 10**6)) == before
    assert [finding for finding in log.check() if not finding.harmless] == []


def test_settings_of_the_fold_hold(opener: Opener, answer: Line) -> None:
    strict = opener(fold=LogFold(SchedulerSettings(desired_retention=0.97)))
    usual = opener()
    for log in (strict, usual):
        log.append([answer("p/q", NOON, 4)])
    one, two = strict.memory("p/q"), usual.memory("p/q")
    assert one is not None
    assert two is not None
    assert one.due_ms < two.due_ms


# ── merging ──────────────────────────────────────────────────────────────────────────────────

events_of_a_device = st.lists(
    st.builds(
        lambda item, at, kind, rating, back: Event(
            f"p/{item}", NOON + at, kind, NOON + at - (at % 3 if back else 0), 540, rating, "x",
            "right", duration_ms=at % 977,
        ),
        st.sampled_from("abc"),
        st.one_of(st.integers(0, 40 * DAY), st.integers(0, 12)),
        st.sampled_from(["answer", "answer", "answer", "rate", "undo", "suspend", "reset", "bury"]),
        st.sampled_from([1, 2, 3, 4]),
        st.booleans(),
    ),
    max_size=8,
)  # fmt: skip


def everything(log: StudyLog) -> Any:
    return (
        list(log.all_events()),
        log.memories(),
        log.day_totals(0, 10**6),
        log.totals(),
        log.mistakes(),
        log.durations_ms(),
    )


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(one=events_of_a_device, two=events_of_a_device, three=events_of_a_device)
def test_merging_is_a_set_union(
    opener: Opener, one: list[Event], two: list[Event], three: list[Event]
) -> None:
    logs = [opener(device=device) for device in ("a", "b")]
    for log, events in zip(logs, (one, two), strict=True):
        for event in events:
            log.append([event])
    third = [replace(event, device="c", at_ms=event.at_ms + index) for index, event in
             enumerate(sorted(three, key=lambda event: (event.item, event.at_ms)))]  # fmt: skip
    a, b = logs
    mine, theirs = list(a.all_events()), list(b.all_events())
    assert a.merge_events(theirs) == len(theirs)
    added = a.merge_events(third)
    assert b.merge_events(third) == added, "in another order"
    assert b.merge_events([*mine, *third]) == len(mine)
    assert everything(a) == everything(b)
    assert a.merge_events([*theirs, *mine]) == 0, "twice changes nothing"
    assert everything(a) == everything(b)
    a.rebuild()
    assert everything(a) == everything(b), "and the caches are what a replay gives"


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(events=st.tuples(events_of_a_device, events_of_a_device).map(lambda two: two[0] + two[1]))
def test_what_is_kept_while_writing_is_what_a_replay_gives(
    opener: Opener, events: list[Event]
) -> None:
    """In whatever order of time lines are written: clocks go wrong, retries come late."""
    log = opener()
    for event in events:
        memory = log.append([event])
        assert memory == log.fold(log.events(event.item))
    kept = everything(log)
    log.rebuild()
    assert everything(log) == kept


# ── JSON Lines ───────────────────────────────────────────────────────────────────────────────


def test_export_comes_back(opener: Opener, answer: Line) -> None:
    log = opener()
    fill(log, answer)
    log.append([answer("p/カード", NOON, 2, response="\x00 ", note=None, score=0.5)])
    first, second = io.StringIO(), io.StringIO()
    count = log.export_jsonl(first)
    assert count == len(list(log.all_events()))
    other = opener(device="b")
    assert other.import_jsonl(io.StringIO(first.getvalue())) == count
    assert other.import_jsonl(io.StringIO(first.getvalue())) == 0
    other.export_jsonl(second)
    assert second.getvalue() == first.getvalue()
    assert everything(other) == everything(log)
    head, *rest = map(json.loads, first.getvalue().splitlines())
    assert head == {"format": "quizapp-log", "version": 1}
    assert len(rest) == count


GOOD = {"item": "p/q", "at_ms": NOON, "kind": "answer", "turn_ms": NOON, "rating": 3}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("not json", "JSON として読めません"),
        ("[1]", "JSON のオブジェクトではありません"),
        ("[" * 100_000, "JSON として読めません"),
        ('{"format":"quizapp-log","version":3}', "この形式は読めません"),
        ({"item": "p/q"}, "at_ms がありません"),
        ({**GOOD, "at_ms": "now"}, "at_ms は 0 から"),
        ({**GOOD, "at_ms": True}, "at_ms は 0 から"),
        ({**GOOD, "at_ms": -1}, "at_ms は 0 から"),
        ({**GOOD, "rating": 5}, "rating は 1 から 4"),
        ({**GOOD, "rating": 2.5}, "rating は 1 から 4"),
        ({**GOOD, "score": 7}, "score は 0 から 1"),
        ({**GOOD, "seed": 2**70}, "seed は"),
        ({**GOOD, "kind": "guess"}, "kind は answer, rate"),
        ({**GOOD, "item": ""}, "item が空です"),
        ({**GOOD, "item": None}, "item は文字列です"),
        ({**GOOD, "color": 1}, "color という項目はありません"),
        ({**GOOD, "response": "\udcff"}, "文字でない符号"),
    ],
)
def test_bad_lines_are_named_and_nothing_is_taken(
    opener: Opener, text: str | dict[str, Any], said: str
) -> None:
    log = opener()
    lines = [json.dumps(GOOD), "", text if isinstance(text, str) else json.dumps(text)]
    with pytest.raises(UsageError) as caught:
        log.import_jsonl(io.StringIO("\n".join(lines)))
    assert "3 行目" in caught.value.where
    assert said in caught.value.where
    assert list(log.all_events()) == []


def test_many_bad_lines_are_counted(log: StudyLog) -> None:
    with pytest.raises(UsageError) as caught:
        log.import_jsonl(io.StringIO("?\n" * 50))
    assert "50 行" in caught.value.what
    assert len(caught.value.where.splitlines()) == 21


def test_lines_of_another_program_need_little(log: StudyLog) -> None:
    assert log.import_jsonl(io.StringIO(json.dumps({**GOOD, "outcome": "right"}))) == 1
    (event,) = log.events("p/q")
    assert (event.learner, event.device) == ("me", "a")


def test_a_rehearsal_log_needs_no_file() -> None:
    with memory_log(fold=LogFold()) as log:
        assert log.device == "memory"
