"""What a demo shows, described and not drawn: plain values that a screen or a pipe can draw.

Every figure carries one sentence (``summary``) that says what is to be seen, and can list its
values as a ``Table``, so nothing is told by a picture alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from quizapp.records import Localized

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Text = Localized
NOTHING = Localized()


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis of a plot. Bounds left out are taken from the data with a little air."""

    label: Text = NOTHING
    scale: Literal["linear", "log"] = "linear"
    low: float | None = None
    high: float | None = None
    whole: bool = False
    """Only whole numbers carry a tick: layers, steps, epochs."""


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """A curve or a cloud of points; ``x`` and ``y`` have the same length (n,).

    Values that are not finite leave a gap. ``marker`` (0, 1, 2 …) picks sign and colour
    together, so the two always agree between the curve, its legend and the readings.
    """

    name: Text
    x: Floats
    y: Floats
    marker: int = 0
    style: Literal["line", "dashed", "dots", "cloud", "steps"] = "line"
    """dots: only the markers of the points, no line between them; cloud: a fine dot each."""
    marked: Literal["all", "some", "last", "none"] = "some"
    """Which points carry the marker: every one, a few, the last or none."""
    value: str = ""
    """A short reading for the legend, for example the last loss."""
    faint: bool = False
    """A helper (a tangent, an axis of symmetry): thin ink, not in the legend."""


@dataclass(frozen=True, slots=True)
class Point:
    """One place with a word beside it, for example the start or the minimum."""

    x: float
    y: float
    text: Text = NOTHING
    sign: str = "+"
    marker: int | None = None
    """Takes the sign and colour of that series instead."""
    fallback: str = "+"
    """The sign in ASCII."""


@dataclass(frozen=True, slots=True, eq=False)
class Contour:
    """Heights over the plane, drawn as a tint behind the curves; the low places are strongest."""

    x: Floats  # (nx,)
    y: Floats  # (ny,)
    z: Floats  # (ny, nx)
    """Heights at the crossings of ``x`` and ``y``."""
    levels: Floats  # (k,) ascending


@dataclass(frozen=True, slots=True, eq=False)
class Plot:
    """Curves, points and a contour over two axes."""

    title: Text
    summary: Text
    x: Axis
    y: Axis
    series: tuple[Series, ...] = ()
    points: tuple[Point, ...] = ()
    contour: Contour | None = None
    note: Text = NOTHING
    """Muted words after the title: the scale, the meaning of the tint."""
    ends: tuple[Text, Text] = (NOTHING, NOTHING)
    """What the left and right ends of the x axis are ("input side", "output side")."""
    square: bool = False
    """One unit is as long on both axes (regions of L1 and L2)."""
    table: Table | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Bars:
    """Named values as horizontal bars that start at zero; ``low`` is where the track does."""

    title: Text
    summary: Text
    labels: tuple[Text, ...]
    values: Floats  # (n,)
    note: Text = NOTHING
    low: float | None = None
    high: float | None = None
    markers: tuple[int, ...] = ()
    """One marker number a bar; all 0 when left out."""
    shown: tuple[str, ...] = ()
    """The values as text, where the plain number is not the best reading."""
    table: Table | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Histogram:
    """Counts or shares over bins, as columns."""

    title: Text
    summary: Text
    edges: Floats  # (n + 1,)
    counts: Floats  # (n,)
    axis: Axis = Axis()
    note: Text = NOTHING
    marker: int = 0
    high: float | None = None
    """The count at the top, where several histograms share one scale."""
    table: Table | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """A small grid of values drawn as shades: masks, images, matrices."""

    title: Text
    summary: Text
    values: Floats  # (rows, columns)
    note: Text = NOTHING
    low: float = 0.0
    high: float = 1.0
    texts: tuple[tuple[str, ...], ...] = ()
    """Short words in the cells, one a cell, instead of the shade alone."""
    window: tuple[int, int, int, int] | None = None
    """A frame around rows top…bottom and columns left…right, bottom and right exclusive."""
    row_labels: tuple[str, ...] = ()
    column_labels: tuple[str, ...] = ()
    square: bool = True
    """Values are drawn about as high as wide, as an image needs; else as wide as there is room."""
    diverging: bool = False
    """The middle of ``low`` and ``high`` is nothing; below and above get two colours."""
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """One node of a computation graph: what it is, its value, and the gradient that reached it."""

    name: str
    value: str
    gradient: str
    inputs: tuple[int, ...] = ()
    """Indices of the nodes it is computed from, all smaller than its own."""
    leaf: bool = False
    marked: bool = False
    """Touched in the present step of the walk."""


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """A computation graph in topological order, values forward and gradients backward."""

    title: Text
    summary: Text
    nodes: tuple[Node, ...]
    note: Text = NOTHING
    table: Table | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Rows of words and numbers under headings."""

    columns: tuple[Text, ...]
    rows: tuple[tuple[str, ...], ...]
    title: Text = NOTHING
    summary: Text = NOTHING
    note: Text = NOTHING

    @property
    def table(self) -> Table:
        """Itself: a table is its own list of values."""
        return self


@dataclass(frozen=True, slots=True, eq=False)
class Panels:
    """Several figures side by side, or below each other where the room is narrow."""

    title: Text
    summary: Text
    figures: tuple[Figure, ...]
    weights: tuple[int, ...] = ()
    """Shares of the width; equal when left out."""
    note: Text = NOTHING
    legend: tuple[tuple[Text, int], ...] = ()
    """Names and markers that all panels share, shown once."""
    shared_title: bool = False
    """The title of the whole stands above, as it does where the legend is shared."""
    table: Table | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """A drawing of words and lines, laid out already, where no other description fits.

    A word of another length moves what stands beside it, so there is one layout for each language
    ("ja", "en") and each set of signs (ASCII only or not). Rows are runs of (text, role).
    """

    title: Text
    summary: Text
    ways: Mapping[tuple[str, bool], tuple[tuple[tuple[str, str], ...], ...]]
    note: Text = NOTHING
    table: Table | None = None
    cut: bool = False
    """Whether something did not fit the width."""


Figure = Plot | Bars | Histogram | Cells | Graph | Table | Panels | Drawing
