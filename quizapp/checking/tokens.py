r"""Plain text cut into tokens, with the question's words already looked up.

A kind is a short string: a sign stands for itself, and

===========  ===========================================================================
``n``        a literal, value ``Num``
``v``        a name or constant, value ``Name`` or ``Const``
``f``        a function word, value ``lexicon.Func``
``u``        a unit, value its symbol
``q``        a fraction of one character (½), value ``Div``
``D``        ``d/dx``, value ``(order, Name)``
``d``        ``dx`` at the end of an integral, value ``Name``
``rel``      a relation, value its operator
``and or not``  connectives
``\frac \sqrt \binom \begin \end``  LaTeX commands with an argument; the environment's name as value
``mod pmod``  an infix ``mod``, and ``(mod`` behind a statement or a value
``∑ ∏``      a sum or a product, value ``(counter, first, last)``
``row``      ``\\`` in a LaTeX matrix
``end``      the end of the text
===========  ===========================================================================
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

from quizapp.checking.normalise import VULGAR
from quizapp.checking.tree import Div, Node, Num


@dataclass(slots=True)
class Tokens:
    """Parallel lists, one entry a token; the last token is ``end``."""

    text: str
    kinds: list[str] = field(default_factory=list)
    values: list[object] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    gaps: list[bool] = field(default_factory=list)
    """Whether a space stands before the token."""
    counters: set[str] = field(default_factory=set)
    """Names that a sum counts with, which are no names outside it."""

    def drop(self, count: int) -> None:
        """Takes the last tokens back."""
        for column in (self.kinds, self.values, self.starts, self.ends, self.gaps):
            del column[-count:]

    def spelled(self, index: int) -> str:
        """The plain text of a token."""
        return self.text[self.starts[index] : self.ends[index]]


@lru_cache(maxsize=2048)
def literal(text: str) -> Num:
    """The number a literal spells; the caller has bounded its length and exponent."""
    if text.isdigit():
        return Num(text, Fraction(int(text)))
    mantissa, _, exponent = text.partition("e")
    whole, _, decimals = mantissa.partition(".")
    value = Fraction(int(whole + decimals or "0"))
    power = int(exponent or 0) - len(decimals)
    value = value * 10**power if power >= 0 else value / 10**-power
    return Num(text, value)


@lru_cache(maxsize=64)
def vulgar(char: str) -> Div:
    """½ as a division."""
    num, den = VULGAR[char]
    return Div(literal(str(num)), literal(str(den)))


def is_mixed(whole: object, part: Node) -> bool:
    """Whether a literal before a fraction makes a mixed number: ``2½``, ``1 1/2``."""
    return (
        isinstance(whole, Num)
        and whole.text.isdigit()
        and isinstance(part, Div)
        and isinstance(part.num, Num)
        and isinstance(part.den, Num)
        and part.num.text.isdigit()
        and part.den.text.isdigit()
        and 0 < part.num.value < part.den.value
    )
