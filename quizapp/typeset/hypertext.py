"""Prompts, hints and explanations as HTML, with formulas as MathML.

The markup is our own small one; whatever else a text holds, tags among it, is text and is escaped.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from quizapp.typeset.markup import Inline, is_japanese_letter, read
from quizapp.typeset.mathml import mathml


def hypertext(text: str) -> str:
    """``text`` as blocks: paragraphs, lists, displays and listings."""
    return "".join(_blocks(text))


def phrase(text: str) -> str:
    """``text`` as one run within a sentence, a cell or an option; its blocks follow each other."""
    parts = read(text).parts
    if any(part.kind in ("listing", "display", "item") for part in parts):
        return hypertext(text)
    return "<br>".join(_inlines(part.inlines) for part in parts)


def _blocks(text: str) -> Iterator[str]:
    listed = False
    for part in read(text).parts:
        if (part.kind == "item") != listed:
            listed = part.kind == "item"
            yield "<ul>" if listed else "</ul>"
        if part.kind == "listing":
            yield f"<pre><code>{escape(part.text)}</code></pre>"
        elif part.kind == "display":
            yield f'<div class="display">{_math(part.text, display=True)}</div>'
        else:
            tag = "li" if listed else "p"
            yield f"<{tag}>{_inlines(part.inlines)}</{tag}>"
    if listed:
        yield "</ul>"


def _inlines(inlines: tuple[Inline, ...]) -> str:
    made = ""
    before: Inline | None = None
    for one in inlines:
        if before is not None and _parted(before, one):
            made += " "
        made += _inline(one)
        before = one
    return made


def _parted(before: Inline, after: Inline) -> bool:
    """Whether a formula or code meets kana or kanji, which reads better with air between."""
    if after.kind in ("math", "code"):
        return before.kind in ("text", "strong") and is_japanese_letter(before.text[-1])
    if before.kind in ("math", "code"):
        return after.kind in ("text", "strong") and is_japanese_letter(after.text[0])
    return False


def _inline(one: Inline) -> str:
    match one.kind:
        case "math":
            return _math(one.text, display=False)
        case "code":
            return f"<code>{escape(one.text)}</code>"
        case "strong":
            return f"<strong>{escape(one.text)}</strong>"
        case "blank":
            return f'<b class="blank">［ {escape(one.text)} ］</b>'
        case "text":
            return escape(one.text)


def _math(latex: str, *, display: bool) -> str:
    """The formula drawn, or its source where it cannot be read."""
    return mathml(latex, display=display) or f"<code>{escape(latex)}</code>"
