"""A paper: the questions one seed drew, in order, and the rules they are sat under.

A paper names questions and does not hold them. It is the same on every machine with the same
packs; fingerprints tell when a question has been rewritten since.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from quizapp.content.inputs import ChoiceInput
from quizapp.errors import ContentError, UsageError
from quizapp.exam.blueprint import Blueprint, parse_blueprint, plain_blueprint
from quizapp.exam.choices import as_choice
from quizapp.words import tr

if TYPE_CHECKING:
    from quizapp.content.kinds.base import QuestionBase
    from quizapp.content.library import Library

FORMAT = "quizapp-exam"
VERSION = 1
Form = Literal["choice", "as-is"]


@dataclass(frozen=True, slots=True)
class Slot:
    """One place of a paper."""

    item: str
    """``pack/question``."""
    seed: int
    """Of the variant, for templates; else 0."""
    area: str
    topic: str
    form: Form
    """With one right option, or as the question was written."""
    options: tuple[int, ...] = ()
    """The authored 0-based index of the option (or step) shown at each place."""
    stem: str = ""
    section: int = 0
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """The questions of one exam."""

    blueprint: Blueprint
    seed: int
    framework: str
    """The library whose questions were drawn: "pytorch", "keras", or "" for both."""
    slots: tuple[Slot, ...]

    @property
    def total(self) -> int:
        """Questions in all."""
        return len(self.slots)


def question_of(library: Library, slot: Slot) -> QuestionBase:
    """The question at a place, in the form it is asked in. Raises ``ContentError``."""
    if slot.form == "as-is":
        return library.question(slot.item, slot.seed)
    asked = as_choice(library.choice(slot.item, slot.seed))
    if asked is None:
        raise ContentError(
            tr("{item} は選択肢の問題にできなくなりました", item=slot.item),
            mend=tr("問題が書き換えられています。新しい模試を作ってください"),
        )
    return asked


def guesses(paper: Paper, library: Library) -> list[tuple[str, float]]:
    """Every item of the paper with the chance that a guess at it is right."""
    found = []
    for slot in paper.slots:
        try:
            shape = question_of(library, slot).input
        except ContentError:
            continue
        one_of = len(slot.options) if isinstance(shape, ChoiceInput) else 0
        found.append((slot.item, 1 / one_of if one_of else 0.0))
    return found


def plain_paper(paper: Paper) -> dict[str, Any]:
    """The paper as JSON values; what ``exam new`` writes."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "blueprint": plain_blueprint(paper.blueprint),
        "seed": paper.seed,
        "framework": paper.framework,
        "questions": [
            {
                "id": slot.item,
                "seed": slot.seed,
                "area": slot.area,
                "topic": slot.topic,
                "form": slot.form,
                "options": list(slot.options),
                "stem": slot.stem,
                "section": slot.section,
                "fingerprint": slot.fingerprint,
            }
            for slot in paper.slots
        ],
    }


def paper_text(paper: Paper) -> str:
    """The paper as one line of JSON."""
    return json.dumps(plain_paper(paper), ensure_ascii=False, separators=(",", ":"))


def read_paper(text: str, where: str = "") -> Paper:
    """The paper that ``paper_text`` wrote. Raises ``UsageError`` for anything else."""
    try:
        raw = json.loads(text)
        if raw["format"] != FORMAT or raw["version"] != VERSION:
            raise ValueError(str(raw["format"]))
        blueprint = parse_blueprint(raw["blueprint"], where or FORMAT)
        slots = tuple(_slot(one) for one in raw["questions"])
        if not slots or not isinstance(raw["seed"], int) or isinstance(raw["seed"], bool):
            raise ValueError("questions, seed")
        return Paper(blueprint, raw["seed"], str(raw["framework"]), slots)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UsageError(
            tr("模試のファイルとして読めません（{what}）", what=error),
            where=where,
            mend=tr("quizapp exam new が書いたファイルを選んでください"),
        ) from error


def _slot(raw: Mapping[str, Any]) -> Slot:
    texts = {name: raw[name] for name in ("id", "area", "topic", "form", "stem", "fingerprint")}
    numbers = (raw["seed"], raw["section"], *raw["options"])
    if not all(isinstance(one, str) for one in texts.values()) or not all(
        isinstance(one, int) and not isinstance(one, bool) and one >= 0 for one in numbers
    ):
        raise ValueError("questions")
    options = tuple(raw["options"])
    if texts["form"] not in ("choice", "as-is") or sorted(options) != list(range(len(options))):
        raise ValueError("questions")
    return Slot(
        item=texts["id"],
        seed=raw["seed"],
        area=texts["area"],
        topic=texts["topic"],
        form="choice" if texts["form"] == "choice" else "as-is",
        options=options,
        stem=texts["stem"],
        section=raw["section"],
        fingerprint=texts["fingerprint"],
    )


def changed(library: Library, paper: Paper) -> tuple[list[str], list[str]]:
    """Items of the paper that these packs lack, and those they have in another wording."""
    missing = [slot.item for slot in paper.slots if not library.has(slot.item)]
    rewritten = [
        slot.item
        for slot in paper.slots
        if library.has(slot.item) and library.fingerprint(slot.item) != slot.fingerprint
    ]
    return missing, rewritten
