"""Number questions: a value, or several, judged on what they are worth within a tolerance."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, Strict

from quizapp.checking import Task
from quizapp.checking.names import Names
from quizapp.checking.rules import Rule
from quizapp.content.inputs import LineInput, Understood
from quizapp.content.kinds.base import Mistake, QuestionBase
from quizapp.content.mathematics import Judged, judged_mistakes, names_of
from quizapp.content.problems import Flaw, Loc
from quizapp.content.tables import Answer, Flag, Written, spelled
from quizapp.records import Grade, Localized

Tolerance = Annotated[float, Strict(), Field(gt=0, allow_inf_nan=False)]
Count = Annotated[int, Strict(), Field(ge=1, le=15)]

_PLACEHOLDERS = {
    "scalar": Localized(
        "数を入力（0.25, 1/4, 3e-2 のように）", "a number, such as 0.25, 1/4 or 3e-2"
    ),
    "vector": Localized("順に , で区切って", "in order, apart by ,"),
    "set": Localized("順不同、, で区切って", "in any order, apart by ,"),
    "multiset": Localized(
        "順不同、同じ値もその数だけ、, で区切って",
        "in any order, each as often as it occurs, apart by ,",
    ),
    "matrix": Localized("[1, 2; 3, 4] のように", "such as [1, 2; 3, 4]"),
}


_DEPTHS = {"scalar": 0, "vector": 1, "set": 1, "multiset": 1, "matrix": 2}


def _depth(answer: Written) -> int:
    """How deep the lists of an answer are nested."""
    if isinstance(answer, str):
        return 0
    return 1 if all(isinstance(entry, str) for entry in answer) else 2


class Number(QuestionBase):
    """A question answered by a number, a vector, a set or a matrix of numbers.

    The response is judged on its value, never on its spelling: ``0.25``, ``1/4``, ``２５%`` and
    ``sin(pi/6)/2`` are one answer. Without a tolerance the value must be exact.
    """

    kind: Literal["number"] = "number"
    answer: Answer
    shape: Literal["", "scalar", "vector", "set", "multiset", "matrix"] = ""
    """Found from ``answer`` when left out: a text is a scalar, a list a vector, rows a matrix."""
    abs_tol: Tolerance | None = None
    """Largest accepted distance from the answer."""
    rel_tol: Tolerance | None = None
    """Largest accepted distance as a share of the answer."""
    significant: Count | None = None
    """Significant figures the response must be given with."""
    decimals: Annotated[int, Strict(), Field(ge=0, le=15)] | None = None
    """Decimal places the response must be given with."""
    form: Literal["", "lowest-terms", "decimal", "exact"] = ""
    """A form the response must have besides being equal."""
    unit: str = ""
    """The unit shown behind the field; a response may carry it, or another of the same kind."""
    unit_required: Flag = False
    """A response without its unit is only close."""
    lenient: Flag = False
    """Also accept decimals rounded to five digits or more, and a set however bracketed."""
    label: str = ""
    """LaTeX shown before the field."""
    labels: tuple[str, ...] = ()
    """LaTeX for each entry of a vector."""
    proof: Answer = ""
    """A calculation in the checker's own words that comes to the answer."""
    mistakes: tuple[Mistake, ...] = Field(default=(), alias="mistake")

    @property
    def answer_shape(self) -> Literal["scalar", "vector", "set", "multiset", "matrix"]:
        """The shape in force."""
        if self.shape:
            return self.shape
        if isinstance(self.answer, str):
            return "scalar"
        return "matrix" if _depth(self.answer) == 2 else "vector"

    @property
    def answer_line(self) -> str:
        """The answer as one line of text."""
        return spelled(self.answer, self._brackets)

    @property
    def _brackets(self) -> str:
        return "{}" if self.answer_shape in ("set", "multiset") else "[]"

    @cached_property
    def checking_names(self) -> Names:
        """No names; numbers, and the unit."""
        return names_of(
            (), {}, units=(self.unit,) if self.unit else (), thousands=self.answer_shape == "scalar"
        )

    @cached_property
    def rule(self) -> Rule:
        """How a response is judged."""
        return Rule(
            shape=self.answer_shape,
            form=self.form,
            abs_tol=self.abs_tol,
            rel_tol=self.rel_tol,
            significant=self.significant,
            decimals=self.decimals,
            unit=self.unit,
            unit_required=self.unit_required,
            labels=(*((self.label,) if self.label else ()), *self.labels),
            lenient=self.lenient,
            mistakes=judged_mistakes(self.mistakes, self._brackets),
        )

    @cached_property
    def _judged(self) -> Judged:
        return Judged(self.answer_line, self.checking_names, self.rule)

    @property
    def input(self) -> LineInput:
        """One line with a preview, and the unit behind it."""
        label = self.label or (f"({', '.join(self.labels)})" if self.labels else "")
        return LineInput(
            label=label,
            unit=self.unit,
            preview=True,
            placeholder=_PLACEHOLDERS[self.answer_shape],
        )

    def grade(self, response: str, *, seed: int = 0) -> Grade:
        """Right when the value is the answer's, within the tolerance and in the form asked for."""
        return self._judged.grade(response)

    def preview(self, response: str) -> Understood | None:
        """How ``response`` is read and what it is worth, or None while it cannot be read."""
        return self._judged.preview(response, value=True)

    def number_of(self, response: str) -> float | None:
        """What ``response`` is worth, when one number is asked for and it can be read as one."""
        return self._judged.number_of(response) if self.answer_shape == "scalar" else None

    def numbers_of(self, response: str) -> tuple[float, ...] | None:
        """The entries of ``response``, when a vector is asked for and it can be read as one."""
        return self._judged.numbers_of(response) if self.answer_shape == "vector" else None

    def proof_task(self, response: str) -> Task | None:
        """What algebra can be asked about a response that points accepted, or None."""
        return self._judged.proof_task(response)

    def answer_text(self, language: str) -> str:
        """The answer as a formula, with its decimal value where that says more, and its unit."""
        return self._judged.answer_text(value=True) + (f" {self.unit}" if self.unit else "")

    def right_responses(self) -> Iterator[tuple[Loc, str]]:
        """The answer itself."""
        yield ("answer",), self.answer_line

    @property
    def own_mistakes(self) -> tuple[Mistake, ...]:
        """The mistakes this question knows by name."""
        return self.mistakes

    @property
    def written_proof(self) -> Written:
        """The calculation that comes to the answer, or ""."""
        return self.proof

    def flaws(self, languages: tuple[str, ...]) -> Iterator[Flaw]:
        """Also: answers the checker cannot read, and a shape or labels that do not fit."""
        yield from super().flaws(languages)
        shaped = _depth(self.answer) == _DEPTHS[self.answer_shape]
        yield from self._judged.flaws(shaped=shaped)
        if not shaped:
            yield Flaw(
                ("shape",),
                "answer.shape",
                Localized(
                    f"answer の書き方が {self.answer_shape} に合いません",
                    f"the answer is not written as a {self.answer_shape}",
                ),
                Localized(
                    'scalar は "a"、vector や set は ["a", "b"]、matrix は [["a"], ["b"]] です',
                    'a scalar is "a", a vector or set ["a", "b"], a matrix [["a"], ["b"]]',
                ),
            )
        if self.labels and len(self.labels) != len(self.answer):
            yield Flaw(
                ("labels",),
                "answer.labels",
                Localized(
                    f"値が {len(self.answer)} 個、labels が {len(self.labels)} 個あります",
                    f"there are {len(self.answer)} values and {len(self.labels)} labels",
                ),
            )
