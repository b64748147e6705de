"""What sort of thing a tree is, where only that is asked: a value, an equation, a list …"""

from __future__ import annotations

from typing import Final, TypeAlias

from quizapp.checking import tree as t
from quizapp.records import Localized

Sort: TypeAlias = "str | tuple[Sort, ...]"

WORDS: Final[dict[str, tuple[str, str]]] = {
    "expression": ("値か式", "a value or an expression"),
    "equation": ("等式", "an equation"),
    "inequality": ("不等式", "an inequality"),
    "statement": ("条件（かつ・または）", "a statement with and, or"),
    "list": ("順序のある並び", "a list"),
    "set": ("集合", "a set"),
    "matrix": ("行列", "a matrix"),
    "interval": ("区間", "an interval"),
}
"""What each sort is called."""


def sort_of(node: t.Node) -> Sort:
    """The sort of ``node``; of lists and sets, that of their members too."""
    match node:
        case t.Relation(_, ops):
            return "equation" if all(op == "=" for op in ops) else "inequality"
        case t.Logic() | t.Const("true" | "false"):
            return "statement"
        case t.Seq("set", items):
            return ("set", *sorted({sort_of(item) for item in items}, key=repr))
        case t.Seq(_, items):
            return ("list", *(sort_of(item) for item in items))
        case t.Matrix(rows):
            return ("matrix", str(len(rows)), str(len(rows[0])))
        case t.Interval() | t.Call("union" | "intersection"):
            return "interval"
    return "expression"


def wanted(node: t.Node) -> Localized:
    """What to ask for where the sort of ``node`` is asked for."""
    sort = sort_of(node)
    ja, en = WORDS[sort if isinstance(sort, str) else str(sort[0])]
    return Localized(f"{ja}で答えてください", f"Write {en}")
