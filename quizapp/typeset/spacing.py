"""How much room lies between two neighbours of a formula.

TeX's classes of atoms, with its thin, medium and thick spaces rounded to one cell or none: a
relation always stands free, a plus only in a sum long enough to need it.
"""

from __future__ import annotations

from typing import NamedTuple

from quizapp.typeset.boxes import Box

BROKEN = -1
"""A display broken over several lines, where every sum stands free."""
TOP = 0
"""The formula's own row, or a row of an aligned equation."""
INNER = 1
"""Inside brackets, a matrix, a root."""
FRACTION = 2
"""Inside a fraction, where limits stand beside their sign."""
SCRIPT = 3
"""Inside a script, where nothing but words is spaced."""

_TIGHT_SUM = {BROKEN: 0, TOP: 5, INNER: 12, FRACTION: 12}
"""Cells a sum may take, set tight, before its plus and minus signs are given room."""

_LETTERS = frozenset(("ord", "word", "frac", "ratio", "root", "func"))
_LIMITED = frozenset(("big", "func"))
_CLOSED = frozenset(("fence", "bars", "close"))
TOUCHING = frozenset((*_LETTERS, *_CLOSED, "text"))
"""Kinds that multiply what stands next to them without a sign between."""


class Piece(NamedTuple):
    """A box with the kinds of its two ends."""

    box: Box
    left: str
    right: str


def with_signs(pieces: list[Piece]) -> list[Piece]:
    """The pieces with every plus, minus and the like that joins nothing made a sign."""
    found: list[Piece] = []
    before = "open"
    for index, piece in enumerate(pieces):
        if piece.left in ("bin", "mul", "star"):
            after = pieces[index + 1].left if index + 1 < len(pieces) else "close"
            if before in ("open", "bin", "star", "mul", "sign", "rel", "punct", "big", "func"):
                piece = Piece(piece.box, "sign", "sign")
            elif after in ("close", "rel", "punct"):
                piece = Piece(piece.box, "ord", "ord")
        found.append(piece)
        before = piece.right
    return found


def roomy(pieces: list[Piece], level: int) -> list[bool]:
    """For each piece, whether an operator there stands free.

    Decided once for a whole sum, which reaches from one relation or comma to the next, so that
    its signs are alike; and once for a whole product. Beside a fraction all are free: tight, a
    minus would join the bar.
    """
    if level == SCRIPT:
        return [False] * (len(pieces) + 1)
    free = [False] * (len(pieces) + 1)
    for start, end in _stretches(pieces, ("rel", "punct")):
        tall = any(piece.box.tall for piece in pieces[start:end])
        cells = sum(piece.box.width for piece in pieces[start:end])
        for index in range(start, end):
            if pieces[index].left == "bin":
                free[index] = tall or cells > _TIGHT_SUM[level]
    for start, end in _stretches(pieces, ("rel", "punct", "bin", "star")):
        loose = any(
            piece.box.tall or piece.left in ("text", "word", "ratio") for piece in pieces[start:end]
        )
        for index in range(start, end):
            if pieces[index].left == "mul":
                free[index] = loose
    return free


def _stretches(pieces: list[Piece], ends: tuple[str, ...]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    start = 0
    for index, piece in enumerate(pieces):
        if piece.left in ends:
            found.append((start, index))
            start = index + 1
    return [*found, (start, len(pieces))]


def gap(left: Piece, right: Piece, level: int, free: bool) -> int:
    """Cells between two neighbours; ``free`` is what ``roomy`` says of the operator in them."""
    cells = _gap(left, right, level, free)
    both_tall = len(left.box.rows) > 1 and len(right.box.rows) > 1
    if left.right in _LIMITED and right.left in _LIMITED and both_tall and level != SCRIPT:
        return 1
    if left.right in _LIMITED and len(left.box.rows) > 1 and right.box.tall and level != SCRIPT:
        cells = 1
    # A sign centred over wide limits brings blanks of its own.
    if left.right in _LIMITED and left.box.rows[left.box.base].endswith(" "):
        return 0
    if right.left in _LIMITED and right.box.rows[right.box.base].startswith(" "):
        return 0
    return cells


def _gap(left: Piece, right: Piece, level: int, free: bool) -> int:
    a, b = left.right, right.left
    if b in ("punct", "close") or a == "open":
        return 0
    if level == SCRIPT:
        return _gap_in_script(left, right)
    if a == "rel" or b == "rel":
        return int(a != b)
    if a == "punct":
        return int(left.box.width == 1)
    if a == "star" or b == "star":
        return 1
    if a in ("bin", "mul") or b in ("bin", "mul"):
        return int(free)
    if a == "sign":
        return int(right.box.tall)
    if a == "big":
        return 1
    if b == "big":
        return int(a in TOUCHING)
    return _between_words(a, b)


def _gap_in_script(left: Piece, right: Piece) -> int:
    for piece, kind in ((left, left.right), (right, right.left)):
        if kind in ("rel", "star") and piece.box.rows[0].replace(" ", "").isalpha():
            return 1
    return _between_words(left.right, right.left)


def _between_words(a: str, b: str) -> int:
    if a == "func":
        return int(b not in ("fence", "open"))
    if b == "func":
        return int(a in TOUCHING)
    if a == "word":
        return int(b in _LETTERS or b == "bars")
    if b == "word":
        return int(a in _LETTERS or a in _CLOSED)
    if a == "root":
        return int(b in _LETTERS)
    if a == "operator" or b == "operator":
        return int(a in TOUCHING or b in TOUCHING or a == b or "open" in (a, b))
    return int(a == "frac" == b)
