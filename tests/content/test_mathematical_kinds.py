"""Grading of expression and number: what the fields of a question make of a response.

How texts are read and values compared is tested with the checker; these tables say what each
field of the pack format does.
"""

from __future__ import annotations

from typing import Any

import pytest

from quizapp.content.inputs import LineInput
from quizapp.content.kinds.expression import Expression
from quizapp.content.kinds.number import Number


def text(ja: str, en: str | None = None) -> dict[str, str]:
    return {"ja": ja, "en": ja if en is None else en}


COMMON: dict[str, Any] = {
    "id": "T-01",
    "topic": "t",
    "title": text("題"),
    "prompt": text("問"),
    "explanation": text("説"),
}


def expression(**fields: Any) -> Expression:
    return Expression.model_validate({**COMMON, **fields})


def number(answer: Any, **fields: Any) -> Number:
    return Number.model_validate({**COMMON, "answer": answer, **fields})


def mistake(answer: Any, ja: str, en: str) -> dict[str, Any]:
    return {"answer": answer, "feedback": text(ja, en)}


CHAIN = expression(
    names=["t", "x", "y"],
    answer="2*(x + y)",
    label=r"\frac{dz}{dx}",
    mistake=[mistake("2*t", "t が残っています", "t is left"), mistake("x + y", "2 がない", "no 2")],
)
SIGMA = expression(
    names=["x"],
    functions={"sigma": "1/(1+exp(-x))"},
    require=["sigma"],
    answer="2*sigma(2*x) - 1",
)
TWO = expression(
    names=["w", {"name": "lam", "domain": "positive"}],
    answer=["2*lam*w", "lam*w"],
    mistake=[mistake(["lam*w", "2*lam*w"], "順が逆です", "swapped")],
)
POSITIVE = expression(names=[{"name": "x", "domain": "positive"}], answer="x")
REAL = expression(names=["x"], answer="x")
EXPANDED = expression(names=["x"], answer="x^2 + 2*x + 1", form="expanded")
SCALE = expression(names=["x", "y"], answer="x + 2*y", compare={"up-to": "scale"})


@pytest.mark.parametrize(
    ("question", "response", "outcome", "note"),
    [
        (CHAIN, "2(x+y)", "right", None),
        (CHAIN, "2x + 2y", "right", None),
        (CHAIN, "２ｘ＋２ｙ", "right", None),  # from a Japanese keyboard
        (CHAIN, r"2\left(x+y\right)", "right", None),  # pasted LaTeX
        (CHAIN, "2t", "wrong", "wrong.named"),  # not unreadable: t is declared
        (CHAIN, "y + x", "wrong", "wrong.named"),  # matched as an answer would be, in any form
        (CHAIN, "2(x+y", "unreadable", "unreadable.bracket"),
        (CHAIN, "2(x+z)", "unreadable", "unreadable.name"),
        (CHAIN, "", "unreadable", "blank"),
        (SIGMA, "2sigma(2x) - 1", "right", None),
        (SIGMA, "2σ(2x)-1", "right", None),
        (SIGMA, "1 - 2σ(-2x)", "right", None),  # another way to say it
        (SIGMA, "tanh(x)", "wrong", None),  # equal, but not written with σ
        (SIGMA, "2σ(x)-1", "wrong", None),
        (TWO, "2 lam w, lam w", "right", None),
        (TWO, "2λw ; λw", "right", None),
        (TWO, "[2λw, λw]", "right", None),
        (TWO, "λw, 2λw", "wrong", "wrong.named"),
        (POSITIVE, "sqrt(x^2)", "right", None),
        (REAL, "sqrt(x^2)", "wrong", None),  # -1 tells them apart
        (EXPANDED, "1 + 2x + x^2", "right", None),
        (EXPANDED, "(x+1)^2", "wrong", "close.form"),  # right value, another form
        (SCALE, "3x + 6y", "right", None),
        (SCALE, "3x + 5y", "wrong", None),
    ],
)
def test_expression(question: Expression, response: str, outcome: str, note: str | None) -> None:
    grade = question.grade(response)
    assert grade.outcome == outcome, grade
    if note is not None:
        assert grade.note == note


def test_a_form_that_is_close_scores_half() -> None:
    assert EXPANDED.grade("(x+1)^2").score == 0.5


def test_entries_are_graded_one_by_one() -> None:
    grade = TWO.grade("2λw, 3λw")
    assert [part.outcome for part in grade.parts] == ["right", "wrong"]
    assert TWO.grade("λw, 2λw").feedback.en == "swapped"


def test_how_a_response_is_read() -> None:
    read = CHAIN.preview("2x(x+y)")
    assert read is not None
    assert read.linear.replace(" ", "") in ("2*x*(x+y)", "2x(x+y)")
    assert CHAIN.preview("2(x+") is None
    assert CHAIN.grade("2x + 2y").read_as is not None


def test_the_answer_as_a_learner_sees_it() -> None:
    assert "$" in CHAIN.answer_text("ja")
    assert number("1/4").answer_text("ja").endswith("(≈ 0.25)")
    assert number("0.25").answer_text("ja") == "$0.25$"  # nothing to add
    assert number(["1/4", "sqrt(2)"]).answer_text("en").endswith("(≈ (0.25, 1.41421))")
    assert number(1000, unit="B").answer_text("en") == "$1000$ B"


def test_the_line_they_are_typed_in() -> None:
    shape = CHAIN.input
    assert isinstance(shape, LineInput)
    assert (shape.label, shape.preview, shape.blanks) == (r"\frac{dz}{dx}", True, 1)
    assert number(["1", "2"], labels=["w_1", "w_2"]).input.label == "(w_1, w_2)"
    assert number("1", unit="%").input.unit == "%"


@pytest.mark.parametrize(
    ("question", "response", "outcome", "note"),
    [
        (number("1/4"), "0.25", "right", None),
        (number("1/4"), "１／４", "right", None),
        (number("1/4"), "25%", "right", None),
        (number("1/4"), "2.5e-1", "right", None),
        (number("1/4"), "sin(pi/6)/2", "right", None),
        (number("1/4"), "0.2500001", "wrong", None),  # no tolerance: the value must be exact
        (number("1/4"), "-1/4", "wrong", None),
        (number("1/4"), "a quarter", "unreadable", None),
        (number("1/4", abs_tol=1e-3), "0.2509", "right", None),
        (number("1/4", abs_tol=1e-3), "0.2511", "wrong", None),
        (number("1024", rel_tol=1e-2), "1030", "right", None),
        (number("1024", rel_tol=1e-2), "1040", "wrong", None),
        (number("1/1024", rel_tol=1e-3), "9.77e-4", "right", None),
        (number("2/3", abs_tol=5e-4, significant=3), "0.667", "right", None),
        (number("2/3", significant=3), "0.6667", "wrong", "close.significant"),  # one too many
        (number("1/4", form="lowest-terms"), "1/4", "right", None),
        (number("1/4", form="lowest-terms"), "2/8", "wrong", "close.form"),
        (number(1000), "1000", "right", None),
        (number(1000), "1,000", "right", None),  # a thousands separator, as one number is asked
        (number(1000, unit="B"), "1000", "right", None),
        (number(1000, unit="B"), "1000 B", "right", None),
        (number(1000, unit="B"), "1 kB", "right", None),
        (number(1000, unit="B"), "8000 bit", "right", None),
        (number(1000, unit="B"), "1000 m", "wrong", None),  # another kind of unit
        (number(["1", "2"]), "1, 2", "right", None),
        (number(["1", "2"]), "(1, 2)", "right", None),
        (number(["1", "2"]), "[1; 2]", "right", None),
        (number(["1", "2"]), "2, 1", "wrong", None),
        (number(["1", "2"]), "1", "unreadable", "unreadable.count"),
        (number(["1", "2"], shape="set"), "2, 1", "right", None),
        (number(["1", "2"], shape="set"), "{2, 1}", "right", None),
        (number([["1", "2"], ["3", "4"]]), "[1,2;3,4]", "right", None),
        (number([["1", "2"], ["3", "4"]]), "[[1,2],[3,4]]", "right", None),
        (number([["1", "2"], ["3", "4"]]), "[1,3;2,4]", "wrong", None),
        (
            number("0.5", mistake=[mistake("0.25", "二乗", "squared")]),
            "1/4",
            "wrong",
            "wrong.named",
        ),
        (
            number(["3", "5"], mistake=[mistake([3, 6], "数えすぎ", "counted on")]),
            "3,6",
            "wrong",
            "wrong.named",
        ),
        (
            number(["1", "2"], shape="set", mistake=[mistake(["1", "-2"], "符号", "sign")]),
            "-2, 1",
            "wrong",
            "wrong.named",
        ),
    ],
)
def test_number(question: Number, response: str, outcome: str, note: str | None) -> None:
    grade = question.grade(response)
    assert grade.outcome == outcome, grade
    if note is not None:
        assert grade.note == note


OPTIONS = [
    (expression(names=["x"], functions={"sigma": "1/(1+exp(-x))"}, only=["x", "sigma"],
                answer="2*sigma(2*x) - 1"), "2σ(2x)-1", "right", None),
    (expression(names=["x"], functions={"sigma": "1/(1+exp(-x))"}, only=["x", "sigma"],
                answer="2*sigma(2*x) - 1"), "tanh(x)", "wrong", "close.require"),
    (expression(names=["x"], answer="6*cos(3*x)", inner=["3"]), "2cos(3x)", "wrong", "miss.inner"),
    (expression(names=["x"], answer="cbrt(x)", real_roots=True), "x^(1/3)", "right", None),
    (expression(names=["x"], answer="cbrt(x)"), "x^(1/3)", "wrong", None),
    (expression(names=["x"], answer="ln(x^2)", domain="common"), "2 ln(x)", "right", None),
    (expression(names=["x"], answer="ln(x^2)"), "2 ln(x)", "wrong", None),
    (expression(names=["x"], answer="x = 3", shape="equation"), "3", "right", None),
    (expression(names=["x"], answer=["1", "2"], lenient=True), "{1, 2}", "right", None),
    (expression(names=["x"], answer=["1", "2"]), "{1, 2}", "wrong", "miss.type"),
    (expression(names=["x"], answer=["x", "x", "1"], shape="multiset"), "x, 1, x", "right", None),
    (expression(names=["x"], answer=["x", "x", "1"], shape="multiset"), "x, 1, 1", "wrong", None),
    (number("1/3", lenient=True), "0.33333", "right", None),
    (number("1/3"), "0.33333", "wrong", None),
    (number(["1", "1", "2"], shape="multiset"), "1, 2, 1", "right", None),
    (number(["1", "1", "2"], shape="multiset"), "1, 2, 2", "wrong", None),
    (number(["1", "1", "2"], shape="set"), "1, 2", "right", None),
    (number("3", unit="m", unit_required=True), "3", "wrong", "close.unit"),
    (number("3", unit="m", unit_required=True), "300 cm", "right", None),
    (number("1/4", label="c"), "c = 0.25", "right", None),
    (number(["2", "0"], labels=["w_1", "w_2"]), "w1 = 2, w2 = 0", "right", None),
]  # fmt: skip


@pytest.mark.parametrize(("question", "response", "outcome", "note"), OPTIONS)
def test_options(
    question: Expression | Number, response: str, outcome: str, note: str | None
) -> None:
    grade = question.grade(response)
    assert grade.outcome == outcome, grade
    if note is not None:
        assert grade.note == note
    assert [flaw for flaw in question.flaws(("ja", "en")) if flaw.code.startswith("answer")] == []


def test_a_name_that_stands_for_others() -> None:
    names = [{"name": "s", "range": [0, 1], "equals": "sigma(x)"}, "x"]
    question = expression(
        names=names, functions={"sigma": "1/(1+exp(-x))"}, answer="s*(1-s)", label=r"d\sigma/dx"
    )
    assert question.grade("σ(x)(1-σ(x))").note == "close.require"
    assert question.grade("s(1-s)").outcome == "right"
    broken = expression(names=[{"name": "s", "equals": "q + 1"}, "x"], answer="s")
    assert any(flaw.loc == ("names", 0, "equals") for flaw in broken.flaws(("ja", "en")))


def test_a_label_typed_in_is_left_out_of_the_preview() -> None:
    shown = CHAIN.preview("dz/dx = 2(x+y)")
    assert shown is not None
    assert shown.linear == "2*(x + y)"


def test_entries_of_a_vector_are_graded_one_by_one() -> None:
    grade = number(["1", "2", "3"]).grade("1, 5, 3")
    assert [part.outcome for part in grade.parts] == ["right", "wrong", "right"]
    assert 0 < grade.score < 1


def test_what_a_typed_number_is_worth() -> None:
    worth = number("1/4").preview("1/4")
    assert worth is not None
    assert worth.value == "0.25"
    plain = number("1/4").preview("-0.25")
    assert plain is not None
    assert plain.value == ""


@pytest.mark.parametrize("question", [CHAIN, TWO, number("1/4"), number(["1", "2"])])
@pytest.mark.parametrize(
    "response",
    [
        "9^9^9^9",
        "(10^9)!",
        "1e999999",
        "(" * 5000,
        "x" * 100_000,
        "__import__('os').system('id')",
        "1/0",
        "\x00\x1b[2J",
        "\ud800",
    ],
    ids=["tower", "factorial", "exponent", "deep", "long", "code", "zero", "control", "surrogate"],
)
def test_hostile_responses_are_never_right(question: Expression | Number, response: str) -> None:
    assert question.grade(response).outcome in ("wrong", "unreadable", "undecided")
    question.preview(response)
