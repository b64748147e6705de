"""Code questions in plain lines: the listing, the names it gives, the case that failed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quizapp.checking.code.labels import label
from quizapp.content.inputs import CodeInput
from quizapp.records import Grade
from quizapp.typeset.widths import width
from quizapp.words import language, tr

END = "."
"""A line of this alone ends an answer of several lines."""


def code_lines(shape: CodeInput) -> list[str]:
    """The listing with its line numbers, then the names with their shapes."""
    lines: list[str] = []
    if shape.listing:
        for number, text in enumerate(shape.listing.split("\n"), 1):
            mark = "×" if number in shape.repair else " "
            lines.append(f"{mark}{number:>3}  {text}".rstrip())
    lines += ["", "   ".join(shape.given)]
    if shape.offers:
        lines.append(tr("使える関数") + "  " + "  ".join(shape.offers))
    return lines


def how_to_answer(shape: CodeInput) -> str:
    """How an answer is typed, line by line."""
    if shape.height > 1:
        return tr("何行でも書けます。終わったら . だけの行を入力してください")
    return tr("1 行で答えてください")


def table_lines(grade: Grade) -> list[str]:
    """The failing case as a table; a value that differs is followed by a mark."""
    rows = {row[0]: row[1:] for row in grade.table}
    correct = rows.get("@correct", ())
    labels = [label(row[0], language()) for row in grade.table]
    body = [list(row[1:]) for row in grade.table]
    for row, cells in zip(grade.table, body, strict=True):
        if row[0] == "@yours":
            for place, cell in enumerate(cells):
                if place < len(correct) and cell != correct[place]:
                    cells[place] = cell + " !"
    widest = max(map(width, labels), default=0)
    columns = _columns(body)
    return [
        "  " + name + " " * (widest - width(name)) + "".join(_cells(cells, columns))
        for name, cells in zip(labels, body, strict=True)
    ]


def _columns(body: Sequence[Sequence[str]]) -> list[int]:
    """Width of each column; a cell alone in its row (a number, a shape) widens none."""
    count = max(map(len, body), default=0)
    return [
        max((width(row[place]) for row in body if len(row) == count), default=0)
        for place in range(count)
    ]


def _cells(cells: Sequence[str], columns: Sequence[int]) -> Iterator[str]:
    for place, cell in enumerate(cells):
        pad = max(0, columns[place] - width(cell.removesuffix(" !"))) if len(cells) > 1 else 0
        yield "   " + " " * pad + cell


def caret_lines(text: str, position: int) -> list[str]:
    """The line of ``text`` that holds ``position``, and a caret below the place."""
    first = text.rfind("\n", 0, position) + 1
    line = text[first:].split("\n", 1)[0]
    return ["  " + line, "  " + " " * width(line[: position - first]) + "^"]
