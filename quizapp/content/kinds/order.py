"""Order questions: steps to be put in their right order."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Literal

from pydantic import Field

from quizapp.checking.orders import judge_order
from quizapp.checking.text import fold
from quizapp.content.inputs import OrderInput
from quizapp.content.kinds.base import Mistake, QuestionBase, named, twice
from quizapp.content.problems import Flaw, Loc
from quizapp.content.tables import Frozen
from quizapp.content.text import Text
from quizapp.records import Grade, Localized


class Step(Frozen):
    """One step."""

    text: Text


class Order(QuestionBase):
    """Steps listed in a right order and shown shuffled.

    The response is the authored 1-based numbers of the steps in the order given (``2,1,3``).
    Where more than one order is right, ``orders`` lists them all.
    """

    kind: Literal["order"] = "order"
    steps: tuple[Step, ...] = Field(alias="step", min_length=2, max_length=9)
    orders: tuple[tuple[int, ...], ...] = ()
    mistakes: tuple[Mistake, ...] = Field(default=(), alias="mistake")

    @property
    def input(self) -> OrderInput:
        """The steps in authored order."""
        return OrderInput(tuple(step.text for step in self.steps))

    @cached_property
    def accepted(self) -> tuple[tuple[int, ...], ...]:
        """Every right order, as authored 1-based numbers."""
        return self.orders or (tuple(range(1, len(self.steps) + 1)),)

    def grade(self, response: str, *, seed: int = 0) -> Grade:
        """Right for an accepted order; else the score says how many pairs stand right."""
        grade = judge_order(response, self.accepted)
        if grade.outcome != "wrong":
            return grade
        for mistake in self.mistakes:
            wrong = judge_order(mistake.line, self.accepted)
            if wrong.read_as is not None and wrong.read_as == grade.read_as:
                return named(grade, mistake)
        return grade

    def answer_text(self, language: str) -> str:
        """The steps in a right order, a numbered paragraph each."""
        return "\n\n".join(
            f"{place}. {self.steps[number - 1].text.get(language)}"
            for place, number in enumerate(self.accepted[0], 1)
        )

    def right_responses(self) -> Iterator[tuple[Loc, str]]:
        """Every accepted order."""
        for place, order in enumerate(self.accepted):
            loc: Loc = ("orders", place) if self.orders else ("step",)
            yield loc, ",".join(map(str, order))

    @property
    def own_mistakes(self) -> tuple[Mistake, ...]:
        """The mistakes this question knows by name."""
        return self.mistakes

    @property
    def option_count(self) -> int:
        """The number of steps."""
        return len(self.steps)

    def flaws(self, languages: tuple[str, ...]) -> Iterator[Flaw]:
        """Also: steps that say the same, and orders that are no permutation of them."""
        yield from super().flaws(languages)
        for language in ("ja", "en"):
            seen: dict[str, int] = {}
            for place, step in enumerate(self.steps):
                text = getattr(step.text, language)
                said = " ".join(text.split()) if "$" in text or "`" in text else fold(text)
                if said and said in seen:
                    yield twice("step", (seen[said], place), "step.equal")
                seen.setdefault(said, place)
        whole = list(range(1, len(self.steps) + 1))
        for place, order in enumerate(self.orders):
            if sorted(order) != whole:
                yield Flaw(
                    ("orders", place),
                    "orders.permutation",
                    Localized(
                        f"1 から {len(whole)} の並べ替えではありません",
                        f"not an arrangement of 1 to {len(whole)}",
                    ),
                )
        if self.orders and tuple(whole) not in self.orders:
            yield Flaw(
                ("orders",),
                "orders.authored",
                Localized(
                    "手順は正しい順に並べて書きますが、その順が orders にありません",
                    "the steps stand in a right order, yet orders does not list it",
                ),
                Localized(f"{whole} を加えてください", f"add {whole}"),
            )
