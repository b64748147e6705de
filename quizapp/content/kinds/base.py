"""What every question has in common, and what every kind owes the rest of the house.

A kind is one file: its fields, the shape of its input, and its grading, side by side. Questions
are immutable; what grading needs again and again (answers read into trees) is kept beside them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, Field, Strict

from quizapp.content.inputs import Input, Understood
from quizapp.content.problems import NOTHING, Flaw, Loc
from quizapp.content.tables import Answer, Flag, Frozen, Id, spelled
from quizapp.content.text import LANGUAGES, LocalizedList, Text, TextList
from quizapp.demos.sketches import SKETCHES
from quizapp.records import Grade, Localized

if TYPE_CHECKING:
    from quizapp.checking import Task

Knob = Flag | Annotated[int, Strict()] | Annotated[float, Strict()] | str | list[float]


class DemoLink(Frozen):
    """The demo that shows what a question is about, with the question's own numbers."""

    id: str
    knobs: dict[str, Knob] = Field(default_factory=dict)
    yours: str = ""
    """The knob or named result of the demo beside which a wrong number is shown; found from
    ``computed`` when left out."""


class FigureLink(Frozen):
    """A figure under a prompt: a sketch of what is given, or a demo's picture where that is given.

    In a sketch's ``knobs``, ``"=name"`` takes the value of that knob of the question's own demo,
    and ``share`` takes all whose names the sketch has too, so that figure and answer agree.
    """

    id: str = ""
    """Id of a demo that draws it …"""
    sketch: Annotated[str, Field(json_schema_extra={"enum": ["", *SKETCHES]})] = ""
    """… or the kind of sketch."""
    knobs: dict[str, Any] = Field(default_factory=dict)
    """Knobs of the demo, or parameters of the sketch."""
    share: Flag = False
    """Take the parameters not written here from the knobs of the question's demo."""


class Computed(Frozen):
    """A demo that recomputes the answer: one of its claims, or one of its named results."""

    demo: str
    claim: str = ""
    """The claim that holds, by its code or its text in either language."""
    result: str = ""
    """The named result that equals the answer."""
    knobs: dict[str, Knob] = Field(default_factory=dict)


class Shared(Frozen):
    """What the questions of one set have in common: a text or a listing, and perhaps a figure.

    Written once as a ``[[stem]]`` of the topic file; each question names it and is answered alone.
    """

    id: Id
    text: Text
    figure: FigureLink | None = None
    place: Annotated[int, Strict(), Field(ge=1)] = 1
    """Place of this question in the set, from 1."""
    total: Annotated[int, Strict(), Field(ge=1)] = 1
    """Questions in the set."""


class Mistake(Frozen):
    """A wrong answer that is known by name, written as a learner would write it."""

    answer: Answer
    feedback: Text

    @property
    def line(self) -> str:
        """The answer as one line of text."""
        return spelled(self.answer)


class QuestionBase(Frozen):
    """A question of any kind.

    ``grade`` never raises for a response, whatever it holds; a response that cannot be read is
    ``unreadable`` and costs nothing.
    """

    id: Id
    kind: str
    topic: str
    """Id of a topic of the pack."""
    title: Text
    """A label of at most 30 cells, for lists."""
    syllabus: str = ""
    """Number of the syllabus item, such as ``3.2.ii``; a ``*`` marks an optional area."""
    difficulty: Annotated[int, Strict(), Field(ge=1, le=3)] = 1
    optional: Flag = False
    """Outside the scope of the exam."""
    framework: Literal["", "pytorch", "keras"] = ""
    """The library whose words the question uses; a mock exam asks one of the two only."""
    prompt: Text
    hints: TextList = Field(default_factory=LocalizedList)
    """Shown one at a time, the last nearly the solution."""
    explanation: Text
    demo: DemoLink | None = None
    figure: FigureLink | None = None
    """A figure under the prompt, drawn from the numbers of the question."""
    stem: str = ""
    """Id of the ``[[stem]]`` that this question shares with others."""
    shared: Shared | None = None
    """That stem, put in when the pack is read; never written in a file."""
    computed: Computed | None = None
    source: str = ""
    """The paper or definition behind the answer, in words of our own."""

    @property
    def input(self) -> Input:
        """The shape of input this question takes."""
        raise NotImplementedError

    def grade(self, response: str, *, seed: int = 0) -> Grade:
        """What checking decides about ``response``; ``seed`` is that of the variant shown."""
        raise NotImplementedError

    def preview(self, response: str) -> Understood | None:
        """How a typed ``response`` is read so far; None while it cannot be, and for words."""
        return None

    def number_of(self, response: str) -> float | None:
        """The one number that ``response`` is worth; None where an answer is something else."""
        return None

    def numbers_of(self, response: str) -> tuple[float, ...] | None:
        """The entries of ``response`` where a vector of numbers is asked for; else None."""
        return None

    def answer_text(self, language: str) -> str:
        """The model answer to show, with mathematics between ``$`` signs."""
        raise NotImplementedError

    def right_responses(self) -> Iterator[tuple[Loc, str]]:
        """Responses that must be graded right, each with the field it comes from."""
        raise NotImplementedError

    def proof_task(self, response: str) -> Task | None:
        """What algebra can be asked about a response that points accepted, or None."""
        return None

    def interrupt(self) -> None:
        """Give up a ``grade`` under way in another thread, where that can take long."""

    def warm(self) -> None:
        """Get ready to grade before the learner is done; returns at once."""

    @property
    def own_mistakes(self) -> tuple[Mistake, ...]:
        """The mistakes this question knows by name, first match first."""
        return ()

    @property
    def option_count(self) -> int:
        """How many options or steps are shown shuffled; 0 when there are none."""
        return 0

    @property
    def fixed_last(self) -> bool:
        """Whether the last option keeps its place when the others are shuffled."""
        return False

    @property
    def option_reasons(self) -> tuple[Localized, ...]:
        """Why each option is right or wrong, in authored order; empty for other kinds."""
        return ()

    @property
    def evidence(self) -> str:
        """The strongest evidence the question offers: "proved", "computed", "sourced", "none"."""
        if getattr(self, "proof", ""):
            return "proved"
        if self.computed is not None:
            return "computed"
        return "sourced" if self.source.strip() else "none"

    @property
    def texts(self) -> tuple[tuple[Loc, Localized | LocalizedList], ...]:
        """Every text of the question that is not empty, with its field."""
        return tuple(_texts_in(self, ()))

    def flaws(self, languages: tuple[str, ...]) -> Iterator[Flaw]:
        """What is wrong with the question by itself, cheap to find; ``languages`` are owed."""
        for name in ("title", "prompt"):
            if not getattr(self, name):
                yield empty((name,))
        yield from self._hint_flaws()

    def _hint_flaws(self) -> Iterator[Flaw]:
        hints = self.hints
        if hints.ja and hints.en and len(hints.ja) != len(hints.en):
            yield Flaw(
                ("hints",),
                "hints.length",
                Localized(
                    f"ヒントの数が違います（日本語 {len(hints.ja)}、英語 {len(hints.en)}）",
                    f"{len(hints.ja)} hints in Japanese, {len(hints.en)} in English",
                ),
                Localized("同じ数にそろえてください", "give as many in each language"),
            )
        for language in LANGUAGES:
            for place, hint in enumerate(getattr(hints, language)):
                if not hint:
                    yield empty(("hints", language, place))


def named(grade: Grade, mistake: Mistake) -> Grade:
    """``grade`` of a wrong response, with the words written for this very mistake."""
    return replace(grade, note="wrong.named", feedback=mistake.feedback, hint=NOTHING)


def empty(loc: Loc) -> Flaw:
    """The flaw of a text with nothing in it."""
    return Flaw(loc, "text.empty", Localized("空の文です", "the text is empty"))


def twice(flaw_field: str, places: tuple[int, int], code: str) -> Flaw:
    """The flaw of an entry that says the same as an earlier one."""
    first, second = places
    return Flaw(
        (flaw_field, second),
        code,
        Localized(f"{first + 1} 番目と同じ内容です", f"says the same as number {first + 1}"),
        Localized("どちらかを書き換えてください", "change one of the two"),
    )


@lru_cache(maxsize=64)
def _fields_of(model: type[BaseModel]) -> tuple[tuple[str, str], ...]:
    """Attribute and TOML name of each field that can hold a text."""
    return tuple(
        (name, field.alias or name)
        for name, field in model.model_fields.items()
        if field.annotation not in (str, int, bool, float)
    )


def _texts_in(value: Any, loc: Loc) -> Iterator[tuple[Loc, Localized | LocalizedList]]:
    if isinstance(value, Localized | LocalizedList):
        if value:
            yield loc, value
    elif isinstance(value, BaseModel):
        for name, shown in _fields_of(type(value)):
            yield from _texts_in(getattr(value, name), (*loc, shown))
    elif isinstance(value, tuple):
        for place, entry in enumerate(value):
            yield from _texts_in(entry, (*loc, place))
