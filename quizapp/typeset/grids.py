"""Matrices, cases and aligned lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from quizapp.typeset.boxes import EMPTY, Box, beside, column, space_box, text_box, widen
from quizapp.typeset.spacing import INNER, SCRIPT, TOP, Piece
from quizapp.typeset.tree import Grid, Node, Row, Scripts, Sym

if TYPE_CHECKING:
    from quizapp.typeset.setting import Setter

_NUMBER = re.compile(r"[-+]?[0-9.]+")
_SIGNED = re.compile(r"-?\w+")
_GAPS = {"matrix": 2, "cases": 3, "aligned": 3, "lines": 1, "choose": 0}


def set_grid(setter: Setter, grid: Grid, level: int) -> Piece:
    """The grid with its delimiters."""
    if setter.mode == "linear" or (level == SCRIPT and grid.form != "lines"):
        return Piece(text_box(_flat(setter, grid)), "fence", "fence")
    lines = _lines(setter, grid, level)
    box = _stacked(lines, open_pair=grid.form in ("matrix", "cases", "choose"))
    if not (grid.left or grid.right):
        return Piece(box, "ord", "ord")
    pad = [space_box(1)] if grid.form == "cases" else []
    if grid.left or grid.form != "cases":
        box = beside([*pad, box]) if grid.left else box
    if grid.right and pad:
        box = beside([box, *pad])
    return Piece(setter.enclosed([box], (grid.left, grid.right)), "fence", "fence")


def _lines(setter: Setter, grid: Grid, level: int) -> list[Box]:
    """Each row of the grid as one box, its cells padded to the width of their columns."""
    inner = level if grid.form in ("aligned", "lines", "cases") else max(level, INNER)
    cells = [
        [
            setter.row(cell.items, inner, follows=grid.form == "aligned" and index % 2 == 1)
            for index, cell in enumerate(line)
        ]
        for line in grid.rows
    ]
    count = max((len(line) for line in cells), default=0)
    for line in cells:
        line += [EMPTY] * (count - len(line))
    aligns = _alignments(grid, cells, count)
    widths = [max((line[index].width for line in cells), default=0) for index in range(count)]
    lines: list[Box] = []
    for line in cells:
        parts: list[Box] = []
        for index, box in enumerate(line):
            if index:
                parts.append(space_box(_gap(grid, index)))
            parts.append(widen(box, widths[index], aligns[index]))
        lines.append(beside(parts) if parts else EMPTY)
    return lines


def _gap(grid: Grid, index: int) -> int:
    if grid.form == "aligned" and index % 2 == 1:
        return 0
    return _GAPS[grid.form]


def _alignments(grid: Grid, cells: list[list[Box]], count: int) -> list[str]:
    names = {"l": "left", "c": "centre", "r": "right"}
    found: list[str] = []
    for index in range(count):
        if grid.form == "aligned":
            found.append("left" if index % 2 else "right")
            continue
        letter = grid.columns[min(index, len(grid.columns) - 1)]
        texts = [line[index].rows[0] for line in cells if len(line[index].rows) == 1]
        flat = len(texts) == len(cells)
        numbers = flat and all(_NUMBER.fullmatch(text) for text in texts)
        signed = flat and all(_SIGNED.fullmatch(text) for text in texts) and "-" in "".join(texts)
        if grid.form == "matrix" and letter == "c" and (numbers or signed):
            letter = "r"
        found.append(names[letter])
    return found


def _stacked(lines: list[Box], *, open_pair: bool) -> Box:
    """Lines under one another, with air round tall ones; the baseline runs through the middle.

    Two flat lines of a matrix get a blank row between them, so that the middle is a row and what
    stands before the bracket can stand on it.
    """
    parts: list[Box] = []
    flat_pair = open_pair and len(lines) == 2 and all(len(line.rows) == 1 for line in lines)
    for index, line in enumerate(lines):
        if index and (flat_pair or line.tall or lines[index - 1].tall):
            parts.append(space_box(0))
        parts.append(line)
    if len(lines) == 1:
        return lines[0]
    height = sum(len(part.rows) for part in parts)
    return column(parts, (height - 1) // 2, "left")


def _flat(setter: Setter, grid: Grid) -> str:
    """The grid in one row: ``[1, 2; 3, 4]``, ``{x (x > 0); 0 (x ≤ 0)}``, ``a = b = c``."""
    if grid.form in ("aligned", "lines"):
        return _joined(setter, grid)
    if grid.form == "choose":
        return (
            "C(" + ", ".join(setter.row(line[0].items, INNER).rows[0] for line in grid.rows) + ")"
        )
    between = ", " if grid.form == "matrix" else " "
    lines = [
        between.join(setter.row(cell.items, INNER).rows[0] for cell in line) for line in grid.rows
    ]
    left = grid.left or ("[" if grid.form == "matrix" else "{")
    right = grid.right or ("]" if grid.form == "matrix" else "}")
    if setter.ascii:
        left, right = left.replace("‖", "||"), right.replace("‖", "||")
    return left + "; ".join(lines) + right


def _joined(setter: Setter, grid: Grid) -> str:
    found = ""
    for line in grid.rows:
        items = tuple(item for cell in line for item in cell.items)
        text = setter.row(items, TOP).rows[0].strip()
        if not text:
            continue
        if found:
            found += " " if _starts_with_relation(items) else "; "
        found += text
    return found


def _starts_with_relation(items: tuple[Node, ...]) -> bool:
    first = items[0] if items else Row()
    if isinstance(first, Scripts):
        first = first.base
    return isinstance(first, Sym) and first.kind in ("rel", "bin")
