"""What quiz and review share: their common options and the way to screens or plain lines."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

import click

from quizapp.cli.start import has_terminal, prepare, speaks_unicode, the_clock
from quizapp.practice.choice import Choice
from quizapp.words import tr


def session_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--plain``, ``--count`` and ``--seed`` to a command."""
    for option in (
        click.option("--seed", type=int, help=tr("出題順と選択肢の並びを決める種")),
        click.option("-n", "--count", type=click.IntRange(1), help=tr("問題の数")),
        click.option("--plain", is_flag=True, help=tr("行ごとの表示（パイプ、読み上げ向け）")),
    ):
        function = option(function)
    return function


def begin(choice: Choice, *, plain: bool) -> int:
    """Run the chosen session on the screens, or in plain lines where asked or needed."""
    paths, settings, problems = prepare()
    for problem in problems:
        sys.stderr.write(f"quizapp: {problem}\n")
    clock = the_clock()
    if plain or not has_terminal() or os.environ.get("TERM") == "dumb":
        from quizapp.cli.plain import run_plain

        return run_plain(
            paths, settings, clock, make=lambda desk: desk.session(choice, clock.now())
        )
    from quizapp.tui.app import run

    return run(paths, settings, clock, choice=choice, ascii_only=not speaks_unicode())
