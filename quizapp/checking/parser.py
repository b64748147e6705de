"""The Pratt parser's core: which operator binds how tightly, and where errors are said to be.

What a text means is documented in ``parse``; single operators stand in ``operators``, everything
that opens and closes in ``brackets``, functions and roots in ``calls``.
"""

from __future__ import annotations

from typing import Final

from quizapp.checking import messages, rows
from quizapp.checking.binding import BINDING, POSTFIX, POWER, PRODUCT, SUM, UNARY
from quizapp.checking.lexicon import Lexicon
from quizapp.checking.operators import INFIXES, PREFIXES
from quizapp.checking.reading import Limits
from quizapp.checking.tokens import Tokens, is_mixed
from quizapp.checking.tree import (
    Add,
    Call,
    Const,
    Div,
    Logic,
    Matrix,
    Mul,
    Neg,
    Node,
    Num,
    PlusMinus,
    Pow,
    Relation,
    Seq,
)
from quizapp.checking.unit_reading import opens_unit, unit, with_unit

_MAYBE: Final = frozenset(("|", "‖", "n"))
"""Tokens that multiply what stands before them only in some places."""


class Parser:
    """One pass over the tokens of one text. Raises ``messages.Stop`` at the first error."""

    __slots__ = ("at", "bars", "gaps", "grouped", "kinds", "latex", "level", "limits", "norms",
                 "remarks", "row", "stop_bracket", "summing", "tokens", "values",
                 "words")  # fmt: skip

    def __init__(self, tokens: Tokens, words: Lexicon, limits: Limits, *, latex: bool) -> None:
        self.tokens = tokens
        self.kinds = tokens.kinds
        self.values = tokens.values
        self.gaps = tokens.gaps
        self.words = words
        self.limits = limits
        self.latex = latex
        self.at = 0
        self.level = 0
        self.bars = 0
        """Open ``|`` within the innermost bracket; ``norms`` counts ``‖``."""
        self.norms = 0
        self.row = False
        """Whether a space separates entries here (``[1 2 3]``)."""
        self.stop_bracket = False
        """Whether ``[`` closes here (``]0, 1[``)."""
        self.grouped = -1
        """Where the last ``[`` stood that only grouped; an entry of a list is a list then."""
        self.summing = 0
        """How many sums are being read, so that ``1 + 7 mod 3`` earns a remark."""
        self.remarks: list[tuple[str, int, int]] = []

    # -- the whole text

    def text(self) -> Node:
        """The tree of all tokens: one statement, or several with commas between them."""
        kinds = self.kinds
        if kinds[0] == "rel" and self.values[0] in ("=", "~") and kinds[1] != "end":
            self.at = 1
        last = len(kinds) - 1
        if (";" in kinds or "row" in kinds) and rows.is_spaced(self, 0, last):
            return rows.spaced_rows(self, last)
        node = self.expression(0)
        if kinds[self.at] in (",", ";", "row"):
            node = self.several(node)
        if kinds[self.at] != "end":
            raise self.unexpected()
        return node

    def several(self, first: Node) -> Node:
        """The values that go on behind ``first``: ``1, 2``; ``1, 2; 3, 4`` is a matrix.

        ``x = 1, or x = 2`` is one statement, and in ``1, 2, and 3`` the word only separates.
        """
        kinds = self.kinds
        lines = [[first]]
        commas = False
        while kinds[self.at] in (",", ";", "row"):
            kind = kinds[self.at]
            self.at += 1
            word = kinds[self.at]
            if kind == ";" and word == "end":  # x = 1; as in a program
                break
            if kind == "," and word in ("and", "or") and kinds[self.at + 1] != "end":
                last = lines[-1][-1]
                if isinstance(last, (Relation, Logic)):
                    if kinds[self.at + 1] == ",":  # x = 1、または、x = 2
                        self.at += 1
                    self.at += 1
                    other = self.expression(0)
                    lines[-1][-1] = Logic("and" if word == "and" else "or", (last, other))
                    continue
                self.at += 1
            if kind == ",":
                commas = True
            else:
                lines.append([])
            lines[-1].append(self.expression(0))
        sizes = {len(line) for line in lines}
        if commas and len(lines) > 1 and len(sizes) == 1 and not _has_statement(lines):
            return Matrix(tuple(tuple(line) for line in lines))
        items = [item for line in lines for item in line]
        return items[0] if len(items) == 1 else Seq("bare", tuple(items))

    # -- expressions

    def expression(self, bp: int) -> Node:
        """The value that starts here, with every operator that binds tighter than ``bp``."""
        kinds = self.kinds
        kind = kinds[self.at]
        if kind == "v":
            left: Node = self.values[self.at]  # type: ignore[assignment]
            self.at += 1
        elif kind == "n":
            left = self.values[self.at]  # type: ignore[assignment]
            self.at += 1
            if kinds[self.at] in ("q", "n", "\\frac") and bp < UNARY + 5:
                left = self.mixed(left)
        else:
            prefix = PREFIXES.get(kind)
            if prefix is None:
                raise self.missing()
            left = prefix(self, bp)
        while True:
            kind = kinds[self.at]
            binding = BINDING.get(kind, 0)
            if binding <= bp:
                if kind in _MAYBE and bp < PRODUCT and self.multiplies(kind):
                    left = self.product(left)
                    continue
                return left
            if self.row and bp < PRODUCT and self.next_entry(kind, binding):
                return left
            if binding == PRODUCT:
                if kind == "[" and self.stop_bracket:
                    return left
                left = self.product(left)
            elif binding == SUM:
                left = self.sum(left)
            elif binding == POWER:
                self.at += 1
                left = Pow(left, self.exponent())
            else:
                left = INFIXES[kind](self, left)

    def sum(self, left: Node) -> Node:
        """``left`` with the terms that follow it; ``±`` starts over with what is there."""
        kinds = self.kinds
        terms = [left]
        self.summing += 1
        while True:
            kind = kinds[self.at]
            if BINDING.get(kind) != SUM or (self.row and self.next_entry(kind, SUM)):
                break
            self.at += 1
            term = self.expression(SUM)
            if kind == "+":
                terms.append(term)
            elif kind == "-":
                terms.append(Neg(term))
            else:
                base = terms[0] if len(terms) == 1 else Add(tuple(terms))
                terms = [PlusMinus(base, term, kind == "∓")]
        self.summing -= 1
        return terms[0] if len(terms) == 1 else Add(tuple(terms))

    def product(self, left: Node) -> Node:
        """``left`` with the factors and divisors that follow it, from left to right."""
        kinds = self.kinds
        factors = [left]
        divided_at = -1
        while True:
            kind = kinds[self.at]
            if kind in ("*", "×"):
                self.at += 1
                factors.append(self.expression(PRODUCT))
                divided_at = -1
            elif kind == "/":
                start = self.at
                num = factors[0] if len(factors) == 1 else Mul(tuple(factors))
                self.at += 1
                if kinds[self.at] == "u":
                    self.at = start
                    factors = [with_unit(num, unit(self))]
                    continue
                divided_at = start if kinds[self.at] in ("n", "v") else -1
                factors = [Div(num, self.expression(PRODUCT))]
            elif kind == "u" or opens_unit(self):
                value = factors[0] if len(factors) == 1 else Mul(tuple(factors))
                factors = [with_unit(value, unit(self))]
            elif kind == "mod":
                start = self.at
                value = factors[0] if len(factors) == 1 else Mul(tuple(factors))
                self.at += 1
                factors = [Call("mod", (value, self.expression(PRODUCT)))]
                if self.summing:
                    self.remark("mod", start - 1, self.at - 1)
                divided_at = -1
            elif BINDING.get(kind) == PRODUCT or (kind in _MAYBE and self.multiplies(kind)):
                if (self.row and self.gaps[self.at]) or (kind == "[" and self.stop_bracket):
                    break
                if divided_at >= 0:
                    self.remark("division", divided_at - 1, self.at)
                    divided_at = -1
                elif self.runs_past_power():
                    self.remark("power", self.at - 3, self.at)
                elif kind == "(" and kinds[self.at - 1] == "n" and self.repeats():
                    self.remark("repeating", self.at - 1, self.at + 2)
                factors.append(self.factor(kind))
            else:
                break
        return factors[0] if len(factors) == 1 else Mul(tuple(factors))

    def factor(self, kind: str) -> Node:
        """A factor that follows without a sign."""
        if kind == "n":  # (x+1)2
            node: Node = self.values[self.at]  # type: ignore[assignment]
            if self.kinds[self.at + 1] in ("^", "!"):
                return self.expression(PRODUCT)
            self.at += 1
            return node
        return self.expression(PRODUCT)

    def multiplies(self, kind: str) -> bool:
        """Whether a bar or a number that follows a value multiplies it."""
        if self.row and self.gaps[self.at]:
            return False
        if kind == "|":
            return self.bars == 0
        if kind == "‖":
            return self.norms == 0
        return self.kinds[self.at - 1] in (")", "]", "!") and not self.row

    def runs_past_power(self) -> bool:
        """Whether a factor follows ``e^2`` or ``2^n``, where some would read on in the exponent."""
        at = self.at
        if at < 3 or self.kinds[at - 2] != "^" or self.kinds[at - 1] not in ("n", "v"):
            return False
        return isinstance(self.values[at - 3], (Const, Num)) and self.kinds[at] in ("v", "(")

    def repeats(self) -> bool:
        """Whether ``0.1(6)`` stands here, which some write for a repeating decimal."""
        at = self.at
        digits = self.kinds[at + 1 : at + 3] == ["n", ")"] and not self.gaps[at]
        return digits and "." in self.spelled(at - 1) and self.spelled(at + 1).isdigit()

    def next_entry(self, kind: str, binding: int) -> bool:
        """Whether, in a row such as ``[1 -2 x]``, this token begins the next entry."""
        if not self.gaps[self.at]:
            return False
        if kind in ("+", "-", "±", "∓"):
            return not self.gaps[self.at + 1]
        return binding == PRODUCT and kind not in ("*", "×", "/", "u")

    def exponent(self) -> Node:
        """What stands after ``^``: one value with its own sign and powers."""
        self.enter()
        node = self.expression(POWER - 1)
        self.level -= 1
        return node

    def mixed(self, whole: Node) -> Node:
        """``2½``, ``1 1/2`` or ``1\\frac12`` as a sum; else ``whole`` with nothing taken."""
        start = self.at
        kinds = self.kinds
        part: Node | None = None
        if kinds[start] == "n":
            spaced = self.gaps[start] and not self.row and kinds[start - 2 : start - 1] != ["/"]
            if spaced and kinds[start + 1] == "/" and kinds[start + 2] == "n":
                part = Div(self.values[start], self.values[start + 2])  # type: ignore[arg-type]
                self.at = start + 3
        elif kinds[start] == "q" or _is_plain_fraction(kinds, start):
            part = PREFIXES[kinds[start]](self, POSTFIX)
        if part is not None and is_mixed(whole, part) and kinds[self.at] not in ("^", "!"):
            self.remark("mixed", start - 1, self.at)
            return Add((whole, part))
        self.at = start
        return whole

    # -- help for all parts

    def enter(self) -> None:
        """Goes one level down; too deep a text is refused."""
        self.level += 1
        if self.level > self.limits.depth:
            raise messages.too_deep(*self.place(self.at, self.at + 1))

    def place(self, first: int, last: int) -> tuple[int, int]:
        """Where the tokens from ``first`` up to ``last`` stand in the plain text."""
        tokens = self.tokens
        first = min(first, len(tokens.starts) - 1)
        return tokens.starts[first], tokens.ends[min(max(last - 1, first), len(tokens.ends) - 1)]

    def spelled(self, index: int) -> str:
        """The token as typed; nothing at the end of the text."""
        return self.tokens.spelled(index)

    def remark(self, code: str, first: int, last: int) -> None:
        """Notes a spelling that others read differently, once for each place."""
        start, end = self.place(max(first, 0), last + 1)
        self.remarks.append((code, start, end))

    def missing(self) -> messages.Stop:
        """The error where a value is due."""
        at = self.at
        kind = self.kinds[at]
        before = self.spelled(at - 1) if at else ""
        if kind in (")", "}", "⦄") and not before:
            return messages.stray_bracket(*self.place(at, at + 1), self.spelled(at))
        if kind == "u":
            return messages.stop(
                "unit",
                *self.place(at, at + 1),
                f"単位「{self.spelled(at)}」の前に数が必要です。",
                f"A value is needed before the unit “{self.spelled(at)}”.",
            )
        return messages.missing_operand(*self.place(at, at + 1), self.spelled(at), before)

    def unexpected(self) -> messages.Stop:
        """The error for a token that cannot follow what has been read."""
        at = self.at
        kind = self.kinds[at]
        found = self.spelled(at)
        place = self.place(at, at + 1)
        if kind in (")", "]", "}", "⦄", "⌋", "⌉"):
            return messages.stray_bracket(*place, found)
        if kind in ("n", "D", "u") and at:
            left = self.spelled(at - 1)
            if found.startswith("."):
                return messages.bad_number(
                    *place, "小数点が多すぎます。", "There is one decimal point too many."
                )
            if left == "%":
                return messages.stop(
                    "operator",
                    *place,
                    "「%」は百分率です。余りなら 7 mod 3 か mod(7, 3) と書いてください。",
                    "“%” means percent. For a remainder write 7 mod 3 or mod(7, 3).",
                )
            return messages.missing_operator(*place, left, found, f"{left}*{found}")
        return (
            messages.missing_operand(*place, found, "")
            if not at
            else messages.stop(
                "operator",
                *place,
                f"ここの「{found}」は読めません。",
                f"“{found}” cannot be read here.",
            )
        )

    def closer(self, wanted: str, opened: str) -> messages.Stop:
        """The error where a bracket should close."""
        at = self.at
        kind = self.kinds[at]
        if kind == "end" or kind in (")", "]", "}", "⦄", "⌋", "⌉", ",", ";", "row", "&", "\\end"):
            return messages.missing_bracket(
                *self.place(at, at + 1), wanted, opened, self.spelled(at)
            )
        return self.unexpected()


def _has_statement(lines: list[list[Node]]) -> bool:
    return any(isinstance(item, (Relation, Logic, Seq)) for line in lines for item in line)


def _is_plain_fraction(kinds: list[str], start: int) -> bool:
    r"""Whether ``\frac12`` or ``\frac{1}{2}`` of two literals stands here."""
    return kinds[start + 1 : start + 3] == ["n", "n"] or (
        kinds[start + 1 : start + 7] == ["{", "n", "}", "{", "n", "}"]
    )
