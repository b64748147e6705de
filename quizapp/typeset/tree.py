"""The tree a formula is read into: what it says, before anybody decides how it looks.

Named tuples, because a formula makes dozens of nodes and the first one of a session is waited for.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

Kind = Literal[
    "ord",  # a letter, a digit, a sign that stands alone
    "text",  # prose inside a formula
    "word",  # an upright name of several letters: TP, softmax
    "func",  # a named operator that takes an argument: log, max
    "big",  # a sum, product or integral
    "bin",  # + and its like, tight or spaced by the length of the sum
    "star",  # an operator that is always spaced: ⊙, ∪
    "mul",  # × ⋅ / and their like, tight between short factors
    "rel",  # a relation
    "open",
    "close",
    "punct",
]


class Sym(NamedTuple):
    """One sign or name."""

    text: str
    kind: Kind = "ord"
    ascii: str = ""
    """How it is written where only ASCII can be shown; empty when ``text`` itself will do."""
    limits: bool = False
    """Whether scripts stand under and over it where there is room."""


class Space(NamedTuple):
    """An explicit space of ``cells``; negative takes the natural space away."""

    cells: int


class Row(NamedTuple):
    """Nodes in a line; one grouped by braces counts as an ordinary sign."""

    items: tuple[Node, ...] = ()


class Frac(NamedTuple):
    """A fraction; ``small`` asks for the one-row form (``\\tfrac``)."""

    top: Node
    bottom: Node
    small: bool = False


class Scripts(NamedTuple):
    """A base with what is below and above it."""

    base: Node
    sub: Node | None = None
    sup: Node | None = None
    limits: bool | None = None
    """True or False where the author wrote ``\\limits`` or ``\\nolimits``."""


class Root(NamedTuple):
    """A root; ``degree`` is None for the square root."""

    body: Node
    degree: Node | None = None


class Fence(NamedTuple):
    """Parts between delimiters: ``marks`` has one more entry than ``parts``, "" for none."""

    marks: tuple[str, ...]
    parts: tuple[Row, ...]


class Accent(NamedTuple):
    """A mark on top of a body (or under it, for "underline"), named as in LaTeX."""

    mark: str
    body: Node


class Stack(NamedTuple):
    """Something over or under a base: ``\\overset``, ``\\underbrace``, a labelled arrow."""

    base: Node
    over: Node | None = None
    under: Node | None = None
    form: Literal["plain", "brace-over", "brace-under", "arrow"] = "plain"


class Grid(NamedTuple):
    """Rows of cells: matrices, cases, aligned equations."""

    rows: tuple[tuple[Row, ...], ...]
    columns: str
    """Alignment of each column, ``l``, ``c`` or ``r``; the last one repeats."""
    form: Literal["matrix", "cases", "aligned", "lines", "choose"]
    left: str = ""
    right: str = ""


Node: TypeAlias = Sym | Space | Row | Frac | Scripts | Root | Fence | Accent | Stack | Grid
