"""The pocket calculator of a sitting: one line in, one number out.

It reads what the answers are read with and works the tree out in machine numbers, so nothing that
is typed is ever run, and no text builds a number too large to hold. It knows no letters but the
constants and ``ans``, the last result; it solves, proves and simplifies nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from quizapp.checking.evaluate import NotScalar, evaluate, finite
from quizapp.checking.names import Names
from quizapp.checking.parse import read
from quizapp.records import Localized

DIGITS = 12
"""Significant digits shown; the last few of a machine number are noise."""
MAX_SUM = 400
"""Characters of one line."""
_NAMES = Names.of("ans")
NOTHING = Localized()
_NOT_ONE = Localized("1 つの数になる式を書いてください", "Write something that is one number")
_NO_VALUE = Localized(
    "値がありません（0 で割った、大きすぎる、など）", "No value (a division by 0, too large …)"
)
_TOO_LONG = Localized("式が長すぎます", "Too long")


@dataclass(frozen=True, slots=True)
class Worked:
    """What a line came to: a value, or why there is none."""

    value: complex | None
    shown: str = ""
    """The value as written; reading it again gives the value, to the digits shown."""
    said: Localized = NOTHING
    """Why there is no value, and "" where there is one."""


def work_out(text: str, ans: complex | None = None) -> Worked:
    """The value of ``text``; ``ans`` is the result before it. Never raises."""
    if len(text) > MAX_SUM:
        return Worked(None, said=_TOO_LONG)
    reading = read(text, _NAMES)
    if reading.tree is None:
        assert reading.error is not None
        return Worked(None, said=reading.error.message)
    try:
        (value,) = evaluate(reading.tree, {} if ans is None else {"ans": [_plain(ans)]}, 1, _NAMES)
    except NotScalar:
        return Worked(None, said=_NOT_ONE)
    if not finite(value):
        return Worked(None, said=_NO_VALUE)
    return Worked(value, shown(value))


def shown(value: complex) -> str:
    """A number as a pocket calculator writes it: ``0.3``, ``1024``, ``6.02e+23``, ``1+2i``."""
    real, imaginary = _digits(value.real), _digits(value.imag)
    if imaginary == "0":
        return real
    unit = {"1": "i", "-1": "-i"}.get(imaginary, f"{imaginary}i")
    if real == "0":
        return unit
    return f"{real}{unit}" if unit.startswith("-") else f"{real}+{unit}"


def value_of(text: str) -> complex | None:
    """The number that ``shown`` wrote, or None."""
    return work_out(text).value


def _plain(value: complex) -> float | complex:
    return value.real if value.imag == 0 else value


def _digits(value: float) -> str:
    if value == 0 or not math.isfinite(value):
        return "0"
    if value.is_integer() and abs(value) < 10**15:
        return str(int(value))
    return f"{value:.{DIGITS}g}"
