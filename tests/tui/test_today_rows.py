"""The rows of today where there is little room, and where there is little to tell."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from quizapp.clock import Moment
from quizapp.practice.today import AreaStanding, DayPlan, Today, TopicStanding
from quizapp.records import Localized
from quizapp.tui.cells import width_of
from quizapp.tui.screens.today_rows import (
    area_rows,
    hero_rows,
    start_rows,
    weakest_row,
)
from quizapp.words import use_language

NOW = Moment(1_795_610_000_000, 540)
SOME = (AreaStanding("a", Localized("甲", "A"), 60.0, 5.0, 1, 2),)
PLAN = DayPlan(
    expected=98.0, band=10.0, untouched=30.0, gain=0.0, minutes_left=0, areas=SOME, load=(),
    of_today=True, few=True,
)  # fmt: skip


def topic(name: str, seen: int, remembered: float) -> TopicStanding:
    return TopicStanding(name, Localized(name, name), 10, seen, remembered, 0)


def day(**known: object) -> Today:
    usual = Today(
        due=0, learning=0, new=0, mistakes=0, wrong=0, left=0, planned=0, minutes=0, answered=138,
        right=119, cards=64, topics=(), load=(), streak=12, exam_date=date(2027, 1, 20),
        days_left=156, resume=None, plan=PLAN,
    )  # fmt: skip
    return replace(usual, **known)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("width", [54, 58, 74, 100])
@pytest.mark.parametrize(
    "known",
    [{}, {"plan": None}, {"exam_date": None, "days_left": None, "plan": None}, {"answered": 0}],
    ids=["planned", "not planned", "no exam", "cards only"],
)
def test_what_was_done_is_never_cut_short(
    language: str, width: int, known: dict[str, object]
) -> None:
    use_language(language)
    today = day(**known)
    lines = hero_rows(today, width, ascii_only=False)
    text = "\n".join("".join(part for part, _ in line) for line in lines)
    assert max(map(width_of, lines)) <= width
    assert ("138" in text) == bool(today.answered)
    if width >= 74 or not today.answered:
        assert re.search(r"カード 64 枚|64 cards", text)
    if today.plan is not None:
        assert re.search(r"98 (点|points)  ± 10", text)
    use_language("ja")


def test_no_topic_is_the_weakest_where_all_are_alike() -> None:
    alike = (topic("a", 3, 0.3), topic("b", 4, 0.399))
    assert weakest_row(day(topics=alike)) is None
    apart = weakest_row(day(topics=(*alike, topic("c", 5, 0.4), topic("d", 2, 0.0))))
    assert apart is not None
    assert "".join(text for text, _ in apart).split()[-2:] == ["c", "80%"]
    assert weakest_row(day(topics=alike[:1])) is None


@pytest.mark.parametrize("width", [54, 58, 66, 74, 100])
def test_areas_are_named_whole_where_there_is_room(width: int) -> None:
    use_language("en")
    titles = ("Mathematics", "Deep learning, applications", "Development and operations")
    areas = [
        AreaStanding(name, Localized(name, name), 55.0 + 20 * place, 9.0, 12, 360)
        for place, name in enumerate(titles)
    ]
    lines = area_rows(areas, width, chosen=1)
    texts = ["".join(part for part, _ in line) for line in lines]
    assert {width_of(line) for line in lines} == {width}
    assert [text.startswith("▌") for text in texts] == [False, True, False]
    for title, text in zip(titles, texts, strict=True):
        assert (title in text) == (width >= 66 or title == titles[0])
    assert all(text.count("━") + text.count("╍") + text.count("─") >= 12 for text in texts)
    use_language("ja")


@pytest.mark.parametrize("off", [True, False])
def test_a_day_off_is_not_called_done(off: bool) -> None:
    plan = replace(PLAN, day_off=off)
    lines = start_rows(day(plan=plan, answered=0), NOW, 74, chosen=True)
    text = "".join(part for line in lines for part, _ in line)
    assert ("今日は休みの日です" in text) == off
    assert ("今日の分は終わりました" in text) != off
    assert "先に進む" in text


def test_the_score_says_what_it_rests_on() -> None:
    def said(**known: object) -> str:
        lines = hero_rows(day(plan=replace(PLAN, **known)), 74, ascii_only=False)  # type: ignore[arg-type]
        return "".join(part for part, _ in lines[2])

    use_language("en")
    assert "points" not in said(areas=())  # no pack, nothing to expect
    assert "few records" in said()
    assert "with mock exams" in said(few=False, shift=-3.0)
    assert "mock" not in said(few=False, shift=0.2)
