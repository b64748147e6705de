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
    from quizapp.practice.desk import open_desk
    from quizapp.practice.plan_day import plan_day

    paths, settings, problems = prepare()
    for problem in problems:
        click.echo(f"quizapp: {problem}", err=True)
    wanted = _wished(settings, minutes, exam, days_off)
    at = the_clock().now()
    with open_desk(paths, settings) as desk:
        if wanted == settings:
            note = desk.agenda.plan(at)
        else:
            with_other = _desk_with(desk, wanted)
            note = plan_day(with_other, at)
        if note is None:
            raise UsageError(
                tr("これからの試験日が決まっていません"),
                mend=tr("例: quizapp config exam_date 2027-01-20、または --date 2027-01-20"),
            )
        report = plan_json(desk, note)
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


def plan_json(desk: Desk, note: PlanNote) -> dict[str, Any]:
    """The plan as ``plan --json`` gives it; scores in points of 100, load in minutes."""
    from quizapp.scheduling.days import date_of

    titles = {(area.pack, area.id): area.title for area in desk.library.areas}
    return {
        "version": 1,
        "day": date_of(note.day).isoformat(),
        "exam_date": date_of(note.exam).isoformat(),
        "days_left": note.exam - note.day,
        "expected_score": note.expected,
        "band": note.band,
        "untouched": note.untouched,
        "gain_today": note.gain,
        "reviews": note.reviews,
        "minutes_today": round(note.minutes, 1),
        "items_today": [item for item, _ in _within(note)],
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
        "load": [round(minutes, 1) for minutes in note.load],
    }


def _within(note: PlanNote) -> list[tuple[str, float]]:
    left, found = note.minutes, []
    for item, minutes in note.items:
        if left < minutes / 2:
            break
        left -= minutes
        found.append((item, minutes))
    return found


def lines(report: dict[str, Any]) -> list[str]:
    """The plan as a person reads it."""
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
