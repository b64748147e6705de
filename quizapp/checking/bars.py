"""Bars and corners: ``|x|``, ``‖x‖``, ``⌊x⌋``, ``⌈x⌉``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.checking.inside import arguments, empty
from quizapp.checking.tree import Call, Node

if TYPE_CHECKING:
    from quizapp.checking.parser import Parser


def absolute(parser: Parser, bp: int) -> Node:
    """``|x|``."""
    return _between(parser, "|", "abs")


def norm(parser: Parser, bp: int) -> Node:
    """``‖x‖``."""
    return _between(parser, "‖", "norm")


def _between(parser: Parser, bar: str, name: str) -> Node:
    parser.enter()
    saved_row, parser.row = parser.row, False
    if bar == "|":
        parser.bars += 1
    else:
        parser.norms += 1
    parser.at += 1
    node = parser.expression(0)
    if parser.kinds[parser.at] != bar:
        raise parser.closer(bar, bar)
    parser.at += 1
    if bar == "|":
        parser.bars -= 1
    else:
        parser.norms -= 1
    parser.row = saved_row
    parser.level -= 1
    return Call(name, (node,))


def floor(parser: Parser, bp: int) -> Node:
    """``⌊x⌋``."""
    return Call("floor", (_single(parser, "⌋", "⌊"),))


def ceil(parser: Parser, bp: int) -> Node:
    """``⌈x⌉``."""
    return Call("ceil", (_single(parser, "⌉", "⌈"),))


def _single(parser: Parser, closing: str, opened: str) -> Node:
    start = parser.at
    items = arguments(parser, closing, opened)
    if len(items) != 1:
        raise empty(parser, start)
    return items[0]
