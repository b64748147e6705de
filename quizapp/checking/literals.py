"""Literals: digits, thousands, powers of ten, and what a literal may cost."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from quizapp.checking import messages
from quizapp.checking.tokens import literal

if TYPE_CHECKING:
    from quizapp.checking.lexer import Lexer

_pattern = cache(re.compile)
_GROUPED: Final = r"\d{1,3}(?:,\d{3})+(?!,?\d)(?:\.\d+)?|\d{1,3}(?: \d{3})+(?![ ]?\d)(?:\.\d+)?"
_SCIENTIFIC: Final = (
    r"\s*×\s*10\s*(?:\^|\*\*)\s*(?:\{\s*([+-]?\d+)\s*\}|\(\s*([+-]?\d+)\s*\)|([+-]?\d+))(?![\d.!^])"
)


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
    groups = _pattern(_GROUPED).match(text, start) if grouped else None
    if groups is not None and _is_one_number(lexer, groups.group()):
        typed = groups.group().replace(",", "").replace(" ", "")
        end = groups.end()
    typed = typed.replace("_", "").replace("E", "e")
    if (
        "e" not in typed
        and "×" in text
        and (power := _pattern(_SCIENTIFIC).match(text, end)) is not None
    ):
        size = power.group(1) or power.group(2) or power.group(3)
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
