"""Sets of questions: what several of them share, written once as a ``[[stem]]`` of their file.

The exam asks in sets: one figure or listing, three or four questions, each answered by itself. A
question names its stem; when the pack is read the stem is put into every question of the set, so
that a question can be shown, hashed and asked without its neighbours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from quizapp.content.kinds.base import FigureLink
from quizapp.content.problems import Flaw, Problem, did_you_mean
from quizapp.content.reading import build, raw_flaws
from quizapp.content.source import Raw, Source
from quizapp.content.tables import Frozen, Id
from quizapp.content.text import Text
from quizapp.records import Localized


class Stem(Frozen):
    """What a set shares: a text (a listing in it is fenced), and perhaps a figure."""

    id: Id
    text: Text
    figure: FigureLink | None = None
    """A sketch, or a figure drawn by a demo."""


def read_stems(
    source: Source, languages: tuple[str, ...]
) -> tuple[dict[str, dict[str, Any]], list[Problem]]:
    """The sound stems of a file by id, as tables, and what is wrong with the others."""
    found: dict[str, dict[str, Any]] = {}
    problems: list[Problem] = []
    for raw in source.stems:
        stem, flaws = build(Stem, raw.data)
        flaws += raw_flaws(raw.data, languages)
        if stem is not None and stem.id in found:
            flaws.append(
                Flaw(
                    ("id",),
                    "id.twice",
                    Localized(f"{stem.id} は 2 回目です", f"{stem.id} is there twice"),
                )
            )
        problems += [raw.problem(flaw) for flaw in flaws]
        if stem is not None and not any(flaw.fatal for flaw in flaws):
            found[stem.id] = dict(raw.data)
    return found, problems


def joined(questions: Sequence[Raw], stems: Mapping[str, dict[str, Any]]) -> list[Raw]:
    """The questions, each with its stem and its place in the set put in."""
    totals = Counter(raw.data.get("stem") for raw in questions if _named(raw))
    places: Counter[Any] = Counter()
    found = []
    for raw in questions:
        if not _named(raw) or raw.data["stem"] not in stems:
            found.append(raw)
            continue
        name = raw.data["stem"]
        places[name] += 1
        shared = {**stems[name], "place": places[name], "total": totals[name]}
        found.append(raw.with_data(shared=shared))
    return found


def stem_flaws(raw: Raw, stems: Mapping[str, dict[str, Any]]) -> list[Flaw]:
    """A stem that the file does not have, or one written into the question itself."""
    if "stem" not in raw.data and "shared" in raw.data:
        return [
            Flaw(
                ("shared",),
                "field.unknown",
                Localized("shared は書けません", "shared has no place here"),
                Localized(
                    "[[stem]] を書き、stem でその id を指してください",
                    "write a [[stem]] and name its id in stem",
                ),
            )
        ]
    if _named(raw) and raw.data["stem"] not in stems:
        name = str(raw.data["stem"])
        return [
            Flaw(
                ("stem",),
                "stem.unknown",
                Localized(f"{name} という stem はありません", f"there is no stem {name}"),
                did_you_mean(name, stems),
            )
        ]
    return []


def _named(raw: Raw) -> bool:
    return isinstance(raw.data.get("stem"), str) and bool(raw.data["stem"])
