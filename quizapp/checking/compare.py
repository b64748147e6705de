"""Equality of two expressions: refuted by numbers, or found equal with what evidence there is.

A question's answer is compiled once into a ``Target`` (its values at the comparison points, its
signature); a response is then one evaluation and a few comparisons away from a verdict.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Final, Literal

from quizapp.checking import tree as t
from quizapp.checking.derive import NoDerivative, substituted
from quizapp.checking.evaluate import Column, NotScalar, evaluate, evaluate_real, finite, spread
from quizapp.checking.functions import Value
from quizapp.checking.kinks import has_kinks, places
from quizapp.checking.names import Names, Symbol
from quizapp.checking.points import (
    WANTED,
    Points,
    dense_points,
    further_points,
    usual_points,
)
from quizapp.checking.precise import compare as compare_precisely
from quizapp.checking.precise import machine_value, precise_value
from quizapp.checking.signature import Signature, signature

Verdict = Literal["equal", "differ", "unknown"]
Evidence = Literal["exact", "points", "none"]

_SAME: Final = 1e-10
"""Relative difference below which two machine numbers need no second look."""
_CLOSER_LOOKS: Final = 8
_ASIDE: Final = Fraction(230584300921369, 2**61 - 1)
"""How far beside the usual points another is looked at: no simple fraction."""
_MOST_AXES: Final = 2
ENOUGH: Final = 3
"""Fewest points at which two expressions must have been compared."""
_STEPPED: Final = frozenset({
    "floor", "ceil", "round", "sign", "mod", "min", "max", "abs", "norm", "gcd", "lcm", "arg",
    "atan2", "asin", "acos", "atan", "acot", "asec", "acsc", "sqrt", "root", "cbrt", "re", "im",
    "conj", "union", "acosh", "atanh", "asech", "acoth",
})  # fmt: skip
"""Functions with steps, corners or branches: few points do not tell them apart."""


@dataclass(frozen=True, slots=True)
class Match:
    """The result of one comparison."""

    verdict: Verdict
    evidence: Evidence = "none"
    point: dict[str, Value] | None = None
    """Where the two sides differ."""
    undefined: bool = False
    """True when the response has no (real) value there, though the answer has one."""
    compared: int = 0
    """At how many points the two sides agreed."""


class Target:
    """An expression ready to be compared with: points inside its domain, and its values there.

    Over real names an answer stands for a real function, so points where it is not real are
    outside its domain and never used, unless it is real nowhere.
    """

    def __init__(self, tree: t.Node, names: Names, extra: frozenset[str] = frozenset()) -> None:
        """Raises ``NotScalar`` when ``tree`` is not one number."""
        self.tree = tree
        self.names = names
        self.own_names = t.names_in(tree)
        declared = {symbol.id for symbol in names.symbols}
        added = sorted((self.own_names | extra) - declared)
        self.symbols: tuple[Symbol, ...] = names.symbols + tuple(Symbol(word) for word in added)
        self.known = declared | set(added)
        self.signature: Signature | None = signature(tree, names)
        self.complex = any(symbol.domain == "complex" for symbol in self.symbols) or _has_i(tree)
        self.stepped = is_stepped(tree)
        self._widened: dict[frozenset[str], Target] = {}
        constant = not self.own_names
        points = usual_points(() if constant else self.symbols)
        self.points, self.values = self._domain(points, constant)
        self.env = self.points.env()

    def _domain(self, points: Points, constant: bool) -> tuple[Points, Column]:
        if constant:
            value = evaluate(self.tree, {}, 1, self.names)[0]
            exact = self._accurate(value, {})
            return Points((), (), (True,)), [exact]
        values = self._values_at(points)
        usable = self._usable(values)
        if len(usable) < WANTED - 4:
            points = points.joined(further_points(self.symbols))
            values = self._values_at(points)
            usable = self._usable(values)
        if sum(points.generic[index] for index in usable) < ENOUGH and not self.complex:
            # Real nowhere (to speak of): compare as complex functions.
            self.complex = True
            values = self._values_at(points)
            usable = self._usable(values)
        if len(usable) < ENOUGH:
            # Perhaps a function that machine numbers do not know: look closer at a few points.
            for index in range(min(_CLOSER_LOOKS, points.count)):
                if not finite(values[index]):
                    values[index] = machine_value(self.tree, points.at(index), self.names)
            usable = self._usable(values)
        chosen = points.pick(usable[:WANTED])
        return chosen, [
            self._accurate(values[index], chosen.at(place))
            for place, index in enumerate(usable[:WANTED])
        ]

    def _values_at(self, points: Points) -> Column:
        """The answer's values over its own domain; ``nan`` outside."""
        walk = evaluate if self.complex else evaluate_real
        return walk(self.tree, points.env(), points.count, self.names)

    def _usable(self, values: Column) -> list[int]:
        return [
            index
            for index, value in enumerate(values)
            if finite(value) and (self.complex or type(value) is not complex)
        ]

    def _accurate(self, value: Value, point: dict[str, Value]) -> Value:
        """``value``, recomputed to full accuracy when rounding has hurt it."""
        _, error = spread(self.tree, point, self.names)
        if finite(value) and error <= 1e-12 * abs(value):
            return value
        return machine_value(self.tree, point, self.names)

    @property
    def constant(self) -> bool:
        """True when no name occurs in the answer."""
        return not self.own_names

    @cached_property
    def dense(self) -> tuple[Points, Column]:
        """Many more points of the answer's domain, with its values there."""
        points = dense_points(self.symbols)
        values = self._values_at(points)
        usable = self._usable(values)
        return points.pick(usable), [values[index] for index in usable]

    def match(self, response: t.Node) -> Match:
        """Whether ``response`` equals this expression wherever the latter is defined.

        Raises ``NotScalar`` when ``response`` is not one number.
        """
        suited = self.suited(response)
        if suited is not self:
            return suited.match(response)
        mine = signature(response, self.names)
        theirs = self.signature
        same = mine is not None and theirs is not None and mine.residue == theirs.residue
        values = self.column(response)
        if same:
            return self._confirm_defined(response, values)
        certain = mine is not None and theirs is not None and mine.certain and theirs.certain
        return self._by_points(response, values, certain)

    def column(self, response: t.Node) -> Column:
        """The values of ``response`` at the comparison points."""
        return evaluate(response, self.env, self.points.count, self.names)

    def suited(self, response: t.Node) -> Target:
        """This target with points for all names of ``response``; itself where it has them."""
        used = t.names_in(response)
        if used - self.known:
            return self._wider(used).suited(response)
        return self._spread_out if self.constant and used else self

    def _wider(self, used: frozenset[str]) -> Target:
        """The same target with points for names that only a response uses."""
        extra = used - self.known
        found = self._widened.get(extra)
        if found is None:
            if len(self._widened) > 16:
                self._widened.clear()
            found = self._widened[extra] = Target(self.tree, self.names, extra)
        return found

    @cached_property
    def _spread_out(self) -> Target:
        """A constant as a function of the declared names, for responses that contain names."""
        spread_out = object.__new__(Target)
        spread_out.__dict__.update(self.__dict__)
        spread_out.__dict__.pop("_spread_out", None)
        spread_out.own_names = frozenset(self.known)
        spread_out.points = usual_points(self.symbols)
        spread_out.values = self.values * spread_out.points.count
        spread_out.env = spread_out.points.env()
        return spread_out

    def _confirm_defined(self, response: t.Node, values: Column) -> Match:
        """Equal as expressions; differs only if the response has no value anywhere.

        A second line of defence: should two signatures ever agree by accident, the values will
        not, and what they show counts.
        """
        gaps = [self._gap(a, b) for a, b in zip(values, self.values, strict=True)]
        wide = [(gap, place) for place, gap in enumerate(gaps) if 1e-6 < gap < math.inf]
        if wide and response != self.tree:  # the same text is never refuted by rounding
            settled = self._settle(response, max(wide)[1])
            if settled.verdict == "differ":
                return settled
        if any(finite(value) for value in values) or not values:
            return Match("equal", "exact", compared=len(values))
        place = self.first_generic()
        answer = compare_precisely(response, self.tree, self.points.at(place), self.names)
        if answer == "mine undefined":
            return Match("differ", point=self.points.at(place), undefined=True)
        return Match("equal", "exact", compared=len(values))

    def first_generic(self) -> int:
        """The first place that is no special point."""
        return self.points.generic.index(True) if True in self.points.generic else 0

    def _by_points(self, response: t.Node, values: Column, certain: bool) -> Match:
        doubts: list[tuple[float, int]] = []
        agreed: list[int] = []
        for place, (mine, theirs) in enumerate(zip(values, self.values, strict=True)):
            gap = self._gap(mine, theirs)
            if gap <= _SAME:
                agreed.append(place)
            elif not math.isinf(gap) or self.points.generic[place]:
                doubts.append((gap, place))
        doubts.sort(reverse=True)
        unknown = False
        for _gap, place in doubts[:4]:
            settled = self._settle(response, place)
            if settled.verdict == "differ":
                return settled
            if settled.verdict == "equal":
                agreed.append(place)
            else:
                unknown = True
        if certain:
            # Different rational functions whose difference is too small for machine numbers.
            place = max(range(len(values)), key=lambda i: self._finite_gap(values[i], i), default=0)
            return Match("differ", point=self.points.at(place) if values else None)
        if unknown or len(agreed) < min(ENOUGH, self.points.count) or not agreed:
            return Match("unknown", compared=len(agreed))
        return self._confirm(response, agreed)

    def _finite_gap(self, mine: Value, place: int) -> float:
        gap = self._gap(mine, self.values[place])
        return gap if math.isfinite(gap) else -1.0

    def _gap(self, mine: Value, theirs: Value) -> float:
        """Relative difference; infinite where the response has no (real) value."""
        if mine == theirs and cmath.isfinite(mine):
            return 0.0
        if not cmath.isfinite(mine) or not cmath.isfinite(theirs):
            return math.inf
        size = max(abs(mine), abs(theirs))
        if not self.complex and type(mine) is complex and abs(mine.imag) > 1e-9 * size:
            return math.inf
        return abs(mine - theirs) / size

    def _settle(self, response: t.Node, place: int) -> Match:
        """The verdict at one doubtful point, by error analysis or in high precision."""
        point, theirs = self.points.at(place), self.values[place]
        mine, error = spread(response, point, self.names)
        if finite(mine) and finite(theirs):
            gap = abs(mine - theirs)
            if gap > 8 * error + 1e-11 * abs(theirs):
                imaginary = type(mine) is complex and abs(mine.imag) > 8 * error
                unreal = not self.complex and imaginary
                return Match("differ", point=point, undefined=unreal)
        answer = compare_precisely(response, self.tree, point, self.names)
        if answer == "differ":
            return Match("differ", point=point)
        if answer == "mine undefined":
            return Match("differ", point=point, undefined=True)
        return Match("equal" if answer == "equal" else "unknown", point=point)

    def _confirm(self, response: t.Node, agreed: list[int]) -> Match:
        """Agreement in machine numbers, looked at again where it could be an accident."""
        unknown = False
        generic = [place for place in agreed if self.points.generic[place]] or agreed
        looks: list[dict[str, Value | Fraction]] = [{**self.points.at(generic[0])}]
        if self.points.count > 1:
            looks.append(self._off_grid(generic[len(generic) // 2]))
        for look in looks:
            answer = compare_precisely(response, self.tree, look, self.names)
            if answer in ("differ", "mine undefined") and self._inside(look):
                return Match("differ", point=_in_machine(look), undefined=answer != "differ")
            unknown = unknown or answer == "unknown"
        if (self.stepped or is_stepped(response)) and not (
            self.constant and self.points.count == 1
        ):
            missed = self._dense_difference(response)
            if missed is not None:
                return missed
        missed = self._kink_difference(response)
        if missed is not None:
            return missed
        if unknown:
            return Match("unknown", compared=len(agreed))
        return Match("equal", "points", compared=len(agreed))

    def _kink_difference(self, response: t.Node) -> Match | None:
        """A difference at a corner, a step or a slope of either side, wherever that lies."""
        used = t.names_in(response) | t.names_in(self.tree)
        alone = len(used) == 1
        if not used or not any(has_kinks(one, sharp=not alone) for one in (response, self.tree)):
            return None
        point = self.points.at(self.first_generic())
        for symbol in [symbol for symbol in self.symbols if symbol.id in used][:_MOST_AXES]:
            fixed = {word: point[word] for word in used if word != symbol.id}
            if any(type(value) is complex for value in fixed.values()):
                continue
            missed = self._difference_along(response, symbol, fixed)
            if missed is not None:
                return missed
        return None

    def _difference_along(
        self, response: t.Node, symbol: Symbol, fixed: dict[str, Value]
    ) -> Match | None:
        """A difference at the kinks in one name, where all others are ``fixed``."""
        held = [response, self.tree]
        for word, value in fixed.items():
            number = _number(value)
            held = [substituted(tree, word, number) for tree in held]
        wide, close = places(held[0], held[1], symbol)
        columns: list[Column] = []
        numbers: list[Value] = [float(x) for x in wide]
        env = {word: [value] * len(numbers) for word, value in fixed.items()}
        for tree in (response, self.tree):
            columns.append(evaluate(tree, {**env, symbol.id: numbers}, len(numbers), self.names))
        doubtful = [
            wide[place]
            for place, (mine, theirs) in enumerate(zip(*columns, strict=True))
            if self._gap(mine, theirs) > _SAME
        ]
        most = 3 if fixed else 8
        for x in [*doubtful[:most], *close[:most]]:
            look: dict[str, Value | Fraction] = {**fixed, symbol.id: x}
            answer = compare_precisely(response, self.tree, look, self.names)
            # With others held, a place without a value is a line that the domain may leave out.
            if answer == "differ" or (answer == "mine undefined" and not fixed):
                return Match("differ", point=_in_machine(look), undefined=answer != "differ")
        return None

    def _off_grid(self, place: int) -> dict[str, Value | Fraction]:
        """A point beside one of comparison: all those are multiples of 1/4096, where
        ``sin(4096 pi x)`` is 0."""
        point: dict[str, Value | Fraction] = {**self.points.at(place)}
        for symbol in self.symbols:
            value = point[symbol.id]
            whole = symbol.domain in ("integer", "natural")
            if type(value) is float and not (whole or symbol.low or symbol.high):
                point[symbol.id] = Fraction(value) + _ASIDE
        return point

    def _inside(self, point: dict[str, Value | Fraction]) -> bool:
        """Whether the answer is real at ``point``, if that is what it is elsewhere."""
        if self.complex or Fraction not in map(type, point.values()):
            return True
        value = precise_value(self.tree, point, self.names)
        return value is not None and value.imag == 0

    def _dense_difference(self, response: t.Node) -> Match | None:
        points, theirs = self.dense
        mine = evaluate(response, points.env(), points.count, self.names)
        gaps = [self._gap(a, b) for a, b in zip(mine, theirs, strict=True)]
        doubtful = [
            place
            for place, gap in enumerate(gaps)
            if gap > 1e-7 and (points.generic[place] or not math.isinf(gap))
        ]
        for place in sorted(doubtful, key=lambda i: -gaps[i])[:3]:
            point = points.at(place)
            answer = compare_precisely(response, self.tree, point, self.names)
            if answer in ("differ", "mine undefined"):
                return Match("differ", point=point, undefined=answer != "differ")
        return None


@lru_cache(maxsize=512)
def target(tree: t.Node, names: Names) -> Target:
    """The compiled ``tree``, kept for the next time. Raises ``NotScalar``."""
    return Target(tree, names)


def equal(mine: t.Node, other: t.Node, names: Names) -> Match:
    """Whether ``mine`` equals ``other``; "unknown" for what is not one number."""
    try:
        return target(other, names).match(mine)
    except (NotScalar, NoDerivative):
        return Match("unknown")


def _in_machine(point: dict[str, Value | Fraction]) -> dict[str, Value]:
    return {
        word: float(value) if isinstance(value, Fraction) else value
        for word, value in point.items()
    }


def _number(value: Value) -> t.Node:
    exact = Fraction(value.real)
    size = t.Num(str(abs(exact)), abs(exact))
    return t.Neg(size) if exact < 0 else size


def _has_i(tree: t.Node) -> bool:
    return any(isinstance(node, t.Const) and node.id == "i" for node in t.walk(tree))


def is_stepped(tree: t.Node) -> bool:
    """Whether steps, corners or branches make a few points too few."""
    for node in t.walk(tree):
        if isinstance(node, t.Call) and node.func in _STEPPED:
            if _varies(node.args):
                return True
        elif (
            isinstance(node, t.Pow)
            and not isinstance(node.exp, (t.Num, t.Name, t.Neg))
            and _varies((node.base,))
        ):
            return True
    return False


def _varies(nodes: Iterable[t.Node]) -> bool:
    return any(t.names_in(node) for node in nodes)
