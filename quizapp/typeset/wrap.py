"""Lines of Japanese and English prose that fit a number of cells."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from quizapp.typeset.breaks import break_before
from quizapp.typeset.widths import clusters, width

_LONELY = 4
"""A last line of at most this many cells is given company from the line before."""
_COMPANY = 8


def wrap_cells(text: str, width: int, *, first_indent: int = 0, hanging: int = 0) -> list[str]:
    """``text`` in lines of at most ``width`` cells, indents included.

    Lines end where the language allows (see ``breaks``); a token wider than a line is cut. Blanks
    at a break go. A line break in ``text`` stays one, and an empty text is one empty line. Only a
    wide character in a line of one cell can exceed the width.
    """
    return list(_wrapped(text, width, first_indent, hanging))


@lru_cache(maxsize=1024)
def _wrapped(text: str, cells: int, first_indent: int, hanging: int) -> tuple[str, ...]:
    lines: list[str] = []
    for number, paragraph in enumerate(text.split("\n")):
        first = min(hanging if number else first_indent, max(cells - 2, 0))
        rest = min(hanging, max(cells - 2, 0))
        if first + width(paragraph) <= cells:
            paragraph = paragraph.rstrip(" ")
            lines.append(" " * first + paragraph if paragraph else "")
            continue
        pieces = clusters(paragraph)
        signs = [piece[0] for piece, _ in pieces]
        ranges = fill_lines(
            [taken for _, taken in pieces],
            [sign == " " for sign in signs],
            break_before(signs),
            cells - first,
            cells - rest,
        )
        for start, end in ranges:
            indent = rest if start else first
            lines.append(" " * indent + "".join([piece for piece, _ in pieces[start:end]]))
    return tuple(lines)


def fill_lines(
    widths: Sequence[int],
    blanks: Sequence[bool],
    breaks: Sequence[bool],
    first: int,
    rest: int,
) -> list[tuple[int, int]]:
    """Start and end of each line of things that take ``widths`` cells, blanks at breaks left out.

    ``breaks`` says before which of them a line may begin. The first line has room for ``first``
    cells, the others for ``rest``. What nothing allows to break is broken where the room ends.
    """
    count = len(widths)
    lines: list[tuple[int, int]] = []
    start = 0
    while start < count:
        room = rest if lines else first
        used = 0
        opening = start
        index = start
        while index < count:
            if index > start and breaks[index]:
                opening = index
            if used + widths[index] > room and not blanks[index] and index > start:
                break
            used += widths[index]
            index += 1
        if index < count:
            index = opening if opening > start else index
        lines.append((start, _trimmed(blanks, start, index)))
        start = index
        while lines and start < count and blanks[start]:
            start += 1
    if len(lines) > 1:
        _keep_company(lines, widths, blanks, breaks, rest)
    return lines


def _trimmed(blanks: Sequence[bool], start: int, end: int) -> int:
    while end > start and blanks[end - 1]:
        end -= 1
    return end


def _keep_company(
    lines: list[tuple[int, int]],
    widths: Sequence[int],
    blanks: Sequence[bool],
    breaks: Sequence[bool],
    room: int,
) -> None:
    """Moves a little of the last line but one down, so that no sign or two stand alone."""
    start, end = lines[-1]
    above, _ = lines[-2]
    taken = sum(widths[start:end])
    if taken > _LONELY or room < 3 * _COMPANY:
        return
    index = start
    while index > above + 1:
        index -= 1
        taken += widths[index]
        if taken > room // 2:
            return
        if breaks[index] and taken >= _COMPANY:
            lines[-2] = (above, _trimmed(blanks, above, index))
            lines[-1] = (index, end)
            return
