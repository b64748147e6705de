"""``quizapp schema``: the JSON Schema of pack files, for completion in editors."""

from __future__ import annotations

import json

import click

from quizapp.words import tr


@click.command("schema", help=tr("問題ファイル（--pack では pack.toml）の JSON Schema を出す。"))
@click.option("--pack", is_flag=True, help=tr("pack.toml の JSON Schema を出す"))
def command(pack: bool) -> int:
    """The JSON Schema on standard output."""
    from quizapp.content.schema import pack_schema, question_schema

    click.echo(
        json.dumps(pack_schema() if pack else question_schema(), ensure_ascii=False, indent=2)
    )
    return 0
