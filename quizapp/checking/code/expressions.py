"""Expressions turned into closures: each node is looked at once, then called as often as it runs.

A closure takes the variables in force and gives a value. Which function a word stands for is
settled here, from the tables; nothing is looked up by a learner's word when code runs.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Any, Final

from quizapp.checking.code import functions, indexing, methods, randomness, scalars, vocabulary
from quizapp.checking.code.budget import Budget, CodeError, fault
from quizapp.checking.code.comprehensions import comprehension
from quizapp.checking.code.entries import DTYPES, call
from quizapp.checking.code.operators import binary, comparison, unary
from quizapp.checking.code.own_functions import BUILTINS, NAMED, items
from quizapp.checking.code.randomness import Source
from quizapp.checking.code.values import Value

Variables = dict[str, Value]
Closure = Callable[[Variables], Value]
Helper = Callable[[list[Value], dict[str, Value]], Value]

_MODULES: Final = vocabulary.MODULES


class Expressions:
    """Builds closures for expressions over one budget and one source of random numbers."""

    def __init__(self, budget: Budget, helpers: Mapping[str, Helper]) -> None:
        self.budget = budget
        self.helpers = helpers
        """Functions that the listing or the response defines; filled in before anything runs."""
        self.source: Source
        """Where random numbers come from; set before each run."""

    def build(self, node: ast.expr) -> Closure:
        """The closure of ``node``."""
        build = _BUILDERS[type(node)]
        return build(self, node)

    # ── leaves ───────────────────────────────────────────────────────────────────────────────

    def _constant(self, node: ast.Constant) -> Closure:
        value = node.value
        return lambda variables: value

    def _name(self, node: ast.Name) -> Closure:
        name = node.id
        otherwise = DTYPES.get(name)

        def look_up(variables: Variables) -> Value:
            try:
                return variables[name]
            except KeyError:
                if otherwise is not None:
                    return otherwise
                if name == vocabulary.SOURCE:
                    return self.source.draws
                raise CodeError(
                    "unset",
                    f"「{name}」は、まだ値が決まっていません。",
                    f"“{name}” has no value yet.",
                ) from None

        return look_up

    def _sequence(self, node: ast.Tuple | ast.List) -> Closure:
        parts = [self.build(part) for part in node.elts]
        if isinstance(node, ast.Tuple):
            return lambda variables: tuple([part(variables) for part in parts])
        return lambda variables: [part(variables) for part in parts]

    def _made(self, node: ast.ListComp | ast.GeneratorExp) -> Closure:
        return comprehension(node, self.build, self.budget)

    # ── operators ────────────────────────────────────────────────────────────────────────────

    def _binary(self, node: ast.BinOp) -> Closure:
        left, right = self.build(node.left), self.build(node.right)
        apply = binary(node.op, self.budget)
        return lambda variables: apply(left(variables), right(variables))

    def _unary(self, node: ast.UnaryOp) -> Closure:
        operand, apply = self.build(node.operand), unary(node.op, self.budget)
        return lambda variables: apply(operand(variables))

    def _boolean(self, node: ast.BoolOp) -> Closure:
        parts = [self.build(part) for part in node.values]
        stop_at = isinstance(node.op, ast.Or)

        def run(variables: Variables) -> Value:
            value: Value = None
            for part in parts:
                value = part(variables)
                if bool(value) is stop_at:
                    break
            return value

        return run

    def _comparison(self, node: ast.Compare) -> Closure:
        first = self.build(node.left)
        steps = [
            (comparison(op, self.budget), self.build(right))
            for op, right in zip(node.ops, node.comparators, strict=True)
        ]

        def run(variables: Variables) -> Value:
            left = first(variables)
            held: Value = True
            for place, (compare, right) in enumerate(steps):
                value = right(variables)
                held = compare(left, value)
                if place < len(steps) - 1 and not held:
                    break
                left = value
            return held

        return run

    def _either(self, node: ast.IfExp) -> Closure:
        test, body, other = map(self.build, (node.test, node.body, node.orelse))
        return lambda variables: body(variables) if test(variables) else other(variables)

    # ── parts of values ──────────────────────────────────────────────────────────────────────

    def _subscript(self, node: ast.Subscript) -> Closure:
        value, index, budget = self.build(node.value), self.index(node.slice), self.budget
        return lambda variables: indexing.read(value(variables), index(variables), budget)

    def index(self, node: ast.expr) -> Closure:
        """The closure of what stands between ``[`` and ``]``."""
        if isinstance(node, ast.Tuple):
            parts = [self.index(part) for part in node.elts]
            return lambda variables: tuple([part(variables) for part in parts])
        if isinstance(node, ast.Slice):
            low, high, step = (
                None if bound is None else self.build(bound)
                for bound in (node.lower, node.upper, node.step)
            )
            return lambda variables: slice(
                None if low is None else low(variables),
                None if high is None else high(variables),
                None if step is None else step(variables),
            )
        return self.build(node)

    def _attribute(self, node: ast.Attribute) -> Closure:
        name = node.attr
        if isinstance(node.value, ast.Name) and node.value.id in _MODULES:
            # ``math`` has no names but those ``np`` has too.
            constant = functions.CONSTANTS[name] if name in functions.CONSTANTS else DTYPES[name]
            return lambda variables: constant
        owner = self.build(node.value)
        return lambda variables: methods.attribute(owner(variables), name)

    # ── calls ────────────────────────────────────────────────────────────────────────────────

    def _call(self, node: ast.Call) -> Closure:
        if any(isinstance(arg, ast.Starred) for arg in node.args):
            return self._call_with_several(node)
        args = [self.build(arg) for arg in node.args]
        named = {str(one.arg): self.build(one.value) for one in node.keywords}
        run = self._callee(node.func)

        def call(variables: Variables) -> Value:
            return run(
                variables,
                [arg(variables) for arg in args],
                {name: value(variables) for name, value in named.items()} if named else {},
            )

        return call

    def _call_with_several(self, node: ast.Call) -> Closure:
        """A call with ``*values`` among its arguments."""
        args = [
            (self.build(arg.value), True)
            if isinstance(arg, ast.Starred)
            else (self.build(arg), False)
            for arg in node.args
        ]
        named = {str(one.arg): self.build(one.value) for one in node.keywords}
        run, budget = self._callee(node.func), self.budget

        def call(variables: Variables) -> Value:
            given: list[Value] = []
            for arg, several in args:
                value = arg(variables)
                if several:
                    given.extend(items(value, budget))  # += would add the arrays
                else:
                    given.append(value)
            return run(variables, given, {name: value(variables) for name, value in named.items()})

        return call

    def _callee(self, func: ast.expr) -> Callable[[Variables, list[Value], dict[str, Any]], Value]:
        budget = self.budget
        if isinstance(func, ast.Name):
            return self._of_name(func.id)
        assert isinstance(func, ast.Attribute)
        name, owner = func.attr, func.value
        if isinstance(owner, ast.Name) and owner.id in ("np", "numpy"):
            entry = functions.FUNCTIONS[name]
            said = f"np.{name}"
            return lambda variables, args, named: call(said, entry, budget, args, named)
        module = ast.unparse(owner) if _is_module(owner) else ""
        if module == "math":
            entry = scalars.MATH[name]
            return lambda variables, args, named: call(f"math.{name}", entry, budget, args, named)
        if module.endswith("linalg"):
            entry = functions.LINALG[name]
            return lambda variables, args, named: call(name, entry, budget, args, named)
        if module:
            return self._of_random(module, name)
        value = self.build(owner)
        return lambda variables, args, named: methods.method(
            value(variables), name, budget, args, named
        )

    def _of_name(self, name: str) -> Callable[[Variables, list[Value], dict[str, Any]], Value]:
        helpers, budget = self.helpers, self.budget
        if name in helpers:

            def call_helper(
                variables: Variables, args: list[Value], named: dict[str, Any]
            ) -> Value:
                return helpers[name](args, named)

            return call_helper
        built_in, known = BUILTINS[name], NAMED.get(name, "")

        def call_builtin(variables: Variables, args: list[Value], named: dict[str, Any]) -> Value:
            if named and set(named) != {known}:
                raise fault(
                    f"{name} の引数は、名前を付けずに並べてください。",
                    f"Give the arguments of {name} without names.",
                )
            return built_in(budget, *args, **named)

        return call_builtin

    def _of_random(
        self, module: str, name: str
    ) -> Callable[[Variables, list[Value], dict[str, Any]], Value]:
        budget = self.budget
        if name == "default_rng":
            return lambda variables, args, named: self.source.default_rng([*args, *named.values()])
        if name == "seed":
            return lambda variables, args, named: self.source.reseed([*args, *named.values()])
        table = randomness.PY_RANDOM if module == "random" else randomness.NP_RANDOM
        entry = table[name]
        said = f"{module}.{name}"
        return lambda variables, args, named: call(
            said, entry, budget, [self.source.draws, *args], named
        )


_BUILDERS: Final[dict[type[ast.expr], Callable[[Expressions, Any], Closure]]] = {
    ast.Constant: Expressions._constant,
    ast.Name: Expressions._name,
    ast.Tuple: Expressions._sequence,
    ast.List: Expressions._sequence,
    ast.ListComp: Expressions._made,
    ast.GeneratorExp: Expressions._made,
    ast.BinOp: Expressions._binary,
    ast.UnaryOp: Expressions._unary,
    ast.BoolOp: Expressions._boolean,
    ast.Compare: Expressions._comparison,
    ast.IfExp: Expressions._either,
    ast.Subscript: Expressions._subscript,
    ast.Attribute: Expressions._attribute,
    ast.Call: Expressions._call,
}


def _is_module(node: ast.expr) -> bool:
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name) and node.id in _MODULES
