"""``quizapp due``: how many cards wait, for shell prompts and status bars.

Asked for many times a day by machines, so it loads next to nothing: no command-line library, no
packs, no memory model. The counts come from the caches that every answer keeps up to date.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from quizapp.cli.start import prepare, the_clock
from quizapp.errors import UsageError
from quizapp.words import tr

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from quizapp.clock import Moment
    from quizapp.practice.plan_due import DayLeft
    from quizapp.records import DueCounts
    from quizapp.settings import Paths, Settings

HELP = "今日の復習と新しい問題の数を出す。"
JSON_HELP = "JSON で出す"


def run(argv: list[str]) -> int:
    """The exit code of ``quizapp due`` with the arguments ``argv``."""
    paths, settings, problems = prepare()
    if any(word in ("-h", "--help") for word in argv):
        sys.stdout.write(f"quizapp due [--json]\n\n{tr(HELP)}\n\n  --json  {tr(JSON_HELP)}\n")
        return 0
    for word in argv:
        if word != "--json":
            raise UsageError(
                tr("{word} という指定はありません", word=word), mend="quizapp due [--json]"
            )
    for problem in problems:
        sys.stderr.write(f"quizapp: {problem}\n")
    at = the_clock().now()
    known = _known(paths.cache)
    counts = count(paths.store, known, settings, at)
    left = plan_left(paths, known, settings, at)
    if "--json" in argv:
        # Written by hand: a few numbers do not need a library.
        sys.stdout.write(
            f'{{"version": 1, "due": {counts.due}, "new": {counts.new},'
            f' "learning": {counts.learning}, "plan": {_plain(settings, left)}}}\n'
        )
        return 0
    sys.stdout.write(
        tr(
            "復習 {due}  新しい {new}  学習中 {learning}",
            due=counts.due,
            new=counts.new,
            learning=counts.learning,
        )
        + "\n"
    )
    if left is not None:
        sys.stdout.write(
            tr(
                "今日の計画 {minutes} 分  問題 {questions}  カード {cards}",
                minutes=left.minutes,
                questions=left.questions,
                cards=left.cards,
            )
            + "\n"
        )
    return 0


def _plain(settings: Settings, left: DayLeft | None) -> str:
    if left is None:
        return "null"
    return (
        f'{{"exam_date": "{settings.exam_date}", "minutes": {left.minutes},'
        f' "questions": {left.questions}, "cards": {left.cards},'
        f' "of_today": {"true" if left.of_today else "false"}}}'
    )


def plan_left(
    paths: Paths, known: Collection[str] | None, settings: Settings, at: Moment
) -> DayLeft | None:
    """What the exam-date plan still holds today; None without a date or a plan."""
    exam = settings.exam_day()
    if exam is None:
        return None
    from quizapp.practice.plan_due import MINUTE_MS, day_left, path_beside, read_list

    planned = read_list(path_beside(paths.plan))
    if planned is None:
        return None
    from quizapp.clock import study_day
    from quizapp.scheduling.days import day_number, day_of
    from quizapp.settings import weekdays_off
    from quizapp.store.counts import looking

    day = study_day(at, settings.rollover_hour)
    today = day_of(day)
    with looking(paths.store, today) as (spent_ms, look):

        def is_open(item: str) -> bool:
            last_ms, suspended, buried_until_ms = look(item)
            answered = last_ms and (
                day_number(last_ms, at.offset_min, settings.rollover_hour) >= today
            )
            return not (answered or suspended or buried_until_ms > at.at_ms)

        off = day.weekday() in weekdays_off(settings)
        room = 0.0 if off else max(0.0, settings.minutes_per_day - spent_ms / MINUTE_MS)
        return day_left(
            planned, today=today, exam=day_of(exam), minutes=room, is_open=is_open, known=known
        )


def count(store: Path, known: Collection[str] | None, settings: Settings, at: Moment) -> DueCounts:
    """What waits at ``at``: reviews, new ones still wanted today, steps to finish today.

    Only items that have a question are counted, as far as ``known`` tells. Before the
    packs were ever read, new ones are what the day allows.
    """
    from quizapp.clock import day_end_ms, study_day
    from quizapp.scheduling.days import day_of
    from quizapp.store.counts import waiting

    return waiting(
        store,
        at.at_ms,
        day_end_ms(at, settings.rollover_hour),
        day=day_of(study_day(at, settings.rollover_hour)),
        known=known,
        new_per_day=settings.new_per_day,
    )


def _known(cache: Path) -> Collection[str] | None:
    """The items the packs hold, or None when that is not known."""
    if not os.path.exists(cache):
        return None
    from quizapp.content.index import item_keys

    keys = item_keys(cache)
    return None if keys is None else frozenset(keys)


def __getattr__(name: str) -> Any:
    """The same as a click command, for lists of commands and completion."""
    if name != "command":
        raise AttributeError(name)
    import click

    @click.command("due", help=tr(HELP))
    @click.option("--json", "as_json", is_flag=True, help=tr(JSON_HELP))
    def command(as_json: bool) -> int:
        return run(["--json"] if as_json else [])

    return command
