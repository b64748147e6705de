"""What a sitting does with answers, flags and time, step by step."""

from __future__ import annotations

import pytest

from quizapp.content.library import Library
from quizapp.errors import StoreError, UsageError
from quizapp.exam.draw import draw
from quizapp.exam.paper import Paper
from quizapp.exam.sitting import Sitting
from quizapp.exam.timekeeper import Timekeeper
from quizapp.store.memory import MemoryLog

from .conftest import MINUTE, START, plan


@pytest.fixture
def sitting(paper: Paper, library: Library, log: MemoryLog) -> Sitting:
    return Sitting.begin(paper, library, log, START)


def right_number(sitting: Sitting, place: int) -> str:
    question = sitting.question(place)
    assert question is not None
    return next(response for _, response in question.right_responses())


def test_an_answer_is_saved_on_choosing_and_kept(
    sitting: Sitting, library: Library, log: MemoryLog
) -> None:
    view = sitting.choose(2, START.after(5_000))
    assert (view.code, view.chosen, view.answered) == ("saved", (2,), 1)
    assert view.response == str(view.option_order[2] + 1)
    again = Sitting.resume(sitting.id, library, log, START.after(9_000))
    assert again.view.response == view.response
    assert again.clear(START.after(10_000)).answered == 0


def test_everything_the_sitter_can_do_comes_back(
    sitting: Sitting, library: Library, log: MemoryLog
) -> None:
    at = START.after(1_000)
    sitting.jump(3, at)
    assert sitting.flag(at).code == "flagged"
    assert sitting.mark("sure", at).mark == "sure"
    assert sitting.strike(1, at).struck == (1,)
    assert sitting.strike(2, at).struck == (1, 2)
    assert sitting.strike(1, at).code == "unstruck"
    sitting.write_note("あとで", at)
    view = Sitting.resume(sitting.id, library, log, at).view
    assert (view.place, view.flagged, view.mark, view.struck, view.note) == (
        3,
        True,
        "sure",
        (2,),
        "あとで",
    )
    assert sitting.mark("unsure", at).mark == "unsure"
    assert sitting.mark("unsure", at).code == "unmarked"
    assert sitting.flag(at).code == "unflagged"


def test_going_about(sitting: Sitting) -> None:
    at = START
    assert sitting.previous(at).code == "none"
    assert sitting.next(at).place == 1
    sitting.choose(0, at)
    assert sitting.next_blank(at).place == 2
    sitting.flag(at)
    assert sitting.jump(9, at).place == 9
    assert sitting.next(at).code == "none"
    assert sitting.next_blank(at).place == 0
    assert sitting.next_flagged(at).place == 2
    assert sitting.next_flagged(at).code == "none"
    assert sitting.jump(10, at).code == "none"


def test_a_response_in_shown_numbers(library: Library, log: MemoryLog) -> None:
    paper = draw(library, plan(kinds=["choices"], area=[{"id": "north", "count": 1}]), 4)
    sitting = Sitting.begin(paper, library, log, START)
    order = paper.slots[0].options
    for text in ("1,3", "３、１", "1 3", "13"):
        view = sitting.answer_shown(text, START)
        assert view.response == ",".join(map(str, sorted((order[0] + 1, order[2] + 1))))
    assert sitting.answer_shown("9", START).code == "none"
    assert sitting.answer_shown("abc", START).code == "none"
    assert sitting.answer_shown("  ", START).code == "none"
    assert sitting.choose(0, START).chosen == (2,)
    assert sitting.choose(2, START).response == ""


def test_handing_in_grades_and_logs_what_was_missed(sitting: Sitting, log: MemoryLog) -> None:
    sitting.answer(right_number(sitting, 0), START.after(1_000))
    sitting.next(START.after(2_000))
    wrong = "2" if right_number(sitting, 1) != "2" else "3"
    sitting.answer(wrong, START.after(3_000))
    sitting.next(START.after(4_000))
    view = sitting.submit(START.after(9_000))
    assert (view.phase, view.code, view.used_ms) == ("submitted", "submitted", 9_000)
    results = [one.outcome for one in sitting.state.results]
    assert results == ["right", "wrong", *["blank"] * 8]
    slots = sitting.paper.slots
    assert [event.rating for event in log.events(slots[0].item)] == [None]
    (missed,) = log.events(slots[1].item)
    assert (missed.rating, missed.outcome, missed.seed) == (1, "wrong", slots[1].seed)
    # Looked at and left blank is missed too; what was never seen says nothing.
    assert [event.rating for event in log.events(slots[2].item)] == [1]
    assert log.events(slots[3].item) == []
    assert set(log.mistakes()) == {slots[1].item, slots[2].item}


def test_handing_in_twice_logs_once(sitting: Sitting, library: Library, log: MemoryLog) -> None:
    other = Sitting.resume(sitting.id, library, log, START.after(500))
    sitting.submit(START.after(1_000))
    before = len(list(log.all_events()))
    assert sitting.submit(START.after(2_000)).phase == "submitted"
    assert other.submit(START.after(3_000)).phase == "submitted"
    assert Sitting.resume(sitting.id, library, log, START.after(4_000)).view.phase == "submitted"
    assert len(list(log.all_events())) == before
    assert sitting.choose(0, START.after(5_000)).answered == 0


def test_two_windows_keep_both_answers(sitting: Sitting, library: Library, log: MemoryLog) -> None:
    other = Sitting.resume(sitting.id, library, log, START.after(500))
    sitting.choose(0, START.after(1_000))
    other.jump(4, START.after(2_000))
    other.choose(1, START.after(3_000))
    assert sitting.flag(START.after(4_000)).answered == 2
    assert [c.answered for c in Sitting.load(sitting.id, library, log).view.cells].count(True) == 2


def test_time_runs_out(sitting: Sitting, log: MemoryLog) -> None:
    sitting.choose(0, START.after(9 * MINUTE))
    view = sitting.choose(1, START.after(10 * MINUTE))
    assert (view.phase, view.code, view.remaining_ms) == ("submitted", "time-up", 0)
    assert view.chosen == (0,)
    assert sitting.state.auto
    assert view.used_ms == 10 * MINUTE


def test_the_last_moment_still_counts(sitting: Sitting) -> None:
    assert sitting.choose(1, START.after(10 * MINUTE - 1)).code == "saved"


def test_the_deadline_survives_a_crash(sitting: Sitting, library: Library, log: MemoryLog) -> None:
    sitting.choose(1, START.after(MINUTE))
    back = Sitting.resume(sitting.id, library, log, START.after(4 * MINUTE))
    assert back.view.remaining_ms == 6 * MINUTE
    late = Sitting.resume(sitting.id, library, log, START.after(500 * MINUTE))
    assert (late.view.phase, late.view.code) == ("submitted", "time-up")
    assert late.state.submitted_ms == START.at_ms + 10 * MINUTE
    assert late.view.chosen == (1,)


def test_warnings_come_once(sitting: Sitting) -> None:
    assert sitting.tick(START.after(5 * MINUTE - 1)).warning == 0
    view = sitting.tick(START.after(5 * MINUTE))
    assert (view.warned, view.warning, view.remaining_ms) == (True, 5, 5 * MINUTE)
    assert not sitting.tick(START.after(5 * MINUTE + 1000)).warned
    view = sitting.choose(0, START.after(9 * MINUTE))
    assert (view.warned, view.warning, view.code) == (True, 1, "saved")


def test_a_clock_set_back_wins_no_time(sitting: Sitting, library: Library, log: MemoryLog) -> None:
    sitting.tick(START.after(6 * MINUTE))
    view = sitting.tick(START.after(1 * MINUTE))
    assert view.remaining_ms == 4 * MINUTE
    assert sitting.tick(START.after(2 * MINUTE)).remaining_ms == 3 * MINUTE
    back = Sitting.resume(sitting.id, library, log, START.after(2 * MINUTE))
    assert back.view.remaining_ms <= 3 * MINUTE
    assert back.tick(START.after(5 * MINUTE)).phase == "submitted"


@pytest.mark.parametrize(
    ("readings", "seen"),
    [
        ((100, 200, 300), 300),
        ((100, 50, 60), 110),  # back by 50, then ten more
        ((100, 50, 40, 45), 105),  # back twice
        ((100, 50, 150), 200),  # put forward: that cannot be told from time passing
    ],
)
def test_the_timekeeper(readings: tuple[int, ...], seen: int) -> None:
    time = Timekeeper(readings[0], readings[0])
    for reading in readings[1:]:
        time = time.read(reading)
    assert time.seen_ms == seen


def test_pausing_is_off_unless_the_blueprint_has_it(sitting: Sitting) -> None:
    assert sitting.pause(START.after(1_000)).code == "no-pause"


def test_pauses_stop_the_clock_and_are_counted(library: Library, log: MemoryLog) -> None:
    sitting = Sitting.begin(draw(library, plan(pausing=True), 1), library, log, START)
    assert sitting.pause(START.after(1 * MINUTE)).phase == "paused"
    assert sitting.choose(0, START.after(2 * MINUTE)).answered == 0
    back = Sitting.resume(sitting.id, library, log, START.after(50 * MINUTE))
    view = back.unpause(START.after(61 * MINUTE))
    assert (view.remaining_ms, view.used_ms) == (9 * MINUTE, MINUTE)
    assert back.state.pauses == [60 * MINUTE]
    assert back.tick(START.after(70 * MINUTE)).phase == "submitted"


def test_extra_time_stretches_the_deadline(paper: Paper, library: Library, log: MemoryLog) -> None:
    sitting = Sitting.begin(paper, library, log, START, extra=1.5)
    assert sitting.view.remaining_ms == 15 * MINUTE
    with pytest.raises(UsageError):
        Sitting.begin(paper, library, log, START, extra=3)


def test_sections_close_behind_the_sitter(library: Library, log: MemoryLog) -> None:
    sections = [
        {"id": "a", "areas": ["north"], "minutes": 6},
        {"id": "b", "areas": ["south"]},
    ]
    sitting = Sitting.begin(draw(library, plan(section=sections), 1), library, log, START)
    assert sitting.jump(7, START).code == "locked"
    assert sitting.view.remaining_ms == 6 * MINUTE
    sitting.choose(0, START.after(MINUTE))
    view = sitting.choose(1, START.after(7 * MINUTE))
    assert (view.code, view.section, view.place, view.answered) == ("section", 1, 6, 1)
    assert view.remaining_ms == 3 * MINUTE
    assert sitting.jump(0, START.after(7 * MINUTE)).code == "locked"
    assert sitting.next_section(START.after(7 * MINUTE)).code == "none"


def test_a_section_can_be_left_early(library: Library, log: MemoryLog) -> None:
    sections = [{"id": "a", "areas": ["north"]}, {"id": "b", "areas": ["south"]}]
    sitting = Sitting.begin(draw(library, plan(section=sections), 1), library, log, START)
    view = sitting.next_section(START.after(1_000))
    assert (view.section, view.place) == (1, 6)
    assert [cell.open for cell in view.cells] == [False] * 6 + [True] * 4


class FullDisk(MemoryLog):
    """A log that can be told to fail."""

    full = False

    def append_sitting(self, *args: object, **kwargs: object) -> bool:
        if self.full:
            raise StoreError("disk full")
        return super().append_sitting(*args, **kwargs)  # type: ignore[arg-type]


def test_a_full_disk_loses_nothing_and_can_be_tried_again(
    paper: Paper, library: Library, log: MemoryLog
) -> None:
    log.__class__ = FullDisk
    assert isinstance(log, FullDisk)
    sitting = Sitting.begin(paper, library, log, START)
    sitting.choose(0, START.after(1_000))
    log.full = True
    with pytest.raises(StoreError):
        sitting.choose(1, START.after(2_000))
    assert sitting.view.chosen == (0,)
    with pytest.raises(StoreError):
        sitting.submit(START.after(3_000))
    assert sitting.view.phase == "running"
    log.full = False
    assert sitting.choose(1, START.after(4_000)).chosen == (1,)
    assert sitting.submit(START.after(5_000)).phase == "submitted"


def test_time_is_counted_per_question(sitting: Sitting) -> None:
    sitting.next(START.after(10_000))
    sitting.next(START.after(40_000))
    sitting.submit(START.after(100_000))
    assert [seat.spent_ms for seat in sitting.state.seats][:4] == [10_000, 30_000, 60_000, 0]


def test_there_is_no_such_sitting(library: Library, log: MemoryLog) -> None:
    with pytest.raises(UsageError):
        Sitting.resume("nothing", library, log, START)
