"""What a library lists: light rows for every question, made by the thousand at each start.

They are named tuples, not dataclasses, because a start builds 2,000 of them and a tuple is made
from a database row as it comes.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from quizapp.records import Localized


class ItemInfo(NamedTuple):
    """One thing that can be asked: a question, or one side of a card."""

    item: str
    """``pack/question``, with ``/r`` behind it for the reverse side of a card."""
    pack: str
    id: str
    kind: str
    topic: str
    topic_title: Localized
    area: str
    syllabus: str
    difficulty: int
    title: Localized
    demo: str
    """Id of the tied demo, or ""."""
    knobs_json: str
    evidence: str
    """The strongest evidence the question offers; ``quizapp check`` says whether it holds."""
    languages: tuple[str, ...]
    optional: bool
    reverse: bool
    fingerprint: str
    """A short hash of the question as written; another one means another wording or answer."""
    stem: str = ""
    """Id of the set the question belongs to, or ""; unique in its topic."""
    framework: str = ""
    """ "pytorch" or "keras" where the question uses the words of one of them."""

    @property
    def demo_knobs(self) -> dict[str, Any]:
        """The knobs that carry the question's own numbers to its demo."""
        knobs: dict[str, Any] = json.loads(self.knobs_json) if self.knobs_json else {}
        return knobs


class Area(NamedTuple):
    """One area of the exam."""

    pack: str
    id: str
    title: Localized
    weight: float
    """Share of the exam, in the unit of the pack (questions of a mock exam, say)."""


class Topic(NamedTuple):
    """One topic of a pack."""

    pack: str
    id: str
    title: Localized
    area: str
    syllabus: str


class PackInfo(NamedTuple):
    """One pack."""

    id: str
    title: Localized
    languages: tuple[str, ...]
    licence: str
    authors: tuple[str, ...]
    origin: Localized
    syllabus: str
    folder: str


def question_key(item: str) -> tuple[str, bool]:
    """The question behind an item, and whether the item is its reverse side."""
    return (item[:-2], True) if item.endswith("/r") else (item, False)
