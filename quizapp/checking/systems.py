"""Systems of linear equations with rational coefficients, compared by elimination."""

from __future__ import annotations

from fractions import Fraction

from quizapp.checking import polynomial as p
from quizapp.checking import tree as t
from quizapp.checking.compare import Match
from quizapp.checking.statements import Atom, Claim, Joined


def same_systems(mine: Claim, other: Claim, unknowns: list[str]) -> Match | None:
    """The verdict on two systems of linear equations with rational coefficients, else None."""
    first, second = _linear_rows(mine, unknowns), _linear_rows(other, unknowns)
    if not first or not second:
        return None
    first, second = _reduced_rows(first), _reduced_rows(second)
    never = [any(not any(row[:-1]) for row in rows) for rows in (first, second)]
    if first == second or all(never):
        return Match("equal", "exact")
    return Match("differ", "exact")


def _linear_rows(claim: Claim, unknowns: list[str]) -> list[list[Fraction]] | None:
    if claim == Joined("or", ()):  # never: 0 = 1
        return [[*(Fraction(0) for _ in unknowns), Fraction(1)]]
    parts = claim.parts if isinstance(claim, Joined) and claim.op == "and" else (claim,)
    rows = []
    for part in parts:
        if not isinstance(part, Atom) or part.op != "=":
            return None
        row = _coefficients(part.function, unknowns)
        if row is None:
            return None
        rows.append(row)
    return rows


def _coefficients(node: t.Node, unknowns: list[str]) -> list[Fraction] | None:
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
