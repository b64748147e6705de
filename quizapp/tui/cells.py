"""Cell arithmetic for one-row labels: widths, cuts and the joining of left and right parts."""

from __future__ import annotations

from rich.cells import cell_len, chop_cells, set_cell_size

from quizapp.tui.ink import Line


def heading(text: str) -> str:
    """``text`` with a capital first letter: English labels are written small, headings are not."""
    return text[:1].upper() + text[1:]


def width_of(line: Line) -> int:
    """Width of a line in cells."""
    return sum(cell_len(text) for text, _ in line)


def cut(text: str, width: int) -> str:
    """``text`` in at most ``width`` cells, its cut end shown as an ellipsis."""
    if cell_len(text) <= width:
        return text
    if width <= 0:
        return ""
    return set_cell_size(text, width - 1).rstrip() + "…"


def shortened(line: Line, width: int) -> list[tuple[str, str]]:
    """``line`` in at most ``width`` cells, its cut end shown as an ellipsis."""
    if width_of(line) <= width:
        return list(line)
    kept: list[tuple[str, str]] = []
    room = width
    for text, role in line:
        fits = cut(text, room)
        kept.append((fits, role))
        room -= cell_len(fits)
        if fits != text or room <= 0:
            break
    return kept


def folded(text: str, width: int) -> list[str]:
    """``text`` in lines of at most ``width`` cells, broken anywhere: for the smallest screens."""
    return chop_cells(text, max(2, width)) or [""]


def pad(text: str, width: int, *, right: bool = False) -> str:
    """``text`` in exactly ``width`` cells, cut or filled; ``right`` puts it at the right end."""
    text = cut(text, width)
    gap = " " * (width - cell_len(text))
    return gap + text if right else text + gap


def spread(left: Line, right: Line, width: int) -> list[tuple[str, str]]:
    """``left`` and ``right`` at the two ends of a row; the left is cut where they would meet."""
    room = width - width_of(right) - (1 if right else 0)
    kept: list[tuple[str, str]] = []
    for text, role in left:
        fits = cut(text, room)
        if fits:
            kept.append((fits, role))
        room -= cell_len(fits)
        if fits != text:
            break
    gap = width - width_of(kept) - width_of(right)
    return [*kept, (" " * max(gap, 0), ""), *right]
