"""One seed of a template made into questions: one that is typed, and one with options."""

from __future__ import annotations

import functools
import random
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import ValidationError

from quizapp.content.variants import filling, values
from quizapp.content.variants.drawing import TRIES, NoDraw, names_of
from quizapp.content.variants.formulas import FormulaError, value
from quizapp.errors import ContentError

if TYPE_CHECKING:
    from quizapp.content.kinds.choice import Choice
    from quizapp.content.kinds.expression import Expression
    from quizapp.content.kinds.number import Number
    from quizapp.content.kinds.template import Slip, Template

PLAIN = ("id", "topic", "syllabus", "source", "difficulty", "optional", "framework")
"""Fields that go over to the questions as they are."""
FILLED = ("title", "prompt", "hints", "explanation", "demo", "figure", "shared", "computed")
"""Fields that go over with their places filled."""


class Variant:
    """The variables of one seed, the answer, and the values that mistakes lead to.

    Raises ContentError when no draw fits or a formula cannot be run.
    """

    def __init__(self, template: Template, seed: int) -> None:
        self._template = template
        self.seed = seed
        self.names: dict[str, Any] = {}
        self.answer: Any = None
        self.slips: list[tuple[Any, Slip]] = []
        """Values (or formulas) of the mistakes that this draw tells apart, with their words."""
        attempt = 0
        try:
            while True:
                self.names, attempt = names_of(
                    template.id, seed, template.draw, template.let, template.reject, attempt
                )
                if self._fits():
                    break
                attempt += 1
        except FormulaError as error:
            raise ContentError(f"{template.id}: {error.said.en}") from None
        except NoDraw:
            raise ContentError(
                f"{template.id}: no draw of seed {seed} fits after {TRIES} tries"
            ) from None
        self.names["answer"] = self.answer

    def _fits(self) -> bool:
        """Whether the draw gives an answer, and enough wrong values apart from each other."""
        template = self._template
        possible = [
            slip for slip in template.slips if not slip.when or bool(value(slip.when, self.names))
        ]
        if template.symbolic:
            # Which formulas are equal is for the checker to say; ``quizapp check`` asks it.
            self.answer = filling.written(template.answer, self.names)
            self.slips = [(filling.written(slip.answer, self.names), slip) for slip in possible]
            return len(self.slips) >= template.wrong
        self.answer = value(template.answer, self.names)
        self.slips = []
        if not values.finite(self.answer):
            return False
        taken = [self.answer]
        texts = {values.shown(self.answer, template.figures)}
        for slip in possible:
            found = value(slip.answer, self.names)
            if not values.finite(found):
                continue
            text = values.shown(found, template.figures)
            if text not in texts and all(
                values.apart(found, other, *self.tolerance) for other in taken
            ):
                texts.add(text)
                taken.append(found)
                self.slips.append((found, slip))
        return len(self.slips) >= template.wrong

    @property
    def tolerance(self) -> tuple[float, float]:
        """Absolute and relative tolerance of the question."""
        ask = self._template.ask
        return float(ask.get("abs_tol", 0.0)), float(ask.get("rel_tol", 0.0))

    def again(self) -> Any:
        """The answer by the second path. Raises ContentError when it cannot be calculated."""
        given = {name: one for name, one in self.names.items() if name in self._template.draw}
        given |= {name: self.names[name] for name in self._template.let}
        try:
            return value(self._template.again, given)
        except FormulaError as error:
            raise ContentError(f"{self._template.id}: again: {error.said.en}") from None

    @functools.cached_property
    def _words(self) -> filling.Words:
        return {name: {"ja": one.ja, "en": one.en} for name, one in self._template.words.items()}

    def _filled(self, raw: Any) -> Any:
        return filling.fill(raw, self.names, self._words)

    @functools.cached_property
    def common(self) -> dict[str, Any]:
        """The fields that both forms share."""
        raw = self._template.model_dump(include={*PLAIN, *FILLED}, exclude_defaults=True)
        return {name: self._filled(one) if name in FILLED else one for name, one in raw.items()}

    @functools.cached_property
    def typed(self) -> Number | Expression:
        """The question that is typed."""
        from quizapp.content.kinds.expression import Expression
        from quizapp.content.kinds.number import Number

        template = self._template
        raw = {**self.common, **self._filled(template.ask), "answer": self._typed(self.answer)}
        raw["kind"] = "expression" if template.symbolic else "number"
        raw["mistake"] = [
            {"answer": self._typed(found), "feedback": self._filled(_table(slip))}
            for found, slip in self.slips
        ]
        if template.proof:
            raw["proof"] = filling.written(template.proof, self.names)
        model: type[Number] | type[Expression] = Expression if template.symbolic else Number
        try:
            return model.model_validate(raw)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = ".".join(map(str, first["loc"]))
            raise ContentError(f"{template.id}: {where}: {first['msg']}") from None

    def _typed(self, found: Any) -> Any:
        if self._template.symbolic:
            return found
        least, share = self.tolerance
        size = float(np.min(np.abs(np.asarray(found, dtype=float)), initial=np.inf))
        return values.typed(found, max(least, share * (size if np.isfinite(size) else 0.0)))

    @functools.cached_property
    def choice(self) -> Choice:
        """The question with options: the answer, and what some of the mistakes lead to."""
        from quizapp.content.kinds.choice import Choice

        template = self._template
        picked = sorted(
            random.Random(f"{template.id} {self.seed}").sample(
                range(len(self.slips)), template.wrong
            )
        )
        options = [
            {
                "text": self._shown(self.answer),
                "right": True,
                "reason": self._filled({"ja": template.reason.ja, "en": template.reason.en}),
            }
        ]
        for place in picked:
            found, slip = self.slips[place]
            options.append({"text": self._shown(found), "reason": self._filled(_table(slip))})
        raw = {**self.common, "kind": "choice", "option": options}
        raw.pop("computed", None)
        return Choice.model_validate(raw)

    def _shown(self, answer: Any) -> dict[str, str]:
        from quizapp.checking.latex_out import latex
        from quizapp.checking.parse import read

        template = self._template
        if template.symbolic:
            tree = read(answer, self.typed.checking_names).tree
            text = answer if tree is None else f"${latex(tree)}$"
        else:
            text = f"${values.shown(answer, template.figures)}$"
        unit = str(template.ask.get("unit", ""))
        text = f"{text} {unit}" if unit else text
        return {"ja": text, "en": text}


def _table(slip: Slip) -> dict[str, str]:
    return {"ja": slip.feedback.ja, "en": slip.feedback.en}
