"""What is fuzzed, and what must hold of it whatever the text: plain functions, no fuzzer needed.

The same functions run under the coverage-guided fuzzer (``python -m tests.fuzz.run read``) and
over the kept seeds in ``tests/checking/test_fuzz_seeds.py``.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from quizapp.checking.judging import Reference
from quizapp.checking.latex_out import latex
from quizapp.checking.linear import linear
from quizapp.checking.names import Definition, Names, Symbol
from quizapp.checking.parse import read
from quizapp.checking.rules import Mistake, Rule
from quizapp.checking.text import judge_cloze
from quizapp.checking.tree import Interval, Matrix, Node, Seq, rebuild
from quizapp.typeset import math, prose
from tests.fuzz.code_targets import (
    CODE_WORDS,
    fuzz_code_judging,
    fuzz_code_reading,
    fuzz_made_code,
)

SLOW: Final = 1.0
"""Seconds a single text may take; the budget of 0.1 s times ten, for an instrumented run."""


def _names(*symbols: Symbol | str, **more: object) -> Names:
    made = tuple(Symbol(one) if isinstance(one, str) else one for one in symbols)
    return Names(made, **more)  # type: ignore[arg-type]


_SIGMOID: Final = read("1/(1+exp(-x))", Names.of("x")).tree
assert _SIGMOID is not None

VOCABULARIES: Final[tuple[Names, ...]] = (
    _names("x", "y", "w1", "lam", Symbol("n", "natural"), Symbol("p", "positive")),
    _names("x", "σ", functions=(Definition("sigma", _SIGMOID), Definition("f", _SIGMOID))),
    _names(units=("m/s^2", "個"), thousands=True),
    _names(Symbol("z", "complex"), "a_1", "dy/dx", "y'", operations=True),
    _names(undeclared="letters", log_base="10"),
    _names("x", undeclared="words"),
    _names(
        Symbol("s", low=0.0, high=1.0, equals=_SIGMOID),
        "x",
        functions=(Definition("sigma", _SIGMOID),),
    ),
    _names(),
)

REFERENCES: Final[tuple[Reference, ...]] = tuple(
    Reference(answer, rule, VOCABULARIES[which])
    for answer, rule, which in (
        ("2*(x+y)", Rule(mistakes=(Mistake("2x"),)), 0),
        ("lam*abs(w1) + ln(p)", Rule(up_to="constant"), 0),
        ("sigma(x)*(1-sigma(x))", Rule(require=("sigma",)), 1),
        ("9.8 m/s^2", Rule(unit="m/s^2", abs_tol=0.05), 2),
        ("2/3", Rule(significant=3), 2),
        ("[1, 2, x]", Rule(), 0),
        ("{1, -1, x}", Rule(shape="multiset", lenient=True), 0),
        ("[1, 2; 3, 4]", Rule(), 2),
        ("[0, 1)", Rule(), 0),
        ("x = 2 y", Rule(), 0),
        ("x > 1 and x < 3", Rule(lenient=True), 0),
        ("x^3/3 + sin(x)", Rule(calculus="antiderivative", constant_required=True), 0),
        ("2 x cos(x^2)", Rule(calculus="derivative", given="sin(x^2)"), 0),
        ("(x+1)(x-1)", Rule(form="factored"), 0),
        ("1/(x-1) - 1/(x+1)", Rule(form="partial-fractions"), 0),
        ("conj(z) z", Rule(), 3),
        ("s*(1-s)", Rule(labels=(r"d\sigma/dx",)), 6),
        ("[2, 0]", Rule(shape="vector", labels=("w_1", "w_2")), 7),
        ("1/4", Rule(shape="scalar", abs_tol=0.01, labels=(r"\max\,\sigma'(x)",)), 7),
    )
)


def fuzz_read(text: str) -> None:
    """Reads ``text`` in every vocabulary: never raises, is quick, and prints back to its tree."""
    for names in VOCABULARIES:
        began = time.perf_counter()
        reading = read(text, names)
        assert (reading.tree is None) != (reading.error is None)
        if reading.error is not None:
            error = reading.error
            assert 0 <= error.position <= error.end, (error.position, error.end)
            assert error.position <= len(text), (error.position, len(text))
            assert error.message.ja
            assert error.message.en
            error.mended(text)
        else:
            assert reading.tree is not None
            line = linear(reading.tree)
            latex(reading.tree)
            again = read(line, names)
            if len(line) <= 1000 and not (again.error and again.error.code in _LIMITS):
                assert again.tree == _in_one_line(reading.tree), (text, line, again)
        assert time.perf_counter() - began < SLOW, f"slow: {text!r}"


def _in_one_line(tree: Node) -> Node:
    """``tree`` as one line can say it: ``oo(1, 2)`` is written ``(1, 2)``, see ``linear``."""
    tree = rebuild(tree, _in_one_line)
    if isinstance(tree, Interval) and tree.lo_open == tree.hi_open:
        return Seq("tuple" if tree.lo_open else "list", (tree.lo, tree.hi))
    if isinstance(tree, Seq) and tree.kind == "list":
        rows = [item.items for item in tree.items if isinstance(item, Seq) and item.kind == "list"]
        if rows and rows[0] and len(rows) == len(tree.items) and len(set(map(len, rows))) == 1:
            return Matrix(tuple(rows))
    return tree


_LIMITS: Final = ("unreadable.long", "unreadable.deep", "unreadable.number")


def fuzz_judge(text: str) -> None:
    """Judges ``text`` against every reference: never raises, is quick, and its grade is sound."""
    for reference in REFERENCES:
        began = time.perf_counter()
        grade = reference.judge(text)
        assert grade.outcome in ("right", "wrong", "unreadable", "undecided")
        assert 0.0 <= grade.score <= 1.0
        assert (grade.outcome == "right") == (grade.score == 1.0), grade
        if grade.outcome in ("wrong", "undecided"):
            assert grade.note
            assert grade.feedback.ja or grade.note == "wrong.named"
        reference.proof_task(text)
        assert time.perf_counter() - began < SLOW, f"slow: {text!r}"


BLANKS: Final = (
    (("パディング", "padding"),),
    (("ストライド", "stride", "S"), ("パディング", "padding")),
    (("σ", "sigma"), ("1/2", "0.5"), ("ReLU",)),
)


def fuzz_cloze(text: str) -> None:
    """Judges ``text`` as the words of blanks: never raises, is quick, and its grade is sound."""
    for blanks in BLANKS:
        for any_order in (False, True):
            began = time.perf_counter()
            grade = judge_cloze(text, blanks, any_order=any_order)
            assert grade.outcome in ("right", "wrong", "unreadable"), grade
            assert (grade.outcome == "right") == (grade.score == 1.0), grade
            assert 0.0 <= grade.score <= 1.0, grade
            assert time.perf_counter() - began < SLOW, f"slow: {text!r}"


def fuzz_typeset(text: str) -> None:
    """Sets ``text`` as a formula and as prose: never raises, is quick, and keeps to its width."""
    began = time.perf_counter()
    for ascii in (False, True):
        for display in (False, True):
            block = math.typeset(text, display=display, ascii=ascii)
            assert block.rows, text
        for part in math.typeset_within(text, 30, ascii=ascii):
            assert part.width <= 30, (text, part)
        math.linear(text, ascii=ascii)
        for width in (12, 40):
            for line in prose.layout(text, width, ascii=ascii).lines:
                assert "\n" not in "".join(span.text for span in line), (text, line)
        prose.plain(text, ascii=ascii)
    math.check_latex(text)
    prose.check_text(text)
    assert time.perf_counter() - began < 2 * SLOW, f"slow: {text!r}"


TARGETS: Final[dict[str, Callable[[str], None]]] = {
    "read": fuzz_read,
    "judge": fuzz_judge,
    "cloze": fuzz_cloze,
    "typeset": fuzz_typeset,
    "code-reading": fuzz_code_reading,
    "code-judging": fuzz_code_judging,
    "code-made": fuzz_made_code,
}

DICTIONARY: Final[tuple[str, ...]] = (
    "x", "y", "w1", "lam", "n", "p", "z", "sigma", "f", "C", "pi", "e", "i", "inf", "∞",
    "sin", "cos", "ln", "log", "log_2", "sqrt", "exp", "abs", "max", "floor", "root", "factorial",
    "d/dx", "∂", "∫", "dx", "lim", "and", "or", "in", "not", "union", "mod", "det", "^T", "'",
    "^{", "_{", "}", "(", ")", "[", "]", "{", "|", "‖", "√", "∛", "²", "½", "％", "%", "!", "!!",
    "±", "×", "÷", "·", "≤", "≠", "=", "<", ">=", "!=", ",", "、", ";", "1e3", "0.5", "1,000",
    "2½", "1 1/2", "⌊", "⌋", "°", "∪", "∩", "∈", "¬", "∧", "∨", "\\frac", "\\sqrt", "\\left(",
    "\\right)", "\\begin{pmatrix}", "\\end{pmatrix}", "\\\\", "&", "\\cdot", "\\sigma", "\\in",
    "\\{", "\\}", "\\infty", "\\int", "\\partial", "m/s^2", "km/h", "個", "と", "または", "、",
    "diff(", "integrate(", "array(", "pow(", "limit(", "solve(", "substitute(", "2(x+y)",
    "1/(1+exp(-x))", "[1,2;3,4]", "{1,-1,x}", "[0,1)", "1<x<3", "x=2y", "9.8 m/s^2", "0.667",
    "x^3/3+sin(x)+C", "(x+1)(x-1)", "dσ/dx=", "σ'(x)=", "max σ'(x)=", "w_1=", "最大値", "答え: ",
    "回", "倍", "エポック", "3 5", "0,25", "s(1-s)", "0.(3)", "\u0307", "…", "0.1̇2̇",
    "7 mod 3", "(mod 3)", "≡", "3:4", "5 2; 7 9", "∑_{i=1}^{3}", "\\prod_{k=0}^2", "⟨1,2⟩", "ℝ",
    "\\left\\{", "\\right.", "\\begin{cases}", "\\end{cases}", "\\over", "\\choose", "\\quad",
    "の2乗",
    "マイナス", "割る", "₅C₂", "5C2", "⇒", "⇔", "+-", "||", "->", "degrees", "^{(2)}", *CODE_WORDS,
)  # fmt: skip
"""Words the fuzzer puts into its texts."""
