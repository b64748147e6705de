"""How typed texts are read: the table that documents it.

Left what a learner types, right the one-line form of the tree it is read into.
"""

from __future__ import annotations

import pytest

from quizapp.checking.linear import linear
from quizapp.checking.names import NO_NAMES, Definition, Names, Symbol
from quizapp.checking.parse import read
from quizapp.checking.tree import Name, Node

LETTERS = ("x", "y", "a", "b", "c", "n", "t", "lam", "eta", "w1", "w2", "w_in", "m_hat", "A", "B")
NAMES = Names(
    tuple(Symbol(name) for name in LETTERS),
    (Definition("f", Name("x")), Definition("sigma", Name("x"))),
)


def tree_of(text: str, names: Names = NAMES) -> Node:
    reading = read(text, names)
    assert reading.error is None, reading.error
    assert reading.tree is not None
    return reading.tree


TYPED = [
    # numbers
    ("2", "2"),
    ("-4", "-4"),
    ("+4", "4"),
    (".5", ".5"),
    ("5.", "5"),
    ("0.25", "0.25"),
    ("1/4", "1/4"),
    ("1e-5", "1e-5"),
    ("1E5", "1e5"),
    ("1×10^-5", "1e-5"),
    ("1.50 × 10^{3}", "1.50e3"),
    ("1.5*10**3", "1.5*10^3"),  # a product; how many digits it has is for judging
    ("2×10^x", "2*10^x"),
    ("10_000", "10000"),
    ("1,000", "1000"),  # no list has an entry 000
    ("1,000,000.5", "1000000.5"),
    ("1,234", "1, 234"),  # could be a list; see Names.thousands
    ("1, 000", "1, 000"),
    ("(1,000, 2,000)", "(1000, 2000)"),
    ("50%", "50%"),
    ("10 %", "10%"),
    ("½", "1/2"),
    ("2½", "2 + 1/2"),
    ("1 1/2", "1 + 1/2"),
    ("-1 1/2", "-(1 + 1/2)"),
    ("0.5.", "0.5"),  # a full stop after the answer
    ("= 3", "3"),
    # products without a sign
    ("2x", "2*x"),
    ("xy", "x*y"),
    ("x y", "x*y"),
    ("2xy", "2*x*y"),
    ("2(x+1)(x-1)", "2*(x + 1)*(x - 1)"),
    ("a(b+c)", "a*(b + c)"),
    ("(x+1)2", "(x + 1)*2"),
    ("(x+1)x", "(x + 1)*x"),
    ("f(x+1)", "f(x + 1)"),
    ("sigma(2x)-1", "sigma(2*x) - 1"),
    ("w1x", "w1*x"),
    ("xw_1", "x*w1"),
    ("w_{1}w_{2}", "w1*w2"),
    ("w_in x", "w_in*x"),
    ("lam x", "lam*x"),
    ("2lambda", "2*lam"),
    ("ηλ", "eta*lam"),
    ("xsinx", "x*sin(x)"),
    ("xe^x", "x*e^x"),
    ("2i", "2*i"),
    ("2pi x", "2*pi*x"),
    # signs, powers, fractions
    ("x-y", "x - y"),
    ("-x+y", "-x + y"),
    ("--x", "-(-x)"),
    ("a*-b", "a*(-b)"),
    ("a-(b-c)", "a - (b - c)"),
    ("-x^2", "-x^2"),
    ("(-x)^2", "(-x)^2"),
    ("2^3^2", "2^(3^2)"),
    ("2^-x", "2^(-x)"),
    ("x**2", "x^2"),
    ("x^(1/2)", "x^(1/2)"),
    ("x^1/2", "x^1/2"),
    ("x^{10}", "x^10"),
    ("1/2x", "1/2*x"),  # from left to right; a remark says so
    ("1/(2x)", "1/(2*x)"),
    ("a/b/c", "a/b/c"),
    ("a/bc", "a/b*c"),
    ("e^2x", "e^2*x"),
    ("9^9^9^9", "9^(9^(9^9))"),  # a tree costs nothing
    ("(10^9)!", "(10^9)!"),
    ("n!", "n!"),
    ("2n!", "2*n!"),
    ("x!=3", "x != 3"),
    ("n! = 6", "n! = 6"),
    # roots and bars
    ("√2", "sqrt(2)"),
    ("√2x", "sqrt(2)*x"),
    ("√(x+1)", "sqrt(x + 1)"),
    ("√x^2", "sqrt(x^2)"),
    ("√3/2", "sqrt(3)/2"),
    ("2√3", "2*sqrt(3)"),
    ("∛8", "cbrt(8)"),
    ("³√x", "cbrt(x)"),
    ("root(x,4)", "root(x, 4)"),
    ("|x|", "abs(x)"),
    ("2|x|", "2*abs(x)"),
    ("|x||y|", "abs(x)*abs(y)"),
    ("||x|-1|", "abs(abs(x) - 1)"),
    ("‖x‖", "norm(x)"),
    ("⌊x/2⌋", "floor(x/2)"),
    # functions
    ("sin x", "sin(x)"),
    ("sin(x)", "sin(x)"),
    ("sinx", "sin(x)"),
    ("sin 2x", "sin(2*x)"),
    ("sin2.5x", "sin(2.5*x)"),
    ("sin xy", "sin(x*y)"),
    ("sin x y", "sin(x)*y"),
    ("sin 2x y", "sin(2*x)*y"),
    ("sin 2 pi x", "sin(2*pi*x)"),
    ("sin x cos x", "sin(x)*cos(x)"),
    ("sin x(x+1)", "sin(x)*(x + 1)"),
    ("sin 2(x+1)", "sin(2*(x + 1))"),
    ("sin x/2", "sin(x)/2"),
    ("sin x^2", "sin(x^2)"),
    ("sin(x)^2", "sin(x)^2"),
    ("sin^2 x", "sin(x)^2"),
    ("sin^2(x)+cos^2(x)", "sin(x)^2 + cos(x)^2"),
    ("sin^-1 x", "asin(x)"),
    ("sin^{-1}(x)", "asin(x)"),
    ("cos^-2 x", "cos(x)^(-2)"),
    ("arctan x", "atan(x)"),
    ("sin -x", "sin(-x)"),
    ("ln|x|", "ln(abs(x))"),
    ("ln sin x", "ln(sin(x))"),
    ("log x", "ln(x)"),
    ("log_2 8", "log(8, 2)"),
    ("log_2(8)", "log(8, 2)"),
    ("log_{10}(x)", "log(x, 10)"),
    ("log2(x)", "log(x, 2)"),
    ("log10 x", "log(x, 10)"),
    ("log(x, 2)", "log(x, 2)"),
    ("log_a b", "log(b, a)"),
    ("log^2 x", "ln(x)^2"),
    ("max(0, x)", "max(0, x)"),
    ("max{1,2}", "max(1, 2)"),
    ("f'(x)", "f'(x)"),
    ("f''(2x)", "f''(2*x)"),
    ("sin 30°", "sin(30°)"),
    ("exp(-x^2/2)", "exp(-x^2/2)"),
    ("binom(5,2)", "binomial(5, 2)"),
    # as a programmer types
    ("np.exp(-x)", "exp(-x)"),
    ("np.sqrt(2)*math.pi", "sqrt(2)*pi"),
    ("numpy.log2(8)", "log(8, 2)"),
    ("np.power(x, 2)", "x^2"),
    ("np.array([1, 2])", "[1, 2]"),
    ("abs(-3)", "abs(-3)"),
    ("%e^x", "e^x"),
    # relations and connectives
    ("x=3", "x = 3"),
    ("x==3", "x = 3"),
    ("0<x<=1", "0 < x <= 1"),
    ("x=<1", "x <= 1"),
    ("x=>1", "x >= 1"),
    ("x<>1", "x != 1"),
    ("x<-1", "x < -1"),
    ("x>0 and x<1", "x > 0 and x < 1"),
    ("x>0 && x<1", "x > 0 and x < 1"),
    ("x=1 or x=2", "x = 1 or x = 2"),
    ("not x=1", "not x = 1"),
    ("x<1 or x>2 and y=3", "x < 1 or x > 2 and y = 3"),
    ("x∈[0,1)", "x ∈ [0, 1)"),
    ("x in [0,1)", "x ∈ [0, 1)"),
    ("x=±2", "x = ±2"),
    ("1±√2", "1 ± sqrt(2)"),
    ("1+/-2", "1 ± 2"),
    ("1 + -2", "1 - 2"),
    # several values
    ("1,2", "1, 2"),
    ("1; 2", "1, 2"),
    ("(1,2)", "(1, 2)"),
    ("{1,2}", "{1, 2}"),
    ("{1}", "{1}"),
    ("{}", "{}"),
    ("∅", "{}"),
    ("2{x+1}", "2*(x + 1)"),  # mixed brackets group
    ("2[x+1]", "2*(x + 1)"),
    ("[(x+1)(x-1)]^2", "((x + 1)*(x - 1))^2"),
    ("[1,2]", "[1, 2]"),
    ("[1 2 3]", "[1, 2, 3]"),
    ("[1 -2 x]", "[1, -2, x]"),
    ("[1 - 2]", "1 - 2"),
    ("2[x y]", "2*(x*y)"),
    ("[0,1)", "[0, 1)"),
    ("(-∞, 3]", "(-∞, 3]"),
    ("]0,1]", "(0, 1]"),
    ("]0,1[", "(0, 1)"),
    ("[0,1)∪(2,3]", "[0, 1) ∪ (2, 3]"),
    ("[[1,2],[3,4]]", "[[1, 2], [3, 4]]"),
    ("[1,2;3,4]", "[[1, 2], [3, 4]]"),
    ("[1 2; 3 4]", "[[1, 2], [3, 4]]"),
    ("[[1 2] [3 4]]", "[[1, 2], [3, 4]]"),
    ("[[1,2]]", "[[1, 2]]"),
    ("[[1],[2]]", "[[1], [2]]"),
    ("[1;2]", "[[1], [2]]"),
    ("[[1],[2,3]]", "[[1], [2, 3]]"),
    ("matrix([1,2],[3,4])", "[[1, 2], [3, 4]]"),
    ("((1,2),(3,4))", "((1, 2), (3, 4))"),
    ("A^T", "transpose(A)"),
    ("A.T", "transpose(A)"),
    ("{x | x>0}", "x > 0"),
    ("{x | |x|<3}", "abs(x) < 3"),
    ("{x : 0<x<1}", "0 < x < 1"),
    ("{x|y|}", "{x*abs(y)}"),
    ("AᵀB", "transpose(A)*B"),
    # calculus
    ("d/dx (x^2)", "diff(x^2, x)"),
    ("d/dx x^2 sin x", "diff(x^2*sin(x), x)"),
    ("d^2/dx^2 x^3", "diff(x^3, x, 2)"),
    ("∂/∂x (xy)", "diff(x*y, x)"),
    ("diff(x^2, x)", "diff(x^2, x)"),
    ("∫x^2 dx", "integrate(x^2, x)"),
    ("∫_0^1 xdx", "integrate(x, x, 0, 1)"),
]


@pytest.mark.parametrize(("typed", "read_as"), TYPED)
def test_typed(typed: str, read_as: str) -> None:
    tree = tree_of(typed)
    assert linear(tree) == read_as
    assert tree_of(read_as) == tree


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("1/2x", "remark.division"),
        ("a/bc", "remark.division"),
        ("sin x/2", "remark.argument"),
        ("sin x y", "remark.argument"),
        ("e^2x", "remark.power"),
        ("√x^2", "remark.root"),
        ("log x", "remark.log"),
        ("1 1/2", "remark.mixed"),
    ],
)
def test_remarks_speak_of_what_others_read_differently(typed: str, code: str) -> None:
    (remark,) = read(typed, NAMES).remarks
    assert remark.code == code
    assert 0 <= remark.position <= remark.end <= len(typed)
    assert remark.message.ja
    assert remark.message.en


@pytest.mark.parametrize("typed", ["1/(2x)", "x^2y", "sin 2x", "2x", "1/2*x", "sin(x)/2", "ln x"])
def test_no_remark_where_all_agree(typed: str) -> None:
    assert read(typed, NAMES).remarks == ()


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("z = 3", "z = 3"),  # a label in front is a name even when it is not declared
        ("x = 3", "x = 3"),
        ("loss = 0.5", "loss = 0.5"),
        ("dz/dx = 3", "dz/dx = 3"),
        ("∂L/∂w = 3", "dL/dw = 3"),
        ("g(x) = 3", "g(x) = 3"),
        ("θ_1 = 3", "theta1 = 3"),
    ],
)
def test_label_before_a_number(typed: str, read_as: str) -> None:
    tree = tree_of(typed, NO_NAMES)
    assert linear(tree) == read_as
    assert tree_of(read_as, NO_NAMES) == tree
