"""The one value a response stands for, taken out of labels, chains and brackets."""

from __future__ import annotations

import itertools

from quizapp.checking import feedback as say
from quizapp.checking import tree as t
from quizapp.checking.arrays import is_array
from quizapp.checking.compare import Verdict, equal
from quizapp.checking.derive import substituted
from quizapp.checking.names import Names
from quizapp.records import Grade, Localized


def plain_value(
    response: t.Node, own_names: frozenset[str] = frozenset(), names: Names | None = None
) -> t.Node | None:
    """The single value a response stands for, without its label; None when it is not one.

    ``x = 3`` stands for 3 where the answer does not contain ``x``; of a chain of equal values
    (``1/4 = 0.25``) the last one counts; a set or list of one entry is that entry.
    """
    match response:
        case t.Relation(sides, ops) if all(op == "=" for op in ops):
            rest = sides[1:] if _is_label(sides[0], own_names) else sides
            if len(rest) > 1:
                if names is None:
                    return None
                pairs = itertools.pairwise(rest)
                if not all(_verdict(a, b, names) == "equal" for a, b in pairs):
                    return None
                if isinstance(rest[0], t.Name) and len(sides) == len(rest):
                    return None
            return plain_value(rest[-1], own_names, names)
        case t.Relation((label, value), ("~",)) if _is_label(label, own_names):
            return plain_value(value, own_names, names)
        case t.Seq("set" | "tuple" | "list", (only,)):
            return plain_value(only, own_names, names)
        case t.Matrix(((only,),)):
            return plain_value(only, own_names, names)
        case t.Relation() | t.Logic() | t.Seq() | t.Interval() | t.Matrix() | t.PlusMinus():
            return None
        case t.Const("true" | "false"):
            return None
    return None if is_array(response) else response


def _verdict(a: t.Node, b: t.Node, names: Names) -> Verdict:
    """Whether two sides of a chain are equal, with what names stand for put in: where t is
    x + y, ``2t = 2(x+y)`` is true."""
    found = equal(a, b, names).verdict
    bound = [symbol for symbol in names.symbols if symbol.equals is not None]
    if found == "equal" or not bound:
        return found
    for symbol in bound:
        assert symbol.equals is not None
        a, b = substituted(a, symbol.id, symbol.equals), substituted(b, symbol.id, symbol.equals)
    return equal(a, b, names).verdict


def _is_label(node: t.Node, own_names: frozenset[str]) -> bool:
    match node:
        case t.Name(word):
            return word not in own_names
        case t.Call(_, (t.Name(),), _):
            return False
        case t.Derivative(t.Name(), _, _):
            return True
    return False


def other_kind(response: t.Node, read_as: str | None, names: Names) -> Grade:
    """The grade of something that is not one value."""
    match response:
        case t.Relation((left, right), ("=",)) if _verdict(left, right, names) == "differ":
            words = Localized("等号の左右の値が違います", "The two sides of the equation differ")
        case t.Relation() | t.Logic():
            words = Localized(
                "等式や不等式ではなく、値や式だけを書いてください",
                "Write a value or an expression, not a relation",
            )
        case t.PlusMinus():
            words = Localized("値は一つです。± は要りません", "There is one value only, without ±")
        case _:
            words = Localized("値は一つだけ書いてください", "Write a single value")
    return say.wrong("miss.type", words, read_as, evidence="none")
