"""The same expression in other letters, for rules that forgive how things are called.

A name's part in an expression shows in numbers: in what the value becomes when this name, or this
and another, is set apart from the rest. Only names with the same part can stand for each other, so
of 5040 ways to rename seven letters hardly ever more than one has to be looked at.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from quizapp.checking import tree as t
from quizapp.checking.derive import NoDerivative
from quizapp.checking.evaluate import NotScalar, evaluate, finite
from quizapp.checking.functions import Value
from quizapp.checking.names import Names
from quizapp.checking.statements import NotStatement, atoms_of, claim_of

_BASE: Final = 3.25, 2.125, 5.5
_WHOLE: Final = 3.0, 2.0, 5.0
"""What all names are, what the one in question is, and what a second one is."""
_SAME: Final = 1e-7
_MOST_NAMES: Final = 12
_MOST_CHOSEN: Final = 6
"""Most renamings handed out that numbers do not rule out."""
_MOST_STEPS: Final = 3000
_SMALL: Final = 30
"""Nodes of a tree that takes little to judge."""
_MOST_LARGE: Final = 2
_FEW_NAMES: Final = 4
"""Most names for which every renaming is tried where numbers prove nothing."""

Profile = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Renamings:
    """An expression in the names of another."""

    trees: tuple[t.Node, ...]
    complete: bool
    """Whether no renaming but these can make the two equal."""


def renamings(node: t.Node, model: t.Node, names: Names, *, exact: bool = True) -> Renamings:
    """``node`` with its names called as those of ``model``, one to one.

    ``exact``: only equal values count as equal (no tolerance), so that numbers can rule out.
    """
    mine, theirs = sorted(t.names_in(node)), sorted(t.names_in(model))
    if len(mine) != len(theirs):
        return Renamings((), complete=True)
    if len(mine) > _MOST_NAMES:
        return Renamings((), complete=False)
    own = _Part(node, mine, names)
    other = _Part(model, theirs, names)
    sure = exact and own.certain and other.certain
    small = sum(1 for _ in t.walk(node)) <= _SMALL
    most = _MOST_CHOSEN if small else _MOST_LARGE
    orders = list(itertools.islice(_orders(own, other), most + 1))
    complete = sure and len(orders) <= most and not (own.tired or other.tired)
    orders = orders[:most]
    if not sure and small and len(mine) <= _FEW_NAMES:
        orders += [order for order in itertools.permutations(theirs) if order not in orders]
        complete = True
    return Renamings(
        tuple(renamed(node, dict(zip(mine, order, strict=True))) for order in orders), complete
    )


def renamed(node: t.Node, called: dict[str, str]) -> t.Node:
    """``node`` with all names exchanged at once."""
    if isinstance(node, t.Name):
        return t.Name(called.get(node.id, node.id))
    return t.rebuild(node, lambda part: renamed(part, called))


class _Part:
    """What each name, and each pair of names, does to the values of a tree."""

    def __init__(self, node: t.Node, names_used: Sequence[str], names: Names) -> None:
        self.names = tuple(names_used)
        self.certain = True
        """Whether equal trees must have equal profiles."""
        self.tired = False
        symbols = [names.symbol(word) for word in self.names]
        if any(symbol.low is not None or symbol.high is not None for symbol in symbols):
            self.certain = False
        whole = any(symbol.domain in ("integer", "natural") for symbol in symbols)
        base, first, second = _WHOLE if whole else _BASE
        singles = [{word: first} for word in self.names]
        pairs = [{a: first, b: second} for a in self.names for b in self.names if a != b]
        rows: list[dict[str, float]] = [{}, *singles, *pairs]
        env: dict[str, list[Value]] = {
            word: [row.get(word, base) for row in rows] for word in self.names
        }
        profiles = self._profiles(node, env, len(rows), names)
        keys = [(), *((word,) for word in self.names), *(tuple(pair) for pair in pairs)]
        self.of = dict(zip(keys, profiles, strict=True)) if profiles else {}

    def _profiles(
        self, node: t.Node, env: dict[str, list[Value]], count: int, names: Names
    ) -> list[Profile]:
        try:
            columns = self._columns(node, env, count, names)
        except (NotScalar, NoDerivative, NotStatement, OverflowError):
            self.certain = False
            return []
        return [tuple(column[k] for column in columns) for k in range(count)]

    def _columns(
        self, node: t.Node, env: dict[str, list[Value]], count: int, names: Names
    ) -> list[list[Value]]:
        match node:
            case t.Seq("set", items):
                inner = [self._columns(item, env, count, names) for item in items]
                if any(len(columns) != 1 for columns in inner):
                    raise NotScalar("set")
                rows = zip(*(columns[0] for columns in inner), strict=True)
                shown = [_distinct(row) for row in rows]
                # How many there are depends on the place: a few sums tell as much.
                return [[sum(v**k for v in row) for row in shown] for k in (1, 2, 3)]
            case t.Seq(_, items):
                return [c for item in items for c in self._columns(item, env, count, names)]
            case t.Matrix(rows_of):
                flat = [entry for row in rows_of for entry in row]
                return [c for entry in flat for c in self._columns(entry, env, count, names)]
            case t.Relation() | t.Logic():
                self.certain = False
                functions = [atom.function for atom in atoms_of(claim_of(node))]
                columns = [evaluate(one, env, count, names) for one in functions]
                scaled = [[v / column[0] if column[0] else v for v in column] for column in columns]
                # What is never or always true (x = ∞) has no function left to look at.
                return [[sum(column[k] for column in scaled) for k in range(count)]]
        return [evaluate(node, env, count, names)]


def _distinct(row: Sequence[Value]) -> list[Value]:
    """The values without those that repeat another."""
    found: list[Value] = []
    for value in sorted(row, key=lambda v: (v.real, v.imag)):
        if not found or not _alike((value,), found[-1:]):
            found.append(value)
    return found


def _alike(mine: Sequence[Value], other: Sequence[Value]) -> bool:
    return len(mine) == len(other) and all(
        not finite(a) or not finite(b) or abs(a - b) <= _SAME * max(abs(a), abs(b), 1e-6)
        for a, b in zip(mine, other, strict=True)
    )


def _orders(mine: _Part, other: _Part) -> Iterator[tuple[str, ...]]:
    """The names of ``other`` in the order of those of ``mine`` that play the same part."""
    if not mine.of or not other.of or not _alike(mine.of[()], other.of[()]):
        return
    steps = 0

    def fits(order: list[str], word: str) -> bool:
        own = mine.names[len(order)]
        if not _alike(mine.of[own,], other.of[word,]):
            return False
        return all(
            _alike(mine.of[own, before], other.of[word, theirs])
            and _alike(mine.of[before, own], other.of[theirs, word])
            for before, theirs in zip(mine.names, order, strict=False)
        )

    def extended(order: list[str]) -> Iterator[tuple[str, ...]]:
        nonlocal steps
        if len(order) == len(mine.names):
            yield tuple(order)
            return
        for word in other.names:
            steps += 1
            if steps > _MOST_STEPS:
                mine.tired = True
                return
            if word not in order and fits(order, word):
                yield from extended([*order, word])

    yield from extended([])
