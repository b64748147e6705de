"""Expressions that differ by a constant factor or an added constant, and by which."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from quizapp.checking import tree as t
from quizapp.checking.compare import ENOUGH, Evidence, Target, Verdict, is_stepped
from quizapp.checking.evaluate import Column, evaluate, finite
from quizapp.checking.functions import Value
from quizapp.checking.precise import is_steady, machine_value
from quizapp.checking.signature import PRIME, residue_of, signature


@dataclass(frozen=True, slots=True)
class Link:
    """How two expressions hang together: ``mine = value * other`` or ``mine = other + value``."""

    verdict: Verdict
    value: Value = math.nan
    evidence: Evidence = "none"


def ratio(mine: t.Node, other: Target) -> Link:
    """The constant (not 0) that ``mine`` is a multiple of ``other`` by, if there is one."""
    return _link(mine, other, lambda a, b: a / b if b else math.nan, _residue_ratio)


def offset(mine: t.Node, other: Target) -> Link:
    """The constant by which ``mine`` exceeds ``other``, if it is one."""
    return _link(mine, other, lambda a, b: a - b, lambda a, b: (a - b) % PRIME)


def _residue_ratio(a: int, b: int) -> int | None:
    return a * pow(b, -1, PRIME) % PRIME if a and b else None


def _link(
    mine: t.Node,
    other: Target,
    combine: Callable[[Value, Value], Value],
    combine_residues: Callable[[int, int], int | None],
) -> Link:
    other = other.suited(mine)
    names = other.names
    shifted = {word: residue_of(word + "\0again") for word in other.known}
    places = []
    certain = True
    for env in (None, shifted):
        a, b = signature(mine, names, env), signature(other.tree, names, env)
        both = None if a is None or b is None else combine_residues(a.residue, b.residue)
        places.append(both)
        certain = certain and a is not None and b is not None and a.certain and b.certain
    same = places[0] is not None and places[0] == places[1]
    if certain and not same:
        return Link("differ")
    column = other.column(mine)
    found = [
        (place, combine(a, b))
        for place, (a, b) in enumerate(zip(column, other.values, strict=True))
        if finite(a) and finite(b)
    ]
    found = [(place, value) for place, value in found if finite(value)]
    if not found:
        return Link("unknown")
    value = sorted((value for _, value in found), key=abs)[len(found) // 2]
    if type(value) is complex and abs(value.imag) < 1e-9 * abs(value):
        value = value.real
    scale = 0.0 if combine_residues is _residue_ratio else 1.0
    if not scale and (value == 0 or _vanishes(mine, other, column)):
        return Link("differ")
    if same:
        near = [abs(one - value) <= 1e-6 * (abs(value) + scale) for _, one in found]
        return Link("equal", value, "exact") if 2 * sum(near) >= len(near) else Link("unknown")
    if len(found) < min(ENOUGH, len(other.values)):
        return Link("unknown")
    for place, other_value in found:
        size = abs(value) + scale * abs(other.values[place])
        if abs(other_value - value) > 1e-8 * size:
            return Link("differ")
    if other.stepped or is_stepped(mine):
        points, theirs = other.dense
        column = evaluate(mine, points.env(), points.count, names)
        for own, their in zip(column, theirs, strict=True):
            joined = combine(own, their) if finite(own) and finite(their) else math.nan
            size = abs(value) + scale * abs(their)
            if finite(joined) and abs(joined - value) > 1e-7 * size:
                return Link("differ")
    chosen = {found[0][0], found[len(found) // 2][0], found[-1][0]}
    looks = [other.points.at(place) for place in sorted(chosen)]
    if not is_steady(mine, other.tree, looks, names, combine, scale):
        return Link("differ")
    return Link("equal", value, "points")


def _vanishes(mine: t.Node, other: Target, column: Column) -> bool:
    """Whether ``mine`` is 0, though rounding has left something: ``tan(pi)``."""
    sizes = [abs(value) for value in column if finite(value)]
    if not sizes or max(sizes) > 1e-9:
        return False
    place = other.first_generic()
    return machine_value(mine, other.points.at(place), other.names) == 0
