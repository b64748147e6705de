"""Two weeks of a learner, played through the app: what each screen shows is held against the log.

The app is driven by keys alone, over the small pack, with a clock that goes from evening to
evening. Every number is worked out a second time by ``books`` from the exported lines.
"""

from __future__ import annotations

import asyncio
import random
import re
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from textual.pilot import Pilot

from quizapp.clock import FixedClock, Moment
from quizapp.practice.desk import Desk
from quizapp.practice.plan_day import field_of
from quizapp.tui.app import QuizApp
from quizapp.tui.screens.quiz import QuizScreen
from quizapp.tui.screens.result import ResultScreen
from tests.tui.driving import Make, app_of, here, press, ready, seen, settle
from tests.weeks.books import Books
from tests.weeks.conftest import PLANNED
from tests.weeks.learner import Learner

JST = timezone(timedelta(hours=9))
FIRST = datetime(2026, 11, 25, 20, 0, tzinfo=JST)
EXAM = date(2027, 1, 20)
TOPICS = {"CR": ("連鎖律", 3), "IV": ("初期値", 6)}
"""By the first letters of an id: title and number of items."""
AWAY = {3, 7, 8, 9}
"""Evenings on which nothing was done: one by itself, and several in a row."""
LONG_AWAY = {2, 3, 5, 6, 7, 8, 9, 10, 11, 12}
"""With an exam, whose plan takes its time: a missed day and a missed week."""


def moment(day: int) -> Moment:
    return Moment.of(FIRST + timedelta(days=day))


def found(pattern: str, text: str) -> tuple[int, ...]:
    """The numbers in the first place where ``pattern`` fits."""
    hit = re.search(pattern, text)
    assert hit is not None, f"{pattern} is not on the screen:\n{text}"
    return tuple(int(group.replace(",", "")) for group in hit.groups())


def topic_of(item: str) -> str:
    return item.partition("/")[2][:2]


def check_today(text: str, books: Books, now: Moment, *, planned: bool) -> None:
    """Countdown, what was done, streak, what is due, how each topic stands."""
    today = now.local().date()
    done = books.days[today]
    if done.attempts:
        assert found(r"今日解いた数 (\d+)（正解 (\d+)）", text) == (done.attempts, done.right)
    elif books.streak(today) > 1:
        assert found(r"連続 (\d+) 日", text) == (books.streak(today),)
    else:
        assert "今日はまだ解いていません" in text
    if planned:
        assert f"{EXAM.month}月{EXAM.day}日" in text
        return
    waiting = books.waiting(now.at_ms, today)
    if waiting:
        assert found(r"▌ 復習 (\d+)", text) == (len(waiting),)
    else:
        assert "▌ 復習" not in text
    wrong = waiting & books.wrong()
    assert ("間違い直し" in text) == bool(wrong)
    if wrong:
        assert found(r"間違い直し (\d+)", text) == (len(wrong),)
    for name, (title, total) in TOPICS.items():
        met = [item for item in books.met() if topic_of(item) == name]
        share = round(100 * sum(books.recall(item, today) for item in met) / total)
        assert found(rf"{title} .* (\d+)/(\d+) +(\d+)%", text) == (len(met), total, share)


def check_plan(text: str, books: Books, desk: Desk, now: Moment) -> None:
    """What the day still wants of its plan, how much was met, and what the plan was made from."""
    today, note = now.local().date(), desk.agenda.note
    assert note is not None
    queue = books.planned(note.items, desk.settings.minutes_per_day, today)
    if "続きから" not in text:
        assert ("はじめる" in text) == bool(queue)
        if queue:
            minutes = max(1, round(sum(expected for _, expected in queue)))
            assert found(r"はじめる +(\d+) 問 ・ およそ (\d+) 分", text) == (len(queue), minutes)
    met = [item for item, _ in queue if item in books.met()]
    wrong = [item for item in met if item in books.wrong()]
    for name, count in (
        ("復習", len(met)), ("新しい問題", len(queue) - len(met)), ("間違い直し", len(wrong)),
    ):  # fmt: skip
        assert re.findall(rf"▌ .*{name} (\d+)", text) == ([str(count)] if count else [])
    assert found(r"数学 .* (\d+)/(\d+) ", text) == (len(books.met()), 9)
    field = field_of(desk, now)
    assert field.first_right == pytest.approx(books.first_right())
    assert field.reviews == books.total().tested


def check_result(text: str, screen: ResultScreen) -> None:
    """Right, helped and wrong, each item once by the worst of its marks."""
    worst: dict[str, str] = {}
    order = ("wrong", "helped", "right")
    for one in screen.session.solved:
        if one.mark in order:
            old = worst.get(one.item, "right")
            worst[one.item] = min(old, one.mark, key=order.index)
    marks = list(worst.values())
    counts = tuple(marks.count(name) for name in ("right", "helped", "wrong"))
    assert found(r"(\d+) 問 +○ (\d+) +△ (\d+) +× (\d+)", text) == (len(marks), *counts)


def check_statistics(text: str, books: Books, today: date) -> None:
    """The first table over all time."""
    total = books.total()
    assert found(r"解いた問題 +([\d,]+) +正解 (\d+)（(\d+)%）", text) == (
        total.attempts, total.right, int(f"{100 * total.right / total.attempts:.0f}"),
    )  # fmt: skip
    seconds = round(total.duration_ms / 1000)
    if seconds < 100:
        assert found(r"学習時間 +(\d+) 秒", text) == (seconds,)
    elif seconds < 3570:
        assert found(r"学習時間 +(\d+) 分", text) == (round(seconds / 60),)
    else:
        minutes = round(seconds / 60)
        assert found(r"学習時間 +(\d+) 時間 (\d+) 分", text) == divmod(minutes, 60)
    recalled = sum(books.recall(item, today) for item in books.met())
    assert found(r"出会った問題 +(\d+) / (\d+) +いま覚えている見込み (\d+) 問", text) == (
        len(books.met()), 9, round(recalled),
    )  # fmt: skip
    if books.streak(today) > 1:
        assert found(r"連続 (\d+) 日", text) == (books.streak(today),)
    else:
        assert "連続" not in text


def check_memory(text: str, books: Books, today: date) -> None:
    """Retention reached, and what falls due."""
    total = books.total()
    if total.tested:
        share = int(f"{100 * total.kept / total.tested:.0f}")
        assert found(r"定着 +(\d+)%.*復習 (\d+) 回", text) == (share, total.tested)
    load = books.load(today, 540, 30)
    assert found(r"今日 (\d+) +7 日で (\d+) +30 日で (\d+)", text) == (
        load[0], sum(load[:7]), sum(load),
    )  # fmt: skip


async def opened(pilot: Pilot[Any], *, planned: bool) -> None:
    """Wait until today is counted, and planned where there is an exam."""
    app = app_of(pilot)
    await ready(pilot)
    for _ in range(400):
        plan = app.today.plan if app.today is not None else None
        if not planned or (plan is not None and plan.of_today):
            break
        await asyncio.sleep(0.01)
    await settle(app)
    await pilot.pause()


async def home(pilot: Pilot[Any]) -> None:
    """Back to today from wherever the learner is."""
    for _ in range(6):
        if len(app_of(pilot).screen_stack) == 1:
            return
        await press(pilot, "escape")
    raise AssertionError("no way back to today")


async def evening(pilot: Pilot[Any], learner: Learner) -> None:
    """One session from today's start block to its end, and back."""
    app = app_of(pilot)
    await press(pilot, "enter")
    if not isinstance(here(app), QuizScreen):
        assert learner.books().met() or app.today is None
        return
    await learner.sit_through()
    end = here(app)
    assert isinstance(end, ResultScreen)
    check_result(seen(app), end)
    await press(pilot, "enter")


@pytest.mark.parametrize("planned", [False, True], ids=["no exam", "exam"])
async def test_two_weeks_agree_with_the_log(
    make: Make, monkeypatch: pytest.MonkeyPatch, planned: bool
) -> None:
    if planned:
        monkeypatch.setattr(QuizApp, "plan_the_day", PLANNED)
    rng = random.Random(11)
    chosen: dict[str, Any] = {"exam_date": EXAM.isoformat()} if planned else {}
    countdown: list[int] = []
    evenings = [day for day in range(14) if day not in (LONG_AWAY if planned else AWAY)]
    for day in evenings:
        app = make(new_per_day=4, **chosen)
        app.clock = FixedClock(moment(day))
        async with app.run_test(size=(80, 24)) as pilot:
            await opened(pilot, planned=planned)
            learner = Learner(pilot, rng, knows=0.8)
            check_today(seen(app), learner.books(), learner.clock.now(), planned=planned)
            if planned and app.desk is not None:
                check_plan(seen(app), learner.books(), app.desk, learner.clock.now())
            assert app.today is not None
            countdown.append(app.today.days_left or 0)
            await evening(pilot, learner)
            now = learner.clock.now()
            check_today(seen(app), learner.books(), now, planned=planned)
            if planned and app.desk is not None:
                check_plan(seen(app), learner.books(), app.desk, now)
            await press(pilot, "t")
            check_statistics(seen(app), learner.books(), now.local().date())
            await press(pilot, "tab")
            check_memory(seen(app), learner.books(), now.local().date())
            await home(pilot)
    if planned:
        assert countdown == [56 - day for day in evenings]
