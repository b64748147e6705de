"""How strongly each operator holds on to the values beside it."""

from __future__ import annotations

from typing import Final

IMPLIES: Final = 2
OR: Final = 4
XOR: Final = 5
AND: Final = 6
NOT: Final = 7
RELATION: Final = 10
RATIO: Final = 12
UNION: Final = 14
INTERSECTION: Final = 15
SET: Final = 16
SUM: Final = 20
SIGNED: Final = 29
"""What follows a sign, where a product may follow it."""
PRODUCT: Final = 30
UNARY: Final = 40
"""What follows a sign within a product or an exponent."""
POWER: Final = 50
POSTFIX: Final = 60
ATOM: Final = 70

BINDING: Final[dict[str, int]] = {
    "implies": IMPLIES, "iff": IMPLIES, "or": OR, "xor": XOR, "and": AND,
    "rel": RELATION, ":": RATIO, "pmod": RATIO, "\\over": RATIO, "\\choose": RATIO,
    "∪": UNION, "∩": INTERSECTION, "∖": INTERSECTION,
    "+": SUM, "-": SUM, "±": SUM, "∓": SUM,
    "*": PRODUCT, "×": PRODUCT, "mod": PRODUCT, "/": PRODUCT, "u": PRODUCT,
    # a value after a value multiplies
    "v": PRODUCT, "f": PRODUCT, "(": PRODUCT, "[": PRODUCT, "{": PRODUCT, "⦃": PRODUCT,
    "√": PRODUCT, "∛": PRODUCT, "∜": PRODUCT, "q": PRODUCT, "⌊": PRODUCT, "⌈": PRODUCT,
    "D": PRODUCT, "∫": PRODUCT, "\\frac": PRODUCT, "\\sqrt": PRODUCT, "\\binom": PRODUCT,
    "\\begin": PRODUCT, "∑": PRODUCT, "∏": PRODUCT, "⟨": PRODUCT,
    "^": POWER, "!": POSTFIX, "!!": POSTFIX, "%": POSTFIX, "°": POSTFIX, "'": POSTFIX, "T": POSTFIX,
}  # fmt: skip
"""How strongly a token that follows a value holds on to it; others end the expression."""
