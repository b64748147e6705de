"""Equations, inequalities, systems and intervals: what says the same, and what does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.checking.judging import judge
from quizapp.checking.names import Names, Symbol
from quizapp.checking.rules import PLAIN, Rule

XY = Names.of("x", "y", "a")
POSITIVE = Names((Symbol("x", "positive"),))


@pytest.mark.parametrize(
    ("response", "answer"),
    [
        ("y = 2x", "y = 2x"),
        ("2x - y = 0", "y = 2x"),
        ("4x = 2y", "y = 2x"),
        ("x = y/2", "y = 2x"),
        ("x^2 + y^2 - 1 = 0", "x^2 + y^2 = 1"),
        ("y - (a-x)^2 = 0", "y = (x-a)^2"),
        ("x = y or x = -y", "x^2 = y^2"),
        ("x = 1 or x = 2", "x^2 - 3x + 2 = 0"),
        ("x = ±2", "x^2 = 4"),
        ("x = ±√2", "x^2 = 2"),
        ("1/x = 2", "2x = 1"),  # the same solutions, though no constant factor
        ("x = 1, x = 2", "x^2 - 3x + 2 = 0"),  # a name has one value: either is meant
        ("x > 1", "x > 1"),
        ("1 < x", "x > 1"),
        ("-x < -1", "x > 1"),
        ("2x - 2 > 0", "x > 1"),
        ("-2 < x < 2", "x^2 < 4"),
        ("|x| < 2", "x^2 < 4"),
        ("x > -2 and x < 2", "|x| < 2"),
        ("(-2, 2)", "x^2 < 4"),
        ("|x| < √2", "x^2 < 2"),
        ("x < -1 or x > 1", "x^2 > 1"),
        ("(-∞, -1) ∪ (1, ∞)", "x^2 > 1"),
        ("x ≠ 1", "x < 1 or x > 1"),
        ("x in (0, 1)", "0 < x < 1"),
        ("|x - 3| <= 1", "2 <= x <= 4"),
        ("1/x > 1", "0 < x < 1"),
        ("y > 2x", "2x - y < 0"),
        ("x = 1 and y = 2", "x = 1 and y = 2"),
        ("y = 2, x = 1", "x = 1 and y = 2"),
        ("{x = 1, y = 2}", "x = 1 and y = 2"),
        ("x + y = 3 and x - y = -1", "2x = 2 and y = 2"),
        ("true", "x = x"),
    ],
)
def test_same(response: str, answer: str) -> None:
    grade = judge(response, answer, PLAIN, XY)
    assert grade.outcome == "right" or grade.note == "close.form", grade


@pytest.mark.parametrize(
    ("response", "answer", "expected"),
    [
        ("y = 3x", "y = 2x", "wrong.plain"),
        ("x = 2", "x^2 = 4", "miss.missing"),  # half of the solutions
        ("x = 2 or x = -2 or x = 3", "x^2 = 4", "wrong.plain"),
        ("x^2 = x y", "x = y", "wrong.plain"),  # x = 0 came in
        ("x^2 = -1", "x = 1", "wrong.plain"),
        ("x < 2", "x <= 2", "miss.ends"),
        ("x >= 2", "x <= 2", "miss.direction"),
        ("x > 2", "x <= 2", "wrong.plain"),
        ("x^2 < 5", "x^2 < 4", "wrong.plain"),
        ("-2 < x", "-2 < x < 2", "wrong.plain"),
        ("x < 0.333333333", "x < 1/3", "wrong.plain"),
        ("x = 0.333333333333", "3x = 1", "wrong.plain"),
        ("x < 1.0000000001", "x < 1", "wrong.plain"),
        ("y > 2x", "y < 2x", "miss.direction"),
        ("y >= 2x", "y > 2x", "miss.ends"),
        ("x = 1 and y = 3", "x = 1 and y = 2", "wrong.plain"),
        ("x = 1", "x = 1 and y = 2", "wrong.plain"),
        ("x + 1", "y = 2x", "miss.type"),
        ("2", "x > 1", "miss.type"),
        ("2 = 3", "y = 2x", "wrong.plain"),
    ],
)
def test_different(response: str, answer: str, expected: str) -> None:
    grade = judge(response, answer, PLAIN, XY)
    assert (grade.outcome, grade.note) == ("wrong", expected), grade
    assert grade.feedback.ja
    assert grade.feedback.en


@pytest.mark.parametrize(
    ("response", "answer", "rule", "expected"),
    [
        ("1/4", "x = 1/4", PLAIN, "right.exact"),  # the value alone
        ("x = 0.25", "x = 1/4", PLAIN, "right.exact"),
        ("1/4 = x", "x = 1/4", PLAIN, "right.exact"),
        ("4x = 1", "x = 1/4", PLAIN, "close.form"),  # an equation of the question is no answer
        ("4x = 1", "x = 1/4", Rule(lenient=True), "right.exact"),
        ("x = -1/4", "x = 1/4", PLAIN, "miss.sign"),
        ("x = 4", "x = 1/4", PLAIN, "miss.reciprocal"),
        ("x^2 = 4", "x = 2 or x = -2", PLAIN, "close.form"),
        ("x^2 = 4", "x = ±2", PLAIN, "close.form"),
        ("{-2, 2}", "x = 2 or x = -2", PLAIN, "right.exact"),
        ("2, -2", "x = ±2", PLAIN, "right.exact"),
        ("x = 2", "x = ±2", PLAIN, "miss.missing"),
        ("2y = 4x", "y = 2x", Rule(form="solved"), "close.form"),
        ("x = 0.333", "x = 1/3", Rule(abs_tol=0.001), "right.value"),
    ],
)
def test_solving_for_a_name(response: str, answer: str, rule: Rule, expected: str) -> None:
    assert judge(response, answer, rule, XY).note == expected


@pytest.mark.parametrize(
    ("response", "answer", "expected"),
    [
        ("[0, 1)", "[0, 1)", "right.exact"),
        ("[0, 2/2)", "[0, 1)", "right.exact"),
        ("0 <= x < 1", "[0, 1)", "right.exact"),
        ("x in [0, 1)", "[0, 1)", "right.exact"),
        ("[0, 1]", "[0, 1)", "miss.ends"),
        ("(0, 1)", "[0, 1)", "miss.ends"),
        ("[0, 2)", "[0, 1)", "wrong.plain"),
        ("5", "[0, 1)", "miss.type"),
        ("(-∞, 0) ∪ [1, ∞)", "x < 0 or x >= 1", "right.exact"),
    ],
)
def test_intervals(response: str, answer: str, expected: str) -> None:
    assert judge(response, answer, PLAIN, XY).note == expected


def test_two_numbers_may_be_an_interval() -> None:
    assert judge("0 < x < 1", "(0, 1)", Rule(shape="interval"), XY).outcome == "right"
    assert judge("(0, 1)", "(0, 1)", PLAIN, XY).outcome == "right"  # a pair, left alone


def test_declared_domains_are_heeded() -> None:
    assert judge("x < 2", "x^2 < 4", PLAIN, POSITIVE).outcome == "right"
    assert judge("x < 2", "x^2 < 4", PLAIN, XY).outcome == "wrong"


def test_a_point_that_is_the_answer_is_not_told() -> None:
    grade = judge("x = 2", "x^2 = 4", PLAIN, XY)
    assert "-2" not in grade.feedback.ja
    grade = judge("x = 1 and y = 3", "x = 1 and y = 2", PLAIN, XY)
    assert "y = 2" not in grade.feedback.en


def test_what_cannot_be_decided_is_said_to_be() -> None:
    grade = judge("e^x = 1 + x^3", "e^x - x = 1 + x^3 - x + sin(x)*0.1 - sin(x)/10", PLAIN, XY)
    assert grade.outcome == "right"  # equal but for a factor 1
    grade = judge("e^x = x + 2", "(e^x - x - 2)*(1 + x^2) = 0", PLAIN, XY)
    assert grade.outcome == "undecided"


@given(
    st.integers(-9, 9).filter(bool),
    st.integers(-9, 9),
    st.integers(-9, 9).filter(bool),
    st.sampled_from(["=", "<", "<=", ">", ">="]),
)
def test_scaling_an_inequality_turns_it_when_negative(a: int, b: int, k: int, op: str) -> None:
    turned = {"=": "=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}[op] if k < 0 else op
    answer = f"({a})*x {op} ({b})"
    assert (
        judge(f"({a * k})*x {turned} ({b * k})", answer, Rule(lenient=True), XY).outcome == "right"
    )
    if op != "=":
        flipped = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}[turned]
        grade = judge(f"({a * k})*x {flipped} ({b * k})", answer, PLAIN, XY)
        assert grade.outcome == "wrong"
