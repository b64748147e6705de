"""From the tree of a formula to rows of cells.

One engine sets a formula in three ways: *full* (fractions, limits and roots in two dimensions),
*compact* (limits beside their sign where small characters exist, tried first for a formula in a
sentence), and *linear* (always one row, with the brackets that a bar would have made needless).
"""

from __future__ import annotations

from typing import Literal

from quizapp.typeset import marks, symbols
from quizapp.typeset.boxes import EMPTY, Box, beside, grown, space_box, text_box
from quizapp.typeset.decorations import set_accent, set_stack
from quizapp.typeset.grids import set_grid
from quizapp.typeset.oneline import (
    bracketed,
    is_operator,
    needs_brackets_above,
    needs_brackets_below,
    stands_bare,
)
from quizapp.typeset.scripts import integral_of, part_differentials, set_scripts, tall_integral
from quizapp.typeset.spacing import (
    FRACTION,
    INNER,
    SCRIPT,
    TOP,
    TOUCHING,
    Piece,
    gap,
    roomy,
    with_signs,
)
from quizapp.typeset.tree import (
    Accent,
    Fence,
    Frac,
    Grid,
    Node,
    Root,
    Row,
    Scripts,
    Space,
    Stack,
    Sym,
)

Mode = Literal["full", "compact", "linear"]


class Setter:
    """Sets trees for one kind of terminal in one mode."""

    def __init__(self, *, ascii: bool, mode: Mode) -> None:
        self.ascii = ascii
        self.mode: Mode = mode

    # ── nodes ────────────────────────────────────────────────────────────────────────────────

    def node(self, node: Node, level: int = TOP) -> Piece:
        """One node with the kinds of its ends."""
        match node:
            case Sym():
                return self._sym(node)
            case Row():
                return Piece(self.row(node.items, level), "ord", "ord")
            case Scripts():
                return set_scripts(self, node, level)
            case Frac():
                return self._frac(node, level)
            case Root():
                return self._root(node, level)
            case Fence():
                return self._fence(node, level)
            case Accent():
                return set_accent(self, node, level)
            case Stack():
                return set_stack(self, node, level)
            case Grid():
                return set_grid(self, node, level)
            case Space():
                return Piece(space_box(max(node.cells, 0)), "space", "space")

    def row(self, items: tuple[Node, ...], level: int, *, follows: bool = False) -> Box:
        """Nodes side by side; ``follows`` says that something invisible stands before them."""
        spaces: list[int | None] = [None]
        nodes: list[Node] = []
        for item in items:
            if isinstance(item, Space):
                known = spaces[-1] or 0
                spaces[-1] = known + item.cells
            else:
                nodes.append(item)
                spaces.append(None)
        part_differentials(nodes, spaces)
        pieces = self._pieces(nodes, level)
        if follows:
            pieces.insert(0, Piece(EMPTY, "ord", "ord"))
            spaces.insert(0, None)
        pieces = self._safe_ratios(with_signs(pieces))
        free = roomy(pieces, level)
        boxes: list[Box] = []
        for index, piece in enumerate(pieces):
            asked = spaces[index]
            if index:
                before = pieces[index - 1]
                at = index - 1 if before.right in ("bin", "mul") else index
                cells = gap(before, piece, level, free[at])
            else:
                cells = 0
            if asked is not None:
                cells = max(cells, asked) if asked > 0 else 0
                if level == SCRIPT and not _spaced_script(piece, pieces, index):
                    cells = 0
            if cells:
                boxes.append(space_box(cells))
            boxes.append(piece.box)
        if spaces[-1] and level != SCRIPT and len(pieces) == len(spaces) - 1:
            boxes.append(space_box(max(spaces[-1], 0)))
        return beside(boxes) if boxes else EMPTY

    def _pieces(self, nodes: list[Node], level: int) -> list[Piece]:
        """The nodes set one by one; an integral last, as tall as what stands beside it."""
        pieces = [self.node(node, level) for node in nodes]
        if self.mode == "linear" or level == SCRIPT:
            return pieces
        signs = [index for index, node in enumerate(nodes) if integral_of(node)]
        if signs:
            above = max(piece.box.base for piece in pieces)
            below = max(piece.box.below for piece in pieces)
            if any(piece.box.tall for piece in pieces):
                for index in signs:
                    pieces[index] = tall_integral(self, nodes[index], above, below)
        return pieces

    def _sym(self, sym: Sym) -> Piece:
        text = (sym.ascii or sym.text) if self.ascii else sym.text
        kind: str = sym.kind
        if kind == "ord" and len(text) > 1 and text.isalpha() and text.isascii():
            kind = "word"
        return Piece(text_box(text), kind, kind)

    def one_row(self, node: Node, level: int = SCRIPT) -> str:
        """The node in one row, whatever it takes."""
        setter = self if self.mode == "linear" else Setter(ascii=self.ascii, mode="linear")
        return setter.node(node, level).box.rows[0]

    # ── fractions and roots ──────────────────────────────────────────────────────────────────

    def _frac(self, frac: Frac, level: int) -> Piece:
        if self.mode != "linear" and level != SCRIPT:
            top, bottom = self.node(frac.top, FRACTION).box, self.node(frac.bottom, FRACTION).box
            if not frac.small or len(top.rows) > 1 or len(bottom.rows) > 1:
                return Piece(marks.fraction(top, bottom, ascii=self.ascii), "frac", "frac")
        inner = max(level, FRACTION)
        top_text = self.one_row(frac.top, inner)
        bottom_text = self.one_row(frac.bottom, inner)
        if needs_brackets_above(frac.top):
            top_text = bracketed(top_text)
        if needs_brackets_below(frac.bottom):
            bottom_text = bracketed(bottom_text)
        kind = "operator" if is_operator(frac) else "ratio"
        return Piece(text_box(f"{top_text}/{bottom_text}"), kind, kind)

    def _safe_ratios(self, pieces: list[Piece]) -> list[Piece]:
        """The pieces with brackets round each one-row fraction that touches a neighbour."""
        found: list[Piece] = []
        for index, piece in enumerate(pieces):
            if piece.left == "ratio":
                before = pieces[index - 1] if index else None
                after = pieces[index + 1] if index + 1 < len(pieces) else None
                divided = (
                    before is not None and before.right == "mul" and before.box.rows[0] in "/÷"
                )
                touched = (before is not None and before.right in TOUCHING) or (
                    after is not None and after.left in TOUCHING | {"open", "operator"}
                )
                if touched or divided:
                    piece = Piece(text_box(bracketed(piece.box.rows[0])), "fence", "fence")
            found.append(piece)
        return found

    def _root(self, root: Root, level: int) -> Piece:
        degree = None if root.degree is None else self.one_row(root.degree)
        small = "" if degree is None else symbols.raised(degree)
        if self.ascii or self.mode == "linear" or small is None:
            body = self.one_row(root.body, INNER)
            if degree is None:
                return Piece(text_box(f"sqrt({body})"), "func", "fence")
            base = body if stands_bare(root.body) else bracketed(body)
            return Piece(text_box(f"{base}^(1/{degree})"), "ord", "word")
        box = self.node(root.body, INNER).box
        if box.tall:
            return Piece(marks.radical(box, small), "root", "fence")
        if stands_bare(root.body):
            return Piece(beside([text_box(small + "√"), box]), "root", "root")
        return Piece(beside([text_box(small + "√("), box, text_box(")")]), "root", "fence")

    # ── delimiters ───────────────────────────────────────────────────────────────────────────

    def _fence(self, fence: Fence, level: int) -> Piece:
        inner = max(level, INNER)
        parts = [self.row(part.items, inner) for part in fence.parts]
        left = "bars" if fence.marks[0] in ("|", "‖") else "fence"
        return Piece(self.enclosed(parts, fence.marks), left, "fence")

    def enclosed(self, parts: list[Box], fence_marks: tuple[str, ...]) -> Box:
        """Boxes between delimiters as tall as they are; a raised script alone stretches none."""
        above = max((box.base for box in parts), default=0)
        below = max((box.below for box in parts), default=0)
        height = above + below + 1
        boxes: list[Box] = []
        for index, mark in enumerate(fence_marks):
            bar = 0 < index < len(fence_marks) - 1
            if bar:
                boxes.append(space_box(1))
            if height > 2:
                boxes.append(marks.tall_delimiter(mark, height, above, ascii=self.ascii))
            else:
                boxes.append(text_box(marks.delimiter(mark, ascii=self.ascii)))
            if bar:
                boxes.append(space_box(1))
            if index < len(parts):
                boxes.append(grown(parts[index], above, below) if height > 2 else parts[index])
        return beside(boxes)


def _spaced_script(piece: Piece, pieces: list[Piece], index: int) -> bool:
    """Whether an explicit space inside a script is kept: only beside a word."""
    near = {piece.left, pieces[index - 1].right} if index else {piece.left}
    return bool(near & {"text", "word", "func"})
