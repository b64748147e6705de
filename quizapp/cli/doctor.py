"""``quizapp doctor``: where everything lies, what is wrong with it, and the mends."""

from __future__ import annotations

import json
import platform
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quizapp.cli.start import prepare, the_clock
from quizapp.errors import StoreError, UsageError
from quizapp.words import tr

if TYPE_CHECKING:
    from quizapp.settings import Paths, Settings
    from quizapp.store.sqlite import SqliteLog

LABEL_CELLS = 12


@click.command("doctor", help=tr("記録と端末を調べ、直す。"))
@click.option("--json", "as_json", is_flag=True, help=tr("JSON で出す"))
@click.option("--rebuild", is_flag=True, help=tr("記憶と合計を記録から作り直す"))
@click.option("--backup", is_flag=True, help=tr("控えを今すぐ作る"))
@click.option("--restore", is_flag=True, help=tr("いちばん新しい無事な控えから記録を戻す"))
@click.option(
    "--from",
    "source",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=tr("--restore で使う控え"),
)
def command(as_json: bool, rebuild: bool, backup: bool, restore: bool, source: Path | None) -> int:
    """0 when all is well, 1 when something was found, 4 when the log cannot be used."""
    paths, settings, problems = prepare()
    if source is not None and not restore:
        raise UsageError(tr("--from は --restore と一緒に使います"))
    done: list[str] = []
    if restore:
        done += _restore(paths, settings, source)
    if rebuild or backup:
        done += _mend(paths, settings, rebuild=rebuild, backup=backup)
    report, trouble = examine(paths, settings, problems)
    report["done"] = done
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False))
    else:
        click.echo("\n".join(lines(report)))
    if trouble is not None:
        return trouble.exit_code
    return 1 if any(not one["harmless"] for one in report["findings"]) else 0


# ── mending ──────────────────────────────────────────────────────────────────────────────────


def _open(paths: Paths, settings: Settings, *, read_only: bool = False) -> SqliteLog:
    from quizapp.practice.desk import scheduler_settings
    from quizapp.scheduling.fold import LogFold
    from quizapp.store import open_log

    fold = LogFold(scheduler_settings(settings))
    return open_log(paths.store, fold=fold, read_only=read_only)


def _mend(paths: Paths, settings: Settings, *, rebuild: bool, backup: bool) -> list[str]:
    if not paths.store.exists():
        raise UsageError(tr("記録はまだありません"), where=str(paths.store))
    done = []
    with _open(paths, settings) as log:
        if backup:
            target = log.backup_before("doctor")
            done.append(tr("控えを作りました: {path}", path=target))
        if rebuild:
            done.append(tr("{n} 枚の記憶を作り直しました", n=log.rebuild()))
    return done


def _restore(paths: Paths, settings: Settings, source: Path | None) -> list[str]:
    from quizapp.store import backups
    from quizapp.store.restoring import restore, salvage

    chosen = source or backups.newest_sound(paths.store)
    result = restore(paths.store, chosen)
    done = [tr("控えから戻しました: {path}", path=chosen)]
    if result.aside is not None:
        done.append(tr("前の記録はここに残しました: {path}", path=result.aside))
        if result.was_damaged:
            with _open(paths, settings) as log:
                saved = log.merge_events(salvage(result.aside), backup=False)
            done.append(tr("壊れた記録から {n} 件を救い出しました", n=saved))
    return done


# ── examining ────────────────────────────────────────────────────────────────────────────────


def examine(
    paths: Paths, settings: Settings, problems: tuple[str, ...]
) -> tuple[dict[str, Any], StoreError | None]:
    """All facts and findings as plain values, and why the log cannot be used, if it cannot."""
    from quizapp.cli.terminal import facts
    from quizapp.store import backups

    findings: list[dict[str, Any]] = [
        _finding("settings", problem, str(paths.config), harmless=True) for problem in problems
    ]
    store: dict[str, Any] = {"exists": paths.store.exists()}
    trouble = None
    if paths.store.exists():
        told, trouble = _examine_store(paths, settings, findings)
        store.update(told)
    elif backups.list_backups(paths.store):
        findings.append(
            _finding(
                "store.missing",
                tr("記録がありませんが、控えはあります"),
                tr("quizapp doctor --restore で控えから戻せます。"),
            )
        )
    report = {
        "version": 1,
        "versions": _versions(),
        "paths": {
            name: str(getattr(paths, name))
            for name in ("home", "store", "cache", "config", "packs")
        },
        "store": store,
        "backups": [
            {"path": str(one.path), "reason": one.reason, "made_ms": one.made_ms, "size": one.size}
            for one in backups.list_backups(paths.store)
        ],
        "terminal": facts(),
        "findings": findings,
    }
    return report, trouble


def _finding(code: str, text: str, mend: str, *, harmless: bool = False) -> dict[str, Any]:
    return {"code": code, "text": text, "mend": mend, "harmless": harmless}


def _examine_store(
    paths: Paths, settings: Settings, findings: list[dict[str, Any]]
) -> tuple[dict[str, Any], StoreError | None]:
    """Facts about the log, and why it cannot be used, if it cannot; adds to ``findings``."""
    facts: dict[str, Any] = {"size": paths.store.stat().st_size}
    trouble = None
    try:
        try:
            log = _open(paths, settings)
        except StoreError as error:
            # What cannot be written can often still be read, and says more than the error alone.
            trouble = error
            findings.append(_finding(type(error).__name__, error.what, error.mend))
            log = _open(paths, settings, read_only=True)
        with log:
            found = log.check()
            findings += [
                _finding(one.code, one.text, one.mend, harmless=one.harmless) for one in found
            ]
            if all(one.code != "integrity" for one in found):
                facts["device"] = log.device
                facts["lines"] = log.line_count()
                facts["items"] = len(log.memories())
                facts["last_ms"] = log.newest_ms()
    except StoreError as error:
        trouble = trouble or error
    return facts, trouble


def _versions() -> dict[str, str]:
    from importlib.metadata import PackageNotFoundError, version

    from quizapp import __version__

    found = {
        "quizapp": __version__,
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
    }
    for name in ("textual", "numpy", "sympy", "pydantic"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = ""
    return found


# ── telling ──────────────────────────────────────────────────────────────────────────────────


def lines(report: dict[str, Any]) -> list[str]:
    """The report as a person reads it: findings last, where the eye rests."""
    from quizapp.typeset.widths import fill

    def row(label: str, text: object) -> str:
        return f"  {fill(label, LABEL_CELLS)}  {text}"

    paths, store, terminal = report["paths"], report["store"], report["terminal"]
    said = [tr("版")]
    said += [row(name, value) for name, value in report["versions"].items() if value]
    said += ["", tr("場所")]
    labels = {
        "home": tr("データ"),
        "store": tr("記録"),
        "cache": tr("キャッシュ"),
        "config": tr("設定"),
        "packs": tr("パック"),
    }
    said += [row(labels[name], path) for name, path in paths.items()]
    said += ["", tr("記録")]
    if not store["exists"]:
        said.append(row(tr("状態"), tr("まだありません")))
    if "size" in store:
        said.append(row(tr("大きさ"), _size(store["size"])))
    if "lines" in store:
        said.append(row(tr("行"), store["lines"]))
        said.append(row(tr("カード"), store["items"]))
        said.append(row(tr("最後"), _when(store["last_ms"])))
        said.append(row(tr("端末の名前"), store["device"]))
    for one in report["backups"]:
        said.append(
            row(tr("控え"), f"{_when(one['made_ms'])}  {_size(one['size']):>9}  {one['path']}")
        )
    said += ["", tr("端末")]
    said.append(row(tr("大きさ"), f"{terminal['columns']}x{terminal['rows']}"))
    said.append(row(tr("色"), terminal["colours"] if not terminal["no_color"] else "NO_COLOR"))
    said.append(row("TERM", terminal["term"] or "-"))
    said.append(row(tr("文字コード"), terminal["encoding"] or "-"))
    said.append(row(tr("ロケール"), terminal["locale"] or "-"))
    width = terminal["ambiguous_width"]
    said.append(row(tr("○ の幅"), tr("測れません") if width is None else width))
    said.append("")
    said += [f"✓ {text}" if _unicode() else f"+ {text}" for text in report["done"]]
    bad = [one for one in report["findings"] if not one["harmless"]]
    for one in report["findings"]:
        said.append(f"{'-' if one['harmless'] else '!'} {one['text']}")
        if one["mend"]:
            said.append(f"  {one['mend']}")
    if not bad:
        said.append(tr("異常はありません。"))
    return said


def _unicode() -> bool:
    from quizapp.cli.start import speaks_unicode

    return speaks_unicode()


def _size(size: int) -> str:
    if size < 1_000_000:
        return f"{size / 1000:.0f} kB"
    return f"{size / 1_000_000:.1f} MB"


def _when(at_ms: int | None) -> str:
    if not at_ms:
        return "-"
    from quizapp.clock import Moment

    now = the_clock().now()
    return f"{Moment(at_ms, now.offset_min).local():%Y-%m-%d %H:%M}"
