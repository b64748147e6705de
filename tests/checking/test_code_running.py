"""What the interpreter does with code: what NumPy does, within what a run may spend."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from quizapp.checking.code.budget import Budget, CodeError
from quizapp.checking.code.interpreter import Interpreter, Outcome
from quizapp.checking.code.randomness import Source
from quizapp.checking.code.reader import Scope, read_code

X = np.array([[1.0, -2.0, 3.0], [0.5, 0.0, -1.5]])
W = np.array([2.0, -1.0, 0.25])
N = 2


def run(text: str, random: bool = False, **more: Any) -> Outcome:
    values = {"x": X.copy(), "w": W.copy(), "n": N, **more}
    program = read_code(text, Scope(tuple(values), random=random)).program
    assert program is not None, read_code(text, Scope(tuple(values), random=random)).error
    yours = {id(stmt) for stmt in program.tree.body}
    return Interpreter(program.tree.body, Budget(), yours).run(values, Source(3))


Same = Callable[[Any, Any, Any], Any]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("x * 2 + 1", lambda x, w, n: x * 2 + 1),
        ("-x / w - n**2 % 3", lambda x, w, n: -x / w - n**2 % 3),
        ("x @ w", lambda x, w, n: x @ w),
        ("x.T.dot(x)", lambda x, w, n: x.T.dot(x)),
        ("np.dot(x, w)", lambda x, w, n: np.dot(x, w)),
        ("x.sum(axis=1, keepdims=True)", lambda x, w, n: x.sum(axis=1, keepdims=True)),
        ("np.mean(x, 0) + np.var(x, ddof=1)", lambda x, w, n: np.mean(x, 0) + np.var(x, ddof=1)),
        ("np.sqrt(-w)", lambda x, w, n: np.sqrt(-w)),  # nan is a value too
        ("w / 0", lambda x, w, n: w / np.float64(0)),
        ("x[:, ::-1][0]", lambda x, w, n: x[:, ::-1][0]),
        ("x[x > 0]", lambda x, w, n: x[x > 0]),
        ("x[..., None].shape", lambda x, w, n: x[..., None].shape),
        ("x[[1, 0], [0, 2]]", lambda x, w, n: x[[1, 0], [0, 2]]),
        ("np.where(x > 0, x, 0.1 * x)", lambda x, w, n: np.where(x > 0, x, 0.1 * x)),
        ("np.maximum(0, x)", lambda x, w, n: np.maximum(0, x)),
        ("np.clip(x, -1, 1)", lambda x, w, n: np.clip(x, -1, 1)),
        ("x.clip(min=0)", lambda x, w, n: x.clip(min=0)),
        ("np.concatenate([x, x[:1]], axis=0)", lambda x, w, n: np.concatenate([x, x[:1]], axis=0)),
        ("np.stack((w, w), axis=1)", lambda x, w, n: np.stack((w, w), axis=1)),
        ("np.eye(3)[np.array([2, 0])]", lambda x, w, n: np.eye(3)[[2, 0]]),
        ("np.zeros(x.shape, dtype=int)", lambda x, w, n: np.zeros(x.shape, dtype=int)),
        ("np.arange(1, 7).reshape(2, -1)", lambda x, w, n: np.arange(1, 7).reshape(2, -1)),
        ("np.arange(n, dtype=float)", lambda x, w, n: np.arange(n, dtype=float)),
        ("x.reshape(-1).astype(int)", lambda x, w, n: x.reshape(-1).astype(int)),
        ("np.pad(w, (1, 0))", lambda x, w, n: np.pad(w, (1, 0))),
        ("np.repeat(w, n)", lambda x, w, n: np.repeat(w, n)),
        ("np.outer(w, w)", lambda x, w, n: np.outer(w, w)),
        ("np.linalg.norm(x, axis=1)", lambda x, w, n: np.linalg.norm(x, axis=1)),
        ("np.argmax(x, axis=1)", lambda x, w, n: np.argmax(x, axis=1)),
        ("np.exp(x - x.max(axis=1)[:, np.newaxis])", lambda x, w, n: np.exp(x - x.max(1)[:, None])),
        ("np.random.rand(2, 3).shape", lambda x, w, n: (2, 3)),
        ("sum(w) + max(1, n) + len(x) + abs(-3)", lambda x, w, n: sum(w) + n + 2 + 3),
        ("[1, 2] + [3]", lambda x, w, n: [1, 2, 3]),
        ("0 < n <= 2 and not n == 3", lambda x, w, n: True),
        ("n if n > 5 else -n", lambda x, w, n: -n),
        ("(x > 0) & (x < 2) | (x == 3)", lambda x, w, n: (x > 0) & (x < 2) | (x == 3)),
        ("(-8) ** (1 / 3)", lambda x, w, n: np.nan),  # NumPy's answer, not a complex number
        ("round(2.567, 2) + int(3.9) + float(2)", lambda x, w, n: 2.57 + 3 + 2),
        ("[v * 2 for v in w if v > 0]", lambda x, w, n: [4.0, 0.5]),
        ("[a * b for a in w for b in (1, 2)]", lambda x, w, n: [a * b for a in w for b in (1, 2)]),
        ("sum(v * v for row in x for v in row)", lambda x, w, n: sum(v * v for v in x.ravel())),
        ("sorted(w, reverse=True)[0] + any(w > 0) + all(w > 0)", lambda x, w, n: 3.0),
        ("list(reversed(range(3)))", lambda x, w, n: [2, 1, 0]),
        ("enumerate(w, start=1)", lambda x, w, n: list(enumerate(w, start=1))),
        ("math.sqrt(n) + math.pi + math.floor(2.7)", lambda x, w, n: 2**0.5 + np.pi + 2),
        ("np.kron(x, np.ones((2, 2)))", lambda x, w, n: np.kron(x, np.ones((2, 2)))),
        ("np.unravel_index(np.argmax(x), x.shape)", lambda x, w, n: (0, 2)),
        ("np.argwhere(x > 0)", lambda x, w, n: np.argwhere(x > 0)),
        ("np.flatnonzero(x)", lambda x, w, n: np.flatnonzero(x)),
        ("np.broadcast_to(w, (2, 3))", lambda x, w, n: np.broadcast_to(w, (2, 3))),
        ("np.nan_to_num(w / 0)", lambda x, w, n: np.nan_to_num(w / np.float64(0))),
        ("np.nan_to_num(w / 0, posinf=1)", lambda x, w, n: [1, -np.finfo(float).max, 1]),
        ("np.array_split(w, 2)[0]", lambda x, w, n: np.array_split(w, 2)[0]),
        ("np.rot90(x)", lambda x, w, n: np.rot90(x)),
        ("np.fmax(w, 0)", lambda x, w, n: np.fmax(w, 0)),
        ("np.dstack([x, x])", lambda x, w, n: np.dstack([x, x])),
        ("np.ndindex(2, 2)", lambda x, w, n: list(np.ndindex(2, 2))),
        ("x.tolist()", lambda x, w, n: x.tolist()),
    ],
)
def test_expressions_do_what_numpy_does(text: str, wanted: Same) -> None:
    with np.errstate(all="ignore"):
        right = wanted(X.copy(), W.copy(), N)
    found = run(text, random=True).value
    np.testing.assert_allclose(found, right, equal_nan=True)
    assert np.shape(found) == np.shape(right)
    assert np.asarray(found).dtype == np.asarray(right).dtype


def test_augmented_assignment_keeps_an_array_in_its_place() -> None:
    outcome = run("y = w\nw *= 2\nw[0] += 1")
    assert outcome.variables["y"] is outcome.variables["w"]
    np.testing.assert_allclose(outcome.arguments["w"], [5, -2, 0.5])
    assert run("y = w\nw = w * 2").variables["y"][0] == 2


def test_arithmetic_in_place_keeps_the_type() -> None:
    with pytest.raises(CodeError, match="error") as caught:
        run("a = np.arange(3)\na += 0.5")
    assert "int64" in caught.value.said.en
    assert caught.value.line == 2


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("t = 0\nfor i in range(5):\n    t += i\nreturn t", 10),
        ("t = 0\nfor i in range(9):\n    if i == 4:\n        break\n    t += 1\nreturn t", 4),
        ("t = 0\nfor i in range(9):\n    if i % 2:\n        continue\n    t += 1\nreturn t", 5),
        ("t = 0\nfor row in x:\n    for v in row:\n        t += v\nreturn t", 1.0),
        ("t = []\nfor i, v in enumerate(w):\n    t.append(v * i)\nreturn np.array(t)[2]", 0.5),
        ("for a, b in zip(w, w[1:]):\n    return a + b", 1.0),
        ("a, (b, c) = 1, (2, 3)\nreturn a + b * c", 7),
        ("def f(k):\n    if k == 0:\n        return 1\n    return k * f(k - 1)\ndef g(x, w, n):\n"
         "    return f(n + 2)", 24),
        ("def f(x, w, n):\n    n = n + 1\n    return n", 3),
        ("def g(a, b=-2, c=3):\n    return a + 10 * b + 100 * c\ndef f(x, w, n, eps=1e-5):\n"
         "    return g(1, c=n) + g(5) + (eps < 1)", 1 - 20 + 200 + 5 - 20 + 300 + 1),
        ("t = []\nfor i in range(3):\n    t.insert(0, i)\nt.extend([7])\nt.reverse()\n"
         "return t.pop() * 100 + t[0] * 10 + len(t)", 273),
        ("i = 5\na = [i for i in range(3)]\nreturn i + len(a)", 8),  # its own i
        ("rows = []\nfor r in x:\n    rows.append([v for v in r])\nreturn np.array(rows)[1, 2]",
         -1.5),
        ("def f(a, b, c):\n    return c", 2),  # other names, in the given order
    ],
)  # fmt: skip
def test_statements(text: str, value: float) -> None:
    assert run(text).value == value


def test_a_function_leaves_the_callers_names_alone() -> None:
    outcome = run("def f(x, w, n):\n    w = w + 1\n    x += 1")
    assert outcome.value is None
    np.testing.assert_allclose(outcome.arguments["w"], W)
    np.testing.assert_allclose(outcome.arguments["x"], X + 1)


@pytest.mark.parametrize(
    ("text", "said", "line"),
    [
        ("x + w[:2]", "(2, 3) and (2,)", 1),
        ("y = x\nx @ x", "(2, 3) and (2, 3)", 2),
        ("x[5]", "Index 5 is out of range", 1),
        ("x[:, 3]", "Index 3 is out of range", 1),
        ("x[0.5]", "whole number", 1),
        ("x[0, 0, 0]", "too many indices", 1),
        ("1 / 0", "divides by 0", 1),
        ("if x > 0:\n    y = 1", "neither true nor false", 1),
        ("y = z\nz = 1", "no value yet", 1),
        ("x.reshape(4)", "cannot take the shape", 1),
        ("x += np.ones((2, 2, 3))", "cannot be written into", 1),
        ("x[0] = np.ones(2)", "does not fit", 1),
        ("np.sum(x, axis=5)", "no axis 5", 1),
        ("np.exp(x, x)", "takes 1 argument", 1),
        ("np.exp(x, out=x)", "no argument out", 1),
        ("a, b = w", "2 names on the left and 3 values", 1),
        ("[1, 2] - [3]", "Lists cannot", 1),
        ("np.concatenate([x, w])", "join", 1),
        ("np.array([[1, 2], [3]])", "different lengths", 1),
        ("n.shape", "no .shape on a number", 1),
        ("np.random.randint(0, 0)", "empty", 1),
        ("np.max(x[:0])", "empty array", 1),
        ("math.sqrt(x)", "single number", 1),
        ("a = [1]\na.append([a])", "into itself", 2),
        ("[a for a, b in w]", "single value", 1),
        ("max(w, 1, default=2)", "without names", 1),
    ],
)
def test_faults_are_explained(text: str, said: str, line: int) -> None:
    with pytest.raises(CodeError) as caught:
        run(text, random=True)
    assert caught.value.line == line
    assert said.casefold() in caught.value.said.en.casefold(), caught.value.said.en
    assert caught.value.said.ja != caught.value.said.en


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("for i in range(10**9):\n    n = i", "timeout"),
        ("def f(x, w, n):\n    return f(x, w, n)", "timeout"),
        ("np.zeros((10**5, 10**5))", "memory"),
        ("for i in range(60):\n    x = np.concatenate([x, x])", "memory"),
        ("np.arange(10**5)[:, None] * np.arange(10**5)", "memory"),
        ("x[np.zeros((10**4, 10**4), int) - 1]", "memory"),
        ("np.ones((500, 500)) @ np.ones((500, 500))", "timeout"),
    ],
)
def test_a_run_spends_no_more_than_it_may(text: str, code: str) -> None:
    with pytest.raises(CodeError) as caught:
        run(text)
    assert caught.value.code == code


def test_random_numbers_come_from_the_seed_of_the_run() -> None:
    text = "np.random.rand() + rng.random() + random.random()"
    assert run(text, random=True).value == run(text, random=True).value
    own = "np.random.seed(7)\nreturn np.random.rand()"
    assert (
        run(own, random=True).value == run("np.random.default_rng(7).random()", random=True).value
    )
