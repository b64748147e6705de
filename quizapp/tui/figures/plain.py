"""Figures as plain text: drawn without colour, and read out in one sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from quizapp.demos import Outcome, load
from quizapp.demos.figure import Figure, Table
from quizapp.records import Language
from quizapp.tui.figures.draw import draw
from quizapp.tui.figures.drawing import sketch_height
from quizapp.tui.figures.pen import Pen
from quizapp.tui.figures.table import draw_table, table_size

_ROLES = {
    "strong": "strong",
    "muted": "muted",
    "faint": "faint",
    "s0": "accent",
    "s1": "hint",
    "s2": "right",
    "s3": "code",
    "s4": "wrong",
    "s5": "",
}
"""Series in the roles that every screen knows, for the small figures between other rows."""


def plain_figure(
    figure: Figure, width: int, height: int, language: Language, *, ascii_only: bool = False
) -> list[str]:
    """The figure in rows of text; lines differ by markers and dashes."""
    pen = Pen(language, ascii=ascii_only, colour=False, tint=False)
    rows = draw(figure, width, height, pen).text()
    while rows and not rows[-1]:
        rows.pop()
    return rows


def plain_table(table: Table, language: Language, *, ascii_only: bool = False) -> list[str]:
    """The whole table in rows of text."""
    pen = Pen(language, ascii=ascii_only, colour=False, tint=False)
    width, height = table_size(table, pen)
    return draw_table(table, width, height, pen, bare=True).text()


def small_figure(outcome: Outcome) -> Figure:
    """The figure of an outcome for 33 by 9 cells."""
    return outcome.small or outcome.figure


def mini(
    demo_id: str,
    knobs: Mapping[str, object],
    width: int = 33,
    height: int = 9,
    *,
    language: Language = "ja",
    ascii_only: bool = False,
    whole: bool = False,
) -> Sequence[Sequence[tuple[str, str]]]:
    """A small picture of the demo for the side of a question, as rows of (text, role).

    ``whole`` draws the figure with its title, as it stands under a prompt. Raises UsageError for
    a demo or knob there is not. The first call imports NumPy and the demo, some tenths of a
    second; a heavy demo may take longer still, so call it in a worker.
    """
    outcome = load(demo_id).run(knobs)
    pen = Pen(language, ascii=ascii_only, tint=False)
    figure = outcome.figure if whole else small_figure(outcome)
    sheet = draw(figure, width, height, pen, bare=not whole)
    return [[(run.text, _ROLES.get(run.role, "")) for run in row] for row in sheet.rows()]


def sketch_lines(
    figure: Figure, width: int, *, language: Language, ascii_only: bool = False
) -> Sequence[Sequence[tuple[str, str]]]:
    """A sketch as rows of (text, role), as many as it needs."""
    pen = Pen(language, ascii=ascii_only, tint=False)
    sheet = draw(figure, width, sketch_height(figure, pen), pen)
    return [[(run.text, _ROLES.get(run.role, run.role)) for run in row] for row in sheet.rows()]


def table_lines(table: Table, width: int, pen: Pen) -> list[list[tuple[str, str]]]:
    """The whole table as rows of (text, role) in ``width`` cells."""
    _, height = table_size(table, pen)
    sheet = draw_table(table, width, height, pen, bare=True)
    return [[(run.text, _ROLES.get(run.role, "")) for run in row] for row in sheet.rows()]
