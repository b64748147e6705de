"""A learner who sits before the app: knows an answer with some chance, and takes some time."""

from __future__ import annotations

import random
from io import StringIO
from typing import Any, cast

from textual.pilot import Pilot

from quizapp.clock import FixedClock
from quizapp.content.kinds.base import QuestionBase
from quizapp.practice.view import View
from quizapp.tui.inputs.line import LineAnswer
from quizapp.tui.screens.quiz import QuizScreen
from tests.tui.driving import app_of, press
from tests.weeks.books import Books


class Learner:
    """Types answers into whatever question is in view, while the clock goes on."""

    def __init__(self, pilot: Pilot[Any], rng: random.Random, knows: float = 0.8) -> None:
        self.pilot = pilot
        self.rng = rng
        self.knows = knows

    @property
    def clock(self) -> FixedClock:
        """The clock of the app."""
        return cast(FixedClock, app_of(self.pilot).clock)

    def books(self) -> Books:
        """The exported log as it stands now, folded by other hands."""
        desk, stream = app_of(self.pilot).desk, StringIO()
        assert desk is not None
        desk.log.export_jsonl(stream)
        return Books(stream.getvalue())

    async def answer(self, *, right: bool | None = None) -> bool:
        """Answer the question in view and stay at its verdict; whether it was meant right."""
        screen = app_of(self.pilot).screen
        assert isinstance(screen, QuizScreen)
        view, question = screen.view, screen.view.question
        assert question is not None
        knows = self.rng.random() < self.knows if right is None else right
        self.clock.advance(self.rng.randrange(6_000, 70_000))
        if view.phase == "front":
            await press(self.pilot, "space")
        elif question.option_count:
            await press(self.pilot, *self._digits(view, question, knows), "enter")
        else:
            await self._write(question, knows)
        return knows

    def _digits(self, view: View, question: QuestionBase, knows: bool) -> list[str]:
        _, said = next(iter(question.right_responses()))
        numbers = [int(part) for part in said.split(",")]
        if not knows:
            numbers = (
                numbers[::-1]
                if question.kind == "order"
                else [number for number in range(1, question.option_count + 1)
                      if number not in numbers][:1]
            )  # fmt: skip
        return [str(view.option_order.index(number - 1) + 1) for number in numbers]

    async def _write(self, question: QuestionBase, knows: bool) -> None:
        screen = app_of(self.pilot).screen
        assert isinstance(screen, QuizScreen)
        assert isinstance(screen.body.line, LineAnswer)
        _, said = next(iter(question.right_responses()))
        wrong = "ちがう" if question.kind == "cloze" else "9876"
        fields = screen.body.line.fields
        texts = said.split(" ; ") if len(fields) > 1 else [said]
        for field, text in zip(fields, texts, strict=True):
            field.value = text if knows else wrong  # as pasted: a key a letter takes too long
        await press(self.pilot, "enter")

    async def go_on(self) -> None:
        """From a verdict to the next question, with the rating the app proposes."""
        screen = app_of(self.pilot).screen
        assert isinstance(screen, QuizScreen)
        state = screen.state_name()
        self.clock.advance(self.rng.randrange(1_000, 8_000))
        if state == "wrong":
            await press(self.pilot, "n")
        elif state == "back":
            await press(self.pilot, "3" if self.rng.random() < self.knows else "1")
        elif state == "undecided":
            await press(self.pilot, "3")
        else:
            await press(self.pilot, "enter")

    async def sit_through(self, most: int = 60) -> int:
        """Answer until the session ends; how many places were answered."""
        for count in range(most):
            if not isinstance(app_of(self.pilot).screen, QuizScreen):
                return count
            await self.answer()
            await self.go_on()
        raise AssertionError("the session never ended")
