"""The body of the question screen: prompt, answer, hints, feedback, ratings, and the side column.

It draws a :class:`~quizapp.practice.view.View` and nothing else. The prompt stays where it is;
answer and feedback grow downwards, and fold in a fixed order when the room is short: first the
blank rows between options, then the reasons of options neither chosen nor right, then the tail of
the explanation; only then does the page scroll.
"""

from __future__ import annotations

from textual import events

from quizapp.content.inputs import RatingInput
from quizapp.practice.view import View
from quizapp.tui.inputs.field import first_difference
from quizapp.tui.inputs.line import TONES
from quizapp.tui.widgets.answer import DECIDED
from quizapp.tui.widgets.folding import Fold, degrees
from quizapp.tui.widgets.question_page import QuestionPage
from quizapp.tui.widgets.verdict import explanation_blocks, explanation_rows, head_of
from quizapp.words import language


class QuestionBody(QuestionPage):
    """Everything between the thread and the note line."""

    def on_mount(self) -> None:
        """Keep the sign of more rows true while scrolling."""
        self.watch(self.page, "scroll_y", self._look_at_scroll, init=False)
        self.watch(self.page, "virtual_size", self._look_again, init=False)

    def _look_again(self) -> None:
        self.call_after_refresh(self._look_at_scroll)

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

    # ── folding and scrolling ────────────────────────────────────────────────────────────────

    @property
    def _page_height(self) -> int:
        """Rows the page has once the rating bar stands where it is about to stand."""
        below = (1 if self._screen.short else 2) if self.rating.display else 0
        return self.size.height - below

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
