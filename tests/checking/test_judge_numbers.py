"""Numbers: value, not spelling; tolerance, figures, units; rounding told apart from wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.checking.judging import judge, judge_number
from quizapp.checking.names import NO_NAMES, Names
from quizapp.checking.nearnumber import decimal_places, figures
from quizapp.checking.rules import PLAIN, Mistake, Rule
from quizapp.records import Localized

T6 = Rule(abs_tol=1e-6)
T4 = Rule(abs_tol=1e-4)


@pytest.mark.parametrize(
    ("response", "answer", "rule", "expected"),
    [
        ("0.25", "1/4", PLAIN, "right.exact"),
        ("０．２５", "1/4", PLAIN, "right.exact"),  # full width
        (".25", "1/4", PLAIN, "right.exact"),
        ("25%", "1/4", PLAIN, "right.exact"),
        ("2^-2", "1/4", PLAIN, "right.exact"),
        ("2.5e-1", "1/4", PLAIN, "right.exact"),
        ("1/4 = 0.25", "1/4", PLAIN, "right.exact"),  # the last of equal values
        ("1/3 = 0.25", "1/4", PLAIN, "miss.type"),  # an untrue equation
        ("sqrt(2/400)", "1/(10 sqrt 2)", PLAIN, "right.exact"),
        ("√2/2", "1/√2", PLAIN, "right.exact"),
        ("cos(pi/5)", "(1+√5)/4", PLAIN, "right.value"),  # fifty digits agree
        ("1,024", "1024", PLAIN, "right.exact"),
        ("0.07071", "sqrt(2/400)", T4, "right.value"),
        ("0.0707", "sqrt(2/400)", T4, "right.value"),
        ("0.071", "sqrt(2/400)", T4, "miss.rounding"),
        ("0.333333", "1/3", T6, "right.value"),
        ("0.333", "1/3", T6, "miss.rounding"),  # right digits, too few
        ("0.666", "2/3", T6, "miss.rounding"),  # cut off instead of rounded
        ("0.667", "2/3", T6, "miss.rounding"),
        ("0.6662", "2/3", T6, "miss.early"),  # near, as after rounding on the way
        ("0.6", "2/3", T6, "wrong.plain"),  # one figure proves nothing
        ("0.335", "1/3", Rule(abs_tol=0.001), "wrong.plain"),
        ("0.334", "0.333", Rule(abs_tol=0.001), "right.value"),  # the bound belongs to it
        ("0.3341", "0.333", Rule(abs_tol=0.001), "wrong.plain"),
        ("117", "1.1^50", Rule(rel_tol=1e-2), "right.value"),
        ("120", "1.1^50", Rule(rel_tol=1e-2), "wrong.plain"),
        ("0.999999999999", "1", PLAIN, "wrong.plain"),
        ("-0.25", "1/4", PLAIN, "miss.sign"),
        ("25", "1/4", PLAIN, "miss.percent"),
        ("0.0025", "1/4", PLAIN, "miss.percent"),
        ("4", "1/4", PLAIN, "miss.reciprocal"),
        ("0.75", "1/4", PLAIN, "wrong.plain"),  # three times, and the complement: no guess
        ("0.5", "1/4", PLAIN, "wrong.plain"),  # twice, and the root: no guess
        ("14", "7", PLAIN, "miss.factor"),
        ("3.5", "7", PLAIN, "miss.factor"),
        ("70", "7", PLAIN, "miss.power-of-ten"),
        ("0.8", "0.2", PLAIN, "wrong.plain"),  # four times, and the complement
        ("0.87", "0.13", PLAIN, "miss.complement"),
        ("0.0169", "0.13", PLAIN, "miss.square"),
        ("0.6931471806", "1", T6, "miss.log-base"),  # nats for bits
        ("30", "pi/6", PLAIN, "miss.degrees"),
        ("30°", "pi/6", PLAIN, "right.exact"),
        ("x", "1/4", PLAIN, "unreadable.name"),
        ("a quarter", "1/4", PLAIN, "unreadable.name"),
        ("1/0", "1/4", PLAIN, "wrong.undefined"),
        ("9^9^9^9", "1/4", PLAIN, "wrong.plain"),
        ("(10^9)!", "1/4", PLAIN, "wrong.plain"),
        ("∞", "∞", PLAIN, "right.exact"),
        ("-∞", "∞", PLAIN, "miss.sign"),
        ("10^9", "∞", PLAIN, "wrong.plain"),
        ("∞", "1/4", PLAIN, "wrong.plain"),
        ("{1/4}", "1/4", PLAIN, "right.exact"),
        ("1/4, 1/2", "1/4", PLAIN, "miss.type"),
    ],
)
def test_number(response: str, answer: str, rule: Rule, expected: str) -> None:
    assert judge_number(response, answer, rule).note == expected


def test_tolerance_is_told() -> None:
    grade = judge_number("0.3333", "1/3", Rule(abs_tol=0.001))
    assert "0.001" in grade.feedback.ja
    assert "0.001" in grade.feedback.en
    assert "1e-6" in judge_number("0.3333333", "1/3", T6).feedback.en


def test_the_correct_value_is_never_told() -> None:
    for response in ("0.3", "7", "sqrt(3)", "1/0"):
        grade = judge_number(response, "0.68377", T4)
        assert grade.outcome == "wrong"
        assert "0.683" not in grade.feedback.ja + grade.feedback.en
        assert grade.witness is None


@pytest.mark.parametrize(
    ("response", "rule", "expected"),
    [
        ("3.14", Rule(significant=3), "right.value"),
        ("3.142", Rule(significant=3), "close.significant"),
        ("3.1", Rule(significant=3), "miss.rounding"),
        ("3.15", Rule(significant=3), "miss.early"),
        ("pi", Rule(significant=3), "close.significant"),
        ("3.14", Rule(decimals=2), "right.value"),
        ("3.142", Rule(decimals=2), "close.decimals"),
        ("3.140", Rule(decimals=2), "close.decimals"),
        ("3", Rule(decimals=0), "right.value"),
    ],
)
def test_figures_of_pi(response: str, rule: Rule, expected: str) -> None:
    assert judge_number(response, "pi", rule).note == expected


@pytest.mark.parametrize(
    ("text", "places", "least", "most"),
    [
        ("0.250", 3, 3, 3),
        ("1200", 0, 2, 4),
        ("1.50e3", -1, 3, 3),
        ("2e-5", 5, 1, 1),
        ("007", 0, 1, 1),
        ("0", 0, 1, 1),
        ("0.00", 2, 1, 1),
    ],
)
def test_what_a_literal_claims(text: str, places: int, least: int, most: int) -> None:
    assert decimal_places(text) == places
    assert figures(text) == (least, most)


METRES = Names(units=("m", "s", "B"))


@pytest.mark.parametrize(
    ("response", "answer", "rule", "expected"),
    [
        ("3 km", "3000 m", PLAIN, "right.exact"),
        ("3000", "3000 m", PLAIN, "right.exact"),
        ("3000", "3000", Rule(unit="m", unit_required=True), "close.unit"),
        ("300000 cm", "3000", Rule(unit="m"), "right.exact"),
        ("3 km", "3", Rule(unit="m"), "miss.power-of-ten"),
        ("3000 s", "3000 m", PLAIN, "miss.unit"),
        ("36 km/h", "10 m/s", PLAIN, "right.exact"),
        ("2 MB", "2*10^6 B", PLAIN, "right.exact"),
        ("2 MiB", "2097152 B", PLAIN, "right.exact"),
        ("3 m", "3", PLAIN, "miss.unit"),
        ("0.5 km", "500.4 m", Rule(abs_tol=0.5), "right.value"),
    ],
)
def test_units(response: str, answer: str, rule: Rule, expected: str) -> None:
    assert judge(response, answer, rule, METRES).note == expected


@pytest.mark.parametrize(
    ("response", "expected"),
    [("0.1", "right.exact"), ("0.01", "wrong.named"), ("0.0100001", "wrong.named")],
)
def test_mistakes_are_matched_within_the_tolerance(response: str, expected: str) -> None:
    rule = Rule(
        abs_tol=1e-4,
        mistakes=(Mistake("2/200", Localized("平方根を忘れています", "take the root")),),
    )
    assert judge_number(response, "sqrt(2/200)", rule).note == expected


@given(st.fractions(min_value=-100, max_value=100, max_denominator=1000))
def test_every_fraction_is_right_for_itself(value: object) -> None:
    assert judge_number(str(value), str(value)).note == "right.exact"


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(1e-6, 10.0))
def test_tolerance_is_what_it_says(mine: float, theirs: float, tolerance: float) -> None:
    gap = abs(mine - theirs)
    if abs(gap - tolerance) < 1e-9 * max(1.0, abs(theirs)):
        return
    grade = judge(repr(mine), repr(theirs), Rule(abs_tol=tolerance), NO_NAMES)
    assert (grade.outcome == "right") == (gap < tolerance or mine == theirs)
