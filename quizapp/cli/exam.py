"""``quizapp exam``: draw a paper, sit it, read the report, and put a class together."""

from __future__ import annotations

import json
import os
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quizapp.cli.start import has_terminal, prepare, speaks_unicode, the_clock
from quizapp.errors import UsageError
from quizapp.words import tr

if TYPE_CHECKING:
    from quizapp.clock import Clock
    from quizapp.content.library import Library
    from quizapp.exam.paper import Paper
    from quizapp.exam.state import Forecast
    from quizapp.settings import Paths, Settings
    from quizapp.store.port import StudyLog

RECENT = 5
"""Earlier sittings whose questions wait."""


@click.group("exam", help=tr("模試を作る、受ける、結果を見る。"))
def command() -> None:
    """The mock exam."""


def _say_json(made: dict[str, Any]) -> None:
    click.echo(json.dumps(made, ensure_ascii=False, indent=2))


def _library(paths: Paths) -> Library:
    from quizapp.content.library import open_library

    return open_library(paths.packs, paths.cache)


def _log(paths: Paths, settings: Settings) -> StudyLog:
    from quizapp.practice.desk import open_study_log

    return open_study_log(paths, settings)


def _drawn(
    paths: Paths, settings: Settings, library: Library, blueprint: str, seed: int, framework: str
) -> Paper:
    from quizapp.exam.draw import draw
    from quizapp.exam.shelf import find

    made = find(blueprint, paths.home / "blueprints")
    return draw(library, made, seed, framework=framework or settings.framework)


_blueprint = click.option(
    "--blueprint", default="e-full", show_default=True, help=tr("設計図の名前か TOML のパス")
)
_framework = click.option(
    "--framework",
    type=click.Choice(["pytorch", "keras"]),
    default=None,
    help=tr("問題に使うライブラリー（指定しなければ設定のもの）"),
)
_seed = click.option(
    "--seed", type=click.IntRange(0, 2**53), default=None, help=tr("出題を決める種")
)


@command.command("draw", help=tr("設計図と種から問題を選び、一覧を出す。"))
@_blueprint
@_framework
@_seed
@click.option("--json", "as_json", is_flag=True, help=tr("JSON で出す"))
def draw_command(blueprint: str, framework: str | None, seed: int | None, as_json: bool) -> int:
    """Which questions a seed draws; recent sittings are not looked at, so that it repeats."""
    paths, settings, _ = prepare()
    library = _library(paths)
    number = secrets.randbelow(10**6) if seed is None else seed
    paper = _drawn(paths, settings, library, blueprint, number, framework or "")
    if as_json:
        from quizapp.exam.paper import plain_paper

        full = plain_paper(paper)
        _say_json(
            {
                "version": 1,
                "blueprint": paper.blueprint.id,
                "seed": paper.seed,
                "framework": paper.framework,
                "minutes": paper.blueprint.minutes,
                "questions": full["questions"],
            }
        )
        return 0
    for place, slot in enumerate(paper.slots, 1):
        click.echo(f"{place:>4}  {slot.area}  {slot.item}  {slot.stem}".rstrip())
    click.echo(tr("種 {seed}", seed=paper.seed), err=True)
    return 0


@command.command("new", help=tr("模試のファイルを作る。クラスに配れます。"))
@_blueprint
@_framework
@_seed
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help=tr("書き出すファイル"),
)
def new_command(blueprint: str, framework: str | None, seed: int | None, output: Path) -> int:
    """Write a paper to a file."""
    from quizapp.exam.paper import plain_paper

    paths, settings, _ = prepare()
    library = _library(paths)
    number = secrets.randbelow(10**6) if seed is None else seed
    paper = _drawn(paths, settings, library, blueprint, number, framework or "")
    _write(output, json.dumps(plain_paper(paper), ensure_ascii=False, indent=1) + "\n")
    click.echo(
        tr("{path} に {n} 問を書きました（種 {seed}）", path=output, n=paper.total, seed=number),
        err=True,
    )
    return 0


@command.command("sit", help=tr("模試を受ける。途中のものがあれば、その続きから。"))
@_blueprint
@_framework
@_seed
@click.option("--plain", is_flag=True, help=tr("行ごとの表示（パイプ、読み上げ向け）"))
@click.option(
    "--extra-time", type=click.FloatRange(1, 2), default=1.0, help=tr("時間を何倍にするか（1〜2）")
)
@click.argument("file", type=click.Path(path_type=Path, exists=True), required=False)
def sit_command(
    blueprint: str,
    framework: str | None,
    seed: int | None,
    plain: bool,
    extra_time: float,
    file: Path | None,
) -> int:
    """Sit a paper: one from a file, a new one, or the one under way."""
    from quizapp.exam.draw import used_lately
    from quizapp.exam.paper import read_paper
    from quizapp.exam.sittings import open_sitting, start_or_resume

    paths, settings, problems = prepare()
    for problem in problems:
        sys.stderr.write(f"quizapp: {problem}\n")
    clock = the_clock()
    lines = plain or not has_terminal() or os.environ.get("TERM") == "dumb"
    with _log(paths, settings) as log:
        library = _library(paths)
        paper = None
        if file is not None:
            paper = read_paper(_read(file), str(file))
        elif seed is not None or open_sitting(log) is None:
            from quizapp.exam.draw import draw
            from quizapp.exam.shelf import find

            made = find(blueprint, paths.home / "blueprints")
            number = secrets.randbelow(10**6) if seed is None else seed
            lately = [read_paper(row.paper, row.id) for row in log.sittings()[:RECENT]]
            paper = draw(
                library,
                made,
                number,
                framework=framework or settings.framework,
                # A seed that was asked for gives the paper of that seed, whatever came before.
                recent=used_lately(lately) if seed is None else None,
            )
        sitting = start_or_resume(
            paper,
            library,
            log,
            clock.now(),
            extra=extra_time,
            foresee=lambda drawn: _foreseen(paths, settings, library, drawn, clock),
        )
        if lines:
            from quizapp.cli.exam_plain import run_plain_exam

            return run_plain_exam(sitting, library, log, clock)
    from quizapp.tui.app import run

    return run(paths, settings, clock, sitting=sitting.id, ascii_only=not speaks_unicode())


def _foreseen(
    paths: Paths, settings: Settings, library: Library, paper: Paper, clock: Clock
) -> Forecast | None:
    """What is expected of a paper that is begun now."""
    from quizapp.exam.foreseen import foreseen, mocks_of
    from quizapp.exam.paper import guesses
    from quizapp.practice.desk import beside
    from quizapp.practice.foresight import foresee

    with beside(paths, library, settings) as desk:
        told = foresee(desk, guesses(paper, library), clock.now())
        if told is None:
            return None
        return foreseen(told.expected, told.band, paper.total, mocks_of(desk.log))


@command.command("report", help=tr("模試の結果。id がなければ、いちばん新しいもの。"))
@click.option("--json", "as_json", is_flag=True, help=tr("JSON で出す"))
@click.option("--text", "as_text", is_flag=True, help=tr("文章で出す（何も指定しないときと同じ）"))
@click.option(
    "--html", type=click.Path(path_type=Path, dir_okay=False), help=tr("HTML を書き出すファイル")
)
@click.argument("name", required=False)
def report_command(as_json: bool, as_text: bool, html: Path | None, name: str | None) -> int:
    """The report of a sitting, or of a JSON file that this command wrote."""
    paths, settings, _ = prepare()
    made = _report(paths, settings, name)
    try:
        _say_report(made, as_json=as_json, as_text=as_text, html=html)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        if name is None or not name.endswith(".json"):
            raise
        raise _unreadable(name, error) from error
    return 0


def _unreadable(name: str, error: Exception) -> UsageError:
    return UsageError(
        tr("報告として読めません（{what}）", what=error),
        where=name,
        mend=tr("quizapp exam report --json が書いたファイルを選んでください"),
    )


def _say_report(made: dict[str, Any], *, as_json: bool, as_text: bool, html: Path | None) -> None:
    from quizapp.typeset.prose import plain

    if html is not None:
        from quizapp.exam.html import html_report
        from quizapp.tui.figures.page import PageFigures
        from quizapp.words import language

        figures = PageFigures("en" if language() == "en" else "ja")
        _write(html, html_report(made, plain, figures))
        click.echo(tr("{path} に書きました", path=html), err=True)
    if as_json:
        _say_json(made)
    elif as_text or html is None:
        from quizapp.exam.wording import text_report

        click.echo(text_report(made, plain), nl=False)


def _report(paths: Paths, settings: Settings, name: str | None) -> dict[str, Any]:
    from quizapp.exam.sittings import latest_done, report_of

    if name is not None and name.endswith(".json"):
        from quizapp.exam.classes import check_report

        try:
            return check_report(json.loads(_read(Path(name))))
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise _unreadable(name, error) from error
    with _log(paths, settings) as log:
        found = name or latest_done(log)
        if found is None:
            raise UsageError(
                tr("終わった模試がまだありません"), mend=tr("quizapp exam sit で受けられます")
            )
        return report_of(found, _library(paths), log, the_clock().now())


@command.command("list", help=tr("受けた模試と、使える設計図の一覧。"))
@click.option("--json", "as_json", is_flag=True, help=tr("JSON で出す"))
def list_command(as_json: bool) -> int:
    """Sittings, newest first, and blueprints."""
    from quizapp.clock import Moment
    from quizapp.exam.shelf import names
    from quizapp.exam.sittings import summaries

    paths, settings, _ = prepare()
    known = names(paths.home / "blueprints")
    with _log(paths, settings) as log:
        rows = summaries(log)
    if as_json:
        _say_json({"version": 1, "sittings": rows, "blueprints": list(known)})
        return 0
    for row in rows:
        when = Moment(row["begun_ms"], row["offset_min"]).local().strftime("%Y-%m-%d %H:%M")
        state = f"{row['right']}/{row['total']}" if row["submitted"] else tr("途中")
        click.echo(f"{row['id']}  {when}  {row['blueprint']}  {state}")
    click.echo(tr("設計図") + "  " + "  ".join(known))
    return 0


@command.command("class", help=tr("フォルダーに集めた報告（JSON）から、問題ごとの統計を出す。"))
@click.option("--json", "as_json", is_flag=True, help=tr("JSON で出す"))
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
def class_command(folder: Path, as_json: bool) -> int:
    """Item statistics of a class."""
    from quizapp.exam.classes import class_lines, class_report, read_reports

    prepare()
    made = class_report(read_reports(folder))
    if as_json:
        _say_json(made)
    else:
        click.echo("\n".join(class_lines(made)))
    return 0


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            tr("ファイルを読めません: {path}", path=path), mend=tr("場所を確かめてください")
        ) from error


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            tr("ファイルに書けません: {path}: {what}", path=path, what=error.strerror or error),
            mend=tr("別の場所を選んでください"),
        ) from error
