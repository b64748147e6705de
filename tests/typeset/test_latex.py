"""What is refused, with its place; and that nothing else ever goes wrong."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from quizapp.typeset import symbols
from quizapp.typeset.math import check_latex, linear, typeset, typeset_within

STRUCTURES = r"""
\frac \tfrac \sqrt \sqrt[3] \left( \right) \left[ \right| \mathrm{TP}
\operatorname*{argmax} \mathbb \bm \rm \not \binom \pmod \underbrace \overset \xrightarrow
\substack \bigl( \bigr) \limits \quad \! \, \\
\begin{cases} \end{cases} \begin{pmatrix} \end{pmatrix} \middle| \left. \right. \text{正解}
\begin{aligned} \end{aligned} \begin{array}{lr} \end{array} \{ \} \| \foo \
"""
COMMANDS = (
    *("\\" + name for name in sorted(symbols._BY_NAME)),
    *("\\" + name for name in sorted(symbols.ACCENTS)),
    *STRUCTURES.split(),
)
SIGNS = "abxyz0129+-*/=<>()[]{}{}{}^_^_,.;:'|&!~ $%#\\\"`日本、（）²α≤×\u0302\u200d\ufe0f\t\n\x1b👨"

pieces = st.one_of(
    st.sampled_from(COMMANDS),
    st.sampled_from([r"\frac{", "}{", "}", "^{", "_{", r"\sqrt{", r"\hat{", r"\sum_{"]),
    st.sampled_from(SIGNS),
)
formulas = st.one_of(st.text(max_size=40), st.lists(pieces, max_size=25).map("".join))


@pytest.mark.parametrize(
    ("latex", "problem"),
    [
        (r"\foo x", r"\foo is not a name this app can typeset (character 1)"),
        (r"x + \macro{y}", r"\macro is not a name this app can typeset (character 5)"),
        (r"\frac{a}", r"\frac lacks what belongs to it (character 9)"),
        (r"\frac{a", "{ is never closed (character 6)"),
        ("a}", "} has no partner (character 2)"),
        (r"\left( x", r"\left is never closed by \right (character 1)"),
        (r"x \right)", r"\right has no partner (character 3)"),
        (r"\left# x \right)", "# is not a delimiter (character 6)"),
        ("a_b_c", "two subscripts on one base (character 5)"),
        ("a^b^c", "two superscripts on one base (character 5)"),
        ("x^", "^ lacks what belongs to it (character 3)"),
        (r"\begin{cases} x", r"\begin{cases} is never ended (character 1)"),
        (r"\begin{cases} x \end{matrix}", r"\begin{cases} ended by \end{matrix} (character 1)"),
        (r"\begin{tabular} x \end{tabular}", "tabular is not an environment"),
        (r"\text{\frac12}", r"\f cannot stand inside \text (character 1)"),
        (r"\text $x$", r"\text needs an argument in braces (character 7)"),
        ("a $ b", "$ cannot stand here (character 3)"),
        ("a\x1b[2J", "U+001B cannot stand in a formula (character 2)"),
        ("a\\", "a backslash stands at the end"),
        ("", "the formula is empty"),
        ("{" * 50 + "x" + "}" * 50, "nested more than 40 deep"),
        ("(" * 50 + "x" + ")" * 50, "nested more than 40 deep"),
        ("x" * 5000, "longer than 4000 characters"),
    ],
)
def test_refused_with_its_place(latex: str, problem: str) -> None:
    assert problem in (check_latex(latex) or "nothing wrong")


@pytest.mark.parametrize("name", sorted(symbols._BY_NAME))
def test_every_sign_takes_one_row_and_has_ascii(name: str) -> None:
    formula = rf"a \{name} b"
    assert check_latex(formula) is None
    assert len(typeset(formula).rows) == 1
    assert linear(formula, ascii=True).isascii()


def test_source_is_shown_where_reading_fails() -> None:
    block = typeset("\\foo{\nx\x1b[2J}")
    assert not block.ok
    assert block.rows == ("\\foo{ x [2J}",)
    assert block.width == len(block.rows[0])


@settings(max_examples=300, deadline=None)
@given(formulas, st.booleans(), st.booleans())
def test_anything_comes_back_as_aligned_rows(latex: str, display: bool, ascii: bool) -> None:
    block = typeset(latex, display=display, ascii=ascii)
    assert {cell_len(row) for row in block.rows} == {block.width}
    assert 0 <= block.baseline < len(block.rows)
    assert (check_latex(latex) in (None, "the formula is empty")) == block.ok
    row = linear(latex, ascii=ascii)
    assert row.isprintable() or not row.isascii()
    if ascii and latex.isascii():
        assert row.isascii()
        assert "".join(block.rows).isascii()


@settings(max_examples=100, deadline=None)
@given(formulas, st.integers(1, 60))
def test_broken_displays_keep_the_width(latex: str, cells: int) -> None:
    assert all(block.width <= cells for block in typeset_within(latex, cells))


def test_breaks_before_relations_then_sums() -> None:
    loss = r"L = \frac{1}{2}(y-d)^2 + \lambda (w_1^2 + w_2^2 + w_3^2) = L_0 + \lambda R"
    rows = [row.rstrip() for block in typeset_within(loss, 34) for row in block.rows]
    assert rows == [
        "     1",
        "L = ╶─╴(y-d)² + λ(w₁²+w₂²+w₃²)",
        "     2",
        "  = L₀ + λR",
    ]
    narrow = [row.rstrip() for block in typeset_within(loss, 24) for row in block.rows]
    assert narrow == [
        "     1",
        "L = ╶─╴(y-d)²",
        "     2",
        "  + λ(w₁²+w₂²+w₃²)",
        "  = L₀ + λR",
    ]


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        (r"\hat{", "}"),
        (r"\frac{1}{", "}"),
        (r"\tfrac{", "}{2}"),
        ("x^{", "}"),
        (r"\overset{", "}{a}"),
        (r"\left(", r"\right)"),
        ("(", ")"),
        ("({", "})"),
        (r"\begin{pmatrix}", r"\end{pmatrix}"),
        (r"\int_0^{", "}"),
        ("|", "|"),
    ],
)
@pytest.mark.parametrize("depth", [19, 1000])
def test_nesting_costs_no_more_than_a_moment(opening: str, closing: str, depth: int) -> None:
    formula = (opening * depth + "x" + closing * depth)[:4000]
    start = time.perf_counter()
    typeset(formula)
    typeset(formula, ascii=True)
    linear(formula)
    assert time.perf_counter() - start < 1.0
