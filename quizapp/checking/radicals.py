r"""Roots, and LaTeX commands with arguments in braces: ``√2``, ``\frac12``, ``\sqrt[3]{x}``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from quizapp.checking.binding import POSTFIX, UNARY
from quizapp.checking.inside import arguments
from quizapp.checking.tokens import literal
from quizapp.checking.tree import Call, Div, Neg, Node, Num, Pow

if TYPE_CHECKING:
    from quizapp.checking.parser import Parser

CLOSING: Final = {"(": ")", "[": "]", "{": "}", "⦃": "⦄"}
BARE: Final = UNARY + 1
"""Binds tighter than any product and any sign, looser than a power."""


def _root(parser: Parser, bp: int) -> Node:
    """``√2``, ``√(x+1)``, ``∛x``: the root of one value with its own powers."""
    kind = parser.kinds[parser.at]
    start = parser.at
    parser.at += 1
    node = _radicand(parser, start)
    if kind == "√":
        return Call("sqrt", (node,))
    return root_of(node, literal("3" if kind == "∛" else "4"))


def root_of(node: Node, index: Node) -> Call:
    """The root of that index; the third is ``cbrt`` however it was written."""
    if isinstance(index, Num) and index.text == "3":
        return Call("cbrt", (node,))
    return Call("root", (node, index))


def _radicand(parser: Parser, start: int) -> Node:
    parser.enter()
    if parser.kinds[parser.at] == "-":
        parser.at += 1
        node: Node = Neg(parser.expression(BARE))
    else:
        bracketed = parser.kinds[parser.at] == "("
        node = parser.expression(POSTFIX if bracketed else BARE)
        if isinstance(node, Pow) and not bracketed:
            parser.remark("root", start, parser.at - 1)
    parser.level -= 1
    return node


def _raised_root(parser: Parser, bp: int) -> Node:
    """``³√x``: a raised index before the root sign."""
    start = parser.at
    kinds = parser.kinds
    if kinds[start + 1] != "{":
        raise parser.missing()
    parser.at += 1
    items = arguments(parser, "}", "{")
    if len(items) != 1 or kinds[parser.at] != "√":
        parser.at = start
        raise parser.missing()
    parser.at += 1
    return root_of(_radicand(parser, start), items[0])


def _latex_argument(parser: Parser) -> Node:
    """One argument of a LaTeX command: a group in braces, or one sign."""
    if parser.kinds[parser.at] == "{":
        return only(parser)
    return parser.expression(POSTFIX)


def _fraction(parser: Parser, bp: int) -> Node:
    parser.at += 1
    parser.enter()
    num = _latex_argument(parser)
    node = Div(num, _latex_argument(parser))
    parser.level -= 1
    return node


def _binomial(parser: Parser, bp: int) -> Node:
    parser.at += 1
    parser.enter()
    top = _latex_argument(parser)
    node = Call("binomial", (top, _latex_argument(parser)))
    parser.level -= 1
    return node


def _latex_root(parser: Parser, bp: int) -> Node:
    parser.at += 1
    parser.enter()
    index: Node | None = None
    if parser.kinds[parser.at] == "[":
        index = only(parser)
    inner = _latex_argument(parser)
    parser.level -= 1
    return Call("sqrt", (inner,)) if index is None else root_of(inner, index)


def only(parser: Parser) -> Node:
    """The one value in the brackets that open here."""
    start = parser.at
    items = arguments(parser, CLOSING[parser.kinds[start]], parser.kinds[start])
    if len(items) != 1:
        parser.at = start + 1
        raise parser.missing()
    return items[0]


PREFIXES: Final[dict[str, Callable[[Parser, int], Node]]] = {
    "√": _root,
    "∛": _root,
    "∜": _root,
    "^": _raised_root,
    "\\frac": _fraction,
    "\\binom": _binomial,
    "\\sqrt": _latex_root,
}
