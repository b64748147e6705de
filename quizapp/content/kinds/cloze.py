"""Cloze questions: words typed into the blanks of a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from quizapp.checking.text import fold, judge_cloze, same_word, split_blanks
from quizapp.content.inputs import LineInput
from quizapp.content.kinds.base import Mistake, QuestionBase, empty, named
from quizapp.content.problems import Flaw, Loc
from quizapp.content.tables import Flag, Frozen, Written, spelled
from quizapp.records import Grade, Localized

BLANK = re.compile(r"\[\[(\d+)\]\]")
"""``[[1]]``, ``[[2]]``: the blanks of a prompt."""
_JAPANESE = re.compile(r"[぀-ヿ㐀-鿿]")


class Blank(Frozen):
    """One blank: every spelling that fills it, Japanese and English alike."""

    answers: tuple[Annotated[str, Field(min_length=1)], ...] = Field(min_length=1)

    def shown(self, language: str) -> str:
        """The first spelling in ``language``, or the first of all."""
        wanted = language != "en"
        fitting = (one for one in self.answers if bool(_JAPANESE.search(one)) == wanted)
        return next(fitting, self.answers[0])


def _words(answer: Written, count: int) -> list[str]:
    """The words of a mistake, written as a list or apart by ``;``."""
    return split_blanks(answer, count) if isinstance(answer, str) else list(map(spelled, answer))


class Cloze(QuestionBase):
    """A text with blanks.

    The response holds the words in the order of the blanks, apart by ``;``. Width, case, kana,
    spaces and hyphens do not matter; see :func:`quizapp.checking.text.fold`.
    """

    kind: Literal["cloze"] = "cloze"
    blanks: tuple[Blank, ...] = Field(alias="blank", min_length=1, max_length=9)
    any_order: Flag = False
    """The words are a set: each may stand in any blank."""
    mistakes: tuple[Mistake, ...] = Field(default=(), alias="mistake")

    @property
    def input(self) -> LineInput:
        """One line for all blanks."""
        count = len(self.blanks)
        return LineInput(
            blanks=count,
            placeholder=Localized("空欄に入る言葉", "the word for the blank")
            if count == 1
            else Localized("空欄の順に ; で区切る", "the words in order, apart by ;"),
        )

    @cached_property
    def _aliases(self) -> tuple[tuple[str, ...], ...]:
        return tuple(blank.answers for blank in self.blanks)

    @cached_property
    def _mistaken(self) -> tuple[tuple[tuple[str, ...], ...], ...]:
        return tuple(
            tuple(self._spellings(text) for text in _words(mistake.answer, len(self.blanks)))
            for mistake in self.mistakes
        )

    def _spellings(self, text: str) -> tuple[str, ...]:
        """Every spelling of a word that belongs in another blank; else the word alone."""
        same = [one for one in self._aliases if any(same_word(text, alias) for alias in one)]
        return tuple(alias for one in same for alias in one) or (text,)

    def grade(self, response: str, *, seed: int = 0) -> Grade:
        """Right when every blank is filled; ``parts`` has one grade per blank."""
        grade = judge_cloze(response, self._aliases, any_order=self.any_order)
        if grade.outcome != "wrong":
            return grade
        for mistake, texts in zip(self.mistakes, self._mistaken, strict=True):
            same = judge_cloze(response, texts, any_order=self.any_order)
            if same.outcome == "right":
                return named(grade, mistake)
        return grade

    def answer_text(self, language: str) -> str:
        """The words in the order of the blanks."""
        return " ; ".join(blank.shown(language) for blank in self.blanks)

    def right_responses(self) -> Iterator[tuple[Loc, str]]:
        """The first words together, then every other spelling of each blank in its place."""
        first = [blank.answers[0] for blank in self.blanks]
        yield ("blank",), " ; ".join(first)
        for place, blank in enumerate(self.blanks):
            for index, alias in enumerate(blank.answers[1:], 1):
                words = [*first[:place], alias, *first[place + 1 :]]
                yield ("blank", place, "answers", index), " ; ".join(words)

    @property
    def own_mistakes(self) -> tuple[Mistake, ...]:
        """The mistakes this question knows by name."""
        return self.mistakes

    def flaws(self, languages: tuple[str, ...]) -> Iterator[Flaw]:
        """Also: blanks of the prompt that do not match those listed, separators inside a word."""
        yield from super().flaws(languages)
        wanted = list(range(1, len(self.blanks) + 1))
        for language in languages:
            text = getattr(self.prompt, language)
            found = [int(number) for number in BLANK.findall(text)]
            if text and sorted(found) != wanted:
                listed = " ".join(f"[[{number}]]" for number in wanted)
                yield Flaw(
                    ("prompt", language),
                    "blank.count",
                    Localized(
                        f"問題文の空欄が {len(found)} 個、答えが {len(wanted)} 個あります",
                        f"the prompt has {len(found)} blanks, and {len(wanted)} are answered",
                    ),
                    Localized(f"{listed} を 1 回ずつ書いてください", f"write {listed} once each"),
                )
        for place, blank in enumerate(self.blanks):
            seen: dict[str, int] = {}
            for index, alias in enumerate(blank.answers):
                loc: Loc = ("blank", place, "answers", index)
                if len(self.blanks) > 1 and re.search(r"[;；]", alias):
                    yield Flaw(
                        loc,
                        "blank.separator",
                        Localized(
                            "; は空欄の区切りなので、答えには使えません",
                            "; separates the blanks and cannot be part of a word",
                        ),
                    )
                if not alias.strip():
                    yield empty(loc)
                if fold(alias) in seen:
                    yield Flaw(
                        loc,
                        "blank.equal",
                        Localized(
                            f"「{alias}」は「{blank.answers[seen[fold(alias)]]}」と同じに読まれます",
                            f'"{alias}" reads the same as "{blank.answers[seen[fold(alias)]]}"',
                        ),
                        Localized("片方で足ります", "one of them is enough"),
                        fatal=False,
                    )
                seen.setdefault(fold(alias), index)
