r"""Sums and products over a counter: ``\sum_{i=1}^{3} i^2`` is read as what it writes short.

The tree has no node for a sum of unknown length, and a learner should see what was understood:
between whole numbers the terms are written out, all others are refused with what to write instead.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Final

from quizapp.checking import messages
from quizapp.checking.binding import SUM
from quizapp.checking.lexicon import Lexicon
from quizapp.checking.names import Symbol
from quizapp.checking.tokens import literal
from quizapp.checking.tree import Add, Mul, Name, Neg, Node, rebuild, walk

if TYPE_CHECKING:
    from quizapp.checking.lexer import Lexer
    from quizapp.checking.parser import Parser

_pattern = cache(re.compile)
_BELOW: Final = r"_\s*(?:\{\s*([A-Za-z])\s*=\s*(-?\d{1,6})\s*\}|([A-Za-z])\s*=\s*(-?\d{1,6}))"
_ABOVE: Final = r"\^\s*(?:\{\s*(-?\d{1,6})\s*\}|\(\s*(-?\d{1,6})\s*\)|(-?\d{1,6}))"
_ABOVE_LATEX: Final = r"\^\s*(?:\{\s*(-?\d{1,6})\s*\}|(\d))"
_SIGNS: Final = {"Σ": "∑", "Π": "∏"}
"""Greek capitals that are typed for the signs."""
_MOST_TERMS: Final = 30
_MOST_NODES: Final = 600
_MOST_COUNTERS: Final = 3


def open_sum(lexer: Lexer, at: int, gap: bool) -> int:
    """The index after ``∑_{i=1}^3``; from there on ``i`` is a name. Refuses other bounds."""
    text = lexer.text
    space = _pattern(r"[ \t,]*")
    start = _end(space, text, at + 1)
    below = _pattern(_BELOW).match(text, start)
    above_pattern = _pattern(_ABOVE_LATEX if lexer.latex else _ABOVE)
    above = above_pattern.match(text, _end(space, text, below.end()) if below else start)
    if below is None and above is not None:
        below = _pattern(_BELOW).match(text, _end(space, text, above.end()))
    if below is None or above is None:
        raise messages.symbolic_sum(at, at + 1)
    counter = below.group(1) or below.group(3)
    low = int(below.group(2) or below.group(4))
    high = int(next(filter(None, above.groups())))
    if not low <= high < low + _MOST_TERMS or len(lexer.tokens.counters) == _MOST_COUNTERS:
        raise messages.long_sum(at, max(below.end(), above.end()), _MOST_TERMS)
    if counter not in lexer.tokens.counters:
        names = lexer.words.names
        lexer.tokens.counters.add(counter)
        lexer.words = Lexicon(replace(names, symbols=(*names.symbols, Symbol(counter))))
    end = max(below.end(), above.end())
    lexer.put(_SIGNS.get(text[at], text[at]), (counter, low, high), at, end, gap)
    return end


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return at if found is None else found.end()


def written_out(parser: Parser, bp: int) -> Node:
    """The terms of ``∑`` or the factors of ``∏``; the product that follows is repeated."""
    start = parser.at
    bounds = parser.values[start]
    assert isinstance(bounds, tuple)
    counter, low, high = bounds
    parser.at += 1
    if parser.kinds[parser.at] in ("+", "±"):
        raise parser.missing()
    parser.enter()
    body = parser.expression(SUM)
    parser.level -= 1
    if parser.kinds[parser.at] in ("+", "-"):
        parser.remark("sum", start, parser.at - 1)
    size = sum(1 for _ in walk(body))
    if size * (high - low + 1) > _MOST_NODES:
        raise messages.long_sum(*parser.place(start, parser.at), _MOST_TERMS)
    parts = tuple(_at(body, counter, place) for place in range(low, high + 1))
    if len(parts) == 1:
        return parts[0]
    return Add(parts) if parser.kinds[start] == "∑" else Mul(parts)


def _at(node: Node, counter: str, value: int) -> Node:
    """``node`` with a whole number for the counter."""
    if isinstance(node, Name):
        if node.id != counter:
            return node
        number = literal(str(abs(value)))
        return number if value >= 0 else Neg(number)
    return rebuild(node, lambda part: _at(part, counter, value))
