"""How a figure is to be drawn: in which language, with which signs, with or without colour."""

from __future__ import annotations

import re
from dataclasses import dataclass

from quizapp.records import Language, Localized
from quizapp.tui.figures.canvas import fitted

_POWER = re.compile("(×?)10([⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)")
_SIGNS = "●▲■◆★▼"
_ASCII_SIGNS = "o^#x*v"
_DASHES = (0, 4, 2, 6, 3, 5)

_PLAIN = str.maketrans(
    {
        **dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻₀₁₂", "0123456789-012", strict=True)),
        **dict(zip("−–─╌×·′←→│●∂", "----x.'<>|od", strict=True)),
        **dict.fromkeys("┌┐└┘┬┴├┤┼", "+"),
        "…": "~",
        "□": "_",
        "≤": "<=",
        "≥": ">=",
        "≈": "~",
        "≠": "!=",
        "‖": "||",
        "∩": "&",
        "∪": "|",
        "ᾱ": "alpha-bar",
        "⊙": "*",
        "√": "sqrt",
        "½": "1/2",
        "¼": "1/4",
    }
)


def _plain_power(found: re.Match[str]) -> str:
    exponent = found[2].translate(_PLAIN)
    if found[1]:  # 3.1×10⁻⁶
        return f"e{exponent}"
    return "1" if exponent == "0" else f"1e{exponent}"


@dataclass(frozen=True, slots=True)
class Pen:
    """The circumstances a figure is drawn in; the figure itself never changes."""

    language: Language = "ja"
    ascii: bool = False
    """No braille, no blocks, no signs beyond ASCII (Japanese and Greek words stay)."""
    colour: bool = True
    """Without colour, lines differ by their dashes as well as by their markers."""
    tint: bool = True
    """Whether grounds may carry a tint; without, heights are shown as iso-lines."""

    def sign(self, marker: int) -> str:
        """The marker of a series."""
        return (_ASCII_SIGNS if self.ascii else _SIGNS)[marker % len(_SIGNS)]

    def role(self, marker: int) -> str:
        """The role of a series."""
        return f"s{marker % len(_SIGNS)}"

    def dash(self, marker: int, dashed: bool) -> int:
        """Dots to draw before as many are left out; 0 for a full line."""
        if not self.colour:
            return _DASHES[marker % len(_DASHES)]
        return 3 if dashed else 0

    def say(self, text: Localized) -> str:
        """``text`` in the language at hand."""
        return self.spell(text.get(self.language))

    def fit(self, text: str, width: int) -> str:
        """``text`` in at most ``width`` cells, cut with an ellipsis where it is longer."""
        return self.spell(fitted(self.spell(text), width))

    def spell(self, text: str) -> str:
        """``text`` in signs that can be shown."""
        if not self.ascii:
            return text
        return _POWER.sub(_plain_power, text).translate(_PLAIN)
