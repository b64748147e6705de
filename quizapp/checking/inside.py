"""What opens and closes, whatever is inside: the state a bracket starts afresh, and its entries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from quizapp.checking import messages
from quizapp.checking.tree import Node, Seq

if TYPE_CHECKING:
    from quizapp.checking.parser import Parser

BEFORE_ALONE: Final = frozenset(
    (",", ";", "(", "[", "{", "⦃", "rel", "∪", "∩", "∖", "and", "or", "not", "&", "row", "\\begin")
)
"""What may stand before a bracket that belongs to no value."""
AFTER_ALONE: Final = frozenset(
    (
        "end",
        ",",
        ";",
        ")",
        "]",
        "}",
        "⦄",
        "rel",
        "∪",
        "∩",
        "∖",
        "and",
        "or",
        "&",
        "row",
        "\\end",
        "T",
    )
)
"""What may stand behind one."""
FINISHES: Final = frozenset(("n", "v", "q", ")", "]", "}", "⦄", "⌋", "⌉", "!", "%", "°", "T"))
"""Tokens that end a value."""


class Inside:
    """The state a bracket starts afresh and gives back when it closes."""

    __slots__ = ("parser", "saved")

    def __init__(self, parser: Parser, *, row: bool = False, stop_bracket: bool = False) -> None:
        self.parser = parser
        self.saved = (parser.bars, parser.norms, parser.row, parser.stop_bracket)
        parser.enter()
        parser.bars = parser.norms = 0
        parser.row = row
        parser.stop_bracket = stop_bracket

    def leave(self) -> None:
        """Gives back what the bracket set aside."""
        parser = self.parser
        parser.level -= 1
        parser.bars, parser.norms, parser.row, parser.stop_bracket = self.saved


def arguments(parser: Parser, closing: str, opened: str, *, rows: bool = False) -> list[Node]:
    """The values between an opening bracket, which stands here, and ``closing``.

    With ``rows``, a bracket around one value is a row and not a group: ``matrix([1], [2])``.
    """
    inside = Inside(parser)
    kinds = parser.kinds
    parser.at += 1
    items: list[Node] = []
    if kinds[parser.at] != closing:
        while True:
            first = parser.at
            item = parser.expression(0)
            if rows and parser.grouped == first and closed_at(parser, first) == parser.at - 1:
                item = Seq("list", (item,))
            items.append(item)
            if kinds[parser.at] not in (",", ";"):
                break
            parser.at += 1
    if kinds[parser.at] != closing:
        raise parser.closer(closing, opened)
    parser.at += 1
    inside.leave()
    return items


def closed_at(parser: Parser, start: int) -> int:
    """The token that closes the bracket at ``start``; the last one when none does."""
    depth = 0
    for index in range(start, len(parser.kinds)):
        kind = parser.kinds[index]
        if kind in ("(", "[", "{", "⦃"):
            depth += 1
        elif kind in (")", "]", "}", "⦄"):
            depth -= 1
            if depth == 0:
                return index
    return len(parser.kinds) - 1


def empty(parser: Parser, start: int) -> messages.Stop:
    """The error of brackets with nothing between them."""
    return messages.stop(
        "operand",
        *parser.place(start, parser.at + 1),
        "括弧の中が空です。",
        "There is nothing inside the brackets.",
    )
