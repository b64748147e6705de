"""Whether two claims hold for the same values of their names.

Claims in one unknown with rational functions have solution sets, which are computed and compared
(``solutions``). All others are taken apart into atoms that are matched with each other up to a
constant factor; systems of linear equations are reduced; and truth at sample points refutes what
is left. What survives all that is unknown, and says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from quizapp.checking import polynomial as p
from quizapp.checking import tree as t
from quizapp.checking.arrays import BadShape
from quizapp.checking.compare import Evidence, Match, ratio, target
from quizapp.checking.connectives import is_proposition, same_table
from quizapp.checking.derive import ONE, ZERO, NoDerivative, added, multiplied, negated
from quizapp.checking.evaluate import NotScalar, evaluate, finite
from quizapp.checking.functions import Value
from quizapp.checking.names import Names
from quizapp.checking.points import dense_points, usual_points
from quizapp.checking.precise import precise_value
from quizapp.checking.solutions import same_solutions
from quizapp.checking.statements import Atom, Claim, Joined, atoms_of, names_of
from quizapp.checking.witness import simple_rows


def same_claim(mine: Claim, other: Claim, names: Names) -> Match:
    """Whether two claims hold for the same values of the names."""
    if mine == other:
        return Match("equal", "exact")
    used = names_of(mine) | names_of(other)
    proposed = [*map(is_proposition, atoms_of(mine)), *map(is_proposition, atoms_of(other))]
    try:
        if all(proposed) and "!=" in {a.op for side in (mine, other) for a in atoms_of(side)}:
            table = same_table(mine, other, _same_name)
            if table is not None:
                return table
        if len(used) <= 1:
            found = same_solutions(mine, other, next(iter(used), ""), names)
            if found is not None:
                return found
        matched = _matched(mine, other, names)
        if matched is not None:
            return Match("equal", matched)
        linear = _linear_systems(mine, other, sorted(used), names)
        if linear is not None:
            return linear
        refuted = _refuted_by_truth(mine, other, names, sorted(used))
        if refuted is not None:
            return refuted
        table = same_table(mine, other, lambda a, b: _same_atom(a, b, names))
        return table or Match("unknown")
    except (NotScalar, NoDerivative, BadShape):
        return Match("unknown")


# Matching atoms up to a factor


def _matched(mine: Claim, other: Claim, names: Names) -> Evidence | None:
    """The evidence that both claims have the same structure with equal atoms, else None."""
    mine, other = _split(_as_one_equation(mine)), _split(_as_one_equation(other))
    if isinstance(mine, Atom) and isinstance(other, Atom):
        return _same_atom(mine, other, names)
    if isinstance(mine, Atom) or isinstance(other, Atom):
        return None
    if mine.op != other.op or len(mine.parts) != len(other.parts):
        return None
    left = list(other.parts)
    worst: Evidence = "exact"
    for part in mine.parts:
        for candidate in left:
            evidence = _matched(part, candidate, names)
            if evidence is not None:
                left.remove(candidate)
                worst = evidence if evidence == "points" else worst
                break
        else:
            return None
    return worst


def _as_one_equation(claim: Claim) -> Claim:
    """``f = 0 or g = 0`` as ``f*g = 0``."""
    if isinstance(claim, Joined) and claim.op == "or" and claim.parts:
        equations = [part for part in claim.parts if isinstance(part, Atom) and part.op == "="]
        if len(equations) == len(claim.parts):
            return Atom(multiplied(*(part.function for part in equations)), "=")
    return claim


def _split(claim: Claim) -> Claim:
    """``f^2 = 0`` as ``f = 0``, and ``f^2 + g^2 = 0`` as ``f = 0 and g = 0``."""
    if isinstance(claim, Joined) or claim.op not in ("=", "!="):
        return claim
    function = claim.function
    while isinstance(function, t.Neg) or _rooted(function) is not None:
        function = function.arg if isinstance(function, t.Neg) else _rooted(function) or function
    if claim.op == "=" and isinstance(function, t.Add):
        squares = [_rooted(term, even=True) for term in function.terms]
        atoms = [Atom(base, "=") for base in squares if base is not None]
        if len(atoms) == len(squares):
            return Joined("and", tuple(atoms))
    return Atom(function, claim.op)


def _rooted(node: t.Node, *, even: bool = False) -> t.Node | None:
    """What is 0 where a power or ``abs`` of it is; ``even``: and the power is never negative."""
    if isinstance(node, t.Call) and node.func == "abs":
        return node.args[0]
    if not isinstance(node, t.Pow) or not isinstance(node.exp, t.Num):
        return None
    power = node.exp.value
    if power.denominator != 1 or power < 1 or (even and power % 2):
        return None
    return node.base


def _same_atom(mine: Atom, other: Atom, names: Names) -> Evidence | None:
    if mine.op != other.op:
        return None
    if other.function == ZERO or mine.function == ZERO:
        return "exact" if mine.function == other.function else None
    link = ratio(mine.function, target(other.function, names))
    if link.verdict != "equal" and mine.op == "=":
        # y = 1/x says what x*y = 1 does, wherever both sides have values.
        above = numerator(mine.function), numerator(other.function)
        if above != (mine.function, other.function):
            link = ratio(above[0], target(above[1], names))
    if link.verdict != "equal" or link.evidence == "none":
        return None
    if mine.op in ("<", "<=") and not (type(link.value) is float and link.value > 0):
        return None
    return link.evidence


def _same_name(mine: Atom, other: Atom) -> Evidence | None:
    return "exact" if mine == other else None


def numerator(node: t.Node) -> t.Node:
    """What is left of ``node`` when its denominators are cleared: it is 0 where ``node`` is."""
    return _over(node)[0]


def _over(node: t.Node) -> tuple[t.Node, t.Node]:
    """``node`` as numerator and denominator without further fractions (outside functions)."""
    match node:
        case t.Neg(arg):
            above, below = _over(arg)
            return negated(above), below
        case t.Div(num, den):
            (a, b), (c, d) = _over(num), _over(den)
            return multiplied(a, d), multiplied(b, c)
        case t.Mul(factors):
            parts = [_over(factor) for factor in factors]
            return multiplied(*(a for a, _ in parts)), multiplied(*(b for _, b in parts))
        case t.Add(terms):
            parts = [_over(term) for term in terms]
            dens = [b for _, b in parts]
            sums = [multiplied(a, *dens[:k], *dens[k + 1 :]) for k, (a, _) in enumerate(parts)]
            return added(*sums), multiplied(*dens)
        case t.Pow(base, t.Neg(exp)):
            return ONE, t.Pow(base, exp)
    return node, ONE


# Linear systems


def _linear_systems(mine: Claim, other: Claim, unknowns: list[str], names: Names) -> Match | None:
    """The verdict on two systems of linear equations with rational coefficients, else None."""
    first, second = _linear_rows(mine, unknowns), _linear_rows(other, unknowns)
    if not first or not second:
        return None
    first, second = _reduced_rows(first), _reduced_rows(second)
    never = [any(not any(row[:-1]) for row in rows) for rows in (first, second)]
    if first == second or all(never):
        return Match("equal", "exact")
    return _refuted_on_solutions(mine, other, names) or Match("differ", "exact")


def _linear_rows(claim: Claim, unknowns: list[str]) -> list[list[Fraction]] | None:
    if claim == Joined("or", ()):  # never: 0 = 1
        return [[*(Fraction(0) for _ in unknowns), Fraction(1)]]
    parts = claim.parts if isinstance(claim, Joined) and claim.op == "and" else (claim,)
    rows = []
    for part in parts:
        if not isinstance(part, Atom) or part.op != "=":
            return None
        row = linear_coefficients(part.function, unknowns)
        if row is None:
            return None
        rows.append(row)
    return rows


def linear_coefficients(node: t.Node, unknowns: list[str]) -> list[Fraction] | None:
    """The coefficients of ``unknowns`` and the constant term, when ``node`` is linear in them."""
    if not unknowns:
        alone = p.polynomial(node, "")
        return None if alone is None else [alone[0] if alone else Fraction(0)]
    zero = t.Num("0", Fraction(0))
    constant = Fraction(0)
    row = []
    for wanted in unknowns:
        others = _fixed(node, {word: zero for word in unknowns if word != wanted})
        poly = p.polynomial(others, wanted)
        if poly is None or p.degree(poly) > 1:
            return None
        row.append(poly[1] if len(poly) > 1 else Fraction(0))
        constant = poly[0] if poly else Fraction(0)
    row.append(constant)
    # Coefficients read off the axes are those of a linear function only if no product is left.
    trial = {word: Fraction(3 + 2 * k) for k, word in enumerate(unknowns)}
    fixed = _fixed(node, {word: t.Num(str(v), v) for word, v in trial.items()})
    value = p.polynomial(fixed, "")
    if value is None:
        return None
    wanted_value = row[-1] + sum(
        (a * trial[word] for a, word in zip(row[:-1], unknowns, strict=True)), Fraction(0)
    )
    second = _fixed(node, {word: t.Num(str(-v), -v) for word, v in trial.items()})
    other_value = p.polynomial(second, "")
    if other_value is None:
        return None
    found = value[0] if value else Fraction(0)
    mirrored = other_value[0] if other_value else Fraction(0)
    if found != wanted_value or mirrored != 2 * row[-1] - wanted_value:
        return None
    return row


def _fixed(node: t.Node, values: dict[str, t.Node]) -> t.Node:
    if isinstance(node, t.Name):
        return values.get(node.id, node)
    return t.rebuild(node, lambda part: _fixed(part, values))


def _reduced_rows(rows: list[list[Fraction]]) -> list[list[Fraction]]:
    rows = [row[:] for row in rows]
    done: list[list[Fraction]] = []
    for column in range(len(rows[0])):
        pivot = next((row for row in rows if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        pivot = [a / pivot[column] for a in pivot]
        rows = [[a - row[column] * b for a, b in zip(row, pivot, strict=True)] for row in rows]
        done = [[a - row[column] * b for a, b in zip(row, pivot, strict=True)] for row in done]
        done.append(pivot)
    return done


# Truth at points


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


def _refuted_by_truth(mine: Claim, other: Claim, names: Names, used: list[str]) -> Match | None:
    symbols = tuple(names.symbol(word) for word in used)
    for points in (usual_points(symbols), dense_points(symbols)):
        env = points.env()
        first = truths(mine, env, points.count, names)
        second = truths(other, env, points.count, names)
        for place, (a, b) in enumerate(zip(first, second, strict=True)):
            if a is not None and b is not None and a != b:
                return Match("differ", "points", points.at(place))
    return _refuted_on_solutions(mine, other, names)


def _refuted_on_solutions(mine: Claim, other: Claim, names: Names) -> Match | None:
    """Refutation of equations at points that solve one side, found along an explicit name."""
    for solved, tested in ((mine, other), (other, mine)):
        for point in _explicit_points(solved, names):
            env = {word: [value] for word, value in point.items()}
            if names_of(tested) <= point.keys() and truths(tested, env, 1, names)[0] is False:
                values = [precise_value(atom.function, point, names) for atom in atoms_of(tested)]
                if all(value is not None for value in values):
                    return Match("differ", "points", point)
    return None


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
