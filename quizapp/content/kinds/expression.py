"""Expression questions: a formula, right in every form that is equal to the answer."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Literal

from pydantic import Field

from quizapp.checking import Task
from quizapp.checking.names import Names
from quizapp.checking.rules import Rule
from quizapp.content.inputs import LineInput, Understood
from quizapp.content.kinds.base import Mistake, QuestionBase
from quizapp.content.mathematics import (
    Judged,
    NameEntry,
    judged_mistakes,
    name_flaws,
    names_of,
    read_flaw,
)
from quizapp.content.problems import Flaw, Loc
from quizapp.content.tables import Answer, Flag, Frozen, Written, spelled
from quizapp.records import Grade, Localized


class Compare(Frozen):
    """What an answer may differ in and still be right."""

    up_to: Literal["", "sign", "constant", "scale", "renaming"] = Field(default="", alias="up-to")


class Expression(QuestionBase):
    """A question answered by a formula in declared names, or by several in order.

    A response is refuted by numbers or found equal, in whatever form it is written; ``form`` and
    ``require`` ask for more than equality. What cannot be read costs nothing.
    """

    kind: Literal["expression"] = "expression"
    names: tuple[NameEntry, ...] = ()
    """Every name an answer may be written in, those of likely mistakes too."""
    functions: dict[str, str] = Field(default_factory=dict)
    """Functions of one argument, as formulas in x: ``{ sigma = "1/(1+exp(-x))" }``."""
    answer: Answer
    label: str = ""
    """LaTeX shown before the field: ``\\frac{dz}{dx}``."""
    form: Literal[
        "",
        "same",
        "expanded",
        "factored",
        "lowest-terms",
        "single-fraction",
        "partial-fractions",
        "completed-square",
        "simplified",
        "exact",
        "solved",
    ] = ""
    """A form the response must have besides being equal."""
    compare: Compare = Field(default_factory=Compare)
    require: tuple[str, ...] = ()
    """Names or functions that must occur in the response."""
    forbid: tuple[str, ...] = ()
    """Names or functions that must not occur in it."""
    only: tuple[str, ...] = ()
    """The only names and functions that may occur in it, when given."""
    shape: Literal["", "list", "set", "multiset", "vector", "matrix", "interval", "equation"] = ""
    """What the answer is, where its spelling leaves a choice."""
    calculus: Literal["", "derivative", "antiderivative"] = ""
    given: str = ""
    """The expression the question starts from, for telling near misses."""
    variable: str = ""
    """What is differentiated or integrated by."""
    constant_required: Flag = False
    """An antiderivative must carry ``+ C``."""
    inner: tuple[str, ...] = ()
    """Inner derivatives of a chain rule that are easily left out."""
    real_roots: Flag = False
    """`x^(1/3)` of a negative number is real."""
    domain: Literal["answer", "common"] = "answer"
    """`common`: also right where the response has no value on a part of the answer's domain."""
    lenient: Flag = False
    """Also accept what a tolerant reader would: a value for `x = value`, any brackets for a set."""
    log_base: Literal["e", "10", "2"] = "e"
    """What ``log`` means without a base."""
    proof: Answer = ""
    """A calculation in the checker's own words that comes to the answer."""
    mistakes: tuple[Mistake, ...] = Field(default=(), alias="mistake")

    @cached_property
    def checking_names(self) -> Names:
        """The names as checking knows them."""
        return names_of(self.names, self.functions, log_base=self.log_base)

    @cached_property
    def rule(self) -> Rule:
        """How a response is judged."""
        up_to = "factor" if self.compare.up_to == "scale" else self.compare.up_to
        return Rule(
            shape=self.shape or ("" if isinstance(self.answer, str) else "list"),
            up_to=up_to,
            form=self.form,
            require=self.require,
            forbid=self.forbid,
            calculus=self.calculus,
            given=self.given,
            variable=self.variable,
            constant_required=self.constant_required,
            labels=(self.label,) if self.label else (),
            only=self.only,
            inner=self.inner,
            real_roots=self.real_roots,
            domain=self.domain,
            lenient=self.lenient,
            mistakes=judged_mistakes(self.mistakes),
        )

    @cached_property
    def _judged(self) -> Judged:
        return Judged(self.answer_line, self.checking_names, self.rule)

    @property
    def input(self) -> LineInput:
        """One line with a preview."""
        several = not isinstance(self.answer, str)
        return LineInput(
            label=self.label,
            preview=True,
            placeholder=Localized("順に , で区切って", "in order, apart by ,")
            if several
            else Localized("式を入力", "type a formula"),
        )

    def grade(self, response: str, *, seed: int = 0) -> Grade:
        """Right when equal to the answer and in the form asked for."""
        return self._judged.grade(response)

    def preview(self, response: str) -> Understood | None:
        """How ``response`` is read, or None while it cannot be."""
        return self._judged.preview(response)

    def proof_task(self, response: str) -> Task | None:
        """What algebra can be asked about a response that points accepted, or None."""
        return self._judged.proof_task(response)

    def answer_text(self, language: str) -> str:
        """The answer as a formula."""
        return self._judged.answer_text()

    def right_responses(self) -> Iterator[tuple[Loc, str]]:
        """The answer itself."""
        yield ("answer",), self.answer_line

    @property
    def own_mistakes(self) -> tuple[Mistake, ...]:
        """The mistakes this question knows by name."""
        return self.mistakes

    @property
    def answer_line(self) -> str:
        """The answer as one line of text."""
        return spelled(self.answer)

    @property
    def written_proof(self) -> Written:
        """The calculation that comes to the answer, or ""."""
        return self.proof

    def flaws(self, languages: tuple[str, ...]) -> Iterator[Flaw]:
        """Also: names, functions and answers that the checker cannot read."""
        yield from super().flaws(languages)
        yield from name_flaws(self.names, self.functions)
        yield from self._judged.flaws()
        known = {entry.name for entry in self.names} | set(self.functions)
        for field in ("require", "forbid", "only"):
            for place, word in enumerate(getattr(self, field)):
                if not self._judged.knows(word, known):
                    yield Flaw(
                        (field, place),
                        "names.unknown",
                        Localized(
                            f"{word} という名前も関数もありません",
                            f"there is no name and no function {word}",
                        ),
                    )
        for place, text in enumerate(self.inner):
            flaw = read_flaw(("inner", place), text, self.checking_names)
            if flaw is not None:
                yield flaw
