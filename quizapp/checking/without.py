"""Sets without some of their points: ``ℝ∖{0}`` is ``(-∞, 0) ∪ (0, ∞)``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from quizapp.checking import messages
from quizapp.checking.binding import BINDING
from quizapp.checking.tree import Call, Const, Interval, Neg, Node, Seq, as_interval

if TYPE_CHECKING:
    from quizapp.checking.parser import Parser

_TYPED = re.compile(r"(?<=[)\]ℝ])[ \t]*(\\)[ \t]*\{[^{}\\]*\}")
r"""``(0, ∞)\{1}`` as a keyboard has it; in LaTeX proper the brace would be ``\{ … \}``."""
_LETTER = re.compile(
    r"(?<![A-Za-z_\\])R(?=[ \t]*(?:∖|\\(?:setminus|smallsetminus|backslash)?)[ \t]*\\?\{)"
)
"""The real numbers by their letter, right before the points taken out."""
_MOST = 12


def with_difference_signs(text: str, *, reals: bool) -> str:
    r"""``text`` with ``∖`` for each ``\`` that stands between a set and the points taken out.

    With ``reals`` the letter R before it is ℝ. No character moves.
    """
    if "\\" not in text and "∖" not in text:
        return text
    if reals:
        text = _LETTER.sub("ℝ", text)
    signs = list(text)
    for found in _TYPED.finditer(text):
        signs[found.start(1)] = "∖"
    return "".join(signs)


def without(parser: Parser, left: Node) -> Node:
    """``A∖{a, b}``: what of A lies below or above each of the points."""
    start = parser.at
    parser.at += 1
    right = parser.expression(BINDING["∖"])
    whole = _is_whole_line(left)
    points = right.items if isinstance(right, Seq) and right.kind == "set" else ()
    interval = isinstance(left, Call) and left.func in ("union", "intersection")
    if (
        not (whole or interval or as_interval(left) is not None)
        or not 0 < len(points) <= _MOST
        or any(isinstance(point, Seq) for point in points)
    ):
        raise messages.stop(
            "setminus",
            *parser.place(start, start + 1),
            "「∖」は、区間や ℝ から点を除くときに使えます（例 ℝ∖{0}）。"
            "ほかは区間の和集合で書いてください。",
            "“∖” takes points out of ℝ or of intervals, as in ℝ∖{0}."
            " Write others as a union of intervals.",
        )
    endless = Const("inf")
    parts: list[Node] = [] if whole else [left]
    parts += [
        Call("union", (Seq("tuple", (Neg(endless), point)), Seq("tuple", (point, endless))))
        for point in points
    ]
    return parts[0] if len(parts) == 1 else Call("intersection", tuple(parts))


def _is_whole_line(node: Node) -> bool:
    ends = as_interval(node) if isinstance(node, Interval | Seq) else None
    return ends is not None and (ends.lo, ends.hi) == (Neg(Const("inf")), Const("inf"))
