"""Words that need no declaring: the library's functions by all their spellings, and constants."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final, TypeAlias

from quizapp.checking.names import FUNCTIONS
from quizapp.checking.tree import Const, Name, Neg, Num


@dataclass(frozen=True, slots=True)
class Func:
    """What a function word calls."""

    name: str
    base: Num | None = None
    """The base that a logarithm word brings along (``log2``)."""
    bare: bool = True
    """Whether its argument may stand without brackets; never for declared functions."""
    both: Name | Const | None = None
    """What has the same spelling: then it is a function only before a bracket."""


Word: TypeAlias = tuple[str, object]
"""Kind and value of a token, see ``tokens``."""

TEN = Num("10", Fraction(10))
TWO = Num("2", Fraction(2))

_FUNCTION_WORDS: Final = {
    "arcsin": "asin", "arccos": "acos", "arctan": "atan", "arccot": "acot", "arcsec": "asec",
    "arccsc": "acsc", "arctg": "atan", "tg": "tan", "ctg": "cot", "cosec": "csc",
    "arcsinh": "asinh", "arccosh": "acosh", "arctanh": "atanh", "arccoth": "acoth",
    "arsinh": "asinh", "arcosh": "acosh", "artanh": "atanh", "sh": "sinh", "ch": "cosh",
    "th": "tanh", "arctan2": "atan2", "fabs": "abs", "sgn": "sign", "signum": "sign",
    "ceiling": "ceil", "nthroot": "root", "gammafunc": "gamma", "Γ": "gamma", "Gamma": "gamma",
    "conjugate": "conj", "binom": "binomial", "comb": "binomial", "nCr": "binomial",
    "fact": "factorial", "Re": "re", "realpart": "re", "imagpart": "im", "carg": "arg",
    "cabs": "abs", "Im": "im", "tr": "trace",
}  # fmt: skip
"""Other spellings of the library; every canonical name spells itself."""

BUILT: Final = frozenset(
    ("diff", "integrate", "int", "pow", "power", "square", "array", "matrix", "log1p", "expm1")
)
"""Function words that are read into another shape than a call; see ``calls``."""

SHORT: Final = (
    "re", "im", "arg", "sh", "ch", "th", "tg", "lb", "lg", "det", "mod", "conj", "int", "oo", "inf",
)  # fmt: skip
"""Function words that give way to letters: no function where each letter is a declared name, and
none with a letter glued behind it."""

_CONSTANTS: Final = {
    "pi": Const("pi"), "π": Const("pi"), "e": Const("e"), "i": Const("i"), "∞": Const("inf"),
    "inf": Const("inf"), "infty": Const("inf"), "infinity": Const("inf"), "oo": Const("inf"),
    "true": Const("true"), "false": Const("false"),
}  # fmt: skip

WHOLE: Final[dict[str, Word]] = {
    "and": ("and", None),
    "or": ("or", None),
    "not": ("not", None),
    "AND": ("and", None),
    "OR": ("or", None),
    "NOT": ("not", None),
    "in": ("rel", "in"),
    "implies": ("implies", None),
    "xor": ("xor", None),
    "iff": ("iff", None),
    "True": ("v", Const("true")),
    "False": ("v", Const("false")),
}
"""Words that count only when nothing is glued to them."""


MAXIMA: Final[dict[str, Word]] = {
    "minf": ("v", Neg(Const("inf"))),
    "determinant": ("f", Func("det")),
    "noundiff": ("f", Func("diff", bare=False)),
    "nounint": ("f", Func("integrate", bare=False)),
    "ntuple": ("f", Func("ntuple", bare=False)),
    "set": ("f", Func("set", bare=False)),
    "lg": ("f", Func("lg", bare=False)),  # of one argument, or with the base behind it
    "oo": ("f", Func("oo", bare=False, both=Const("inf"))),
    "oc": ("f", Func("oc", bare=False)),
    "co": ("f", Func("co", bare=False)),
    "cc": ("f", Func("cc", bare=False)),
}
"""Words of computer algebra that are read where names need not be declared and are words."""


def _library() -> dict[str, Word]:
    words: dict[str, Word] = {}
    for name, (least, most) in FUNCTIONS.items():
        words[name] = ("f", Func(name, bare=least == most == 1))
    for spelling, name in _FUNCTION_WORDS.items():
        if name in FUNCTIONS:
            words[spelling] = ("f", Func(name, bare=FUNCTIONS[name] == (1, 1)))
    words["log2"] = ("f", Func("log", TWO))
    words["lb"] = ("f", Func("log", TWO))
    words["log10"] = ("f", Func("log", TEN))
    words["logten"] = ("f", Func("log", TEN))
    words["lg"] = ("f", Func("log", TEN))
    for name in BUILT:
        words[name] = ("f", Func(name, bare=False))
    for spelling, constant in _CONSTANTS.items():
        words[spelling] = ("v", constant)
    return words


LIBRARY: Final = _library()
LATEX_FUNCTIONS: Final = frozenset(
    word
    for word, (kind, _) in LIBRARY.items()
    if kind == "f" and word not in ("Gamma", "int", "mod")
) | {"log"}
r"""Commands such as ``\sin`` that stay for the tokens."""
