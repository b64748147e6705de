"""Numbers as learners type and read them."""

from __future__ import annotations

import math
import re
import unicodedata

LONGEST = 200
"""More characters than this are no number."""

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
_SIGNS = str.maketrans({"ー": "-", "−": "-", "‐": "-", "―": "-", "–": "-", "、": ",", "。": "."})
_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def read_number(text: str) -> float | None:
    """The finite number written in ``text`` (decimal, exponent or one fraction), or None."""
    if len(text) > LONGEST:
        return None
    top, slash, bottom = fold(text).replace(" ", "").partition("/")
    if not _NUMBER.fullmatch(top) or (slash and not _NUMBER.fullmatch(bottom)):
        return None
    if slash and float(bottom) == 0:
        return None
    number = float(top) / float(bottom) if slash else float(top)
    return number if math.isfinite(number) else None


def format_number(value: float, decimals: int | None = None) -> str:
    """``value`` with so many decimals; with more, up to 6 figures, where those would change it."""
    if decimals is not None:
        shown = f"{value:.{decimals}f}"
        if abs(float(shown) - value) <= 1e-9 * max(1.0, abs(value)):
            return "0" if shown.strip("-0.") == "" and decimals == 0 else shown
    shown = f"{value:.6g}"
    return shown.replace("e-0", "e-").replace("e+0", "e")


def fold(text: str) -> str:
    """``text`` with full-width signs as half-width ones and Japanese dashes as minus."""
    return unicodedata.normalize("NFKC", text.translate(_SIGNS)).translate(_SIGNS).strip()


def figures(value: float, digits: int = 4) -> str:
    """``value`` to be read: so many significant figures, no trailing zeros, −0.25 and 3.1×10⁻⁶.

    A value that is not finite is –.
    """
    if not math.isfinite(value):
        return "–"
    mantissa, _, exponent = format_number(float(f"{value:.{digits}g}")).partition("e")
    shown = mantissa.replace("-", "−")
    return f"{shown}×{raised(int(exponent))}" if exponent else shown


def term(value: float, digits: int = 4) -> str:
    """``figures`` within a formula: a negative value stands in brackets."""
    shown = figures(value, digits)
    return f"({shown})" if shown.startswith("−") else shown


def counted(number: int, thing: str) -> str:
    """``1 layer``, ``5 layers``: an English count."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def raised(exponent: int) -> str:
    """``10⁻⁴`` for -4."""
    return "10" + str(exponent).translate(_RAISED)


def power(value: float, digits: int = 2) -> str:
    """``value`` for a sentence: 0.051, 1.3, 40, but 6.7×10⁻¹⁶ with so many zeros."""
    if not math.isfinite(value) or value == 0 or 1e-3 <= abs(value) < 1e5:
        return figures(value, digits)
    mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
    mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
    return f"{mantissa.replace('-', '−')}×{raised(int(exponent))}"
