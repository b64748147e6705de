"""``quizapp plan``: the days to the exam, what they are expected to come to, and *what if*."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import click

from quizapp.cli.start import prepare, speaks_unicode, the_clock
from quizapp.errors import UsageError
from quizapp.settings import mend_value
from quizapp.words import language, tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizapp.practice.desk import Desk
    from quizapp.practice.plan_note import PlanNote
    from quizapp.settings import Settings

SHOWN_DAYS = 14
BAR_CELLS = 30


@click.command("plan", help=tr("試験日までの計画と、当日の見込みを出す。"))
@click.option("--minutes", type=click.IntRange(1, 600), help=tr("もし 1 日この分数なら"))
@click.option("--date", "exam", help=tr("もし試験日がこの日なら（2027-01-20 の形）"))
@click.option("--days-off", help=tr("もしこの曜日を休むなら（sat,sun の形）"))
@click.option("--json", "as_json", is_flag=True, help=tr("JSON で出す"))
def command(minutes: int | None, exam: str | None, days_off: str | None, as_json: bool) -> int:
    """The plan by the settings; with an option, what another choice would come to."""
    from quizapp.exam.foreseen import known_mocks
    from quizapp.practice.desk import open_desk
    from quizapp.practice.plan_day import plan_day

    paths, settings, problems = prepare()
    for problem in problems:
        click.echo(f"quizapp: {problem}", err=True)
    wanted = _wished(settings, minutes, exam, days_off)
    at = the_clock().now()
    with open_desk(paths, settings) as desk:
        desk.mocks = known_mocks(desk.log)
        if wanted == settings:
            note = desk.agenda.of_today(at)
        else:
            with_other = _desk_with(desk, wanted)
            note = plan_day(with_other, at)
        if note is None:
            raise UsageError(
                tr("これからの試験日が決まっていません"),
                mend=tr("例: quizapp config exam_date 2027-01-20、または --date 2027-01-20"),
            )
        queue = desk.agenda.queue(desk.log.memories(), at) if wanted == settings else None
        report = plan_json(desk, note, queue)
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False))
    else:
        click.echo("\n".join(lines(report)))
    return 0


def _desk_with(desk: Desk, settings: Settings) -> Desk:
    """The same log and packs under other settings; nothing is kept of it."""
    from quizapp.practice.desk import Desk

    return Desk(desk.log, desk.library, settings)


def _wished(
    settings: Settings, minutes: int | None, exam: str | None, days_off: str | None
) -> Settings:
    """The settings with the choices of *what if*. Raises ``UsageError`` for an unfit one."""
    changed: dict[str, Any] = {}
    if minutes is not None:
        changed["minutes_per_day"] = minutes
    for option, name, text in (("--date", "exam_date", exam), ("--days-off", "days_off", days_off)):
        if text is not None:
            value, problem = mend_value(name, text)
            if problem:
                raise UsageError(problem, where=f"{option} {text}")
            changed[name] = value
    return replace(settings, **changed)


def plan_json(desk: Desk, note: PlanNote, queue: Sequence[str] | None = None) -> dict[str, Any]:
    """The plan as ``plan --json`` gives it; scores in points of 100, load in minutes.

    The forecast is the one that the screens show, moved by the mock exams taken; ``model`` holds
    what the model of memory says alone, as the areas do. ``queue`` is what is left of today.
    """
    from quizapp.practice.agenda import set_right
    from quizapp.scheduling.days import date_of

    told, untouched = set_right(note, desk.mocks)
    titles = {(area.pack, area.id): area.title for area in desk.library.areas}
    return {
        "version": 1,
        "day": date_of(note.day).isoformat(),
        "exam_date": date_of(note.exam).isoformat(),
        "days_left": note.exam - note.day,
        "expected_score": round(told.expected, 2),
        "band": round(told.band, 2),
        "untouched": round(untouched, 2),
        "model": {
            "expected_score": note.expected,
            "band": note.band,
            "untouched": note.untouched,
        },
        "mock_exams": {"taken": len(desk.mocks), "shift": round(told.shift, 2)},
        "gain_today": note.gain,
        "reviews": note.reviews,
        "minutes_today": round(note.minutes, 1),
        "items_today": list(queue) if queue is not None else _within(note),
        "by_area": {
            area.id: {
                "title": titles[area.pack, area.id].get(language()),
                "expected": area.expected,
                "band": area.band,
                "untouched": area.untouched,
                "seen": area.seen,
                "total": area.total,
            }
            for area in note.areas
        },
        "load": list(note.load),
    }


def _within(note: PlanNote) -> list[str]:
    left, found = note.minutes, []
    for item, minutes in note.items:
        if left < minutes / 2:
            break
        left -= minutes
        found.append(item)
    return found


def lines(report: dict[str, Any]) -> list[str]:
    """The plan as a person reads it."""
    from quizapp.practice.labels import moved_by_mocks

    said = [
        tr("試験まで {days} 日", days=report["days_left"]) + f"  {report['exam_date']}",
        tr(
            "当日の見込み {score:.0f} 点 ± {band:.0f}"
            "   今日の {minutes:.0f} 分で守れる点 {gain:.1f}",
            score=report["expected_score"],
            band=report["band"],
            minutes=report["minutes_today"],
            gain=report["gain_today"],
        ),
        tr("このまま何もしないと {score:.0f} 点", score=report["untouched"]),
        tr("試験で、この問題集のような問題が出るとしての点です"),
    ]
    if report["mock_exams"]["taken"]:
        said.append(moved_by_mocks(report["mock_exams"]["shift"], report["mock_exams"]["taken"]))
    if report["reviews"] < 40:
        said.append(tr("記録が少ないので、見込みの幅を広く取っています"))
    said.append("")
    sign, rest = ("━", "─") if speaks_unicode() else ("=", "-")
    width = max((_cells(area["title"]) for area in report["by_area"].values()), default=0)
    for area in report["by_area"].values():
        filled = round(BAR_CELLS * area["expected"] / 100)
        pad = " " * (width - _cells(area["title"]))
        said.append(
            f"{area['title']}{pad}  {sign * filled}{rest * (BAR_CELLS - filled)}  "
            f"{area['expected']:3.0f} ± {area['band']:.0f}   {area['seen']}/{area['total']}"
        )
    said += ["", tr("これからの 1 日ごとの時間（分）")]
    first = date.fromisoformat(report["day"])
    most = max(report["load"], default=0) or 1
    for place, minutes in enumerate(report["load"][:SHOWN_DAYS]):
        day = first + timedelta(days=place)
        bar = sign * round(BAR_CELLS * minutes / most)
        said.append(f"{day.isoformat()}  {minutes:5.1f}  {bar}".rstrip())
    return said


def _cells(text: str) -> int:
    from quizapp.typeset.widths import width

    return width(text)
