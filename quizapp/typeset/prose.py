"""Prompts, hints and explanations laid out for the terminal."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias

from quizapp.typeset.breaks import FORMULA, break_before
from quizapp.typeset.markup import Inline, Part, is_japanese, is_japanese_letter, read
from quizapp.typeset.math import Block, check_latex, linear, typeset, typeset_within
from quizapp.typeset.shorten import shorten
from quizapp.typeset.widths import clusters, width
from quizapp.typeset.wrap import fill_lines

Style = Literal["text", "strong", "code", "math", "muted"]


class Span(NamedTuple):
    """Text of one look."""

    text: str
    style: Style


Line: TypeAlias = tuple[Span, ...]

_INDENT = 4
"""Cells before a display formula."""
_LISTING_INDENT = 2
_BREAKABLE = 24
"""One-row formulas in a sentence wider than this may break after a relation."""
_WIDE_SIGN = "〓"
"""Stands for a blank to fill in; breaks like a kanji."""
_OPERATORS = frozenset("=≤≥≠<>≈≡~∝∈∉⊂⊆→←⇒⇔↦+-±⊙⊕⊗∪∩∧∨×⋅*") | {
    ":=", "<=", ">=", "!=", "->", "<-", "=>", "<=>", "~=", "in", "(.)", "(+)", "(x)",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """Lines ready to be drawn, none wider than the width they were laid out for."""

    lines: tuple[Line, ...]
    unset: tuple[str, ...] = ()
    """Formulas that could not be typeset and are shown as written."""


class _Atom(NamedTuple):
    """The smallest thing a line holds whole: a character with its marks, or a formula."""

    sign: str
    block: Block | None
    text: str
    width: int
    style: Style


@lru_cache(maxsize=512)
def layout(text: str, width: int, *, ascii: bool = False) -> Page:
    """``text`` laid out in ``width`` cells.

    Formulas stand in the sentence on its baseline; only a line with a tall one takes several
    rows. Displays are indented by 4; one too wide breaks at relations, then is read linearly.
    Listings keep their lines and are cut. ``ascii`` is for terminals without box lines.
    """
    return _Layout(max(width, 2), ascii).page(text)


@lru_cache(maxsize=512)
def plain(text: str, *, ascii: bool = False) -> str:
    """``text`` with a line for each paragraph and formulas read linearly, for pipes and readers."""
    lines: list[str] = []
    for part in read(text).parts:
        if part.kind == "listing":
            lines += part.text.split("\n")
        elif part.kind == "display":
            lines.append(linear(part.text, ascii=ascii))
        else:
            said = "- " if part.kind == "item" else ""
            before: Inline | None = None
            for inline in part.inlines:
                said += " " * _parted(before, inline) + _said(inline, ascii)
                before = inline
            lines.append(said)
    return "\n".join(lines)


def check_text(text: str) -> list[str]:
    """What is wrong with the markup of ``text``: formulas that cannot be set, marks left open."""
    reading = read(text)
    found = list(reading.strays)
    for part in reading.parts:
        formulas = [inline.text for inline in part.inlines if inline.kind == "math"]
        if part.kind == "display":
            formulas.append(part.text)
        for formula in formulas:
            problem = check_latex(formula)
            if problem is not None:
                found.append(f"{problem}: {formula}")
    return found


def warm() -> None:
    """Does once what the first page would otherwise pay for; call it after the first paint."""
    layout("「$\\frac{a}{b}$」は**分数**、`code` と $x_i^2$ です。[[1]]\n\n$$\\sum_i x_i$$", 40)


def _said(inline: Inline, ascii: bool) -> str:
    if inline.kind == "math":
        return linear(inline.text, ascii=ascii)
    if inline.kind == "blank":
        return _blank(inline.text, ascii)
    return inline.text


def _blank(number: str, ascii: bool) -> str:
    return f"[ {number} ]" if ascii else f"［ {number} ］"


class _Layout:
    def __init__(self, cells: int, ascii: bool) -> None:
        self._cells = cells
        self._room = cells  # of a line of the part at hand
        self._ascii = ascii
        self._unset: list[str] = []

    def page(self, text: str) -> Page:
        lines: list[Line] = []
        parts = read(text).parts
        japanese = any(is_japanese(sign) for sign in text)
        for part in parts:
            if lines and not part.close:
                lines.append(())
            lines += self._part(part, japanese)
        return Page(tuple(lines), tuple(dict.fromkeys(self._unset)))

    def _part(self, part: Part, japanese: bool) -> list[Line]:
        self._room = self._cells
        if part.kind == "listing":
            return self._listing(part.text)
        if part.kind == "display":
            return self._display(part.text)
        if part.kind == "paragraph":
            return self._filled(self._atoms(part.inlines), [], 0)
        marker = "・" if japanese and not self._ascii else "- "
        mark = _Atom(marker[0], None, marker, 2, "text")
        hanging = 2 if self._cells > 4 else 0
        self._room = self._cells - hanging
        return self._filled(self._atoms(part.inlines), [mark] if hanging else [], hanging)

    def _listing(self, text: str) -> list[Line]:
        indent = _LISTING_INDENT if self._cells > 20 else 0
        return [
            (Span(" " * indent + shorten(line, self._cells - indent, ascii=self._ascii), "code"),)
            for line in text.split("\n")
        ]

    # ── displays ─────────────────────────────────────────────────────────────────────────────

    def _display(self, latex: str) -> list[Line]:
        whole = typeset(latex, display=True, ascii=self._ascii)
        if not whole.ok:
            self._unset.append(latex)
            return self._filled(_letters(whole.rows[0], "code"), [], 0)
        if whole.width <= self._cells:
            return self._rows(whole, min(_INDENT, self._cells - whole.width))
        indent = _INDENT if self._cells > 8 * _INDENT else 0
        blocks = typeset_within(latex, self._cells - indent, ascii=self._ascii)
        if not blocks:
            self._room = self._cells - indent
            pad = [_Atom(" ", None, " " * indent, indent, "math")] if indent else []
            return self._filled(self._one_row(linear(latex, ascii=self._ascii)), pad, indent)
        lines: list[Line] = []
        for block in blocks:
            if lines and len(block.rows) > 1:
                lines.append(())
            lines += self._rows(block, indent)
        return lines

    def _rows(self, block: Block, indent: int) -> list[Line]:
        return [(Span(" " * indent + row.rstrip(" "), "math"),) for row in block.rows]

    # ── sentences ────────────────────────────────────────────────────────────────────────────

    def _atoms(self, inlines: tuple[Inline, ...]) -> list[_Atom]:
        atoms: list[_Atom] = []
        before: Inline | None = None
        for inline in inlines:
            if _parted(before, inline):
                atoms.append(_SPACE)
            atoms += self._inline(inline)
            before = inline
        return atoms

    def _inline(self, inline: Inline) -> list[_Atom]:
        match inline.kind:
            case "math":
                return self._math(inline.text)
            case "code":
                return _letters(inline.text, "code", sign=FORMULA)
            case "blank":
                text = _blank(inline.text, self._ascii)
                if width(text) > self._room:
                    return _letters(text, "strong")
                return [_Atom(_WIDE_SIGN, None, text, width(text), "strong")]
            case "text" | "strong":
                return _letters(inline.text, inline.kind)

    def _math(self, latex: str) -> list[_Atom]:
        block = typeset(latex, ascii=self._ascii)
        if not block.ok:
            self._unset.append(latex)
            return _letters(block.rows[0], "code", sign=FORMULA)
        if block.width > self._room:
            return self._one_row(linear(latex, ascii=self._ascii))
        if len(block.rows) == 1 and block.width > _BREAKABLE:
            return self._one_row(block.rows[0])
        return [_Atom(FORMULA, block, "", block.width, "math")]

    def _one_row(self, row: str) -> list[_Atom]:
        """A formula of one row as pieces that may part after a relation, a sign or a comma."""
        atoms: list[_Atom] = []
        for piece in _pieces(row):
            if atoms:
                atoms.append(_Atom(" ", None, " ", 1, "math"))
            cells = width(piece)
            if cells > self._room:
                atoms += _letters(piece, "math", sign=FORMULA)
            else:
                atoms.append(_Atom(FORMULA, None, piece, cells, "math"))
        return atoms

    def _filled(self, atoms: list[_Atom], head: list[_Atom], hanging: int) -> list[Line]:
        """The atoms in lines: ``head`` before the first, ``hanging`` blanks before the others."""
        if not atoms:
            return [_spans(head)] if head else []
        room = self._cells - hanging
        ranges = fill_lines(
            [atom.width for atom in atoms],
            [atom.sign == " " for atom in atoms],
            break_before([atom.sign for atom in atoms]),
            room,
            room,
        )
        pad = [_Atom(" ", None, " " * hanging, hanging, "text")] if hanging else []
        lines: list[Line] = []
        last: list[_Atom] = []
        for start, end in ranges:
            line = (pad if start else head) + atoms[start:end]
            if all(atom.block is None or len(atom.block.rows) == 1 for atom in line):
                lines.append(_spans(line))
            else:
                if last and _touch(last, line):
                    lines.append(())
                lines += _tall_line(line)
            last = line
        return lines


_SPACE = _Atom(" ", None, " ", 1, "text")


def _parted(before: Inline | None, after: Inline) -> bool:
    """Whether a space parts a formula or code from the kana or kanji beside it."""
    if before is None:
        return False
    if after.kind in ("math", "code"):
        return before.kind in ("text", "strong") and is_japanese_letter(before.text[-1])
    if before.kind in ("math", "code"):
        return after.kind in ("text", "strong") and is_japanese_letter(after.text[0])
    return False


def _letters(text: str, style: Style, sign: str = "") -> list[_Atom]:
    """An atom for each character; ``sign`` makes all but blanks break like it."""
    return [
        _Atom(" " if piece == " " else sign or piece[0], None, piece, cells, style)
        for piece, cells in clusters(text)
    ]


def _pieces(row: str) -> list[str]:
    pieces: list[str] = []
    depth = 0
    start = 0
    last = 0
    for index, sign in enumerate(row):
        if sign in "([{⟨":
            depth += 1
        elif sign in ")]}⟩":
            depth -= 1
        elif sign == " " and depth <= 0:
            token = row[last:index]
            if index > start and (token in _OPERATORS or token.endswith(",")):
                pieces.append(row[start:index])
                start = index + 1
            last = index + 1
    pieces.append(row[start:])
    return [piece for piece in pieces if piece]


def _spans(atoms: list[_Atom]) -> Line:
    """One row of atoms, neighbours of one style joined."""
    spans: list[Span] = []
    texts: list[str] = []
    style: Style | None = None
    for atom in atoms:
        text = atom.block.rows[0] if atom.block is not None else atom.text
        if atom.style != style and texts:
            assert style is not None
            spans.append(Span("".join(texts), style))
            texts = []
        style = atom.style
        texts.append(text)
    if texts and style is not None:
        spans.append(Span("".join(texts), style))
    return tuple(spans)


def _tall_line(atoms: list[_Atom]) -> list[Line]:
    """The rows of a line with tall formulas, all on one baseline."""
    blocks = [atom.block for atom in atoms if atom.block is not None]
    above = max(block.baseline for block in blocks)
    below = max(len(block.rows) - block.baseline - 1 for block in blocks)
    lines: list[Line] = []
    for offset in range(-above, below + 1):
        row: list[_Atom] = []
        for atom in atoms:
            block = atom.block
            if block is None:
                text = atom.text if not offset else " " * atom.width
            else:
                index = block.baseline + offset
                inside = 0 <= index < len(block.rows)
                text = block.rows[index] if inside else " " * atom.width
            style = atom.style if text.strip() else "text"
            row.append(_Atom("", None, text, atom.width, style))
        lines.append(_stripped(_spans(row)))
    return lines


def _stripped(line: Line) -> Line:
    """The line without blanks at its end."""
    kept = list(line)
    while kept:
        last = kept.pop()
        text = last.text.rstrip(" ")
        if text:
            kept.append(Span(text, last.style))
            break
    return tuple(kept)


def _touch(upper: list[_Atom], lower: list[_Atom]) -> bool:
    """Whether something hanging below one line would meet something standing above the next."""
    return bool(_reach(upper, below=True) & _reach(lower, below=False))


def _reach(atoms: list[_Atom], *, below: bool) -> set[int]:
    """The cells in which a line has rows below (or above) its baseline."""
    cells: set[int] = set()
    at = 0
    for atom in atoms:
        block = atom.block
        if block is not None and (
            len(block.rows) > block.baseline + 1 if below else block.baseline > 0
        ):
            cells.update(range(at - 1, at + atom.width + 1))
        at += atom.width
    return cells
