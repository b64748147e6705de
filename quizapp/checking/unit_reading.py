"""The units behind a value: ``m/s^2``, ``J/(kg K)``, ``s^-1``, ``[m/s]``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from quizapp.checking import messages
from quizapp.checking.tree import Matrix, Neg, Node, Num, Quantity, Seq

if TYPE_CHECKING:
    from quizapp.checking.parser import Parser

_CLOSING: Final = {"(": ")", "[": "]"}


def with_unit(value: Node, unit: tuple[tuple[str, int], ...]) -> Node:
    """``value`` with its unit; behind a list, ``[3, 4] m``, each entry has it."""

    def entry(item: Node) -> Node:
        return item if isinstance(item, Quantity) else Quantity(item, unit)

    if isinstance(value, Seq) and value.items:
        return Seq(value.kind, tuple(map(entry, value.items)))
    if isinstance(value, Matrix):
        return Matrix(tuple(tuple(map(entry, row)) for row in value.rows))
    return Quantity(value, unit)


def opens_unit(parser: Parser) -> bool:
    """Whether a unit in brackets stands here, as in ``3 [m/s]``."""
    kinds = parser.kinds
    return kinds[parser.at] in _CLOSING and kinds[parser.at + 1] == "u"


def unit(parser: Parser) -> tuple[tuple[str, int], ...]:
    """The unit that starts here, or goes on after ``/``, as powers in the order typed."""
    kinds = parser.kinds
    if opens_unit(parser):
        return _bracketed(parser)
    parts: list[tuple[str, int]] = []
    sign = 1
    while True:
        kind = kinds[parser.at]
        if kind == "u":
            symbol = str(parser.values[parser.at])
            parser.at += 1
            parts.append((symbol, sign * _power(parser)))
            sign = 1
        elif kind in ("*", "×") and kinds[parser.at + 1] == "u":
            parser.at += 1
        elif kind == "/" and kinds[parser.at + 1] == "u":
            parser.at += 1
            sign = -1
        elif kind == "/" and kinds[parser.at + 1] == "(" and kinds[parser.at + 2] == "u":
            parser.at += 1
            parts.extend((symbol, -power) for symbol, power in _bracketed(parser))
        else:
            return tuple(parts)


def _bracketed(parser: Parser) -> tuple[tuple[str, int], ...]:
    """The unit between the brackets that open here."""
    opened = parser.kinds[parser.at]
    parser.at += 1
    parts = unit(parser)
    if parser.kinds[parser.at] != _CLOSING[opened]:
        raise parser.closer(_CLOSING[opened], opened)
    parser.at += 1
    return parts


def _power(parser: Parser) -> int:
    """The whole number after ``^`` behind a unit; 1 without one."""
    if parser.kinds[parser.at] != "^":
        return 1
    start = parser.at
    parser.at += 1
    power = parser.exponent()
    size = power.arg if isinstance(power, Neg) else power
    if not isinstance(size, Num) or not size.text.isdigit() or len(size.text) > 2:
        raise messages.stop(
            "unit",
            *parser.place(start, parser.at),
            "単位の指数は整数で書いてください。",
            "The power of a unit must be a whole number.",
        )
    return -int(size.text) if isinstance(power, Neg) else int(size.text)
