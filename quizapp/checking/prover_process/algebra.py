# mypy: disable-error-code="no-untyped-call"
"""Equality proved by SymPy: what the prover's process does with one task."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import sympy as sp

from quizapp.checking.names import Names
from quizapp.checking.plain import decode, decode_names
from quizapp.checking.prover_process.operations import OPERATIONS
from quizapp.checking.prover_process.to_sympy import Builder, NotBuilt
from quizapp.checking.tree import Name, Node, Relation

Found = tuple[str, str, str]
"""Outcome, detail and value."""

_DIGITS: Final = 50


def solve_task(data: dict[str, Any]) -> Found:
    """The outcome of one task; never raises for a task that is well formed."""
    names = decode_names(data["names"])
    try:
        match data["operation"]:
            case "equal":
                return _equal_task(decode(data["mine"]), decode(data["other"]), names, data)
            case "answer":
                return _answer_task(decode(data["proof"]), decode(data["answer"]), names, data)
    except NotBuilt as error:
        return "unknown", f"cannot be calculated: {error}", ""
    return "unknown", "no such operation", ""


def _equal_task(mine: Node, other: Node, names: Names, data: dict[str, Any]) -> Found:
    builder = Builder(names, OPERATIONS)
    first, second = builder.build(_value(mine)), builder.build(_value(other))
    variable = data.get("variable", "")
    if variable:
        x = builder.symbol(variable)
        first, second = sp.diff(first, x), sp.diff(second, x)
    verdict = same(first, second, data.get("up_to", ""))
    return verdict, "the difference is 0" if verdict == "proved" else "", ""


def _answer_task(proof: Node, answer: Node, names: Names, data: dict[str, Any]) -> Found:
    builder = Builder(names, OPERATIONS)
    found = builder.build(proof)
    wanted = builder.build(_value(answer))
    value = _shown(found)
    abs_tol, rel_tol = data.get("abs_tol"), data.get("rel_tol")
    variable = data.get("variable", "")
    if variable:
        x = builder.symbol(variable)
        found, wanted = sp.diff(found, x), sp.diff(wanted, x)
    verdict = same(found, wanted, data.get("up_to", ""))
    if verdict != "proved" and (abs_tol is not None or rel_tol is not None):
        near = _near(found, wanted, abs_tol or 0.0, rel_tol or 0.0)
        if near is not None:
            verdict = "proved" if near else "refuted"
    detail = {
        "proved": "the calculation comes to the answer",
        "refuted": "the calculation comes to something else",
    }.get(verdict, "neither proved nor refuted")
    return verdict, detail, value


def _value(node: Node) -> Node:
    """``node`` without a label: the 3 of ``x = 3``."""
    if isinstance(node, Relation) and node.ops == ("=",) and isinstance(node.sides[0], Name):
        return node.sides[1]
    return node


def _shown(found: Any) -> str:
    if isinstance(found, set):
        return "{" + ", ".join(sorted(map(str, found))) + "}"
    if isinstance(found, sp.MatrixBase):
        return str(found.tolist())
    return str(found)


def same(found: Any, wanted: Any, up_to: str = "") -> str:
    """ "proved", "refuted" or "unknown" for the equality of two built values."""
    if isinstance(found, set) or isinstance(wanted, set):
        return _same_sets(found, wanted)
    first, second = _flat(found), _flat(wanted)
    if first is not None or second is not None:
        if first is None or second is None or _shape(found) != _shape(wanted):
            return "refuted"
        verdicts = {same(a, b, up_to) for a, b in zip(first, second, strict=True)}
        if "refuted" in verdicts:
            return "refuted"
        return "unknown" if "unknown" in verdicts else "proved"
    if isinstance(found, (sp.Basic,)) and isinstance(wanted, sp.Set):
        return "proved" if found == wanted else "unknown"
    if isinstance(wanted, (sp.Rel, sp.And, sp.Or)) or isinstance(found, (sp.Rel, sp.And, sp.Or)):
        return "proved" if sp.simplify(sp.Equivalent(found, wanted)) == sp.true else "unknown"
    if found in (sp.oo, -sp.oo) or wanted in (sp.oo, -sp.oo):
        return "proved" if found == wanted else "refuted"
    return _same_expressions(found, wanted, up_to)


def _same_sets(found: Any, wanted: Any) -> str:
    mine = found if isinstance(found, set) else set(_flat(found) or [found])
    theirs = wanted if isinstance(wanted, set) else set(_flat(wanted) or [wanted])
    left = list(theirs)
    for value in mine:
        partner = next((other for other in left if same(value, other) == "proved"), None)
        if partner is None:
            verdicts = {same(value, other) for other in left}
            return "unknown" if "unknown" in verdicts else "refuted"
        left.remove(partner)
    return "refuted" if left else "proved"


def _flat(value: Any) -> list[Any] | None:
    if isinstance(value, sp.MatrixBase):
        return [value[k] for k in range(len(value))]
    if isinstance(value, list):
        found: list[Any] = []
        for part in value:
            inner = _flat(part)
            found.extend([part] if inner is None else inner)
        return found
    return None


def _shape(value: Any) -> tuple[int, ...]:
    if isinstance(value, sp.MatrixBase):
        # A single row or column is as good as a list.
        return (len(value),) if 1 in value.shape else tuple(value.shape)
    if isinstance(value, list) and value and isinstance(value[0], list):
        return (len(value), len(value[0]))
    return (len(value),)


def _same_expressions(found: Any, wanted: Any, up_to: str) -> str:
    if up_to == "sign":
        verdicts = {is_zero(found - wanted), is_zero(found + wanted)}
        return (
            "proved" if "proved" in verdicts else "unknown" if "unknown" in verdicts else "refuted"
        )
    if up_to == "constant":
        names = sorted((found - wanted).free_symbols, key=str)
        verdicts = {is_zero(sp.diff(found - wanted, x)) for x in names}
        return next((v for v in ("refuted", "unknown") if v in verdicts), "proved")
    if up_to == "factor":
        share = found / wanted
        names = sorted(share.free_symbols, key=str)
        verdicts = {is_zero(sp.diff(share, x)) for x in names}
        return next((v for v in ("refuted", "unknown") if v in verdicts), "proved")
    found, wanted = _narrowed(found, wanted)
    return is_zero(found - wanted, wanted)


def _narrowed(found: Any, wanted: Any) -> tuple[Any, Any]:
    """Both sides over the answer's own domain, as far as it can be read off.

    Over real names an answer stands for a real function: where it contains ``log(x)`` or a root
    of ``x``, ``x`` is positive or at least not negative.
    """
    if wanted.has(sp.I):
        return found, wanted
    positive: set[Any] = set()
    nonnegative: set[Any] = set()
    for part in sp.preorder_traversal(wanted):
        if isinstance(part, sp.log) and part.args[0].is_Symbol:
            positive.add(part.args[0])
        elif isinstance(part, sp.Pow) and part.base.is_Symbol and part.exp.is_integer is False:
            (positive if part.exp.is_negative else nonnegative).add(part.base)
    change = {}
    for x in positive | nonnegative:
        if x.is_real and not x.is_nonnegative:
            kind = {"positive": True} if x in positive else {"nonnegative": True}
            change[x] = sp.Symbol(x.name, **kind)
    return found.xreplace(change), wanted.xreplace(change)


def is_zero(expr: Any, answer: Any = None) -> str:
    """ "proved" when ``expr`` simplifies to 0, "refuted" when it is not 0 at some point.

    With ``answer``, points where a part of it is not real do not count (unless it is complex).
    """
    if expr == 0:
        return "proved"
    if expr.has(sp.nan, sp.zoo):
        return "unknown"
    if _nonzero_somewhere(expr, answer):
        return "refuted"
    for simplify in _WAYS:
        try:
            result = simplify(expr)
        except (ValueError, TypeError, NotImplementedError, sp.PolynomialError, AttributeError):
            continue
        if result == 0:
            return "proved"
        if result.is_Rational:
            return "refuted"
    if not expr.free_symbols and expr.equals(0):
        return "proved"
    return "unknown"


_WAYS: Final[tuple[Callable[[Any], Any], ...]] = (
    sp.expand,
    lambda x: sp.cancel(sp.together(x)),
    sp.simplify,
    lambda x: sp.simplify(sp.expand_log(x)),
    lambda x: sp.simplify(sp.expand_trig(x)),
    lambda x: sp.simplify(x.rewrite(sp.exp)),
    lambda x: sp.radsimp(sp.simplify(sp.expand_func(x))),
    lambda x: sp.simplify(sp.logcombine(x)),
    lambda x: sp.gammasimp(x),
    lambda x: sp.simplify(x.rewrite(sp.Piecewise)),
    lambda x: sp.simplify(sp.expand(sp.powdenest(sp.expand_power_exp(x), force=False))),
)


def _inside(answer: Any, point: dict[Any, Any]) -> bool:
    """Whether every part of ``answer`` is real at ``point``."""
    for part in sp.preorder_traversal(answer):
        if isinstance(part, sp.Expr) and part.free_symbols:
            value = sp.N(part.subs(point), 20)
            if not (value.is_number and abs(sp.im(value)) < 1e-12):
                return False
    return True


def _nonzero_somewhere(expr: Any, answer: Any = None) -> bool:
    """True when ``expr`` is surely not 0 at a point inside the domains of its names."""
    names = expr.free_symbols | (answer.free_symbols if answer is not None else set())
    real = answer is not None and not answer.has(sp.I) and all(x.is_real for x in names)
    for point in _points(sorted(names, key=str)):
        if real and not _inside(answer, point):
            continue
        value = sp.N(expr.subs(point), _DIGITS)
        if not value.is_number or value.has(sp.nan, sp.zoo, sp.oo):
            continue
        if not expr.free_symbols or all(s.is_complex for s in expr.free_symbols):
            size = abs(value)
            if size.is_comparable and size > sp.Float(10) ** -25:
                return _still(expr, point)
    return False


def _still(expr: Any, point: dict[Any, Any]) -> bool:
    """The value again at twice the digits: a value that shrinks was rounding noise."""
    first = abs(sp.N(expr.subs(point), _DIGITS))
    second = abs(sp.N(expr.subs(point), 2 * _DIGITS))
    return bool(second > first / 2)


def _points(symbols: Sequence[Any]) -> Iterator[dict[Any, Any]]:
    steps = (sp.Rational(3, 7), sp.Rational(5, 11), sp.Rational(13, 17), sp.Rational(2, 19))
    for turn in range(4):
        point = {}
        for place, symbol in enumerate(symbols):
            value = steps[(turn + place) % 4] + sp.Rational(place + turn, 3)
            if symbol.is_integer:
                value = sp.Integer(1 + (turn + 2 * place) % 5)
            elif not symbol.is_nonnegative and (turn + place) % 2:
                value = -value
            if symbol.is_real is None:
                value += sp.I * sp.Rational(turn + 1, place + 3)
            point[symbol] = value
        yield point


def _near(found: Any, wanted: Any, abs_tol: float, rel_tol: float) -> bool | None:
    """Whether numbers agree within the tolerance; None where there are no numbers."""
    first, second = _flat(found) or [found], _flat(wanted) or [wanted]
    if isinstance(found, set) or isinstance(wanted, set):
        first = sorted(found if isinstance(found, set) else first, key=_order)
        second = sorted(wanted if isinstance(wanted, set) else second, key=_order)
    if len(first) != len(second):
        return False
    for a, b in zip(first, second, strict=True):
        gap = sp.N(a - b, 30)
        size = sp.N(abs(b), 30)
        if not gap.is_number or not size.is_comparable:
            return None
        if abs(gap) > max(abs_tol, rel_tol * float(size)) * (1 + 1e-9):
            return False
    return True


def _order(value: Any) -> float:
    return float(sp.re(sp.N(value, 30)))
