"""Formulas on the terminal: LaTeX in, rows of cells out.

Our own small engine rather than a library: the one that was tried set superscripts in subscript
characters, left no room round relations, misaligned bars beside Japanese text and dropped commands
it did not know without a word.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from quizapp.typeset.boxes import Box
from quizapp.typeset.latex import parse
from quizapp.typeset.nodes import row_of
from quizapp.typeset.setting import Mode, Setter
from quizapp.typeset.source import LatexError
from quizapp.typeset.spacing import BROKEN, TOP
from quizapp.typeset.tree import Grid, Node, Row, Scripts, Sym
from quizapp.typeset.widths import fill, width

_BREAKS = (frozenset(("rel",)), frozenset(("bin",)), frozenset(("mul", "star")))
"""Where a display breaks, the best places first."""


@dataclass(frozen=True, slots=True)
class Block:
    """A formula as rows of exactly ``width`` cells; ``baseline`` is the row text stands on."""

    rows: tuple[str, ...]
    baseline: int
    width: int
    ok: bool = True
    """False where the formula could not be read and its source is shown instead."""


@lru_cache(maxsize=2048)
def typeset(latex: str, *, display: bool = False, ascii: bool = False) -> Block:
    """The formula set in as few rows as do it justice.

    In a sentence (``display`` False) limits go beside their sign where that saves a row;
    fractions always keep their bar. A formula that cannot be read comes back as its source with
    ``ok`` False; nothing raises.
    """
    tree = _read(latex)
    if tree is None:
        return _source(latex)
    if display:
        return _block(_set(tree, ascii=ascii, mode="full"))
    compact = _set(tree, ascii=ascii, mode="compact")
    if len(compact.rows) == 1:
        return _block(compact)
    full = _set(tree, ascii=ascii, mode="full")
    return _block(compact if len(compact.rows) < len(full.rows) else full)


@lru_cache(maxsize=2048)
def linear(latex: str, *, ascii: bool = False) -> str:
    """A correct reading in one row: ``dz/dx``, ``(a+b)/(c+d)``, ``sqrt(x)``.

    For narrow places, screen readers and pipes. A formula that cannot be read is its own source.
    """
    tree = _read(latex)
    if tree is None:
        return _source(latex).rows[0]
    return _set(tree, ascii=ascii, mode="linear").rows[0].strip()


def check_latex(latex: str) -> str | None:
    """Why the formula cannot be typeset, with the place, or None when it can."""
    try:
        tree = parse(latex)
    except LatexError as error:
        return f"{error} (character {error.position + 1})"
    if not _set(tree, ascii=False, mode="full").width:
        return "the formula is empty"
    return None


@lru_cache(maxsize=512)
def typeset_within(latex: str, cells: int, *, ascii: bool = False) -> tuple[Block, ...]:
    """A display formula in blocks of at most ``cells`` cells, one under the other.

    Too wide a formula breaks before its relations, then before its plus and minus signs; the
    continuation stands under the first relation. Where that is not enough the result is empty,
    and the caller falls back to ``linear``.
    """
    whole = typeset(latex, display=True, ascii=ascii)
    if whole.width <= cells:
        return (whole,)
    tree = _read(latex)
    return () if tree is None else _broken(row_of(tree), cells, ascii=ascii)


def _broken(row: Row, cells: int, *, ascii: bool) -> tuple[Block, ...]:
    setter = Setter(ascii=ascii, mode="full")
    head = setter.row(_parts(row, _BREAKS[0])[0].items, BROKEN).width
    indent = head if head <= cells // 3 else 3
    lines = _Breaker(setter, cells, cells - indent).cut(row, 0, started=False)
    blocks: list[Block] = []
    for index, line in enumerate(lines):
        box = setter.row(line.items, BROKEN, follows=index > 0)
        pad = " " * (indent if index else 0)
        rows = tuple(pad + row for row in box.rows)
        blocks.append(_block(Box(rows, box.base, box.width + len(pad))))
    return tuple(blocks)


class _Breaker:
    """Cuts a display into lines: the first of ``first`` cells at most, the others of ``rest``."""

    def __init__(self, setter: Setter, first: int, rest: int) -> None:
        self._setter = setter
        self._first = first
        self._rest = rest

    def cut(self, row: Row, rank: int, *, started: bool) -> list[Row]:
        """Lines of ``row``, cut before operators of the given rank; empty where none will do.

        What is too wide even so is cut before those of the next rank. ``started`` says that
        ``row`` does not begin the display.
        """
        if rank == len(_BREAKS):
            return []
        lines: list[Row] = []
        whole = False  # whether the last line may take more
        for part in _parts(row, _BREAKS[rank]):
            if whole and lines:
                longer = Row((*lines[-1].items, *part.items))
                if self._fits(longer, started or len(lines) > 1):
                    lines[-1] = longer
                    continue
            whole = self._fits(part, started or bool(lines))
            if whole:
                lines.append(part)
                continue
            finer = self._finer(part, lines, rank + 1, started=started)
            if not finer:
                return []
            lines = finer
        return lines

    def _finer(self, part: Row, lines: list[Row], rank: int, *, started: bool) -> list[Row]:
        """``lines`` with ``part`` cut finer: after a short last line, else on lines of its own."""
        if lines:
            short = self._setter.row(lines[-1].items, BROKEN).width <= self._first // 3
            held = Row((*lines[-1].items, *part.items))
            cut = self.cut(held, rank, started=started or len(lines) > 1) if short else []
            if cut:
                return lines[:-1] + cut
        cut = self.cut(part, rank, started=started or bool(lines))
        return lines + cut if cut else []

    def _fits(self, row: Row, started: bool) -> bool:
        box = self._setter.row(row.items, BROKEN, follows=started)
        return box.width <= (self._rest if started else self._first)


def _parts(row: Row, kinds: frozenset[str]) -> list[Row]:
    """The row cut before each operator of ``kinds`` that stands between two operands."""
    parts: list[list[Node]] = [[]]
    for item in row.items:
        base = item.base if isinstance(item, Scripts) else item
        if isinstance(base, Sym) and base.kind in kinds and parts[-1]:
            last = parts[-1][-1]
            if not (isinstance(last, Sym) and last.kind in ("rel", "bin", "mul", "star", "punct")):
                parts.append([])
        parts[-1].append(item)
    return [Row(tuple(part)) for part in parts]


def _read(latex: str) -> Node | None:
    try:
        return parse(latex)
    except LatexError:
        return None


def _set(tree: Node, *, ascii: bool, mode: Mode) -> Box:
    setter = Setter(ascii=ascii, mode=mode)
    if isinstance(tree, Row):
        return setter.row(tree.items, TOP)
    if isinstance(tree, Grid):
        return setter.node(tree, TOP).box
    return setter.row((tree,), TOP)


def _block(box: Box) -> Block:
    rows = tuple(fill(row, box.width) for row in box.rows)
    return Block(rows, box.base, box.width)


def _source(latex: str) -> Block:
    shown = "".join(
        sign if unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Zl", "Zp") else " "
        for sign in latex
        if not "\ufe00" <= sign <= "\ufe0f"
    )
    text = " ".join(shown.split())
    return Block((text,), 0, width(text), ok=False)
