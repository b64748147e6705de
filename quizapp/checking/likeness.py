"""Which of many values may be equal: one number for each rules out nearly all pairs at once.

Every value gets an interval that surely holds it at one point of the names' domains. Values whose
intervals do not meet differ; only the few others are compared in earnest. So a set of two hundred
is compared with another in a few milliseconds instead of forty thousand comparisons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeAlias

from quizapp.checking import tree as t
from quizapp.checking.derive import NoDerivative
from quizapp.checking.evaluate import NotScalar, finite, spread
from quizapp.checking.functions import Value
from quizapp.checking.names import Names, Symbol
from quizapp.checking.points import Points, usual_points

Interval: TypeAlias = tuple[float, float]

_POINTS: Final = 3
"""Points tried until most values have a number."""
_WEIGHTS: Final = (1.0, 0.719, -0.561, 0.873, -0.937, 0.643)
"""What the entries of a list count by, so that another order gives another number."""
_ANYWHERE: Final = (float("-inf"), float("inf"))


class Likeness:
    """Compares many values with many, by ``same`` where a glance does not tell them apart."""

    def __init__(
        self,
        same: Callable[[t.Node, t.Node], bool],
        names: Names,
        *,
        blind: bool = False,
        abs_tol: float = 0.0,
        rel_tol: float = 0.0,
    ) -> None:
        """``blind``: ``same`` forgives more than a tolerance, so that numbers rule nothing out."""
        self.same = same
        self.names = names
        self.blind = blind
        self.abs_tol = abs_tol
        self.rel_tol = rel_tol

    def distinct(self, entries: Sequence[t.Node]) -> list[t.Node]:
        """``entries`` without repetitions."""
        found: list[t.Node] = []
        seen: list[Interval] = []
        known: set[t.Node] = set()
        for entry, (low, high) in zip(entries, self._intervals(entries), strict=True):
            if entry in known:
                if self.same(entry, entry):
                    continue
            elif any(
                self.same(entry, other)
                for other, (bottom, top) in zip(found, seen, strict=True)
                if bottom <= high and low <= top
            ):
                continue
            known.add(entry)
            found.append(entry)
            seen.append((low, high))
        return found

    def fits(self, entries: Sequence[t.Node], answers: Sequence[t.Node]) -> list[list[int]]:
        """For each entry the places of the answers it is equal to."""
        both = self._intervals([*entries, *answers])
        wanted = both[len(entries) :]
        known: dict[t.Node, list[int]] = {}
        found: list[list[int]] = []
        for entry, (low, high) in zip(entries, both, strict=False):
            if entry not in known:
                near = [
                    place
                    for place, (bottom, top) in enumerate(wanted)
                    if bottom <= high and low <= top
                ]
                known[entry] = self._fitting(entry, answers, near)
            found.append(known[entry])
        return found

    def _fitting(self, entry: t.Node, answers: Sequence[t.Node], near: list[int]) -> list[int]:
        told: dict[t.Node, bool] = {}
        for place in near:
            answer = answers[place]
            if answer not in told:
                told[answer] = self.same(entry, answer)
        return [place for place in near if told[answers[place]]]

    def _intervals(self, nodes: Sequence[t.Node]) -> list[Interval]:
        if self.blind or len(nodes) < 3:
            return [_ANYWHERE] * len(nodes)
        best: list[Interval] = []
        for point in self._points(nodes):
            found = [self._interval(node, point) for node in nodes]
            if not best or found.count(_ANYWHERE) < best.count(_ANYWHERE):
                best = found
            if 2 * best.count(_ANYWHERE) <= len(best):
                break
        return best

    def _points(self, nodes: Sequence[t.Node]) -> Iterator[dict[str, Value]]:
        declared = {symbol.id for symbol in self.names.symbols}
        used = frozenset[str]().union(*map(t.names_in, nodes))
        symbols = self.names.symbols + tuple(Symbol(word) for word in sorted(used - declared))
        points: Points = usual_points(symbols if used else ())
        for place in range(min(_POINTS, points.count)):
            yield points.at(place)

    def _interval(self, node: t.Node, point: dict[str, Value]) -> Interval:
        """Where the number of ``node`` surely lies; anywhere when it has none."""
        try:
            value, error = self._number(node, point)
        except (NotScalar, NoDerivative):
            return _ANYWHERE
        if type(value) is complex and not point:  # numbers: what holds of both parts of them
            value, error = value.real + _WEIGHTS[1] * value.imag, 2 * (error + self.abs_tol)
        if not finite(value) or type(value) is complex:
            return _ANYWHERE
        real: float = value  # type: ignore[assignment]
        error = 8 * error + 1e-11 * abs(real) + self.abs_tol
        error += self.rel_tol * (abs(real) + error)
        return real - error, real + error

    def _number(self, node: t.Node, point: dict[str, Value]) -> tuple[Value, float]:
        if isinstance(node, t.Seq):
            if node.kind == "set" or self.abs_tol or self.rel_tol:
                raise NotScalar(node.kind)
            total, error = 0.0, 0.0
            for place, item in enumerate(node.items):
                value, slack = self._number(item, point)
                if isinstance(value, complex):
                    raise NotScalar("complex")
                total += _WEIGHTS[place % len(_WEIGHTS)] * value
                error += slack + 1e-15 * abs(value)
            return total, error
        if isinstance(node, t.Num):
            try:
                value = float(node.value)
            except OverflowError:
                raise NotScalar("large") from None
            return value, 1e-15 * abs(value)
        return spread(node, point, self.names)
