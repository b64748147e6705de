"""``quizapp config``: see the settings, or change one."""

from __future__ import annotations

import json
from dataclasses import asdict, fields, replace
from difflib import get_close_matches
from typing import Any

import click

from quizapp.errors import UsageError
from quizapp.settings import Settings, load_paths, load_settings, mend_value, save_settings
from quizapp.words import tr


@click.command("config", help=tr("設定を見る、変える。例: quizapp config exam_date 2027-01-20"))
@click.argument("name", required=False)
@click.argument("value", required=False)
@click.option("--json", "as_json", is_flag=True, help=tr("JSON で出す"))
def command(name: str | None, value: str | None, as_json: bool) -> int:
    """All settings, one setting, or one setting changed."""
    path = load_paths().config
    settings, problems = load_settings(path)
    for problem in problems:
        click.echo(f"quizapp: {problem}", err=True)
    if name is not None and name not in {field.name for field in fields(Settings)}:
        near = get_close_matches(name, [field.name for field in fields(Settings)], 1)
        raise UsageError(
            tr("{name} という設定はありません", name=name),
            mend=tr("{near} のことですか", near=near[0])
            if near
            else tr("quizapp config で一覧が出ます"),
        )
    if name is not None and value is not None:
        settings = replace(settings, **{name: _typed(name, value)})
        save_settings(path, settings)
    shown = asdict(settings) if name is None else {name: getattr(settings, name)}
    if as_json:
        click.echo(
            json.dumps({"version": 1, "path": str(path), "settings": shown}, ensure_ascii=False)
        )
    else:
        for key, one in shown.items():
            click.echo(f"{key} = {one}")
        if name is None:
            click.echo(tr("ファイル: {path}", path=path), err=True)
    return 0


def _typed(name: str, text: str) -> Any:
    """``text`` as the setting takes it. Raises ``UsageError`` with what is allowed."""
    value: Any = text
    if isinstance(getattr(Settings(), name), (int, float)):
        try:
            value = float(text)
        except ValueError:
            value = None
    mended, problem = mend_value(name, value)
    if problem:
        raise UsageError(problem, where=f"{name} = {text}")
    return mended
