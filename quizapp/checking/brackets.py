"""What opens and closes: groups, tuples, lists, rows, sets, intervals, bars, matrices."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from quizapp.checking import messages
from quizapp.checking.tree import Call, Interval, Matrix, Node, Seq

if TYPE_CHECKING:
    from quizapp.checking.parser import Parser

_BEGINS: Final = frozenset(
    ("n", "v", "f", "q", "(", "[", "{", "⦃", "√", "∛", "∜", "⌊", "⌈", "\\frac", "\\sqrt", "\\begin")
)
_BEGINS_ENTRY: Final = _BEGINS | {"+", "-", "±", "∓", "|", "‖", "∫", "D"}
_FINISHES: Final = frozenset(("n", "v", "q", ")", "]", "}", "⦄", "⌋", "⌉", "!", "%", "°", "T"))
_BEFORE_ALONE: Final = frozenset(
    (",", ";", "(", "[", "{", "⦃", "rel", "∪", "∩", "and", "or", "not", "&", "row", "\\begin")
)
_AFTER_ALONE: Final = frozenset(
    ("end", ",", ";", ")", "]", "}", "⦄", "rel", "∪", "∩", "and", "or", "&", "row", "\\end", "T")
)


class _Inside:
    """The state a bracket starts afresh and gives back when it closes."""

    __slots__ = ("parser", "saved")

    def __init__(self, parser: Parser, *, row: bool = False, stop_bracket: bool = False) -> None:
        self.parser = parser
        self.saved = (parser.bars, parser.norms, parser.row, parser.stop_bracket)
        parser.enter()
        parser.bars = parser.norms = 0
        parser.row = row
        parser.stop_bracket = stop_bracket

    def leave(self) -> None:
        parser = self.parser
        parser.level -= 1
        parser.bars, parser.norms, parser.row, parser.stop_bracket = self.saved


def arguments(parser: Parser, closing: str, opened: str, *, rows: bool = False) -> list[Node]:
    """The values between an opening bracket, which stands here, and ``closing``.

    With ``rows``, a bracket around one value is a row and not a group: ``matrix([1], [2])``.
    """
    inside = _Inside(parser)
    kinds = parser.kinds
    parser.at += 1
    items: list[Node] = []
    if kinds[parser.at] != closing:
        while True:
            first = parser.at
            item = parser.expression(0)
            if rows and parser.grouped == first and _closed_at(parser, first) == parser.at - 1:
                item = Seq("list", (item,))
            items.append(item)
            if kinds[parser.at] not in (",", ";"):
                break
            parser.at += 1
    if kinds[parser.at] != closing:
        raise parser.closer(closing, opened)
    parser.at += 1
    inside.leave()
    return items


def _round(parser: Parser, bp: int) -> Node:
    """``(x)``, ``(1, 2)``, ``(0, 1]``."""
    kinds = parser.kinds
    start = parser.at
    inside = _Inside(parser)
    parser.at += 1
    if kinds[parser.at] == ")":
        raise _empty(parser, start)
    first = parser.expression(0)
    kind = kinds[parser.at]
    if kind == ")":
        parser.at += 1
        inside.leave()
        return first
    items = [first]
    while kinds[parser.at] in (",", ";"):
        parser.at += 1
        items.append(parser.expression(0))
    kind = kinds[parser.at]
    inside.leave()
    if kind == ")" and len(items) > 1:
        parser.at += 1
        return Seq("tuple", tuple(items))
    if kind == "]" and len(items) == 2:
        parser.at += 1
        return Interval(items[0], items[1], True, False)
    raise parser.closer(")", "(")


def _empty(parser: Parser, start: int) -> messages.Stop:
    return messages.stop(
        "operand",
        *parser.place(start, parser.at + 1),
        "括弧の中が空です。",
        "There is nothing inside the brackets.",
    )


def _square(parser: Parser, bp: int) -> Node:
    """``[1, 2]``, ``[1 2 3]``, ``[1, 2; 3, 4]``, ``[[1, 2], [3, 4]]``, ``[0, 1)``, ``[x + 1]``."""
    kinds = parser.kinds
    start = parser.at
    if _ends_half_open(parser, start):
        return _half_open(parser)
    row = _is_row(parser, start)
    inside = _Inside(parser, row=row)
    parser.at += 1
    if kinds[parser.at] == "]":
        parser.at += 1
        inside.leave()
        return Seq("list", ())
    rows: list[list[Node]] = [[]]
    wrapped = False
    while True:
        first = parser.at
        node = parser.expression(0)
        if kinds[first] == "[" and _closed_at(parser, first) == parser.at - 1:
            wrapped = True
            if parser.grouped == first:
                node = Seq("list", (node,))
        rows[-1].append(node)
        kind = kinds[parser.at]
        if kind == ",":
            parser.at += 1
        elif kind == ";":
            parser.at += 1
            rows.append([])
        elif not row or kind not in _BEGINS_ENTRY:
            break
    inside.leave()
    kind = kinds[parser.at]
    items = rows[0]
    ends = [item for entries in rows for item in entries]
    if kind == ")" and len(ends) == 2:
        parser.at += 1
        return Interval(ends[0], ends[1], False, True)
    if kind != "]":
        raise parser.closer("]", "[")
    parser.at += 1
    if len(rows) > 1:
        return _matrix(parser, rows, start)
    if len(items) == 1 and not wrapped:
        parser.grouped = start
        return items[0]
    if wrapped and all(isinstance(item, Seq) and item.kind == "list" for item in items):
        sizes = {len(item.items) for item in items if isinstance(item, Seq)}
        if len(sizes) == 1 and 0 not in sizes:
            return Matrix(tuple(item.items for item in items if isinstance(item, Seq)))
    return Seq("list", tuple(items))


def _ends_half_open(parser: Parser, start: int) -> bool:
    """Whether ``[0, 1[`` stands here: a ``[`` after one comma that cannot open anything."""
    kinds = parser.kinds
    depth = commas = 0
    for index in range(start + 1, len(kinds) - 1):
        kind = kinds[index]
        if depth == 0 and kind == "[" and commas == 1:
            return kinds[index - 1] in _FINISHES and kinds[index + 1] in _AFTER_ALONE
        depth += (kind in ("(", "{", "⦃", "[")) - (kind in (")", "}", "⦄", "]"))
        if depth < 0:
            return False
        commas += depth == 0 and kind in (",", ";")
    return False


def _half_open(parser: Parser) -> Node:
    """``[0, 1[``, the French way to leave the upper end out."""
    inside = _Inside(parser, stop_bracket=True)
    parser.at += 1
    lo = parser.expression(0)
    if parser.kinds[parser.at] not in (",", ";"):
        raise parser.missing()
    parser.at += 1
    hi = parser.expression(0)
    inside.leave()
    if parser.kinds[parser.at] != "[":
        raise parser.closer("[", "[")
    parser.at += 1
    return Interval(lo, hi, False, True)


def _closed_at(parser: Parser, start: int) -> int:
    """The token that closes the bracket at ``start``; the last one when none does."""
    depth = 0
    for index in range(start, len(parser.kinds)):
        kind = parser.kinds[index]
        if kind in ("(", "[", "{", "⦃"):
            depth += 1
        elif kind in (")", "]", "}", "⦄"):
            depth -= 1
            if depth == 0:
                return index
    return len(parser.kinds) - 1


def _is_row(parser: Parser, start: int) -> bool:
    """Whether spaces separate the entries of the bracket at ``start``."""
    kinds = parser.kinds
    gaps = parser.gaps
    end = _closed_at(parser, start)
    depth = 0
    spaced = stacked = False
    for index in range(start + 1, end):
        kind = kinds[index]
        before = kinds[index - 1]
        if depth == 0:
            if kind == ",":
                return False
            stacked = stacked or kind == ";"
            if gaps[index] and index > start + 1 and before in _FINISHES:
                sign = kind in ("+", "-", "±") and not gaps[index + 1]
                spaced = spaced or kind in _BEGINS or sign
        if kind in ("(", "[", "{", "⦃"):
            depth += 1
        elif kind in (")", "]", "}", "⦄"):
            depth -= 1
    if not spaced:
        return False
    alone_before = start == 0 or kinds[start - 1] in _BEFORE_ALONE
    follows_entry = gaps[start] and parser.row
    alone_after = end + 1 >= len(kinds) or kinds[end + 1] in _AFTER_ALONE
    return stacked or ((alone_before or follows_entry) and (alone_after or parser.row))


def _matrix(parser: Parser, rows: list[list[Node]], start: int) -> Node:
    if len({len(row) for row in rows}) != 1:
        sizes = [len(row) for row in rows]
        raise messages.stop(
            "matrix",
            *parser.place(start, parser.at),
            f"行の長さがそろっていません（{'、'.join(map(str, sizes))}）。",
            f"The rows have different lengths ({', '.join(map(str, sizes))}).",
        )
    return Matrix(tuple(tuple(row) for row in rows))


def _curly(parser: Parser, bp: int) -> Node:
    """``{1, 2}`` and ``{1}`` are sets; braces that belong to ``^``, a factor or LaTeX group."""
    kinds = parser.kinds
    start = parser.at
    groups = parser.latex or (start > 0 and kinds[start - 1] in ("^", "_"))
    if _is_set_builder(parser, start):
        return _such_that(parser, "}")
    items = arguments(parser, "}", "{")
    if len(items) > 1:
        return Seq("set", tuple(items))
    if not items:
        if groups:
            raise _empty(parser, start)
        return Seq("set", ())
    alone = (start == 0 or kinds[start - 1] in _BEFORE_ALONE) and kinds[parser.at] in _AFTER_ALONE
    return Seq("set", tuple(items)) if alone and not groups else items[0]


def _set(parser: Parser, bp: int) -> Node:
    """``\\{1, 2\\}``: a set whatever stands around it."""
    if _is_set_builder(parser, parser.at):
        return _such_that(parser, "⦄")
    return Seq("set", tuple(arguments(parser, "⦄", "{")))


def _is_set_builder(parser: Parser, start: int) -> bool:
    """Whether ``{x | x > 0}`` or ``{x : x > 0}`` opens here; ``{x|y|}`` has its bars in pairs."""
    kinds = parser.kinds
    if kinds[start + 1] != "v" or kinds[start + 2] not in ("|", ":"):
        return False
    inner = kinds[start + 2 : _closed_at(parser, start)]
    return "rel" in inner and (inner[0] == ":" or inner.count("|") % 2 == 1)


def _such_that(parser: Parser, closing: str) -> Node:
    """The condition of a set builder: ``{x | x > 0}`` says just that."""
    inside = _Inside(parser)
    parser.at += 3
    condition = parser.expression(0)
    inside.leave()
    if parser.kinds[parser.at] != closing:
        raise parser.closer(closing, "{")
    parser.at += 1
    return condition


def _empty_set(parser: Parser, bp: int) -> Node:
    parser.at += 1
    return Seq("set", ())


def _bars(parser: Parser, bp: int) -> Node:
    """``|x|``."""
    return _between(parser, "|", "abs")


def _norm(parser: Parser, bp: int) -> Node:
    """``‖x‖``."""
    return _between(parser, "‖", "norm")


def _between(parser: Parser, bar: str, name: str) -> Node:
    parser.enter()
    saved_row, parser.row = parser.row, False
    if bar == "|":
        parser.bars += 1
    else:
        parser.norms += 1
    parser.at += 1
    node = parser.expression(0)
    if parser.kinds[parser.at] != bar:
        raise parser.closer(bar, bar)
    parser.at += 1
    if bar == "|":
        parser.bars -= 1
    else:
        parser.norms -= 1
    parser.row = saved_row
    parser.level -= 1
    return Call(name, (node,))


def _floor(parser: Parser, bp: int) -> Node:
    return Call("floor", (_single(parser, "⌋", "⌊"),))


def _ceil(parser: Parser, bp: int) -> Node:
    return Call("ceil", (_single(parser, "⌉", "⌈"),))


def _single(parser: Parser, closing: str, opened: str) -> Node:
    start = parser.at
    items = arguments(parser, closing, opened)
    if len(items) != 1:
        raise _empty(parser, start)
    return items[0]


def _reversed(parser: Parser, bp: int) -> Node:
    """``]0, 1[`` (the same as ``(0, 1)``) and ``]0, 1]``: the French way to leave an end out."""
    kinds = parser.kinds
    start = parser.at
    closed = _reversed_end(parser)
    if closed is None:
        raise parser.missing()
    inside = _Inside(parser, stop_bracket=closed == "[")
    parser.at += 1
    lo = parser.expression(0)
    if kinds[parser.at] not in (",", ";"):
        parser.at = start
        raise parser.missing()
    parser.at += 1
    hi = parser.expression(0)
    inside.leave()
    if kinds[parser.at] != closed:
        raise parser.closer(closed, "]")
    parser.at += 1
    if closed == "[":
        return Seq("tuple", (lo, hi))
    return Interval(lo, hi, True, False)


def _reversed_end(parser: Parser) -> str | None:
    """The bracket that closes an interval opened by ``]`` here, when one does."""
    depth = 0
    commas = 0
    for index in range(parser.at + 1, len(parser.kinds)):
        kind = parser.kinds[index]
        if kind in ("(", "{", "⦃"):
            depth += 1
        elif kind in (")", "}", "⦄"):
            depth -= 1
        elif depth == 0 and kind in (",", ";"):
            commas += 1
        elif depth == 0 and kind in ("[", "]"):
            return kind if commas == 1 else None
        if depth < 0:
            return None
    return None


def _environment(parser: Parser, bp: int) -> Node:
    r"""``\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}``; ``cases`` of single cells is a list."""
    kinds = parser.kinds
    start = parser.at
    name = parser.values[start]
    inside = _Inside(parser)
    parser.at += 1
    rows: list[list[Node]] = [[]]
    while kinds[parser.at] != "\\end":
        rows[-1].append(parser.expression(0))
        kind = kinds[parser.at]
        if kind == "&" or (kind == "," and name in ("cases", "aligned")):
            parser.at += 1
        elif kind == "row":
            parser.at += 1
            if kinds[parser.at] != "\\end":
                rows.append([])
        elif kind != "\\end":
            raise parser.closer(f"\\end{{{name}}}", f"\\begin{{{name}}}")
    if parser.values[parser.at] != name:
        raise parser.closer(f"\\end{{{name}}}", f"\\begin{{{name}}}")
    parser.at += 1
    inside.leave()
    if name in ("cases", "aligned"):
        whole = start == 0 and kinds[parser.at] == "end"
        return Seq("bare" if whole else "tuple", tuple(cell for row in rows for cell in row))
    if not rows[0]:
        raise _empty(parser, start)
    matrix = _matrix(parser, rows, start)
    return Call("det", (matrix,)) if name == "vmatrix" else matrix


PREFIXES: Final[dict[str, Callable[[Parser, int], Node]]] = {
    "(": _round,
    "[": _square,
    "{": _curly,
    "⦃": _set,
    "∅": _empty_set,
    "|": _bars,
    "‖": _norm,
    "⌊": _floor,
    "⌈": _ceil,
    "]": _reversed,
    "\\begin": _environment,
}
