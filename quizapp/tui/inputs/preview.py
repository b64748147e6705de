"""What was understood of a text, drawn while it is typed; never an error while typing.

A text that breaks off in the middle keeps its last good reading, dimmed; an empty field says how
to write an answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from quizapp.tui.cells import width_of
from quizapp.tui.ink import Line
from quizapp.tui.inputs.line import how_to_write
from quizapp.words import tr

if TYPE_CHECKING:
    from quizapp.content.inputs import LineInput
    from quizapp.content.kinds.base import QuestionBase


def label_line(label: str) -> Line:
    """The label of an answer line in one row of cells: ``\\frac{dz}{dx}`` as ``dz/dx =``."""
    if not label:
        return ()
    from quizapp.tui.prose import formula_line

    text = formula_line(label).strip()
    return ((text if text.endswith("=") else f"{text} =", "muted"),)


class Previewer:
    """The preview of one question's answer line."""

    def __init__(self) -> None:
        self._question: QuestionBase | None = None
        self._shape: LineInput | None = None
        self._good: Sequence[Line] = ()

    def ask(self, question: QuestionBase, shape: LineInput) -> None:
        """Begin with another question."""
        self._question, self._shape, self._good = question, shape, ()

    def __call__(self, text: str, width: int) -> Sequence[Line]:
        """At most three rows for ``text`` at ``width`` cells."""
        if self._question is None or self._shape is None:
            return ()
        if not text.strip():
            self._good = ()
            return [(), self._manual()]
        drawn = self._drawn(text, width)
        if drawn is None:
            return [[(piece, "muted") for piece, _ in line] for line in self._good]
        self._good = drawn
        return drawn

    def _manual(self) -> Line:
        return how_to_write(
            [
                ("^", tr("べき乗")),
                ("sqrt( )", tr("平方根")),
                ("exp( )", ""),
                ("log( )", ""),
                ("sin( )", ""),
            ]
        )

    def _drawn(self, text: str, width: int) -> Sequence[Line] | None:
        """Rows for a text that reads, None for one that does not (yet)."""
        question = self._question
        reader = getattr(question, "preview", None)
        if reader is None:
            return None
        understood = reader(text)
        if understood is None:
            return None
        return preview_rows(understood.latex, understood.linear, understood.value, width)


def preview_rows(latex: str, linear: str, value: str, width: int) -> list[Line]:
    """``読み取り`` and the formula: two-dimensional up to three rows, else linear."""
    from quizapp.tui.prose import formula_rows

    label = tr("読み取り") + "  "
    tail = f"   = {value}" if value else ""
    from rich.cells import cell_len

    lead = cell_len(label)
    rows = [((row, ""),) for row in formula_rows(latex)]
    fits = len(rows) <= 3 and all(width_of(row) + lead + cell_len(tail) <= width for row in rows)
    if not rows or not fits:
        rows = [((linear, ""),)]
    middle = len(rows) // 2
    drawn: list[Line] = [
        [
            (label if at == middle else " " * lead, "muted"),
            *row,
            (tail if at == middle else "", "muted"),
        ]
        for at, row in enumerate(rows)
    ]
    return [(), *drawn] if len(drawn) == 1 else drawn
