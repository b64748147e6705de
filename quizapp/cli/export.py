"""``quizapp export``: the whole study log as JSON Lines."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

import click

from quizapp.cli.start import prepare
from quizapp.errors import UsageError
from quizapp.practice.desk import open_study_log
from quizapp.words import tr


@click.command("export", help=tr("学習記録のすべてを JSON Lines で書き出す。"))
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help=tr("同じ名前のファイルに上書きする"))
def command(file: Path | None, force: bool) -> int:
    """Every event of the log, one JSON object a line, to FILE or standard output."""
    paths, settings, _ = prepare()
    with closing(open_study_log(paths, settings)) as log:
        if file is None:
            log.export_jsonl(sys.stdout)
            return 0
        if file.exists() and not force:
            raise UsageError(
                tr("同じ名前のファイルがあります"),
                where=str(file),
                mend=tr("別の名前にするか、--force を付けてください"),
            )
        try:
            with file.open("w", encoding="utf-8") as stream:
                count = log.export_jsonl(stream)
        except OSError as error:
            raise UsageError(
                tr("ファイルに書けません（{why}）", why=error.strerror or error),
                where=str(file),
                mend=tr("書ける場所を選んでください"),
            ) from error
    click.echo(tr("{count} 件を書き出しました: {file}", count=count, file=file), err=True)
    return 0
