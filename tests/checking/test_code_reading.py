"""Code is read by an allow-list: what people write is taken, the rest is told where and why."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.checking.code import functions, methods, own_functions, randomness, vocabulary
from quizapp.checking.code.reader import Scope, read_code
from quizapp.checking.code.text import LIMITS

SCOPE = Scope(names=("x", "w", "v", "rate", "n"), functions=("helper",))
CHANCE = Scope(names=("x", "p"), random=True)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("x + rate * np.sign(w)", "expression"),
        ("ｘ　＋　ｒａｔｅ　＊　ｎｐ．ｓｉｇｎ（ｗ）", "expression"),  # an input method left on
        ("x ー rate", "expression"),  # a long vowel for a minus
        ("x×rate÷2", "expression"),
        ("「x、w」", "expression"),
        ("x[1:n, ::-1, None]", "expression"),
        ("x if n > 0 else -x", "expression"),
        ("x.sum(axis=0, keepdims=True)", "expression"),
        ("helper(x) + len(w) + max(1, n)", "expression"),
        ("numpy.exp(x) + np.pi + np.newaxis", "expression"),
        ("np.zeros((2, 3), dtype=float)", "expression"),
        ("x.astype(np.float32)", "expression"),
        ("1e-7 + 1.e3 + .5 + 1_000", "expression"),
        ("    x + 1", "expression"),  # copied with its indentation
        ("x + 1  # 一つ足す", "expression"),
        ("v = n * v\nw += v", "lines"),
        ("v = n * v\n    w += v", "lines"),  # cut out of the middle of a listing
        ("v = n * v; w += v", "lines"),
        ("a, b = x, w\nx[0] = a", "lines"),
        ("for i in range(n):\n    if i:\n        break\n    x[i] += 1", "lines"),
        ("[a * b for a, b in zip(x, w) if a > 0]", "expression"),
        ("sum(a for a in x) + math.sqrt(n)", "expression"),
        ("import math\nw = w / math.sqrt(math.pi)", "lines"),
        ("def f(x: float, w=1e-5) -> float:\n    import numpy as np\n    return x", "function"),
        ("import numpy as np\nw = np.exp(x)\nreturn w", "lines"),
        ("def f(x, w):\n    y = x\n    return y + w", "function"),
        ("def g(a):\n    return a\ndef f(x):\n    return g(x)", "function"),
    ],
)
def test_what_is_taken(text: str, form: str) -> None:
    reading = read_code(text, SCOPE)
    assert reading.error is None, reading.error
    assert reading.program is not None
    assert reading.program.form == form


@pytest.mark.parametrize(
    ("text", "code", "found", "suggestion"),
    [
        ("", "empty", "", ""),
        ("# nothing", "empty", "", ""),
        ("x + xs", "name", "xs", ""),
        ("x + rat", "name", "rat", "rate"),
        ("x + Rate", "name", "Rate", "rate"),
        ("x + pi", "name", "pi", "np.pi"),
        ("exp(x)", "function", "exp", "np.exp"),
        ("np.sine(x)", "function", "np.sine", "np.sin"),
        ("np.Exp(x)", "function", "np.Exp", "np.exp"),
        ("x.men()", "function", ".men", ".mean"),
        ("np.exp + 1", "function", "np.exp", ""),
        ("x.sum + 1", "function", ".sum", ""),
        ("x(2)", "refused", "x", ""),  # a product as on paper
        ("2x", "operator", "2x", "2*x"),
        ("x + 3w", "operator", "3w", "3*w"),
        ("1.2.3", "number", "1.2.3", ""),
        ("10**99999999999999999999999", "number", "99999999999999999999999", ""),
        ("np.sign(x", "bracket", "", ")"),
        ("x[1)", "bracket", ")", "]"),
        ("x)", "bracket", ")", ""),
        ("x +", "end", "", ""),
        ("x + * w", "syntax", "*", ""),
        ("x = = 3", "syntax", "=", ""),
        ("for i in range(n)\n    x += 1", "syntax", "", ""),
        ("for i in range(n):\nx += 1", "syntax", "x", ""),
        ("v = x\n  w = v\n w = x", "syntax", "", ""),
        ("'text'", "string", "'", ""),
        ("x \\\n + 1", "char", "\\", ""),
        ("x + λ", "char", "λ", ""),
        ("x\u200b", "char", "\u200b", ""),
        ("lambda: x", "refused", "lambda: x", ""),
        ("{y for y in x}", "refused", "{y for y in x}", ""),
        ("np.sum(y for y in x)", "refused", "(y for y in x)", ""),  # NumPy wants a list
        ("[y for y, x[0] in x]", "refused", "y, x[0]", ""),
        ("def f(x=w): return x", "refused", "w", ""),
        ("while True: pass", "refused", "while True: pass", ""),
        ("import os", "refused", "import os", ""),
        ("from numpy import *", "refused", "from numpy import *", ""),
        ("x.T = 3", "refused", "x.T", ""),
        ("np = 3", "refused", "np", ""),
        ("__x = 3", "refused", "__x", ""),
        ("x << 3", "refused", "x << 3", ""),
        ("x in w", "refused", "x in w", ""),
        ("x is w", "refused", "x is w", ""),
        ("break", "refused", "break", ""),
        ("1j", "operator", "1j", "1*j"),
        ("np.random.rand(3)", "function", "np.random.rand", ""),
        ("def f(x): return x\nf(3)", "refused", "f(3)", ""),
    ],
)
def test_what_is_refused_is_told_where(text: str, code: str, found: str, suggestion: str) -> None:
    error = read_code(text, SCOPE).error
    assert error is not None
    assert error.code == f"unreadable.{code}"
    assert error.suggestion == suggestion
    assert 0 <= error.position <= len(text)
    if found:
        assert text[error.position : error.end].startswith(found[:1])
        assert text[error.position : error.end] == found
    assert error.message.ja
    assert error.message.en
    if suggestion:  # mended, that fault is gone
        again = read_code(error.mended(text), SCOPE).error
        assert again is None or again.position > error.position or again.code != error.code


def test_a_place_is_found_again_through_indentation_and_full_width() -> None:
    text = "    ｖ ＝ x\n    w = vv + 1"
    error = read_code(text, SCOPE).error
    assert error is not None
    assert text[error.position : error.end] == "vv"


@pytest.mark.parametrize(
    "text",
    [
        "np.random.rand(*x.shape) > p",
        "rng.integers(0, 3)",
        "random.randint(0, 3)",
        "import random\nx = random.random()",
        "np.random.default_rng(0).random(x.shape)",
    ],
)
def test_randomness_is_there_where_it_is_allowed(text: str) -> None:
    assert read_code(text, CHANCE).error is None
    assert read_code(text, Scope(("x", "p"))).error is not None


def test_the_words_are_those_that_run() -> None:
    assert set(functions.FUNCTIONS) == vocabulary.FUNCTIONS | vocabulary.DTYPES
    assert set(functions.CONSTANTS) == vocabulary.CONSTANTS
    assert set(functions.LINALG) == vocabulary.LINALG
    assert methods.METHODS == vocabulary.METHODS
    assert set(own_functions.BUILTINS) == vocabulary.BUILTINS
    assert set(randomness.NP_RANDOM) | {"seed", "default_rng"} == vocabulary.NP_RANDOM
    assert set(randomness.RNG) == vocabulary.RNG_METHODS
    assert set(randomness.PY_RANDOM) == vocabulary.PY_RANDOM


def test_reading_needs_no_numpy() -> None:
    script = (
        "from quizapp.checking.code.reader import read_code, Scope\n"
        "from quizapp.checking.code import judge_code, CodeTask\n"
        "assert read_code('x + 1', Scope(('x',))).program\n"
        "import sys; assert 'numpy' not in sys.modules and 'sympy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)


# ── round trips ──────────────────────────────────────────────────────────────────────────────

_names = st.sampled_from(["x", "w", "v", "rate", "n"])
_numbers = st.one_of(st.integers(0, 10**9), st.floats(0, 1e9, allow_nan=False)).map(repr)
_leaves = st.one_of(_names, _numbers, st.sampled_from(["np.pi", "True", "None"]))


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operators = st.sampled_from(["+", "-", "*", "/", "//", "%", "**", "@", "&", "|", "<", "=="])
    return st.one_of(
        st.tuples(inner, operators, inner).map(lambda t: f"({t[0]}) {t[1]} ({t[2]})"),
        st.tuples(st.sampled_from(["-", "~", "not "]), inner).map(lambda t: f"{t[0]}({t[1]})"),
        st.tuples(st.sampled_from(["np.exp", "np.sum", "abs"]), inner).map(
            lambda t: f"{t[0]}({t[1]})"
        ),
        st.tuples(_names, inner, inner).map(lambda t: f"{t[0]}[{t[1]}:{t[2]}, None]"),
        st.tuples(_names, inner).map(lambda t: f"{t[0]}.sum(axis={t[1]})"),
        st.tuples(inner, inner, inner).map(lambda t: f"({t[0]}) if ({t[1]}) else ({t[2]})"),
        st.tuples(inner, inner).map(lambda t: f"({t[0]}, [{t[1]}])"),
    )


expressions = st.recursive(_leaves, _grown, max_leaves=6)
_widen = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}


@given(expressions)
@settings(max_examples=150, deadline=None)
def test_what_is_printed_reads_back_to_the_same_tree(text: str) -> None:
    program = read_code(text, SCOPE).program
    if program is None:  # too deep, or brackets around too much
        return
    again = read_code(program.linear, SCOPE).program
    assert again is not None, program.linear
    assert ast.dump(again.tree) == ast.dump(program.tree)


@given(expressions)
@settings(max_examples=100, deadline=None)
def test_full_width_code_reads_as_half_width(text: str) -> None:
    narrow, wide = read_code(text, SCOPE), read_code(text.translate(_widen), SCOPE)
    assert (narrow.program is None) == (wide.program is None)
    if narrow.program is not None and wide.program is not None:
        assert ast.dump(narrow.program.tree) == ast.dump(wide.program.tree)


@given(
    st.text(max_size=200) | expressions.flatmap(lambda t: st.sampled_from([t[:-1], t[1:], t * 2]))
)
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    reading = read_code(text, CHANCE)
    assert (reading.program is None) != (reading.error is None)
    if reading.error is not None:
        assert 0 <= reading.error.position <= reading.error.end <= max(len(text), LIMITS.length) + 1
        assert reading.error.message.ja
        assert reading.error.message.en
