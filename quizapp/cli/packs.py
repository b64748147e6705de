"""What the commands about packs share: the library, names of kinds, problems on standard error."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from quizapp.content.library import Library, open_library
from quizapp.content.problems import Problem, near
from quizapp.errors import UsageError
from quizapp.practice.labels import evidence_word as evidence_word
from quizapp.practice.labels import kind_word as kind_word
from quizapp.records import Localized
from quizapp.settings import load_paths
from quizapp.words import tr


def the_library() -> Library:
    """The learner's library; what is wrong in it is told in one line on standard error."""
    paths = load_paths()
    library = open_library(paths.packs, paths.cache)
    if library.problems:
        click.echo(
            "quizapp: "
            + tr("{n} か所に問題があります。quizapp check で見られます", n=len(library.problems)),
            err=True,
        )
    return library


def one_of(option: str, value: str, known: Iterable[str]) -> str:
    """``value`` when it is known. Raises ``UsageError`` with the near name otherwise."""
    names = list(dict.fromkeys(known))
    if value in names:
        return value
    meant = near(value, names)
    raise UsageError(
        tr("{option} に {value} はありません", option=option, value=value),
        mend=tr("{meant} のことでしょうか", meant=meant)
        if meant
        else tr("使えるもの: {names}", names=", ".join(names)),
    )


def both(text: Localized) -> dict[str, str]:
    """A text as JSON has it."""
    return {"ja": text.ja, "en": text.en}


def say_json(value: dict[str, Any]) -> None:
    """One versioned JSON object on standard output."""
    click.echo(json.dumps({"version": 1, **value}, ensure_ascii=False))


def from_here(file: str) -> str:
    """A path as short as it can be said from the present folder."""
    try:
        short = os.path.relpath(file)
    except ValueError:
        return file
    return short if not short.startswith(os.pardir) and Path(file).is_absolute() else file


def problem_line(problem: Problem, language: str) -> str:
    """A problem on one line, its file named from here."""
    from dataclasses import replace

    return replace(problem, file=from_here(problem.file)).line_in(language)
