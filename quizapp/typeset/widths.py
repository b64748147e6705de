"""How wide a text is on the terminal, counted exactly as Textual counts it.

Layout happens below the floors that may import Textual or Rich, yet a column that is one cell off
breaks every bar beside it. So the same table is kept here, and a test holds the two together.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache

from quizapp.typeset import cell_table

_JOINER = "\u200d"
_EMOJI_STYLE = "\ufe0f"


def _ranges(text: str) -> tuple[list[int], list[int]]:
    """First and last code points of the ranges written in ``text``."""
    firsts: list[int] = []
    lasts: list[int] = []
    last = 0
    for entry in text.split():
        gap, _, more = entry.partition("+")
        first = last + int(gap, 16)
        last = first + (int(more, 16) if more else 0)
        firsts.append(first)
        lasts.append(last)
    return firsts, lasts


class _Ranges:
    """A set of code points kept as ranges, read from the table on first use."""

    __slots__ = ("_firsts", "_lasts", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._firsts: list[int] = []
        self._lasts: list[int] = []

    def __contains__(self, code: int) -> bool:
        if not self._firsts:
            self._firsts, self._lasts = _ranges(self._text)
        place = bisect_right(self._firsts, code) - 1
        return place >= 0 and code <= self._lasts[place]

    def edges(self) -> list[int]:
        """First and last code points of all ranges."""
        firsts, lasts = _ranges(self._text)
        return firsts + lasts


_ZERO = _Ranges(cell_table.ZERO)
_WIDE = _Ranges(cell_table.WIDE)
_WIDENED = _Ranges(cell_table.WIDENED)


class _Widths(dict[str, int]):
    """Width of each character met so far."""

    def __missing__(self, character: str) -> int:
        code = ord(character)
        cells = 2 if code in _WIDE else 0 if code in _ZERO else 1
        self[character] = cells
        return cells


_widths = _Widths()


def width(text: str) -> int:
    """Cells ``text`` takes on the terminal; equal to ``rich.cells.cell_len``.

    Combining marks and controls take none, East Asian wide characters two, and characters of
    ambiguous width (Greek, box lines, ``○ × …``) one.
    """
    if text.isascii() and text.isprintable():
        return len(text)
    if len(text) < 512:
        return _cached(text)
    return _measure(text)


@lru_cache(maxsize=4096)
def _cached(text: str) -> int:
    return _measure(text)


def _measure(text: str) -> int:
    if _JOINER not in text and _EMOJI_STYLE not in text:
        return sum(map(_widths.__getitem__, text))
    return sum(cells for _, cells in clusters(text))


def clusters(text: str) -> list[tuple[str, int]]:
    """The pieces of ``text`` that must not be torn apart, each with its width in cells.

    A piece is a character with the marks on it; a joiner draws the next character into the piece.
    """
    found: list[tuple[str, int]] = []
    start = 0
    cells = 0
    last = ""
    index = 0
    count = len(text)
    while index < count:
        character = text[index]
        if character == _JOINER:
            index += 2
            continue
        if character == _EMOJI_STYLE:
            if last and ord(last) in _WIDENED:
                cells += 1
            last = ""
        else:
            own = _widths[character]
            if own:
                if cells:
                    found.append((text[start:index], cells))
                    start = index
                    cells = 0
                cells += own
                last = character
        index += 1
    if start < count:
        found.append((text[start:], cells))
    return found


def fill(text: str, cells: int, align: str = "left") -> str:
    """``text`` with spaces added until it takes ``cells`` cells; never cut.

    ``align`` is "left", "right" or "centre"; an odd space of a centred text goes to its right.
    """
    gap = cells - width(text)
    if gap <= 0:
        return text
    if align == "right":
        return " " * gap + text
    if align == "centre":
        return " " * (gap // 2) + text + " " * (gap - gap // 2)
    return text + " " * gap
