"""Methods of lists. A list can be put into another, but never, on any way, into itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from quizapp.checking.code.budget import Budget, fault
from quizapp.checking.code.own_functions import items
from quizapp.checking.code.values import Value, checked, leaves, whole


def _append(budget: Budget, values: list[Any], new: Value) -> None:
    budget.charge(len(values) + 1)
    values.append(_fit(budget, values, new))


def _extend(budget: Budget, values: list[Any], more: Value) -> None:
    added = [_fit(budget, values, one) for one in items(more, budget)]
    budget.charge(len(values) + len(added))
    values.extend(added)


def _insert(budget: Budget, values: list[Any], place: Value, new: Value) -> None:
    budget.charge(len(values) + 1)
    values.insert(_place(place), _fit(budget, values, new))


def _pop(budget: Budget, values: list[Any], place: Value = -1) -> Value:
    budget.spend(len(values))
    return values.pop(_place(place))


def _reverse(budget: Budget, values: list[Any]) -> None:
    budget.spend(len(values))
    values.reverse()


def _place(index: Value) -> int:
    return whole(index, "添字には整数が必要です。", "An index must be a whole number.")


def _fit(budget: Budget, values: list[Any], new: Value) -> Value:
    """``new``, where ``values`` may hold it."""
    if not isinstance(new, list | tuple):
        return checked(new)
    # Its size bounds what going through it costs, here and later.
    budget.spend(leaves(new))
    level, seen = [new], {id(new)}
    while level:
        if any(one is values for one in level):
            raise fault(
                "リストをそのリスト自身に入れることはできません。",
                "A list cannot be put into itself.",
            )
        inner = [one for part in level for one in part if isinstance(one, list | tuple)]
        level = []
        for one in inner:
            if id(one) not in seen:
                seen.add(id(one))
                level.append(one)
    return new


METHODS: Final[dict[str, tuple[Callable[..., Value], int, int]]] = {
    "append": (_append, 1, 1),
    "extend": (_extend, 1, 1),
    "insert": (_insert, 2, 2),
    "pop": (_pop, 0, 1),
    "reverse": (_reverse, 0, 0),
}
"""What runs, and the least and the most arguments it takes."""


def method(
    values: list[Any], name: str, budget: Budget, args: list[Value], named: dict[str, Value]
) -> Value:
    """``values.name(…)``. Raises ``CodeError``."""
    run, least, most = METHODS[name]
    if named or not least <= len(args) <= most:
        raise fault(
            f".{name} の引数の数が合いません。", f".{name} has the wrong number of arguments."
        )
    return run(budget, values, *args)
