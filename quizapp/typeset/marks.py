"""Delimiters, radicals and bars that grow with what they hold."""

from __future__ import annotations

from quizapp.typeset.boxes import Box, beside, text_box
from quizapp.typeset.symbols import ASCII_DELIMITERS
from quizapp.typeset.widths import fill, width

# Top, middle (beside the baseline), fill, bottom.
_TALL = {
    "(": "⎛⎜⎜⎝", ")": "⎞⎟⎟⎠", "[": "⎡⎢⎢⎣", "]": "⎤⎥⎥⎦", "{": "⎧⎨⎪⎩", "}": "⎫⎬⎪⎭",
    "|": "││││", "‖": "║║║║", "⌊": "⎢⎢⎢⎣", "⌋": "⎥⎥⎥⎦", "⌈": "⎡⎢⎢⎢", "⌉": "⎤⎥⎥⎥",
    "⟨": "╱⟨╱╲", "⟩": "╲⟩╲╱",
}  # fmt: skip
_TALL_ASCII = {
    "(": "/||\\", ")": "\\||/", "[": "[[[[", "]": "]]]]", "{": "/<|\\", "}": "\\>|/",
    "|": "||||", "⌊": "||||", "⌋": "||||", "⌈": "||||", "⌉": "||||", "⟨": "/</\\",
    "⟩": "\\>\\/",
}  # fmt: skip


def delimiter(mark: str, *, ascii: bool) -> str:
    """A delimiter one row high."""
    return ASCII_DELIMITERS.get(mark, mark) if ascii else mark


def tall_delimiter(mark: str, height: int, base: int, *, ascii: bool) -> Box:
    """A delimiter ``height`` rows high; one without a tall form stands on the baseline."""
    if not mark:
        return Box(("",) * height, base, 0)
    if mark == "‖" and ascii:
        return Box(("||",) * height, base, 2)
    parts = (_TALL_ASCII if ascii else _TALL).get(mark)
    if parts is None:
        sign = delimiter(mark, ascii=ascii)
        cells = width(sign)
        rows = tuple(sign if row == base else " " * cells for row in range(height))
        return Box(rows, base, cells)
    top, middle, between, bottom = tuple(parts)
    centre = min(max(base, 1), height - 2)
    rows = tuple(
        top
        if row == 0
        else bottom
        if row == height - 1
        else middle
        if row == centre
        else _angle(mark, row < centre, between, bottom, ascii=ascii)
        for row in range(height)
    )
    return Box(rows, base, 1)


def _angle(mark: str, upper: bool, between: str, bottom: str, *, ascii: bool) -> str:
    return between if upper or mark not in "⟨⟩" else bottom


def fraction(top: Box, bottom: Box, *, ascii: bool) -> Box:
    """``top`` over ``bottom``, with a bar one cell longer than the wider of them."""
    cells = max(top.width, bottom.width)
    bar = "-" * (cells + 2) if ascii else "╶" + "─" * cells + "╴"
    rows = (
        *(fill(row, cells + 2, "centre") for row in top.rows),
        bar,
        *(fill(row, cells + 2, "centre") for row in bottom.rows),
    )
    return Box(rows, len(top.rows), cells + 2)


def radical(body: Box, degree: str) -> Box:
    """A root sign over a body of several rows; ``degree`` stands before its foot."""
    stem = width(degree) + 1
    rows = [" " * stem + "┌" + "─" * body.width]
    rows += [" " * stem + "│" + row for row in body.rows[:-1]]
    rows.append(degree + "√│" + body.rows[-1])
    return Box(tuple(rows), body.base + 1, stem + 1 + body.width)


def integral(sign: str, above: int, below: int, *, ascii: bool) -> Box:
    """An integral sign ``above`` and ``below`` the baseline, at least one row each."""
    count = {"∬": 2, "∭": 3}.get(sign, 1)
    above, below = max(above, 1), max(below, 1)
    top, middle, bottom = ("/", "|", "/") if ascii else ("⌠", "⎮", "⌡")
    centre = "φ" if sign == "∮" and not ascii else middle
    rows = [top, *[middle] * (above - 1), centre, *[middle] * (below - 1), bottom]
    one = Box(tuple(rows), above, 1)
    return beside([one] * count)


def brace(cells: int, *, over: bool, ascii: bool) -> Box:
    """A brace lying over or under ``cells`` cells (at least three), its point in the middle."""
    cells = max(cells, 3)
    left = (cells - 3) // 2
    right = cells - 3 - left
    if ascii:
        return text_box("." + "-" * left + "^" + "-" * right + "." if over else
                        "'" + "-" * left + "v" + "-" * right + "'")  # fmt: skip
    start, point, end = ("┌", "┴", "┐") if over else ("└", "┬", "┘")
    return text_box(start + "─" * left + point + "─" * right + end)


def arrow(sign: str, cells: int, *, ascii: bool) -> Box:
    """A horizontal arrow ``cells`` cells long."""
    if ascii:
        head = {"→": ("-", ">"), "←": ("<", "-"), "⇒": ("=", ">"), "↔": ("<", ">")}[sign]
        shaft = "=" if sign == "⇒" else "-"
        return text_box(head[0] + shaft * (cells - 2) + head[1])
    shaft = "═" if sign == "⇒" else "─"
    if sign == "←":
        return text_box("←" + shaft * (cells - 1))
    if sign == "↔":
        return text_box("←" + shaft * (cells - 2) + "→")
    return text_box(shaft * (cells - 1) + sign)
