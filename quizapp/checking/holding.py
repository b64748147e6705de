"""How tightly the parts of a tree hold together: the one table both writers put brackets by.

``linear`` writes a tree in one line and ``latex_out`` in two dimensions. Both read back to the
same tree, so both must agree with the reader's ``binding`` on where a bracket is needed.
"""

from __future__ import annotations

from typing import Final

from quizapp.checking.binding import (
    AND,
    ATOM,
    INTERSECTION,
    NOT,
    OR,
    POSTFIX,
    POWER,
    PRODUCT,
    RELATION,
    SET,
    SIGNED,
    SUM,
    UNION,
)
from quizapp.checking.tree import (
    Add,
    Call,
    Derivative,
    Div,
    Integral,
    Logic,
    Mul,
    Neg,
    Node,
    Num,
    Percent,
    PlusMinus,
    Pow,
    Quantity,
    Relation,
    Seq,
)

BRACKETS: Final = {"list": ("[", "]"), "set": ("{", "}"), "tuple": ("(", ")"), "bare": ("(", ")")}

WITHIN: Final[dict[str, int]] = {
    "or": AND, "and": NOT, "not": RELATION, "rel": UNION,
    "∪": INTERSECTION, "∩": SET,
    "-": PRODUCT, "±": PRODUCT, "%": POSTFIX, "!": ATOM, "°": ATOM,
}  # fmt: skip
"""How tightly an operand must hold to stand beside an operator without brackets.

Sums, products, quotients and powers are not here: what their parts need depends on the place.
"""


def level(node: Node) -> int:
    """How tightly ``node`` holds together in one line."""
    match node:
        case Add():
            return SUM
        case PlusMinus():
            return SIGNED if node.base is None else SUM
        case Neg():
            return SIGNED
        case Mul() | Div() | Quantity():
            return PRODUCT
        case Pow():
            return POWER
        case Percent():
            return POSTFIX
        case Call(func):
            return {
                "factorial": POSTFIX,
                "degree": POSTFIX,
                "union": UNION,
                "intersection": INTERSECTION,
            }.get(func, ATOM)
        case Relation():
            return RELATION
        case Logic(op):
            return {"or": OR, "and": AND, "not": NOT}[op]
        case Seq("set"):
            return SET
        case _:
            return ATOM


def level_on_paper(node: Node) -> int:
    """How tightly ``node`` holds in two dimensions: a fraction and a root bracket themselves."""
    match node:
        case Div():
            return POWER - 1
        case Num(text) if "e" in text:
            return PRODUCT
        case Derivative():
            return SIGNED
        case Integral():
            return PRODUCT
        case Call("transpose"):
            return POSTFIX
        case Seq("set"):
            return ATOM
    return level(node)
