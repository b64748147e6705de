"""``quizapp import``: take in a study log from another machine."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

import click

from quizapp.cli.start import prepare
from quizapp.practice.desk import open_study_log
from quizapp.words import tr

SQLITE = b"SQLite format 3\x00"


@click.command(
    "import",
    help=tr("ほかの端末の学習記録を取り込む（書き出したファイル、または study.sqlite3）。"),
)
@click.argument(
    "file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)
)
def command(file: Path) -> int:
    """Merge FILE ("-" for standard input) into the log; what is there already is passed over."""
    paths, settings, _ = prepare()
    with closing(open_study_log(paths, settings)) as log:
        if str(file) == "-":
            count = log.import_jsonl(sys.stdin)
        elif is_store(file):
            count = log.merge(file)
        else:
            with file.open(encoding="utf-8-sig") as stream:
                count = log.import_jsonl(stream)
    click.echo(tr("{count} 件を取り込みました", count=count), err=True)
    return 0


def is_store(file: Path) -> bool:
    """Whether ``file`` is a study log as quizapp keeps it."""
    with file.open("rb") as stream:
        return stream.read(len(SQLITE)) == SQLITE
