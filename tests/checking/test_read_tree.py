"""Nodes behave as frozen values, and the helpers over trees see every part."""

from __future__ import annotations

import copy
import pickle
from fractions import Fraction

import pytest

from quizapp.checking import tree as t
from quizapp.checking.linear import linear
from quizapp.checking.names import Names
from quizapp.checking.parse import read
from quizapp.checking.units import unit

X, Y = t.Name("x"), t.Name("y")
NAMES = Names.of("x", "y", "z")


def tree_of(text: str) -> t.Node:
    tree = read(text, NAMES).tree
    assert tree is not None
    return tree


EVERY_KIND = (
    "2", "x", "pi", "-x", "x+y", "xy", "x/y", "x^y", "sin x", "5%", "x±y", "±x", "x<y<=z",
    "x=1 and y=2", "not x=1", "1,2", "[1,2]", "{1,2}", "[0,1)", "[[1,2],[3,4]]", "d/dx x",
    "∫x dx", "∫_0^1 x dx",
)  # fmt: skip


def test_nodes_are_equal_by_class_and_fields() -> None:
    assert t.Neg(X) == t.Neg(t.Name("x"))
    different: list[t.Node] = [t.Neg(X), t.Percent(X)]
    assert different[0] != different[1]
    assert t.Neg(X) != t.Neg(Y)
    assert hash(t.Call("sin", (X,))) == hash(t.Call("sin", (t.Name("x"),)))
    assert len({t.Div(X, Y), t.Div(X, Y), t.Div(Y, X)}) == 2


def test_nodes_take_positions_keywords_and_defaults() -> None:
    assert t.Call("f", (X,)) == t.Call(func="f", args=(X,), primes=0)
    assert t.Call("f", (X,), primes=2).primes == 2
    assert t.Integral(X, X, lo=X, hi=Y) == t.Integral(X, X, X, Y)
    assert repr(t.Neg(X)) == "Neg(arg=Name(id='x'))"


@pytest.mark.parametrize(
    ("args", "named"),
    [(("f",), {}), (("f", (), 0, 1), {}), (("f", ()), {"bad": 1}), (("f", ()), {"func": "g"})],
)
def test_wrong_fields_are_refused(args: tuple[object, ...], named: dict[str, object]) -> None:
    with pytest.raises(TypeError):
        t.Call(*args, **named)  # type: ignore[arg-type]


def test_nodes_are_frozen_and_small() -> None:
    node = t.Neg(X)
    with pytest.raises(AttributeError):
        node.arg = Y  # type: ignore[misc]
    with pytest.raises(AttributeError):
        del node.arg
    assert not hasattr(node, "__dict__")


@pytest.mark.parametrize("text", EVERY_KIND)
def test_copies_and_pickles(text: str) -> None:
    tree = tree_of(text)
    assert copy.deepcopy(tree) == tree
    assert pickle.loads(pickle.dumps(tree)) == tree  # noqa: S301


@pytest.mark.parametrize("text", EVERY_KIND)
def test_rebuild_reaches_all_children(text: str) -> None:
    tree = tree_of(text)
    assert t.rebuild(tree, lambda part: part) == tree

    def swapped(node: t.Node) -> t.Node:
        return t.Name("z") if node in (X, Y) else t.rebuild(node, swapped)

    bound = isinstance(tree, (t.Derivative, t.Integral))
    assert t.names_in(swapped(tree)) <= ({"z", "x"} if bound else {"z"})


def test_walk_height_and_names() -> None:
    tree = tree_of("x + 2*sin(y)")
    assert [type(part).__name__ for part in t.walk(tree)] == [
        "Add",
        "Name",
        "Mul",
        "Num",
        "Call",
        "Name",
    ]
    assert t.height(tree) == 4
    assert t.names_in(tree) == {"x", "y"}


@pytest.mark.parametrize(
    ("text", "value"),
    [("007", 7), ("0.25", Fraction(1, 4)), ("1e-5", Fraction(1, 10**5)), (".5", Fraction(1, 2)),
     ("1.50e3", 1500), ("2.", 2)],
)  # fmt: skip
def test_literals_are_exact(text: str, value: Fraction | int) -> None:
    tree = tree_of(text)
    assert isinstance(tree, t.Num)
    assert tree.value == value


def test_bracketed_pairs_can_be_intervals() -> None:
    assert t.as_interval(tree_of("(0,1)")) == t.Interval(tree_of("0"), tree_of("1"), True, True)
    assert t.as_interval(tree_of("[0,1]")) == t.Interval(tree_of("0"), tree_of("1"), False, False)
    assert t.as_interval(tree_of("[0,1)")) == tree_of("[0,1)")
    assert t.as_interval(tree_of("{0,1}")) is None
    assert t.as_interval(tree_of("(0,1,2)")) is None


def test_vectors_and_matrices_in_every_spelling() -> None:
    for text in ("[1,2]", "(1,2)", "1,2", "[[1,2]]", "[1;2]", "[1 2]"):
        entries = t.as_entries(tree_of(text))
        assert entries is not None
        assert [linear(entry) for entry in entries] == ["1", "2"]
    for text in ("[[1,2],[3,4]]", "((1,2),(3,4))", "[1,2;3,4]", "[(1,2),(3,4)]", "(1,2),(3,4)"):
        rows = t.as_rows(tree_of(text))
        assert rows is not None
        assert [[linear(entry) for entry in row] for row in rows] == [["1", "2"], ["3", "4"]]
    assert t.as_rows(tree_of("((1,2),(3,4,5))")) is None
    assert t.as_rows(tree_of("{(1,2),(3,4)}")) is None
    assert t.as_entries(tree_of("x")) is None


def test_units_have_size_and_dimension() -> None:
    assert unit("km").factor == 1000
    assert unit("μs").factor == Fraction(1, 10**6)
    assert unit("N").dims == (("kg", 1), ("m", 1), ("s", -2))
    assert unit("GiB").factor == 8 * 2**30
    assert unit("個").dims == (("個", 1),)
