"""What opens and closes: groups, tuples, lists, rows, sets, intervals, bars, matrices."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from quizapp.checking import bars, intervals, messages, rows
from quizapp.checking.binding import RELATION
from quizapp.checking.inside import AFTER_ALONE, BEFORE_ALONE, Inside, arguments, closed_at, empty
from quizapp.checking.tree import Interval, Logic, Matrix, Node, Relation, Seq, names_in

if TYPE_CHECKING:
    from quizapp.checking.parser import Parser


def _round(parser: Parser, bp: int) -> Node:
    """``(x)``, ``(1, 2)``, ``(0, 1]``."""
    kinds = parser.kinds
    start = parser.at
    inside = Inside(parser)
    parser.at += 1
    if kinds[parser.at] == ")":
        raise empty(parser, start)
    end = closed_at(parser, start) if ";" in kinds else 0
    if end and kinds[end] == ")" and rows.is_spaced(parser, start + 1, end):
        inside.leave()
        return rows.spaced_rows(parser, end)
    first = parser.expression(0)
    kind = kinds[parser.at]
    if kind == ")":
        parser.at += 1
        inside.leave()
        return first
    items = [first]
    lines = [1]
    commas = False
    while kinds[parser.at] in (",", ";"):
        if kinds[parser.at] == ",":
            commas = True
            lines[-1] += 1
        else:
            lines.append(1)
        parser.at += 1
        items.append(parser.expression(0))
    kind = kinds[parser.at]
    inside.leave()
    if kind == ")" and len(items) > 1:
        parser.at += 1
        if commas and len(lines) > 1 and len(set(lines)) == 1:  # (1, 2; 3, 4)
            width = lines[0]
            return Matrix(tuple(zip(*(iter(items),) * width, strict=True)))
        return Seq("tuple", tuple(items))
    if kind == "]" and len(items) == 2:
        parser.at += 1
        return Interval(items[0], items[1], True, False)
    raise parser.closer(")", "(")


def _square(parser: Parser, bp: int) -> Node:
    """``[1, 2]``, ``[1 2 3]``, ``[1, 2; 3, 4]``, ``[[1, 2], [3, 4]]``, ``[0, 1)``, ``[x + 1]``."""
    kinds = parser.kinds
    start = parser.at
    if intervals.ends_half_open(parser, start):
        return intervals.half_open(parser)
    row = rows.is_row(parser, start)
    inside = Inside(parser, row=row)
    parser.at += 1
    if kinds[parser.at] == "]":
        parser.at += 1
        inside.leave()
        return Seq("list", ())
    lines: list[list[Node]] = [[]]
    wrapped = False
    while True:
        first = parser.at
        node = parser.expression(0)
        if kinds[first] == "[" and closed_at(parser, first) == parser.at - 1:
            wrapped = True
            if parser.grouped == first:
                node = Seq("list", (node,))
        lines[-1].append(node)
        kind = kinds[parser.at]
        if kind == ",":
            parser.at += 1
        elif kind == ";":
            parser.at += 1
            if kinds[parser.at] == "]":  # [1 2; 3 4;]
                break
            lines.append([])
        elif not row or kind not in rows.BEGINS_ENTRY:
            break
    inside.leave()
    kind = kinds[parser.at]
    items = lines[0]
    ends = [item for entries in lines for item in entries]
    if kind == ")" and len(ends) == 2:
        parser.at += 1
        return Interval(ends[0], ends[1], False, True)
    if kind != "]":
        raise parser.closer("]", "[")
    parser.at += 1
    if len(lines) > 1:
        return rows.matrix_of(parser, lines, start)
    if len(items) == 1 and not wrapped:
        parser.grouped = start
        return items[0]
    if wrapped and all(isinstance(item, Seq) and item.kind == "list" for item in items):
        sizes = {len(item.items) for item in items if isinstance(item, Seq)}
        if len(sizes) == 1 and 0 not in sizes:
            return Matrix(tuple(item.items for item in items if isinstance(item, Seq)))
    return Seq("list", tuple(items))


def _curly(parser: Parser, bp: int) -> Node:
    """``{1, 2}`` and ``{1}`` are sets; braces that belong to ``^``, a factor or LaTeX group."""
    kinds = parser.kinds
    start = parser.at
    before = kinds[start - 1] if start else ""
    groups = before in ("^", "_") or (parser.latex and before not in ("∪", "∩"))
    if _is_set_builder(parser, start):
        return _such_that(parser, "}")
    items = arguments(parser, "}", "{")
    if len(items) > 1 or (items and before == "∖"):
        return Seq("set", tuple(items))
    if not items:
        if groups:
            raise empty(parser, start)
        return Seq("set", ())
    joined = before not in ("^", "_") and kinds[parser.at] in ("∪", "∩")
    alone = (start == 0 or before in BEFORE_ALONE) and kinds[parser.at] in AFTER_ALONE
    return Seq("set", tuple(items)) if alone and (not groups or joined) else items[0]


def _set(parser: Parser, bp: int) -> Node:
    """``\\{1, 2\\}``: a set whatever stands around it."""
    if _is_set_builder(parser, parser.at):
        return _such_that(parser, "⦄")
    return Seq("set", tuple(arguments(parser, "⦄", "{")))


def _is_set_builder(parser: Parser, start: int) -> bool:
    """Whether ``{x | x > 0}`` or ``{x ∈ ℝ : x > 0}`` opens here; ``{x|y|}`` has its bars in
    pairs."""
    kinds = parser.kinds
    if kinds[start + 1] != "v":
        return False
    at = start + 2
    if kinds[at] == "rel" and parser.values[at] == "in" and kinds[at + 1] == "v":
        at += 2
    if kinds[at] not in ("|", ":"):
        return False
    inner = kinds[at : closed_at(parser, start)]
    return "rel" in inner and (inner[0] == ":" or inner.count("|") % 2 == 1)


def _such_that(parser: Parser, closing: str) -> Node:
    """The condition of a set builder: ``{x | x > 0}`` says just that."""
    inside = Inside(parser)
    name, within = parser.values[parser.at + 1], parser.values[parser.at + 3]
    among = parser.kinds[parser.at + 2] == "rel"
    parser.at += 5 if among else 3
    condition = parser.expression(0)
    while parser.kinds[parser.at] == ",":
        parser.at += 1
        condition = Logic("and", (condition, parser.expression(0)))
    inside.leave()
    if parser.kinds[parser.at] != closing:
        raise parser.closer(closing, "{")
    parser.at += 1
    if not among or isinstance(within, Seq):
        return condition  # among all real numbers, which says nothing
    member = Relation((name, within), ("in",))  # type: ignore[arg-type]
    return Logic("and", (member, condition))


def _angle(parser: Parser, bp: int) -> Node:
    r"""``⟨1, 2⟩`` and ``<1, 2>``: a vector of numbers, or of three entries and more.

    Two entries with names may also be an inner product, and are refused.
    """
    kinds = parser.kinds
    start = parser.at
    plain = kinds[start] == "rel"
    if plain and (parser.values[start] != "<" or not _closes_angle(parser, start)):
        raise parser.missing()
    inside = Inside(parser)
    parser.at += 1
    items = [parser.expression(RELATION)]
    while kinds[parser.at] in (",", ";"):
        parser.at += 1
        items.append(parser.expression(RELATION))
    inside.leave()
    if kinds[parser.at] != ("rel" if plain else "⟩"):
        raise parser.closer("⟩", "⟨")
    parser.at += 1
    if len(items) == 1 or (len(items) == 2 and any(map(names_in, items))):
        raise messages.stop(
            "bracket",
            *parser.place(start, parser.at),
            "山括弧はベクトルとも内積とも読めます。"
            "ベクトルは (x, y)、内積は x^T y と書いてください。",
            "Angle brackets may be a vector or an inner product: write (x, y) or x^T y.",
        )
    return Seq("tuple", tuple(items))


def _closes_angle(parser: Parser, start: int) -> bool:
    """Whether ``>`` closes the ``<`` at ``start``, with a comma between them."""
    kinds = parser.kinds
    commas = 0
    for index in range(start + 1, len(kinds)):
        if kinds[index] == "rel":
            return parser.values[index] == ">" and commas > 0
        commas += kinds[index] == ","
    return False


def _empty_set(parser: Parser, bp: int) -> Node:
    parser.at += 1
    return Seq("set", ())


PREFIXES: Final[dict[str, Callable[[Parser, int], Node]]] = {
    "(": _round,
    "[": _square,
    "{": _curly,
    "⦃": _set,
    "⟨": _angle,
    "rel": _angle,
    "∅": _empty_set,
    "|": bars.absolute,
    "‖": bars.norm,
    "⌊": bars.floor,
    "⌈": bars.ceil,
    "]": intervals.reversed_interval,
    "\\begin": rows.environment,
}
