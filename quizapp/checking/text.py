"""Words typed into blanks: what counts as the same word, in Japanese and in English.

A blank lists the spellings its author thought of; the folding here supplies the ones nobody
should have to list (full width, kana, capitals, spaces, long-vowel marks, British spelling).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

from quizapp.records import Grade, Localized

_SEPARATOR = re.compile(r"[;；]")
_HIRAGANA_TO_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_HYPHENS = r"\-‐‑‒–—―−ｰ－─━"
"""As the inside of a character class."""
_KANA_RUN = re.compile(r"[ァ-ヺー]+")
_LONG_MARK_BY_HYPHEN = re.compile(f"(?<=[ァ-ヺー])[{_HYPHENS}]")
_FOREIGN_KANA = str.maketrans({"ヷ": "ワ", "ヂ": "ジ", "ヅ": "ズ", "ヲ": "オ"})
_VU = (
    ("ヴァ", "バ"),
    ("ヴィ", "ビ"),
    ("ヴェ", "ベ"),
    ("ヴォ", "ボ"),
    ("ヴュ", "ビュ"),
    ("ヴ", "ブ"),
)
_LONG_BY_VOWEL = re.compile(
    r"(?<=[エケセテネヘメレゲゼデベペェ])イ|(?<=[オコソトノホモヨロヲゴゾドボポョォ])ウ"
)
_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ϵ": "epsilon",
    "ζ": "zeta", "η": "eta", "θ": "theta", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu",
    "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma", "ς": "sigma", "τ": "tau", "φ": "phi",
    "ϕ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
}  # fmt: skip
_GREEK_TABLE = {ord(sign): f"{name}" for sign, name in _GREEK.items()}
_IZE = re.compile(r"(?<=[a-z]{3})is(?=(?:e|ed|es|er|ers|ing|ation|ations)(?![a-z]))")
_OUR = re.compile(r"\b(col|behavi|neighb|fav)our")
_DOUBLED_L = re.compile(r"(?<=[aeiou])ll(?=(?:ed|ing|er)(?![a-z]))")
_EDGE = " 　\t.。．,、，:：'\"`「」『』“”‘’()（）[]［］【】〈〉<>＜＞"
_DROPPED = re.compile(rf"[\s　・･·_{_HYPHENS}]+")
_KANJI_DIGITS = {sign: value for value, sign in enumerate("〇一二三四五六七八九十")} | {"零": 0}
_NUMBER = re.compile(r"([+-]?\d{1,15}(?:\.\d{1,15})?)(?:/(\d{1,15}))?$")
_SPELLABLE = re.compile(r"(?:[a-z]+|[ァ-ヺー]+)$")
_LONGEST = 400
"""Longest text of one blank that is looked at, in characters."""


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """The word behind ``text``: two spellings of one word fold to the same string.

    Folds width (NFKC), case, hiragana to katakana, spaces, hyphens and middle dots, brackets
    and full stops around it, a long-vowel mark at the end of a katakana word (コンピューター,
    コンピュータ), エイ to エー and オウ to オー inside katakana, ヴ to ブ, Greek letters to their
    names, and British -ise and -our spellings. Kanji stay as they are: their readings are the
    author's aliases.
    """
    word = unicodedata.normalize("NFKC", text[:_LONGEST]).casefold()
    word = word.translate(_HIRAGANA_TO_KATAKANA).translate(_GREEK_TABLE)
    word = _LONG_MARK_BY_HYPHEN.sub("ー", word).translate(_FOREIGN_KANA)
    for written, sounded in _VU:
        word = word.replace(written, sounded)
    word = _IZE.sub("iz", word)
    word = _OUR.sub(r"\1or", word)
    word = _DOUBLED_L.sub("l", word)
    word = _KANA_RUN.sub(_fold_kana_run, word.strip(_EDGE))
    folded = _DROPPED.sub("", word)
    return folded or text.strip()


def _fold_kana_run(match: re.Match[str]) -> str:
    run = match.group()
    if len(run) <= 2:
        return run
    run = _LONG_BY_VOWEL.sub("ー", run)
    return run.rstrip("ー") or run


def as_number(text: str) -> Fraction | None:
    """The number a blank holds (``５``, ``5.0``, ``1/2``, ``五``, ``二十四``), or None."""
    plain = unicodedata.normalize("NFKC", text[:_LONGEST]).strip(_EDGE).replace("−", "-")
    found = _NUMBER.fullmatch(plain)
    if found:
        below = int(found.group(2) or 1)
        return Fraction(found.group(1)) / below if below else None
    return _kanji_number(plain)


def _kanji_number(text: str) -> Fraction | None:
    """Kanji numerals up to 九十九."""
    if not text or len(text) > 3 or any(sign not in _KANJI_DIGITS for sign in text):
        return None
    tens, mark, ones = text.rpartition("十")
    if not mark:
        return Fraction(_KANJI_DIGITS[text]) if len(text) == 1 else None
    if len(tens) > 1 or len(ones) > 1 or "十" in (tens, ones):
        return None
    return Fraction(10 * _KANJI_DIGITS.get(tens, 1) + _KANJI_DIGITS.get(ones, 0))


def same_word(response: str, alias: str) -> bool:
    """True when the two texts are spellings of one word, or one number."""
    if fold(response) == fold(alias):
        return True
    number = as_number(alias)
    return number is not None and as_number(response) == number


def judge_text(response: str, aliases: Sequence[str]) -> Grade:
    """The grade of one blank: right when ``response`` is any of ``aliases`` (see ``fold``).

    A word one slip away from an alias (one letter missing, added, changed or swapped, in words
    of six letters and more that start alike) is wrong with the note ``miss.spelling``; kanji
    words never get it, where one sign changes the meaning.
    """
    if not response.strip(_EDGE):
        return blank()
    shown = " ".join(response.split())[:_LONGEST]
    if any(same_word(response, alias) for alias in aliases):
        return Grade("right", 1.0, "right.text", Localized("", ""), "text", shown)
    near = next((alias for alias in aliases if _one_slip(fold(response), fold(alias))), None)
    if near is not None:
        return Grade(
            "wrong",
            0.0,
            "miss.spelling",
            Localized(
                "つづりが 1 文字だけ違います。もう一度確かめてください",
                "one letter is off; look at the spelling again",
            ),
            "text",
            shown,
        )
    return Grade(
        "wrong",
        0.0,
        "wrong.plain",
        Localized("ここに入る言葉ではありません", "this is not the word that belongs here"),
        "text",
        shown,
    )


def split_blanks(response: str, count: int) -> list[str]:
    """The texts of ``count`` blanks, split at ``;`` (or at newlines, when there is none)."""
    if count == 1:
        return [response]
    parts = _SEPARATOR.split(response)
    if len(parts) == 1 and "\n" in response.strip():
        parts = response.strip().split("\n")
    parts = [part.strip() for part in parts]
    return (parts + [""] * count)[: max(count, len(parts))]


def judge_cloze(
    response: str, blanks: Sequence[Sequence[str]], *, any_order: bool = False
) -> Grade:
    """The grade of all blanks together, with one grade per blank in ``parts``.

    ``response`` holds the texts of the blanks separated by ``;``. With ``any_order`` the blanks
    are a set: each text may fill any blank not yet taken, the best pairing counts. The score is
    the share of right blanks; the outcome is right only when all are. A response with nothing
    in some blank costs no attempt (note ``blank``), and one with too many texts says so.
    """
    texts = split_blanks(response, len(blanks))
    if not any(text.strip(_EDGE) for text in texts):
        return blank()
    if len(texts) > len(blanks):
        return _too_many(len(texts), len(blanks))
    parts = _pair(texts, blanks) if any_order else _in_order(texts, blanks)
    empty = [place + 1 for place, part in enumerate(parts) if part.note == "blank"]
    read_as = " ; ".join(part.read_as or "" for part in parts)
    if empty:
        places = "、".join(map(str, empty))
        return Grade(
            "unreadable",
            0.0,
            "blank",
            Localized(
                f"空欄 {places} が残っています",
                f"blank {', '.join(map(str, empty))} is still empty",
            ),
            "none",
            read_as,
            parts=parts,
        )
    if len(parts) == 1:
        return parts[0]
    right = sum(part.outcome == "right" for part in parts)
    if right == len(parts):
        return Grade("right", 1.0, "right.text", Localized("", ""), "text", read_as, parts=parts)
    off = [place + 1 for place, part in enumerate(parts) if part.outcome != "right"]
    note = parts[off[0] - 1].note if len(off) == 1 else "wrong.plain"
    if any_order:
        said = Localized(
            f"{len(parts)} つのうち {right} つが合っています", f"{right} of {len(parts)} are right"
        )
    else:
        said = Localized(
            f"空欄 {'、'.join(map(str, off))} が違います",
            f"blank {', '.join(map(str, off))} is not right",
        )
    return Grade("wrong", right / len(parts), note, said, "text", read_as, parts=parts)


def _in_order(texts: Sequence[str], blanks: Sequence[Sequence[str]]) -> tuple[Grade, ...]:
    return tuple(judge_text(text, aliases) for text, aliases in zip(texts, blanks, strict=True))


def _pair(texts: Sequence[str], blanks: Sequence[Sequence[str]]) -> tuple[Grade, ...]:
    """Grades of ``texts`` after the pairing with blanks that makes most of them right."""
    fits = [
        [place for place, aliases in enumerate(blanks) if any(same_word(t, a) for a in aliases)]
        for t in texts
    ]
    holder: dict[int, int] = {}

    def place_text(index: int, seen: set[int]) -> bool:
        for place in fits[index]:
            if place in seen:
                continue
            seen.add(place)
            if place not in holder or place_text(holder[place], seen):
                holder[place] = index
                return True
        return False

    for index in range(len(texts)):
        place_text(index, set())
    taken = {index: place for place, index in holder.items()}
    left = [
        alias for place, aliases in enumerate(blanks) if place not in holder for alias in aliases
    ]
    return tuple(
        judge_text(text, blanks[taken[index]] if index in taken else left)
        if index in taken or not _repeats(text, blanks)
        else _repeated(text)
        for index, text in enumerate(texts)
    )


def _repeats(text: str, blanks: Sequence[Sequence[str]]) -> bool:
    return any(same_word(text, alias) for aliases in blanks for alias in aliases)


def _repeated(text: str) -> Grade:
    return Grade(
        "wrong",
        0.0,
        "miss.repeated",
        Localized("同じ言葉が 2 回入っています", "this word is already in another blank"),
        "text",
        text,
    )


def blank() -> Grade:
    """The grade of an empty response: nothing judged, no try used."""
    return Grade("unreadable", 0.0, "blank", Localized("まだ空欄です", "still blank"))


def _too_many(got: int, wanted: int) -> Grade:
    return Grade(
        "unreadable",
        0.0,
        "unreadable.count",
        Localized(
            f"空欄は {wanted} つですが、{got} つ書かれています",
            f"there are {wanted} blanks, but {got} texts",
        ),
    )


def _one_slip(typed: str, wanted: str) -> bool:
    """True when one letter was dropped, added, changed or swapped with its neighbour."""
    if min(len(typed), len(wanted)) < 5 or max(len(typed), len(wanted)) < 6:
        return False
    if typed[0] != wanted[0] or abs(len(typed) - len(wanted)) > 1:
        return False
    if not (_SPELLABLE.match(typed) and _SPELLABLE.match(wanted)):
        return False
    start = 0
    while start < min(len(typed), len(wanted)) and typed[start] == wanted[start]:
        start += 1
    rest, goal = typed[start:], wanted[start:]
    if rest[1:] == goal[1:] or rest[1:] == goal or rest == goal[1:]:
        return True
    return len(rest) > 1 and len(goal) > 1 and rest[:2] == goal[1::-1] and rest[2:] == goal[2:]
