"""Subscripts and superscripts, limits, and the integrals that carry them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.typeset import marks, symbols
from quizapp.typeset.boxes import Box, beside, column, placed, text_box
from quizapp.typeset.oneline import bracketed, is_name, stands_bare
from quizapp.typeset.spacing import FRACTION, SCRIPT, Piece
from quizapp.typeset.tree import Fence, Grid, Node, Row, Scripts, Space, Stack, Sym

if TYPE_CHECKING:
    from quizapp.typeset.setting import Setter


def set_scripts(setter: Setter, node: Scripts, level: int) -> Piece:
    """A base with its scripts.

    Small characters where they all exist; else rows above and below in two dimensions, or ``_``
    and ``^`` in one. Limits stand over and under where there is room.
    """
    base = setter.node(node.base, level)
    if base.left == "ratio":
        base = Piece(text_box(bracketed(base.box.rows[0])), "fence", "fence")
    integral = integral_of(node.base)
    limits = _has_limits(node.base) if node.limits is None else node.limits
    sub = _small(setter, node.sub, above=False)
    sup = _small(setter, node.sup, above=True)
    fits = sub is not None and sup is not None
    if setter.mode == "linear" or (setter.ascii and not (limits or integral)):
        return _written(setter, node, base, sub, sup)
    beside_sign = setter.mode == "compact" or level == FRACTION
    if limits and level != SCRIPT and not (beside_sign and (fits or setter.ascii)):
        return _over_and_under(setter, node, base)
    if integral and level != SCRIPT and (not fits or setter.ascii):
        return tall_integral(setter, node, 1, 1)
    if setter.ascii:
        return _written(setter, node, base, sub, sup)
    return Piece(_attached(setter, node, base.box, sub, sup), base.left, base.right)


def integral_of(node: Node) -> str:
    """The integral sign that ``node`` is or carries scripts on; "" for any other node."""
    if isinstance(node, Scripts):
        node = node.base
    if isinstance(node, Sym) and node.text in symbols.INTEGRAL_SIGNS:
        return node.text
    return ""


def tall_integral(setter: Setter, node: Node, above: int, below: int) -> Piece:
    """An integral as tall as its neighbours, its limits at the ends of the sign."""
    box = marks.integral(integral_of(node), above, below, ascii=setter.ascii)
    if isinstance(node, Scripts):
        parts: list[tuple[int, Box]] = []
        if node.sup is not None:
            over = setter.node(node.sup, SCRIPT).box
            parts.append((-box.base - len(over.rows) + 1, over))
        if node.sub is not None:
            parts.append((box.below, setter.node(node.sub, SCRIPT).box))
        box = beside([box, placed(parts)])
    return Piece(box, "big", "big")


def part_differentials(nodes: list[Node], spaces: list[int | None]) -> None:
    """Gives the ``dx`` of an integral a space of its own, where the author left none."""
    if not any(integral_of(node) for node in nodes):
        return
    for index in range(1, len(nodes) - 1):
        first, second = nodes[index], nodes[index + 1]
        name = second.base if isinstance(second, Scripts) else second
        named = isinstance(name, Sym) and name.kind == "ord" and name.text.isalpha()
        starts = isinstance(first, Sym) and first.text == "d" and spaces[index] is None
        if named and starts and not integral_of(nodes[index - 1]):
            spaces[index] = 1


def _small(setter: Setter, node: Node | None, *, above: bool) -> str | None:
    """A script in small characters, "" when there is none, None when they do not exist."""
    if node is None:
        return ""
    if not _is_plain(node):
        return None
    text = "".join(setter.one_row(node).split())
    if setter.ascii:
        return text if set(text) <= {"'"} else None
    return symbols.raised(text) if above else symbols.lowered(text)


def _attached(setter: Setter, node: Scripts, base: Box, sub: str | None, sup: str | None) -> Box:
    """``base`` with its scripts at its right: small, or in rows of their own.

    Beside something tall they stand level with its top and bottom rows.
    """
    flat = isinstance(node.base, Fence | Grid) and not base.tall
    above = 0 if flat else base.base
    below = 0 if flat else base.below
    if sub is not None and sup is not None and not above and not below:
        primes = sup[: len(sup) - len(sup.lstrip("'"))]
        return beside([base, text_box(primes + sub + sup[len(primes) :])])
    parts: list[tuple[int, Box]] = []
    if node.sup is not None:
        box = setter.node(node.sup, SCRIPT).box if sup is None else text_box(sup)
        low = -above if above else 0 if sup is not None else -1
        parts.append((low - len(box.rows) + 1, box))
    if node.sub is not None:
        box = setter.node(node.sub, SCRIPT).box if sub is None else text_box(sub)
        parts.append((below if below else 0 if sub is not None else 1, box))
    return beside([base, placed(parts)])


def _written(setter: Setter, node: Scripts, base: Piece, sub: str | None, sup: str | None) -> Piece:
    """Scripts in one row: small characters where they exist, else ``_`` and ``^``."""
    text = ""
    written = False
    if node.sub is not None:
        if sub is None:
            body = setter.one_row(node.sub)
            text += "_" + (body if is_name(body) else bracketed(body))
            written = True
        else:
            text += sub
    if node.sup is not None:
        if sup is None:
            body = setter.one_row(node.sup)
            bare = stands_bare(node.sup) or isinstance(node.sup, Fence)
            text += "^" + (body if bare else bracketed(body))
            written = True
        elif set(sup) == {"'"}:
            text = sup + text
        else:
            text += sup
    right = "word" if written and base.right in ("ord", "word") else base.right
    return Piece(beside([base.box, text_box(text)]), base.left, right)


def _over_and_under(setter: Setter, node: Scripts, base: Piece) -> Piece:
    over = [] if node.sup is None else [setter.node(node.sup, SCRIPT).box]
    under = [] if node.sub is None else [setter.node(node.sub, SCRIPT).box]
    at = sum(len(box.rows) for box in over) + base.box.base
    return Piece(column([*over, base.box, *under], at), base.left, base.right)


def _has_limits(node: Node) -> bool:
    if isinstance(node, Stack):
        return node.form != "plain" or _has_limits(node.base)
    return isinstance(node, Sym) and node.limits


def _is_plain(node: Node) -> bool:
    """Whether a script is a line of signs, without scripts, marks or fractions of its own."""
    match node:
        case Sym():
            return node.kind != "text" or (node.text.isalnum() and node.text.isascii())
        case Space():
            return True
        case Row():
            return all(_is_plain(item) for item in node.items)
        case Fence():
            return len(node.parts) == 1 and _is_plain(node.parts[0])
    return False
