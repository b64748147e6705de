"""Verdicts that learners found wrong or unfair: labels, counters, separators, decimal commas."""

from __future__ import annotations

import pytest

from quizapp.checking import Definition, Names, Rule, Symbol, judge, read, reference
from quizapp.checking.asked import label_key

_LOGISTIC = read("1/(1+exp(-x))", Names.of("x")).tree
assert _LOGISTIC is not None
SIGMA = Definition("sigma", _LOGISTIC)
NUMBERS = Names()
ONE = Names(thousands=True)
SCALAR = Rule(shape="scalar")
PAIR = Rule(shape="vector")


@pytest.mark.parametrize(
    ("label", "typed"),
    [
        (r"\frac{\partial L}{\partial w}", "∂L/∂w"),
        (r"\partial L/\partial w", "dL / dw"),
        (r"\sigma'(x)", "σ'(x)"),
        (r"\sigma'(x)", "sigma'(x)"),
        (r"\hat{m}_2", "m_hat2"),
        (r"\tanh(x)", "tanh x"),
        (r"\max\,\sigma'(x)", "max σ'(x)"),
        (r"\text{epoch}", "epoch"),
        ("w_{1}", "w₁"),
    ],
)
def test_one_key_for_every_spelling_of_a_label(label: str, typed: str) -> None:
    assert label_key(label) == label_key(typed) != ""


XYZ = Names.of("x", "y", "t")
DZDX = Rule(labels=(r"\frac{\partial z}{\partial x}",))
S = Names((Symbol("s", low=0, high=1), Symbol("x")), (SIGMA,))
SLOPE = Rule(labels=(r"d\sigma/dx",))
TANH = Rule(labels=(r"\tanh(x)",), require=("sigma",), forbid=("tanh", "exp"))
X = Names((Symbol("x"),), (SIGMA,))


@pytest.mark.parametrize(
    ("response", "answer", "rule", "names"),
    [
        ("tanh(x)=2σ(2x)-1", "2*sigma(2*x)-1", TANH, X),
        ("tanh x = 2σ(2x)-1", "2*sigma(2*x)-1", TANH, X),
        (r"\tanh(x) = 2\sigma(2x)-1", "2*sigma(2*x)-1", TANH, X),
        ("2sigmoid(2x)-1", "2*sigma(2*x)-1", TANH, X),
        ("2 logistic(2x) - 1", "2*sigma(2*x)-1", TANH, X),
        ("σ'(x) = s(1-s)", "s*(1-s)", SLOPE, S),
        ("dσ/dx = s-s^2", "s*(1-s)", SLOPE, S),
        ("dσ(x)/dx=s-s^2", "s*(1-s)", SLOPE, S),
        ("d/dx σ(x)=s-s^2", "s*(1-s)", SLOPE, S),
        ("s(1-s)=s-s^2", "s*(1-s)", SLOPE, S),
        ("∂z/∂x = 2(x+y)", "2*(x+y)", DZDX, XYZ),
        ("dz/dx＝2x+2y", "2*(x+y)", DZDX, XYZ),
        (r"\frac{\partial z}{\partial x}=2(x+y)", "2*(x+y)", DZDX, XYZ),
        ("g = 2(x+y)", "2*(x+y)", DZDX, XYZ),
        ("w = w - x", "w - x", Rule(labels=("w",)), Names.of("w", "x")),
        ("max = 0.25", "1/4", Rule(labels=(r"\max\,\sigma'(x)",)), ONE),
        ("max σ'(x) = 0.25", "1/4", Rule(labels=(r"\max\,\sigma'(x)",)), ONE),
        ("最大値 = 0.25", "1/4", Rule(labels=(r"\max",)), ONE),
        ("max = 0.25", "1/4", Rule(), ONE),
        ("min=0.25", "1/4", Rule(), ONE),
        ("∂L/∂w = 2", "2", Rule(), ONE),
        ("∂L/∂w = 2", "2", Rule(labels=(r"\partial L/\partial w",)), ONE),
        ("答え: 0.25", "1/4", Rule(), ONE),
        ("w=2, w=0", ["2", "0"], Rule(shape="vector", labels=("w",)), NUMBERS),
        ("w1=2, w2=0", ["2", "0"], PAIR, NUMBERS),
        ("(w_1 = 2, w_2 = 0)", ["2", "0"], Rule(shape="vector", labels=("w_1", "w_2")), NUMBERS),
    ],
)
def test_a_label_before_the_right_answer_is_right(
    response: str, answer: str | list[str], rule: Rule, names: Names
) -> None:
    grade = judge(response, answer, rule, names)
    assert grade.outcome == "right", grade


@pytest.mark.parametrize(
    ("response", "answer", "rule", "names", "place"),
    [
        ("z = 2(x+y)", "2*(x+y)", DZDX, XYZ, (0, 1)),
        (" dz/dy = 2(x+y)", "2*(x+y)", DZDX, XYZ, (1, 6)),
        ("t = 2(x+y)", "2*(x+y)", DZDX, XYZ, (0, 1)),
        ("x = s(1-s)", "s*(1-s)", SLOPE, S, (0, 1)),
        ("σ(x) = s(1-s)", "s*(1-s)", SLOPE, S, (0, 4)),
    ],
)
def test_the_label_of_another_quantity_is_unreadable(
    response: str, answer: str, rule: Rule, names: Names, place: tuple[int, int]
) -> None:
    grade = judge(response, answer, rule, names)
    assert (grade.outcome, grade.note) == ("unreadable", "unreadable.label"), grade
    assert (grade.position, grade.end) == place


@pytest.mark.parametrize(
    ("response", "answer", "rule", "names"),
    [
        ("tanh(x)=2σ(x)-1", "2*sigma(2*x)-1", TANH, X),
        ("tanh(x)=tanh(x)", "2*sigma(2*x)-1", TANH, X),
        ("s(1-s)=s-s^3", "s*(1-s)", SLOPE, S),
        ("w=2, w=1", ["2", "0"], Rule(shape="vector", labels=("w",)), NUMBERS),
        ("max = 0.5", "1/4", Rule(), ONE),
    ],
)
def test_a_label_makes_nothing_right(
    response: str, answer: str | list[str], rule: Rule, names: Names
) -> None:
    assert judge(response, answer, rule, names).outcome == "wrong"


@pytest.mark.parametrize(
    ("response", "answer"),
    [
        ("3 5", ["3", "5"]),
        ("3　5", ["3", "5"]),
        ("３　５", ["3", "5"]),
        ("0 0 5", ["0", "0", "5"]),
        ("(0 0 5)", ["0", "0", "5"]),
        ("2と0", ["2", "0"]),
        ("2 と 0", ["2", "0"]),
        ("3，5", ["3", "5"]),
        ("3、5", ["3", "5"]),
        ("3, -5", ["3", "-5"]),
        ("3 -5", ["3", "-5"]),
        ("1 1/2", ["1", "1/2"]),
        ("エポック3、エポック5", ["3", "5"]),
        ("3 個, 5 個", ["3", "5"]),
        ("w1=3 w2=5", ["3", "5"]),
    ],
)
def test_values_apart_by_blanks_and_japanese_words(response: str, answer: list[str]) -> None:
    grade = judge(response, answer, PAIR, NUMBERS)
    assert grade.outcome == "right", grade


def test_blanks_set_the_members_of_a_set_apart() -> None:
    assert judge("1 -1", ["1", "-1"], Rule(shape="set"), NUMBERS).outcome == "right"
    assert judge("3 5", ["5", "3"], Rule(shape="set"), NUMBERS).outcome == "right"


@pytest.mark.parametrize("response", ["5", "3 + 5", "2*4"])
def test_one_value_where_several_are_asked_costs_nothing(response: str) -> None:
    grade = judge(response, ["3", "5"], PAIR, NUMBERS)
    assert (grade.outcome, grade.note) == ("unreadable", "unreadable.count")
    assert grade.feedback.ja == "2 つの値をコンマで区切って答えてください"


def test_several_values_that_cannot_be_told_apart_ask_for_commas() -> None:
    grade = judge("3 5 7", ["3", "5"], PAIR, NUMBERS)
    assert grade.outcome == "unreadable"
    assert "コンマで区切って" in grade.feedback.ja


def test_blanks_never_split_what_reads_as_one_list_already() -> None:
    names = Names.of("x", "y")
    assert judge("x - y, x y", ["x-y", "x*y"], PAIR, names).outcome == "right"
    assert judge("x + y", ["x", "y"], PAIR, names).outcome == "unreadable"


@pytest.mark.parametrize(
    "response",
    ["10回", "10 倍", "10通り", "10個", "10 問", "10歩", "10層", "10エポック", "10 times", "10x",
     "１０倍", "10 回目", "20/2 倍", "(5+5)回", "第10", "10倍。"],
)  # fmt: skip
def test_counters_behind_a_number_are_left_out(response: str) -> None:
    assert judge(response, "10", SCALAR, ONE).outcome == "right"


def test_counters_are_read_where_they_mean_something() -> None:
    assert judge("10x", "10*x", SCALAR, Names.of("x")).outcome == "right"
    assert judge("3 個", "3", Rule(unit="個"), NUMBERS).outcome == "right"
    assert judge("10 km", "10", SCALAR, ONE).outcome == "unreadable"
    assert judge("x10", "10", SCALAR, ONE).outcome == "unreadable"


@pytest.mark.parametrize("response", ["0,25", "０，２５", "-0,25", "0、25"])
def test_a_decimal_comma_costs_nothing(response: str) -> None:
    grade = judge(response, "1/4", SCALAR, ONE)
    assert (grade.outcome, grade.note) == ("unreadable", "unreadable.comma")
    assert "小数点は . で書いてください" in grade.feedback.ja
    assert grade.position == response.index(next(c for c in response if c in ",，、"))


def test_a_list_where_one_number_is_asked_stays_wrong() -> None:
    assert judge("1, 6", "1.6", SCALAR, ONE).outcome == "wrong"
    assert judge("1,234", "1234", SCALAR, ONE).outcome == "right"


def test_a_function_alone_is_asked_for_its_argument() -> None:
    grade = judge("σ(1-σ)", "s*(1-s)", SLOPE, S)
    assert grade.note == "unreadable.function"
    assert "σ(x)" in grade.feedback.ja


def test_sigmoid_is_no_alias_of_another_function() -> None:
    tree = read("x^2", Names.of("x")).tree
    assert tree is not None
    names = Names((Symbol("x"),), (Definition("sigma", tree),))
    assert judge("sigmoid(x)", "sigma(x)", Rule(), names).outcome == "unreadable"


def test_an_exchange_of_names_of_different_domains_is_no_reason() -> None:
    names = Names((Symbol("w"), Symbol("lam", "positive")))
    grade = judge("2λ|w|, λ|w|", ["2*lam*w", "lam*w"], Rule(shape="list"), names)
    assert (grade.outcome, grade.note) == ("wrong", "miss.domain")
    assert judge("2*lam/w", "2*w/lam", Rule(), names).note == "miss.swapped"


DEPENDENT = Names((Symbol("s", low=0, high=1, equals=_LOGISTIC), Symbol("x")), (SIGMA,))


def test_a_point_never_contradicts_what_a_name_stands_for() -> None:
    close = judge("σ(x)(1-σ(x))", "s*(1-s)", Rule(), DEPENDENT)
    assert (close.outcome, close.note, close.witness) == ("wrong", "close.require", None)
    wrong = judge("s x (1-s)", "s*(1-s)", Rule(), DEPENDENT)
    assert wrong.witness is not None
    assert [name for name, _ in wrong.witness.at] == ["x"]
    plain = judge("s(2-s)", "s*(1-s)", Rule(), DEPENDENT)
    assert plain.witness is not None
    assert [name for name, _ in plain.witness.at] == ["s"]


@pytest.mark.parametrize(
    ("response", "answer", "note"),
    [
        ("0.2499", "1/4", "wrong.plain"),
        ("0.249", "0.25", "wrong.plain"),
        ("0.249", "1/4", "wrong.plain"),
        ("0.333", "1/3", "miss.rounding"),
        ("0.66", "2/3", "miss.rounding"),
    ],
)
def test_cutting_off_is_said_only_of_endless_decimals(
    response: str, answer: str, note: str
) -> None:
    assert judge(response, answer, SCALAR, ONE).note == note


@pytest.mark.parametrize(
    ("response", "note"),
    [
        ("0.667", "right.value"),
        ("0.67", "close.significant"),
        ("0.7", "close.significant"),
        ("0.650", "right.value"),
        ("0.5", "wrong.plain"),
        ("2/3", "close.significant"),
    ],
)
def test_a_tolerance_does_not_forgive_figures(response: str, note: str) -> None:
    assert judge(response, "2/3", Rule(significant=3, abs_tol=0.05), ONE).note == note


def test_an_equal_value_is_said_to_be_equal_without_a_tolerance() -> None:
    rule = Rule(abs_tol=0.001)
    assert judge("0.25", "1/4", rule, ONE).note == "right.exact"
    assert judge("sqrt(2)/2", "1/sqrt(2)", rule, ONE).feedback.ja.count("許容差") == 0
    near = judge("0.2501", "1/4", rule, ONE)
    assert (near.note, near.feedback.ja) == ("right.value", "値として等しい（許容差 0.001）")


def test_a_reading_for_the_preview_leaves_the_label_out() -> None:
    ready = reference("1/4", Rule(labels=("c",)), ONE)
    first, second = ready.read("c = 0.25"), ready.read("0.25")
    assert first.tree == second.tree


def test_a_chain_may_use_what_a_name_stands_for() -> None:
    tree = read("x + y", Names.of("x", "y")).tree
    names = Names((Symbol("x"), Symbol("y"), Symbol("t", equals=tree)))
    assert judge("∂z/∂x = 2t = 2(x+y)", "2*(x+y)", DZDX, names).outcome == "right"
    assert judge("2t = 2x+2y", "2*(x+y)", DZDX, names).outcome == "right"
    assert judge("2t = 2x", "2*(x+y)", DZDX, names).outcome == "wrong"
    assert judge("∂z/∂x = 2(x+y) = 2t", "2*(x+y)", DZDX, names).note == "close.require"
