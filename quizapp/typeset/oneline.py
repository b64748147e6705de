"""Which parts of a formula need brackets once its bars are gone."""

from __future__ import annotations

from quizapp.typeset.tree import Accent, Fence, Frac, Node, Row, Scripts, Space, Sym
from quizapp.typeset.widths import width

_CALLED = frozenset("fghpqEFGHLPσφψ")
"""Letters that name functions: ``p(x)`` below a bar is one thing, ``x(1-x)`` a product."""


def bracketed(text: str) -> str:
    """``text`` in round brackets."""
    return f"({text})"


def is_name(text: str) -> bool:
    """Whether ``text`` is nothing but narrow letters and digits."""
    return text.isalnum() and width(text) == len(text)


def stands_bare(node: Node) -> bool:
    """Whether ``node`` may follow ``√`` or ``^`` without brackets: one name or one number."""
    items = _items(node)
    if len(items) == 1:
        item = items[0]
        if isinstance(item, Scripts):
            return item.sup is None and stands_bare(item.base)
        if isinstance(item, Accent):
            return stands_bare(item.body)
        return isinstance(item, Sym) and item.kind in ("ord", "word", "text")
    return bool(items) and all(_is_digit(item) for item in items)


def is_operator(frac: Frac) -> bool:
    """Whether the fraction is ``d/dx`` or alike, which acts on what follows."""
    top = _items(frac.top)
    bottom = _items(frac.bottom)
    return (
        len(top) == 1 and _is_differential(top[0]) and bool(bottom) and _is_differential(bottom[0])
    )


def needs_brackets_above(node: Node) -> bool:
    """Whether a numerator must be bracketed before a slash."""
    items = _items(node)
    if len(items) == 1:
        return isinstance(items[0], Frac)
    for index, item in enumerate(items):
        kind = _kind(item)
        if kind in ("func", "big", "rel", "punct", "star") or isinstance(item, Frac):
            return True
        if kind == "bin" and index:
            return True
    return False


def needs_brackets_below(node: Node) -> bool:
    """Whether a denominator must be bracketed after a slash."""
    items = _items(node)
    if len(items) == 1:
        return isinstance(items[0], Frac)
    if all(_is_digit(item) for item in items):
        return False
    if len(items) == 2:
        first, second = items
        if _is_differential(first) and _kind(second) in ("ord", "word"):
            return False
        if isinstance(second, Fence):
            return not _is_call(first, second)
    return True


def _is_call(head: Node, fence: Fence) -> bool:
    base = head.base if isinstance(head, Scripts) else head
    if not isinstance(base, Sym):
        return False
    if base.kind in ("word", "func"):
        return True
    inside = [item for part in fence.parts for item in part.items]
    return base.text in _CALLED and not any(_kind(item) == "bin" for item in inside)


def _items(node: Node) -> list[Node]:
    if not isinstance(node, Row):
        return [node]
    return [item for item in node.items if not isinstance(item, Space)]


def _kind(node: Node) -> str:
    if isinstance(node, Scripts | Accent):
        return _kind(node.base if isinstance(node, Scripts) else node.body)
    return node.kind if isinstance(node, Sym) else ""


def _is_digit(node: Node) -> bool:
    return isinstance(node, Sym) and (node.text.isdigit() or node.text == ".")


def _is_differential(node: Node) -> bool:
    base = node.base if isinstance(node, Scripts) else node
    return isinstance(base, Sym) and base.text in ("d", "∂")
