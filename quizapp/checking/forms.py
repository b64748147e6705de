"""How an answer is written: factored, expanded, in lowest terms … tests of the tree as typed."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Final

from quizapp.checking import polynomial as p
from quizapp.checking import tree as t
from quizapp.checking.derive import substituted
from quizapp.checking.exact import exact_value
from quizapp.checking.reduced import is_lowest_terms, is_simplified
from quizapp.checking.sameform import factors_of, shape_key, split_product, terms_of
from quizapp.records import Localized

_PLACES: Final = (2, 3, 5, 8, 12, 15, 23, 34)
_STEPS: Final = (0, 5, 9, 16, 28)
WORDS: Final[dict[str, tuple[str, str]]] = {
    "same": ("答えと同じ形に書いてください", "write it in the form asked for"),
    "expanded": ("かっこを展開してください", "expand the brackets"),
    "factored": ("因数分解した形に書いてください", "write it factored"),
    "lowest-terms": ("既約分数で書いてください", "write it in lowest terms"),
    "single-fraction": ("一つの分数にまとめてください", "write it as a single fraction"),
    "partial-fractions": ("部分分数に分けてください", "split it into partial fractions"),
    "completed-square": ("平方完成した形に書いてください", "complete the square"),
    "simplified": ("もっと簡単にできます", "it can be simplified further"),
    "decimal": ("小数で書いてください", "write it as a decimal"),
    "exact": ("小数ではなく正確な値で書いてください", "write the exact value, not a decimal"),
    "solved": ("「名前 = 値」の形に解いてください", "solve it for the unknown"),
}
"""What to say when a right value is in another form."""


def has_form(form: str, node: t.Node, answer: t.Node, name: str = "") -> bool:
    """Whether ``node`` is written in ``form``. ``answer`` shows the form where it is the model.

    ``name`` is the unknown the form is about; the first of the answer's names when empty.
    """
    if isinstance(node, t.Seq):
        others = answer.items if isinstance(answer, t.Seq) else (answer,) * len(node.items)
        if len(others) != len(node.items):
            others = (answer,) * len(node.items)
        if form == "same":
            return _same_shape(node, answer)
        return all(has_form(form, a, b, name) for a, b in zip(node.items, others, strict=True))
    if isinstance(node, t.Relation) and form not in ("same", "solved"):
        sides = [side for side in node.sides if not isinstance(side, (t.Name, t.Num))]
        return all(has_form(form, side, answer, name) for side in sides)  # y = (x - 1)^2
    if form == "same":
        return _same_shape(node, answer)
    if form == "factored":
        return is_factored(node, answer, name)
    chosen = name or min(t.names_in(node) | t.names_in(answer), default="")
    return _TESTS[form](node, chosen)


def _same_shape(node: t.Node, answer: t.Node) -> bool:
    return bool(shape_key(node) == shape_key(answer))


def uses(node: t.Node) -> frozenset[str]:
    """The names and functions that occur in ``node``."""
    found = set()
    for part in t.walk(node):
        if isinstance(part, t.Name):
            found.add(part.id)
        elif isinstance(part, t.Call):
            found.add(part.func)
    return frozenset(found)


# Tests that need no model


def is_expanded(node: t.Node, name: str = "") -> bool:
    """No product, power or fraction is left over a sum."""
    for part in t.walk(node):
        match part:
            case t.Mul(factors) if any(_is_sum(factor) for factor in factors):
                return False
            case t.Neg(arg) if _is_sum(arg):
                return False
            case t.Div(num, _) if _is_sum(num):
                return False
            case t.Pow(base, exp) if _is_sum(base):
                power = exact_value(exp)
                if power is not None and power.denominator == 1 and abs(power) != 1:
                    return False
            case t.Add(terms) if any(isinstance(term, t.Add) for term in terms):
                return False
    return True


def _is_sum(node: t.Node) -> bool:
    return isinstance(node, t.Add)


def is_factored(node: t.Node, answer: t.Node, name: str = "") -> bool:
    """A product whose factors cannot be split further (over the rationals).

    Each polynomial factor is checked to be irreducible and free of a common whole number. Where
    a factor is no polynomial, there must be at least as many as ``answer`` is written with.
    """
    names = t.names_in(node) | t.names_in(answer)
    if not names:
        return True
    _, factors = split_product(node)
    if len(names) == 1:
        (only,) = names
        flat = [q for factor in factors if (q := p.polynomial(factor, only)) is not None]
        if len(flat) == len(factors):
            return all(_prime_factor(q) for q in flat)
    polynomial = [factor for factor in factors if _is_polynomial(factor)]
    if len(polynomial) == len(factors):
        return all(_cannot_be_split(factor) for factor in factors)
    _, wanted = split_product(answer)
    if len(wanted) > 1:
        return len(factors) >= len(wanted)
    return len(factors) > 1


def _is_polynomial(node: t.Node) -> bool:
    """Whether ``node`` is a polynomial in all its names."""
    return all(
        p.polynomial(_at(node, name, _PLACES[0]), name) is not None for name in t.names_in(node)
    )


def _at(node: t.Node, kept: str, place: int) -> t.Node:
    """``node`` with whole numbers put in for all names but one; other numbers for each name."""
    for number, name in enumerate(sorted(t.names_in(node) - {kept})):
        value = place + _STEPS[number % len(_STEPS)]
        node = substituted(node, name, t.Num(str(value), Fraction(value)))
    return node


def _cannot_be_split(node: t.Node) -> bool:
    """Whether a polynomial in several names is irreducible and free of a common whole number.

    A factor, whatever its names, shows in each of its names as a factor or as common content,
    at every place; so a place without either, for each name, proves there is none (Hilbert says
    that for an irreducible polynomial most places are of that kind).
    """
    return all(
        any(
            (poly := p.polynomial(_at(node, name, place), name)) is not None
            and p.degree(poly) > 0
            and _prime_factor(poly)
            for place in _PLACES
        )
        for name in t.names_in(node)
    )


def _prime_factor(poly: p.Poly) -> bool:
    if p.degree(poly) < 1:
        return True
    if p.content(poly).numerator != 1:
        return False
    if p.degree(p.square_free(poly)) != p.degree(poly):
        return False
    split = p.irreducible_factors(poly)
    return split is None or len(split) == 1


def is_single_fraction(node: t.Node, name: str = "") -> bool:
    """One fraction bar at most, at the top: ``a/b`` or ``-(a/b)``, nothing divided inside."""
    inner = node.arg if isinstance(node, t.Neg) else node
    if isinstance(inner, t.Div):
        return not _divides(inner.num) and not _divides(inner.den)
    return not _divides(inner)


def _divides(node: t.Node) -> bool:
    for part in t.walk(node):
        if isinstance(part, t.Div):
            return True
        if isinstance(part, t.Pow):
            power = exact_value(part.exp)
            if power is not None and power < 0:
                return True
    return False


def is_partial_fractions(node: t.Node, name: str) -> bool:
    """A polynomial plus proper fractions, each over a power of one irreducible factor."""
    seen: list[tuple[p.Poly, int]] = []
    for term in terms_of(node):
        inner = term
        while isinstance(inner, t.Neg):
            inner = inner.arg
        if p.polynomial(inner, name) is not None:
            continue
        found = p.fraction(inner, name)
        if found is None:
            return False
        num, den = found
        base = p.square_free(den)
        split = p.irreducible_factors(base)
        if split is None or len(split) != 1 or p.degree(num) >= p.degree(split[0]):
            return False
        prime = p.scaled(base, 1 / base[-1])
        power = p.degree(den) // p.degree(base)
        if (prime, power) in seen:
            return False
        seen.append((prime, power))
    return True


def is_completed_square(node: t.Node, name: str) -> bool:
    """``a(x + h)^2 + k``: one square of a linear term in ``name``, the rest without it."""
    squares = 0
    for term in terms_of(node):
        if name not in t.names_in(term):
            continue
        squares += 1
        holding = [
            (factor, below) for factor, below in factors_of(term) if name in t.names_in(factor)
        ]
        if len(holding) != 1 or holding[0][1]:
            return False
        factor = holding[0][0]
        if not isinstance(factor, t.Pow) or exact_value(factor.exp) != 2:
            return False
        base = factor.base
        linear = p.polynomial(base, name)
        if linear is not None:
            if p.degree(linear) != 1:
                return False
        elif sum(name in t.names_in(x) for x in terms_of(base)) != 1:
            return False
    return squares == 1


def is_decimal(node: t.Node, name: str = "") -> bool:
    """One number in digits, signed perhaps; no fraction, no root."""
    inner = node.arg if isinstance(node, t.Neg) else node
    return isinstance(inner, t.Num)


def is_exact(node: t.Node, name: str = "") -> bool:
    """No decimals, ``5e-1`` included."""
    return not any(
        isinstance(part, t.Num)
        and ("." in part.text or ("e" in part.text and part.value.denominator != 1))
        for part in t.walk(node)
    )


def is_solved(node: t.Node, name: str = "") -> bool:
    """``name = value``, or several such statements."""
    if isinstance(node, (t.Logic, t.Seq)):
        return all(is_solved(arg) for arg in t.children(node))
    if not isinstance(node, t.Relation) or len(node.ops) != 1:
        return False
    left, right = node.sides
    if isinstance(left, t.Seq) and isinstance(right, t.Seq):  # (x, y) = (1, 2)
        pairs = list(zip(left.items, right.items, strict=False))
        return all(is_solved(t.Relation(pair, ("=",))) for pair in pairs)
    return any(
        isinstance(a, t.Name) and a.id not in t.names_in(b)
        for a, b in ((left, right), (right, left))
    )


_TESTS: Final[dict[str, Callable[[t.Node, str], bool]]] = {
    "expanded": is_expanded,
    "lowest-terms": is_lowest_terms,
    "single-fraction": is_single_fraction,
    "partial-fractions": is_partial_fractions,
    "completed-square": is_completed_square,
    "simplified": is_simplified,
    "decimal": is_decimal,
    "exact": is_exact,
    "solved": is_solved,
}


def said(form: str) -> Localized:
    """What asks for ``form``."""
    ja, en = WORDS[form]
    return Localized(ja, en)
