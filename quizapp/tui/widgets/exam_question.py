"""The body of an exam's question: the question screen's own, without anything that would help."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.geometry import Region

from quizapp.practice.view import View
from quizapp.tui.ink import Line
from quizapp.tui.inputs.order import OrderAnswer
from quizapp.tui.screens.exam_words import grid_rows, legend_line
from quizapp.tui.widgets.question import QuestionBody
from quizapp.typeset.wrap import wrap_cells
from quizapp.words import tr

if TYPE_CHECKING:
    from quizapp.content.library import Library
    from quizapp.exam.view import SittingView

BESIDE = 5
"""Questions in a row of the small grid of the side column."""


class ExamBody(QuestionBody):
    """Prompt and answer of the present question; on a wide screen the grid beside it."""

    def __init__(self, library: Library) -> None:
        super().__init__()
        self.library = library
        self.sitting: SittingView | None = None

    async def sit(self, sitting: SittingView, *, unsaved: str | None = None) -> None:
        """Draw the picture of a sitting; ``unsaved`` is an answer that could not be saved."""
        self.sitting = sitting
        response = sitting.response if unsaved is None else unsaved
        await self.show(
            View(
                phase="asking",
                position=sitting.place + 1,
                total=sitting.total,
                segments=(),
                item=sitting.item,
                question=sitting.question,
                seed=sitting.seed,
                draft=response,
                option_order=sitting.option_order,
            )
        )
        self.mark(sitting, response, saved=unsaved is None)

    def mark(self, sitting: SittingView, response: str, *, saved: bool) -> None:
        """Show what is chosen, struck out and saved."""
        rows = self.options
        if rows is None:
            return
        if not isinstance(rows, OrderAnswer) or response:
            rows.take(response)
        rows.struck = frozenset(sitting.struck)
        word = tr("保存済み") if saved else tr("未保存")
        if sitting.mark and saved:
            sure = tr("自信あり") if sitting.mark == "sure" else tr("自信なし")
            word = f"{sure}  {word}"
        remarks = dict.fromkeys(sitting.struck, tr("消した"))
        if response:
            chosen = [place for place in range(len(rows.options)) if rows.is_chosen(place)]
            remarks.update(dict.fromkeys(chosen, word))
        rows.remarks = remarks
        rows.redraw()

    def see_option(self, place: int) -> None:
        """Scroll until the option at ``place`` is in view; what was chosen must be seen."""
        rows = self.options
        if rows is None:
            return
        lines = [line for line, own in rows.places.items() if own == place]
        if lines:
            top = self.slot.virtual_region.y + rows.virtual_region.y + lines[0]
            self.page.scroll_to_region(Region(0, top, 1, len(lines)), animate=False)

    def _prompt_rows(self, width: int) -> Sequence[Line]:
        sitting = self.sitting
        if sitting is not None and sitting.question is None:
            said = tr("この問題は、今のパックにありません。採点から外します。")
            return [((line, "muted"),) for line in wrap_cells(said, width)]
        rows = list(super()._prompt_rows(width))
        if sitting is not None and sitting.note:
            lines = wrap_cells(f"{tr('メモ')}  {sitting.note}", width)
            rows += [(), *(((line, "hint"),) for line in lines)]
        return rows

    def _side_rows(self, width: int) -> Sequence[Line]:
        sitting = self.sitting
        if sitting is None or not self._screen.wide:
            return ()
        rows, _ = grid_rows(
            sitting.cells, self.library, width, sitting.place, per_row=BESIDE, label=0
        )
        return [*rows, (), *_stacked(legend_line(sitting))]


def _stacked(legend: Line) -> list[Line]:
    """The legend, one mark a row."""
    pairs = list(legend)
    return [
        ((pairs[at][0].strip() + " ", pairs[at][1]), pairs[at + 1])
        for at in range(0, len(pairs), 2)
    ]
