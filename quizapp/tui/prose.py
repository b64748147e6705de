"""Content text as rows of ours: wrapped for Japanese, formulas drawn, never read as markup."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from quizapp.tui.ink import Line

MEASURE: Final = 78
"""Widest line of prose, in cells (39 kanji)."""

_ROLES = {"text": "", "strong": "strong", "code": "code", "math": "", "muted": "muted"}
_only_ascii = False


def use_ascii(only: bool) -> None:
    """Draw formulas with ASCII signs from now on; decided once, when the app starts."""
    global _only_ascii
    _only_ascii = only
    prose_lines.cache_clear()


@lru_cache(maxsize=512)
def prose_lines(text: str, width: int) -> tuple[Line, ...]:
    """``text`` (Markdown-light with ``$…$``) as rows at most ``width`` cells wide.

    A formula that cannot be drawn is shown as it is written, with a word that says so.
    """
    from quizapp.typeset import prose

    page = prose.layout(text, max(10, min(width, MEASURE)), ascii=_only_ascii)
    rows: list[Line] = [
        tuple((span.text, _ROLES.get(span.style, "")) for span in line) for line in page.lines
    ]
    if page.unset:
        from quizapp.words import tr

        rows.append(((tr("（式を描けないため、元の書き方で表示します）"), "muted"),))
    return tuple(rows)


def formula_rows(latex: str) -> tuple[str, ...]:
    """A formula in two dimensions; no rows when it cannot be drawn."""
    from quizapp.typeset.math import typeset

    block = typeset(latex, ascii=_only_ascii)
    return tuple(block.rows) if block.ok else ()


def formula_line(latex: str) -> str:
    """A formula in one row: ``dz/dx``."""
    from quizapp.typeset.math import linear

    return linear(latex, ascii=_only_ascii)


def text_row(lines: Sequence[Line]) -> int:
    """The row that carries the words when a formula makes the first line several rows high.

    It is the first row that begins with something; rows above it hold only numerators.
    """
    for number, line in enumerate(lines):
        text = "".join(piece for piece, _ in line)
        if text and not text.startswith(" "):
            return number
    return 0
