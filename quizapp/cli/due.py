"""``quizapp due``: how many cards wait, for shell prompts and status bars.

Asked for many times a day by machines, so it loads next to nothing: no command-line library, no
packs, no memory model. The counts come from the caches that every answer keeps up to date.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from quizapp.cli.start import prepare, the_clock
from quizapp.errors import UsageError
from quizapp.words import tr

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from quizapp.clock import Moment
    from quizapp.records import DueCounts
    from quizapp.settings import Settings

HELP = "今日の復習と新しい問題の数を出す。"
JSON_HELP = "JSON で出す"


def run(argv: list[str]) -> int:
    """The exit code of ``quizapp due`` with the arguments ``argv``."""
    paths, settings, problems = prepare()
    if any(word in ("-h", "--help") for word in argv):
        sys.stdout.write(f"quizapp due [--json]\n\n{tr(HELP)}\n\n  --json  {tr(JSON_HELP)}\n")
        return 0
    for word in argv:
        if word != "--json":
            raise UsageError(
                tr("{word} という指定はありません", word=word), mend="quizapp due [--json]"
            )
    for problem in problems:
        sys.stderr.write(f"quizapp: {problem}\n")
    counts = count(paths.store, paths.cache, settings, the_clock().now())
    if "--json" in argv:
        # Written by hand: three numbers do not need a library.
        sys.stdout.write(
            f'{{"version": 1, "due": {counts.due}, "new": {counts.new},'
            f' "learning": {counts.learning}}}\n'
        )
        return 0
    sys.stdout.write(
        tr(
            "復習 {due}  新しい {new}  学習中 {learning}",
            due=counts.due,
            new=counts.new,
            learning=counts.learning,
        )
        + "\n"
    )
    return 0


def count(store: Path, cache: Path, settings: Settings, at: Moment) -> DueCounts:
    """What waits at ``at``: reviews, new ones still wanted today, steps to finish today.

    Only items that have a question are counted, as far as the packs' cache tells. Before the
    packs were ever read, new ones are what the day allows.
    """
    from quizapp.clock import day_end_ms, study_day
    from quizapp.scheduling.days import day_of
    from quizapp.store.counts import waiting

    return waiting(
        store,
        at.at_ms,
        day_end_ms(at, settings.rollover_hour),
        day=day_of(study_day(at, settings.rollover_hour)),
        known=_known(cache),
        new_per_day=settings.new_per_day,
    )


def _known(cache: Path) -> Collection[str] | None:
    """The items the packs hold, or None when that is not known."""
    if not os.path.exists(cache):
        return None
    from quizapp.content.index import item_keys

    keys = item_keys(cache)
    return None if keys is None else frozenset(keys)


def __getattr__(name: str) -> Any:
    """The same as a click command, for lists of commands and completion."""
    if name != "command":
        raise AttributeError(name)
    import click

    @click.command("due", help=tr(HELP))
    @click.option("--json", "as_json", is_flag=True, help=tr(JSON_HELP))
    def command(as_json: bool) -> int:
        return run(["--json"] if as_json else [])

    return command
