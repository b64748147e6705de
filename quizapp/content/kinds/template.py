"""Templates: one question with numbers of its own for every seed.

A template is never shown itself. It draws its variables, calculates its answer and the values that
known mistakes lead to, and becomes an ordinary question: one that is typed, or a choice among
those values. The seed is in the log, so any variant can be shown again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, PrivateAttr, Strict

from quizapp.checking.code.reader import Scope, read_code
from quizapp.content.inputs import Input
from quizapp.content.kinds.base import QuestionBase
from quizapp.content.problems import Flaw, Loc
from quizapp.content.tables import Frozen
from quizapp.content.text import Text
from quizapp.content.variants.places import FORMATS, placed
from quizapp.content.variants.variables import Draw
from quizapp.records import Grade, Localized

if TYPE_CHECKING:
    from quizapp.content.kinds.choice import Choice
    from quizapp.content.kinds.expression import Expression
    from quizapp.content.kinds.number import Number
    from quizapp.content.variants.making import Variant

_KEPT = 64
"""Variants kept ready; one session shows far fewer of one template."""
Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,29}$")]


class WordList(Frozen):
    """What a whole-number variable is called: its value picks one of these, from 0."""

    ja: Annotated[tuple[str, ...], Field(min_length=1)]
    en: Annotated[tuple[str, ...], Field(min_length=1)]


class Slip(Frozen):
    """A value that a known mistake leads to, and what is said about it."""

    answer: Annotated[str, Field(min_length=1)]
    """A formula, like the template's own answer."""
    when: str = ""
    """A formula: only where it holds is the mistake possible."""
    feedback: Text


class Template(QuestionBase):
    """A question drawn from a seed.

    Formulas are written in NumPy as code answers are, with the variables as names; texts hold
    ``<N>`` where the value of a variable goes. With ``ask.kind = "expression"`` answers are
    formulas of the checker's grammar instead, with places in them.
    """

    kind: Literal["template"] = "template"
    draw: Annotated[dict[Name, Draw], Field(min_length=1)]
    let: dict[Name, str] = Field(default_factory=dict)
    """Formulas in the variables before them; an expression, or lines that end in one."""
    reject: tuple[str, ...] = ()
    """Formulas; a draw for which one of them holds is drawn again."""
    words: dict[Name, WordList] = Field(default_factory=dict)
    """What whole-number variables are called in texts."""
    ask: dict[str, Any] = Field(default_factory=dict)
    """``kind`` and the other fields of the question that is made (``abs_tol``, ``label`` …)."""
    answer: Annotated[str, Field(min_length=1)]
    again: str = ""
    """The answer calculated by another path: what ``quizapp check`` holds it against."""
    proof: str = ""
    """A calculation for SymPy, with places."""
    slips: Annotated[tuple[Slip, ...], Field(alias="slip", min_length=1)]
    wrong: Annotated[int, Strict(), Field(ge=1, le=4)] = 3
    """Wrong options of the choice that is made of it."""
    figures: Annotated[int, Strict(), Field(ge=2, le=8)] = 4
    """Significant figures of the values in options."""
    reason: Text
    """Why the answer is right, in one sentence with its numbers: shown under that option."""
    _variants: dict[int, Variant] = PrivateAttr(default_factory=dict)

    @property
    def symbolic(self) -> bool:
        """Whether answers are formulas in names rather than values."""
        return self.ask.get("kind") == "expression"

    def variant(self, seed: int = 0) -> Number | Expression:
        """The typed question of ``seed``. Raises ContentError when nothing can be drawn."""
        return self.drawn(seed).typed

    def as_choice(self, seed: int = 0) -> Choice:
        """The same question with options made of the known mistakes. Raises ContentError."""
        return self.drawn(seed).choice

    def drawn(self, seed: int) -> Variant:
        """The variables, answer and slips of ``seed``. Raises ContentError."""
        from quizapp.content.variants.making import Variant  # brings NumPy

        if seed not in self._variants:
            if len(self._variants) >= _KEPT:
                self._variants.clear()
            self._variants[seed] = Variant(self, seed)
        return self._variants[seed]

    # A template stands for its variants wherever a question is wanted.

    @property
    def input(self) -> Input:
        """That of the variant of seed 0."""
        return self.variant().input

    def grade(self, response: str, *, seed: int = 0) -> Grade:
        """What the variant of ``seed`` says of ``response``."""
        return self.variant(seed).grade(response, seed=seed)

    def answer_text(self, language: str) -> str:
        """The answer of the variant of seed 0."""
        return self.variant().answer_text(language)

    def right_responses(self) -> Iterator[tuple[Loc, str]]:
        """The answer of the variant of seed 0."""
        yield from self.variant().right_responses()

    @property
    def evidence(self) -> str:
        """ "proved" by SymPy, or "computed" by another path; each variant is held against it."""
        if self.proof:
            return "proved"
        return "computed" if self.again or self.computed is not None else "none"

    def flaws(self, languages: tuple[str, ...]) -> Iterator[Flaw]:
        """Also: formulas that cannot be read, places that nothing fills, no second path."""
        yield from super().flaws(languages)
        known: list[str] = []
        for name, draw in self.draw.items():
            if draw.ways != 1:
                yield Flaw(
                    ("draw", name),
                    "draw.ways",
                    Localized(
                        "whole、real、of のどれか 1 つを書いてください",
                        "give exactly one of whole, real and of",
                    ),
                )
            for size in draw.shape:
                if isinstance(size, str) and size not in known:
                    yield _strange(("draw", name, "shape"), size)
            known.append(name)
        for name, text in self.let.items():
            yield from _formula_flaws(("let", name), text, known)
            known.append(name)
        texts: list[tuple[Loc, str]] = [
            (("reject", place), text) for place, text in enumerate(self.reject)
        ]
        texts += [
            (("slip", place, "when"), slip.when)
            for place, slip in enumerate(self.slips)
            if slip.when
        ]
        if not self.symbolic:
            texts += [(("answer",), self.answer)] + ([(("again",), self.again)] * bool(self.again))
            texts += [
                (("slip", place, "answer"), slip.answer) for place, slip in enumerate(self.slips)
            ]
        for loc, text in texts:
            yield from _formula_flaws(loc, text, known)
        yield from self._place_flaws({*known, "answer"})
        if self.evidence == "none":
            yield Flaw(
                ("again",),
                "template.again",
                Localized(
                    "答えを確かめる別の計算がありません",
                    "there is no second path to the answer",
                ),
                Localized(
                    "again か proof か computed を書いてください", "give again, proof or computed"
                ),
            )

    def _place_flaws(self, known: set[str]) -> Iterator[Flaw]:
        for loc, text in self.texts:
            for name, form in sorted(
                placed(text if isinstance(text, Localized) else [*text.ja, *text.en])
            ):
                if name not in known and name not in _TAGS:
                    yield _strange(loc, name)
                if form and form not in FORMATS and not form.startswith("."):
                    yield Flaw(
                        loc,
                        "template.format",
                        Localized(
                            f"<{name}:{form}> の書式がわかりません",
                            f"<{name}:{form}>: no such format",
                        ),
                        Localized(
                            f"使えるのは .3f のような書式と {' '.join(FORMATS)}",
                            f"use .3f or the like, or {' '.join(FORMATS)}",
                        ),
                    )


_TAGS = ("EOS", "BOS", "PAD", "UNK", "MASK", "CLS", "SEP")
"""Tokens in angle brackets that texts about language models use."""


def _formula_flaws(loc: Loc, text: str, names: list[str]) -> Iterator[Flaw]:
    error = read_code(text, Scope(tuple(names))).error
    if error is not None:
        yield Flaw(
            loc,
            error.code.replace("unreadable", "formula"),
            Localized(f"「{text}」: {error.message.ja}", f'"{text}": {error.message.en}'),
        )


def _strange(loc: Loc, name: str) -> Flaw:
    return Flaw(
        loc,
        "names.unknown",
        Localized(f"{name} という変数はありません", f"there is no variable {name}"),
        Localized("draw か let に書いてください", "declare it in draw or let"),
    )
