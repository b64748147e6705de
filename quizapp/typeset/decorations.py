"""What stands on, over or under a part of a formula: accents, labels, braces, long arrows."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from quizapp.typeset import marks, symbols
from quizapp.typeset.boxes import column, text_box, widen
from quizapp.typeset.oneline import bracketed, is_name
from quizapp.typeset.spacing import SCRIPT, Piece
from quizapp.typeset.tree import Accent, Stack, Sym

if TYPE_CHECKING:
    from quizapp.typeset.setting import Setter

_NAMES = {
    "widehat": "hat", "overline": "bar", "widetilde": "tilde", "overrightarrow": "vec",
    "mathring": "ring", "underline": "under",
}  # fmt: skip
_WIDE_MARKS = {
    "hat": "^", "widehat": "^", "tilde": "~", "widetilde": "~", "dot": ".", "ddot": "..",
    "check": "v", "breve": "u", "acute": "'", "grave": "`", "mathring": "o",
}  # fmt: skip


def set_accent(setter: Setter, accent: Accent, level: int) -> Piece:
    """A letter with its mark in one cell; anything longer with the mark in a row of its own.

    Where there is one row only, or no such marks, the name of the mark is written: ``y_hat``.
    """
    base = setter.node(accent.body, level)
    text = base.box.rows[0]
    mark = symbols.COMBINING.get(accent.mark)
    letter = len(base.box.rows) == 1 and len(unicodedata.normalize("NFC", text)) == 1
    if letter and mark is not None and base.left != "text" and not setter.ascii:
        composed = unicodedata.normalize("NFC", text + mark)
        return Piece(text_box(composed), base.left, base.right)
    if setter.ascii or setter.mode == "linear":
        name = _NAMES.get(accent.mark, accent.mark)
        plain = text if setter.mode == "linear" else setter.one_row(accent.body, level)
        if is_name(plain):
            return Piece(text_box(f"{plain}_{name}"), "word", "word")
        return Piece(text_box(f"{name}({plain})"), "func", "fence")
    cells = base.box.width
    if accent.mark == "underline":
        return Piece(column([base.box, text_box("▔" * cells)], base.box.base), "ord", "ord")
    if accent.mark in ("vec", "overrightarrow"):
        line = "─" * (cells - 1) + "→"
    else:
        line = _WIDE_MARKS.get(accent.mark, "▁" * cells)
    return Piece(column([text_box(line), base.box], base.box.base + 1), "ord", "ord")


def set_stack(setter: Setter, stack: Stack, level: int) -> Piece:
    """A base with its labels over and under it, or beside it where there is one row only."""
    base = setter.node(stack.base, level)
    if setter.mode == "linear" or level == SCRIPT:
        return _flat(setter, stack, base)
    over = [] if stack.over is None else [setter.node(stack.over, SCRIPT).box]
    under = [] if stack.under is None else [setter.node(stack.under, SCRIPT).box]
    box = base.box
    if stack.form == "arrow" and isinstance(stack.base, Sym):
        cells = max((side.width for side in (*over, *under)), default=1) + 2
        box = marks.arrow(stack.base.text, cells, ascii=setter.ascii)
    elif stack.form in ("brace-over", "brace-under"):
        cells = max(box.width, 3)
        line = marks.brace(cells, over=stack.form == "brace-over", ascii=setter.ascii)
        box = widen(box, cells, "centre")
        if stack.form == "brace-over":
            over.append(line)
        else:
            under.insert(0, line)
    at = sum(len(side.rows) for side in over) + box.base
    return Piece(column([*over, box, *under], at), base.left, base.right)


def _flat(setter: Setter, stack: Stack, base: Piece) -> Piece:
    label = stack.over if stack.over is not None else stack.under
    if label is None:
        return base
    note = setter.one_row(label)
    sign = base.box.rows[0] if setter.mode == "linear" else setter.one_row(stack.base)
    if stack.form == "arrow":
        return Piece(text_box(f"{sign}({note})"), "rel", "rel")
    if stack.form == "plain":
        join = "^" if stack.over is not None else "_"
        joined = f"{sign}{join}{note if is_name(note) else bracketed(note)}"
        return Piece(text_box(joined), base.left, base.right)
    return Piece(text_box(f"({sign})[{note}]"), "fence", "fence")
