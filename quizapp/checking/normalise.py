"""From what a keyboard sends to the few signs the tokens are made of, by table.

Superscripts come before NFKC, which would turn ``x²`` into ``x2``. Every character that comes out
remembers where it came from, so that an error points into the text as typed. Characters in no
table are refused, not guessed: that is what keeps control characters, bidirectional overrides,
zero-width signs and quotes out of everything behind this module.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from quizapp.checking.spoken import WORDS, spoken, word_at

_ASCII = re.compile(r"[A-Za-z0-9 \t\n\r+\-*/^()\[\]{}|,;:.<>=!_&%'\\$~#]*")

VULGAR: Final = {
    "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5),
    "⅗": (3, 5), "⅘": (4, 5), "⅙": (1, 6), "⅚": (5, 6), "⅐": (1, 7), "⅛": (1, 8), "⅜": (3, 8),
    "⅝": (5, 8), "⅞": (7, 8), "⅑": (1, 9), "⅒": (1, 10),
}  # fmt: skip
"""Fractions of one character; they stay one character, for mixed numbers (``2½``)."""

_SUPER: Final = dict(
    zip(
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵃᵇᶜᵈᵉᶠᵍʰʲᵏˡᵐᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀᵝᵞᵟᶿ",
        "0123456789+-=()niabcdefghjklmoprstuvwxyzTβγδθ",
        strict=True,
    )
)
_SUB: Final = dict(
    zip(
        "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₕₖₗₘₙₚₛₜᵢⱼᵣᵤᵥᵦᵧᵨᵩᵪ",
        "0123456789+-=()aeoxhklmnpstijruvβγρφχ",
        strict=True,
    )
)

KEPT: Final = frozenset(
    "×√∛∜±∓≠≤≥≈≡∞∂∫∈∪∩∖∧∨¬°‖⌊⌋⌈⌉∅⦃⦄⟨⟩⇒⇔→ℝ∑∏…"
    "αβγδεζηθικλμνξοπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩ"
    "\u0302\u0304\u0303\u0307"  # hat, bar, tilde, dot over a letter
) | frozenset(VULGAR)
"""Signs beyond ASCII that the tokens know."""

_BY_SIGN: Final[dict[str, str]] = {
    # every row: what it becomes, and all the signs that become it
    sign: plain
    for plain, signs in (
        ("-", "−－‐‑‒–—―ー─━ｰ﹣⁃➖﹘"),
        ("+", "＋➕﹢"),
        ("*", "·⋅∙•・･∗＊⋆⁎▪◦\u2062"),
        ("×", "✕✖⨯╳⨉"),
        ("/", "÷∕⁄／➗⧸"),
        ("^", "＾ˆ↑"),
        (",", "、，､"),
        (";", "；"),
        (":", "："),
        (".", "．｡"),
        ("(", "（❨⟮﹙"),
        (")", "）❩⟯﹚"),
        ("[", "［「【〔｢"),
        ("]", "］」】〕｣"),
        ("{", "｛『"),
        ("}", "｝』"),
        ("|", "｜∣│❘￨"),
        ("‖", "∥║"),
        ("=", "＝═"),
        ("<", "＜﹤"),
        (">", "＞﹥"),
        ("≤", "≦⩽≲≴"),
        ("≥", "≧⩾≳"),
        ("≠", "≢"),
        ("≈", "≒≃≅∼～〜"),
        ("!", "！"),
        ("%", "％٪"),
        ("'", "′’‘ʹ´`｀＇"),
        ("_", "＿"),
        ("&", "＆"),
        ("\\", "￥¥＼"),
        ("$", "＄"),
        ("∅", "⌀Øø"),
        ("∈", "∊"),
        ("∞", "♾"),
        ("ε", "ϵє"),
        ("φ", "ϕ"),
        ("θ", "ϑ"),
        ("ρ", "ϱ"),
        ("κ", "ϰ"),
        ("π", "ϖᴨ"),
        ("σ", "ς"),
        ("μ", "µ"),
        ("Ω", "Ω"),
        ("Δ", "∆"),
        ("⟨", "〈〈❬"),
        ("⟩", "〉〉❭"),
        ("⇒", "⟹"),
        ("⇔", "⟺"),
        ("→", "⟶↦←"),
        ("…", "‥⋯"),
        ("∑", "⅀"),
        ("i", "ⅈ𝑖"),
        ("e", "ℯⅇ"),
        ("d", "ⅆ"),
        ("°", "º˚"),
        (" ", "∴∵\u3000\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"),
    )
    for sign in signs
}
_BY_SIGN["″"] = "''"
_BY_SIGN["≔"] = "="
_BY_SIGN["≝"] = "="
_BY_SIGN["∶"] = ":"
_BY_SIGN["㎡"] = "m^2"
_BY_SIGN["㎥"] = "m^3"
_BY_SIGN["㎠"] = "cm^2"
_BY_SIGN["≮"] = "≥"
_BY_SIGN["≯"] = "≤"
_BY_SIGN["\u2061"] = ""  # function application, as copied from MathML


@dataclass(frozen=True, slots=True)
class Normal:
    """Plain text and, for each of its characters, where it stood in the text as typed."""

    text: str
    starts: list[int] | None = None
    """First index as typed, per character; None when nothing moved."""
    ends: list[int] | None = None

    def span(self, start: int, end: int, length: int) -> tuple[int, int]:
        """``start`` and ``end`` of this text as indexes into the typed one of ``length``."""
        if self.starts is None or self.ends is None:
            return start, end
        first = self.starts[start] if start < len(self.starts) else length
        if end <= start:
            return first, first
        return first, self.ends[min(end, len(self.ends)) - 1]


@dataclass(frozen=True, slots=True)
class Refused:
    """The index as typed of a character that no answer may contain."""

    position: int
    char: str


def normalise(text: str, extra: frozenset[str] = frozenset()) -> Normal | Refused:
    """``text`` in plain signs with its positions; or the first character that is refused.

    ``extra`` are characters that a question allows beyond the table (units such as 個).
    The caller has already bounded the length.
    """
    found = _ASCII.match(text)
    assert found is not None
    if found.end() == len(text):
        return Normal(text)
    out = _Out()
    at = 0
    while at < len(text):
        char = text[at]
        if (said := spoken(text, at, extra)) is not None:
            out.put(said[0], at, said[1])
            at = said[1]
        elif char in _SUPER:
            at = _run(text, at, _SUPER, "^{", out)
        elif char in _SUB:
            at = _run(text, at, _SUB, "_{", out)
        elif char in KEPT or char in extra or _ASCII.fullmatch(char):
            out.put(char, at, at + 1)
            at += 1
        elif (word := word_at(text, at)) is not None:
            out.put(WORDS[word], at, at + len(word))
            at += len(word)
        elif char in _BY_SIGN:
            out.put(_BY_SIGN[char], at, at + 1)
            at += 1
        elif char == "。":
            _full_stop(text, at, out)
            at += 1
            if at < len(text) and out.text[-1:] != ["."] and text[at:].strip():
                return Refused(at - 1, char)
        elif (plain := _compatible(char)) is not None:
            out.put(plain, at, at + 1)
            at += 1
        else:
            return Refused(at, char)
    return Normal("".join(out.text), out.starts, out.ends)


class _Out:
    """Characters with their places, while a text is being normalised."""

    __slots__ = ("ends", "starts", "text")

    def __init__(self) -> None:
        self.text: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []

    def put(self, plain: str, start: int, end: int) -> None:
        for char in plain:
            self.text.append(char)
            self.starts.append(start)
            self.ends.append(end)


def _run(text: str, at: int, table: dict[str, str], opening: str, out: _Out) -> int:
    """The index after a run of raised or lowered characters, written as ``^{…}`` or ``_{…}``."""
    out.put(opening, at, at + 1)
    start = at
    while at < len(text) and text[at] in table:
        out.put(table[text[at]], at, at + 1)
        at += 1
    out.put("}", max(start, at - 1), at)
    return at


def _full_stop(text: str, at: int, out: _Out) -> None:
    """Writes 。 as a decimal point between digits; at the end of the text it is dropped."""
    following = _compatible(text[at + 1]) if at + 1 < len(text) else None
    if out.text and out.text[-1].isdigit() and following is not None and following.isdigit():
        out.put(".", at, at + 1)


def _compatible(char: str) -> str | None:
    """What ``char`` stands for by NFKC or by its accent, when that is on the allow-list."""
    if char.isascii():
        return char if _ASCII.fullmatch(char) else None
    plain = unicodedata.normalize("NFKC", char)
    if plain != char:
        plain = "".join(_BY_SIGN.get(part, part) for part in plain)
        if plain and all(part in KEPT or _ASCII.fullmatch(part) for part in plain):
            return plain
    parts = unicodedata.normalize("NFD", char)
    if len(parts) == 2 and parts[0].isascii() and parts[0].isalpha() and parts[1] in KEPT:
        return parts
    return None
