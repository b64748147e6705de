"""What people type around an answer because the question shows it: its label, counters, blanks.

``tanh(x) = …`` repeats the label before the field, ``11 回`` the counter in the question, ``3 5``
lists two values. None of it is mathematics the question declares, so it is taken out of the text
before reading, by spaces of the same length: every place in an error stays where it was typed.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from quizapp.checking import messages
from quizapp.checking.latex import BadCommand, is_latex, rewrite
from quizapp.checking.normalise import Refused, normalise
from quizapp.checking.reading import Unreadable
from quizapp.checking.spelling import ACCENTS, GREEK_LETTER
from quizapp.checking.vocabulary import LATEX_FUNCTIONS

_pattern = cache(re.compile)
_EQUALS: Final = r"(?<![<>!=≠≤≥])(?::=|==|[=＝≈≒])(?![=<>/])"
_COUNTER: Final = (
    r"(?<=[\d)\]）］½⅓¼０-９])\s*"
    r"(?:(?:回|番|つ|個|エポック|ステップ|歩|層)目|回|倍|通り|個|問|歩|層|つ|人|枚|点|本|件|番|"
    r"次元|エポック|ステップ|(?:epochs?|times|steps?|layers?|x|ｘ)(?![A-Za-z0-9(（]))"
    r"(?=\s*(?:$|[,，、;；と)）\]］。.]))"
)
_COUNTED: Final = r"(?:第|エポック|epoch)\s*(?=[\d０-９])"
_ANSWER: Final = r"\s*(?:答え?|解答?|こたえ)\s*(?:は|[:：=＝])\s*"
_WORDS: Final = {"最大値": "max", "最小値": "min"}
_GREEK_WORD: Final = "|".join(sorted(GREEK_LETTER, key=len, reverse=True))
_SLOPE: Final = r"d([^\W\d]\w*?)/d([^\W\d]\w*)"
_OPEN: Final = "([{（［｛"
_CLOSE: Final = ")]}）］｝"


def label_key(label: str) -> str:
    r"""One spelling of a label, however it is written: ``\frac{dz}{dx}`` and ``∂z/∂x`` are one."""
    for word, plain in _WORDS.items():
        label = label.replace(word, plain)
    normal = normalise(label)
    if isinstance(normal, Refused):
        return ""
    if is_latex(normal.text):
        rewritten = rewrite(normal, LATEX_FUNCTIONS)
        if isinstance(rewritten, BadCommand):
            return ""
        normal = rewritten
    text = normal.text.replace("∂", "d").replace(" of ", "")
    for word, mark in ACCENTS.items():
        text = text.replace(mark, word)
    text = _pattern(_GREEK_WORD).sub(lambda found: GREEK_LETTER[found.group()], text)
    return re.sub(r"[\s\\{}()_*^]", "", text)


def _unargued(label: str) -> str:
    return re.sub(r"[(（][^()（）]*[)）]\s*$", "", label)


def _spellings(label: str) -> Iterator[str]:
    """The keys of everything that names the same quantity as ``label``."""
    full, head = label_key(label), label_key(_unargued(label))
    yield full
    yield head
    slope = _pattern(_SLOPE).fullmatch(full)
    if slope is not None:
        f, x = slope.groups()
        yield from (f"{f}'", f"{f}'{x}", f"d{f}{x}/d{x}", f"d/d{x}{f}", f"d/d{x}{f}{x}")
    elif head.endswith("'") and not head.endswith("''"):
        f, x = head[:-1], full[len(head) :] or "x"
        yield from (f"d{f}/d{x}", f"d{f}{x}/d{x}", f"d/d{x}{f}", f"d/d{x}{f}{x}")


class Asked:
    """The labels of one question, and how many values it asks for."""

    __slots__ = ("count", "counters", "foreign", "keys", "slope")

    def __init__(
        self, labels: Sequence[str], *, counters: bool, count: int, foreign: frozenset[str]
    ) -> None:
        """``counters``: words behind a number are left out. ``foreign``: declared names that can
        be no label, as they are quantities of their own."""
        self.keys = frozenset(key for label in labels for key in _spellings(label) if key)
        self.slope: tuple[str, str] | None = None
        slopes = filter(None, map(_pattern(_SLOPE).fullmatch, sorted(self.keys, key=len)))
        for found in itertools.islice(slopes, 1):
            self.slope = (found.group(1), found.group(2))
        self.counters = counters
        self.count = count
        self.foreign = frozenset(label_key(word) for word in foreign) - self.keys

    def cleaned(self, text: str) -> str | Unreadable:
        """``text`` without label and counters, or the error of a label of something else."""
        if not text.isascii():
            found = _pattern(_ANSWER).match(text)
            if found is not None:
                text = " " * found.end() + text[found.end() :]
            if self.count > 1:
                text = text.replace("と", ",")
        if self.counters:
            text = _pattern(_COUNTER).sub(_blank, text)
            text = _pattern(_COUNTED).sub(_blank, text)
        if self.keys and ("=" in text or not text.isascii()):
            return self._unlabelled(text)
        return text

    def _unlabelled(self, text: str) -> str | Unreadable:
        for start, end in _parts(text) if self.count > 1 else [(0, len(text))]:
            equals = _pattern(_EQUALS).search(text, start, end)
            if equals is None:
                continue
            typed = text[start : equals.start()]
            key, head = label_key(typed), label_key(_unargued(typed))
            if key in self.keys or head in self.keys or self._is_extreme(key):
                text = text[:start] + " " * (equals.end() - start) + text[equals.end() :]
            elif key and self._is_other(key, head):
                return _other_label(typed.strip(), text.index(typed.strip(), start))
        return text

    def _is_extreme(self, key: str) -> bool:
        return any(key.startswith(word) for word in ("max", "min") if word in self.keys)

    def _is_other(self, key: str, head: str) -> bool:
        """Whether a label names another quantity: ``z`` or ``dz/dy`` where ``dz/dx`` is asked."""
        if key in self.foreign:
            return True
        if self.slope is None:
            return False
        if head in self.slope:
            return True
        return _pattern(_SLOPE).fullmatch(key) is not None

    def separated(self, text: str) -> str | None:
        """``3 5`` as ``3,5`` where two values are asked for and blanks set them apart; else None.

        The result has the length of ``text``.
        """
        inner = text.strip()
        if self.count > 1 and "," in inner and ";" in inner and not set(inner) & set(_OPEN):
            listed = inner.replace(";", ",")  # 1, 2; 3, 4 is a matrix where none is asked for
            return text.replace(inner, listed) if listed.count(",") == self.count - 1 else None
        if self.count < 2 or "," in inner:
            return None
        at = text.index(inner)
        if inner[:1] in _OPEN and inner[-1:] in _CLOSE:
            at, inner = at + 1, inner[1:-1]
        parts = inner.split()
        if len(parts) != self.count or any(part[0] in "+*/^=" for part in parts):
            return None
        if any(part[-1] in "+-*/^=" for part in parts):
            return None
        made = re.sub(r"(?<=\S)\s(?=\s*\S)", ",", inner)
        return text[:at] + made + text[at + len(inner) :]


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())


def _parts(text: str) -> list[tuple[int, int]]:
    """Where the entries of a typed list begin and end, inside one pair of brackets at most."""
    made, start, depth = [], 0, 0
    stripped = text.strip()
    base = 1 if stripped[:1] in _OPEN and stripped[-1:] in _CLOSE else 0
    if base:
        start = text.index(stripped) + 1
    for at, char in enumerate(text):
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth -= 1
        elif char in ",;，、；､" and depth <= base:
            made.append((start, at))
            start = at + 1
    made.append((start, len(text)))
    return made


def _other_label(typed: str, start: int) -> Unreadable:
    return messages.stop(
        "label",
        start,
        start + len(typed),
        f"「{typed}」は、ここで求めるものとは別のものです。式や値だけを書いてください。",
        f"“{typed}” is not what is asked for here. Write just the value or the expression.",
    ).error


def decimal_comma(text: str) -> Unreadable | None:
    """The error of ``0,25`` where one number is asked for."""
    found = re.fullmatch(r"\s*[-−－ー+]?\s*[\d０-９]+([,，､、])[\d０-９]+\s*[%％]?\s*", text)
    if found is None:
        return None
    place = found.start(1)
    mended = text[:place].strip() + "." + text[place + 1 :].strip()
    return messages.stop(
        "comma",
        place,
        place + 1,
        f"小数点は . で書いてください（{mended}）。",
        f"Write the decimal point as “.”: {mended}.",
        ".",
    ).error


def commas_please(count: int) -> tuple[str, str]:
    """What to say where ``count`` values are asked for and a text is not so many."""
    many = f"{count} つ" if count < 10 else f"{count} 個"
    return (
        f"{many}の値をコンマで区切って答えてください",
        f"Give {count} values, separated by commas",
    )
