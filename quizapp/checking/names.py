"""What a question lets an answer be written in: names, functions, units.

The reader needs to know the names before it can read: ``xy`` is a product of ``x`` and ``y``
only where no name ``xy`` is declared, and ``a(b+c)`` is a product unless ``a`` is a function.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from quizapp.checking.tree import Node

Domain = Literal["real", "positive", "nonnegative", "integer", "natural", "complex"]

FUNCTIONS: Final[dict[str, tuple[int, int | None]]] = {
    # canonical name: fewest and most arguments (None: any number)
    "sin": (1, 1),
    "cos": (1, 1),
    "tan": (1, 1),
    "cot": (1, 1),
    "sec": (1, 1),
    "csc": (1, 1),
    "asin": (1, 1),
    "acos": (1, 1),
    "atan": (1, 1),
    "acot": (1, 1),
    "asec": (1, 1),
    "acsc": (1, 1),
    "sinh": (1, 1),
    "cosh": (1, 1),
    "tanh": (1, 1),
    "coth": (1, 1),
    "sech": (1, 1),
    "csch": (1, 1),
    "asinh": (1, 1),
    "acosh": (1, 1),
    "atanh": (1, 1),
    "acoth": (1, 1),
    "asech": (1, 1),
    "acsch": (1, 1),
    "atan2": (2, 2),  # (y, x)
    "exp": (1, 1),
    "ln": (1, 1),  # "log" without a base is read as ln, see Names.log_base
    "log": (2, 2),  # (x, base); log2, log10, lg, lb and log_b are read as this
    "sqrt": (1, 1),
    "cbrt": (1, 1),  # the real cube root
    "root": (2, 2),  # (x, n)
    "abs": (1, 1),
    "norm": (1, 1),
    "sign": (1, 1),
    "floor": (1, 1),
    "ceil": (1, 1),
    "round": (1, 2),
    "mod": (2, 2),
    "min": (1, None),
    "max": (1, None),
    "gcd": (1, None),
    "lcm": (1, None),
    "factorial": (1, 1),
    "binomial": (2, 2),
    "gamma": (1, 1),
    "erf": (1, 1),
    "erfc": (1, 1),
    "re": (1, 1),
    "im": (1, 1),
    "conj": (1, 1),
    "arg": (1, 1),
    "degree": (1, 1),  # 30° is degree(30), worth 30*pi/180
    "det": (1, 1),
    "transpose": (1, 1),
    "union": (2, None),
    "intersection": (2, None),
}
"""The function library: every ``Call.func`` is one of these or a declared function.

``relu``, ``sigmoid``, ``softplus`` and their like are not part of it: a question declares them
(``functions = { sigma = "1/(1+exp(-x))" }``), because it must say which convention it means.
"""

OPERATIONS: Final[dict[str, tuple[int, int | None]]] = {
    "limit": (3, 4),  # (expr, var, point, "+"/"-" as ±1)
    "maximum": (2, 4),  # (expr, var[, lo, hi])
    "minimum": (2, 4),
    "argmax": (2, 4),
    "argmin": (2, 4),
    "solve": (2, None),
    "sum": (1, 4),  # (expr, var, lo, hi), or of a list
    "product": (1, 4),
    "inverse": (1, 1),
    "trace": (1, 1),
    "rank": (1, 1),
    "eigenvalues": (1, 1),
    "dot": (2, 2),
    "mean": (1, 1),
    "variance": (1, 1),
    "substitute": (3, None),  # (expr, name, value, …)
    "expand": (1, 1),
    "entry": (2, 3),
}
"""Further functions an author may use in ``proof`` (``Names.operations``); learners may not."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """A declared name and the values it may take."""

    id: str
    domain: Domain = "real"
    low: float | None = None
    high: float | None = None
    equals: Node | None = None
    """What the name stands for in other names (``s`` for ``sigma(x)``), where it does: then a
    point is never shown at which the two contradict each other."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A declared function of one argument: ``sigma`` as a tree written in ``param``."""

    id: str
    body: Node
    param: str = "x"


@dataclass(frozen=True, slots=True)
class Names:
    """Everything an answer may be written in. Immutable; make one per question and keep it."""

    symbols: tuple[Symbol, ...] = ()
    functions: tuple[Definition, ...] = ()
    units: tuple[str, ...] = ()
    """Not empty: units are read. These symbols and every unit of the table are known."""
    log_base: Literal["e", "10", "2"] = "e"
    """What ``log x`` means without a base; it is read as ``ln x`` or ``log(x, base)``."""
    thousands: bool = False
    """True where one number is asked: ``1,234`` is 1234. Else only ``1,000``-like groups are
    (a group that starts with 0 cannot be an entry of a list), and ``1,234`` is a list."""
    operations: bool = False
    """True for authors' proofs: the words of ``OPERATIONS`` are functions."""
    undeclared: Literal["refuse", "letters", "words"] = "refuse"
    """What a word that is not declared is: unreadable, a product of one-letter real names
    (as on paper), or one real name (as in a computer algebra system)."""

    lexicon: object = field(default=None, init=False, repr=False, compare=False)
    """Dictionary the reader makes on first use; see ``quizapp.checking.lexicon``."""

    def symbol(self, name: str) -> Symbol:
        """The declared symbol of that id; a real one when it was never declared."""
        for symbol in self.symbols:
            if symbol.id == name:
                return symbol
        return Symbol(name)

    def definition(self, name: str) -> Definition | None:
        """The declared function of that id."""
        for function in self.functions:
            if function.id == name:
                return function
        return None

    @staticmethod
    def of(*names: str) -> Names:
        """Real names, nothing else: ``Names.of("x", "y")``."""
        return Names(tuple(Symbol(name) for name in names))


NO_NAMES: Final = Names()
"""Numbers only."""
ANY_NAMES: Final = Names(undeclared="letters")
"""Every letter is a real name, as on paper: ``ab`` is a product."""
WORD_NAMES: Final = Names(undeclared="words")
"""Every word is a real name, as in Maxima and other computer algebra: ``ab`` is one name."""
