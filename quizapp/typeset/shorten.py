"""Cutting a text to a number of cells without tearing a character apart."""

from __future__ import annotations

from quizapp.typeset.widths import clusters, width


def shorten(text: str, cells: int, *, ascii: bool = False) -> str:
    """``text`` in at most ``cells`` cells; where it had to be cut it ends with an ellipsis.

    The ellipsis is ``…`` (one cell), or ``...`` on a terminal without it.
    """
    if width(text) <= cells:
        return text
    mark = "..." if ascii else "…"
    if cells < width(mark):
        return head(mark, cells) if ascii else ""
    return head(text, cells - width(mark)).rstrip() + mark


def head(text: str, cells: int) -> str:
    """The longest beginning of ``text`` that takes at most ``cells`` cells."""
    if text.isascii() and text.isprintable():
        return text[: max(cells, 0)]
    kept: list[str] = []
    room = cells
    for piece, taken in clusters(text):
        if taken > room:
            break
        kept.append(piece)
        room -= taken
    return "".join(kept)
