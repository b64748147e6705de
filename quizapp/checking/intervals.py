"""Intervals with brackets turned outwards: ``[0, 1[``, ``]0, 1]``, ``]0, 1[``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.checking.inside import AFTER_ALONE, FINISHES, Inside
from quizapp.checking.tree import Interval, Node, Seq

if TYPE_CHECKING:
    from quizapp.checking.parser import Parser


def ends_half_open(parser: Parser, start: int) -> bool:
    """Whether ``[0, 1[`` stands here: a ``[`` after one comma that cannot open anything."""
    kinds = parser.kinds
    depth = commas = 0
    for index in range(start + 1, len(kinds) - 1):
        kind = kinds[index]
        if depth == 0 and kind == "[" and commas == 1:
            return kinds[index - 1] in FINISHES and kinds[index + 1] in AFTER_ALONE
        depth += (kind in ("(", "{", "⦃", "[")) - (kind in (")", "}", "⦄", "]"))
        if depth < 0:
            return False
        commas += depth == 0 and kind in (",", ";")
    return False


def half_open(parser: Parser) -> Node:
    """``[0, 1[``, the French way to leave the upper end out."""
    inside = Inside(parser, stop_bracket=True)
    parser.at += 1
    lo = parser.expression(0)
    if parser.kinds[parser.at] not in (",", ";"):
        raise parser.missing()
    parser.at += 1
    hi = parser.expression(0)
    inside.leave()
    if parser.kinds[parser.at] != "[":
        raise parser.closer("[", "[")
    parser.at += 1
    return Interval(lo, hi, False, True)


def reversed_interval(parser: Parser, bp: int) -> Node:
    """``]0, 1[`` (the same as ``(0, 1)``) and ``]0, 1]``: the French way to leave an end out."""
    kinds = parser.kinds
    start = parser.at
    closed = _reversed_end(parser)
    if closed is None:
        raise parser.missing()
    inside = Inside(parser, stop_bracket=closed == "[")
    parser.at += 1
    lo = parser.expression(0)
    if kinds[parser.at] not in (",", ";"):
        parser.at = start
        raise parser.missing()
    parser.at += 1
    hi = parser.expression(0)
    inside.leave()
    if kinds[parser.at] != closed:
        raise parser.closer(closed, "]")
    parser.at += 1
    if closed == "[":
        return Seq("tuple", (lo, hi))
    return Interval(lo, hi, True, False)


def _reversed_end(parser: Parser) -> str | None:
    """The bracket that closes an interval opened by ``]`` here, when one does."""
    depth = 0
    commas = 0
    for index in range(parser.at + 1, len(parser.kinds)):
        kind = parser.kinds[index]
        if kind in ("(", "{", "⦃"):
            depth += 1
        elif kind in (")", "}", "⦄"):
            depth -= 1
        elif depth == 0 and kind in (",", ";"):
            commas += 1
        elif depth == 0 and kind in ("[", "]"):
            return kind if commas == 1 else None
        if depth < 0:
            return None
    return None
