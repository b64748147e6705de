"""Whether two claims hold for the same values of their names.

Claims in one unknown with rational functions have solution sets, which are computed and compared
(``solutions``). All others are taken apart into atoms that are matched with each other up to a
constant factor; systems of linear equations are reduced; and truth at sample points refutes what
is left. What survives all that is unknown, and says so.
"""

from __future__ import annotations

from quizapp.checking import tree as t
from quizapp.checking.arrays import BadShape
from quizapp.checking.compare import Evidence, Match, target
from quizapp.checking.connectives import is_proposition, same_table
from quizapp.checking.derive import ONE, ZERO, NoDerivative, added, multiplied, negated
from quizapp.checking.evaluate import NotScalar
from quizapp.checking.explicit import filled_in, inverse_of_each_other, refuted_on_solutions
from quizapp.checking.links import ratio
from quizapp.checking.names import Names
from quizapp.checking.solutions import same_solutions
from quizapp.checking.statements import Atom, Claim, Joined, atoms_of, names_of
from quizapp.checking.systems import same_systems
from quizapp.checking.truth import refuted_by_truth


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
        matched = _matched(filled_in(mine), filled_in(other), names)
        if matched is not None:
            return Match("equal", matched)
        if _inverse(mine, other, names):
            return Match("equal", "points")
        linear = same_systems(mine, other, sorted(used))
        if linear is not None and linear.verdict == "equal":
            return linear
        refuted = refuted_by_truth(mine, other, names, sorted(used))
        refuted = refuted or refuted_on_solutions(mine, other, names) or linear
        if refuted is not None:
            return refuted
        table = same_table(mine, other, lambda a, b: _same_atom(a, b, names))
        return table or Match("unknown")
    except (NotScalar, NoDerivative, BadShape):
        return Match("unknown")


def _inverse(mine: Claim, other: Claim, names: Names) -> bool:
    if not isinstance(mine, Atom) or not isinstance(other, Atom):
        return False
    return inverse_of_each_other(mine, other, names)


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
