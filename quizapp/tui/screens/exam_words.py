"""What the screens of an exam say alike: the clock, the grid of questions, names of areas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from quizapp.tui.cells import pad
from quizapp.tui.ink import Line
from quizapp.words import language, tr

if TYPE_CHECKING:
    from quizapp.content.library import Library
    from quizapp.exam.view import Cell, SittingView

LATE_MS = 600_000
"""Below this much time left the clock is drawn in the colour of a hint."""
CLOCK_CELLS = 5
"""Least cells of the time left, so that nothing beside it moves below 100 minutes."""
LABEL = 14
"""Cells of an area's name beside its rows."""


def clock_text(ms: int) -> str:
    """Time left as minutes and seconds, rounded up, so that 0:00 means that it is over."""
    seconds = -(-max(0, ms) // 1000)
    return f"{seconds // 60}:{seconds % 60:02}"


def clock_line(view: SittingView, *, flag: bool = False) -> Line:
    """The right side of the head: the flag of this question, then the time left."""
    late = view.remaining_ms < LATE_MS
    role = "hint" if late else ""
    flagged: Line = ((f"▲ {tr('見直し')}   ", "hint"),) if flag and view.flagged else ()
    word = {"sure": tr("自信あり"), "unsure": tr("自信なし")}.get(view.mark, "")
    # Where there are options the mark stands on the row of the one chosen.
    marked: Line = ((f"{word}   ", "muted"),) if flag and word and not view.option_order else ()
    return (
        *marked,
        *flagged,
        (tr("残り"), role or "muted"),
        (" " + clock_text(view.remaining_ms).rjust(CLOCK_CELLS), f"{role} strong".strip()),
    )


def section_words(view: SittingView) -> str:
    """Which section this is, where the exam has any, with a gap after it."""
    if view.sections < 2:
        return ""
    return tr("第 {n} 部 / {k}", n=view.section + 1, k=view.sections) + "   "


def area_title(library: Library, area: str) -> str:
    """The name of an area in the language of the screen; its id where the packs lack it."""
    found = next((one for one in library.areas if one.id == area), None)
    return area if found is None else found.title.get(language())


def cell_line(cell: Cell, *, here: bool = False) -> list[tuple[str, str]]:
    """One question of the grid in five cells: number, answered or blank, flag."""
    number = f"{cell.number:>3}"
    unsure = cell.answered and cell.mark == "unsure"
    mark = "?" if unsure else "●" if cell.answered else "·"
    flag = "▲" if cell.flagged else " "
    if here:
        return [(number + mark + flag, "pressed")]
    if not cell.open:
        return [(number + mark + flag, "faint")]
    return [
        (number, "" if cell.answered else "muted"),
        (mark, "hint" if unsure else "accent" if cell.answered else "faint"),
        (flag, "hint"),
    ]


def grid_rows(
    cells: Sequence[Cell],
    library: Library,
    width: int,
    here: int,
    *,
    per_row: int = 10,
    label: int = LABEL,
) -> tuple[list[Line], dict[int, tuple[int, int]]]:
    """Rows of ``per_row`` within each area, and row and column in cells of every place.

    With ``label`` 0 the name of an area stands on a row of its own, and where it is narrow no gap
    lies between the cells.
    """
    step = 6 if label + 6 * per_row - 1 <= width else 5
    rows: list[Line] = []
    places: dict[int, tuple[int, int]] = {}
    line: list[tuple[str, str]] = []
    area, column = None, 0
    for cell in cells:
        if cell.area != area or column == per_row:
            if line:
                rows.append(line)
            name = area_title(library, cell.area) if cell.area != area else ""
            if name and not label:
                rows.append([(name, "muted")])
            line = [(pad(name, label), "muted")] if label else []
            area, column = cell.area, 0
        places[cell.number - 1] = (len(rows), label + column * step)
        line += [*cell_line(cell, here=cell.number - 1 == here), (" " * (step - 5), "")]
        column += 1
    if line:
        rows.append(line)
    return rows, places


def legend_line(view: SittingView) -> Line:
    """What the marks of the grid mean, with their counts; unsure answers where there are any."""
    unsure = sum(cell.answered and cell.mark == "unsure" for cell in view.cells)
    doubt: Line = (("    ? ", "hint"), (tr("自信なし {n}", n=unsure), "")) if unsure else ()
    return (
        ("● ", "accent"),
        (tr("解答済み {n}", n=view.answered), ""),
        *doubt,
        ("    · ", "faint"),
        (tr("未解答 {n}", n=view.blank), ""),
        ("    ▲ ", "hint"),
        (tr("見直し {n}", n=view.flags), ""),
    )
