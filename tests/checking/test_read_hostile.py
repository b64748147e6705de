"""Texts meant to harm: refused or read as a harmless tree, at once, with a place, never a crash."""

from __future__ import annotations

import subprocess
import sys
import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.checking.latex_out import latex
from quizapp.checking.linear import linear
from quizapp.checking.names import NO_NAMES, Definition, Names, Symbol
from quizapp.checking.parse import read
from quizapp.checking.reading import Limits
from quizapp.checking.tree import Name, height

NAMES = Names(
    tuple(Symbol(name) for name in ("x", "y", "d", "lam", "w_1")), (Definition("f", Name("x")),)
)
UNITS = Names((Symbol("x"),), units=("m/s", "個"))
LETTERS = Names(undeclared="letters")
WORDS = Names(undeclared="words", operations=True)
ALL = (NAMES, UNITS, LETTERS, WORDS, NO_NAMES)

REFUSED = [
    # text, code, index
    ("__import__('os').system('true')", "char", 0),
    ("().__class__", "number", 2),
    ("x.__class__", "number", 1),
    ("lambda: 0", "operator", 6),
    ("exec('1')", "name", 3),
    ("eval(x)", "name", 0),
    ("open('/etc/passwd')", "name", 0),
    ("x\x00", "char", 1),
    ("x\x1b[31m", "char", 1),
    ("\u202e1+2", "char", 0),  # right-to-left override
    ("x\u2066y", "char", 1),
    ("x\u200b+1", "char", 1),  # zero-width space
    ("\ufeffx", "char", 0),
    ("x\u0489", "char", 1),
    ("\ud800", "char", 0),
    ("x\U000e0041", "char", 1),  # tag character
    ("٣", "char", 0),  # a digit of another script
    ("x😀", "char", 1),
    ("a" * 1001, "long", 1000),
    ("x" * 100_000, "long", 1000),
    ("(" * 100_000, "long", 1000),
    ("+".join("x" * 450), "long", None),
    ("(" * 400, "deep", 50),
    ("[" * 400, "deep", 50),
    ("{" * 400, "deep", 50),
    ("|(" * 200, "deep", None),
    ("-" * 400 + "x", "deep", 51),
    ("√" * 400 + "x", "deep", None),
    ("2^" * 200 + "2", "deep", None),
    ("sin " * 200 + "x", "deep", None),
    ("not " * 200 + "x", "deep", None),
    ("f(" * 200 + "x", "deep", None),
    (r"\sqrt{" * 90 + "x", "deep", None),
    (r"\frac{1}{" * 40 + "x", "deep", None),
    (r"2\frac{1}{" * 40 + "x", "deep", None),
    (r"\frac" * 190 + " x", "deep", None),
    ("x" + "/2" * 199, "deep", None),
    ("x" + "%" * 399, "deep", None),
    ("x" + "°" * 399, "deep", None),
    ("1" * 900, "number", 0),
    ("1e" + "9" * 900, "number", 0),
    ("0." + "0" * 900 + "1", "number", 0),
]


@pytest.mark.parametrize(("text", "code", "position"), REFUSED, ids=lambda value: repr(value)[:24])
def test_refused_at_once_with_a_place(text: str, code: str, position: int | None) -> None:
    read(text, NAMES)
    started = time.perf_counter()
    reading = read(text, NAMES)
    took = time.perf_counter() - started
    assert reading.tree is None
    assert reading.error is not None
    assert reading.error.code == f"unreadable.{code}"
    if position is not None:
        assert reading.error.position == position
    assert 0 <= reading.error.position <= reading.error.end <= len(text)
    assert len(reading.error.message.ja) < 400
    assert took < 0.1


READ = [
    "{{7*7}}${x}",  # to us a product
    "9^9^9^9",
    "(10^9)!",
    "9^(9^(9^(9^9)))!",
    "1e400",
    "10^-999999999",
    "(" * 49 + "x" + ")" * 49,
    "+".join("x" * 200),
    "*".join("x" * 200),
    "xy" * 40,
    "x" * 80,
    ",".join("1" * 200),
    "[" + ";".join(["1,2,3"] * 60) + "]",
    "[" + " ".join("1" * 200) + "]",
    "x" + "²" * 90,
    "0<" + "<".join("x" * 150),
]


@pytest.mark.parametrize("text", READ, ids=lambda value: value[:24])
def test_large_but_harmless_is_read_and_printed_at_once(text: str) -> None:
    read(text, NAMES)
    started = time.perf_counter()
    reading = read(text, NAMES)
    took = time.perf_counter() - started
    assert reading.error is None, reading.error
    assert reading.tree is not None
    assert height(reading.tree) <= Limits().height
    assert took < 0.1
    assert read(linear(reading.tree), NAMES, Limits(length=10_000, tokens=10_000)).tree is not None
    assert latex(reading.tree)


@pytest.mark.parametrize(
    "unit",
    ["(", "[", "{", "|", "‖", "-", "√", "2^", "sin", "x", "λ", "²", "₁", "½", r"\frac", r"\left(",
     r"\begin{pmatrix}", r"\text{", "[[", "[1 ", "]0,", "d/dx ", "∫", "dx", "_{", "1,", "1,000",
     "×10^", "'", "%", "!", "<", " and ", "q", "Qq", "np.", "{,}", "$", "\\", "1 1/2 ", "ー", "。",
     "m̂", "w_", "=", "dz/dx=", "~", "°", "^T", "‖x", "|x", "max(", "log_", "{x", "(x,"],
)  # fmt: skip
def test_any_repetition_is_quick(unit: str) -> None:
    text = (unit * 1000)[:1000]
    for names in ALL:
        started = time.perf_counter()
        reading = read(text, names)
        assert time.perf_counter() - started < 0.1
        assert (reading.tree is None) != (reading.error is None)


def test_no_number_is_built_from_powers() -> None:
    tracemalloc.start()
    for text in ("9^9^9^9", "(10^9)!", "10^10^10", "2**99999999999"):
        assert read(text, NAMES).tree is not None
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000


SIGNS = st.text(
    alphabet="xyfdλ019.,;:+-*/^_()[]{}|‖<>=!%&'\\$~ ²⁻₁½√∫∞±≤∈∪°ー、。「」（）２ｘ\"#@\x00\u200b",
    max_size=40,
)
PIECES = st.lists(
    st.sampled_from(
        ["x", "2", "(", ")", "[", "]", "{", "}", ",", ";", " ", "+", "-", "*", "/", "^", "|", "=",
         "<", "sin", "log_2", "f(", r"\frac", r"\sqrt", r"\left", r"\{", r"\begin{pmatrix}", "&",
         r"\\", r"\end{pmatrix}", "d/dx", "∫", "dx", "²", "½", "!", "%", " and ", "not ", "±", "m",
         "個", "1,000", "1e5", "max(", "'", "^T", "_0", "λ", "w_1", r"\text{", "∪", "]0,1[", "dz"]
    ),
    max_size=14,
).map("".join)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(text=st.one_of(SIGNS, PIECES, st.text(max_size=30)), names=st.sampled_from(ALL))
def test_any_text_is_read_or_refused(text: str, names: Names) -> None:
    reading = read(text, names)
    assert (reading.tree is None) != (reading.error is None)
    if reading.error is not None:
        assert 0 <= reading.error.position <= reading.error.end <= len(text)
        assert reading.error.message.ja
        assert reading.error.message.en
        return
    assert reading.tree is not None
    if names is not WORDS:  # whole words stick together again when they are printed
        wide = Limits(length=100_000, tokens=100_000, depth=100)
        assert read(linear(reading.tree), names, wide).tree == reading.tree
        assert read(latex(reading.tree), names, wide).tree == reading.tree


def test_reading_imports_nothing_heavy() -> None:
    code = (
        "import sys, quizapp.checking.parse, quizapp.checking.linear, quizapp.checking.latex_out\n"
        "heavy = {'numpy', 'sympy', 'mpmath', 'pydantic', 'textual', 'rich', 'click'}\n"
        "print(*sorted(heavy & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
