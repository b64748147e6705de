"""Reading LaTeX mathematics into a tree.

Only formulas: no macros are defined or expanded, and a name that is not known is an error with its
place, never a silent gap in what the learner sees.
"""

from __future__ import annotations

import re
import unicodedata

from quizapp.typeset import symbols
from quizapp.typeset.nodes import (
    blackboard,
    clean,
    delimiter,
    joined,
    negated,
    row_of,
    sized,
    stands_alone,
    with_bars,
    word,
)
from quizapp.typeset.source import MAX_LENGTH, LatexError, Source
from quizapp.typeset.tree import (
    Accent,
    Fence,
    Frac,
    Grid,
    Kind,
    Node,
    Root,
    Row,
    Scripts,
    Space,
    Stack,
    Sym,
)

_SPACES = {
    ",": 1, ":": 1, ">": 1, ";": 1, " ": 1, "~": 1, "!": -1, "quad": 2, "qquad": 4, "enspace": 1,
    "thinspace": 1, "medspace": 1, "thickspace": 1, "negthinspace": -1, "space": 1,
}  # fmt: skip
_IGNORED = frozenset(
    ("displaystyle", "textstyle", "scriptstyle", "scriptscriptstyle", "nonumber", "notag", "hline",
     "mathstrut", "strut", "bf", "it", "cal", "sf", "tt", "allowbreak", "nobreak", "relax",
     "limits", "nolimits", "boldmath")
)  # fmt: skip
_IGNORED_WITH_ARGUMENT = frozenset(("label", "color"))
_LETTER_FONTS = frozenset(
    ("mathbf", "boldsymbol", "bm", "pmb", "mathcal", "mathscr", "mathfrak", "mathnormal")
)
_NAME_FONTS = frozenset(("mathrm", "mathsf", "mathtt", "mathit", "mathup"))
_TEXTS = frozenset(
    ("text", "textrm", "textbf", "textit", "textsf", "texttt", "textnormal", "mbox", "hbox")
)
_FRACTIONS = {"frac": False, "dfrac": False, "cfrac": False, "tfrac": True}
_BINOMIALS = frozenset(("binom", "dbinom", "tbinom"))
_CLASSES: dict[str, Kind] = {
    "mathbin": "star", "mathrel": "rel", "mathop": "func", "mathord": "ord", "mathopen": "open",
    "mathclose": "close", "mathpunct": "punct", "mathinner": "ord",
}  # fmt: skip
_ARROWS = {"xrightarrow": "→", "xleftarrow": "←", "xRightarrow": "⇒", "xleftrightarrow": "↔"}
_MATRICES = {
    "matrix": ("", ""), "smallmatrix": ("", ""), "pmatrix": ("(", ")"), "bmatrix": ("[", "]"),
    "Bmatrix": ("{", "}"), "vmatrix": ("|", "|"), "Vmatrix": ("‖", "‖"),
}  # fmt: skip
_CASES = {"cases": ("{", ""), "dcases": ("{", ""), "rcases": ("", "}")}
_ALIGNED = frozenset(
    ("aligned", "align", "align*", "alignedat", "alignat", "split", "eqnarray", "eqnarray*")
)
_LINES = frozenset(
    ("gathered", "gather", "gather*", "equation", "equation*", "multline", "multline*")
)

_BIG_DELIMITER = re.compile(r"[bB]igg?([lrm]?)")
_NAME = re.compile(r"[^\\{}^_$&]*")
_TEXT_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


def parse(latex: str) -> Node:
    """The tree of one formula, written without its dollar signs.

    ``\\\\`` and ``&`` outside an environment make lines, aligned where there is an ``&``.
    Raises ``LatexError``.
    """
    if len(latex) > MAX_LENGTH:
        raise LatexError(f"the formula is longer than {MAX_LENGTH} characters", MAX_LENGTH)
    return _Parser(latex).whole()


class _Parser(Source):
    # ── rows ─────────────────────────────────────────────────────────────────────────────────

    def whole(self) -> Node:
        lines, aligned = self._lines("")
        if self.at < len(self.text):
            raise self.error(f"{self.peek_word()} has no partner")
        if len(lines) == 1 and len(lines[0]) == 1:
            return lines[0][0]
        return Grid(tuple(lines), "rl" if aligned else "l", "aligned" if aligned else "lines")

    def _lines(self, closing: str) -> tuple[list[tuple[Row, ...]], bool]:
        """Rows of cells up to the end or an ``\\end``; and whether there was an ``&``."""
        lines: list[tuple[Row, ...]] = []
        cells: list[Row] = []
        aligned = False
        while True:
            cells.append(self._row())
            if self.take("&"):
                aligned = True
                continue
            lines.append(tuple(cells))
            cells = []
            if not self.take("\\\\"):
                break
            self.take("*")
            self.skip_blanks()
            if closing and self.take("["):
                self.until("]")
        if len(lines) > 1 and not any(cell.items for cell in lines[-1]):
            lines.pop()
        return lines, aligned

    def _row(self, stop: str = "") -> Row:
        """Nodes up to something that ends a row here: ``}``, ``&``, ``\\\\``, ``\\right`` …"""
        items: list[Node] = []
        opened: list[int] = []
        while True:
            self.skip_blanks()
            if self.at >= len(self.text) or self._ends_row(stop):
                self.depth -= len(opened)
                return Row(tuple(with_bars(with_bars(items, "|"), "‖")))
            node = None if self.text[self.at] in "^_'" else self._atom()
            if isinstance(node, Sym) and node.kind == "close" and opened:
                start = opened.pop()
                self.depth -= 1
                left = items[start]
                assert isinstance(left, Sym)
                node = Fence((left.text, node.text), (Row(tuple(items[start + 1 :])),))
                del items[start:]
            scripted = self._scripts(node)
            if isinstance(scripted, Sym) and scripted.kind == "open":
                opened.append(len(items))
                self.deepen()
            if scripted is not None:
                items.append(scripted)

    def _ends_row(self, stop: str) -> bool:
        character = self.text[self.at]
        if character in "}&" or (stop and character == stop):
            return True
        if character != "\\":
            return False
        return self.peek_word() in ("\\\\", "\\end", "\\right", "\\middle")

    def _scripts(self, base: Node | None) -> Node | None:
        """``base`` with the scripts that follow it."""
        sub: Node | None = None
        sup: list[Node] = []
        raised = False
        limits: bool | None = None
        while True:
            self.skip_blanks()
            if self.take("'"):
                sup.append(Sym("'"))
            elif self.take("^"):
                if raised:
                    raise self.error("two superscripts on one base")
                raised = True
                sup.append(self._argument("^"))
            elif self.take("_"):
                if sub is not None:
                    raise self.error("two subscripts on one base")
                sub = self._argument("_")
            elif self.peek_word() in ("\\limits", "\\nolimits"):
                limits = self.word() == "limits"
            else:
                break
        if sub is None and not sup:
            return base
        above = None if not sup else sup[0] if len(sup) == 1 else Row(tuple(sup))
        return Scripts(base or Row(), sub, above, limits)

    # ── atoms ────────────────────────────────────────────────────────────────────────────────

    def _atom(self) -> Node | None:
        """The next node without its scripts; None for a command that leaves nothing."""
        self.deepen()
        character = self.text[self.at]
        node: Node | None
        if character == "{":
            node = self._group()
        elif character == "\\":
            start = self.at
            node = self._command(self.word(), start)
        else:
            self.at += 1
            node = self._character(character)
        self.depth -= 1
        return node

    def _character(self, character: str) -> Node:
        if character == "~":
            return Space(1)
        if character == ":":
            if self.take("="):
                return Sym(":=", "rel")
            blank = self.text[self.at : self.at + 1].isspace()
            return Sym(":", "punct" if blank else "ord")
        if character in "$^_":
            raise self.error(f"{character} cannot stand here", self.at - 1)
        if character.isascii() and character.isprintable():
            return symbols.character(character)
        category = unicodedata.category(character)
        if category[0] not in "LNPSM" or "\ufe00" <= character <= "\ufe0f":
            raise self.error(f"U+{ord(character):04X} cannot stand in a formula", self.at - 1)
        if unicodedata.east_asian_width(character) in "WF" and category[0] == "L":
            return Sym(character, "text")
        return symbols.character(character)

    def _group(self) -> Node:
        start = self.at
        self.at += 1
        row = self._row()
        if not self.take("}"):
            raise self.error("{ is never closed", start)
        return row.items[0] if len(row.items) == 1 and stands_alone(row.items[0]) else row

    def _argument(self, command: str) -> Node:
        """One argument: a group, or a single sign."""
        self.skip_blanks()
        if self.at >= len(self.text) or self.text[self.at] in "}&^_":
            raise self.error(f"{command} lacks what belongs to it")
        return self._atom() or Row()

    # ── commands ─────────────────────────────────────────────────────────────────────────────

    def _command(self, name: str, start: int) -> Node | None:
        if name in symbols.OPENING:
            return delimiter(symbols.OPENING[name], "open")
        if name in symbols.CLOSING:
            return delimiter(symbols.CLOSING[name], "close")
        found = symbols.named(name)
        if found is not None:
            return found
        if name in _SPACES:
            return Space(_SPACES[name])
        if name in _FRACTIONS:
            return Frac(self._argument("\\frac"), self._argument("\\frac"), _FRACTIONS[name])
        if name in symbols.ACCENTS:
            return Accent(name, self._argument("\\" + name))
        if name in _TEXTS:
            return self._prose(self.raw(name), start)
        if name in _NAME_FONTS or name in ("operatorname", "operatorname*"):
            return self._named(name)
        if name in _LETTER_FONTS:
            return self._argument("\\" + name)
        if name == "mathbb":
            return blackboard(self._argument("\\mathbb"))
        if name == "rm":
            return joined(self._row())
        if name == "sqrt":
            degree = self._optional()
            return Root(self._argument("\\sqrt"), degree)
        if name == "left":
            return self._fence(start)
        if name == "begin":
            return self._environment(start)
        if name in _IGNORED:
            return None
        if name in _IGNORED_WITH_ARGUMENT:
            self.raw(name)
            return None
        return self._rare_command(name, start)

    def _rare_command(self, name: str, start: int) -> Node | None:
        big = _BIG_DELIMITER.fullmatch(name)
        if big:
            return sized(self._delimiter(), big[1])
        if name in _BINOMIALS:
            top, bottom = (row_of(self._argument("\\binom")) for _ in range(2))
            return Grid(((top,), (bottom,)), "c", "choose", "(", ")")
        if name in _CLASSES:
            given = self._argument("\\" + name)
            body = joined(given) if isinstance(given, Row) else given
            if not isinstance(body, Sym):
                return body
            return Sym(body.text, _CLASSES[name], body.ascii, name == "mathop" or body.limits)
        if name in ("overset", "stackrel"):
            over = self._argument("\\overset")
            return Stack(self._argument("\\overset"), over=over)
        if name == "underset":
            under = self._argument("\\underset")
            return Stack(self._argument("\\underset"), under=under)
        if name in ("underbrace", "overbrace"):
            return self._brace(name)
        if name in _ARROWS:
            below = self._optional()
            sign = symbols.character(_ARROWS[name])
            return Stack(sign, self._argument("\\" + name), below, "arrow")
        if name == "substack":
            return self._substack(start)
        if name == "not":
            return negated(self._argument("\\not"))
        if name == "pmod":
            inner = Row((Sym("mod", "word"), Space(1), self._argument("\\pmod")))
            return Row((Space(1), Fence(("(", ")"), (inner,))))
        if name == "textcolor":
            self.raw(name)
            return self._argument("\\textcolor")
        if name in ("hspace", "hspace*"):
            self.raw(name)
            return Space(1)
        if name == "tag":
            return Row((Space(4), Sym(f"({self.raw(name)})", "text")))
        raise self.error(f"\\{name} is not a name this app can typeset", start)

    def _optional(self) -> Row | None:
        """An argument in square brackets, where there is one."""
        self.skip_blanks()
        start = self.at
        if not self.take("["):
            return None
        row = self._row(stop="]")
        if not self.take("]"):
            raise self.error("[ is never closed", start)
        return row

    def _fence(self, start: int) -> Fence:
        marks = [self._delimiter()]
        parts: list[Row] = []
        while True:
            parts.append(self._row())
            command = self.peek_word()
            if command not in ("\\middle", "\\right"):
                raise self.error("\\left is never closed by \\right", start)
            self.word()
            marks.append(self._delimiter())
            if command == "\\right":
                return Fence(tuple(marks), tuple(parts))

    def _delimiter(self) -> str:
        self.skip_blanks()
        if self.at >= len(self.text):
            raise self.error("a delimiter is missing")
        character = self.text[self.at]
        if character == "\\":
            start = self.at
            name = self.word()
            if name in symbols.DELIMITERS:
                return symbols.DELIMITERS[name]
            raise self.error(f"\\{name} is not a delimiter", start)
        self.at += 1
        if character not in "()[]|/<>.‖":
            raise self.error(f"{character} is not a delimiter", self.at - 1)
        return {".": "", "<": "⟨", ">": "⟩"}.get(character, character)

    def _brace(self, name: str) -> Node:
        body = self._argument("\\" + name)
        label: Node | None = None
        self.skip_blanks()
        if self.take("_" if name == "underbrace" else "^"):
            label = self._argument(name)
        if name == "underbrace":
            return Stack(body, under=label, form="brace-under")
        return Stack(body, over=label, form="brace-over")

    def _environment(self, start: int) -> Node:
        name = self.raw("begin")
        columns = "c"
        if name in ("array", "alignedat", "alignat"):
            columns = "".join(letter for letter in self.raw(name) if letter in "lcr") or "c"
        self.skip_blanks()
        if self.take("["):
            self.until("]")
        lines, _ = self._lines(name)
        if self.peek_word() != "\\end":
            raise self.error(f"\\begin{{{name}}} is never ended", start)
        self.word()
        ended = self.raw("end")
        if ended != name:
            raise self.error(f"\\begin{{{name}}} ended by \\end{{{ended}}}", start)
        rows = tuple(lines)
        if name == "array":
            return Grid(rows, columns, "matrix")
        if name in _MATRICES:
            return Grid(rows, "c", "matrix", *_MATRICES[name])
        if name in _CASES:
            return Grid(rows, "l", "cases", *_CASES[name])
        if name in _ALIGNED:
            return Grid(rows, "rl", "aligned")
        if name in _LINES:
            return Grid(rows, "c", "lines")
        raise self.error(f"{name} is not an environment this app can typeset", start)

    def _substack(self, start: int) -> Node:
        self.skip_blanks()
        if not self.take("{"):
            raise self.error("\\substack needs an argument in braces")
        lines, _ = self._lines("")
        if not self.take("}"):
            raise self.error("{ is never closed", start)
        return Grid(tuple(lines), "c", "lines")

    def _named(self, command: str) -> Node:
        """An upright name as one word; anything more than letters is read as mathematics."""
        self.skip_blanks()
        operator = command.startswith("operatorname")
        if self.text[self.at : self.at + 1] != "{":
            return self._argument("\\" + command)
        start = self.at
        raw = self.raw(command).replace("\\,", " ").replace("\\ ", " ")
        if not _NAME.fullmatch(raw):
            self.at = start
            return self._argument("\\" + command)
        name = " ".join(raw.split()) if operator else "".join(raw.split())
        if operator:
            with_limits = command.endswith("*") or name.replace(" ", "") in ("argmax", "argmin")
            return Sym(clean(name), "func", limits=with_limits)
        return word(clean(name))

    def _prose(self, raw: str, start: int) -> Node:
        """The text of ``\\text{…}``, with formulas between dollar signs inside it."""
        parts = re.split(r"(?<!\\)\$", raw)
        if len(parts) % 2 == 0:
            raise self.error("a $ inside \\text has no partner", start)
        found: list[Node] = []
        for index, part in enumerate(parts):
            if index % 2:
                found.append(parse(part))
            elif part:
                bad = [m[1] for m in _TEXT_ESCAPE.finditer(part) if m[1] not in " %_$&#{},"]
                if bad:
                    raise self.error(f"\\{bad[0]} cannot stand inside \\text", start)
                plain = _TEXT_ESCAPE.sub(lambda m: " " if m[1] == "," else m[1], part)
                plain = plain.replace("~", " ")
                found.append(Sym(clean(re.sub(r"\s+", " ", plain)), "text"))
        return found[0] if len(found) == 1 else Row(tuple(found))
