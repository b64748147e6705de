"""Statements as truth functions of their atoms: De Morgan, distribution, ``not x = 1`` …

Two atoms that say the same (up to a factor), or one the contrary of the other, are one variable;
two statements with the same truth table hold together whatever their atoms mean. The converse is
no proof, unless the atoms are bare propositions, which nothing connects.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Final, TypeAlias

from quizapp.checking import tree as t
from quizapp.checking.compare import Evidence, Match
from quizapp.checking.statements import Atom, Claim, atoms_of, opposite

_MOST: Final = 8
"""Largest number of different atoms: a table has ``2**_MOST`` rows."""

SameAtom: TypeAlias = Callable[[Atom, Atom], "Evidence | None"]
_Literals: TypeAlias = dict[int, tuple[int, bool]]


def is_proposition(atom: Atom) -> bool:
    """Whether an atom is a bare name, which is true or false by itself."""
    return isinstance(atom.function, t.Name) and atom.op in ("!=", "=")


def same_table(mine: Claim, other: Claim, same_atom: SameAtom) -> Match | None:
    """Equal when the truth tables are; None when that says nothing."""
    literals: _Literals = {}
    kinds: list[Atom] = []
    evidence: Evidence = "exact"
    for atom in [*atoms_of(mine), *atoms_of(other)]:
        for place, kind in enumerate(kinds):
            straight = same_atom(atom, kind)
            found = straight or same_atom(opposite(atom), kind)
            if found is not None:
                literals[id(atom)] = (place, straight is not None)
                evidence = "points" if found == "points" else evidence
                break
        else:
            if len(kinds) == _MOST:
                return None
            literals[id(atom)] = (len(kinds), True)
            kinds.append(atom)
    for row in itertools.product((True, False), repeat=len(kinds)):
        if _holds(mine, literals, row) != _holds(other, literals, row):
            return Match("differ", "exact") if all(map(is_proposition, kinds)) else None
    return Match("equal", evidence)


def _holds(claim: Claim, literals: _Literals, row: tuple[bool, ...]) -> bool:
    if isinstance(claim, Atom):
        place, straight = literals[id(claim)]
        return row[place] is straight
    parts = (_holds(part, literals, row) for part in claim.parts)
    return all(parts) if claim.op == "and" else any(parts)
