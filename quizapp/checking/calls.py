"""Functions with and without brackets, roots, LaTeX fractions, derivatives and integrals."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from quizapp.checking import messages, radicals
from quizapp.checking.binding import POSTFIX, SIGNED
from quizapp.checking.inside import arguments
from quizapp.checking.names import FUNCTIONS, OPERATIONS
from quizapp.checking.radicals import BARE, CLOSING, only, root_of
from quizapp.checking.shapes import SHAPES
from quizapp.checking.tokens import literal
from quizapp.checking.tree import (
    Call,
    Const,
    Derivative,
    Div,
    Integral,
    Mul,
    Name,
    Neg,
    Node,
    Num,
    Pow,
    Seq,
)
from quizapp.checking.vocabulary import Func

if TYPE_CHECKING:
    from quizapp.checking.parser import Parser

_INVERSE: Final = {
    name: "a" + name
    for name in (
        "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "sech", "csch",
    )
}  # fmt: skip
_OF_MANY: Final = frozenset(("min", "max", "gcd", "lcm"))
"""Functions of several values, which may stand in a list: ``max([1, 2])``."""
_NO_ARGUMENT: Final = frozenset(
    (
        "end",
        ")",
        "]",
        "}",
        "⦄",
        "+",
        "-",
        "±",
        "*",
        "×",
        "/",
        "rel",
        ",",
        ";",
        "and",
        "or",
        "&",
        "row",
    )
)


def _function(parser: Parser, bp: int) -> Node:
    """``sin x``, ``sin^2 x``, ``log_2(8)``, ``f'(x)``, ``max(1, 2)``."""
    kinds = parser.kinds
    start = parser.at
    func = parser.values[start]
    assert isinstance(func, Func)
    parser.at += 1
    if func.both is not None and kinds[parser.at] not in ("(", "'"):
        return func.both
    base: Node | None = func.base
    if kinds[parser.at] == "_":
        base = _subscript(parser, func, start)
    primes = 0
    while kinds[parser.at] == "'":
        primes += 1
        parser.at += 1
    power: Node | None = None
    if kinds[parser.at] == "^":
        marked = _order(parser) if func.both is None and not func.bare and not primes else 0
        primes += marked
        if not marked:
            parser.at += 1
            power = parser.exponent()
    opened = kinds[parser.at]
    if opened == "[" and func.name == "sqrt" and _has_index(parser):
        index = parser.values[parser.at + 1]
        parser.at += 3
        args = [only(parser)]
        node: Node = root_of(args[0], index)  # type: ignore[arg-type]
        return node if power is None else Pow(node, power)
    if opened in CLOSING and (opened != "[" or not parser.row):
        args = arguments(parser, CLOSING[opened], opened, rows=func.name == "matrix")
    elif func.base is not None and kinds[parser.at] in _NO_ARGUMENT and not primes:
        return _of_its_base(parser, start, func.base, power)  # log2 alone is log 2
    elif func.bare:
        args = [_bare(parser, start)]
    else:
        raise messages.missing_argument(
            *parser.place(start, start + 1),
            parser.spelled(start),
            brackets=True,
            argument="7, 3" if func.name == "mod" else _some_name(parser),
        )
    name = func.name
    if power is not None and _is_minus_one(power):
        if name not in _INVERSE or primes:
            raise messages.stop(
                "power",
                *parser.place(start, start + 3),
                f"「{parser.spelled(start)}^-1」は逆関数とも逆数とも読めます。"
                "1/… と書くか、逆関数の名前で書いてください。",
                f"“{parser.spelled(start)}^-1” may mean an inverse function or a reciprocal:"
                " write 1/… or the name of the inverse.",
            )
        name, power = _INVERSE[name], None
    node = _call(parser, start, name, base, args, primes)
    return node if power is None else Pow(node, power)


def _some_name(parser: Parser) -> str:
    """A declared name to show a function with: ``x`` where there is one."""
    declared = [symbol.id for symbol in parser.words.names.symbols]
    return "x" if "x" in declared or not declared else declared[0]


def _has_index(parser: Parser) -> bool:
    """Whether ``[3]{x}`` follows ``sqrt``: LaTeX without its backslash."""
    at = parser.at
    index = parser.values[at + 1]
    return (
        parser.kinds[at + 1 : at + 3] == ["n", "]"]
        and parser.kinds[at + 3] in ("{", "(")
        and isinstance(index, Num)
        and index.text in "23456789"
        and not parser.row
    )


def _of_its_base(parser: Parser, start: int, number: Node, power: Node | None) -> Node:
    """``log2`` with nothing behind it: the logarithm of 2."""
    if power is not None or parser.spelled(start) not in ("log2", "log10"):
        raise messages.missing_argument(
            *parser.place(start, start + 1), parser.spelled(start), brackets=False
        )
    plain = parser.words.words["log"][1]
    base = plain.base if isinstance(plain, Func) else None
    if base is None:
        parser.remark("log", start, start)
        node = Call("ln", (number,))
    else:
        node = Call("log", (number, base))
    return node


def _order(parser: Parser) -> int:
    r"""The 2 of ``f^{(2)}(x)``, the second derivative of a declared function; 0 for a power."""
    at = parser.at
    if parser.kinds[at + 1 : at + 6] != ["{", "(", "n", ")", "}"]:
        return 0
    order = parser.values[at + 3]
    declared = parser.words.names.definition(getattr(parser.values[at - 1], "name", ""))
    if declared is None or not isinstance(order, Num) or order.text not in ("1", "2", "3", "4"):
        return 0
    parser.at += 6
    return int(order.text)


def _is_minus_one(power: Node) -> bool:
    return isinstance(power, Neg) and isinstance(power.arg, Num) and power.arg.value == 1


def _subscript(parser: Parser, func: Func, start: int) -> Node:
    """The base of ``log_2`` or ``log_{10}``."""
    if func.name != "log" and func.name != "ln":
        raise messages.stop(
            "operator",
            *parser.place(parser.at, parser.at + 1),
            f"関数「{parser.spelled(start)}」に添字は付けられません。",
            f"The function “{parser.spelled(start)}” takes no subscript.",
        )
    parser.at += 1
    kind = parser.kinds[parser.at]
    if kind in ("n", "v"):
        node: Node = parser.values[parser.at]  # type: ignore[assignment]
        parser.at += 1
        return node
    if kind in ("(", "{"):
        return only(parser)
    raise parser.missing()


def _bare(parser: Parser, start: int) -> Node:
    """The argument of a function without brackets; the rule stands in ``parse``."""
    kinds = parser.kinds
    gaps = parser.gaps
    parser.enter()
    kind = kinds[parser.at]
    if kind == "-" and not gaps[parser.at + 1]:
        parser.at += 1
        node = _bare(parser, start)
        parser.level -= 1
        return Neg(node)
    if kind in _NO_ARGUMENT:
        raise messages.missing_argument(
            *parser.place(start, start + 1), parser.spelled(start), brackets=False
        )
    first = parser.expression(BARE)
    factors = [first]
    constant = _is_constant(first)
    while True:
        kind = kinds[parser.at]
        if parser.row and gaps[parser.at]:
            break
        if kind in ("v", "q", "√", "∛", "∜", "\\frac", "\\sqrt", "⌊", "⌈"):
            if gaps[parser.at] and not constant:
                parser.remark("argument", start, parser.at)
                break
        elif kind in ("(", "[", "{", "f") or (kind == "|" and not parser.bars):
            if not constant or (kind == "f" and gaps[parser.at]):
                break
        else:
            break
        factor = parser.expression(BARE)
        factors.append(factor)
        constant = constant and _is_constant(factor)
    parser.level -= 1
    if kinds[parser.at] == "/":
        parser.remark("argument", start, parser.at + 1)
    return factors[0] if len(factors) == 1 else Mul(tuple(factors))


def _is_constant(node: Node) -> bool:
    """Whether a factor is a plain number, so that a space after it ends nothing."""
    if isinstance(node, (Num, Const)):
        return True
    return isinstance(node, Div) and isinstance(node.num, Num) and isinstance(node.den, Num)


def _call(
    parser: Parser, start: int, name: str, base: Node | None, args: list[Node], primes: int
) -> Node:
    """The node for a function and its arguments, once their number is right."""
    if primes == 0 and name in SHAPES:
        least, most, build = SHAPES[name]
        _check(parser, start, len(args), least, most)
        made = build(args)
        if made is None:
            raise messages.stop(
                "arguments",
                *parser.place(start, parser.at),
                f"関数「{parser.spelled(start)}」の引数の形が違います。",
                f"The arguments of “{parser.spelled(start)}” are not of the right kind.",
            )
        return made
    if name == "log" and parser.spelled(start).lstrip("\\") == "log" and len(args) == 2:
        base = args.pop()
    if name == "log" and base is None:
        if len(args) == 1:
            parser.remark("log", start, start)
        name = "ln"
    if name in ("log", "ln") and base is not None:
        _check(parser, start, len(args), 1, 1)
        args, name = [args[0], base], "log"
    if name == "root" and len(args) == 1 and parser.words.names.undeclared == "words":
        return Call("sqrt", tuple(args))
    least, most = FUNCTIONS.get(name) or OPERATIONS.get(name, (1, 1))
    if parser.words.names.definition(name) is not None:
        least, most = 1, 1
    _check(parser, start, len(args), least, most)
    if len(args) == 1 and name in _OF_MANY and isinstance(args[0], Seq) and args[0].items:
        args = list(args[0].items)
    if name == "root":
        return root_of(args[0], args[1])
    return Call(name, tuple(args), primes)


def _check(parser: Parser, start: int, count: int, least: int, most: int | None) -> None:
    if count < least or (most is not None and count > most):
        raise messages.wrong_count(
            *parser.place(start, parser.at), parser.spelled(start), least, most
        )


def _derivative(parser: Parser, bp: int) -> Node:
    """``d/dx`` with the product that follows."""
    token = parser.values[parser.at]
    assert isinstance(token, tuple)
    order, name = token
    parser.at += 1
    parser.enter()
    node = parser.expression(SIGNED)
    parser.level -= 1
    return Derivative(node, name, order)


def _integral(parser: Parser, bp: int) -> Node:
    """``∫ x dx`` and ``∫_0^1 x dx``."""
    kinds = parser.kinds
    start = parser.at
    parser.at += 1
    parser.enter()
    ends: dict[str, Node] = {}
    while kinds[parser.at] in ("_", "^"):
        sign = kinds[parser.at]
        parser.at += 1
        if kinds[parser.at] in ("{", "("):
            ends[sign] = only(parser)
        elif kinds[parser.at] == "-":
            parser.at += 1
            ends[sign] = Neg(parser.expression(POSTFIX))
        else:
            ends[sign] = parser.expression(POSTFIX)
    body = literal("1") if kinds[parser.at] == "d" else parser.expression(0)
    name = parser.values[parser.at]
    if kinds[parser.at] != "d" or not isinstance(name, Name) or len(ends) == 1:
        raise messages.stop(
            "operand",
            *parser.place(start, parser.at + 1),
            "積分は ∫ f(x) dx か ∫_a^b f(x) dx の形で書いてください。",
            "Write an integral as ∫ f(x) dx or ∫_a^b f(x) dx.",
        )
    parser.at += 1
    parser.level -= 1
    return Integral(body, name, ends.get("_"), ends.get("^"))


PREFIXES: Final[dict[str, Callable[[Parser, int], Node]]] = {
    **radicals.PREFIXES,
    "f": _function,
    "D": _derivative,
    "∫": _integral,
}
