"""Formulas as MathML, which browsers draw by themselves: LaTeX in, a ``<math>`` element out.

The same tree as for the terminal, so that a page knows every command the screens know. Only what
MathML Core has is used; every text is escaped.
"""

from __future__ import annotations

from functools import lru_cache
from html import escape

from quizapp.typeset.latex import parse
from quizapp.typeset.math import linear
from quizapp.typeset.nodes import row_of
from quizapp.typeset.source import LatexError
from quizapp.typeset.tree import (
    Accent,
    Fence,
    Frac,
    Grid,
    Node,
    Root,
    Row,
    Scripts,
    Space,
    Stack,
    Sym,
)

_MARKS = {
    "hat": "^", "widehat": "^", "tilde": "~", "widetilde": "~", "bar": "¯", "overline": "¯",
    "vec": "→", "overrightarrow": "→", "dot": "˙", "ddot": "¨", "check": "ˇ", "breve": "˘",
    "acute": "´", "grave": "`", "mathring": "˚", "underline": "_",
}  # fmt: skip
_WIDE = frozenset(("widehat", "widetilde", "overline", "overrightarrow", "underline"))
"""Marks that grow with what they stand on."""
_SIGNED = frozenset(("bin", "rel", "open", "punct", "mul", "star"))
"""Kinds after which a plus or minus is a sign of a number and not an operation."""
_ALIGN = {"l": "left", "c": "center", "r": "right"}
_QUAD = 2
"""Cells of ``\\quad``, which is one em."""
_THIN = 0.17
"""Em of a thin space."""


@lru_cache(maxsize=2048)
def mathml(latex: str, *, display: bool = False) -> str | None:
    """The formula as a ``<math>`` element, or None where it cannot be read.

    ``alttext`` holds the reading in one row, for programs that do not know MathML.
    """
    try:
        tree = parse(latex)
    except LatexError:
        return None
    block = ' display="block"' if display else ""
    return f'<math{block} alttext="{escape(linear(latex))}">{_row(row_of(tree))}</math>'


def _node(node: Node) -> str:
    match node:
        case Sym():
            return _sym(node)
        case Row():
            return _row(node)
        case Scripts():
            return _scripts(node)
        case Frac():
            made = f"<mfrac>{_node(node.top)}{_node(node.bottom)}</mfrac>"
            return f'<mstyle displaystyle="false">{made}</mstyle>' if node.small else made
        case Root():
            body = _node(node.body)
            if node.degree is None:
                return f"<msqrt>{body}</msqrt>"
            return f"<mroot>{body}{_node(node.degree)}</mroot>"
        case Fence():
            return _fence(node)
        case Accent():
            return _accent(node)
        case Stack():
            return _stack(node)
        case Grid():
            return _grid(node)
        case Space():
            return _space(node)


def _row(row: Row) -> str:
    """The nodes in one ``<mrow>``; the digits of a number become one sign."""
    made: list[str] = []
    kind = "open"
    digits = ""
    items = row.items
    for place, item in enumerate(items):
        after = items[place + 1] if place + 1 < len(items) else None
        if isinstance(item, Sym) and (
            item.text.isdecimal() or (item.text == "." and digits and _is_digit(after))
        ):
            digits += item.text
            kind = "ord"
            continue
        if digits and isinstance(item, Scripts) and _is_digit(item.base):
            # The raised or lowered sign belongs to the whole number: 10^2.
            made.append(_scripts(item, f"<mn>{escape(digits + _text(item.base))}</mn>"))
            digits, kind = "", "ord"
            continue
        if digits:
            made.append(f"<mn>{escape(digits)}</mn>")
            digits = ""
        if isinstance(item, Sym) and item.kind == "bin" and kind in _SIGNED:
            made.append(f'<mo form="prefix">{escape(_minus(item.text))}</mo>')
            kind = "ord"
            continue
        made.append(_node(item))
        base = item.base if isinstance(item, Scripts) else item
        if isinstance(base, Sym) and base.kind == "func" and not isinstance(after, Fence | None):
            made.append(f'<mspace width="{_THIN}em"></mspace>')
        if not isinstance(item, Space):
            kind = item.kind if isinstance(item, Sym) else "ord"
    if digits:
        made.append(f"<mn>{escape(digits)}</mn>")
    return made[0] if len(made) == 1 else f"<mrow>{''.join(made)}</mrow>"


def _is_digit(node: Node | None) -> bool:
    return isinstance(node, Sym) and node.text.isdecimal()


def _text(node: Node) -> str:
    return node.text if isinstance(node, Sym) else ""


def _minus(text: str) -> str:
    return "−" if text == "-" else text


def _sym(sym: Sym) -> str:
    text = escape(_minus(sym.text))
    match sym.kind:
        case "text":
            return f"<mtext>{text}</mtext>"
        case "big" | "bin" | "star" | "mul" | "rel" | "punct":
            return f"<mo>{text}</mo>"
        case "open" | "close":
            form = "prefix" if sym.kind == "open" else "postfix"
            return f'<mo form="{form}" stretchy="false">{text}</mo>'
        case "word" | "func":
            # One letter would be set in italics.
            upright = ' mathvariant="normal"' if len(sym.text) == 1 else ""
            return f"<mi{upright}>{text}</mi>"
        case "ord":
            if sym.text.isdecimal():
                return f"<mn>{text}</mn>"
            if sym.text in ("'", "′", "*", "†", "⊤"):
                return f"<mo>{text.replace('&#x27;', '′')}</mo>"
            if sym.text and all(sign.isalpha() for sign in sym.text):
                return f"<mi>{text}</mi>"
            return f'<mi mathvariant="normal">{text}</mi>'


def _scripts(node: Scripts, base: str = "") -> str:
    base = base or _node(node.base)
    limits = node.limits
    if limits is None:
        limits = isinstance(node.base, Sym) and node.base.limits
    low, high = ("munder", "mover") if limits else ("msub", "msup")
    both = "munderover" if limits else "msubsup"
    if node.sub is not None and node.sup is not None:
        return f"<{both}>{base}{_node(node.sub)}{_node(node.sup)}</{both}>"
    if node.sub is not None:
        return f"<{low}>{base}{_node(node.sub)}</{low}>"
    if node.sup is not None:
        return f"<{high}>{base}{_node(node.sup)}</{high}>"
    return base


def _fence(node: Fence) -> str:
    last = len(node.marks) - 1
    tall = any(_tall(part) for part in node.parts)
    made: list[str] = []
    for place, mark in enumerate(node.marks):
        form = "prefix" if not place else "postfix" if place == last else "infix"
        made.append(_delimiter(mark, form, tall=tall))
        if place < len(node.parts):
            made.append(_row(node.parts[place]))
    return f"<mrow>{''.join(made)}</mrow>"


def _tall(node: Node) -> bool:
    """Whether delimiters grow for what they hold; scripts alone stretch none, as on the screen."""
    match node:
        case Frac() | Grid() | Stack():
            return True
        case Row():
            return any(_tall(item) for item in node.items)
        case Scripts():
            return (isinstance(node.base, Sym) and node.base.kind == "big") or _tall(node.base)
        case Root() | Accent():
            return _tall(node.body)
        case Fence():
            return any(_tall(part) for part in node.parts)
        case Sym():
            return node.kind == "big"
        case Space():
            return False


def _delimiter(mark: str, form: str, *, tall: bool = True) -> str:
    if not mark:
        return ""
    stretchy = "true" if tall else "false"
    return f'<mo form="{form}" fence="true" stretchy="{stretchy}">{escape(mark)}</mo>'


def _accent(node: Accent) -> str:
    mark = _MARKS.get(node.mark, node.mark)
    stretchy = "true" if node.mark in _WIDE else "false"
    sign = f'<mo stretchy="{stretchy}">{escape(mark)}</mo>'
    if node.mark == "underline":
        return f'<munder accentunder="true">{_node(node.body)}{sign}</munder>'
    return f'<mover accent="true">{_node(node.body)}{sign}</mover>'


def _stack(node: Stack) -> str:
    base = _node(node.base)
    if node.form == "brace-over":
        base = f'<mover>{base}<mo stretchy="true">⏞</mo></mover>'
    elif node.form == "brace-under":
        base = f'<munder>{base}<mo stretchy="true">⏟</mo></munder>'
    if node.over is not None:
        base = f"<mover>{base}{_node(node.over)}</mover>"
    if node.under is not None:
        base = f"<munder>{base}{_node(node.under)}</munder>"
    return base


def _grid(node: Grid) -> str:
    if node.form == "choose" and len(node.rows) == 2:
        top, bottom = (_row(line[0]) for line in node.rows)
        body = f'<mfrac linethickness="0">{top}{bottom}</mfrac>'
    else:
        lines = "".join(
            "<mtr>"
            + "".join(
                f'<mtd style="text-align:{_align(node, place)}">{_row(cell)}</mtd>'
                for place, cell in enumerate(line)
            )
            + "</mtr>"
            for line in node.rows
        )
        shown = ' displaystyle="true"' if node.form == "aligned" else ""
        body = f"<mtable{shown}>{lines}</mtable>"
    left, right = _delimiter(node.left, "prefix"), _delimiter(node.right, "postfix")
    return f"<mrow>{left}{body}{right}</mrow>" if left or right else body


def _align(node: Grid, place: int) -> str:
    if node.form == "aligned":
        return "left" if place % 2 else "right"
    return _ALIGN.get(node.columns[min(place, len(node.columns) - 1)], "center")


def _space(node: Space) -> str:
    if node.cells <= 0:
        return ""
    em = _THIN if node.cells == 1 else node.cells / _QUAD
    return f'<mspace width="{em:g}em"></mspace>'
