"""What is printed reads back: one line and LaTeX, over random trees in normal form."""

from __future__ import annotations

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from quizapp.checking.latex_out import latex
from quizapp.checking.linear import linear
from quizapp.checking.names import Definition, Names, Symbol
from quizapp.checking.parse import read
from quizapp.checking.reading import Limits
from quizapp.checking.tokens import literal
from quizapp.checking.tree import (
    Add,
    Call,
    Const,
    Derivative,
    Div,
    Integral,
    Interval,
    Logic,
    Matrix,
    Mul,
    Name,
    Neg,
    Node,
    Percent,
    PlusMinus,
    Pow,
    Quantity,
    Relation,
    Seq,
)

IDS = ("x", "y", "a", "lam", "w1", "w_in", "m_hat", "v_t", "dL/dw")
NAMES = Names(
    tuple(Symbol(name) for name in IDS),
    (Definition("f", Name("x")), Definition("sigma", Name("x"))),
    units=("m/s", "個"),
)
WIDE = Limits(length=20_000, tokens=5_000, depth=200, height=200)

variables = st.sampled_from(IDS[:-1]).map(Name)
leaves: st.SearchStrategy[Node] = st.one_of(
    st.integers(0, 999).map(lambda number: literal(str(number))),
    st.sampled_from(["0.25", ".5", "1e-5", "1.50e3", "007"]).map(literal),
    st.sampled_from(IDS).map(Name),
    st.sampled_from([Const("pi"), Const("e"), Const("i"), Const("inf")]),
)
ONE_ARGUMENT = (
    "sin", "cos", "tan", "asin", "atanh", "exp", "ln", "sqrt", "cbrt", "abs", "norm", "sign",
    "floor", "ceil", "factorial", "gamma", "erf", "re", "conj", "degree", "det", "transpose", "f",
    "sigma",
)  # fmt: skip
TWO_ARGUMENTS = ("log", "atan2", "mod", "binomial", "min", "gcd", "union", "intersection")


def larger(part: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(part, min_size=2, max_size=4).map(tuple)
    pair = st.tuples(part, part)
    return st.one_of(
        st.builds(Neg, part),
        st.builds(Add, several),
        st.builds(Mul, several),
        st.builds(Div, part, part),
        st.builds(Pow, part, part),
        st.builds(Percent, part),
        st.builds(PlusMinus, st.none() | part, part, st.booleans()),
        st.builds(Call, st.sampled_from(ONE_ARGUMENT), st.tuples(part)),
        st.builds(Call, st.sampled_from(TWO_ARGUMENTS), pair),
        st.builds(Call, st.just("max"), several),
        st.builds(Call, st.sampled_from(["f", "sigma", "sin"]), st.tuples(part), st.just(1)),
        st.builds(lambda arg, index: Call("root", (arg, index)), part, variables),
        st.builds(Derivative, part, variables, st.integers(1, 3)),
        st.builds(Integral, part, variables),
        st.builds(lambda body, var, ends: Integral(body, var, *ends), part, variables, pair),
        st.builds(Seq, st.sampled_from(["tuple", "set"]), several),
        st.builds(lambda item: Seq("set", (item,)), part),
        st.builds(lambda items: Seq("list", (literal("1"), *items)), several),
        st.builds(
            lambda ends, left: Interval(ends[0], ends[1], left, not left), pair, st.booleans()
        ),
        st.builds(lambda row: Matrix((row, row[::-1])), several),
        st.builds(Matrix, st.just(((Const("pi"),),))),
    )


values = st.recursive(leaves, larger, max_leaves=12).filter(
    lambda tree: not _has_row_of_lists(tree)
)
relations = st.builds(
    lambda sides, ops: Relation(tuple(sides), tuple(ops[: len(sides) - 1])),
    st.lists(values, min_size=2, max_size=3),
    st.lists(st.sampled_from(["=", "!=", "<", "<=", ">", ">=", "~", "in"]), min_size=2, max_size=2),
)
quantities = st.builds(
    Quantity,
    values.filter(lambda tree: not isinstance(tree, (Neg, Quantity, Seq, Matrix))),
    st.sampled_from([(("m", 1),), (("kg", 1), ("m", 2), ("s", -2)), (("s", -1),), (("個", 1),)]),
)


def _connected(part: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(part, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Logic, st.sampled_from(["and", "or"]), several),
        st.builds(lambda arg: Logic("not", (arg,)), part),
    )


statements = st.recursive(relations, _connected, max_leaves=3)
texts = st.one_of(
    values,
    quantities,
    statements,
    st.lists(st.one_of(values, relations), min_size=2, max_size=3).map(
        lambda items: Seq("bare", tuple(items))
    ),
)


def _has_row_of_lists(tree: Node) -> bool:
    """Matrices of lists are ambiguous in one line: not in normal form."""
    from quizapp.checking.tree import walk

    return any(
        isinstance(part, (Matrix, Seq))
        and any(
            isinstance(entry, Matrix) or (isinstance(entry, Seq) and entry.kind == "list")
            for entry in (part.rows[0] if isinstance(part, Matrix) else part.items)
        )
        for part in walk(tree)
    )


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(tree=texts)
@example(tree=Mul((literal("2"), Div(literal("1"), literal("2")))))
@example(tree=Pow(literal("1e-5"), Const("e")))
@example(tree=Call("abs", (Mul((literal("2"), Call("abs", (Name("x"),)))),)))
def test_one_line_reads_back(tree: Node) -> None:
    text = linear(tree)
    reading = read(text, NAMES, WIDE)
    assert reading.tree == tree, text


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(tree=texts)
@example(tree=Mul((literal("2"), Div(literal("1"), literal("2")))))
@example(tree=Call("abs", (Mul((literal("2"), Call("abs", (Name("x"),)))),)))
def test_latex_reads_back(tree: Node) -> None:
    text = latex(tree)
    reading = read(text, NAMES, WIDE)
    assert reading.tree == tree, text
