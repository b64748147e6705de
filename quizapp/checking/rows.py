"""Rows and matrices: ``[1 2 3]``, ``[1, 2; 3, 4]``, LaTeX environments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from quizapp.checking import messages
from quizapp.checking.inside import (
    AFTER_ALONE,
    BEFORE_ALONE,
    FINISHES,
    Inside,
    closed_at,
    empty,
)
from quizapp.checking.tree import Call, Matrix, Node, Seq

if TYPE_CHECKING:
    from quizapp.checking.parser import Parser

_BEGINS: Final = frozenset(
    ("n", "v", "f", "q", "(", "[", "{", "⦃", "√", "∛", "∜", "⌊", "⌈", "\\frac", "\\sqrt", "\\begin")
)
BEGINS_ENTRY: Final = _BEGINS | {"+", "-", "±", "∓", "|", "‖", "∫", "D"}
"""What the next entry of a row can begin with."""


def is_row(parser: Parser, start: int) -> bool:
    """Whether spaces separate the entries of the bracket at ``start``."""
    kinds = parser.kinds
    gaps = parser.gaps
    end = closed_at(parser, start)
    depth = 0
    spaced = stacked = False
    for index in range(start + 1, end):
        kind = kinds[index]
        before = kinds[index - 1]
        if depth == 0:
            if kind == ",":
                return False
            stacked = stacked or kind == ";"
            if gaps[index] and index > start + 1 and before in FINISHES:
                sign = kind in ("+", "-", "±") and not gaps[index + 1]
                spaced = spaced or kind in _BEGINS or sign
        if kind in ("(", "[", "{", "⦃"):
            depth += 1
        elif kind in (")", "]", "}", "⦄"):
            depth -= 1
    if not spaced:
        return False
    alone_before = start == 0 or kinds[start - 1] in BEFORE_ALONE
    follows_entry = gaps[start] and parser.row
    alone_after = end + 1 >= len(kinds) or kinds[end + 1] in AFTER_ALONE
    return stacked or ((alone_before or follows_entry) and (alone_after or parser.row))


def matrix_of(parser: Parser, rows: list[list[Node]], start: int) -> Node:
    """The matrix of these rows; rows of unequal length are refused."""
    if len({len(row) for row in rows}) != 1:
        sizes = [len(row) for row in rows]
        raise messages.stop(
            "matrix",
            *parser.place(start, parser.at),
            f"行の長さがそろっていません（{'、'.join(map(str, sizes))}）。",
            f"The rows have different lengths ({', '.join(map(str, sizes))}).",
        )
    return Matrix(tuple(tuple(row) for row in rows))


def environment(parser: Parser, bp: int) -> Node:
    r"""``\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}``; ``cases`` of single cells is a list."""
    kinds = parser.kinds
    start = parser.at
    name = parser.values[start]
    inside = Inside(parser)
    parser.at += 1
    rows: list[list[Node]] = [[]]
    while kinds[parser.at] != "\\end":
        rows[-1].append(parser.expression(0))
        kind = kinds[parser.at]
        if kind == "&" or (kind == "," and name in ("cases", "aligned")):
            parser.at += 1
        elif kind == "row":
            parser.at += 1
            if kinds[parser.at] != "\\end":
                rows.append([])
        elif kind != "\\end":
            raise parser.closer(f"\\end{{{name}}}", f"\\begin{{{name}}}")
    if parser.values[parser.at] != name:
        raise parser.closer(f"\\end{{{name}}}", f"\\begin{{{name}}}")
    parser.at += 1
    inside.leave()
    if name in ("cases", "aligned"):
        whole = start == 0 and kinds[parser.at] == "end"
        return Seq("bare" if whole else "tuple", tuple(cell for row in rows for cell in row))
    if not rows[0]:
        raise empty(parser, start)
    matrix = matrix_of(parser, rows, start)
    return Call("det", (matrix,)) if name == "vmatrix" else matrix
