"""``quizapp list``: everything that can be asked."""

from __future__ import annotations

import click

from quizapp.cli.packs import both, evidence_word, kind_word, one_of, say_json, the_library
from quizapp.content.items import ItemInfo
from quizapp.practice.finding import STATUSES, Status
from quizapp.words import language, tr


@click.command("list", help=tr("問題とカードの一覧を出す。"))
@click.option("--topic", help=tr("このテーマだけ"))
@click.option("--area", help=tr("この分野だけ"))
@click.option("--kind", help=tr("この種類だけ"))
@click.option("--pack", help=tr("このパックだけ"))
@click.option("--search", default="", help=tr("id、題、問題文、トピックからことばを探す"))
@click.option(
    "--filter",
    "statuses",
    multiple=True,
    type=click.Choice(STATUSES),
    help=tr("学習の状態で絞る（複数可）"),
)
@click.option("--json", "as_json", is_flag=True, help=tr("JSON で出す"))
def command(
    topic: str | None,
    area: str | None,
    kind: str | None,
    pack: str | None,
    search: str,
    statuses: tuple[Status, ...],
    as_json: bool,
) -> int:
    """One line for each item, or one JSON object with all of them."""
    library = the_library()
    rows = list(library.items())
    known = {
        "--pack": (pack, [row.pack for row in rows], 1),
        "--topic": (topic, [one.id for one in library.topics], 4),
        "--area": (area, [one.id for one in library.areas], 6),
        "--kind": (kind, [row.kind for row in rows], 3),
    }
    for option, (value, names, column) in known.items():
        if value is not None:
            wanted = one_of(option, value, names)
            rows = [row for row in rows if row[column] == wanted]
    if search:
        from quizapp.practice.finding import Finder

        rows = Finder(rows, library.prompts()).find(search)
    if statuses:
        rows = _standing_so(rows, statuses)
    if as_json:
        say_json({"items": [item_json(row) for row in rows]})
        return 0
    from quizapp.typeset.widths import fill

    spoken = language()
    lines = [
        (row.item, kind_word(row.kind), row.topic_title.get(spoken), evidence_word(row.evidence))
        for row in rows
    ]
    from quizapp.typeset.widths import width

    columns = [max((width(line[place]) for line in lines), default=0) for place in range(4)]
    for row, line in zip(rows, lines, strict=True):
        cells = [fill(text, cells) for text, cells in zip(line, columns, strict=True)]
        turned = f" {tr('（裏）')}" if row.reverse else ""
        click.echo("  ".join([*cells, row.title.get(spoken) + turned]).rstrip())
    click.echo(tr("{n} 件", n=len(rows)), err=True)
    return 0


def _standing_so(rows: list[ItemInfo], statuses: tuple[Status, ...]) -> list[ItemInfo]:
    """The rows the record says one of ``statuses`` of. Raises ``StoreError``."""
    from quizapp.cli.start import prepare, the_clock
    from quizapp.practice.desk import scheduler_settings
    from quizapp.practice.finding import Filter, chosen, standings
    from quizapp.scheduling.fold import LogFold
    from quizapp.store import memory_log, open_log

    paths, settings, _ = prepare()
    scheduler = scheduler_settings(settings)
    fold = LogFold(scheduler)
    items = [row.item for row in rows]
    log = (
        open_log(paths.store, fold=fold, read_only=True)
        if paths.store.exists()
        else memory_log(fold=fold)
    )
    with log:
        memories, wrong = log.memories(items), log.mistakes()
    standing = standings(items, memories, wrong, the_clock().now(), scheduler)
    return chosen(rows, standing, Filter(frozenset(statuses)))


def item_json(row: ItemInfo) -> dict[str, object]:
    """One item as ``list --json`` shows it; ``id`` names it in every other command."""
    return {
        "id": row.item,
        "kind": row.kind,
        "topic": row.topic,
        "area": row.area,
        "syllabus": row.syllabus,
        "difficulty": row.difficulty,
        "title": both(row.title),
        "demo": row.demo or None,
        "demo_knobs": row.demo_knobs,
        "evidence": row.evidence,
        "languages": list(row.languages),
        "optional": row.optional,
        "reverse": row.reverse,
        "pack": row.pack,
        "fingerprint": row.fingerprint,
    }
