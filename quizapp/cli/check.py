"""``quizapp check``: is everything in the packs sound, and what proves it?"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quizapp.cli.packs import evidence_word, from_here, kind_word, one_of, problem_line, say_json
from quizapp.content.installed import installed_packs
from quizapp.content.packs import MANIFEST, built_in, pack_folders
from quizapp.content.problems import Problem
from quizapp.errors import ContentError, UsageError
from quizapp.settings import load_paths
from quizapp.words import language, tr

if TYPE_CHECKING:
    from quizapp.content.inspection.report import Report

_BAR = 30
"""Cells of the progress bar."""


@click.command(
    "check",
    help=tr("パックを調べ、答えを計算し直す。PATHS はパック、パックのフォルダー、問題ファイル。"),
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--pack", help=tr("このパックだけ"))
@click.option(
    "--variants",
    type=click.IntRange(1, 10_000),
    help=tr("ひな形 1 つにつき、いくつの種で解いてみるか"),
)
@click.option("--json", "as_json", is_flag=True, help=tr("JSON で出す"))
def command(paths: tuple[Path, ...], pack: str | None, variants: int | None, as_json: bool) -> int:
    """3 when anything is wrong, 0 when all is sound."""
    from quizapp.content.inspection.report import inspect_packs
    from quizapp.content.inspection.variants import SEEDS

    folders, only, problems = _places(paths)
    if pack is not None:
        folders = _named(folders, pack)
    report = inspect_packs(
        folders,
        only=only,
        variants=variants or SEEDS,
        jobs=os.cpu_count() or 1,
        progress=_progress if sys.stderr.isatty() else None,
    )
    if sys.stderr.isatty():
        click.echo("\r\x1b[K", err=True, nl=False)
    report.problems[:0] = problems
    if as_json:
        say_json(report_json(report))
    else:
        _say(report)
    return ContentError.exit_code if report.problems else 0


def report_json(report: Report) -> dict[str, Any]:
    """The report as ``check --json`` gives it."""
    spoken = language()
    return {
        "packs": report.packs,
        "questions": report.questions,
        "templates": report.templates,
        "cards": report.cards,
        "by_kind": dict(report.by_kind),
        "by_topic": dict(report.by_topic),
        "by_area": dict(report.by_area),
        "by_language": dict(report.by_language),
        "by_evidence": dict(report.by_evidence),
        "problems": [
            {
                "file": from_here(problem.file),
                "line": problem.line,
                "id": problem.id,
                "field": problem.field,
                "code": problem.code,
                "message": problem.message.get(spoken),
                "mend": problem.mend.get(spoken),
            }
            for problem in report.problems
        ],
    }


def _places(paths: Sequence[Path]) -> tuple[tuple[Path, ...], Path | None, list[Problem]]:
    """The packs to look at, the one file of them that was asked for, and packs that are amiss."""
    if not paths:
        installed, problems = installed_packs()
        return pack_folders([built_in(), load_paths().packs, *installed]), None, list(problems)
    for path in paths:
        if not path.exists():
            raise UsageError(
                tr("そのような場所はありません"),
                where=str(path),
                mend=tr("パックのフォルダーか、問題のファイルを書いてください"),
            )
    only = paths[0] if len(paths) == 1 and paths[0].is_file() else None
    folders = pack_folders([path.parent if path.is_file() else path for path in paths])
    if not folders:
        raise UsageError(
            tr("パックがありません"),
            where=", ".join(map(str, paths)),
            mend=tr("パックは {name} のあるフォルダーです", name=MANIFEST),
        )
    if only is not None:
        # Named as the pack's own reader will name it.
        only = folders[0] / only.name
    return folders, only, []


def _named(folders: tuple[Path, ...], pack: str) -> tuple[Path, ...]:
    from quizapp.content.pack import pack_id

    names = {folder: pack_id(folder) for folder in folders}
    wanted = one_of("--pack", pack, names.values())
    return tuple(folder for folder in folders if names[folder] == wanted)


def _progress(done: int, total: int, id: str) -> None:
    full = round(_BAR * done / total)
    bar = "━" * full + "─" * (_BAR - full)
    click.echo(f"\r\x1b[K{bar} {done / total:4.0%}  {id}", err=True, nl=False)


def _say(report: Report) -> None:
    spoken = language()
    for problem in report.problems:
        click.echo(problem_line(problem, spoken))
    if report.problems:
        click.echo("")
    click.echo(
        tr(
            "{packs}: 問題 {questions}、ひな形 {templates}、カード {cards}",
            packs=", ".join(report.packs) or "-",
            questions=report.questions,
            templates=report.templates,
            cards=report.cards,
        )
    )
    for title, counts, word in (
        (tr("種類"), report.by_kind, kind_word),
        (tr("テーマ"), report.by_topic, str),
        (tr("分野"), report.by_area, str),
        (tr("言語"), report.by_language, str),
        (tr("根拠"), report.by_evidence, evidence_word),
    ):
        click.echo(f"  {title}  {_listed(counts, word)}")
    if report.problems:
        files = len({problem.file for problem in report.problems})
        click.echo(
            tr("問題点 {n}（{files} ファイル）", n=len(report.problems), files=files), err=True
        )
    else:
        click.echo(tr("問題点はありません"), err=True)


def _listed(counts: Counter[str], word: Any) -> str:
    return "  ".join(f"{word(name)} {count}" for name, count in counts.items())
