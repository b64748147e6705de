"""What a statement says: atoms ``f = 0``, ``f < 0``, ``f <= 0``, ``f != 0``, joined by and, or.

Equations, chains of inequalities, systems, intervals, ``x in ...``, ``±``: all become one kind of
claim, which ``sameness`` compares.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from quizapp.checking import tree as t
from quizapp.checking.derive import added, negated

Op = Literal["=", "<", "<=", "!="]
_MOST_ATOMS: Final = 24
_OPS: Final[dict[str, Op]] = {"=": "=", "<": "<", "<=": "<=", "!=": "!="}
_TURNED: Final = {">": "<", ">=": "<="}


@dataclass(frozen=True, slots=True)
class Atom:
    """``function op 0``."""

    function: t.Node
    op: Op


@dataclass(frozen=True, slots=True)
class Joined:
    """Statements joined by "and" or "or"; an empty "and" is true, an empty "or" false."""

    op: Literal["and", "or"]
    parts: tuple[Claim, ...]


Claim: TypeAlias = Atom | Joined


class NotStatement(Exception):
    """The tree does not say anything that is true or false."""


def is_statement(node: t.Node) -> bool:
    """True for relations and what joins them."""
    return isinstance(node, (t.Relation, t.Logic))


def lists_statements(node: t.Node) -> bool:
    """True for ``x = 1, y = 2`` and ``{x + y = 3, x - y = 1}``."""
    return isinstance(node, t.Seq) and bool(node.items) and all(map(is_statement, node.items))


def _one_name_again(items: tuple[t.Node, ...]) -> bool:
    """True for ``x = 1, x = 2``: a name cannot have two values, so either one is meant."""
    labels = [
        item.sides[0]
        for item in items
        if isinstance(item, t.Relation) and item.ops == ("=",) and isinstance(item.sides[0], t.Name)
    ]
    return len(labels) == len(items) and len(set(labels)) < len(labels)


def claim_of(node: t.Node, unknown: str = "") -> Claim:
    """What ``node`` says, as atoms. Intervals and unions of them speak about ``unknown``.

    Raises ``NotStatement`` for anything else.
    """
    match node:
        case t.Relation(sides, ops):
            parts = [_relation(sides[k], op, sides[k + 1]) for k, op in enumerate(ops)]
            return parts[0] if len(parts) == 1 else _join("and", parts)
        case t.Logic("not", (arg,)):
            return _negated(_joined_part(arg, unknown))
        case t.Logic(("and" | "or") as op, args):
            parts = [_joined_part(arg, unknown) for arg in args]
            return _join("and" if op == "and" else "or", parts)
        case t.Const("true"):
            return Joined("and", ())
        case t.Const("false"):
            return Joined("or", ())
        case t.Call("union" | "intersection" as func, args, 0) if unknown or any(
            is_statement(arg) for arg in args
        ):
            parts = [claim_of(arg, unknown) for arg in args]
            return _join("or" if func == "union" else "and", parts)
        case t.Seq(_, items) if lists_statements(node):
            op = "or" if _one_name_again(items) else "and"
            return _join(op, [claim_of(item, unknown) for item in items])
        case t.Seq("set", items) if unknown:
            return _join("or", [Atom(_difference(t.Name(unknown), x), "=") for x in items])
    interval = t.as_interval(node)
    if interval is not None and unknown:
        return _inside(t.Name(unknown), interval)
    raise NotStatement(type(node).__name__)


def _joined_part(node: t.Node, unknown: str) -> Claim:
    """What one side of ``and`` says; a bare name there is a proposition, true or false."""
    return Atom(node, "!=") if isinstance(node, t.Name) else claim_of(node, unknown)


def _join(op: Literal["and", "or"], parts: Sequence[Claim]) -> Claim:
    flat: list[Claim] = []
    for part in parts:
        if isinstance(part, Joined) and part.op == op:
            flat.extend(part.parts)
        elif part not in flat:
            flat.append(part)
    if len(flat) > _MOST_ATOMS:
        raise NotStatement("too many parts")
    return flat[0] if len(flat) == 1 else Joined(op, tuple(flat))


def _difference(left: t.Node, right: t.Node) -> t.Node:
    return added(left, negated(right))


def _relation(left: t.Node, op: str, right: t.Node) -> Claim:
    if op == "in":
        return _element(left, right)
    for side in (left, right):
        if isinstance(side, t.PlusMinus):
            both = plus_minus(t.Relation((left, right), (op,)))
            return _join("or", [claim_of(one) for one in both])
    entries, others = t.as_entries(left), t.as_entries(right)
    if op == "=" and entries is not None and others is not None:
        if len(entries) != len(others):
            raise NotStatement("lengths differ")
        pairs = zip(entries, others, strict=True)
        return _join("and", [Atom(_difference(a, b), "=") for a, b in pairs])
    if op == "=" and isinstance(left, t.Name) and isinstance(right, t.Seq):
        # x = 1, 2 means either value.
        return _join("or", [Atom(_difference(left, x), "=") for x in right.items])
    if op == "~":
        raise NotStatement(op)
    if op in _TURNED:
        left, op, right = right, _TURNED[op], left
    endless = _endless(left, op, right)
    if endless is not None:
        return endless
    return Atom(_difference(left, right), _OPS[op])


def _endless(left: t.Node, op: str, right: t.Node) -> Claim | None:
    """``x < inf`` and the like, which hold always."""

    def sign(node: t.Node) -> int:
        inner = node.arg if isinstance(node, t.Neg) else node
        found = isinstance(inner, t.Const) and inner.id == "inf"
        return (-1 if isinstance(node, t.Neg) else 1) if found else 0

    if not sign(left) and not sign(right):
        return None
    holds = op in ("<", "<=") and (sign(right) > 0 or sign(left) < 0)
    return Joined("and" if holds else "or", ())


def _element(left: t.Node, where: t.Node) -> Claim:
    if isinstance(where, t.Call) and where.func in ("union", "intersection"):
        op: Literal["and", "or"] = "or" if where.func == "union" else "and"
        return _join(op, [_element(left, part) for part in where.args])
    if isinstance(where, t.Seq) and where.kind == "set":
        return _join("or", [Atom(_difference(left, x), "=") for x in where.items])
    interval = t.as_interval(where)
    if interval is None:
        raise NotStatement("in")
    return _inside(left, interval)


def _inside(left: t.Node, interval: t.Interval) -> Claim:
    low = _relation(interval.lo, "<" if interval.lo_open else "<=", left)
    high = _relation(left, "<" if interval.hi_open else "<=", interval.hi)
    return _join("and", [low, high])


def _negated(claim: Claim) -> Claim:
    if isinstance(claim, Joined):
        return _join("or" if claim.op == "and" else "and", [_negated(x) for x in claim.parts])
    return opposite(claim)


def opposite(atom: Atom) -> Atom:
    """What holds just where ``atom`` does not (and its function has a value)."""
    match atom.op:
        case "=":
            return Atom(atom.function, "!=")
        case "!=":
            return Atom(atom.function, "=")
        case "<":
            return Atom(negated(atom.function), "<=")
        case "<=":
            return Atom(negated(atom.function), "<")


def plus_minus(node: t.Node) -> tuple[t.Node, ...]:
    """``node`` with ``±`` resolved: both readings, or ``node`` alone without one."""
    if not any(isinstance(part, t.PlusMinus) for part in t.walk(node)):
        return (node,)
    return (_choose(node, True), _choose(node, False))


def _choose(node: t.Node, first: bool) -> t.Node:
    if isinstance(node, t.PlusMinus):
        positive = first != node.minus_first
        arg = _choose(node.arg, first)
        signed = arg if positive else negated(arg)
        return signed if node.base is None else added(_choose(node.base, first), signed)
    return t.rebuild(node, lambda part: _choose(part, first))


def atoms_of(claim: Claim) -> Iterator[Atom]:
    """All atoms of a claim."""
    if isinstance(claim, Atom):
        yield claim
    else:
        for part in claim.parts:
            yield from atoms_of(part)


def names_of(claim: Claim) -> frozenset[str]:
    """The names a claim speaks about."""
    return frozenset().union(*(t.names_in(atom.function) for atom in atoms_of(claim)))
