"""Signs that mean something only where they stand: ``+-``, ``%pi``, ``A.T``, ``‖w‖_2``, ``…``.

Each reader gets the index of its sign and gives the index after what it read, or 0 where the sign
is an ordinary one. Signs that no answer can use stop the reading here, with what to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Final

from quizapp.checking import messages
from quizapp.checking.differentials import derivative, slope
from quizapp.checking.inside import FINISHES
from quizapp.checking.literals import continued
from quizapp.checking.repeated import open_sum
from quizapp.checking.spelling import LETTER
from quizapp.checking.tokens import literal
from quizapp.checking.tree import Call, Const, Neg, Node, Seq

if TYPE_CHECKING:
    from quizapp.checking.lexer import Lexer

_pattern = cache(re.compile)
_VALUE_DUE: Final = frozenset(
    ("+", "-", "*", "×", "/", "^", "(", "[", "{", "⦃", ",", ";", "rel", "±", "and", "or", "not")
)
_WORD_REST: Final = rf"[{LETTER}0-9]"
_DOTTED: Final = r"\s*[A-Za-z(\[]"
_TRANSPOSE: Final = r"\s*(?:T(?![A-Za-z0-9_])|\{\s*T\s*\})"
_RELATION: Final = r"\s*&?\s*(?:[=<>≤≥≠≈]|!=)"
_EUCLID: Final = r"\s*(?:2|\{\s*2\s*\})(?![0-9])"
_CHOOSE: Final = r"_\s*\{?(\d{1,6}|[A-Za-z])\}?\s*C\s*_\s*\{?(\d{1,6}|[A-Za-z])(?![A-Za-z0-9])\}?"
"""₅C₂, as combinations are written in Japan."""
_REALS: Final = Seq("tuple", (Neg(Const("inf")), Const("inf")))
_MAXIMA: Final = ("union", "intersection", "pi", "e", "i")


def _value_is_due(lexer: Lexer) -> bool:
    kinds = lexer.tokens.kinds
    return not kinds or kinds[-1] in _VALUE_DUE


def _partial(lexer: Lexer, at: int, gap: bool) -> int:
    after = derivative(lexer, at, gap) or slope(lexer, at, gap)
    if not after:
        raise messages.unknown_name("∂", at, at + 1, lexer.words.usable, "")
    return after


def _integral(lexer: Lexer, at: int, gap: bool) -> int:
    lexer.integrals += 1
    return 0


def _subscript(lexer: Lexer, at: int, gap: bool) -> int:
    """``_`` behind a function or an integral, and the 2 of ``‖w‖_2``; else it stands alone."""
    last = lexer.tokens.kinds[-1:]
    chosen = _pattern(_CHOOSE).match(lexer.text, at)
    if chosen is not None and not lexer.integrals:
        above, below = (_one(lexer, chosen.group(place)) for place in (1, 2))
        if above is not None and below is not None:
            if lexer.tokens.kinds[-2:] == ["{", "}"]:  # {}_5C_2, as LaTeX needs it
                lexer.tokens.drop(2)
            lexer.put("v", Call("binomial", (above, below)), at, chosen.end(), gap)
            return chosen.end()
    if last == ["f"] or lexer.integrals:
        return 0
    if last == ["‖"]:
        euclid = _pattern(_EUCLID).match(lexer.text, at + 1)
        if euclid is not None:
            return euclid.end()
        raise messages.stop(
            "char",
            at,
            at + 1,
            "‖x‖ は 2 ノルムだけ読めます。ほかのノルムは式で書いてください（|x|+|y| など）。",
            "‖x‖ is read as the 2-norm only. Write any other norm out, as in |x|+|y|.",
        )
    raise messages.stop(
        "char",
        at,
        at + 1,
        "「_」は名前の中でだけ使えます。",
        "“_” can only stand inside a name.",
    )


def _one(lexer: Lexer, typed: str) -> Node | None:
    """A short number or a declared letter."""
    if typed.isdigit():
        return literal(typed)
    known = lexer.words.cut(typed)
    if known.bad is not None or known.words[0][2][0] != "v":
        return None
    return known.words[0][2][1]  # type: ignore[return-value]


def _dot(lexer: Lexer, at: int, gap: bool) -> int:
    """A full stop at the end, ``A.T`` as in NumPy, ``A . B`` as in Maxima; dots that go on."""
    text = lexer.text
    end = at + 1
    if not text[end:].strip():
        return len(text)
    if text[end : end + 1] == "T" and not _pattern(_WORD_REST).match(text, end + 1):
        lexer.put("T", None, at, end + 1, gap)
        return end + 1
    if lexer.words.names.undeclared == "words" and _pattern(_DOTTED).match(text, end):
        lexer.put("*", None, at, end, gap)
        return end
    dots = len(text[at:]) - len(text[at:].lstrip("."))
    if dots > 1:
        raise _goes_on(lexer, at, at + dots)
    raise messages.bad_number(
        at,
        at + dots,
        "ここの「.」は読めません。小数点なら数字を続けてください。",
        "This “.” cannot be read. A decimal point needs digits.",
    )


def _ellipsis(lexer: Lexer, at: int, gap: bool) -> int:
    raise _goes_on(lexer, at, at + 1)


def _goes_on(lexer: Lexer, at: int, end: int) -> messages.Stop:
    """The error of ``0.333…``, whose digits nobody can know, and of ``1, 2, …``."""
    tokens = lexer.tokens
    if tokens.kinds[-1:] == ["n"] and tokens.ends[-1] == at:
        fraction = continued(tokens.spelled(len(tokens.kinds) - 1))
        shown = str(fraction) if fraction is not None else "1/3"
        like_ja, like_en = ("", "") if fraction is not None else (" のように", ", for example")
        return messages.bad_number(
            at,
            end,
            f"「…」で続く小数は読めません。分数で {shown}{like_ja}と書いてください。"
            "循環する部分は 0.(3) のようにも書けます。",
            f"A decimal that goes on with “…” cannot be read: write the fraction{like_en},"
            f" {shown}. Repeating digits can be marked as in 0.(3).",
        )
    return messages.stop(
        "number",
        at,
        end,
        "「…」で省いた書き方は読めません。すべて書くか、閉じた形で書いてください。",
        "“…” leaves something out and cannot be read: write everything, or a closed form.",
    )


def _infinity(lexer: Lexer, at: int, gap: bool) -> int:
    lexer.put("v", lexer.words.words["∞"][1], at, at + 1, gap)
    return at + 1


def _reals(lexer: Lexer, at: int, gap: bool) -> int:
    lexer.put("v", _REALS, at, at + 1, gap)
    return at + 1


def _caret(lexer: Lexer, at: int, gap: bool) -> int:
    """``A^T`` where no name ``T`` is declared, and Maxima's ``A^^2``."""
    text = lexer.text
    if lexer.words.names.undeclared == "words" and text.startswith("^^", at):
        lexer.put("^", None, at, at + 2, gap)
        return at + 2
    top = 0
    if text.startswith("⊤", at + 1):
        top = at + 2
    elif lexer.words.names.undeclared == "refuse" and "T" not in lexer.words.words:
        found = _pattern(_TRANSPOSE).match(text, at + 1)
        top = 0 if found is None else found.end()
    if top:
        lexer.put("T", None, at, top, gap)
    return top


def _percent(lexer: Lexer, at: int, gap: bool) -> int:
    """``%e``, ``%pi``, ``%i``, ``%union`` of Maxima where a value is due."""
    if not _value_is_due(lexer):
        return 0
    for name in _MAXIMA:
        end = at + 1 + len(name)
        if lexer.text.startswith(name, at + 1) and not _pattern(_WORD_REST).match(lexer.text, end):
            lexer.put(*lexer.words.words[name], at, end, gap)
            return end
    return 0


def _quote(lexer: Lexer, at: int, gap: bool) -> int:
    """Maxima's ``'diff(y, x)``: a function that is not worked out."""
    if lexer.words.names.undeclared == "words" and _value_is_due(lexer):
        return at + 1 if lexer.text[at + 1 : at + 2].isalpha() else 0
    return 0


def _number_sign(lexer: Lexer, at: int, gap: bool) -> int:
    """``#pm#`` of computer algebra."""
    if not lexer.text.startswith("#pm#", at):
        return 0
    lexer.put("±", None, at, at + 4, gap)
    return at + 4


def _plus(lexer: Lexer, at: int, gap: bool) -> int:
    """``+-2`` where a value is due and ``1 +- 2`` with a space before; ``1+-2`` is 1 - 2."""
    text = lexer.text
    if not text.startswith("+-", at) or text[at + 2 : at + 3] in ("", "-", "+"):
        return 0
    if not (_value_is_due(lexer) or gap):
        return 0
    lexer.put("±", None, at, at + 2, gap)
    return at + 2


def _ampersand(lexer: Lexer, at: int, gap: bool) -> int:
    """``x &= 1`` in LaTeX only aligns; elsewhere ``&`` is and."""
    if _pattern(_RELATION).match(lexer.text, at + 1) is not None:
        return at + 1
    if not lexer.latex:
        lexer.put("and", None, at, at + 1, gap)
        return at + 1
    return 0


def _new_row(lexer: Lexer, at: int, gap: bool) -> int:
    r"""A new row that begins with a relation goes on with the last: ``x &= 1 \\ &= 2``."""
    return at + 2 if _pattern(_RELATION).match(lexer.text, at + 2) is not None else 0


def _bar(lexer: Lexer, at: int, gap: bool) -> int:
    """``x < 0 || x > 1``, as programmers write *or*."""
    kinds = lexer.tokens.kinds
    spaced = gap and lexer.text.startswith("|| ", at)
    if (
        not spaced
        or not kinds
        or kinds[-1] not in FINISHES
        or "rel" not in kinds
        or kinds.count("|") % 2
    ):
        return 0
    lexer.put("or", None, at, at + 2, gap)
    return at + 2


def _less(lexer: Lexer, at: int, gap: bool) -> int:
    """``w <- w - 2`` sets a name; ``x <-1`` and ``x<-1`` are less than -1."""
    if gap and lexer.text.startswith("<- ", at):
        return _arrow(lexer, at, gap)
    return 0


def _arrow(lexer: Lexer, at: int, gap: bool) -> int:
    end = at + (2 if lexer.text[at] in "-<" else 1)
    raise messages.stop(
        "operator",
        at,
        end,
        "矢印は読めません。値や式だけを書いてください。",
        "An arrow cannot be read: write just the value or the expression.",
    )


SPECIAL: Final[dict[str, Callable[[Lexer, int, bool], int]]] = {
    "∂": _partial,
    "∫": _integral,
    "_": _subscript,
    ".": _dot,
    "…": _ellipsis,
    "∞": _infinity,
    "ℝ": _reals,
    "^": _caret,
    "%": _percent,
    "'": _quote,
    "#": _number_sign,
    "+": _plus,
    "&": _ampersand,
    "\\\\": _new_row,
    "|": _bar,
    "<": _less,
    "->": _arrow,
    "→": _arrow,
    "∑": open_sum,
    "∏": open_sum,
}
"""The readers of single signs."""
