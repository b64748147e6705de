"""What is done to names, answers and texts before anything is judged."""

from __future__ import annotations

import re
from dataclasses import replace

from quizapp.checking import feedback as say
from quizapp.checking import tree as t
from quizapp.checking.names import Names, Symbol
from quizapp.checking.reading import Unreadable
from quizapp.checking.rules import Rule
from quizapp.checking.statements import lists_statements, plus_minus
from quizapp.records import Grade, Localized


def unreadable(response: str, error: Unreadable) -> Grade:
    """The grade of a text that could not be read; it costs no try."""
    if error.code == "unreadable.empty":
        return say.blank()
    hint = Localized()
    if error.suggestion:
        mended = error.mended(response)
        hint = Localized(f"もしかして: {mended}", f"Did you mean: {mended}")
    return Grade(
        "unreadable",
        0.0,
        error.code,
        error.message,
        "none",
        None,
        error.position,
        error.end,
        hint,
    )


def all_names(rule: Rule, names: Names) -> Names:
    """The names, with a constant of integration and the units of the rule."""
    known = {symbol.id for symbol in names.symbols}
    if rule.calculus == "antiderivative" and not known & {"C", "c"}:
        names = replace(names, symbols=(*names.symbols, Symbol("C")))
    if rule.unit and not names.units:
        symbols = tuple(word for word in re.split(r"[\s*/^·()0-9.-]+", rule.unit) if word)
        names = replace(names, units=symbols)
    return names


def shape_of(tree: t.Node) -> str:
    """What an answer is by its spelling: one of the shapes of a rule."""
    match tree:
        case t.Seq() if lists_statements(tree):
            return "equation"
        case t.Seq("set"):
            return "set"
        case t.Seq():
            return "vector"
        case t.Matrix():
            return "matrix"
        case t.Interval():
            return "interval"
        case t.Call("union" | "intersection"):
            return "interval"
        case t.Relation((t.Name(), value), ("=",)) if isinstance(value, (t.Seq, t.PlusMinus)):
            return "set" if isinstance(value, t.PlusMinus) else "equation"
        case t.Relation() | t.Logic() | t.Const("true" | "false"):
            return "equation"
    if len(plus_minus(tree)) > 1:
        return "set"
    return "scalar"


def real_roots(tree: t.Node) -> t.Node:
    """``x^(p/q)`` with odd ``q`` as the real root."""
    tree = t.rebuild(tree, real_roots)
    match tree:
        case t.Pow(base, t.Div(t.Num(_, above), t.Num(_, below) as index)):
            if below.denominator == above.denominator == 1 and below % 2 == 1 and below > 1:
                root = t.Call("root", (base, index))
                return root if above == 1 else t.Pow(root, t.Num(str(above), above))
    return tree
