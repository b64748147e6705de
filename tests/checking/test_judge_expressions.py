"""Expressions: what is right, what is wrong and why, what the learner hears."""

from __future__ import annotations

import pytest

from quizapp.checking.judging import judge, reference
from quizapp.checking.names import Definition, Names, Symbol
from quizapp.checking.parse import read
from quizapp.checking.rules import PLAIN, Mistake, Rule
from quizapp.errors import ContentError
from quizapp.records import Grade, Localized

XYT = Names.of("x", "y", "t")
POSITIVE = Names((Symbol("x", "positive"), Symbol("y", "positive")))
COMPLEX = Names((Symbol("z", "complex"), Symbol("w", "complex")))
WHOLE = Names((Symbol("n", "integer"), Symbol("k", "natural")))
SIGMA_BODY = read("1/(1+exp(-x))", Names.of("x")).tree
assert SIGMA_BODY is not None
SIGMA = Names((Symbol("x"), Symbol("s", "real", 0.0, 1.0)), (Definition("sigma", SIGMA_BODY),))


def note(response: str, answer: str, names: Names = XYT, rule: Rule = PLAIN) -> str:
    return judge(response, answer, rule, names).note


@pytest.mark.parametrize(
    ("response", "answer"),
    [
        ("2x+2y", "2*(x+y)"),
        ("２（ｘ＋ｙ）", "2*(x+y)"),  # full-width, from a Japanese keyboard
        ("y*2 + x×2", "2*(x+y)"),
        ("4(x+y)/2", "2*(x+y)"),
        ("z = 2x + 2y", "2*(x+y)"),  # a label
        ("(x^2-1)/(x-1)", "x+1"),  # a removable gap is no fault
        ("x+1", "(x^2-1)/(x-1)"),
        ("1/(sqrt(x)+1)", "(sqrt(x)-1)/(x-1)"),
        ("sin(x)^2 + cos(x)^2", "1"),
        ("1", "sin(x)^2 + cos(x)^2"),
        ("2 sin x cos x", "sin(2x)"),
        ("e^x e^y", "exp(x+y)"),
        ("|x|", "sqrt(x^2)"),
        ("sqrt(x)^2", "x"),  # as complex functions they agree everywhere
        ("exp(ln x)", "x"),
        ("ln(x^2)", "2 ln x"),  # where 2 ln x is real
        ("ln(xy)", "ln x + ln y"),
        ("cbrt(x)", "x^(1/3)"),  # where x^(1/3) is real
        ("max(x, y)", "(x + y + |x - y|)/2"),
        ("floor(x) + 1", "floor(x + 1)"),
        ("x - floor(x)", "mod(x, 1)"),
        ("x^1000 y", "y x^1000"),  # overflows machine numbers
        ("10^20 x + y", "y + 10^20 x"),
        ("2.5x", "5x/2"),
        ("50% x", "x/2"),
        ("asin(x) + acos(x)", "pi/2"),
        ("e^(ix)", "cos x + i sin x"),
        ("1.0 x", "x"),
        ("t = x", "x"),
    ],
)
def test_right(response: str, answer: str) -> None:
    grade = judge(response, answer, PLAIN, XYT)
    assert grade.outcome == "right", grade
    assert grade.score == 1
    assert grade.note in ("right.exact", "right.points", "right.value")
    assert grade.evidence in ("exact", "points")


@pytest.mark.parametrize(
    ("response", "answer", "expected"),
    [
        ("2*t", "2*(x+y)", "wrong.plain"),  # t was not put back
        ("-2(x+y)", "2*(x+y)", "miss.sign"),
        ("x+y", "2*(x+y)", "miss.factor"),
        ("-(x+y)/3", "x+y", "miss.factor"),
        ("pi x", "x", "miss.factor"),
        ("2x+2y+1", "2*(x+y)", "miss.offset"),
        ("1/(2x+2y)", "2*(x+y)", "miss.reciprocal"),
        ("x - 2y", "y - 2x", "miss.swapped"),
        ("x^4", "x^2 + 0", "miss.square"),
        ("ln x/ln 10", "ln x", "miss.log-base"),
        ("ln x", "ln|x|", "miss.domain"),  # the absolute value is missing
        ("x", "sqrt(x^2)", "miss.domain"),
        ("sqrt((x-3)^2)", "x-3", "wrong.plain"),
        ("x + 10^-12", "x", "miss.offset"),  # below machine precision, and still not x
        ("10^20 + x", "10^20 + y", "miss.swapped"),
        ("0.3333333 x", "x/3", "wrong.plain"),
        ("floor(x)", "ceil(x) - 1", "wrong.plain"),  # differ at whole numbers only
        ("max(x + 300, 0)", "x + 300", "wrong.plain"),  # a corner far out
        ("max(x + 10^7, 0)", "x + 10^7", "wrong.plain"),
        ("|x + 10^6|", "x + 10^6", "wrong.plain"),
        ("|x^2 - 10^6|", "10^6 - x^2", "wrong.plain"),
        ("floor(x + 10^-9)", "floor(x)", "wrong.plain"),
        ("floor(x)", "floor(x + 10^-12)", "wrong.plain"),
        ("erf(x + 100)", "1", "wrong.plain"),
        ("exp(x - 1000) + 1", "1", "wrong.plain"),
        ("tanh(x + 40)", "tanh(x + 40.0000001)", "wrong.plain"),
        ("sqrt(x^2 + 10^-40)", "|x|", "wrong.plain"),
        ("floor(x + 100)", "floor(x + 100.0001)", "wrong.plain"),  # a step moved a little
        ("floor(x)", "floor(x + 2^(-26))", "wrong.plain"),
        ("erf(x + 7)", "erf(x + 7.000000001)", "wrong.plain"),  # both nearly 1
        ("tanh(x + 20)", "tanh(x + 20.0001)", "wrong.plain"),
        ("log(1 + exp(x + 40))", "x + 40", "wrong.plain"),
        ("1 + exp(-50 - x^2)", "1 + exp(-60 - x^2)", "wrong.plain"),
        ("|x - 50|", "50 - x", "wrong.plain"),  # differ far out only
        ("asin(sin x)", "x", "wrong.plain"),
        ("2 ln x", "ln(x^2)", "miss.domain"),  # loses the negative half
        ("sqrt(x)*sqrt(y)", "sqrt(x y)", "miss.domain"),
        ("x < 1", "x", "miss.type"),
        ("x, y", "x", "miss.type"),
        ("±x", "x", "miss.type"),
        ("∫x dx", "x^2/2", "close.unfinished"),
        ("d/dx(x^2)", "2x", "close.unfinished"),  # equal, and no answer
        ("d/dx(x^3)", "2x", "wrong.plain"),
        ("1/0", "x", "wrong.plain"),
    ],
)
def test_wrong(response: str, answer: str, expected: str) -> None:
    grade = judge(response, answer, PLAIN, XYT)
    assert (grade.outcome, grade.note) == ("wrong", expected), grade
    assert grade.feedback.ja
    assert grade.feedback.en


@pytest.mark.parametrize(
    ("response", "answer", "names", "outcome"),
    [
        ("x", "sqrt(x^2)", POSITIVE, "right"),
        ("2 ln x", "ln(x^2)", POSITIVE, "right"),
        ("sqrt(x) sqrt(y)", "sqrt(x y)", POSITIVE, "right"),
        ("z", "sqrt(z^2)", COMPLEX, "wrong"),
        ("sqrt(z w)", "sqrt(z) sqrt(w)", COMPLEX, "wrong"),  # off the principal branch
        ("(z+w)^2", "z^2 + 2 z w + w^2", COMPLEX, "right"),
        ("re(z)^2 + im(z)^2", "|z|^2", COMPLEX, "right"),
        ("conj(z w)", "conj(z) conj(w)", COMPLEX, "right"),
        ("conj(z)", "z", COMPLEX, "wrong"),
        ("cos(n pi)", "(-1)^n", WHOLE, "right"),  # for whole numbers only
        ("(k+1)!", "(k+1) k!", WHOLE, "right"),
        ("k(k+1)/2", "binomial(k+1, 2)", WHOLE, "right"),
        ("sin(n pi)", "0", WHOLE, "right"),
        ("cos(x pi)", "(-1)^x", Names.of("x"), "wrong"),  # equal at whole numbers only
        ("2 sigma(2x) - 1", "tanh x", SIGMA, "right"),
        ("s(1-s)", "s - s^2", SIGMA, "right"),
        ("sigma(x)(1-sigma(x))", "sigma'(x)", SIGMA, "right"),
        ("sigma(x)^2", "sigma'(x)", SIGMA, "wrong"),
        ("sigma'(x)", "sigma(x)(1-sigma(x))", SIGMA, "wrong"),  # close, but not worked out
        ("sigma(-x)", "1 - sigma(x)", SIGMA, "right"),
    ],
)
def test_domains_and_declared_functions(
    response: str, answer: str, names: Names, outcome: str
) -> None:
    grade = judge(response, answer, PLAIN, names)
    assert grade.outcome == outcome, grade


def test_evidence_says_how_it_was_decided() -> None:
    assert judge("2x+2y", "2(x+y)", PLAIN, XYT).evidence == "exact"
    assert judge("1/(1+exp(-x))", "exp(x)/(1+exp(x))", PLAIN, XYT).evidence == "exact"
    by_points = judge("sin(x)^2 + cos(x)^2", "1", PLAIN, XYT)
    assert by_points.evidence == "points"
    assert by_points.note == "right.points"
    assert "14" in by_points.feedback.ja
    assert "14" in by_points.feedback.en


def test_the_witness_is_a_small_whole_point() -> None:
    grade = judge("2*t", "2*(x+y)", PLAIN, XYT)
    assert grade.witness is not None
    assert {name for name, _ in grade.witness.at} == {"x", "y", "t"}
    assert all(value.lstrip("-").isdigit() for _, value in grade.witness.at)
    assert grade.witness.yours != grade.witness.correct
    assert grade.witness.yours in grade.feedback.ja
    assert grade.witness.correct in grade.feedback.en


def test_the_witness_shows_where_a_value_is_missing() -> None:
    rule = Rule(near_misses=False)
    grade = judge("2 ln x", "ln(x^2)", rule, XYT)
    assert grade.witness is not None
    assert grade.witness.yours == "—"
    assert "値を持ちません" in grade.feedback.ja


def test_only_names_that_occur_are_shown() -> None:
    grade = judge("x^3", "x^2", PLAIN, XYT)
    assert grade.witness is not None
    assert [name for name, _ in grade.witness.at] == ["x"]


@pytest.mark.parametrize(
    ("response", "expected", "place"),
    [
        ("", "blank", None),
        ("   ", "blank", None),
        ("2(x+y", "unreadable.bracket", None),
        ("2x+", "unreadable.end", 3),
        ("2*q", "unreadable.name", 2),
    ],
)
def test_unreadable_costs_nothing(response: str, expected: str, place: int | None) -> None:
    grade = judge(response, "2*(x+y)", PLAIN, XYT)
    assert grade.outcome == "unreadable"
    assert grade.score == 0
    assert grade.note == expected
    if place is not None:
        assert grade.position == place


def test_a_slip_gets_a_suggestion() -> None:
    grade = judge("2(X+y)", "2*(x+y)", PLAIN, XYT)
    assert grade.outcome == "unreadable"
    assert "2(x+y)" in grade.hint.en


def test_read_as_reads_back() -> None:
    grade = judge("2ｘ＋１/2", "2x+1/2", PLAIN, XYT)
    assert grade.read_as is not None
    assert read(grade.read_as, XYT).tree == read("2x+1/2", XYT).tree


VG01 = Rule(
    mistakes=(
        Mistake("2*t", Localized("t を x, y に戻していません", "put x and y back for t")),
        Mistake("x+y", Localized("2 を忘れています", "the 2 is missing")),
    )
)


@pytest.mark.parametrize(
    ("response", "expected", "words"),
    [
        ("2t", "wrong.named", "put x and y back for t"),
        ("t+t", "wrong.named", "put x and y back for t"),  # matched as an answer would be
        ("y+x", "wrong.named", "the 2 is missing"),  # before any near miss
        ("2x+2y", "right.exact", "Exactly equal"),
        ("-2(x+y)", "miss.sign", "The sign is flipped"),
    ],
)
def test_the_question_s_own_mistakes_come_first(response: str, expected: str, words: str) -> None:
    grade = judge(response, "2*(x+y)", VG01, XYT)
    assert (grade.note, grade.feedback.en) == (expected, words)


@pytest.mark.parametrize(
    ("response", "answer", "rule", "expected"),
    [
        ("-x+1", "x-1", Rule(up_to="sign"), "right.exact"),
        ("x+7", "x", Rule(up_to="constant"), "right.exact"),
        ("cos(x)^2", "-sin(x)^2", Rule(up_to="constant"), "right.points"),
        ("2x+7", "x", Rule(up_to="constant"), "wrong.plain"),
        ("3x+3y", "x+y", Rule(up_to="factor"), "right.exact"),
        ("0", "x+y", Rule(up_to="factor"), "wrong.plain"),
        ("x+2y", "x+y", Rule(up_to="factor"), "wrong.plain"),
        ("y^2+x", "x^2+y", Rule(up_to="renaming"), "right.exact"),
        ("t^2+x", "x^2+y", Rule(up_to="renaming"), "right.exact"),
        ("x^2+x", "x^2+y", Rule(up_to="renaming"), "wrong.plain"),
        ("x^(1/3)", "cbrt(x)", Rule(real_roots=True), "right.points"),
        ("x^(1/3)", "cbrt(x)", PLAIN, "miss.domain"),
        ("2 ln x", "ln(x^2)", Rule(domain="common"), "right.points"),
        ("3 ln x", "ln(x^2)", Rule(domain="common"), "wrong.plain"),
        ("x/3 + 0.001", "x/3", Rule(abs_tol=0.01), "right.value"),
        ("0.333 x", "x/3", Rule(rel_tol=0.01), "right.value"),
        ("0.3 x", "x/3", Rule(rel_tol=0.01), "miss.factor"),
        ("0.70711", "sqrt(2)/2", Rule(lenient=True), "right.value"),
        ("0.7071", "sqrt(2)/2", Rule(lenient=True), "miss.rounding"),  # four figures are too few
    ],
)
def test_options(response: str, answer: str, rule: Rule, expected: str) -> None:
    assert note(response, answer, XYT, rule) == expected


@pytest.mark.parametrize(
    ("response", "rule", "expected"),
    [
        ("2 sigma(2x) - 1", Rule(require=("sigma",)), "right.exact"),
        ("tanh x", Rule(require=("sigma",)), "close.require"),
        ("tanh x", Rule(forbid=("tanh",)), "close.require"),
        ("2 sigma(2x) - 1", Rule(only=("sigma", "x")), "right.exact"),
        ("1 - 2/(1+exp(2x))", Rule(only=("sigma", "x")), "close.require"),
        ("sigma(x)", Rule(only=("sigma", "x")), "wrong.plain"),
    ],
)
def test_words_that_must_or_must_not_occur(response: str, rule: Rule, expected: str) -> None:
    grade = judge(response, "tanh(x)", rule, SIGMA)
    assert grade.note == expected
    assert grade.score == {"right": 1, "close": 0.5, "wrong": 0}[expected.split(".")[0]]


@pytest.mark.parametrize("answer", ["2*(x+", "q", ""])
def test_an_answer_that_cannot_be_read_is_the_author_s_problem(answer: str) -> None:
    with pytest.raises(ContentError):
        judge("x", answer, PLAIN, XYT)


def test_compiled_answers_are_kept() -> None:
    assert reference("x+y", PLAIN, XYT) is reference("x+y", PLAIN, XYT)


def test_feedback_never_begins_with_the_verdict() -> None:
    for response in ("2x+2y", "2t", "-2(x+y)", "x+", "x<1", "tan(x)"):
        grade: Grade = judge(response, "2*(x+y)", PLAIN, XYT)
        assert not grade.feedback.ja.startswith(("正解", "不正解", "○", "×", "読めません"))
        assert not grade.feedback.en.lower().startswith(("right", "wrong", "not right", "not read"))
