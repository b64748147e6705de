"""Lists made by a rule, ``[f(v) for v in x if v > 0]``: loops that pay as every loop does."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from quizapp.checking.code.budget import Budget, fault
from quizapp.checking.code.own_functions import items
from quizapp.checking.code.values import Value

Variables = dict[str, Value]
Closure = Callable[[Variables], Value]
Bind = Callable[[Variables, Value], None]
Build = Callable[[ast.expr], Closure]


def comprehension(node: ast.ListComp | ast.GeneratorExp, build: Build, budget: Budget) -> Closure:
    """The closure of ``node``; a generator gives its list, since all of it is gone through."""
    loops = [
        (build(one.iter), target(one.target, budget), [build(test) for test in one.ifs])
        for one in node.generators
    ]
    element = build(node.elt)
    cost = sum(1 for _ in ast.walk(node))

    def fill(made: list[Value], level: int, variables: Variables) -> None:
        if level == len(loops):
            made.append(element(variables))
            return
        iterated, bind, tests = loops[level]
        for number, value in enumerate(items(iterated(variables), budget)):
            budget.step(cost)
            if number & 255 == 255:
                budget.look_at_clock()
            bind(variables, value)
            if all(test(variables) for test in tests):
                fill(made, level + 1, variables)

    def run(variables: Variables) -> Value:
        made: list[Value] = []
        # What a comprehension binds is its own, as in Python.
        fill(made, 0, dict(variables))
        budget.charge(len(made))
        return made

    return run


def target(node: ast.expr, budget: Budget) -> Bind:
    """What assigns to a name, or to several: ``i`` or ``i, (a, b)``."""
    if isinstance(node, ast.Name):
        name = node.id

        def to_name(variables: Variables, value: Value) -> None:
            variables[name] = value

        return to_name
    assert isinstance(node, ast.Tuple | ast.List)
    return to_parts([target(part, budget) for part in node.elts], budget)


def to_parts(parts: list[Any], budget: Budget) -> Bind:
    """What assigns the parts of a value one by one. Its call raises ``CodeError`` on a misfit."""

    def assign(variables: Variables, value: Value) -> None:
        found = items(value, budget)
        if len(found) != len(parts):
            raise fault(
                f"左辺の名前は {len(parts)} 個、右辺の値は {len(found)} 個です。",
                f"There are {len(parts)} names on the left and {len(found)} values.",
            )
        for part, one in zip(parts, found, strict=True):
            part(variables, one)

    return assign
