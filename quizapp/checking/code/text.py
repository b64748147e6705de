"""A learner's code as Python would have it: half-width signs, no comments, nothing strange.

The text keeps its length through all of this, so a place in it is a place in what was typed.
Whatever could make the parser slow, loud or deep is refused here, before it is parsed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from quizapp.checking.code import words
from quizapp.checking.messages import Stop


@dataclass(frozen=True, slots=True)
class Limits:
    """How much code is read at all."""

    length: int = 3000
    """Characters as typed."""
    lines: int = 60
    depth: int = 12
    """Brackets one inside another."""
    digits: int = 20
    """Digits of one literal."""
    exponent: int = 300
    nodes: int = 700
    height: int = 50
    """Nodes on the longest way down the tree."""


LIMITS: Final = Limits()

_SIGNS: Final = str.maketrans(
    {
        **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},  # full-width ASCII
        **dict.fromkeys("　\u00a0\u2003\u2002", " "),
        **dict.fromkeys("−－–—‐‑ー", "-"),
        **dict.fromkeys("×✕∗", "*"),
        "÷": "/",
        "、": ",",
        "。": ".",
        "「": "[",
        "」": "]",
        "：": ":",
        "\r": "\n",
    }
)
_PLAIN: Final = re.compile(r"[ \t\nA-Za-z0-9_+\-*/%@=<>!&|^~()\[\]{}:,.;]*")
_COMMENT: Final = re.compile(r"#[^\n]*")
_NUMBER: Final = re.compile(
    r"(?<![A-Za-z0-9_])(?:\d[\d_]*(?:\.(?![A-DF-Za-df-z_])[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d+)?"
)
_BRACKET: Final = re.compile(r"[()\[\]{}]")
_PAIRS: Final = {")": "(", "]": "[", "}": "{"}


def plain_text(text: str, limits: Limits = LIMITS) -> str:
    """``text`` in the signs of Python, as long as it was. Raises ``Stop`` where it cannot be."""
    if len(text) > limits.length:
        raise Stop(words.too_long(limits.length, len(text)))
    plain = text.replace("\r\n", " \n").translate(_SIGNS)
    plain = _COMMENT.sub(lambda found: " " * len(found.group()), plain)
    if not plain.strip():
        raise Stop(words.empty())
    if plain.count("\n") >= limits.lines:
        raise Stop(words.too_many_lines(limits.lines, _line_start(plain, limits.lines)))
    strange = _PLAIN.match(plain)
    assert strange is not None
    if strange.end() < len(plain):
        raise Stop(words.refused_sign(text[strange.end()], strange.end()))
    _check_brackets(plain, limits)
    _check_numbers(plain, limits)
    return plain


def _line_start(text: str, line: int) -> int:
    place = 0
    for _ in range(line):
        place = text.find("\n", place) + 1
    return place


def _check_brackets(text: str, limits: Limits) -> None:
    """Every bracket closed by its own kind, and not too many one inside another."""
    opened: list[tuple[str, int]] = []
    for found in _BRACKET.finditer(text):
        sign, place = found.group(), found.start()
        if sign in "([{":
            opened.append((sign, place))
            if len(opened) > limits.depth:
                raise Stop(words.too_deep(place))
        else:
            if not opened:
                raise Stop(words.stray_bracket(sign, place))
            last, _ = opened.pop()
            if last != _PAIRS[sign]:
                raise Stop(words.wrong_bracket(sign, last, place))
    if opened:
        sign, place = opened[-1]
        end = len(text.rstrip())
        raise Stop(words.open_bracket(sign, place, end))


def _check_numbers(text: str, limits: Limits) -> None:
    """Literals of bounded size, each apart from the word behind it: ``2x`` is no Python."""
    for found in _NUMBER.finditer(text):
        literal, start, end = found.group(), found.start(), found.end()
        if end < len(text) and (text[end].isalnum() or text[end] in "_."):
            tail = re.match(r"[A-Za-z0-9_.]+", text[end:])
            assert tail is not None
            raise Stop(words.bad_number(literal, tail.group(), start, end + tail.end()))
        mantissa, _, exponent = literal.lower().partition("e")
        digits = sum(sign.isdigit() for sign in mantissa)
        if digits > limits.digits or (exponent and abs(int(exponent[:6])) > limits.exponent):
            raise Stop(words.big_number(start, end))


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the lines of a dedented text stood in the text as typed."""

    text: str
    starts: tuple[int, ...]
    """For each line, the index at which it began once its indentation was taken off."""

    def place(self, line: int, column: int) -> int:
        """The index, in the text as typed, of a 1-based line and 0-based column."""
        if line > len(self.starts):
            return self.starts[-1] + len(self.text.rsplit("\n", 1)[-1])
        return self.starts[max(0, line - 1)] + max(0, column)


def dedented(plain: str) -> Layout:
    """``plain`` without the indentation its lines share.

    A first line at the margin with all others indented is a piece cut out of the middle of a
    listing; the others are moved to the margin with it.
    """
    if "\n" not in plain:
        return Layout(plain.strip(" \t"), (_indent(plain),))
    lines = plain.split("\n")
    filled = [line for line in lines if line.strip()]
    own = _indent(filled[0])
    shared = min(_indent(line) for line in filled)
    later = min((_indent(line) for line in filled[1:]), default=0)
    cut_out = own < later and not filled[0].rstrip().endswith(":") and len(filled) > 1
    kept, starts, place, first = [], [], 0, True
    for line in lines:
        taken = 0
        if line.strip():
            taken = (own if first else later) if cut_out else shared
            first = False
            kept.append(line[taken:].rstrip())
        else:
            kept.append("")
        starts.append(place + taken)
        place += len(line) + 1
    return Layout("\n".join(kept), tuple(starts))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))
