"""What is wrong in a pack, said so that an author can mend it.

A *flaw* is found in one question and knows the field it lies in; a *problem* is a flaw that has
been given its file and line.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from quizapp.records import Localized
from quizapp.words import language

NOTHING = Localized()
Loc = tuple[str | int, ...]
"""The way to a value inside a table: ``("option", 2, "reason", "en")``, places counted from 0."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something wrong in one question or manifest."""

    loc: Loc
    code: str
    """Stable: "field.unknown", "text.language", "answer.unreadable" …"""
    message: Localized
    mend: Localized = NOTHING
    fatal: bool = True
    """False when the question can still be asked, as when one language is missing."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A flaw with its place in a file."""

    file: str
    line: int
    """1-based; 0 when the file as a whole is meant."""
    id: str
    """The question, or the pack when the manifest is at fault; empty when neither is known."""
    field: str
    code: str
    message: Localized
    mend: Localized = NOTHING

    def __str__(self) -> str:
        return self.line_in(language())

    def line_in(self, language: str) -> str:
        """The whole problem on one line: ``file:line: id: field: message``, with its mend."""
        parts = [f"{self.file}:{self.line}", self.id, self.field, self.message.get(language)]
        said = ": ".join(part for part in parts if part)
        mend = self.mend.get(language)
        return f"{said} → {mend}" if mend else said


def field_name(loc: Loc) -> str:
    """A location as an author would say it: ``option[3].reason.en``, places counted from 1."""
    said = ""
    for part in loc:
        if isinstance(part, int):
            said += f"[{part + 1}]"
        else:
            said += f".{part}" if said else part
    return said


def near(name: str, known: Iterable[str]) -> str:
    """The known name that ``name`` was probably meant to be, or ""."""
    known = list(known)
    folded = {one.casefold().replace("-", "_"): one for one in known}
    wanted = name.casefold().replace("-", "_")
    if wanted in folded:
        return folded[wanted]
    found = difflib.get_close_matches(wanted, folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else ""


def did_you_mean(name: str, known: Iterable[str]) -> Localized:
    """The mend for a name that is not known: the near one, else the list of all."""
    known = sorted(known)
    meant = near(name, known)
    if meant:
        return Localized(f"{meant} のことでしょうか", f"did you mean {meant}?")
    if not known:
        return Localized()
    listed = ", ".join(known)
    return Localized(f"使えるもの: {listed}", f"known: {listed}")
