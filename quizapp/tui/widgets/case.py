"""The case in which code failed, as a small table: what was given, yours, what is right.

Values that differ carry the mark of a wrong answer and its colour, so that they are found without
the colour too.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from quizapp.checking.code.labels import label
from quizapp.records import Grade
from quizapp.tui.cells import width_of
from quizapp.tui.ink import Ink, Line
from quizapp.words import language

GAP = 3
_FEW = 2
"""Rows of arguments that may stand above the outcome."""


def case_rows(grade: Grade, ink: Ink, width: int) -> list[Line]:
    """The rows of ``grade.table``; columns that do not fit are left out. Empty without a table."""
    alone = [row for row in grade.table if len(row) == 2 and not row[0].startswith("@")]
    table = [row for row in grade.table if row not in alone]
    numbers = _wrapped(alone, width)
    if not table:
        return numbers
    rows: list[Line] = []
    marked = {"@yours": _differing(grade.table)}
    lead = max(cell_len(label(row[0], language())) for row in table)
    columns = _columns(table, (width - lead) // 2)
    for name, *cells in _in_order(table):
        word = label(name, language())
        line: list[tuple[str, str]] = [
            (word + " " * (lead - cell_len(word)), "muted" if name.startswith("@") else "")
        ]
        for place, cell in enumerate(cells[: len(columns)]):
            wrong = place in marked.get(name, ())
            sign = ink.mark("wrong") if wrong else " "
            pad = columns[place] - cell_len(cell)
            role = "wrong" if wrong else _ROLES.get(name, "")
            line += [(" " * (GAP - 1 + pad), ""), (sign + cell, role)]
        if width_of(line) > width:
            line = _shortened(line, width)
        rows.append(line)
    return [*rows, *numbers]


_ROLES = {"@correct": "right", "@index": "faint", "@gradient": "muted"}


def _in_order(table: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """What was given first; where that is long, what came of it, so that it stays in view."""
    given = [row for row in table if not row[0].startswith("@")]
    if len(given) <= _FEW:
        return list(table)
    outcome = [row for row in table if row[0].startswith("@")]
    return [*outcome, *given]


def _differing(table: Sequence[Sequence[str]]) -> set[int]:
    """The columns in which yours is not what is right."""
    rows = {row[0]: row[1:] for row in table}
    yours, correct = rows.get("@yours", ()), rows.get("@correct", ())
    return {
        place for place, cell in enumerate(yours) if place >= len(correct) or cell != correct[place]
    }


def _columns(table: Sequence[Sequence[str]], most: int) -> list[int]:
    """Cells of each column, as many columns as there is room for."""
    count = max(len(row) - 1 for row in table)
    widths = [
        max(cell_len(row[place + 1]) for row in table if len(row) > place + 1)
        for place in range(count)
    ]
    kept: list[int] = []
    room = 2 * most
    for width in widths:
        if width + GAP > room and kept:
            break
        room -= width + GAP
        kept.append(width)
    return kept


def _wrapped(alone: Sequence[Sequence[str]], width: int) -> list[Line]:
    """Numbers and shapes in as few rows as they need: ``rate 0.1   n 3``."""
    rows: list[list[tuple[str, str]]] = []
    for name, cell in alone:
        piece = [(f"{name} ", "muted"), (cell, "")]
        if rows and width_of(rows[-1]) + GAP + width_of(piece) <= width:
            rows[-1] += [(" " * GAP, ""), *piece]
        else:
            rows.append(piece)
    return list(rows)


def _shortened(line: Sequence[tuple[str, str]], width: int) -> list[tuple[str, str]]:
    kept: list[tuple[str, str]] = []
    for piece in line:
        if width_of([*kept, piece]) > width:
            break
        kept.append(piece)
    return kept
