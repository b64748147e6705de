"""The light markup of prompts and explanations, read into parts.

Paragraphs, ``$formulas$``, ``$$displays$$``, ``code``, **bold**, fenced listings, ``- `` lists and
``[[1]]`` blanks; nothing else. Bold pairs wherever it stands, so it works beside 「」.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal, NamedTuple


class Inline(NamedTuple):
    """A run of one kind inside a paragraph; ``text`` is a formula's LaTeX or a blank's number."""

    kind: Literal["text", "strong", "code", "math", "blank"]
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph, list item, display formula or listing."""

    kind: Literal["paragraph", "item", "display", "listing"]
    inlines: tuple[Inline, ...] = ()
    text: str = ""
    """A display's LaTeX, or the lines of a listing."""
    close: bool = False
    """Whether it follows the part before without a blank line."""


_FENCE = re.compile(r"\s*```")
_ITEM = re.compile(r"\s*- +")
_SPECIAL = re.compile(r"\\|\$|`|\*\*|\[\[")
_ESCAPABLE = frozenset("\\$*`[]-_#{}")
_DISPLAY = re.compile(r"\$\$((?:\\.|[^$\\])+)\$\$", re.DOTALL)
_MATH = re.compile(r"\$((?![\s$])(?:\\.|[^$\\])*(?<!\s))\$(?!\d)", re.DOTALL)
_BLANK = re.compile(r"\[\[(\d+)\]\]")
_CODE = re.compile(r"(`+)(.+?)(?<!`)\1(?!`)", re.DOTALL)


class Reading(NamedTuple):
    """The parts of a text, and what in it looks like markup but is none."""

    parts: tuple[Part, ...]
    strays: tuple[str, ...]


def read(text: str) -> Reading:
    """The parts of ``text``. Anything that is not markup is text, so nothing ever fails."""
    parts: list[Part] = []
    strays: list[str] = []
    lines = without_controls(text.expandtabs(4)).split("\n")
    index = 0
    close = False
    while index < len(lines):
        line = lines[index]
        if not line.strip():
            close = False
            index += 1
            continue
        if _FENCE.match(line):
            index, listing, closed = _listing(lines, index)
            if not closed:
                strays.append("``` is never closed")
            parts.append(Part("listing", text=listing))
            close = False
            continue
        item = _ITEM.match(line)
        index, raw = _gathered(lines, index, in_item=item is not None)
        follows_item = bool(parts) and parts[-1].kind == "item"
        near = close and (item is not None or follows_item)
        _add_paragraph(raw[item.end() :] if item else raw, item is not None, near, parts, strays)
        close = True
    return Reading(tuple(parts), tuple(strays))


def _listing(lines: list[str], index: int) -> tuple[int, str, bool]:
    end = index + 1
    while end < len(lines) and not _FENCE.match(lines[end]):
        end += 1
    return end + 1, "\n".join(lines[index + 1 : end]), end < len(lines)


def _gathered(lines: list[str], index: int, *, in_item: bool) -> tuple[int, str]:
    """The lines of one paragraph or item joined; a display may hold blank lines."""
    raw = lines[index].rstrip() if in_item else lines[index].strip()
    index += 1
    while index < len(lines):
        line = lines[index]
        open_display = raw.count("$$") % 2 == 1
        if not open_display:
            if not line.strip() or _FENCE.match(line) or _ITEM.match(line):
                break
            if in_item and not line.startswith(" "):
                break
        raw = _joined(raw, line.strip(), "\n" if open_display else " ")
        index += 1
    return index, raw


def _joined(before: str, after: str, between: str) -> str:
    """Two source lines as one: no blank where Japanese meets Japanese."""
    if not before or not after:
        return before + after
    if between == " " and is_japanese(before[-1]) and is_japanese(after[0]):
        between = ""
    return before + between + after


def _add_paragraph(raw: str, item: bool, close: bool, parts: list[Part], strays: list[str]) -> None:
    kind: Literal["paragraph", "item"] = "item" if item else "paragraph"
    last = 0
    for found in _displays(raw):
        before = raw[last : found.start()].strip()
        if before:
            parts.append(Part(kind, _inlines(before, strays), close=close))
            kind, close = "paragraph", False
        parts.append(Part("display", text=found[1].strip()))
        close = False
        last = found.end()
    rest = raw[last:].strip()
    if rest or (item and not last):
        parts.append(Part(kind, _inlines(rest, strays), close=close))


def _displays(raw: str) -> list[re.Match[str]]:
    """The displays of a paragraph that do not stand in code."""
    found: list[re.Match[str]] = []
    index = 0
    while index < len(raw):
        special = re.compile(r"\\.|`|\$\$").search(raw, index)
        if special is None:
            break
        index = special.end()
        if special[0] == "`":
            code = _CODE.match(raw, special.start())
            index = code.end() if code else index
        elif special[0] == "$$":
            display = _DISPLAY.match(raw, special.start())
            if display:
                found.append(display)
                index = display.end()
    return found


def _inlines(raw: str, strays: list[str]) -> tuple[Inline, ...]:
    found: list[Inline] = []
    plain: list[str] = []
    opened = -1  # where in ``found`` the bold began
    last = 0
    raw = raw.replace("\n", " ")

    def flush() -> None:
        if plain:
            found.append(Inline("text" if opened < 0 else "strong", "".join(plain)))
            plain.clear()

    while True:
        special = _SPECIAL.search(raw, last)
        if special is None:
            break
        plain.append(raw[last : special.start()])
        last = special.end()
        mark = special[0]
        if mark == "\\":
            if raw[last : last + 1] in _ESCAPABLE and last < len(raw):
                plain.append(raw[last])
                last += 1
            else:
                plain.append(mark)
        elif mark == "**":
            flush()
            if opened < 0:
                opened = len(found)
                found.append(Inline("strong", ""))
            else:
                opened = -1
        else:
            inline, end = _inline_at(raw, special.start(), mark)
            if inline is None:
                plain.append(mark)
                if mark != "[[":
                    strays.append(f"{mark} without a partner in: {raw[special.start() :][:24]}")
            else:
                flush()
                found.append(inline)
                last = end
    plain.append(raw[last:])
    flush()
    if opened >= 0:
        strays.append("** without a partner")
        found[opened:] = [
            Inline("text", "**"),
            *(Inline("text", i.text) if i.kind == "strong" else i for i in found[opened + 1 :]),
        ]
    return tuple(inline for inline in found if inline.text)


def _inline_at(raw: str, start: int, mark: str) -> tuple[Inline | None, int]:
    if mark == "$":
        math = _MATH.match(raw, start)
        return (Inline("math", math[1]), math.end()) if math else (None, start)
    if mark == "`":
        code = _CODE.match(raw, start)
        if code is None:
            return None, start
        body = code[2]
        if body.startswith(" ") and body.endswith(" ") and body.strip():
            body = body[1:-1]
        return Inline("code", body), code.end()
    blank = _BLANK.match(raw, start)
    return (Inline("blank", blank[1]), blank.end()) if blank else (None, start)


def is_japanese(sign: str) -> bool:
    """Whether ``sign`` is a wide character: kana, kanji, full-width punctuation."""
    return unicodedata.east_asian_width(sign) in "WF"


def is_japanese_letter(sign: str) -> bool:
    """Whether ``sign`` is a kana or kanji, which wants a space beside a formula."""
    return is_japanese(sign) and unicodedata.category(sign)[0] == "L"


def without_controls(text: str) -> str:
    """``text`` without characters a terminal would obey or that change their neighbour's width."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    return "".join(
        sign
        if sign == "\n" or sign.isprintable() or sign == "\u3000"
        else " "
        if sign in "\u2003\u2002\u2009\u00a0"
        else ""
        for sign in text
        if not "\ufe00" <= sign <= "\ufe0f"
    )
