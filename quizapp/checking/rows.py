"""Rows and matrices: ``[1 2 3]``, ``[1, 2; 3, 4]``, LaTeX environments."""

from __future__ import annotations

import re
from functools import cache
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
from quizapp.checking.tree import Call, Matrix, Node, Relation, Seq

if TYPE_CHECKING:
    from quizapp.checking.parser import Parser

_BEGINS: Final = frozenset(
    ("n", "v", "f", "q", "(", "[", "{", "⦃", "√", "∛", "∜", "⌊", "⌈", "\\frac", "\\sqrt", "\\begin")
)
_pattern = cache(re.compile)
ALIGNED: Final = frozenset(
    ("aligned", "align", "alignat", "split", "gathered", "gather", "equation", "eqnarray")
)
"""Environments of statements, one a row; ``&`` only aligns them."""
CASES: Final = frozenset(("cases", "dcases", "rcases"))
ENVIRONMENTS: Final = ALIGNED | CASES | frozenset(
    ("matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix", "smallmatrix", "array")
)  # fmt: skip
_SECOND_CELL: Final = r"(?<!\\)&\s*(?![=<>≤≥≠≈\s])"
_OPENS: Final = frozenset(("(", "[", "{", "⦃", "⟨", "⌊", "⌈", "\\begin"))
_CLOSES: Final = frozenset((")", "]", "}", "⦄", "⟩", "⌋", "⌉", "\\end"))
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


def is_piecewise(text: str, at: int) -> bool:
    """Whether a ``cases`` environment, open up to ``at``, gives a value for each condition."""
    end = text.find("\\end", at)
    return _pattern(_SECOND_CELL).search(text, at, len(text) if end < 0 else end) is not None


def environment(parser: Parser, bp: int) -> Node:
    r"""``\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}``; statements one a row are a list."""
    kinds = parser.kinds
    start = parser.at
    name = str(parser.values[start])
    listed = name in CASES or name in ALIGNED
    inside = Inside(parser)
    parser.at += 1
    rows: list[list[Node]] = [[]]
    while kinds[parser.at] != "\\end":
        if name in ALIGNED and kinds[parser.at] == "&":
            parser.at += 1
            continue
        rows[-1].append(parser.expression(0))
        kind = kinds[parser.at]
        if kind in (",", ";") and listed and kinds[parser.at + 1] in ("row", "\\end"):
            parser.at += 1
            kind = kinds[parser.at]
        if kind == "&" or (kind in (",", ";") and listed):
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
    cells = tuple(cell for row in rows for cell in row)
    if listed or (name == "array" and cells and all(isinstance(c, Relation) for c in cells)):
        if len(cells) == 1:
            return cells[0]
        whole = start == 0 and kinds[parser.at] == "end"
        return Seq("bare" if whole else "tuple", cells)
    if not rows[0]:
        raise empty(parser, start)
    matrix = matrix_of(parser, rows, start)
    if name in ("vmatrix", "Vmatrix"):
        return Call("det" if name == "vmatrix" else "norm", (matrix,))
    return matrix


def is_spaced(parser: Parser, start: int, end: int) -> bool:
    """Whether these tokens are rows of a matrix, without square brackets: ``5 2; 7 9``.

    Only where it could be nothing else: a number stands behind a value with a space between.
    """
    kinds = parser.kinds
    depth = 0
    spaced = stacked = False
    for index in range(start, end):
        kind = kinds[index]
        if depth == 0:
            if kind in (",", "rel", "and", "or"):
                return False
            stacked = stacked or kind in (";", "row")
            if (
                kind == "n"
                and index > start
                and parser.gaps[index]
                and kinds[index - 1] in FINISHES
            ):
                mixed = (
                    kinds[index + 1] == "/"
                    and kinds[index - 1] == "n"
                    and kinds[index - 2 : index - 1] != ["/"]
                )
                spaced = spaced or not mixed
        depth += (kind in _OPENS) - (kind in _CLOSES)
    return stacked and spaced


def spaced_rows(parser: Parser, end: int) -> Node:
    """``5 2; 7 9`` up to the token ``end``, as the matrix it is in square brackets."""
    kinds = parser.kinds
    start = parser.at
    inside = Inside(parser, row=True)
    rows: list[list[Node]] = [[]]
    while True:
        rows[-1].append(parser.expression(0))
        kind = kinds[parser.at]
        if kind in (";", "row"):
            parser.at += 1
            rows.append([])
        elif kind not in BEGINS_ENTRY:
            break
    inside.leave()
    if parser.at != end:
        raise parser.unexpected()
    parser.at += kinds[end] != "end"
    return matrix_of(parser, rows, start)
