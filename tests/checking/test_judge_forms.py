"""Forms: how a right value must be written, read off the tree as typed."""

from __future__ import annotations

import pytest

from quizapp.checking.forms import WORDS, has_form
from quizapp.checking.judging import judge
from quizapp.checking.names import Names
from quizapp.checking.parse import read
from quizapp.checking.rules import FORMS, PLAIN, Rule
from quizapp.checking.tree import Node

NAMES = Names.of("x", "y", "t", "a", "b", "n")

TABLE: dict[str, tuple[list[str], list[str]]] = {
    "expanded": (
        ["x^2+2x+1", "x", "2x", "3x^2 y-2", "x/2+1/2", "sin(x+1)", "5", "1/(x+1)"],
        ["2(x+1)", "(x+1)^2", "x(x+1)", "-(x+1)", "(x+1)/2", "x+(x+1)^3"],
    ),
    "factored": (
        [
            *("(x-1)(x+1)", "2(x-1)(x+1)", "x(x+1)", "x^2+1", "(x+1)^2", "3x", "5", "x^2(x-1)"),
            *("(x^2+1)(x+1)", "-(x-1)(x+1)", "(1-x)(x+1)", "(x-1/2)(x+1)"),
            "(x^2+2x+2)(x^2-2x+2)",
        ],
        ["2x^2-2", "(2x-2)(x+1)", "x^2+x", "x^2+2x+1", "(x^2-1)(x+1)", "x^4+4", "x(x^2-x)"],
    ),
    "lowest-terms": (
        ["1/2", "-1/2", "-(1/2)", "3", "x/2", "(x+1)/(x-1)", "(x+1)/2", "7/3", "1/2+1/3"],
        ["2/4", "4/2", "0.5", "-2/4", "6/9", "2x/4", "(x^2-1)/(x-1)", "1/1", "(2x+2)/2", "xy/x"],
    ),
    "single-fraction": (
        ["1/x", "(x+1)/(x-1)", "-(1/x)", "x+1", "3/4"],
        ["1/x+1", "1/(1/x)", "x^-1", "(1/x)/2"],
    ),
    "partial-fractions": (
        ["1/(x-1)+1/(x+1)", "1/(x-1)-2/(x-1)^2", "x+1/(x-1)", "3/(x^2+1)", "(x+1)/(x^2+1)"],
        ["2x/(x^2-1)", "x/(x-1)", "1/(x-1)+2/(x-1)", "x^3/(x^2+1)"],
    ),
    "completed-square": (
        ["(x+1)^2-1", "2(x-3)^2+4", "(x-1)^2", "-(x-1/2)^2+1/4", "(x+a)^2+b", "3-(x+1)^2"],
        ["x^2+2x", "(x+1)^2+x", "(x^2+1)^2", "(x+1)(x+1)"],
    ),
    "simplified": (
        ["2x", "x^2", "1/2", "x/2", "3x/2", "2x+3y", "2 sqrt(3)", "x^2+2x+1", "1/2 x", "-x"],
        ["x+x", "2*3", "x*x", "1x", "x+0", "2/4", "2x+3x", "-(-x)", "x^2 x", "0x", "2x+1+3", "x^1"],
    ),
    "decimal": (["0.5", "-0.5", "3", "1e-3"], ["1/2", "sqrt(4)", "0.5x"]),
    "exact": (["1/2", "sqrt 2", "pi", "3"], ["0.5", "sqrt(2.0)"]),
    "solved": (["x=3", "3=x", "x=1 or x=2", "x=2y"], ["2x=6", "x^2=4", "x=2x+y", "x+1"]),
}


def tree(text: str) -> Node:
    found = read(text, NAMES).tree
    assert found is not None, text
    return found


@pytest.mark.parametrize(
    ("form", "text", "fits"),
    [
        (form, text, fits)
        for form, (good, bad) in TABLE.items()
        for fits, texts in ((True, good), (False, bad))
        for text in texts
    ],
)
def test_form(form: str, text: str, fits: bool) -> None:
    assert has_form(form, tree(text), tree(text), "x" if "x" in text else "") == fits


@pytest.mark.parametrize(
    ("text", "other", "same"),
    [
        ("x+y", "y+x", True),
        ("2x", "x*2", True),
        ("x-y", "-y+x", True),
        ("x/2", "1/2*x", True),
        ("a/(b n)", "a/b/n", True),
        ("sqrt(x)", "x^(1/2)", True),
        ("e^x", "exp(x)", True),
        ("x=1", "1=x", True),
        ("x<1", "1>x", True),
        ("{1,2}", "{2,1}", True),
        ("0.5x", "1/2*x", False),  # a decimal is another form
        ("2(x+1)", "2x+2", False),
        ("x*x", "x^2", False),
        ("2+3", "5", False),
        ("--x", "x", False),
        ("(1,2)", "(2,1)", False),
    ],
)
def test_same_form_whatever_the_order(text: str, other: str, same: bool) -> None:
    assert has_form("same", tree(text), tree(other)) == same


@pytest.mark.parametrize(
    ("text", "fits"), [("(x+y)(x-y)", True), ("(y-x)(-x-y)", True), ("x^2-y^2", False)]
)
def test_several_names_are_factored_as_the_answer_is(text: str, fits: bool) -> None:
    assert has_form("factored", tree(text), tree("(x+y)(x-y)")) == fits


@pytest.mark.parametrize(
    ("response", "answer", "form", "expected"),
    [
        ("(x+1)^2", "x^2+2x+1", "expanded", "close.form"),
        ("x^2+2x+1", "(x+1)^2", "expanded", "right.exact"),
        ("x^2+2x", "(x+1)^2", "expanded", "miss.offset"),  # wrong before any form
        ("2/4", "1/2", "lowest-terms", "close.form"),
        ("0.5", "1/2", "exact", "close.form"),
        ("x + x", "2x", "simplified", "close.form"),
        ("2 + x", "x + 2", "same", "right.exact"),
    ],
)
def test_right_value_in_another_form_is_close(
    response: str, answer: str, form: str, expected: str
) -> None:
    grade = judge(response, answer, Rule(form=form), NAMES)  # type: ignore[arg-type]
    assert grade.note == expected
    if expected == "close.form":
        assert grade.score == 0.5
        assert WORDS[form][0] in grade.feedback.ja
        assert WORDS[form][1] in grade.feedback.en


def test_every_form_has_words_and_a_test() -> None:
    assert set(WORDS) == set(FORMS) - {""} == set(TABLE) | {"same"}


def test_forms_of_several_entries() -> None:
    rule = Rule(form="lowest-terms")
    assert judge("1/2, 1/3", "1/2, 1/3", rule, NAMES).outcome == "right"
    grade = judge("1/2, 2/6", "1/2, 1/3", rule, NAMES)
    assert grade.note == "close.form"
    assert grade.score == pytest.approx(0.75)
    assert judge("1/2", "1/2", PLAIN, NAMES).outcome == "right"
