"""The body of the question screen: prompt, answer, hints, feedback, ratings, and the side column.

It draws a :class:`~quizapp.practice.view.View` and nothing else. The prompt stays where it is;
answer and feedback grow downwards, and fold in a fixed order when the room is short: first the
blank rows between options, then the reasons of options neither chosen nor right, then the tail of
the explanation; only then does the page scroll.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll

from quizapp.content.inputs import (
    CodeInput,
    RatingInput,
)
from quizapp.practice.view import View
from quizapp.tui.ink import Line
from quizapp.tui.inputs.code import CodeAnswer, listing_rows
from quizapp.tui.inputs.field import first_difference
from quizapp.tui.inputs.line import TONES, LineAnswer
from quizapp.tui.inputs.options import OptionRows
from quizapp.tui.prose import prose_lines
from quizapp.tui.screens.quiz_keys import TYPING_STATES
from quizapp.tui.widgets.answer import DECIDED, AnswerArea
from quizapp.tui.widgets.card import CardFace
from quizapp.tui.widgets.folding import Fold, degrees
from quizapp.tui.widgets.rating import RatingBar
from quizapp.tui.widgets.rows import Rows
from quizapp.tui.widgets.verdict import (
    answer_rows,
    explanation_blocks,
    explanation_rows,
    head_of,
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


class QuestionBody(Horizontal):
    """Everything between the thread and the note line."""

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

    def on_mount(self) -> None:
        """Keep the sign of more rows true while scrolling."""
        self.watch(self.page, "scroll_y", self._look_at_scroll, init=False)
        self.watch(self.page, "virtual_size", self._look_again, init=False)

    def _look_again(self) -> None:
        self.call_after_refresh(self._look_at_scroll)

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

    # ── showing a view ───────────────────────────────────────────────────────────────────────

    async def show(self, view: View) -> None:
        """Draw ``view``; a question not seen before starts with a fresh answer and at the top."""
        key = f"{view.position} {view.item} {view.seed}"
        fresh = key != self._shown
        before, self.view = self.view, view
        self._shown = key
        if fresh or before is None or before.phase != view.phase:
            self.explain_asked = self.reasons_asked = False
        if fresh:
            self.hints_offered = False
            self.figures_asked = ""
            self.page.scroll_home(animate=False)
        self.prompt.redraw()
        await self._show_answer(view, fresh)
        self.show_hints(view)
        self._show_feedback(view)
        self.side.redraw()
        self.fold()

    async def _show_answer(self, view: View, fresh: bool) -> None:
        question = view.question
        shape = question.input if question is not None else None
        is_card = isinstance(shape, RatingInput)
        self.prompt.display = self.slot.display = not is_card
        self.card.display = is_card
        if question is None:
            return
        if is_card:
            self._deal(view)
        await self.slot.show(view, fresh, self.main_width)

    def _deal(self, view: View) -> None:
        question = view.question
        if question is not None:
            back = question.answer_text(language()) if view.phase != "front" else None
            self.card.deal(question.prompt.get(language()), back)

    def show_hints(self, view: View) -> None:
        """Draw the hint ladder: below the answer, or in the side column where there is one."""
        asking = view.phase in ("asking", "wrong")
        offered = view.hints_shown > 0 or self.hints_offered
        self.hints.display = asking and offered and not self._screen.wide
        self.hints.redraw()
        self.side.redraw()
        self._look_again()

    def _show_feedback(self, view: View) -> None:
        decided = view.phase in DECIDED
        self.feedback.display = decided
        if decided:
            tone = head_of(view).tone
            for widget in (self.feedback, self.dock_row):
                widget.update_classes({name: name == f"-{tone}" for name in TONES})
        self.feedback.redraw()
        self.dock_row.redraw()
        rated = view.phase in ("verdict", "shown", "undecided", "back")
        self.rating.display = rated
        if rated:
            self.rating.offer(
                view.proposed, view.best, view.intervals_ms, self._screen.ms_to_exam()
            )

    def redraw(self) -> None:
        """Draw the same view again in another language or theme; typed text and ticks stay."""
        view = self.view
        if view is None:
            return
        if self.card.display:
            self._deal(view)
        self.slot.redraw(view, self.main_width)
        self.show_hints(view)
        self._show_feedback(view)
        self.fold()

    # ── rows ─────────────────────────────────────────────────────────────────────────────────

    @property
    def main_width(self) -> int:
        """Width of the main column in cells."""
        return self.page.size.width

    @property
    def _page_height(self) -> int:
        """Rows the page has once the rating bar stands where it is about to stand."""
        below = (1 if self._screen.short else 2) if self.rating.display else 0
        return self.size.height - below

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

    def turn_figures(self) -> bool:
        """Open folded figures, read open ones out, and back; False where there is none."""
        if not self.has_figures:
            return False
        order = ("folded", "read") if self._too_high else ("whole", "read")
        self.figures_asked = order[0] if self.figures == "read" else "read"
        self.prompt.redraw()
        self.fold()
        self.page.scroll_home(animate=False)
        return True

    @property
    def has_figures(self) -> bool:
        """Whether the question, or its set, has a figure."""
        question = self.view.question if self.view is not None else None
        return question is not None and (
            question.figure is not None
            or (question.shared is not None and question.shared.figure is not None)
        )

    def _fold_figures(self, width: int, height: int) -> None:
        """Fold the figures where the options would lie below the edge, unless they were opened."""
        if not self.has_figures:
            return
        before, self.figures = self.figures, "whole"
        self.prompt.redraw()
        decided = self.view is not None and self.view.phase in DECIDED
        least = Fold(roomy=False, reasons="some", explain="none")
        self._too_high = not decided and self._rows_needed(width, least) > height
        self.figures = self.figures_asked or ("folded" if self._too_high else "whole")
        if self.figures != before or self.figures != "whole":
            self.prompt.redraw()

    def picture_drawn(self, under_prompt: bool) -> None:
        """A picture is ready: at the side, or under the prompt."""
        self.side.redraw()
        if under_prompt:
            self.prompt_changed()

    def prompt_changed(self) -> None:
        """The figure under the prompt has been drawn: make room for it."""
        self.prompt.redraw()
        self.fold()

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

    # ── folding and scrolling ────────────────────────────────────────────────────────────────

    def fold(self) -> None:
        """Choose how much is folded away so that the page fits, as far as it can."""
        height, width = self._page_height, self.main_width
        if self.view is None or height <= 0 or width <= 0:
            self.call_after_refresh(self.fold)
            return
        self._fold_figures(width, height)
        for degree in degrees(
            options=self.options is not None,
            decided=self.view.phase in DECIDED,
            reasons_asked=self.reasons_asked,
            explain_asked=self.explain_asked,
        ):
            if self._rows_needed(width, degree) <= height:
                break
        if self.options is not None:
            self.options.fold(roomy=degree.roomy, reasons=degree.reasons)
        self.explain = self._blocks(width, degree)
        self.feedback.redraw()
        self._look_again()

    def _blocks(self, width: int, degree: Fold) -> int | None:
        """How many blocks of the explanation stand in this degree; None: all of them."""
        view = self.view
        if degree.explain == "all" or view is None or view.question is None:
            return None
        if degree.explain == "none":
            return 0
        room = self._page_height - self._rows_needed(width, degree._replace(explain="none"))
        count = len(explanation_blocks(view))
        for blocks in range(count, 0, -1):
            if len(explanation_rows(view, width - 2, blocks)) <= room:
                return blocks
        return 0

    def _rows_needed(self, width: int, degree: Fold) -> int:
        """Rows of the page in one degree of folding."""
        needed = len(self.prompt.lines(width)) + 1
        if self.options is not None:
            needed += self.options.height_for(width, roomy=degree.roomy, reasons=degree.reasons)
        elif self.line is not None and self.line.display:
            given = self.line.has_class("-given")
            needed += self.line.given_rows if given else self.line.size.height
        if self.hints.display:
            needed += 1 + len(self.hints.lines(width - 2))
        if self.feedback.display:
            before, self.explain = self.explain, self._blocks(width, degree)
            needed += 1 + len(self._feedback_rows(width - 2))
            self.explain = before
        return needed

    @property
    def folded_explanation(self) -> bool:
        """Whether part of the explanation is out of view and ``e`` would show it."""
        view = self.view
        if (
            view is None
            or view.question is None
            or view.phase not in ("verdict", "shown", "undecided")
        ):
            return False
        return bool(view.question.explanation) and self.explain is not None

    def first_difference(self) -> int | None:
        """Where the learner's text first differs from the nearest right one; None: at its end."""
        view = self.view
        if view is None or view.question is None or view.response is None:
            return None
        if view.grade is not None and view.grade.position is not None:
            return view.grade.position
        wanted = [response for _, response in view.question.right_responses()]
        return max((first_difference(view.response, text) for text in wanted), default=None)

    def show_explanation(self) -> None:
        """Show the whole explanation; scroll only where the page cannot hold all of it."""
        self.explain_asked = True
        self.fold()
        self.call_after_refresh(self._see_feedback)

    def _see_feedback(self) -> None:
        if self.page.max_scroll_y > 0:
            top = self.feedback.size.height > self.page.size.height
            self.feedback.scroll_visible(animate=False, top=top)
        self._look_again()

    def offer_hints(self, view: View) -> None:
        """Show the ladder, all of it masked, with its price; nothing is paid yet."""
        self.hints_offered = True
        self.show_hints(view)

    def show_reasons(self) -> None:
        """Show the reason of every option."""
        self.reasons_asked = True
        self.fold()
        self.page.scroll_home(animate=False)

    def scroll(self, rows: int) -> None:
        """Scroll the page by so many rows."""
        self.page.scroll_relative(y=rows, animate=False)

    def scroll_page(self, pages: int) -> None:
        """Scroll by pages, one row kept."""
        self.scroll(pages * max(1, self.page.size.height - 1))

    def _look_at_scroll(self) -> None:
        """Show where more is, and keep the verdict in view when it is scrolled out."""
        view = self.view
        page = self.page
        below = page.max_scroll_y - page.scroll_y > 0.5
        decided = view is not None and view.phase in DECIDED
        top = self.feedback.virtual_region.y
        seen = page.scroll_y <= top < page.scroll_y + page.size.height
        self.dock_row.display = docked = decided and not seen
        self.more.display = below
        self.less.display = page.scroll_y > 0.5
        self.less.styles.offset = (self.main_width, 0)
        under = (self._page_height - self.size.height) - docked
        self.more.styles.offset = (self.main_width, under)

    def on_resize(self, event: events.Resize) -> None:
        """Fold again for the new size."""
        if self.view is not None:
            self.show_hints(self.view)
            self.call_after_refresh(self.fold)
