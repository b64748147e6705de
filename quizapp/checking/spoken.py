"""Mathematics in Japanese words: ``3分の2``, ``xの2乗``, ``マイナス``, ``100万``, ``シグマ``.

Only words that have one meaning are in the tables; all others are refused with their place.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

_pattern = cache(re.compile)

WORDS: Final = {
    "かつ": " and ", "および": " and ", "及び": " and ",
    "または": " or ", "又は": " or ", "もしくは": " or ",
    "無限大": "∞", "約": "≈", "およそ": "≈", "ほぼ": "≈",
    "ルート": "√", "パイ": "π", "空集合": "∅", "解なし": "∅",
    "すべての実数": "ℝ", "全ての実数": "ℝ", "任意の実数": "ℝ", "実数全体": "ℝ", "全実数": "ℝ",
    "よって": " ", "したがって": " ", "従って": " ", "ゆえに": " ",
    "プラス": "+", "たす": "+", "足す": "+", "マイナス": "-", "ひく": "-", "引く": "-",
    "かける": "*", "掛ける": "*", "わる": "/", "割る": "/",
    "イコール": "=", "パーセント": "%", "対": ":",
    "コサイン": " cos ", "サイン": " sin ", "タンジェント": " tan ",
    "アルファ": " α ", "ベータ": " β ", "ガンマ": " γ ", "デルタ": " δ ", "イプシロン": " ε ",
    "イータ": " η ", "シータ": " θ ", "ラムダ": " λ ", "ミュー": " μ ", "ロー": " ρ ",
    "ログ": " log ", "シグモイド": " sigmoid ", "シグマ": " σ ", "タウ": " τ ",
    "ファイ": " φ ", "オメガ": " ω ",
}  # fmt: skip
"""Words with a sign of their own; the longer of two that begin alike comes first."""
_BY_INITIAL: Final = {
    initial: tuple(word for word in WORDS if word[0] == initial)
    for initial in sorted({word[0] for word in WORDS})
}
_COUNTS: Final = {
    "千万": "e7", "百万": "e6", "十万": "e5", "万": "e4", "千億": "e11", "百億": "e10",
    "十億": "e9", "億": "e8", "兆": "e12", "千": "e3", "百": "e2", "度": "°", "割": "*10%",
}  # fmt: skip
"""Words that make a number larger, and degrees, right behind a digit: ``100万``, ``1.5億``."""
_NOTHING: Final = (
    r"\s*(?:(?:there (?:is|are) )?no (?:real )?solutions?|(?:the )?empty set)\s*\.?\s*"
)
"""What is said in English where no value is: the empty set."""
_VERBS: Final = ("割る", "割っ", "割り", "度目")
"""Words that begin like one of those and are another."""
_PARTS: Final = r"([0-9０-９]{1,20})\s*分の\s*([0-9０-９]{1,20})"
"""A fraction as it is spoken: ``3分の2`` is 2/3."""
_RAISED: Final = (
    r"の\s*((?:[-−－ー]|マイナス)?[0-9０-９]{1,8}|[A-Za-zａ-ｚ]|[-−－ー][A-Za-zａ-ｚ]|[二三])\s*乗"
)
"""A power as it is spoken: ``xの2乗``."""
_KANJI: Final = {"二": "2", "三": "3", "ー": "-", "−": "-", "－": "-"}


def word_at(text: str, at: int) -> str | None:
    """The word of the table that starts at ``at``."""
    for word in _BY_INITIAL.get(text[at], ()):
        if text.startswith(word, at):
            return word
    return None


def says_nothing(text: str) -> bool:
    """Whether the whole text says in English that there is nothing: ``no solution``."""
    if text.lstrip()[:1] not in tuple("NnEeTt"):
        return False
    return _pattern(_NOTHING, re.IGNORECASE).fullmatch(text) is not None


def spoken(text: str, at: int, extra: frozenset[str]) -> tuple[str, int] | None:
    """What a fraction, a power or a large number says in words at ``at``, and where it ends.

    A second number right behind (``3万5千``) is a sum that no sign stands for: it stays unread.
    ``extra`` are characters that mean something else here, such as units.
    """
    char = text[at]
    if char.isdigit():
        parts = _pattern(_PARTS).match(text, at)
        if parts is None or (at and (text[at - 1].isdigit() or text[at - 1] == ".")):
            return None
        below, above = (unicodedata.normalize("NFKC", part) for part in parts.groups())
        return f"({above}/{below})", parts.end()
    if char < "\u3040" or char in extra or not at:
        return None
    if char == "の":
        raised = _pattern(_RAISED).match(text, at)
        if raised is None:
            return None
        power = raised.group(1).replace("マイナス", "-")
        plain = unicodedata.normalize("NFKC", "".join(_KANJI.get(sign, sign) for sign in power))
        return f"^{{{plain}}}", raised.end()
    if not text[at - 1].isdigit() or text.startswith(_VERBS, at):
        return None
    for word, plain in _COUNTS.items():
        end = at + len(word)
        if text.startswith(word, at) and not text[end : end + 1].isdigit():
            return plain, end
    return None
