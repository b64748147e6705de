"""Reasons for a wrong expression, each one a relation that holds at every comparison point.

Nothing here guesses: ``miss.sign`` is said when the response is exactly the negative of the
answer, ``miss.inner`` when multiplying by the inner derivative makes it right. Where no relation
holds there is no reason, and the witness point speaks.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from quizapp.checking import tree as t
from quizapp.checking.compare import Target, equal
from quizapp.checking.derive import ONE, TWO, NoDerivative, derivative, multiplied, substituted
from quizapp.checking.evaluate import NotScalar, evaluate, finite
from quizapp.checking.functions import Value
from quizapp.checking.links import Link, offset, ratio
from quizapp.checking.names import Domain, Names, Symbol
from quizapp.checking.witness import shown
from quizapp.records import Localized


@dataclass(frozen=True, slots=True)
class Reason:
    """A named relation between a wrong response and the answer."""

    note: str
    words: Localized


SIGN: Final = Reason("miss.sign", Localized("符号が逆です", "The sign is flipped"))
INNER: Final = Reason(
    "miss.inner", Localized("内側の微分を掛けていません", "The inner derivative is missing")
)
RECIPROCAL: Final = Reason(
    "miss.reciprocal", Localized("逆数になっています", "This is the reciprocal")
)
SQUARED: Final = Reason(
    "miss.square",
    Localized("正しい式の 2 乗になっています", "This is the square of the correct one"),
)
ROOTED: Final = Reason(
    "miss.root",
    Localized("正しい式の平方根になっています", "This is the square root of the correct one"),
)
COPIED: Final = Reason(
    "miss.copied", Localized("もとの式のままです", "This is the expression you started from")
)
DIFFERENTIATED: Final = Reason(
    "miss.differentiated",
    Localized("積分ではなく微分しています", "You differentiated instead of integrating"),
)
INTEGRATED: Final = Reason(
    "miss.integrated",
    Localized("微分ではなく積分しています", "You integrated instead of differentiating"),
)
PRODUCT: Final = Reason(
    "miss.product",
    Localized(
        "積の微分は、それぞれの微分の積ではありません",
        "The derivative of a product is not the product of the derivatives",
    ),
)
QUOTIENT: Final = Reason(
    "miss.quotient",
    Localized(
        "商の微分は、それぞれの微分の商ではありません",
        "The derivative of a quotient is not the quotient of the derivatives",
    ),
)
CONJUGATE: Final = Reason(
    "miss.conjugate", Localized("複素共役になっています", "This is the complex conjugate")
)

_NAMED_FACTORS: Final[tuple[tuple[float, str], ...]] = (
    (math.pi, "π"),
    (math.e, "e"),
    (math.sqrt(2), "√2"),
    (math.sqrt(math.pi), "√π"),
    (math.sqrt(2 * math.pi), "√(2π)"),
    (math.log(2), "ln 2"),
    (math.log(3), "ln 3"),
    (math.log(10), "ln 10"),
)
_LOG_FACTORS: Final = (math.log(2), math.log(10), math.log(10) / math.log(2))


def find_reason(
    response: t.Node,
    target: Target,
    *,
    given: t.Node | None = None,
    variable: str = "",
    calculus: str = "",
    inner: tuple[t.Node, ...] = (),
) -> Reason | None:
    """The first relation that explains why ``response`` is not ``target``, or None.

    ``target`` contains names; constants are looked at by ``nearnumber``, because between two
    numbers some relation always holds.
    """
    try:
        for reason in _reasons(response, target, given, variable, calculus, inner):
            return reason
    except (NotScalar, NoDerivative):
        return None
    return None


def _reasons(
    response: t.Node,
    target: Target,
    given: t.Node | None,
    variable: str,
    calculus: str,
    inner: tuple[t.Node, ...],
) -> Iterator[Reason]:
    names = target.names
    if target.constant:
        return
    if given is not None:
        yield from _about_given(response, target, given, variable, calculus, names)
    link = ratio(response, target)
    if link.verdict == "equal" and _is(link, -1):
        yield SIGN
    for factor in inner:
        if _same(multiplied(response, factor), target.tree, names):
            yield INNER
    if given is not None and calculus == "derivative":
        yield from _inner_of(response, target, given, variable, names)
    if link.verdict == "equal":
        reason = factor_reason(link.value, logs=_has_logs(response) and _has_logs(target.tree))
        if reason is not None:
            yield reason
    shift = offset(response, target)
    if shift.verdict == "equal" and abs(shift.value) > 0:
        yield _offset_reason(shift.value)
    yield from _by_values(response, target)
    yield from _swapped(response, target)
    yield from _by_domain(response, target)


def _is(link: Link, value: float) -> bool:
    return finite(link.value) and abs(link.value - value) < 1e-9


def _same(mine: t.Node, other: t.Node, names: Names) -> bool:
    return equal(mine, other, names).verdict == "equal"


def _about_given(
    response: t.Node, target: Target, given: t.Node, variable: str, calculus: str, names: Names
) -> Iterator[Reason]:
    if _same(response, given, names):
        yield COPIED
        return
    if not variable:
        return
    if calculus == "antiderivative" and _same(response, derivative(given, variable, names), names):
        yield DIFFERENTIATED
    if calculus == "derivative":
        try:
            upward = derivative(response, variable, names)
        except NoDerivative:
            upward = None
        if upward is not None and _same(upward, given, names):
            yield INTEGRATED
        yield from _broken_rules(response, given, variable, names)


def _broken_rules(response: t.Node, given: t.Node, variable: str, names: Names) -> Iterator[Reason]:
    match given:
        case t.Mul(factors):
            moving = [factor for factor in factors if variable in t.names_in(factor)]
            if len(moving) > 1:
                still = [factor for factor in factors if variable not in t.names_in(factor)]
                naive = multiplied(*still, *(derivative(f, variable, names) for f in moving))
                if _same(response, naive, names):
                    yield PRODUCT
        case t.Div(num, den) if variable in t.names_in(num) and variable in t.names_in(den):
            below = derivative(den, variable, names)
            if _same(response, t.Div(derivative(num, variable, names), below), names):
                yield QUOTIENT


def _inner_of(
    response: t.Node, target: Target, given: t.Node, variable: str, names: Names
) -> Iterator[Reason]:
    """Inner derivatives of ``given`` that would make the response right."""
    for part in t.walk(given):
        inside: t.Node | None = None
        if isinstance(part, t.Call) and len(part.args) == 1:
            inside = part.args[0]
        elif isinstance(part, t.Pow):
            inside = part.base if variable in t.names_in(part.base) else part.exp
        if inside is None or isinstance(inside, t.Name) or variable not in t.names_in(inside):
            continue
        factor = derivative(inside, variable, names)
        if _same(multiplied(response, factor), target.tree, names):
            yield INNER
            return


def _has_logs(node: t.Node) -> bool:
    """Whether a logarithm of something that varies occurs: its base can be the wrong one."""
    return any(
        isinstance(part, t.Call) and part.func in ("ln", "log") and t.names_in(part.args[0])
        for part in t.walk(node)
    )


def factor_reason(value: Value, *, logs: bool = False) -> Reason | None:
    """What to say about a response that is ``value`` times the answer; None for odd factors.

    ``logs``: both sides are made of logarithms, so that a factor ln 10 is another base; where
    they are not (``2^x`` for the derivative ``2^x ln 2``), it is just a factor.
    """
    if type(value) is complex or not math.isfinite(value) or value == 0:  # type: ignore[arg-type]
        return None
    x: float = value  # type: ignore[assignment]
    flipped = x < 0
    size = abs(x)
    for factor in _LOG_FACTORS if logs else ():
        if _near(size, factor) or _near(size, 1 / factor):
            return Reason(
                "miss.log-base",
                Localized("対数の底が違います", "The base of the logarithm differs"),
            )
    if _near(size, math.pi / 180) or _near(size, 180 / math.pi):
        return Reason(
            "miss.degrees",
            Localized("度とラジアンを取り違えています", "Degrees and radians are mixed up"),
        )
    for unit, sign in ((1.0, ""), *_NAMED_FACTORS):
        for turned in (False, True):
            if turned and not sign:
                continue
            part = Fraction(size * unit if turned else size / unit).limit_denominator(24)
            if (
                part.numerator > 100
                or part == 0
                or not _near(size, float(part) / unit if turned else float(part) * unit)
            ):
                continue
            return _factor_words(part, sign, turned, flipped)
    return None


def _near(a: float, b: float) -> bool:
    return abs(a - b) <= 1e-9 * abs(b)


def _factor_words(part: Fraction, unit: str, turned: bool, flipped: bool) -> Reason | None:
    if part == 1 and not unit:
        return SIGN if flipped else None
    above = "" if part.numerator == 1 and unit and not turned else str(part.numerator)
    below = "" if part.denominator == 1 and turned else str(part.denominator)
    above += unit if not turned else ""
    below += unit if turned else ""
    ja_sign = "符号が逆で、" if flipped else ""
    en_sign = "the sign is flipped and " if flipped else ""
    if above == "1":
        ja, en = f"係数の {below} が足りません", f"a factor {below} is missing"
    elif below == "1":
        ja, en = f"余分な係数 {above} が付いています", f"there is an extra factor {above}"
    else:
        whole = f"{above}/{below}"
        ja, en = f"正しい式の {whole} 倍になっています", f"it is {whole} times the correct one"
    said = en_sign + en
    return Reason("miss.factor", Localized(ja_sign + ja, said[0].upper() + said[1:]))


def _offset_reason(value: Value) -> Reason:
    gap = shown(value)
    return Reason(
        "miss.offset",
        Localized(
            f"定数だけずれています（あなたの式は {gap} だけ大きい）"
            if not gap.startswith("-")
            else f"定数だけずれています（あなたの式は {gap[1:]} だけ小さい）",
            f"Off by a constant (yours is larger by {gap})"
            if not gap.startswith("-")
            else f"Off by a constant (yours is smaller by {gap[1:]})",
        ),
    )


def _by_values(response: t.Node, target: Target) -> Iterator[Reason]:
    mine, theirs = target.column(response), target.values
    pairs = [
        (a, b)
        for a, b in zip(mine, theirs, strict=True)
        if finite(a) and finite(b) and a != 0 and b != 0
    ]
    if len(pairs) < 5:
        return
    names = target.names
    if all(_close(a * b, 1) for a, b in pairs) and _same(t.Div(ONE, response), target.tree, names):
        yield RECIPROCAL
    if all(_close(a, b * b) for a, b in pairs) and _same(response, t.Pow(target.tree, TWO), names):
        yield SQUARED
    if all(_close(a * a, b) for a, b in pairs) and _same(t.Pow(response, TWO), target.tree, names):
        yield ROOTED
    if (
        target.complex
        and all(_close(a, complex(b).conjugate()) for a, b in pairs)
        and any(type(b) is complex for _, b in pairs)
    ):
        yield CONJUGATE


def _close(a: Value, b: Value) -> bool:
    return abs(a - b) <= 1e-9 * max(abs(a), abs(b))


def _swapped(response: t.Node, target: Target) -> Iterator[Reason]:
    """Two names that, exchanged in the response, make it right."""
    used = sorted((t.names_in(response) | target.own_names) & target.known)
    if not 2 <= len(used) <= 6:
        return
    for first, second in itertools.combinations(used, 2):
        env = dict(target.env)
        env[first], env[second] = env[second], env[first]
        column = evaluate(response, env, target.points.count, target.names)
        pairs = [(a, b) for a, b in zip(column, target.values, strict=True) if finite(a)]
        if len(pairs) < 5 or not all(_close(a, b) for a, b in pairs):
            continue
        turned = substituted(response, first, t.Name("\0"))
        turned = substituted(substituted(turned, second, t.Name(first)), "\0", t.Name(second))
        if _same(turned, target.tree, _of_one_kind(first, second, target.names)):
            yield Reason(
                "miss.swapped",
                Localized(
                    f"{first} と {second} が入れ替わっています",
                    f"{first} and {second} are swapped",
                ),
            )
            return


def _of_one_kind(first: str, second: str, names: Names) -> Names:
    """The names with two of them allowed the same values.

    Between names of different domains an exchange proves nothing: ``lam*abs(w)`` is ``lam*w``
    with both exchanged only because ``lam`` is positive.
    """
    one, two = names.symbol(first), names.symbol(second)
    if (one.domain, one.low, one.high) == (two.domain, two.low, two.high):
        return names
    kind: Domain = "complex" if "complex" in (one.domain, two.domain) else "real"
    others = tuple(symbol for symbol in names.symbols if symbol.id not in (first, second))
    return replace(names, symbols=(*others, Symbol(first, kind), Symbol(second, kind)))


def _by_domain(response: t.Node, target: Target) -> Iterator[Reason]:
    """Equal for positive values only: a missing absolute value, as a rule."""
    used = t.names_in(response) | target.own_names
    signed = [s for s in target.symbols if s.id in used and s.domain in ("real", "integer")]
    if not signed or any(s.low is not None or s.high is not None for s in signed):
        return
    positive = Names(
        tuple(
            Symbol(s.id, "positive" if s.domain == "real" else "natural") if s in signed else s
            for s in target.symbols
        ),
        target.names.functions,
    )
    if _same(response, target.tree, positive) and _parts_below_zero(response, target, signed):
        words = "、".join(s.id for s in signed)
        plain = ", ".join(s.id for s in signed)
        yield Reason(
            "miss.domain",
            Localized(
                f"{words} が正のときだけ等しくなります。負のときも考えてください",
                f"Equal only for positive {plain}; think of negative values too",
            ),
        )


def _parts_below_zero(response: t.Node, target: Target, signed: list[Symbol]) -> bool:
    """Whether the two differ plainly wherever a signed name is negative, as "only" says."""
    column = target.column(response)
    below = [
        place
        for place in range(target.points.count)
        if any(_is_negative(target.points.at(place)[symbol.id]) for symbol in signed)
    ]
    apart = [
        place
        for place in below
        if not finite(column[place])
        or abs(column[place] - target.values[place])
        > 1e-9 * max(abs(column[place]), abs(target.values[place]))
    ]
    return 2 * len(apart) > len(below)


def _is_negative(value: Value) -> bool:
    return not isinstance(value, complex) and value < 0
