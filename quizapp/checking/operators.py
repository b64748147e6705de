"""Single operators: signs, relations, connectives, what stands behind a value."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeAlias

from quizapp.checking import brackets, calls, messages, repeated
from quizapp.checking.binding import BINDING, NOT, PRODUCT, RATIO, RELATION, SIGNED, UNARY
from quizapp.checking.tree import (
    Call,
    Div,
    Logic,
    Name,
    Neg,
    Node,
    Num,
    Percent,
    PlusMinus,
    Relation,
    walk,
)
from quizapp.checking.without import without

if TYPE_CHECKING:
    from quizapp.checking.parser import Parser

_MOST_TWICE: Final = 60
"""Most nodes of the two sides of ``xor`` and ``iff``."""

Prefix: TypeAlias = Callable[["Parser", int], Node]
Infix: TypeAlias = Callable[["Parser", Node], Node]


def _minus(parser: Parser, bp: int) -> Node:
    parser.at += 1
    if parser.kinds[parser.at : parser.at + 2] == ["n", "mod"]:
        return Neg(_value(parser, bp))  # -7 mod 3 is of -7
    return Neg(_signed(parser, bp))


def _plus(parser: Parser, bp: int) -> Node:
    parser.at += 1
    return _signed(parser, bp)


def _plus_minus(parser: Parser, bp: int) -> Node:
    minus_first = parser.kinds[parser.at] == "∓"
    parser.at += 1
    return PlusMinus(None, _signed(parser, bp), minus_first)


def _signed(parser: Parser, bp: int) -> Node:
    """What a sign applies to: a whole product, or one power where a product is going on."""
    parser.enter()
    node = parser.expression(SIGNED if bp < PRODUCT else UNARY)
    parser.level -= 1
    return node


def _not(parser: Parser, bp: int) -> Node:
    parser.at += 1
    parser.enter()
    node = parser.expression(NOT)
    parser.level -= 1
    return Logic("not", (node,))


def _value(parser: Parser, bp: int) -> Node:
    node: Node = parser.values[parser.at]  # type: ignore[assignment]
    parser.at += 1
    return node


def _relation(parser: Parser, left: Node) -> Node:
    sides = [left]
    ops: list[str] = []
    while parser.kinds[parser.at] == "rel":
        ops.append(str(parser.values[parser.at]))
        parser.at += 1
        sides.append(parser.expression(RATIO if ops[-1] == "≡" else RELATION))
    if "≡" in ops and "=" in ops and parser.kinds[parser.at] == "pmod":
        raise parser.unexpected()
    if "≡" in ops:  # identically equal, or congruent where a modulus follows
        ops = ["=" if op == "≡" else op for op in ops]
        if parser.kinds[parser.at] == "pmod":
            modulus = _modulus(parser)
            sides = [Call("mod", (side, modulus)) for side in sides]
    return Relation(tuple(sides), tuple(ops))


def _modulus(parser: Parser) -> Node:
    """The 3 of ``(mod 3)``."""
    parser.at += 1
    parser.enter()
    modulus = parser.expression(0)
    parser.level -= 1
    if parser.kinds[parser.at] != ")":
        raise parser.closer(")", "(")
    parser.at += 1
    return modulus


def _remainder(parser: Parser, left: Node) -> Node:
    """``7 (mod 3)``: of all that stands before it."""
    return Call("mod", (left, _modulus(parser)))


def _ratio(parser: Parser, left: Node) -> Node:
    """``3:4`` as its value, with a remark; a ratio of three has none."""
    start = parser.at
    even = parser.gaps[start] == parser.gaps[start + 1]  # "key: value" is none
    parser.at += 1
    right = parser.expression(RATIO) if even else left
    if not even or (isinstance(left, Name) and isinstance(right, Num)):
        parser.at = start
        raise parser.unexpected()
    if parser.kinds[parser.at] == ":":
        raise messages.stop(
            "operator",
            *parser.place(parser.at, parser.at + 1),
            "三つ以上の比は読めません。一つずつ分数で書いてください。",
            "A ratio of three or more cannot be read: write the fractions one by one.",
        )
    inside = parser.kinds[start - 2] if start > 1 else ""
    if inside in ("[", "{") and parser.kinds[parser.at] in ("]", "}"):
        parser.at = start  # a slice or a dictionary of a program
        raise parser.unexpected()
    parser.remark("ratio", start - 1, parser.at - 1)
    return Div(left, right)


def _over(parser: Parser, left: Node) -> Node:
    r"""``{x + 1 \over 2}`` and ``{n \choose 2}``: all of the group above, all of it below."""
    kind = parser.kinds[parser.at]
    parser.at += 1
    right = parser.expression(RATIO)
    return Div(left, right) if kind == "\\over" else Call("binomial", (left, right))


def _logic(parser: Parser, left: Node) -> Node:
    kind = parser.kinds[parser.at]
    args = [left]
    while parser.kinds[parser.at] == kind:
        parser.at += 1
        args.append(parser.expression(BINDING[kind]))
    return Logic("and" if kind == "and" else "or", tuple(args))


def _implies(parser: Parser, left: Node) -> Node:
    """``a implies b`` as ``not a or b``; to the right of it another may follow."""
    parser.at += 1
    right = parser.expression(BINDING["implies"] - 1)
    return Logic("or", (Logic("not", (left,)), right))


def _either(parser: Parser, left: Node) -> Node:
    """``a xor b`` and ``a iff b``, written out."""
    start = parser.at
    kind = parser.kinds[start]
    parser.at += 1
    right = parser.expression(BINDING[kind])
    size = sum(1 for side in (left, right) for _ in itertools.islice(walk(side), _MOST_TWICE))
    if size >= _MOST_TWICE:  # both sides are written twice, so that a chain doubles and doubles
        raise messages.too_deep(*parser.place(start, start + 1))
    other: Node = Logic("not", (right,))
    if kind == "iff":
        right, other = other, right
    return Logic("or", (Logic("and", (left, other)), Logic("and", (Logic("not", (left,)), right))))


def _union(parser: Parser, left: Node) -> Node:
    kind = parser.kinds[parser.at]
    args = [left]
    while parser.kinds[parser.at] == kind:
        parser.at += 1
        args.append(parser.expression(BINDING[kind]))
    return Call("union" if kind == "∪" else "intersection", tuple(args))


def _factorial(parser: Parser, left: Node) -> Node:
    parser.at += 1
    if parser.kinds[parser.at] in ("!", "!!"):
        return _double_factorial(parser, left)
    return Call("factorial", (left,))


def _double_factorial(parser: Parser, left: Node) -> Node:
    raise messages.stop(
        "factorial",
        *parser.place(parser.at, parser.at + 1),
        "二重階乗「!!」は使えません。(n!)! か、積で書いてください。",
        "The double factorial “!!” is not read: write (n!)! or a product.",
    )


def _percent(parser: Parser, left: Node) -> Node:
    start = parser.at
    parser.at += 1
    if parser.kinds[start - 1] == "v" and parser.kinds[parser.at] in ("v", "("):
        raise messages.stop(
            "operator",
            *parser.place(start, start + 1),
            "「%」は百分率です。余りなら x mod y、百分率との積なら x% * y と書いてください。",
            "“%” means percent. Write a remainder as x mod y, a product as x% * y.",
        )
    return Percent(left)


def _degree(parser: Parser, left: Node) -> Node:
    parser.at += 1
    return Call("degree", (left,))


def _transpose(parser: Parser, left: Node) -> Node:
    parser.at += 1
    return Call("transpose", (left,))


def _prime(parser: Parser, left: Node) -> Node:
    name = parser.spelled(parser.at - 1)
    raise messages.stop(
        "prime",
        *parser.place(parser.at, parser.at + 1),
        f"「{name}'」は読めません。「'」は関数のあとに f'(x) のように書きます。",
        f"“{name}'” cannot be read: a prime follows a function, as in f'(x).",
    )


INFIXES: Final[dict[str, Infix]] = {
    "rel": _relation,
    "and": _logic,
    "or": _logic,
    "implies": _implies,
    "xor": _either,
    "iff": _either,
    "∪": _union,
    "∩": _union,
    "∖": without,
    "!": _factorial,
    "!!": _double_factorial,
    "%": _percent,
    "°": _degree,
    "'": _prime,
    "T": _transpose,
    "pmod": _remainder,
    ":": _ratio,
    "\\over": _over,
    "\\choose": _over,
}

PREFIXES: Final[dict[str, Prefix]] = {
    "-": _minus,
    "+": _plus,
    "±": _plus_minus,
    "∓": _plus_minus,
    "not": _not,
    "v": _value,
    "n": _value,
    "q": _value,
    "∑": repeated.written_out,
    "∏": repeated.written_out,
    **brackets.PREFIXES,
    **calls.PREFIXES,
}
"""What can begin a value."""
