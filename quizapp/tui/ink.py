"""Roles, marks and bars: how a meaning looks in this terminal, this theme and this language.

Screens speak of roles ("muted", "right strong") and marks ("right"); only here do they become
colours and signs. In Japanese schools ○ is right and ✓ can mark an error; elsewhere it is the
other way about, so the mark follows the language.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from textual.content import Content, Span

Line = Sequence[tuple[str, str]]
"""One row of the screen: pieces of text, each with its role."""

_COLOURS = {
    "strong": "bold",
    "plain": "not bold",
    "muted": "$ink-muted",
    "faint": "$ink-faint",
    "accent": "$accent",
    "key": "bold $accent",
    "right": "$right",
    "wrong": "$wrong",
    "hint": "$hint",
    "code": "$secondary",
    "chosen": "on $panel",
    "mask": "$panel on $panel",
    "struck": "strike $ink-muted",
    "load": "$accent 60%",
    "heat0": "$panel",
    "heat1": "$accent 35%",
    "heat2": "$accent 55%",
    "heat3": "$accent 78%",
    "heat4": "$accent",
    "tab": "bold underline $accent",
    "pressed": "bold $background on $accent",
    "pressed-soft": "$background on $accent",
    "cell": "on $surface",
}
_ANSI = {
    **_COLOURS,
    "muted": "dim",
    "faint": "dim",
    "code": "",
    "struck": "dim strike",
    "chosen": "reverse",
    "mask": "dim",
    "load": "dim",
    "pressed": "bold reverse",
    "pressed-soft": "reverse",
    "cell": "",
}
_NO_COLOUR = {**_ANSI, "chosen": "bold", "accent": "bold", "key": "bold"}

_MARKS = {
    "maru": {"right": "○", "wrong": "×", "close": "△", "unknown": "?"},
    "check": {"right": "✓", "wrong": "×", "close": "~", "unknown": "?"},
    "ascii": {"right": "+", "wrong": "x", "close": "~", "unknown": "?"},
}
_BOXES = {"ticked": "■", "empty": "□"}
_BOXES_ASCII = {"ticked": "[x]", "empty": "[ ]"}

_UNSEEN = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)], "\ufffd")
"""Control characters, which must never reach the terminal, and what is shown instead."""

_ASCII_SIGNS = str.maketrans(
    {
        **dict.fromkeys("━═", "="),
        **dict.fromkeys("─╌╍╴╶╸╺⎯‾", "-"),
        **dict.fromkeys("│┃▏▌▍╷╵╻╹⎢⎥⎜⎟⎪", "|"),
        **dict.fromkeys("┌┐└┘├┤┬┴┼┏┓┗┛┣┫┳┻╋╭╮╰╯⎡⎤⎣⎦⎛⎞⎝⎠", "+"),
        **dict.fromkeys("▁▂", "."),
        **dict.fromkeys("▃▄", ":"),
        **dict.fromkeys("▅▆", "+"),
        **dict.fromkeys("▇█▒", "#"),
        "・": "･",
        "…": "~",
        "●": "*",
        "▼": "v",
        "▲": "^",
        "·": ".",
        "⋅": "*",
        "×": "x",
        "→": ">",
        "←": "<",
        "↑": "^",
        "↓": "v",
        "−": "-",
        "■": "#",
        "□": "_",
        "○": "+",
        "△": "~",
        "✓": "+",
    }
)
"""One-cell signs whose width or glyph a terminal may get wrong, and their ASCII stand-ins."""


class Ink(NamedTuple):
    """How roles and marks look, decided once for a theme, a language and a terminal."""

    styles: dict[str, str]
    marks: dict[str, str]
    boxes: dict[str, str]
    ascii: bool = False
    shades: bool = False
    """True where amounts are shown by signs, because colours are too few."""

    def style(self, role: str) -> str:
        """Textual's style for a role of one or more words ("" is regular text)."""
        if not role:
            return ""
        parts = [style for word in role.split(" ") if (style := self.styles[word])]
        # A ground ("on …") is read up to the end of the style, so it goes last.
        return " ".join(sorted(parts, key=lambda part: part.startswith("on ")))

    def content(self, lines: Iterable[Line]) -> Content:
        """The lines as one Textual content, styled and never read as markup."""
        texts: list[str] = []
        spans: list[Span] = []
        at = 0
        for number, line in enumerate(lines):
            if number:
                texts.append("\n")
                at += 1
            for text, role in line:
                if not text:
                    continue
                text = self.spell(text if text.isprintable() else text.translate(_UNSEEN))
                if role and (style := self.style(role)):
                    spans.append(Span(at, at + len(text), style))
                texts.append(text)
                at += len(text)
        return Content("".join(texts), spans, strip_control_codes=False)

    def spell(self, text: str) -> str:
        """``text`` in signs this terminal shows in one cell each."""
        return text.translate(_ASCII_SIGNS) if self.ascii else text

    def mark(self, name: str) -> str:
        """The sign for "right", "wrong", "close" or "unknown"."""
        return self.marks[name]


def make_ink(
    *,
    theme: str = "sumi",
    language: str = "ja",
    marks: str = "auto",
    no_color: bool = False,
    ascii_only: bool = False,
) -> Ink:
    """The ink for a theme ("sumi", "washi", "ansi"), a language and a setting of marks."""
    styles = _NO_COLOUR if no_color else _ANSI if theme == "ansi" else _COLOURS
    if ascii_only:
        marks = "ascii"
    elif marks not in _MARKS:
        marks = "maru" if language == "ja" else "check"
    boxes = _BOXES_ASCII if marks == "ascii" else _BOXES
    return Ink(styles, _MARKS[marks], boxes, ascii_only, shades=theme == "ansi" or no_color)


def value_bar(value: float, width: int, *, role: str = "accent") -> Line:
    """A bar ``width`` cells long, filled to ``value`` in [0, 1]."""
    filled = max(0, min(width, round(value * width)))
    return (("━" * filled, role), ("─" * (width - filled), "faint"))


_EIGHTHS = " ▁▂▃▄▅▆▇█"


def column_of(value: float, largest: float) -> str:
    """One block sign as high as ``value`` is against ``largest``; the least above nothing shows."""
    if value <= 0 or largest <= 0:
        return "▁"
    return _EIGHTHS[max(1, min(8, round(8 * value / largest)))]
