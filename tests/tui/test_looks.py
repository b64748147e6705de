"""A few pictures of the app, to be looked at by a person when they change."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot

from tests.tui.driving import Make, ask, press, ready, write


def test_today(make: Make, snap_compare: Any) -> None:
    assert snap_compare(make(exam_date="2027-01-20"), terminal_size=(80, 24), run_before=ready)


def test_today_wide_on_paper_in_english(make: Make, snap_compare: Any) -> None:
    app = make(theme="washi", language="en")
    assert snap_compare(app, terminal_size=(120, 40), run_before=ready)


def test_typed_question_after_a_wrong_answer(make: Make, snap_compare: Any) -> None:
    async def wrong(pilot: Pilot[Any]) -> None:
        await ask(pilot, "CR-01", "CR-02")
        await write(pilot, "x+y")
        await press(pilot, "tab", "enter")

    assert snap_compare(make(), terminal_size=(80, 24), run_before=wrong)


def test_choice_after_the_verdict_on_paper(make: Make, snap_compare: Any) -> None:
    async def decided(pilot: Pilot[Any]) -> None:
        await ask(pilot, "IV-01", "CR-02")
        await press(pilot, "1", "enter")

    app = make(theme="washi", language="en")
    assert snap_compare(app, terminal_size=(80, 24), run_before=decided)


def test_card(make: Make, snap_compare: Any) -> None:
    async def flipped(pilot: Pilot[Any]) -> None:
        await ask(pilot, kinds=("recall",))
        await press(pilot, "space")

    assert snap_compare(make(), terminal_size=(60, 20), run_before=flipped)
