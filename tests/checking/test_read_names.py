"""What is declared decides how letters are read: products, functions, units, unknown words."""

from __future__ import annotations

import pickle

import pytest

from quizapp.checking.linear import linear
from quizapp.checking.names import NO_NAMES, Definition, Names, Symbol
from quizapp.checking.parse import read
from quizapp.checking.spelling import can_be_declared, spellings
from quizapp.checking.tree import Name, Quantity


def as_read(text: str, names: Names) -> str:
    reading = read(text, names)
    if reading.error is not None:
        return reading.error.code
    assert reading.tree is not None
    return linear(reading.tree)


def functions(*ids: str) -> tuple[Definition, ...]:
    return tuple(Definition(name, Name("x")) for name in ids)


@pytest.mark.parametrize(
    ("ids", "text", "read_as"),
    [
        # the longest declared word wins, and any way of cutting beats none
        (("x", "y"), "xy", "x*y"),
        (("x", "y", "xy"), "xy", "xy"),
        (("l", "a", "m", "lam"), "lam", "lam"),
        (("a", "lam"), "lama", "lam*a"),
        (("s", "t", "st"), "sts", "st*s"),
        (("ab", "bc", "a"), "abc", "a*bc"),
        (("w1", "w"), "w1w", "w1*w"),
        # declared letters take library words away where they must
        (("gamma",), "gamma(2)", "gamma*2"),
        (("beta", "gamma"), "γβ", "gamma*beta"),
        (("i",), "2i", "2*i"),
        (("e", "x"), "e^x", "e^x"),
        (("t", "h", "x"), "thx", "t*h*x"),  # not the hyperbolic tangent
        (("r", "e", "x"), "rex", "r*e*x"),
        (("s", "i", "n"), "sin", "unreadable.function"),  # sin stays sin
        (("pi",), "pi/2", "pi/2"),
        (("T", "A"), "A^T", "A^T"),
        (("A",), "A^T", "transpose(A)"),
        (("d", "x"), "d/dx", "d/d*x"),
        (("x",), "d/dx x", "diff(x, x)"),
        # one name, many spellings
        (("lam",), "λ+lambda+\\lambda", "lam + lam + lam"),
        (("λ",), "lam", "λ"),
        (("beta1",), "β1+β_1+beta_1+β₁", "beta1 + beta1 + beta1 + beta1"),
        (("w_1",), "w1+w_1+w_{1}+w₁", "w_1 + w_1 + w_1 + w_1"),
        (("w_in",), r"w_{in}+w_{\text{in}}", "w_in + w_in"),
        (("c_prev",), "cprev", "c_prev"),
        (("m_hat",), "m̂+mhat+m_hat+\\hat{m}", "m_hat + m_hat + m_hat + m_hat"),
        (("s_{t-1}",), "2s_{t-1}+s_{t - 1}", "2*s_{t-1} + s_{t-1}"),
        (("w1", "w_1"), "w1+w_1", "w1 + w_1"),  # two names if both are declared
        # names that are no identifiers
        (("dz/dt", "x"), "dz/dt*x", "dz/dt*x"),
        (("dL/dw",), "∂L/∂w", "dL/dw"),
        (("dL/dw", "x"), "∂L/∂w = 2x", "dL/dw = 2*x"),
        (("dL/dw",), r"\frac{\partial L}{\partial w}", "dL/dw"),
        (("y'", "y"), "y'+y", "y' + y"),
        (("y'", "y"), "2y'", "2*y'"),
    ],
)
def test_declared_names(ids: tuple[str, ...], text: str, read_as: str) -> None:
    assert as_read(text, Names.of(*ids)) == read_as


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("f(x)", "f(x)"),
        ("f (x)", "f(x)"),
        ("xf(x)", "x*f(x)"),
        ("f^2(x)", "f(x)^2"),
        ("f^-1(x)", "unreadable.power"),
        ("f(x)(x+1)", "f(x)*(x + 1)"),
        ("f(x, x)", "unreadable.arguments"),
        ("f x", "unreadable.function"),
        ("σ(x)", "sigma(x)"),
        ("σx", "sigma*x"),  # also a name: a function only before a bracket
        ("x(x+1)", "x*(x + 1)"),
        ("g(x)", "unreadable.name"),
    ],
)
def test_declared_functions(text: str, read_as: str) -> None:
    names = Names((Symbol("x"), Symbol("sigma")), functions("f", "sigma"))
    assert as_read(text, names) == read_as


@pytest.mark.parametrize(
    ("base", "read_as"), [("e", "ln(8)"), ("10", "log(8, 10)"), ("2", "log(8, 2)")]
)
def test_log_without_a_base(base: str, read_as: str) -> None:
    names = Names(log_base=base)  # type: ignore[arg-type]
    assert as_read("log 8", names) == as_read("log(8)", names) == read_as
    assert as_read("log(8, 3)", names) == as_read("log_3 8", names) == "log(8, 3)"
    assert as_read("ln 8", names) == "ln(8)"


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("1,234", "1234"),
        ("1,234.5", "1234.5"),
        ("12,345,678", "12345678"),
        ("-43,264", "-43264"),
        ("1 234", "1234"),
        ("1,23", "1, 23"),  # no groups of three
        ("1, 234", "1, 234"),
        ("(1,234)", "(1, 234)"),  # a vector
        ("1,234,5", "1, 234, 5"),
    ],
)
def test_thousands_where_one_number_is_asked(text: str, read_as: str) -> None:
    assert as_read(text, Names(thousands=True)) == read_as


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("3 m/s", "3", (("m", 1), ("s", -1))),
        ("3m/s", "3", (("m", 1), ("s", -1))),
        ("9.8 m/s^2", "9.8", (("m", 1), ("s", -2))),
        ("9.8 m·s⁻²", "9.8", (("m", 1), ("s", -2))),
        ("9.8 m s^-2", "9.8", (("m", 1), ("s", -2))),
        ("5 kg m²/s²", "5", (("kg", 1), ("m", 2), ("s", -2))),
        ("3 J/(kg K)", "3", (("J", 1), ("kg", -1), ("K", -1))),
        ("1/s", "1", (("s", -1),)),
        ("3 [m/s]", "3", (("m", 1), ("s", -1))),  # as Japanese textbooks write it
        ("３（ｍ／ｓ）", "3", (("m", 1), ("s", -1))),
        ("10^3 km/h", "10^3", (("km", 1), ("h", -1))),
        ("3/4 m", "3/4", (("m", 1),)),
        ("2×10^3 W", "2e3", (("W", 1),)),
        ("3 µs", "3", (("μs", 1),)),
        ("20 GB", "20", (("GB", 1),)),
        ("16 GiB", "16", (("GiB", 1),)),
        ("3 min", "3", (("min", 1),)),
        ("5 sec", "5", (("sec", 1),)),
        ("30 分", "30", (("分", 1),)),
        ("12個", "12", (("個", 1),)),
        ("11 epochs", "11", (("epochs", 1),)),
        (r"12\text{ cm}", "12", (("cm", 1),)),
        (r"9.8\,\mathrm{m}/\mathrm{s}^{2}", "9.8", (("m", 1), ("s", -2))),
    ],
)
def test_units_where_the_question_declares_some(
    text: str, value: str, unit: tuple[tuple[str, int], ...]
) -> None:
    names = Names(units=("m/s", "個", "epochs"))
    tree = read(text, names).tree
    assert isinstance(tree, Quantity)
    assert (linear(tree.value), tree.unit) == (value, unit)
    assert read(linear(tree), names).tree == tree


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("m", "unreadable.unit"),
        ("3 m^x", "unreadable.name"),
        ("3 m^0.5", "unreadable.unit"),
        ("3 foo", "unreadable.name"),
    ],
)
def test_units_that_cannot_be_read(text: str, code: str) -> None:
    assert as_read(text, Names(units=("m",))) == code


def test_no_units_unless_declared() -> None:
    assert as_read("3 m", NO_NAMES) == "unreadable.name"
    assert as_read("3m", Names.of("m")) == "3*m"
    names = Names((Symbol("m"),), units=("kg",))  # a declared name is stronger
    assert as_read("3 m", names) == "3*m"
    assert as_read("min(3, 4) + max(1, 2)", names) == "min(3, 4) + max(1, 2)"


def test_percent_needs_no_unit() -> None:
    assert as_read("12.5 %", NO_NAMES) == "12.5%"


@pytest.mark.parametrize(
    ("undeclared", "text", "read_as"),
    [
        ("refuse", "ab", "unreadable.name"),
        ("letters", "ab", "a*b"),
        ("letters", "x_1x2", "x1*x2"),
        ("letters", "lambda sin b", "lambda*sin(b)"),
        ("letters", "pi r^2", "pi*r^2"),
        ("words", "ab", "ab"),
        ("words", "n_in*n_out", "n_in*n_out"),
        ("words", "2lr", "2*lr"),
        ("words", "log_2(n)", "log(n, 2)"),
    ],
)
def test_undeclared_words(undeclared: str, text: str, read_as: str) -> None:
    names = Names(undeclared=undeclared)  # type: ignore[arg-type]
    assert as_read(text, names) == read_as


def test_operations_are_for_authors() -> None:
    names = Names((Symbol("w"),), operations=True)
    assert as_read("argmin((w-3)^2+2w^2, w)", names) == "argmin((w - 3)^2 + 2*w^2, w)"
    assert as_read("argmin(w^2, w)", Names.of("w")) == "unreadable.name"


def test_spellings_of_a_name() -> None:
    assert set(spellings("lam")) == {"λ", "lambda", "lam"}
    assert {"β1", "beta1", "β_1", "beta_1", "β_{1}"} <= set(spellings("beta1"))


@pytest.mark.parametrize("name", ["x", "w_1", "λ", "m_hat", "dz/dx", "y'", "s_{t-1}", "N"])
def test_names_that_can_be_declared(name: str) -> None:
    assert can_be_declared(name)
    assert as_read(name, Names.of(name)) == name


@pytest.mark.parametrize(
    "name", ["", "sin", "pi", "2x", "x y", "f(x)", "a=b", "x+1", "_", "a" * 40]
)
def test_names_that_cannot(name: str) -> None:
    assert not can_be_declared(name)


def test_names_are_values() -> None:
    names = Names.of("x", "y")
    assert read("xy", names).tree is not None
    assert names == Names.of("x", "y")
    assert hash(names) == hash(Names.of("x", "y"))
    assert pickle.loads(pickle.dumps(names)) == names  # noqa: S301
    assert names.symbol("x") == Symbol("x")
    assert names.symbol("other") == Symbol("other")
