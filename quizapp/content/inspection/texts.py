"""Texts as a learner will see them: formulas that typeset, titles that fit, hints that lead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from quizapp.content.kinds.base import QuestionBase
from quizapp.content.problems import Flaw, Loc
from quizapp.content.text import LANGUAGES
from quizapp.records import Localized
from quizapp.typeset.prose import check_text
from quizapp.typeset.widths import width

TITLE_CELLS = 30
HINTS = (2, 3)
_FENCED = re.compile(r"```.*?```", re.DOTALL)
_INLINE = re.compile(r"(?<!\$)\$(?!\$)[^$]*\$(?!\$)")
_LOST = re.compile(r"\t|\n(?:abla|eq|ot|u|ewline)\b")


def text_flaws(question: QuestionBase) -> Iterator[Flaw]:
    """Everything wrong with the texts of ``question``, its label included."""
    for loc, text in question.texts:
        for language in LANGUAGES:
            part = getattr(text, language)
            if isinstance(part, str):
                yield from _markup((*loc, language), part)
            else:
                for place, entry in enumerate(part):
                    yield from _markup((*loc, language, place), entry)
    label = getattr(question, "label", "")
    if label:
        yield from _markup(("label",), f"${label}$")
    for place, entry in enumerate(getattr(question, "labels", ())):
        yield from _markup(("labels", place), f"${entry}$")
    yield from _titles(question)
    yield from _guidance(question)


def _markup(loc: Loc, text: str) -> Iterator[Flaw]:
    bare = _FENCED.sub("", text)
    if any("\n" in found for found in _INLINE.findall(bare)) or _LOST.search(bare):
        # What this does to the formula would only be told twice.
        yield Flaw(
            loc,
            "text.backslash",
            Localized(
                "LaTeX の \\ が、タブや改行に変わっているようです",
                "a LaTeX backslash seems to have become a tab or a line break",
            ),
            Localized(
                "'…' か '''…''' で囲み、文中の数式は 1 行で書いてください",
                "write it between '…' or '''…''', and an inline formula on one line",
            ),
        )
        return
    for said in _faults(text):
        yield Flaw(
            loc, "text.markup", Localized(f"組版できません: {said}", f"cannot be typeset: {said}")
        )


@lru_cache(maxsize=4096)
def _faults(text: str) -> tuple[str, ...]:
    """What keeps ``text`` from being typeset, looked for once.

    The two forms of a variant share nearly all of their texts, and its seeds many.
    """
    return tuple(check_text(text))


def _titles(question: QuestionBase) -> Iterator[Flaw]:
    for language in LANGUAGES:
        title = getattr(question.title, language)
        if "\n" in title:
            yield Flaw(
                ("title", language),
                "title.lines",
                Localized("題は 1 行で書きます", "a title is one line"),
            )
        cells = width(title)
        if cells > TITLE_CELLS:
            yield Flaw(
                ("title", language),
                "title.long",
                Localized(
                    f"幅が {cells} あります（{TITLE_CELLS} まで）",
                    f"{cells} cells wide (up to {TITLE_CELLS})",
                ),
            )


def _guidance(question: QuestionBase) -> Iterator[Flaw]:
    """Hints and an explanation are owed by everything that is checked."""
    if question.kind == "recall":
        return
    count = len(question.hints)
    if not HINTS[0] <= count <= HINTS[1]:
        yield Flaw(
            ("hints",),
            "hints.count",
            Localized(
                f"ヒントが {count} 個あります（{HINTS[0]}〜{HINTS[1]} 個）",
                f"{count} hints ({HINTS[0]} or {HINTS[1]} are wanted)",
            ),
        )
    if not question.explanation:
        yield Flaw(
            ("explanation",), "text.empty", Localized("解説がありません", "there is no explanation")
        )
