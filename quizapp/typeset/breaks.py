"""Where a line of mixed Japanese and English may end.

The rules of Unicode's line breaking (UAX #14) that such text meets, with Japanese kinsoku on top.
Written out here because the library for it takes 45 ms to import and 45 ms for a page; tests hold
the two against each other.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final

NO_LINE_BEGINS_WITH: Final = frozenset(
    "、。，．,.）)」』】〕〉》］]｝}〙〗・：；？！!?:;ーｰ々〻ゝゞヽヾ〜～゠%％‰℃°′″…‥"
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ"
    "ｧｨｩｪｫｬｭｮｯ､｡｣･ﾞﾟ”’"
)
"""Signs that stay with what they follow."""
NO_LINE_ENDS_WITH: Final = frozenset("（(「『【〔〈《［[｛{〘〖“‘｢￥¥$＄£￡№")
"""Signs that stay with what they precede."""

FORMULA: Final = "\ufffc"
"""Stands for a formula set apart; breaks like a letter."""

_BLANKS = frozenset(" \u3000\u2002\u2003\u2009")

# Classes: S blank, O opening, C never begins a line, I inseparable dots, N digit, A letter or
# other narrow sign, H hyphen, B dash that may end a line, Y slash, D infix punctuation,
# P postfix unit, R prefix, Q quotation mark, G glue, M mark on the sign before, W wide.
_CLASS: dict[str, str] = {
    **dict.fromkeys(_BLANKS, "S"),
    **dict.fromkeys("、。，．）」』】〕〉》］｝〙〗・：；？！ーｰ々〻ゝゞヽヾ〜～゠､｡｣･ﾞﾟ!?)]}", "C"),
    **dict.fromkeys("（(「『【〔〈《［[｛{〘〖｢", "O"),
    **dict.fromkeys("…‥⋯", "I"),
    **dict.fromkeys("0123456789", "N"),
    **dict.fromkeys(",.:;", "D"),
    **dict.fromkeys("%％‰℃°′″", "P"),
    **dict.fromkeys("￥¥$＄£￡№+±\\", "R"),
    **dict.fromkeys("“”‘’\"'", "Q"),
    **dict.fromkeys("\u00a0\u202f\u2060\ufeff\u2011", "G"),
    **dict.fromkeys("\u2010\u2012\u2013", "B"),
    **dict.fromkeys("—―", "X"),
    "-": "H",
    "/": "Y",
    "\u200b": "Z",
    "\u200d": "M",
    FORMULA: "A",
}
for _sign in NO_LINE_BEGINS_WITH:
    _CLASS.setdefault(_sign, "C")


def _class_of(sign: str) -> str:
    known = _CLASS.get(sign)
    if known is not None:
        return known
    category = unicodedata.category(sign)
    if (
        category in ("Mn", "Me", "Mc", "Cf")
        or sign == "\u200d"
        or "\U0001f3fb" <= sign <= "\U0001f3ff"
    ):
        found = "M"
    elif category == "Ps":
        found = "O"
    elif category == "Pe":
        found = "C"
    elif category in ("Pi", "Pf"):
        found = "Q"
    elif category == "Nd" and unicodedata.east_asian_width(sign) != "F":
        found = "N"
    elif category == "Zs":
        found = "S"
    elif unicodedata.east_asian_width(sign) in "WF":
        found = "W"
    else:
        found = "A"
    _CLASS[sign] = found
    return found


_STAYS_WITH_BEFORE = frozenset("CIDPYMGBHZ")
_NARROW = frozenset("AN")


def break_before(text: str | Sequence[str]) -> list[bool]:
    """For each character, whether a line may begin with it.

    The first is False. A blank never begins a line: the break comes after the run of blanks.
    """
    count = len(text)
    allowed = [False] * count
    if not count:
        return allowed
    before = _class_of(text[0])
    if before == "M":
        before = "A"
    blank = before == "S"
    solid = "" if blank else before
    earlier = ""  # the class before ``solid``, for hyphens and numbers
    for index in range(1, count):
        sign = text[index]
        own = _CLASS.get(sign) or _class_of(sign)
        if own == "S":
            blank = True
            continue
        if own == "M":
            if not blank:
                continue
            own = "A"
        if not solid:
            allowed[index] = False
        elif blank:
            number = own == "D" and index + 1 < count and _class_of(text[index + 1]) == "N"
            allowed[index] = _after_blank(solid, "N" if number else own)
        else:
            allowed[index] = _between(earlier, solid, own, text, index)
        earlier = "S" if blank else solid
        solid = own
        blank = False
    return allowed


def _after_blank(before: str, own: str) -> bool:
    """Whether a line may begin after blanks: kinsoku holds across them."""
    return before not in "OG" and own not in "CIDPYG"


def _between(earlier: str, before: str, own: str, text: str | Sequence[str], index: int) -> bool:
    if before == "Z":
        return True
    if before in "OG" or own in _STAYS_WITH_BEFORE:
        return False
    if before == "Q" or own == "Q":
        return _beside_quotation(before, own, text, index)
    if before == "R":
        return False
    if before in _NARROW:
        if own in _NARROW or own == "R":
            return False
        return own != "O" or text[index] not in "([{"
    if before == "C" and text[index - 1] in ")]}!?" and own in "ANR":
        return False
    if before == "C" and text[index - 1] in ")]}" and own == "O":
        return text[index] not in "([{"
    if before == "P":
        return own not in "AN" and not (own == "O" and text[index] in "([{")
    if before == "D":
        return own in "WO" and text[index] not in "([{"
    if before == "H":
        # A minus at the head of a number or name is no hyphen.
        leads = earlier in ("", "S", "O", "W", "C")
        return own == "W" if leads else own != "N"
    if before == "Y":
        return own != "N"
    if before == "I":
        return own != "I"
    return not before == own == "X"


def _beside_quotation(before: str, own: str, text: str | Sequence[str], index: int) -> bool:
    """Quotation marks keep to both sides, but curly ones open to Japanese on their outside."""
    if own == "Q":
        return text[index] in "“‘" and before in "WC"
    return text[index - 1] in "”’" and own in "WO"
