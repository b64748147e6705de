"""Statements turned into closures, and programs run on given arguments.

Assignment, augmented assignment (which keeps an array in its place, as NumPy does), ``for`` over
what has an end, ``if``, ``return`` and functions. A statement pays for its nodes each time it
runs; what a run may spend is in its budget.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from quizapp.checking.code import indexing
from quizapp.checking.code.budget import Budget, CodeError, fault
from quizapp.checking.code.comprehensions import to_parts
from quizapp.checking.code.expressions import Expressions, Helper, Variables
from quizapp.checking.code.operators import in_place
from quizapp.checking.code.own_functions import items
from quizapp.checking.code.randomness import Source
from quizapp.checking.code.troubles import explained
from quizapp.checking.code.values import Value

Statement = Callable[[Variables], Any]
Assign = Callable[[Variables, Value], None]


@dataclass(frozen=True, slots=True)
class Returned:
    """A ``return`` on its way out of a function."""

    value: Value


_BREAK: Final = object()
_UNUSED: Final = Source(0)
_CONTINUE: Final = object()


@dataclass(slots=True)
class Outcome:
    """What a run left behind."""

    value: Value
    """What was returned, or the value of the last expression; None when there was none."""
    returned: bool
    variables: Variables
    """The variables at the end of the run."""
    arguments: Variables = field(default_factory=dict)
    """The arguments as the caller sees them after the run."""


class Interpreter:
    """Runs one program as often as it is asked to.

    ``body`` is a list of functions, the last of which is called, or of plain statements.
    ``yours`` holds the ids of the nodes a learner wrote, so that a fault can name a line.
    """

    def __init__(
        self, body: Sequence[ast.stmt], budget: Budget, yours: Collection[int] = ()
    ) -> None:
        self._budget = budget
        self._yours = yours
        self._line = 0
        self._helpers: dict[str, Helper] = {}
        defined = [stmt for stmt in body if isinstance(stmt, ast.FunctionDef)]
        self._helpers.update(dict.fromkeys((stmt.name for stmt in defined), _not_yet))
        self._build = Expressions(budget, self._helpers)
        self.parameters: tuple[str, ...] = ()
        """Names of the arguments of the function that is called."""
        self._defaults: Variables = {}
        self._main = [self._statement(stmt) for stmt in body if stmt not in defined]
        for stmt in defined:
            self._define(stmt)
        self.is_function = bool(defined)

    def run(self, variables: Variables, source: Source | None = None) -> Outcome:
        """Run once with ``variables`` given. Raises ``CodeError``, and nothing else.

        Random numbers come from ``source``, which goes on from run to run.
        """
        self._budget.renew()
        self._build.source = source or _UNUSED
        self._line = 0
        try:
            with np.errstate(all="ignore"):
                if self.is_function:
                    return self._call_last(variables)
                local = dict(variables)
                found = self._block(self._main, local)
        except CodeError as error:
            error.line = error.line or self._line
            raise
        except RECOVERABLE as error:
            trouble = explained(error)
            trouble.line = self._line
            raise trouble from None
        returned = isinstance(found, Returned)
        value = found.value if isinstance(found, Returned) else local.pop(_LAST, None)
        local.pop(_LAST, None)
        return Outcome(value, returned, local, variables)

    def _call_last(self, variables: Variables) -> Outcome:
        needed = [name for name in self.parameters if name not in self._defaults]
        if all(name in variables for name in needed):
            local = {
                name: variables.get(name, self._defaults.get(name)) for name in self.parameters
            }
        else:
            values = list(variables.values())
            if not len(needed) <= len(values) <= len(self.parameters):
                raise fault(
                    f"関数の引数は {len(values)} 個です（{len(self.parameters)} 個あります）。",
                    f"The function takes {len(values)} arguments; yours has "
                    f"{len(self.parameters)}.",
                )
            given = zip(self.parameters, values, strict=False)
            local = {**self._defaults, **dict(given)}
        found = self._block(self._last, local)
        returned = isinstance(found, Returned) and found.value is not None
        value = found.value if isinstance(found, Returned) else None
        local.pop(_LAST, None)
        return Outcome(value, returned, local, variables)

    # ── statements ───────────────────────────────────────────────────────────────────────────

    def _define(self, stmt: ast.FunctionDef) -> None:
        names = tuple(arg.arg for arg in stmt.args.args)
        defaults = dict(zip(names[::-1], map(_constant, stmt.args.defaults[::-1]), strict=False))
        body = [self._statement(one) for one in stmt.body]
        budget = self._budget

        def call(values: list[Value], named: dict[str, Value]) -> Value:
            given = {**defaults, **dict(zip(names, values, strict=False)), **named}
            twice = set(named) & set(names[: len(values)])
            if len(values) > len(names) or twice or set(given) != set(names):
                raise fault(
                    f"{stmt.name} の引数は {len(names)} 個です（{', '.join(names)}）。",
                    f"{stmt.name} takes {len(names)} arguments ({', '.join(names)}).",
                )
            budget.enter()
            line = self._line
            found = self._block(body, given)
            self._line = line
            budget.leave()
            return found.value if isinstance(found, Returned) else None

        self._helpers[stmt.name] = call
        self.parameters, self._last, self._defaults = names, body, defaults

    def _block(self, body: Sequence[Statement], variables: Variables) -> Any:
        for run in body:
            found = run(variables)
            if found is not None:
                return found
        return None

    def _statement(self, stmt: ast.stmt) -> Statement:
        """The closure of a statement; it pays, and remembers its line where it is the learner's."""
        run = self._plain_statement(stmt)
        cost, budget = _cost(stmt), self._budget
        line = stmt.lineno if id(stmt) in self._yours else 0

        def paid(variables: Variables) -> Any:
            budget.step(cost)
            if line:
                self._line = line
            return run(variables)

        return paid

    def _plain_statement(self, stmt: ast.stmt) -> Statement:
        match stmt:
            case ast.Expr(value=value):
                expression = self._build.build(value)

                def evaluate(variables: Variables) -> None:
                    variables[_LAST] = expression(variables)

                return evaluate
            case ast.Assign(targets=targets, value=value):
                made = self._build.build(value)
                assigns = [self._target(target) for target in targets]

                def assign(variables: Variables) -> None:
                    found = made(variables)
                    for one in assigns:
                        one(variables, found)

                return assign
            case ast.AugAssign():
                return self._augmented(stmt)
            case ast.For():
                return self._loop(stmt)
            case ast.If(test=test, body=body, orelse=orelse):
                condition = self._build.build(test)
                then = [self._statement(one) for one in body]
                other = [self._statement(one) for one in orelse]
                return lambda variables: self._block(
                    then if condition(variables) else other, variables
                )
            case ast.Return(value=None):
                return lambda variables: Returned(None)
            case ast.Return(value=ast.expr() as value):
                result = self._build.build(value)
                return lambda variables: Returned(result(variables))
            case ast.Break():
                return lambda variables: _BREAK
            case ast.Continue():
                return lambda variables: _CONTINUE
            case _:
                return lambda variables: None

    def _augmented(self, stmt: ast.AugAssign) -> Statement:
        value, apply = self._build.build(stmt.value), in_place(stmt.op, self._budget)
        target, budget = stmt.target, self._budget
        if isinstance(target, ast.Name):
            name = target.id
            read = self._build.build(ast.Name(name, ast.Load()))

            def to_name(variables: Variables) -> None:
                variables[name] = apply(read(variables), value(variables))

            return to_name
        assert isinstance(target, ast.Subscript)
        owner, index = self._build.build(target.value), self._build.index(target.slice)

        def to_part(variables: Variables) -> None:
            whole, place = owner(variables), index(variables)
            old = indexing.read(whole, place, budget)
            indexing.write(whole, place, apply(old, value(variables)), budget)

        return to_part

    def _target(self, node: ast.expr) -> Assign:
        match node:
            case ast.Name(id=name):

                def to_name(variables: Variables, value: Value) -> None:
                    variables[name] = value

                return to_name
            case ast.Subscript(value=value, slice=index):
                owner, place = self._build.build(value), self._build.index(index)
                budget = self._budget

                def to_part(variables: Variables, value: Value) -> None:
                    indexing.write(owner(variables), place(variables), value, budget)

                return to_part
            case _:
                assert isinstance(node, ast.Tuple | ast.List)
                return to_parts([self._target(part) for part in node.elts], self._budget)

    def _loop(self, stmt: ast.For) -> Statement:
        iterated = self._build.build(stmt.iter)
        assign = self._target(stmt.target)
        body = [self._statement(one) for one in stmt.body]
        budget = self._budget

        def run(variables: Variables) -> Any:
            for number, value in enumerate(items(iterated(variables), budget)):
                budget.step(1)
                if number & 255 == 255:
                    budget.look_at_clock()
                assign(variables, value)
                found = self._block(body, variables)
                if found is _BREAK:
                    break
                if isinstance(found, Returned):
                    return found
            return None

        return run


def _constant(node: ast.expr) -> Value:
    """The number a default is; the grammar lets nothing else through."""
    if isinstance(node, ast.UnaryOp):
        assert isinstance(node.operand, ast.Constant)
        return -node.operand.value  # type: ignore[operator]
    assert isinstance(node, ast.Constant)
    return node.value


def _not_yet(values: list[Value], named: dict[str, Value]) -> Value:
    raise fault("この関数はまだ決まっていません。", "This function is not defined yet.")


def _cost(stmt: ast.stmt) -> int:
    """Nodes of the statement itself, without the statements inside it."""
    inner = [child for child in ast.iter_child_nodes(stmt) if not isinstance(child, ast.stmt)]
    return 1 + sum(1 for child in inner for _ in ast.walk(child))


_LAST: Final = " last"
"""Where the value of an expression statement is kept; no learner can write this name."""
RECOVERABLE: Final = (
    ArithmeticError, ValueError, TypeError, IndexError, MemoryError, RecursionError,
)  # fmt: skip
"""What NumPy and Python raise on code that does not work out."""


def constants(names: Mapping[str, Value]) -> Variables:
    """A fresh copy of the variables of a case: arrays are copied, since code may change them."""
    return {
        name: value.copy() if isinstance(value, np.ndarray) else value
        for name, value in names.items()
    }
