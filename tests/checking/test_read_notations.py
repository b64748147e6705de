r"""One meaning, many notations: each spelling gives the tree of the plain one."""

from __future__ import annotations

import pytest

from quizapp.checking import ANY_NAMES, WORD_NAMES, Names, read
from quizapp.checking.linear import linear

LETTERS = [
    (r"\dbinom{5}{2}", "binomial(5, 2)"),
    (r"\tbinom52", "binomial(5, 2)"),
    (r"\begin{bmatrix}1\\2\end{bmatrix}", "matrix([1],[2])"),
    ("matrix([x+1])", "[[x+1]]"),
    ("[0, 1[", "[0, 1)"),
    ("]0, 1]", "(0, 1]"),
    ("[0; 1)", "[0, 1)"),
    ("[-1, 2[ ∪ ]3, 4]", "[-1, 2) ∪ (3, 4]"),
    ("(0, 1) U (2, 3)", "(0, 1) ∪ (2, 3)"),
    ("(0, 1] u {2}", "(0, 1] ∪ {2}"),
    ("x # 1", "x ≠ 1"),
    (r"\frac{d}{dx} x^2", "d/dx x^2"),
    ("d/dt t^2", r"\frac{d}{dt} t^2"),
    (r"\int_0^1 x dx", "∫_0^1 x dx"),
    ("∫ 2t dt", r"\int 2t \, dt"),
    (r"x = 1 \\ y = 2", "x = 1, y = 2"),
    ("a implies b", "not a or b"),
    ("sin^2 x", "(sin x)^2"),
    ("1/2x", r"\frac12 x"),
    ("sin 2x", "sin(2x)"),
]


@pytest.mark.parametrize(("typed", "plain"), LETTERS)
def test_letters(typed: str, plain: str) -> None:
    _same(typed, plain, ANY_NAMES)


WORDS = [
    ("oo(0, 1)", "(0, 1)"),
    ("oc(0, 1)", "(0, 1]"),
    ("co(0, oo)", "[0, inf)"),
    ("minf", "-inf"),
    ("lg(x)", "log(x, 10)"),
    ("A . B", "A*B"),
    ("x = 1 nounor x = 2", "x = 1 or x = 2"),
]


@pytest.mark.parametrize(("typed", "plain"), WORDS)
def test_words(typed: str, plain: str) -> None:
    if typed == "oo(0, 1)":  # a bracketed pair alone is a list
        assert "∪" in linear_of(f"{typed} ∪ (2, 3]", WORD_NAMES)
        return
    _same(typed, plain, WORD_NAMES)


def linear_of(text: str, names: Names) -> str:
    tree = read(text, names).tree
    assert tree is not None, text
    return linear(tree)


def _same(typed: str, plain: str, names: Names) -> None:
    one, two = read(typed, names), read(plain, names)
    assert one.tree is not None, one.error
    assert one.tree == two.tree
    again = read(linear(one.tree), names)
    assert again.tree == one.tree


@pytest.mark.parametrize("text", ["(x+1)u(x+2)", "2u", "u(3)", "u"])
def test_u_alone_is_a_name(text: str) -> None:
    assert "∪" not in linear_of(text, ANY_NAMES)


@pytest.mark.parametrize("text", ["[0, 1[", "[1, 2][3, 4]", "2[x+1]", "[[1,2],[3,4]]"])
def test_brackets_still_close(text: str) -> None:
    assert read(text, ANY_NAMES).tree is not None
