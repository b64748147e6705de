"""The rows of the question screen's body: prompt, hints, feedback, and the column beside them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll

from quizapp.content.inputs import CodeInput
from quizapp.practice.view import View
from quizapp.tui.ink import Line
from quizapp.tui.inputs.code import CodeAnswer, listing_rows
from quizapp.tui.inputs.line import LineAnswer
from quizapp.tui.inputs.options import OptionRows
from quizapp.tui.prose import prose_lines
from quizapp.tui.screens.quiz_keys import TYPING_STATES
from quizapp.tui.widgets.answer import DECIDED, AnswerArea
from quizapp.tui.widgets.card import CardFace
from quizapp.tui.widgets.rating import RatingBar
from quizapp.tui.widgets.rows import Rows
from quizapp.tui.widgets.verdict import (
    answer_rows,
    explanation_rows,
    hint_rows,
    verdict_rows,
    why_rows,
)
from quizapp.typeset.wrap import wrap_cells
from quizapp.words import language, tr

if TYPE_CHECKING:
    from quizapp.content.kinds.base import FigureLink, QuestionBase
    from quizapp.tui.screens.quiz import QuizScreen


class Page(VerticalScroll, can_focus=False):
    """The scrolling part; a sign at the lower right stands for its scroll bar."""


class QuestionPage(Horizontal):
    """The widgets of the body, each with the rows that its view gives it; decides nothing."""

    def __init__(self) -> None:
        super().__init__(id="stage", classes="body")
        self.view: View | None = None
        self.prompt = Rows(self._prompt_rows, id="prompt")
        self.slot = AnswerArea()
        self.hints = Rows(self._hint_rows, id="hints")
        self.feedback = Rows(self._feedback_rows, id="feedback")
        self.card = CardFace()
        self.page = Page(self.prompt, self.slot, self.feedback, self.hints, self.card, id="page")
        self.dock_row = Rows(self._dock_rows, id="dock")
        self.rating = RatingBar()
        self.more = Rows(lambda width: [(("▼", "muted"),)], id="more")
        self.less = Rows(lambda width: [(("▲", "muted"),)], id="less")
        self.side = Rows(self._side_rows, id="side")
        self.explain: int | None = None
        """Blocks of the explanation in view; None: all of it."""
        self.explain_asked = self.reasons_asked = False
        self.hints_offered = False
        """Whether the ladder and its price were shown before the first hint."""
        self.figures = "whole"
        """How figures under the prompt stand: "whole", "folded", or "read" out as well."""
        self.figures_asked = ""
        self._too_high = False
        self.seconds = ""
        self._shown = ""

    def compose(self) -> ComposeResult:
        """Main column and side column."""
        yield Vertical(self.page, self.dock_row, self.less, self.more, self.rating, id="main")
        yield self.side

    @property
    def _screen(self) -> QuizScreen:
        return self.screen  # type: ignore[return-value]

    @property
    def options(self) -> OptionRows | None:
        """The list of options in view, if any."""
        return self.slot.options

    @property
    def line(self) -> LineAnswer | CodeAnswer | None:
        """The answer line or the editor for code, once one was needed."""
        return self.slot.line

    # ── rows ─────────────────────────────────────────────────────────────────────────────────

    @property
    def main_width(self) -> int:
        """Width of the main column in cells."""
        return self.page.size.width

    def _prompt_rows(self, width: int) -> Sequence[Line]:
        view = self.view
        if view is None or view.question is None:
            return ()
        rows = [*self._shared_rows(view.question, width)]
        rows += prose_lines(view.question.prompt.get(language()), width)
        if view.question.figure is not None:
            rows += [(), *self._figure_rows(view.question, view.question.figure, width)]
        shape = view.question.input
        if not isinstance(shape, CodeInput):
            return rows
        listing = listing_rows(shape, width)
        return [*rows, *([()] if listing else []), *listing]

    def _shared_rows(self, question: QuestionBase, width: int) -> Sequence[Line]:
        """What the questions of a set have in common, above the question itself."""
        shared = question.shared
        if shared is None:
            return ()
        place = tr("{n} 問で共通（その {k}）", n=shared.total, k=shared.place)
        rows: list[Line] = [((place, "muted"),), *prose_lines(shared.text.get(language()), width)]
        if shared.figure is not None:
            rows += self._figure_rows(question, shared.figure, width)
        rows.append((("─" * min(width, 24), "faint"),))
        return rows

    def _figure_rows(self, question: QuestionBase, link: FigureLink, width: int) -> Sequence[Line]:
        """A figure; where it is folded, one row that says so; where asked for, its reading too."""
        rows, reading = self._screen.pictures.under_prompt(question, link, width)
        if not rows:
            return ()
        if self.figures == "folded":
            typing = self._screen.state_name() in TYPING_STATES
            return [((tr("図は ctrl+g で開く") if typing else tr("図は v で開く"), "muted"),)]
        if self.figures == "read" and reading:
            told = wrap_cells(tr("図: {text}", text=reading), width)
            return [*rows, *(((line, "muted"),) for line in told)]
        return rows

    @property
    def has_figures(self) -> bool:
        """Whether the question, or its set, has a figure."""
        question = self.view.question if self.view is not None else None
        return question is not None and (
            question.figure is not None
            or (question.shared is not None and question.shared.figure is not None)
        )

    def _hint_rows(self, width: int) -> Sequence[Line]:
        view = self.view
        if view is None or view.question is None or not view.question.hints:
            return ()
        typing = self._screen.state_name() in TYPING_STATES
        ladder = partial(
            hint_rows,
            view.question.hints.get(language()),
            view.hints_shown,
            tr("をもう一度") if typing and view.hints_shown else tr("で見る"),
            "tab" if typing else "h",
            width,
        )
        rows = ladder()
        if self._screen.wide or len(rows) + 1 <= self.size.height - self._before_hints():
            return rows
        return ladder(short=True)

    def _before_hints(self) -> int:
        """Rows above the hint ladder."""
        rows = len(self.prompt.lines(self.main_width)) + 1
        if self.options is not None:
            return rows + self.options.size.height
        return rows + (self.line.size.height if self.line is not None else 0)

    def _feedback_rows(self, width: int) -> Sequence[Line]:
        view = self.view
        if view is None or view.phase not in DECIDED:
            return ()
        ink = self.feedback.ink
        return [
            *verdict_rows(view, ink, width, seconds=self.seconds),
            *why_rows(view, ink, width),
            *answer_rows(view, width),
            *explanation_rows(view, width, self.explain),
        ]

    def _dock_rows(self, width: int) -> Sequence[Line]:
        view = self.view
        if view is None or view.phase not in DECIDED:
            return ()
        return verdict_rows(view, self.feedback.ink, width)[:1]

    def _side_rows(self, width: int) -> Sequence[Line]:
        from quizapp.tui.widgets.side import side_rows

        view = self.view
        if view is None:
            return ()
        return side_rows(self._screen, view, width, self._hint_rows)
