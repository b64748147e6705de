"""A sheet of cells for sketches that are drawn with words and lines, in every way of showing them.

A drawing is made four times, in two languages and with or without signs beyond ASCII, because a
word of another length moves what stands beside it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from quizapp.demos.figure import Drawing, Table
from quizapp.demos.sketches.base import is_open, shown
from quizapp.records import Localized

WIDTH = 60
"""Cells of the widest sketch."""
_PLAIN = {
    **dict(zip("─│·×✕●○■□▒→←↑↓⊙⋮◎…−–►", "-|.xxo.#_%><^v*:@~-->", strict=True)),
    **dict.fromkeys("┌┐└┘┬┴├┤┼", "+"),
    **dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True)),
    "▁": " ", "▂": ".", "▃": ":", "▄": "-", "▅": "=", "▆": "+", "▇": "*", "█": "#",
    "σ": "S", "∞": "8",
}  # fmt: skip
"""One ASCII sign for one cell, so that nothing moves."""


def cells(text: str) -> int:
    """Terminal cells of ``text``: two for wide signs, none for combining ones."""
    return sum(
        0 if unicodedata.combining(sign) else 1 + (unicodedata.east_asian_width(sign) in "WF")
        for sign in text
    )


class Sheet:
    """Rows of cells that grow downwards; what goes beyond ``WIDTH`` is cut, and remembered."""

    def __init__(self, language: str, ascii_only: bool) -> None:
        self.language, self.ascii = language, ascii_only
        self.cut = False
        self._cells: dict[tuple[int, int], tuple[str, str]] = {}
        self._rows = 0

    def say(self, text: Localized | str) -> str:
        """Words in the language of this sheet."""
        return text if isinstance(text, str) else text.get(self.language)

    def put(self, x: int, y: int, text: Localized | str, role: str = "") -> int:
        """Write ``text`` from cell ``x`` of row ``y``; the cell after it."""
        self._rows = max(self._rows, y + 1)
        for sign in self.say(text):
            if self.ascii:
                sign = _PLAIN.get(sign, sign)
            size = cells(sign)
            if not size or not sign.isprintable():
                continue
            if x < 0 or x + size > WIDTH:
                self.cut = True
                return x
            self._cells[x, y] = (sign, role)
            if size == 2:
                self._cells[x + 1, y] = ("", role)
            x += size
        return x

    def centred(self, x: int, y: int, text: Localized | str, role: str = "") -> None:
        """Write ``text`` with its middle at cell ``x``."""
        self.put(max(x - cells(self.say(text)) // 2, 0), y, text, role)

    def entry(self, x: int, y: int, value: Any, width: int, role: str = "") -> None:
        """Write an entry at the right of ``width`` cells; an open one is an empty box."""
        text = "□" if is_open(value) else shown(value)
        self.put(x + width - cells(text), y, text, "accent" if is_open(value) else role)

    def across(self, x: int, end: int, y: int, head: str = "") -> None:
        """A line from cell ``x`` up to ``end`` (exclusive), with ``head`` as its last sign."""
        self.put(x, y, "─" * max(end - x - len(head), 0) + head, "muted")

    def down(self, x: int, y: int, end: int) -> None:
        """A line from row ``y`` up to ``end`` (exclusive)."""
        for row in range(y, end):
            self.put(x, row, "│", "muted")

    def rows(self) -> tuple[tuple[tuple[str, str], ...], ...]:
        """Runs of (text, role) for every row."""
        found = []
        for y in range(self._rows):
            places = [x for x, row in self._cells if row == y]
            runs: list[tuple[str, str]] = []
            for x in range(max(places, default=-1) + 1):
                sign, role = self._cells.get((x, y), (" ", ""))
                if runs and runs[-1][1] == role:
                    runs[-1] = (runs[-1][0] + sign, role)
                else:
                    runs.append((sign, role))
            found.append(tuple(runs))
        return tuple(found)


def drawing(
    summary: Localized, paint: Callable[[Sheet], None], table: Table | None = None
) -> Drawing:
    """The drawing that ``paint`` makes, in every way of showing it."""
    ways, cut = {}, False
    for language in ("ja", "en"):
        for ascii_only in (False, True):
            sheet = Sheet(language, ascii_only)
            paint(sheet)
            ways[language, ascii_only] = sheet.rows()
            cut = cut or sheet.cut
    return Drawing(Localized(), summary, ways, table=table, cut=cut)


def widest(rows: Sequence[Sequence[Any]]) -> int:
    """Cells of the widest entry."""
    return max(
        (cells("□" if is_open(one) else shown(one)) for row in rows for one in row), default=1
    )


def read_rows(rows: Sequence[Sequence[Any]], language: str) -> str:
    """Rows of entries read out: ``1, 2; 3, blank``."""
    from quizapp.demos.sketches.base import said

    return "; ".join(", ".join(said(one, language) for one in row) for row in rows)
