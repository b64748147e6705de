"""Derivatives and antiderivatives: any antiderivative is right, and slips have names."""

from __future__ import annotations

import pytest

from quizapp.checking.compare import equal
from quizapp.checking.derive import NoDerivative, derivative
from quizapp.checking.judging import judge
from quizapp.checking.names import Names, Symbol
from quizapp.checking.parse import read
from quizapp.checking.rules import Rule
from quizapp.checking.tree import Node

XY = Names.of("x", "y")
WITH_C = Names((Symbol("x"), Symbol("C"), Symbol("k")))
ANY = Rule(calculus="antiderivative", variable="x")
PLUS_C = Rule(calculus="antiderivative", variable="x", constant_required=True)


def tree(text: str) -> Node:
    found = read(text, XY).tree
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "slope"),
    [
        ("x^3", "3x^2"),
        ("x^x", "x^x (ln x + 1)"),
        ("sin(x)/x", "cos(x)/x - sin(x)/x^2"),
        ("e^(2x+y)", "2 e^(2x+y)"),
        ("2^x", "2^x ln 2"),
        ("ln|x|", "1/x"),
        ("sqrt(x^2+1)", "x/sqrt(x^2+1)"),
        ("atan(2x)", "2/(1+4x^2)"),
        ("asin(x)", "1/sqrt(1-x^2)"),
        ("tanh x", "1 - tanh(x)^2"),
        ("tan x", "sec(x)^2"),
        ("sec x", "sec x tan x"),
        ("log_2(x)", "1/(x ln 2)"),
        ("cbrt(x)", "1/(3 cbrt(x)^2)"),
        ("x y", "y"),
        ("y^2", "0"),
        ("x sin(x) cos(x)", "sin x cos x + x cos(2x)"),
        ("erf(x)", "2 e^(-x^2)/sqrt(pi)"),
        ("atan2(x, y)", "y/(x^2+y^2)"),
        ("acosh(x)", "1/(sqrt(x-1) sqrt(x+1))"),
        ("5% x", "0.05"),
    ],
)
def test_derivatives(text: str, slope: str) -> None:
    found = derivative(tree(text), "x", XY)
    assert equal(found, tree(slope), XY).verdict == "equal"


def test_no_rule_is_said_to_be_none() -> None:
    with pytest.raises(NoDerivative):
        derivative(tree("gamma(x)"), "x", XY)


@pytest.mark.parametrize(
    ("response", "answer", "rule", "expected"),
    [
        ("x^2/2", "x^2/2", ANY, "right.exact"),
        ("x^2/2 + 7", "x^2/2", ANY, "right.exact"),
        ("x^2/2 + C", "x^2/2", ANY, "right.exact"),
        ("(x^2 + 1)/2 + k", "x^2/2 + C", PLUS_C, "right.exact"),
        ("x^2/2", "x^2/2 + C", PLUS_C, "miss.constant"),
        ("x^2/2 + 7", "x^2/2 + C", PLUS_C, "miss.constant"),  # a number is not arbitrary
        ("C x^2/2", "x^2/2 + C", PLUS_C, "wrong.plain"),
        ("x^2/2 + C x", "x^2/2 + C", PLUS_C, "wrong.plain"),
        ("x^2/2 + 2C", "x^2/2 + C", PLUS_C, "right.exact"),
        ("sin(x)^2/2", "-cos(x)^2/2", ANY, "right.exact"),
        ("-cos(2x)/4", "sin(x)^2/2", ANY, "right.points"),
        ("ln x + C", "ln|x| + C", PLUS_C, "right.points"),
        ("ln|3x| + C", "ln|x| + C", PLUS_C, "right.points"),
        ("x^2 + C", "x^2/2 + C", PLUS_C, "wrong.plain"),
    ],
)
def test_antiderivatives(response: str, answer: str, rule: Rule, expected: str) -> None:
    grade = judge(response, answer, rule, WITH_C)
    assert grade.note == expected, grade


def test_the_derivative_is_the_witness() -> None:
    grade = judge("x^3 + C", "x^2/2 + C", PLUS_C, WITH_C)
    assert "微分しても" in grade.feedback.ja
    assert "derivative" in grade.feedback.en


SLOPE = Rule(calculus="derivative", variable="x", given="sin(2x)")


@pytest.mark.parametrize(
    ("response", "answer", "rule", "expected"),
    [
        ("2 cos 2x", "2 cos(2x)", SLOPE, "right.exact"),
        ("cos(2x)", "2 cos(2x)", SLOPE, "miss.inner"),
        ("-cos(2x)/2", "2 cos(2x)", SLOPE, "miss.integrated"),
        ("sin(2x)", "2 cos(2x)", SLOPE, "miss.copied"),
        ("-2 cos(2x)", "2 cos(2x)", SLOPE, "miss.sign"),
        ("2 cos(x)", "2 cos(2x)", SLOPE, "wrong.plain"),
        (
            "3(x^2+1)^2",
            "6x(x^2+1)^2",
            Rule(calculus="derivative", variable="x", given="(x^2+1)^3"),
            "miss.inner",
        ),
        (
            "cos x",
            "sin x + x cos x",
            Rule(calculus="derivative", variable="x", given="x sin x"),
            "miss.product",
        ),
        (
            "cos(x)/2x",
            "(cos(x) x^2 - 2x sin(x))/x^4",
            Rule(calculus="derivative", variable="x", given="sin(x)/x^2"),
            "wrong.plain",  # cos(x)/2*x is not cos(x)/(2x)
        ),
        (
            "cos(x)/(2x)",
            "(cos(x) x^2 - 2x sin(x))/x^4",
            Rule(calculus="derivative", variable="x", given="sin(x)/x^2"),
            "miss.quotient",
        ),
        ("1", "x^2/2", Rule(calculus="antiderivative", given="x"), "miss.differentiated"),
        ("x", "x^2/2", Rule(calculus="antiderivative", given="x"), "miss.copied"),
        ("y - d", "(y-d)*x", Rule(inner=("x",)), "miss.inner"),
        ("cos(2x)", "2 cos(2x)", Rule(), "miss.factor"),  # nobody said it is a derivative
    ],
)
def test_slips_of_calculus(response: str, answer: str, rule: Rule, expected: str) -> None:
    names = Names.of("x", "y", "d")
    assert judge(response, answer, rule, names).note == expected
