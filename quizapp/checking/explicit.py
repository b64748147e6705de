"""Equations solved for a name: points that solve them, their inverses, what follows from them."""

from __future__ import annotations

from collections.abc import Iterator

from quizapp.checking import tree as t
from quizapp.checking.compare import Match, equal
from quizapp.checking.derive import ZERO, added, negated, substituted
from quizapp.checking.evaluate import evaluate, finite
from quizapp.checking.functions import Value
from quizapp.checking.names import Names
from quizapp.checking.points import usual_points
from quizapp.checking.precise import precise_value
from quizapp.checking.statements import Atom, Claim, Joined, atoms_of, names_of
from quizapp.checking.truth import truths
from quizapp.checking.witness import simple_rows


def refuted_on_solutions(mine: Claim, other: Claim, names: Names) -> Match | None:
    """Refutation of equations at points that solve one side, found along an explicit name."""
    for solved, tested in ((mine, other), (other, mine)):
        for point in _explicit_points(solved, names):
            env = {word: [value] for word, value in point.items()}
            if names_of(tested) <= point.keys() and truths(tested, env, 1, names)[0] is False:
                values = [precise_value(atom.function, point, names) for atom in atoms_of(tested)]
                if all(value is not None for value in values):
                    return Match("differ", "points", point)
    return None


def inverse_of_each_other(mine: Atom, other: Atom, names: Names) -> bool:
    """Whether ``y = e^x`` and ``x = ln y``: put into one another, both give the names back."""
    first, second = _explicit(mine.function), _explicit(other.function)
    if mine.op != "=" or other.op != "=" or first is None or second is None:
        return False
    (left, value), (right, back) = first, second
    if left == right or right not in t.names_in(value) or left not in t.names_in(back):
        return False
    return all(
        equal(t.Name(word), substituted(outer, inner_name, inner), names).verdict == "equal"
        for word, outer, inner_name, inner in (
            (right, back, left, value),
            (left, value, right, back),
        )
    )


def filled_in(claim: Claim) -> Claim:
    """``y = x^2 and x = 1`` with the number put in for its name everywhere else."""
    if not isinstance(claim, Joined) or claim.op != "and":
        return claim
    parts = list(claim.parts)
    for place, part in enumerate(parts):
        found = _explicit(part.function) if isinstance(part, Atom) and part.op == "=" else None
        if found is None or t.names_in(found[1]):
            continue
        word, value = found
        parts = [
            Atom(substituted(one.function, word, value), one.op)
            if isinstance(one, Atom) and k != place
            else one
            for k, one in enumerate(parts)
        ]
    return Joined("and", tuple(parts))


def _explicit_points(claim: Claim, names: Names) -> Iterator[dict[str, Value]]:
    """Points that make a conjunction of ``name = expression`` equations hold."""
    parts = claim.parts if isinstance(claim, Joined) and claim.op == "and" else (claim,)
    solved: dict[str, t.Node] = {}
    for part in parts:
        if not isinstance(part, Atom) or part.op != "=":
            return
        found = _explicit(part.function)
        if found is None or found[0] in solved:
            return
        solved[found[0]] = found[1]
    free = sorted(names_of(claim) - solved.keys())
    if any(t.names_in(value) & solved.keys() for value in solved.values()):
        return
    symbols = tuple(names.symbol(word) for word in free)
    points = usual_points(symbols)
    rows = [dict(zip(free, row, strict=True)) for row in simple_rows(symbols)]
    for point in [*rows, *(points.at(place) for place in range(points.count))]:
        env = {word: [value] for word, value in point.items()}
        for word, expression in solved.items():
            point[word] = evaluate(expression, env, 1, names)[0]
        if all(finite(value) for value in point.values()):
            yield point


def _explicit(function: t.Node) -> tuple[str, t.Node] | None:
    """``(name, expression)`` when ``function`` is ``name - expression`` or its negative."""
    if isinstance(function, t.Name):
        return function.id, ZERO
    if isinstance(function, t.Add):
        for place, term in enumerate(function.terms):
            rest = added(*function.terms[:place], *function.terms[place + 1 :])
            if isinstance(term, t.Name) and term.id not in t.names_in(rest):
                return term.id, negated(rest)
            if (
                isinstance(term, t.Neg)
                and isinstance(term.arg, t.Name)
                and term.arg.id not in t.names_in(rest)
            ):
                return term.arg.id, rest
    return None
