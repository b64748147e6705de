"""``quizapp stats``: what the log says about the learning so far."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from quizapp.cli.start import prepare, speaks_unicode, the_clock
from quizapp.words import tr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quizapp.clock import Moment
    from quizapp.settings import Paths, Settings
    from quizapp.store.port import DayTotals

RETENTION_DAYS = 30
SHOWN_DAYS = 14
BAR_CELLS = 30
SHOWN_WRONG = 20


@click.command("stats", help=tr("学習の記録を出す。"))
@click.option("--json", "as_json", is_flag=True, help=tr("JSON で出す"))
@click.option("--days", type=click.IntRange(1, 3660), help=tr("日ごとの記録をこの日数だけ出す"))
def command(as_json: bool, days: int | None) -> int:
    """Totals, retention of the last 30 days, and what was done on each day."""
    paths, settings, problems = prepare()
    for problem in problems:
        click.echo(f"quizapp: {problem}", err=True)
    report = summary(paths, settings, the_clock().now(), days)
    if as_json:
        report.update(deeper(paths, settings, the_clock().now(), days))
        click.echo(json.dumps(report, ensure_ascii=False))
    else:
        click.echo("\n".join(lines(report, SHOWN_DAYS if days is None else days)))
    return 0


def summary(paths: Paths, settings: Settings, at: Moment, days: int | None) -> dict[str, Any]:
    """The statistics as plain JSON values. Raises ``StoreError`` when the log cannot be read."""
    from quizapp.clock import study_day
    from quizapp.practice.confidence import misjudged
    from quizapp.practice.desk import scheduler_settings
    from quizapp.practice.statistics_plain import confidence_plain
    from quizapp.practice.study_days import streak, studied
    from quizapp.scheduling.days import date_of, day_of
    from quizapp.scheduling.fold import LogFold
    from quizapp.store import memory_log, open_log
    from quizapp.store.port import sum_of

    today = day_of(study_day(at, settings.rollover_hour))
    fold = LogFold(scheduler_settings(settings))
    log = (
        open_log(paths.store, fold=fold, read_only=True)
        if paths.store.exists()
        else memory_log(fold=fold)
    )
    with log:
        totals = log.totals()
        by_day = log.day_totals(-(10**6), 10**6)
        sure = log.sure_answers()
        confidence = confidence_plain(sure, misjudged(log, sure))
    lately = sum_of(
        totals for day, totals in by_day.items() if today - RETENTION_DAYS < day <= today
    )
    shown = sorted(day for day in by_day if days is None or today - days < day <= today)
    return {
        "version": 1,
        "attempts": totals.attempts,
        "reviews": totals.reviews,
        "right": totals.right,
        "new": totals.new,
        "duration_ms": totals.duration_ms,
        "today": {**_plain(by_day, today), "day": date_of(today).isoformat()},
        "streak": streak(by_day, today),
        "days_studied": sum(map(studied, by_day.values())),
        "retention": {
            "days": RETENTION_DAYS,
            "tested": lately.tested,
            "kept": lately.kept,
            "rate": None if lately.retention is None else round(lately.retention, 4),
            "goal": settings.desired_retention,
        },
        "confidence": confidence,
        "by_day": [{"day": date_of(day).isoformat(), **_plain(by_day, day)} for day in shown],
    }


def deeper(paths: Paths, settings: Settings, at: Moment, days: int | None) -> dict[str, Any]:
    """Forecast, topics, growth, most missed and predicted retention, as the screen shows them.

    Raises ``StoreError`` when the log cannot be read.
    """
    from quizapp.content.library import open_library
    from quizapp.practice.desk import scheduler_settings
    from quizapp.practice.statistics import retention, statistics
    from quizapp.practice.statistics_plain import plain
    from quizapp.scheduling.fold import LogFold
    from quizapp.store import memory_log, open_log

    scheduler = scheduler_settings(settings)
    fold = LogFold(scheduler)
    # Looking at nothing leaves nothing behind: a cache is used, not made.
    library = open_library(paths.packs, paths.cache if paths.cache.exists() else None)
    log = (
        open_log(paths.store, fold=fold, read_only=True)
        if paths.store.exists()
        else memory_log(fold=fold)
    )
    with log:
        known = statistics(log, library.items(), library.topics, at, scheduler, days=days)
        kept = retention(log, at, scheduler, days=RETENTION_DAYS)
    library.close()
    return plain(known, kept)


def _plain(by_day: Mapping[int, DayTotals], day: int) -> dict[str, Any]:
    """The totals of a day, and whether it counts as studied; ``duration_ms`` shades the map."""
    from quizapp.practice.study_days import studied
    from quizapp.store.port import DayTotals

    totals = by_day.get(day, DayTotals())
    return {**asdict(totals), "studied": studied(totals)}


def lines(report: dict[str, Any], days: int) -> list[str]:
    """The statistics as a person reads them."""
    if not (report["attempts"] or report["duration_ms"]):
        return [tr("1 問解くと、ここに記録が出ます")]
    attempts, right = report["attempts"], report["right"]
    retention = report["retention"]
    said = [
        tr("答え {n}", n=attempts)
        + "   "
        + tr("正解 {n}（{share:.0%}）", n=right, share=right / attempts if attempts else 0.0)
        + "   "
        + tr("復習 {n}", n=report["reviews"])
        + "   "
        + tr("はじめて {n}", n=report["new"])
        + "   "
        + tr("時間 {time}", time=_time(report["duration_ms"])),
        tr(
            "連続 {streak} 日   これまでに {days} 日",
            streak=report["streak"],
            days=report["days_studied"],
        ),
    ]
    if retention["rate"] is not None:
        said.append(
            tr(
                "定着 {rate:.0%}   目標 {goal:.0%}   直近 30 日の復習 {n} 回",
                rate=retention["rate"],
                goal=retention["goal"],
                n=retention["tested"],
            )
        )
    said += _confidence_lines(report["confidence"])
    recent = report["by_day"][-days:]
    if recent:
        said.append("")
        most = max(day["attempts"] for day in recent) or 1
        sign = "━" if speaks_unicode() else "="
        for day in recent:
            bar = sign * round(day["attempts"] / most * BAR_CELLS)
            said.append(
                f"{day['day']}  {day['right']:4d} / {day['attempts']:<4d} "
                f"{_time(day['duration_ms']):>8}  {bar}".rstrip()
            )
    return said


def _confidence_lines(told: dict[str, Any]) -> list[str]:
    """What was sure and wrong first, then how right each level was."""
    from quizapp.practice.labels import sure_word

    said = []
    wrong = [item.partition("/")[2] for item in told["sure_and_wrong"]]
    if wrong:
        said += ["", tr("確かだと思って間違えた問題"), "  " + "  ".join(wrong[:SHOWN_WRONG])]
    asked = [(level, one) for level, one in enumerate(told["levels"], 1) if one["asked"]]
    if asked:
        said += ["", tr("確信と正答")]
    for level, one in asked:
        about = tr("{right} / {n} 問   95% の幅 {low:.0%}〜{high:.0%}",
                   right=one["right"], n=one["asked"],
                   low=one["low"], high=one["high"])  # fmt: skip
        said.append(f"  {sure_word(level)}   {one['share']:.0%}   {about}")
    return said


def _time(duration_ms: int) -> str:
    minutes = round(duration_ms / 60_000)
    if minutes < 60:
        return tr("{minutes} 分", minutes=minutes)
    return tr("{hours} 時間 {minutes} 分", hours=minutes // 60, minutes=minutes % 60)
