"""Looking and finding: the list of all items, searched as one types, filtered and sorted.

Words are folded to one width, case and kana before they are compared, so that ``ｼｸﾞﾓｲﾄﾞ``,
``シグモイド`` and ``しぐもいど`` find the same questions.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from quizapp.records import Localized, Memory
from quizapp.scheduling.leech import is_leech
from quizapp.scheduling.queue import is_waiting, retrievabilities

if TYPE_CHECKING:
    from quizapp.clock import Moment
    from quizapp.content.items import ItemInfo
    from quizapp.scheduling.settings import SchedulerSettings

Status = Literal["unseen", "wrong", "due", "flagged", "suspended", "leech", "unsure", "misjudged"]
STATUSES: tuple[Status, ...] = (
    "unseen", "wrong", "due", "flagged", "suspended", "leech", "unsure", "misjudged",
)  # fmt: skip

Order = Literal["pack", "due", "recall", "difficulty", "lapses"]
ORDERS: tuple[Order, ...] = ("pack", "due", "recall", "difficulty", "lapses")

UNSURE_DIFFICULTY = 7.0
"""From this FSRS difficulty on (1 to 10) a card counts as unsure."""

_KANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
"""Katakana to hiragana."""

NEW = Memory()


def fold(text: str) -> str:
    """``text`` in one width, case and kana."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_KANA)


class Finder:
    """The searchable text of each item, made once."""

    def __init__(
        self, rows: Sequence[ItemInfo], prompts: Mapping[str, Localized] | None = None
    ) -> None:
        """``prompts`` by question key (``pack/id``); without them only the list is searched."""
        prompts = prompts or {}
        self.rows = tuple(rows)
        self._texts = [_text_of(row, prompts.get(row.item.removesuffix("/r"))) for row in rows]

    def find(self, wanted: str) -> list[ItemInfo]:
        """The items in which every word of ``wanted`` occurs, in the order of the packs.

        An item whose id begins with ``wanted`` comes before all others.
        """
        words = fold(wanted).split()
        if not words:
            return list(self.rows)
        found = [
            row
            for row, text in zip(self.rows, self._texts, strict=True)
            if all(word in text for word in words)
        ]
        if len(words) == 1:
            found.sort(key=lambda row: not fold(row.id).startswith(words[0]))
        return found


def _text_of(row: ItemInfo, prompt: Localized | None) -> str:
    parts = [
        row.id, row.kind, row.topic, row.area, row.syllabus, row.demo, row.stem, row.framework,
        row.title.ja, row.title.en, row.topic_title.ja, row.topic_title.en,
    ]  # fmt: skip
    if prompt is not None:
        parts += [prompt.ja, prompt.en]
    # A word must not be found across two parts.
    return fold("\n".join(parts))


class Standing(NamedTuple):
    """What the record says of one item now."""

    memory: Memory
    wrong: bool
    """Whether the last judged answer was wrong."""
    recall: float
    """The chance that it is remembered now; 0 for one never met."""
    due: bool
    leech: bool
    misjudged: bool = False
    """Whether the learner was sure of it and wrong, and has not been right since."""

    @property
    def unsure(self) -> bool:
        """Met, and hard to keep: high difficulty, or answered wrong last."""
        return self.memory.state != "new" and (
            self.wrong or self.memory.difficulty >= UNSURE_DIFFICULTY
        )

    def has(self, status: Status) -> bool:
        """Whether the item stands so."""
        if status == "unseen":
            return self.memory.state == "new"
        if status == "flagged":
            return self.memory.flagged
        if status == "suspended":
            return self.memory.suspended
        return bool(getattr(self, status))


def standings(
    items: Sequence[str],
    memories: Mapping[str, Memory],
    wrong: Collection[str],
    at: Moment,
    settings: SchedulerSettings,
    misjudged: Collection[str] = (),
) -> dict[str, Standing]:
    """How each of ``items`` stands at ``at``."""
    own = [memories.get(item, NEW) for item in items]
    recall = retrievabilities(own, at, settings)
    wrong, misjudged = set(wrong), set(misjudged)
    return {
        item: Standing(
            memory,
            item in wrong,
            chance,
            is_waiting(memory, at),
            is_leech(memory, settings),
            item in misjudged,
        )
        for item, memory, chance in zip(items, own, recall, strict=True)
    }


@dataclass(frozen=True, slots=True)
class Filter:
    """What is to be seen: any of the statuses, of the kinds, of the topics; empty means all."""

    statuses: frozenset[Status] = field(default_factory=frozenset)
    kinds: frozenset[str] = field(default_factory=frozenset)
    topics: frozenset[str] = field(default_factory=frozenset)

    def __bool__(self) -> bool:
        return bool(self.statuses or self.kinds or self.topics)

    def takes(self, row: ItemInfo, standing: Standing) -> bool:
        """Whether an item passes."""
        return (
            (not self.kinds or row.kind in self.kinds)
            and (not self.topics or row.topic in self.topics)
            and (not self.statuses or any(standing.has(status) for status in self.statuses))
        )


def chosen(
    rows: Iterable[ItemInfo],
    standing: Mapping[str, Standing],
    which: Filter,
    by: Order = "pack",
) -> list[ItemInfo]:
    """The rows that pass ``which``, in the order ``by``; items never met come last in it."""
    kept = [row for row in rows if which.takes(row, standing[row.item])] if which else list(rows)
    if by == "pack":
        return kept

    def key(row: ItemInfo) -> tuple[bool, float]:
        one = standing[row.item]
        memory = one.memory
        value = {
            "due": float(memory.due_ms),
            "recall": one.recall,
            "difficulty": -memory.difficulty,
            "lapses": -float(memory.lapses),
        }[by]
        return memory.state == "new", value

    return sorted(kept, key=key)
