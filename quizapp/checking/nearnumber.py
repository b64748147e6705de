"""Reasons for a wrong number: stated as facts, and only when one fact alone fits."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from quizapp.checking import tree as t
from quizapp.checking.exact import exact_value
from quizapp.checking.nearmiss import RECIPROCAL, SIGN, Reason
from quizapp.checking.witness import shown
from quizapp.records import Localized

_MOST_PLACES: Final = 15
_MOST_POWER: Final = 300
"""Decimal places that machine numbers can vouch for."""
_LOG: Final = Reason(
    "miss.log-base",
    Localized(
        "対数の底を取り替えたときの値になっています",
        "This is what another base of the logarithm gives",
    ),
)
_DEGREES: Final = Reason(
    "miss.degrees", Localized("度とラジアンを取り違えています", "Degrees and radians are mixed up")
)
_PERCENT_MORE: Final = Reason(
    "miss.percent",
    Localized(
        "100 倍になっています（百分率と小数の取り違え）",
        "100 times too large (percent or a plain number)",
    ),
)
_PERCENT_LESS: Final = Reason(
    "miss.percent",
    Localized(
        "100 分の 1 になっています（百分率と小数の取り違え）",
        "100 times too small (percent or a plain number)",
    ),
)
_SQUARED: Final = Reason(
    "miss.square", Localized("平方根を取る前の値です", "The square root is still to be taken")
)
_ROOTED: Final = Reason("miss.root", Localized("2 乗する前の値です", "This is still to be squared"))
_COMPLEMENT: Final = Reason(
    "miss.complement", Localized("1 から引いた残りの値です", "This is one minus the correct value")
)


def literal(node: t.Node) -> t.Num | None:
    """The number literal that ``node`` is but for its sign, or None; ``1.5*10^3`` is one."""
    inner = node.arg if isinstance(node, t.Neg) else node
    match inner:
        case t.Mul((t.Num() as digits, t.Pow(t.Num("10"), exp))) if "e" not in digits.text:
            power = exact_value(exp)
            if power is None or power.denominator != 1 or abs(power) > _MOST_POWER:
                return None
            value = digits.value * Fraction(10) ** power.numerator
            return t.Num(f"{digits.text}e{power}", value)
    return inner if isinstance(inner, t.Num) else None


def decimal_places(text: str) -> int:
    """How many decimal places a literal shows: 3 for ``0.250``, 5 for ``2.50e-3``, -2 for 1e2."""
    mantissa, _, power = text.lower().partition("e")
    _, _, decimals = mantissa.partition(".")
    return len(decimals) - (int(power) if power else 0)


def figures(text: str) -> tuple[int, int]:
    """Fewest and most significant figures a literal may claim: (3, 3) for ``0.250``, (1, 3) for
    ``200``, whose zeros may or may not be meant."""
    mantissa = text.lower().partition("e")[0]
    digits = mantissa.replace(".", "").lstrip("0")
    if not digits:
        return 1, 1
    if "." in mantissa:
        return len(digits), len(digits)
    return len(digits.rstrip("0")) or 1, len(digits)


def rounding(node: t.Node, answer: float) -> Reason | None:
    """Why ``node``, a decimal that is not the answer, is still near it; None when it is not.

    Says ``miss.rounding`` only when the literal is the answer rounded or cut off to the places
    shown, with two significant figures at least.
    """
    number = literal(node)
    if number is None or not math.isfinite(answer) or answer == 0:
        return None
    places = decimal_places(number.text)
    if not -_MOST_PLACES <= places <= _MOST_PLACES:
        return None
    value = float(number.value) * (-1 if isinstance(node, t.Neg) else 1)
    if figures(number.text)[1] < 2 or (value < 0) != (answer < 0) or value == 0:
        return None
    step = 10.0**-places
    gap = abs(abs(value) - abs(answer))
    shifted = abs(answer) / step
    if gap == 0 or abs(shifted - round(shifted)) < 1e-9 * max(1.0, shifted):
        # The answer itself ends at these places: nothing was rounded.
        return None
    if gap <= 0.5 * step * (1 + 1e-9):
        return Reason(
            "miss.rounding",
            Localized(
                "合っていますが、丸めた桁が足りません。もっと多くの桁か、分数や根号で書いてください",
                "Right as far as it goes, but rounded; give more digits or the exact value",
            ),
        )
    if abs(value) < abs(answer) and gap < step:
        return Reason(
            "miss.rounding",
            Localized(
                "途中で切り捨てています。もっと多くの桁で、最後に四捨五入してください",
                "Cut off instead of rounded; give more digits and round at the end",
            ),
        )
    if gap <= 0.003 * abs(answer) and figures(number.text)[1] >= 3 and answer != round(answer):
        share = shown(float(f"{100 * gap / abs(answer):.2g}"))
        return Reason(
            "miss.early",
            Localized(
                f"正しい値との差は {share} % です。途中で丸めていないか確かめてください",
                f"Off by {share} %; see whether you rounded on the way",
            ),
        )
    return None


def number_reason(value: float, answer: float, tolerance: float) -> Reason | None:
    """The only simple relation between two different numbers, or None when none or several fit.

    ``tolerance`` is relative.
    """
    if not (math.isfinite(value) and math.isfinite(answer)) or 0 in (value, answer):
        return None
    close = max(1e-9, min(tolerance, 1e-3))
    found = [
        reason
        for reason, wanted in _candidates(answer)
        if abs(value - wanted) <= close * abs(wanted)
    ]
    notes = {reason.note for reason in found}
    return found[0] if len(notes) == 1 else None


def _candidates(answer: float) -> Iterator[tuple[Reason, float]]:
    yield SIGN, -answer
    yield _PERCENT_MORE, 100 * answer
    yield _PERCENT_LESS, answer / 100
    yield RECIPROCAL, 1 / answer
    yield _SQUARED, answer * answer
    if answer > 0:
        yield _ROOTED, math.sqrt(answer)
    if 0 < answer < 1:
        yield _COMPLEMENT, 1 - answer
    for factor in (math.log(2), math.log(10), math.log(10) / math.log(2)):
        yield _LOG, answer * factor
        yield _LOG, answer / factor
    yield _DEGREES, answer * 180 / math.pi
    yield _DEGREES, answer * math.pi / 180
    for power in (-6, -5, -4, -3, -1, 1, 3, 4, 5, 6):
        yield _shifted(power), answer * 10.0**power
    for part in (
        Fraction(2),
        Fraction(1, 2),
        Fraction(4),
        Fraction(1, 4),
        Fraction(3),
        Fraction(1, 3),
    ):
        yield _multiple(part), answer * float(part)


def _shifted(power: int) -> Reason:
    ja = f"桁がずれています（10^{power} 倍）"
    return Reason("miss.power-of-ten", Localized(ja, f"Off by a power of ten (10^{power})"))


def _multiple(part: Fraction) -> Reason:
    if part > 1:
        ja, en = f"{part} 倍になっています", f"This is {part} times the correct value"
    else:
        ja = f"{part.denominator} 分の 1 になっています"
        en = f"A factor {part.denominator} is missing"
    return Reason("miss.factor", Localized(ja, en))
