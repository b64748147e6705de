# mypy: disable-error-code="no-untyped-call"
"""The closed list of operations that a proof may use, carried out by SymPy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import sympy as sp

from quizapp.checking import tree as t
from quizapp.checking.prover_process.to_sympy import (
    Builder,
    NotBuilt,
    Operation,
    as_matrix,
    each,
    is_array,
)

_MOST_TERMS: Final = 100_000


def _limit(builder: Builder, args: Sequence[t.Node]) -> Any:
    expr, x, point = builder.build(args[0]), builder.build(args[1]), builder.build(args[2])
    side = "+-"
    if len(args) > 3:
        side = "+" if builder.build(args[3]) > 0 else "-"
    if point in (sp.oo, -sp.oo):
        return sp.limit(expr, x, point)
    return sp.limit(expr, x, point, side)


def _range(builder: Builder, args: Sequence[t.Node], x: Any) -> tuple[Any, Any]:
    low, high = (-sp.oo, sp.oo) if len(args) < 4 else map(builder.build, args[2:4])
    if len(args) < 4 and (x.is_nonnegative or x.is_positive):
        low = sp.Integer(0)
    return low, high


def _extremes(builder: Builder, args: Sequence[t.Node], largest: bool) -> tuple[Any, list[Any]]:
    """The extreme value of an expression in one name, and where it is taken.

    Candidates are the zeros of the derivative, the corners of ``abs``, ``max`` and ``min``, and
    the ends; an end at infinity counts by its limit and makes the extreme value unattained.
    """
    f, x = builder.build(args[0]), builder.build(args[1])
    low, high = _range(builder, args, x)
    places = set(_zeros(sp.diff(f, x).doit(), x))
    for part in f.atoms(sp.Abs):
        places |= set(_zeros(part.args[0], x))
    for part in f.atoms(sp.Max, sp.Min):
        for other in part.args[1:]:
            places |= set(_zeros(part.args[0] - other, x))
    inside = [p for p in places if p.is_real is not False and _within(p, low, high)]
    valued = [(sp.simplify(f.subs(x, p)), p) for p in inside]
    for end in (low, high):
        if end.is_finite:
            valued.append((f.subs(x, end), end))
        else:
            valued.append((sp.limit(f, x, end), None))
    if not valued:
        raise NotBuilt("no extreme value")
    sign = 1 if largest else -1
    best = max(valued, key=lambda pair: sign * _number(pair[0]))
    peak = _number(best[0])
    scale = max(1.0, abs(peak)) if abs(peak) != float("inf") else 1.0
    at = [p for value, p in valued if p is not None and abs(_number(value) - peak) < 1e-12 * scale]
    return best[0], sorted(set(at), key=_number)


def _zeros(expr: Any, x: Any) -> list[Any]:
    if not expr.has(x):
        return []
    plain = sp.Dummy(real=True)
    smooth = expr.subs(x, plain).replace(sp.sign, lambda u: sp.Piecewise((1, u > 0), (-1, True)))
    found = sp.solve(smooth, plain)
    return [p for p in found if p.is_real is not False and not p.has(plain)]


def _within(p: Any, low: Any, high: Any) -> bool:
    value = _number(p)
    return bool(_number(low) - 1e-12 <= value <= _number(high) + 1e-12)


def _number(value: Any) -> float:
    if value == sp.oo:
        return float("inf")
    if value == -sp.oo:
        return -float("inf")
    try:
        return float(sp.re(sp.N(value, 30)))
    except TypeError as error:
        raise NotBuilt("the extreme value depends on other names") from error


def _argument(largest: bool) -> Operation:
    def operation(builder: Builder, args: Sequence[t.Node]) -> Any:
        if not builder.build(args[0]).free_symbols <= {builder.build(args[1])}:
            return _symbolic_argument(builder, args)
        _, places = _extremes(builder, args, largest)
        if not places:
            raise NotBuilt("the extreme value is not attained")
        return places[0] if len(places) == 1 else set(places)

    return operation


def _symbolic_argument(builder: Builder, args: Sequence[t.Node]) -> Any:
    """The only critical point, where other names occur too."""
    f, x = builder.build(args[0]), builder.build(args[1])
    found = sp.solve(sp.diff(f, x), x)
    if len(found) != 1:
        raise NotBuilt("the critical point is not unique")
    return found[0]


def _extreme(largest: bool) -> Operation:
    def operation(builder: Builder, args: Sequence[t.Node]) -> Any:
        if not builder.build(args[0]).free_symbols <= {builder.build(args[1])}:
            place = _symbolic_argument(builder, args)
            return builder.build(args[0]).subs(builder.build(args[1]), place)
        return _extremes(builder, args, largest)[0]

    return operation


def _solve(builder: Builder, args: Sequence[t.Node]) -> Any:
    first = builder.build(args[0])
    equations = first if isinstance(first, list) else [first]
    unknowns: list[Any] = []
    for arg in args[1:]:
        built = builder.build(arg)
        unknowns += built if isinstance(built, list) else [built]
    if len(unknowns) == 1 and len(equations) == 1:
        if isinstance(equations[0], (sp.Rel, sp.And, sp.Or)) and not isinstance(
            equations[0], sp.Eq
        ):
            return sp.solve_univariate_inequality(equations[0], unknowns[0], relational=False)
        found = sp.solve(equations[0], unknowns[0])
        return set(found) if len(found) != 1 else found[0]
    solutions = sp.solve(equations, unknowns, dict=True)
    rows = [[row.get(x, x) for x in unknowns] for row in solutions]
    if len(rows) == 1:
        return rows[0]
    raise NotBuilt("no single solution")


def _sum(builder: Builder, args: Sequence[t.Node]) -> Any:
    if len(args) == 1:
        return sum(_flat(builder.build(args[0])), sp.Integer(0))
    if len(args) != 4:
        raise NotBuilt("sum")
    term, k, low, high = (builder.build(arg) for arg in args)
    if low.is_Integer and high.is_Integer and high - low < _MOST_TERMS:
        plain = sum((term.subs(k, j) for j in range(int(low), int(high) + 1)), sp.Integer(0))
        if high - low < 1000:
            return plain
    return sp.summation(term, (k, low, high))


def _product(builder: Builder, args: Sequence[t.Node]) -> Any:
    if len(args) == 1:
        return sp.prod(_flat(builder.build(args[0])))
    if len(args) != 4:
        raise NotBuilt("product")
    term, k, low, high = (builder.build(arg) for arg in args)
    return sp.product(term, (k, low, high))


def _flat(value: Any) -> list[Any]:
    if isinstance(value, sp.MatrixBase):
        return [value[k] for k in range(len(value))]
    if isinstance(value, (list, set)):
        return [part for row in value for part in (_flat(row) if is_array(row) else [row])]
    return [value]


def _mean(builder: Builder, args: Sequence[t.Node]) -> Any:
    values = _flat(builder.build(args[0]))
    return sum(values, sp.Integer(0)) / len(values)


def _variance(builder: Builder, args: Sequence[t.Node]) -> Any:
    """Divided by the number of values (population variance)."""
    values = _flat(builder.build(args[0]))
    middle = sum(values, sp.Integer(0)) / len(values)
    return sum(((x - middle) ** 2 for x in values), sp.Integer(0)) / len(values)


def _substitute(builder: Builder, args: Sequence[t.Node]) -> Any:
    value = builder.build(args[0])
    if len(args) % 2 == 0:
        raise NotBuilt("substitute")
    pairs = [(builder.build(args[k]), builder.build(args[k + 1])) for k in range(1, len(args), 2)]
    return each(value, lambda x: x.subs(pairs, simultaneous=True))


def _entry(builder: Builder, args: Sequence[t.Node]) -> Any:
    value = builder.build(args[0])
    places = [int(builder.build(arg)) - 1 for arg in args[1:]]
    if any(place < 0 for place in places):
        raise NotBuilt("entries are counted from 1")
    if len(places) == 2:
        return as_matrix(value)[places[0], places[1]]
    return _flat(value)[places[0]]


def _eigenvalues(builder: Builder, args: Sequence[t.Node]) -> Any:
    return set(as_matrix(builder.build(args[0])).eigenvals())


def _dot(builder: Builder, args: Sequence[t.Node]) -> Any:
    left, right = (builder.build(arg) for arg in args)
    pairs = zip(_flat(left), _flat(right), strict=True)
    return sum((a * b for a, b in pairs), sp.Integer(0))


def _on_matrix(change: Callable[[Any], Any]) -> Operation:
    return lambda builder, args: change(as_matrix(builder.build(args[0])))


def _vector_norm(builder: Builder, args: Sequence[t.Node]) -> Any:
    value = builder.build(args[0])
    if not is_array(value):
        return sp.Abs(value)
    return sp.sqrt(sum((sp.Abs(x) ** 2 for x in _flat(value)), sp.Integer(0)))


def _least_of(function: Any) -> Operation:
    def operation(builder: Builder, args: Sequence[t.Node]) -> Any:
        values = [part for arg in args for part in _flat(builder.build(arg))]
        return function(*values)

    return operation


OPERATIONS: Final[dict[str, Operation]] = {
    "limit": _limit,
    "maximum": _extreme(True),
    "minimum": _extreme(False),
    "argmax": _argument(True),
    "argmin": _argument(False),
    "solve": _solve,
    "sum": _sum,
    "product": _product,
    "inverse": _on_matrix(lambda m: m.inv()),
    "transpose": _on_matrix(lambda m: m.T),
    "det": _on_matrix(lambda m: m.det()),
    "trace": _on_matrix(lambda m: m.trace()),
    "rank": _on_matrix(lambda m: sp.Integer(m.rank())),
    "eigenvalues": _eigenvalues,
    "dot": _dot,
    "norm": _vector_norm,
    "mean": _mean,
    "variance": _variance,
    "substitute": _substitute,
    "expand": lambda builder, args: each(builder.build(args[0]), sp.expand),
    "entry": _entry,
    "min": _least_of(sp.Min),
    "max": _least_of(sp.Max),
}
"""By name; all of ``names.OPERATIONS`` and the array functions of the library."""
