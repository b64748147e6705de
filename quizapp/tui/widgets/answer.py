"""Where the answer stands: the input of the question's shape, and what stays of it afterwards.

Each input is made when a question first needs it and kept for the next one, so that going from
question to question mounts nothing.
"""

from __future__ import annotations

from rich.cells import cell_len
from textual.containers import Vertical

from quizapp.content.inputs import (
    ChoiceInput,
    ChoicesInput,
    CodeInput,
    LineInput,
    OrderInput,
    RatingInput,
)
from quizapp.practice.view import View
from quizapp.tui.cells import cut, width_of
from quizapp.tui.ink import Line
from quizapp.tui.inputs.choice import ChoiceAnswer
from quizapp.tui.inputs.choices import ChoicesAnswer
from quizapp.tui.inputs.code import CodeAnswer
from quizapp.tui.inputs.line import LineAnswer, unreadable_lines
from quizapp.tui.inputs.listed import shown_options, wanted_order
from quizapp.tui.inputs.options import OptionRows
from quizapp.tui.inputs.order import OrderAnswer
from quizapp.tui.inputs.preview import Previewer, label_line
from quizapp.tui.widgets.verdict import head_of
from quizapp.words import language, tr

DECIDED = ("wrong", "verdict", "shown", "undecided")
"""Phases in which a verdict or an answer is in view."""


class AnswerArea(Vertical):
    """The input of the present question."""

    def __init__(self) -> None:
        super().__init__(id="answer")
        self._typed: LineAnswer | None = None
        self._code: CodeAnswer | None = None
        self.lists: dict[type[OptionRows], OptionRows] = {}
        self._preview = Previewer()
        self._width = 0

    @property
    def line(self) -> LineAnswer | CodeAnswer | None:
        """The answer line or the editor, whichever is in view, once one was needed."""
        if self._code is not None and self._code.display:
            return self._code
        return self._typed

    @property
    def options(self) -> OptionRows | None:
        """The list of options in view, if any."""
        return next((rows for rows in self.lists.values() if rows.display), None)

    async def show(self, view: View, fresh: bool, width: int) -> None:
        """Show the input for ``view``; ``fresh`` begins with another question."""
        self._width = width
        shape = view.question.input if view.question is not None else None
        self._show_line(isinstance(shape, LineInput))
        self._show_code(isinstance(shape, CodeInput))
        if isinstance(shape, LineInput):
            self._show_list(None)
            await self._show_typed(view, shape, fresh)
        elif isinstance(shape, CodeInput):
            self._show_list(None)
            await self._show_editor(view, shape, fresh)
        else:
            self._show_list(None)
            if shape is not None and not isinstance(shape, RatingInput):
                await self._show_options(view, shape, fresh)

    def redraw(self, view: View, width: int) -> None:
        """Draw the same answer in another language or width; text and ticks stay."""
        self._width = width
        shape = view.question.input if view.question is not None else None
        if isinstance(shape, LineInput):
            if self._typed is not None:
                if shape.blanks <= 1:
                    self._typed.fields[0].placeholder = shape.placeholder.get(language())
                self._show_outcome(view, shape, self._typed)
        elif isinstance(shape, CodeInput):
            if self._code is not None:
                self._code.relabel()
                self._show_code_outcome(view, self._code)
        elif shape is not None and not isinstance(shape, RatingInput) and self.options is not None:
            self.options.relabel(shown_options(view, shape))

    def _show_line(self, visible: bool) -> None:
        if self._typed is not None:
            self._typed.display = visible

    def _show_code(self, visible: bool) -> None:
        if self._code is not None:
            self._code.display = visible

    def _show_list(self, kind: type[OptionRows] | None) -> None:
        for own, rows in self.lists.items():
            rows.display = own is kind

    async def _show_typed(self, view: View, shape: LineInput, fresh: bool) -> None:
        question = view.question
        assert question is not None
        if self._typed is None:
            self._typed = LineAnswer()
            await self.mount(self._typed)
        line = self._typed
        decided = view.phase in DECIDED
        if fresh or (not decided and line.has_class("-given")):
            self._preview.ask(question, shape)
            await line.ask(
                self._labels(shape),
                draft=view.draft,
                unit=shape.unit,
                placeholder=shape.placeholder.get(language()) if shape.blanks <= 1 else "",
                preview=self._preview if shape.preview else None,
            )
        self._show_outcome(view, shape, line)

    async def _show_editor(self, view: View, shape: CodeInput, fresh: bool) -> None:
        question = view.question
        assert question is not None
        if self._code is None:
            self._code = CodeAnswer()
            await self.mount(self._code)
        code = self._code
        if fresh or (view.phase not in DECIDED and code.has_class("-given")):
            code.ask(shape, view.draft, question)
        self._show_code_outcome(view, code)

    def _show_code_outcome(self, view: View, code: CodeAnswer) -> None:
        """What stays of the code after a verdict, or the place that could not be read."""
        grade = view.grade
        if view.phase in DECIDED:
            code.show_given(view.response or "", head_of(view).tone)
        elif (
            grade is not None
            and grade.outcome == "unreadable"
            and code.response == (view.response or "").rstrip()
        ):
            place = grade.position if grade.position is not None else len(code.response)
            code.notice(place, grade.feedback.get(language()))

    def _show_outcome(self, view: View, shape: LineInput, line: LineAnswer) -> None:
        """What stays of the text after a verdict, or the place that could not be read."""
        if view.phase in DECIDED:
            line.show_given(self._given_rows(view, shape), head_of(view).tone)
        elif (
            view.grade is not None
            and view.grade.outcome == "unreadable"
            and line.response == view.response
        ):
            self._say_unreadable(view, line)

    def _labels(self, shape: LineInput) -> list[Line]:
        if shape.blanks > 1:
            return [((f"{number}", "key"),) for number in range(1, shape.blanks + 1)]
        return [label_line(shape.label)]

    def _given_rows(self, view: View, shape: LineInput) -> list[Line]:
        response = view.response or ""
        tail = tr("あなたの答え")
        if not response.strip():
            response, tail = "", tr("答えていません")
        label = label_line(shape.label) if shape.blanks <= 1 else ()
        lead = [*label, (" ", "")] if label else []
        room = max(10, self._width - 4 - width_of(lead) - 3 - len(tail) * 2)
        unit = f" {shape.unit}" if shape.unit and response else ""
        first, *more = response.split("\n")
        return [
            [
                *lead,
                (cut(first, room), "strong"),
                (unit, "muted"),
                ("   " if response else "", ""),
                (tail, "muted"),
            ],
            *([(cut(one, self._width - 4), "strong")] for one in more),
        ]

    def _say_unreadable(self, view: View, line: LineAnswer) -> None:
        grade = view.grade
        assert grade is not None
        position = grade.position if grade.position is not None else len(view.draft)
        label = line.label_cells
        before = cell_len(view.draft[:position])
        line.notice(
            unreadable_lines(label + before, grade.feedback.get(language()), self._width - 4)
        )

    async def _show_options(
        self, view: View, shape: ChoiceInput | ChoicesInput | OrderInput, fresh: bool
    ) -> None:
        kind: type[OptionRows] = (
            ChoiceAnswer
            if isinstance(shape, ChoiceInput)
            else ChoicesAnswer
            if isinstance(shape, ChoicesInput)
            else OrderAnswer
        )
        rows = self.lists.get(kind)
        if rows is None:
            rows = self.lists[kind] = kind()
            await self.mount(rows)
        self._show_list(kind)
        options = shown_options(view, shape)
        if view.phase in DECIDED:
            if isinstance(rows, OrderAnswer):
                rows.wanted = wanted_order(view)
                rows.by_run = view.grade is not None and view.grade.note == "miss.shifted"
            rows.reveal(options, view.response)
        elif fresh or rows.decided:
            rows.start(options)
            if view.draft:
                rows.take(view.draft)
        else:
            rows.relabel(options)
