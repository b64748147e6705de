"""Literals: digits, thousands, powers of ten, and what a literal may cost."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Final

from quizapp.checking import messages
from quizapp.checking.tokens import literal
from quizapp.checking.tree import Div

if TYPE_CHECKING:
    from quizapp.checking.lexer import Lexer

_pattern = cache(re.compile)
_REPEATING: Final = "\u0307("
"""What marks digits that repeat: a dot over the first and the last, or brackets."""
_DOTTED: Final = r"(\d{0,30})\.(\d{0,30}?)(\d)\u0307(?:(\d{0,30})(\d)\u0307)?(?!\d)"
_BRACKETED: Final = r"(\d{1,30})\.\((\d{1,30})\)(?![\d.])"
_GROUPED: Final = r"\d{1,3}(?:,\d{3})+(?!,?\d)(?:\.\d+)?|\d{1,3}(?: \d{3})+(?![ ]?\d)(?:\.\d+)?"
_EXPONENT: Final = r"(?:\{\s*([+-]?\d+)\s*\}|\(\s*([+-]?\d+)\s*\)|([+-]?\d+))(?![\d.!^])"
_SCIENTIFIC: Final = r"\s*([×xX])\s*10\s*(?:\^|\*\*)\s*" + _EXPONENT


def number(lexer: Lexer, found: re.Match[str], gap: bool, grouped: bool) -> int:
    """The index after a literal."""
    text = lexer.text
    start, end = found.span()
    typed = found.group()
    if lexer.pending and text[start] != ".":  # \frac12 takes one digit at a time
        lexer.pending -= 1
        lexer.put("n", literal(text[start]), start, start + 1, gap)
        return start + 1
    if lexer.latex and lexer.tokens.kinds[-1:] == ["_"]:
        lexer.put("n", literal(text[start]), start, start + 1, gap)
        return start + 1
    if text[end : end + 1] in _REPEATING and end < len(text):
        after = _repeating(lexer, start, gap)
        if after:
            return after
    groups = _pattern(_GROUPED).match(text, start) if grouped else None
    if groups is not None and _is_one_number(lexer, groups.group()):
        typed = groups.group().replace(",", "").replace(" ", "")
        end = groups.end()
    typed = typed.replace("_", "").replace("E", "e")
    if (
        "e" not in typed
        and ("×" in text or "x" in text or "X" in text)
        and (power := _pattern(_SCIENTIFIC).match(text, end)) is not None
        and power.group(1) not in lexer.words.words
    ):
        size = power.group(2) or power.group(3) or power.group(4)
        if len(size) <= 5 and abs(int(size)) <= lexer.limits.exponent:
            typed = f"{typed.rstrip('.')}e{int(size)}"
            end = power.end()
    mantissa, _, exponent = typed.partition("e")
    if len(mantissa) > lexer.limits.digits:
        raise messages.bad_number(
            start,
            end,
            f"数の桁が多すぎます（{lexer.limits.digits} 桁まで）。",
            f"The number has too many digits (at most {lexer.limits.digits}).",
        )
    if exponent and (len(exponent) > 6 or abs(int(exponent)) > lexer.limits.exponent):
        raise messages.bad_number(
            start,
            end,
            f"指数が大きすぎます（±{lexer.limits.exponent} まで）。",
            f"The exponent is too large (at most ±{lexer.limits.exponent}).",
        )
    if mantissa.endswith(".") or exponent:
        typed = mantissa.rstrip(".") + (f"e{int(exponent)}" if exponent else "")
    lexer.put("n", literal(typed), start, end, gap)
    return end


def _is_one_number(lexer: Lexer, typed: str) -> bool:
    """Whether grouped digits are one number and no list (``1,000``), nor entries of a row."""
    separator = "," if "," in typed else " "
    groups = typed.split(".")[0].split(separator)[1:]
    if any(group.startswith("0") for group in groups):
        return separator == "," or lexer.depth == 0
    return lexer.words.names.thousands and lexer.depth == 0


def _repeating(lexer: Lexer, start: int, gap: bool) -> int:
    """The index after ``0.1̇42857̇`` or ``0.(3)``, read as the fraction it is; 0 for neither."""
    text = lexer.text
    dotted = _pattern(_DOTTED).match(text, start)
    bracketed = None if dotted else _pattern(_BRACKETED).match(text, start)
    if dotted is not None:
        whole, fixed, first, between, last = dotted.groups()
        end = dotted.end()
        value = recurring(whole, fixed, first + ((between or "") + last if last else ""))
    elif bracketed is not None:
        end = bracketed.end()
        value = recurring(bracketed.group(1), "", bracketed.group(2))
    else:
        return 0
    top = literal(str(value.numerator))
    if value.denominator == 1:
        lexer.put("n", top, start, end, gap)
    else:
        lexer.put("q", Div(top, literal(str(value.denominator))), start, end, gap)
    return end


def continued(typed: str) -> Fraction | None:
    """What ``0.1666`` goes on to be, where its last digits repeat; None where they do not."""
    whole, _, digits = re.sub("[, _]", "", typed).partition(".")
    if not 2 <= len(digits) <= 30 or not digits.isdigit() or not whole.isdigit() or len(whole) > 30:
        return None
    for size in range(1, len(digits) // 2 + 1):
        if digits[-size:] == digits[-2 * size : -size]:
            fixed, again = digits[:-size], digits[-size:]
            return recurring(whole, fixed, again)
    return None


def recurring(whole: str, fixed: str, again: str) -> Fraction:
    """The value of ``whole.fixed`` followed by ``again`` without end."""
    base = int((whole + fixed) or "0")
    return Fraction(
        int((whole + fixed + again) or "0") - base, (10 ** len(again) - 1) * 10 ** len(fixed)
    )
