"""Short forms for demos of several small experiments, where words would outgrow the mathematics."""

from __future__ import annotations

from collections.abc import Iterable

from quizapp.demos.figure import Figure, Panels, Table
from quizapp.demos.spec import Claim, Reading
from quizapp.records import Localized

Said = Localized | tuple[str, str] | str
"""Words in both languages, a pair (Japanese, English), or a sign that both languages share."""


def both(said: Said) -> Localized:
    """The words as a text of two languages."""
    if isinstance(said, Localized):
        return said
    return Localized(said, said) if isinstance(said, str) else Localized(*said)


def claim(name: str, ja: str, en: str, held: object) -> Claim:
    """The claim ``name``; ``held`` is what the run found (a NumPy bool becomes a plain one)."""
    return Claim(name, Localized(ja, en), bool(held))


def reading(label: Said, value: str | Localized, marker: int | None = None) -> Reading:
    """One line of "with these values"."""
    return Reading(both(label), value, marker)


def table(columns: Iterable[Said], rows: Iterable[Iterable[str]], title: Said = "") -> Table:
    """Rows of text under headings."""
    return Table(
        columns=tuple(both(column) for column in columns),
        rows=tuple(tuple(row) for row in rows),
        title=both(title),
    )


def part(figure: Figure, place: int) -> Figure:
    """One panel of ``figure``, for where there is room for one; any other figure itself."""
    return figure.figures[place] if isinstance(figure, Panels) else figure
