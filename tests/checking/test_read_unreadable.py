"""Where reading stops and what is said about it. An unreadable answer costs the learner nothing."""

from __future__ import annotations

import pytest

from quizapp.checking.names import NO_NAMES, Definition, Names, Symbol
from quizapp.checking.parse import read
from quizapp.checking.reading import Unreadable
from quizapp.checking.tree import Name

NAMES = Names(
    tuple(Symbol(name) for name in ("x", "y", "lam", "w1", "eta")),
    (Definition("sigma", Name("x")),),
)


def error_of(text: str, names: Names = NAMES) -> Unreadable:
    reading = read(text, names)
    assert reading.tree is None
    assert reading.error is not None
    error = reading.error
    assert 0 <= error.position <= error.end <= max(len(text), 0)
    assert error.message.ja.endswith(("。", "か。"))
    assert error.message.en.endswith((".", "?", "y"))
    return error


TYPED = [
    # text, code, index, the text it points at
    ("", "empty", 0, ""),
    ("   ", "empty", 0, ""),
    ("$$", "empty", 0, ""),
    # one word of size behind a number, and no second number behind it
    ("万", "char", 0, "万"),
    ("x万", "char", 1, "万"),
    ("3万5千", "char", 1, "万"),
    # a letter between digits is "times" only where no name is called so
    ("2x3", "operator", 2, "3"),
    # the end comes too early
    ("2+", "end", 2, ""),
    ("2*(", "end", 3, ""),
    ("x^", "end", 2, ""),
    ("x=", "end", 2, ""),
    ("1,", "end", 2, ""),
    ("x>0 and", "end", 7, ""),
    # a value is needed
    ("*2", "operand", 0, "*"),
    ("x+*y", "operand", 2, "*"),
    ("x+)", "operand", 2, ")"),
    (",1", "operand", 0, ","),
    ("(1,,2)", "operand", 3, ","),
    ("()", "operand", 0, "()"),
    ("x + ()", "operand", 4, "()"),
    # brackets
    ("(x+1", "bracket", 4, ""),
    ("((x+1)", "bracket", 6, ""),
    ("[1,2", "bracket", 4, ""),
    ("sin(x", "bracket", 5, ""),
    ("|x", "bracket", 2, ""),
    ("(x+1]", "bracket", 4, "]"),
    ("[x+1)", "bracket", 4, ")"),
    ("{1,2)", "bracket", 4, ")"),
    ("x+1)", "bracket", 3, ")"),
    (")", "bracket", 0, ")"),
    (r"\frac{1}{2", "bracket", 10, ""),
    (r"\begin{pmatrix}1&2", "bracket", 18, ""),
    # two values side by side
    ("2 3", "operator", 2, "3"),
    ("x2", "operator", 1, "2"),
    ("x 2", "operator", 2, "2"),
    ("5 % 3", "operator", 4, "3"),
    # names
    ("q", "name", 0, "q"),
    ("2xq", "name", 2, "q"),
    ("relu(x)", "name", 0, "relu"),
    ("Sin(x)", "name", 0, "Sin"),
    ("X", "name", 0, "X"),
    ("lamda", "name", 0, "lamda"),
    ("dy/dx", "name", 0, "dy"),
    # functions
    ("sin", "function", 0, "sin"),
    ("sin + 1", "function", 0, "sin"),
    ("sigma", "function", 0, "sigma"),
    ("sigma x", "function", 0, "sigma"),
    ("max x", "function", 0, "max"),
    ("sin()", "arguments", 0, "sin()"),
    ("sin(1,2)", "arguments", 0, "sin(1,2)"),
    ("root(2)", "arguments", 0, "root(2)"),
    ("diff(x, 2)", "arguments", 0, "diff(x, 2)"),
    ("ln^-1 x", "power", 0, "ln^-"),
    # numbers
    ("1..2", "number", 2, ".2"),
    (". + x", "number", 0, "."),
    ("0.333...", "number", 5, "..."),
    ("1e999", "number", 0, "1e999"),
    ("1" * 101, "number", 0, "1" * 101),
    # others
    ("x!!", "factorial", 1, "!!"),
    ("x! !", "factorial", 3, "!"),
    ("x'", "prime", 1, "'"),
    ("[1,2;3]", "matrix", 0, "[1,2;3]"),
    (r"\foo{x}", "latex", 0, r"\foo"),
    (r"x + \begin{tabular}", "latex", 4, r"\begin"),
    ("x@y", "char", 1, "@"),
    ("x ? y", "char", 2, "?"),
    ("1:2:3", "operator", 3, ":"),
    ("x: 2", "operator", 1, ":"),  # a label, or an assignment, and no ratio
    ("x:2", "operator", 1, ":"),
    ('"x"', "char", 0, '"'),
    ("こたえ", "char", 0, "こ"),
    ("x_", "char", 1, "_"),
    ("_x", "char", 0, "_"),
    ("∂x", "name", 0, "∂"),
    ("∫x", "operand", 0, "∫x"),
]


@pytest.mark.parametrize(("typed", "code", "position", "shown"), TYPED)
def test_unreadable(typed: str, code: str, position: int, shown: str) -> None:
    error = error_of(typed)
    assert error.code == f"unreadable.{code}"
    assert error.position == position
    assert typed[error.position : error.end] == shown


@pytest.mark.parametrize(
    ("typed", "mended"),
    [
        ("Sin(x)", "sin(x)"),
        ("SIN(x)", "sin(x)"),
        ("2X+1", "2x+1"),
        ("x+XY", "x+xy"),
        ("lamda*x", "lambda*x"),
        ("lamdba", "lambda"),
        ("Lam", "lam"),
        ("sni(x)", "sin(x)"),
        ("sqr(x)", "sqrt(x)"),
        ("sgima(x)", "sigma(x)"),
        ("x2", "x*2"),
        ("2 3", "2*3"),
        ("(x+1", "(x+1)"),
        ("[1,2", "[1,2]"),
        ("(x+1]", "(x+1)"),
        ("sin(x", "sin(x)"),
    ],
)
def test_a_slip_is_named_and_mends(typed: str, mended: str) -> None:
    error = error_of(typed)
    shown = error.suggestion or error.message.en
    assert (error.mended(typed) == mended) or mended in shown


@pytest.mark.parametrize("typed", ["q", "zz", "x_1", "relu(x)", "w3"])
def test_no_suggestion_without_a_likely_one(typed: str) -> None:
    assert error_of(typed).suggestion == ""


def test_names_are_listed() -> None:
    message = error_of("t").message
    assert message.ja == "「t」は使えない名前です。使える名前: x, y, lam, w1, eta, sigma( )。"
    assert message.en == "“t” is not a name you can use here. Names you can use: " + (
        "x, y, lam, w1, eta, sigma( )."
    )


def test_a_number_question_says_so() -> None:
    message = error_of("2t", NO_NAMES).message
    assert message.ja == "「t」は使えない名前です。この答えは数だけで書けます。"


def test_bracket_message_in_both_languages() -> None:
    message = error_of("(x+1").message
    assert message.ja == "ここで「)」が必要です（「(」が閉じられていません）。"
    assert message.en == "“)” is needed here (“(” is not closed)."
