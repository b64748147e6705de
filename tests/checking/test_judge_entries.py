"""Vectors, lists, sets and matrices: judged entry by entry, each entry with its own grade."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.checking.judging import judge
from quizapp.checking.names import Names
from quizapp.checking.rules import PLAIN, Mistake, Rule
from quizapp.records import Localized

XY = Names.of("x", "y")
TOLERANT = Rule(abs_tol=1e-3)
BATCH = ["-1.6833", "0.1056", "1.8944", "3.6833"]


@pytest.mark.parametrize(
    ("response", "answer", "rule", "expected", "score"),
    [
        ("1, 2, 3", "1, 2, 3", PLAIN, "right.exact", 1),
        ("(1, 2, 3)", "1, 2, 3", PLAIN, "right.exact", 1),
        ("[1; 2; 3]", "1, 2, 3", PLAIN, "right.exact", 1),
        ("1；２；3", "1, 2, 3", PLAIN, "right.exact", 1),
        ("x = 1, y = 2", "1, 2", PLAIN, "right.exact", 1),
        ("2*[1, 2]", "[2, 4]", PLAIN, "right.exact", 1),
        ("[1, 2] + [x, y]", "[x+1, y+2]", PLAIN, "right.exact", 1),
        ("[1,2;3,4]*[x, y]", "[x+2y, 3x+4y]", PLAIN, "right.exact", 1),
        ("3, 2, 1", "1, 2, 3", PLAIN, "miss.order", 1 / 3),
        ("1, 2, 5", "1, 2, 3", PLAIN, "wrong.plain", 2 / 3),
        ("1, 2, -3", "1, 2, 3", PLAIN, "miss.sign", 2 / 3),
        ("-1, -2, -3", "1, 2, 3", PLAIN, "miss.sign", 0),
        ("1, 2", "1, 2, 3", PLAIN, "miss.count", 0),
        ("1, 2, 3, 4", "1, 2, 3", PLAIN, "miss.count", 0),
        ("{1, 2, 3}", "1, 2, 3", PLAIN, "miss.type", 0),  # a set has no order
        ("5", "1, 2, 3", PLAIN, "unreadable.count", 0),
        ("-1.683, 0.106, 1.894, 3.683", BATCH, TOLERANT, "right.value", 1),
        ("-1.7, 0.106, 1.894, 3.683", BATCH, TOLERANT, "miss.rounding", 3 / 4),
        ("-2x, -2y", "x, y", Rule(up_to="factor"), "right.value", 1),
        ("-2x, 2y", "x, y", Rule(up_to="factor"), "miss.factor", 0),
        ("0, 0", "x, y", Rule(up_to="factor"), "wrong.plain", 0),
        ("-x, -y", "x, y", Rule(up_to="sign"), "right.value", 1),
        ("-x, y", "x, y", Rule(up_to="sign"), "miss.sign", 1 / 2),
    ],
)
def test_vector(
    response: str, answer: str | list[str], rule: Rule, expected: str, score: float
) -> None:
    grade = judge(response, answer, rule, XY)
    assert grade.note == expected, grade
    assert grade.score == pytest.approx(score)


def test_each_entry_has_its_grade() -> None:
    grade = judge("1, x, -3", "1, 2x, 3", PLAIN, XY)
    assert [part.outcome for part in grade.parts] == ["right", "wrong", "wrong"]
    assert [part.note for part in grade.parts] == ["right.exact", "miss.factor", "miss.sign"]
    assert grade.feedback.ja.startswith("2 番目")
    assert grade.feedback.en.startswith("number 2")


@pytest.mark.parametrize(
    ("response", "answer", "rule", "expected", "score"),
    [
        ("{3, 1, 2}", "{1, 2, 3}", PLAIN, "right.exact", 1),
        ("3, 1, 2", "{1, 2, 3}", PLAIN, "right.exact", 1),
        ("{1, 1, 2, 3}", "{1, 2, 3}", PLAIN, "right.exact", 1),
        ("{2/2, 2, 3}", "{1, 2, 3}", PLAIN, "right.exact", 1),
        ("{1, 1, 2}", "{1, 1, 2}", Rule(shape="multiset"), "right.exact", 1),
        ("{1, 2}", "{1, 1, 2}", Rule(shape="multiset"), "miss.missing", 2 / 3),
        ("{1, 2}", "{1, 2, 3}", PLAIN, "miss.missing", 2 / 3),
        ("{1, 2, 3, 4}", "{1, 2, 3}", PLAIN, "miss.extra", 2 / 3),
        ("{1, 2, 4}", "{1, 2, 3}", PLAIN, "wrong.plain", 1 / 3),
        ("{1, -2}", "{1, 2}", PLAIN, "miss.sign", 0),
        ("±2", "{2, -2}", PLAIN, "right.exact", 1),
        ("x = 2 or x = -2", "{2, -2}", PLAIN, "right.exact", 1),
        ("{x+y, x-y}", "{x-y, y+x}", PLAIN, "right.exact", 1),
        ("{(1, 2), (2, 1)}", "{(2, 1), (1, 2)}", PLAIN, "right.exact", 1),
        ("{(1, 2), (1, 2)}", "{(2, 1), (1, 2)}", PLAIN, "miss.missing", 1 / 2),
        ("1.4142, -1.4142", "{√2, -√2}", TOLERANT, "right.value", 1),
        ("{}", "{1}", PLAIN, "miss.missing", 0),
        ("{1}", "{}", PLAIN, "miss.extra", 0),
        ("{}", "{}", PLAIN, "right.exact", 1),
    ],
)
def test_set(response: str, answer: str, rule: Rule, expected: str, score: float) -> None:
    grade = judge(response, answer, rule, XY)
    assert grade.note == expected, grade
    assert grade.score == pytest.approx(score)


@pytest.mark.parametrize(
    ("response", "answer", "expected"),
    [
        ("[1, 2; 3, 4]", "[[1,2],[3,4]]", "right.exact"),
        ("[[1,2],[3,4]]", "[1, 2; 3, 4]", "right.exact"),
        ("\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}", "[1, 2; 3, 4]", "right.exact"),
        ("[1, 3; 2, 4]", "[1, 2; 3, 4]", "miss.transposed"),
        ("[1, 2; 3, 4]^T", "[1, 3; 2, 4]", "right.exact"),
        ("[1, 2, 3; 4, 5, 6]", "[1, 4; 2, 5; 3, 6]", "miss.transposed"),
        ("[1, 2, 3; 4, 5, 6]", "[1, 2; 3, 4]", "miss.shape"),
        ("[1, 2; 3, 5]", "[1, 2; 3, 4]", "wrong.plain"),
        ("[-1, -2; -3, -4]", "[1, 2; 3, 4]", "miss.sign"),
        ("[1, 0; 0, 1]*[1, 2; 3, 4]", "[1, 2; 3, 4]", "right.exact"),
        ("[1, 2; 3, 4]^2", "[7, 10; 15, 22]", "right.exact"),
        ("[1, 2; 3, 4]*[1, 2, 3]", "[1, 2; 3, 4]", "miss.shape"),
        ("1, 2", "[1; 2]", "right.exact"),
        ("7", "[1, 2; 3, 4]", "miss.type"),
        ("det([1, 2; 3, 4])", "-2", "right.exact"),
    ],
)
def test_matrix(response: str, answer: str, expected: str) -> None:
    assert judge(response, answer, PLAIN, XY).note == expected


def test_matrix_places_are_named() -> None:
    grade = judge("[1, 2; 3, 5]", [["1", "2"], ["3", "4"]], PLAIN, XY)
    assert "(2, 2)" in grade.feedback.ja
    assert "(2, 2)" in grade.feedback.en
    assert grade.score == pytest.approx(3 / 4)
    assert len(grade.parts) == 4


def test_several_answers_are_judged_one_by_one() -> None:
    rule = Rule(mistakes=(Mistake("lam*w ; lam*w", Localized("2 を忘れています", "2 is missing")),))
    names = Names.of("lam", "w")
    assert judge("2 lam w ; lam w", ["2*lam*w", "lam*w"], rule, names).outcome == "right"
    named = judge("lam w, lam w", ["2*lam*w", "lam*w"], rule, names)
    assert (named.note, named.feedback.en) == ("wrong.named", "2 is missing")


@given(st.permutations([1, 2, 3, 4]))
def test_only_the_right_order_is_right(order: list[int]) -> None:
    text = ", ".join(map(str, order))
    assert (judge(text, "1, 2, 3, 4").outcome == "right") == (order == [1, 2, 3, 4])
    assert judge("{" + text + "}", "{1, 2, 3, 4}").outcome == "right"
