"""``d/dx`` before a value and ``dx`` at the end of an integral, where ``d`` is no name."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from quizapp.checking.spelling import GREEK_LETTER, LETTER, canonical
from quizapp.checking.tree import Name

if TYPE_CHECKING:
    from quizapp.checking.lexer import Lexer

_pattern = cache(re.compile)
_DERIVATIVE: Final = r"[d∂]\^?\{?([1-9])?\}?\s*/\s*[d∂]\s*"
_ORDER: Final = r"\^?\{?([1-9])\}?"
_LETTER: Final = (
    rf"(?:{'|'.join(sorted(GREEK_LETTER, key=len, reverse=True))}|[{LETTER}])"
    r"(?:_?[0-9]+|_\{[0-9]+\})?"
)
_SLOPE: Final = rf"[d∂]({_LETTER})\s*/\s*[d∂]({_LETTER})(?![{LETTER}0-9_])"
_WORD_REST: Final = rf"[{LETTER}0-9]"


def derivative(lexer: Lexer, start: int, gap: bool) -> int:
    """The index after ``d/dx`` or ``d^2/dx^2``; 0 when none stands here."""
    text = lexer.text
    found = _pattern(_DERIVATIVE).match(text, start)
    if found is None:
        return 0
    order = int(found.group(1) or 1)
    words = lexer.words
    for size in range(lexer.words.longest, 0, -1):
        at = found.end() + size
        name = words.differential("d" + text[found.end() : at])
        if name is None or at > len(text):
            continue
        if order > 1:
            again = _pattern(_ORDER).match(text, at)
            if again is None or int(again.group(1)) != order:
                continue
            at = again.end()
        if _pattern(_WORD_REST).match(text, at):
            continue
        lexer.put("D", (order, name), start, at, gap)
        return at
    return 0


def trailing_differential(lexer: Lexer, run: str, start: int, gap: bool) -> int:
    """The index after a run such as ``xdx`` inside an integral; 0 when it is none."""
    for size in range(2, len(run)):
        name = lexer.words.differential(run[-size:]) if run[-size] == "d" else None
        if name is not None:
            cut = lexer.words.cut(run[:-size])
            if cut.bad is None and cut.stop == len(run) - size:
                for first, last, (kind, value) in cut.words:
                    lexer.put(kind, value, start + first, start + last, gap)
                    gap = False
                lexer.integrals -= 1
                lexer.put("d", name, start + len(run) - size, start + len(run), False)
                return start + len(run)
    return 0


def slope(lexer: Lexer, start: int, gap: bool) -> int:
    """The index after ``dy/dx`` where letters need not be declared: one name, and no quotient of
    products, whose ``d`` would cancel; 0 where none stands."""
    if lexer.words.names.undeclared != "letters":
        return 0
    found = _pattern(_SLOPE).match(lexer.text, start)
    if found is None:
        return 0
    above, below = (canonical(part) for part in found.groups())
    lexer.put("v", Name(f"d{above}/d{below}"), start, found.end(), gap)
    return found.end()
