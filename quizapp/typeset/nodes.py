"""Making nodes out of nodes: what a command does to what it was given."""

from __future__ import annotations

import unicodedata

from quizapp.typeset import symbols
from quizapp.typeset.tree import Fence, Kind, Node, Row, Scripts, Space, Sym

_NEGATED = {
    "=": "≠", "∈": "∉", "<": "≮", ">": "≯", "≤": "≰", "≥": "≱", "⊂": "⊄", "⊆": "⊈", "≡": "≢",
    "~": "≁", "≈": "≉", "∃": "∄", "|": "∤",
}  # fmt: skip


def stands_alone(node: Node) -> bool:
    """Whether braces round ``node`` change nothing: operators in braces become ordinary signs."""
    return not isinstance(node, Space) and (
        not isinstance(node, Sym) or node.kind in ("ord", "text", "word", "func", "big")
    )


def with_bars(items: list[Node], mark: str) -> list[Node]:
    """The nodes with each pair of upright bars made a fence, where they come in pairs."""
    bars = [
        index
        for index, item in enumerate(items)
        if (item.base if isinstance(item, Scripts) else item) in (Sym(mark), Sym(mark, "ord", "||"))
    ]
    pairs = list(zip(bars[::2], bars[1::2], strict=False))
    if (
        not bars
        or len(bars) % 2
        or any(end == start + 1 or isinstance(items[start], Scripts) for start, end in pairs)
    ):
        return items
    found: list[Node] = []
    last = 0
    for start, end in pairs:
        fence = Fence((mark, mark), (Row(tuple(items[start + 1 : end])),))
        closing = items[end]
        found += items[last:start]
        if isinstance(closing, Scripts):
            found.append(Scripts(fence, closing.sub, closing.sup, closing.limits))
        else:
            found.append(fence)
        last = end + 1
    return found + items[last:]


def row_of(node: Node) -> Row:
    """``node`` as a row."""
    return node if isinstance(node, Row) else Row((node,))


def word(name: str) -> Sym:
    """An upright name; a single letter is an ordinary sign."""
    return Sym(name, "word" if len(name) > 1 else "ord")


def joined(row: Row) -> Node:
    """The letters of a row as one word, where it holds nothing but letters and digits."""
    letters = [item.text for item in row.items if isinstance(item, Sym) and item.kind == "ord"]
    name = "".join(letters)
    plain = len(letters) == len(row.items) and name.isascii() and name.isalnum()
    return word(name) if plain else row


def blackboard(node: Node) -> Node:
    """``node`` with the letters of number sets double-struck."""
    if isinstance(node, Sym):
        sign = symbols.blackboard(node.text)
        return node if sign == node.text else Sym(sign, "ord", node.text)
    if isinstance(node, Row):
        return Row(tuple(blackboard(item) for item in node.items))
    return node


def sized(mark: str, side: str) -> Sym:
    """A delimiter as ``\\big`` and its kin leave it; ``side`` is "l", "r", "m" or ""."""
    kind: Kind = "ord"
    if side == "l" or (not side and mark in "([{⟨⌊⌈"):
        kind = "open"
    elif side == "r" or (not side and mark in ")]}⟩⌋⌉"):
        kind = "close"
    elif side == "m":
        kind = "rel"
    return delimiter(mark, kind if mark else "ord")


def delimiter(mark: str, kind: Kind) -> Sym:
    """A delimiter with its ASCII spelling."""
    return Sym(mark, kind, symbols.ASCII_DELIMITERS.get(mark, ""))


def negated(node: Node) -> Node:
    """A relation struck out."""
    if not isinstance(node, Sym):
        return node
    sign = _NEGATED.get(node.text, node.text + "\u0338")
    plain = "!=" if node.text == "=" else f"not {node.ascii or node.text}"
    return Sym(sign, node.kind, plain)


def clean(text: str) -> str:
    """``text`` without characters that have no place of their own in a row of cells."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        sign
        for sign in text
        if unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
        and not "\ufe00" <= sign <= "\ufe0f"
    )
