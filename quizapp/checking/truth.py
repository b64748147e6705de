"""Whether a claim holds at given points, and points where one of two claims holds alone."""

from __future__ import annotations

from collections.abc import Sequence

from quizapp.checking.compare import Match
from quizapp.checking.evaluate import evaluate, finite
from quizapp.checking.functions import Value
from quizapp.checking.names import Names
from quizapp.checking.points import dense_points, usual_points
from quizapp.checking.statements import Claim, Joined, atoms_of


def truth(
    claim: Claim, columns: Sequence[list[Value]], order: dict[int, int], place: int
) -> bool | None:
    """Whether ``claim`` holds at point ``place``; None where an atom has no real value.

    ``columns`` are the values of the atoms' functions, ``order`` finds an atom's column by id.
    """
    if isinstance(claim, Joined):
        found = [truth(part, columns, order, place) for part in claim.parts]
        if claim.op == "and":
            return False if False in found else None if None in found else True
        return True if True in found else None if None in found else False
    value = columns[order[id(claim)]][place]
    if not finite(value) or type(value) is complex:
        return None
    size = abs(value)
    if 0 < size < 1e-9:
        return None
    match claim.op:
        case "=":
            return size == 0
        case "!=":
            return size != 0
        case "<":
            return value < 0  # type: ignore[operator]
        case "<=":
            return value <= 0  # type: ignore[operator]


def truths(
    claim: Claim, env: dict[str, list[Value]], count: int, names: Names
) -> list[bool | None]:
    """Whether ``claim`` holds, at each point."""
    atoms = list(atoms_of(claim))
    columns = [evaluate(atom.function, env, count, names) for atom in atoms]
    order = {id(atom): place for place, atom in enumerate(atoms)}
    return [truth(claim, columns, order, place) for place in range(count)]


def refuted_by_truth(mine: Claim, other: Claim, names: Names, used: list[str]) -> Match | None:
    """A point at which one of two claims holds and the other does not, or None."""
    symbols = tuple(names.symbol(word) for word in used)
    for points in (usual_points(symbols), dense_points(symbols)):
        env = points.env()
        first = truths(mine, env, points.count, names)
        second = truths(other, env, points.count, names)
        for place, (a, b) in enumerate(zip(first, second, strict=True)):
            if a is not None and b is not None and a != b:
                return Match("differ", "points", points.at(place))
    return None
