"""Code under the fuzzer: any text read, any text judged, and programs made to be readable.

Hardly any text that a fuzzer mutates is Python, so ``fuzz_made_code`` reads its text as a list of
choices in a small grammar: what it makes is always code, mostly nonsense, and it runs.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Final

from quizapp.checking.code import vocabulary
from quizapp.checking.code.judging import Exercise
from quizapp.checking.code.reader import Scope, read_code
from quizapp.checking.code.task import CodeTask, Hidden

SLOW: Final = 1.0
"""Seconds a single text may take; the budget of 0.25 s times four, for an instrumented run."""
SCOPE: Final = Scope(("x", "w", "n"), ("helper",), random=True)

_NAMES: Final = (
    Hidden("x", (("n", "m"), ("m",)), "away", 0.5, 2.0),
    Hidden("w", (("m",),), "normal"),
    Hidden("n", ((),), "integer", 0, 3),
)
_SIZES: Final = {"n": (2, 3), "m": (2, 4)}
_LISTING: Final = "def helper(a):\n    return a + 1\ndef f(x, w, n):\n    ____\n    return out"
EXERCISES: Final = (
    Exercise(CodeTask("x * w", _NAMES, ("out",), sizes=_SIZES, cases=2), 0),
    Exercise(
        CodeTask("out = x * w", _NAMES, ("out",), _LISTING, sizes=_SIZES, cases=2, random=True), 0
    ),
)
_VERDICTS: Final = ("right", "wrong")


def fuzz_code_reading(text: str) -> None:
    """Reads ``text`` as code: never raises, is quick, and what is taken prints back to itself."""
    began = time.perf_counter()
    reading = read_code(text, SCOPE)
    assert (reading.program is None) != (reading.error is None)
    if reading.error is not None:
        error = reading.error
        assert 0 <= error.position <= error.end, (error.position, error.end)
        assert error.position <= len(text), (error.position, len(text))
        assert error.message.ja
        assert error.message.en
        error.mended(text)
    else:
        assert reading.program is not None
        line = reading.program.linear
        again = read_code(line, SCOPE)
        if again.error is None:
            assert again.program is not None
            assert again.program.linear == line, (text, line)
            assert again.program.form == reading.program.form, (text, line)
        else:  # printed, it is longer and has more brackets than as typed
            assert again.error.code in _LIMITS, (text, line, again.error)
    assert time.perf_counter() - began < SLOW, f"slow: {text!r}"


_LIMITS: Final = ("unreadable.long", "unreadable.deep", "unreadable.number")


def fuzz_code_judging(text: str) -> None:
    """Judges ``text`` where it can be read: no exception, no endless run, a verdict."""
    for exercise in EXERCISES:
        if read_code(text, exercise.listing.scope).program is None:
            continue
        began = time.perf_counter()
        reply = exercise.judge(text)
        assert reply["verdict"] in _VERDICTS, (text, reply)
        if reply["verdict"] == "wrong":
            assert reply["note"], (text, reply)
            said = reply.get("said", ["-", "-"])
            assert all(said), (text, reply)
        assert time.perf_counter() - began < SLOW, f"slow: {text!r}"


def fuzz_made_code(text: str) -> None:
    """Judges the program that ``text`` chooses."""
    code = made(text)
    fuzz_code_reading(code)
    fuzz_code_judging(code)


# ── a program out of choices ─────────────────────────────────────────────────────────────────

_CALLS: Final = (
    tuple(f"np.{word}" for word in sorted(vocabulary.FUNCTIONS))
    + tuple(f"np.linalg.{word}" for word in sorted(vocabulary.LINALG))
    + tuple(f"np.random.{word}" for word in sorted(vocabulary.NP_RANDOM))
    + tuple(f"random.{word}" for word in sorted(vocabulary.PY_RANDOM))
    + tuple(f"rng.{word}" for word in sorted(vocabulary.RNG_METHODS))
    + tuple(sorted(vocabulary.BUILTINS))
    + ("helper",)
)
_METHODS: Final = tuple(sorted(vocabulary.METHODS))
_ATTRIBUTES: Final = tuple(sorted(vocabulary.ATTRIBUTES))
_KEYWORDS: Final = (
    "axis", "keepdims", "dtype", "ddof", "k", "size", "p", "min", "max", "ord", "decimals", "high",
)  # fmt: skip
_LEAVES: Final = (
    "x", "w", "n", "out", "a", "b", "0", "1", "-1", "2", "0.5", "10**9", "1e300", "np.inf",
    "np.nan", "None", "True", "...", "float", "int", "np.int32", "[]", "()", "(2, 3)", "(10**6,)",
    "range(3)", "x.T", "x.shape", "np.newaxis", "9223372036854775807",
)  # fmt: skip
_OPERATORS: Final = (
    "+", "-", "*", "/", "//", "%", "**", "@", "&", "|", "^", "<", "<=", "==", "!=", ">", "and", "or"
)  # fmt: skip


class _Choices:
    """The characters of a text as numbers, one after another; afterwards always 0."""

    def __init__(self, text: str) -> None:
        self._rest = iter(text)

    def below(self, bound: int) -> int:
        return ord(next(self._rest, "\0")) % bound

    def of(self, words: tuple[str, ...]) -> str:
        return words[self.below(len(words))]


def made(text: str) -> str:
    """The program that the characters of ``text`` choose."""
    choose = _Choices(text)
    return "\n".join(_statements(choose, 0))


def _statements(choose: _Choices, depth: int) -> Iterator[str]:
    pad = "    " * depth
    for _ in range(1 + choose.below(3)):
        which = choose.below(8 if depth < 2 else 5)
        value = _expression(choose, 3)
        if which < 2:
            yield f"{pad}{choose.of(('out', 'a', 'b', 'x', 'a, b', 'x[0]', 'a[n]'))} = {value}"
        elif which == 2:
            changed = choose.of(("out", "x", "w", "n", "x[0]"))
            yield f"{pad}{changed} {choose.of(_ARITHMETIC)}= {value}"
        elif which == 3:
            yield f"{pad}return {value}"
        elif which == 4:
            yield f"{pad}{value}"
        elif which == 5:
            yield f"{pad}if {value}:"
            yield from _statements(choose, depth + 1)
        else:
            yield f"{pad}for {choose.of(('a', 'a, b'))} in {value}:"
            yield from _statements(choose, depth + 1)


_ARITHMETIC: Final = _OPERATORS[:11]


def _expression(choose: _Choices, depth: int) -> str:
    which = choose.below(10) if depth else 0

    def inner() -> str:
        return _expression(choose, depth - 1)

    makers: tuple[Callable[[], str], ...] = (
        lambda: choose.of(_LEAVES),
        lambda: choose.of(_LEAVES),
        lambda: f"({inner()} {choose.of(_OPERATORS)} {inner()})",
        lambda: f"{choose.of(_CALLS)}({inner()})",
        lambda: f"{choose.of(_CALLS)}({inner()}, {inner()})",
        lambda: f"{choose.of(_CALLS)}({inner()}, {choose.of(_KEYWORDS)}={inner()})",
        lambda: f"({inner()}).{choose.of(_METHODS)}({inner()})",
        lambda: f"({inner()})[{inner()}{choose.of((':', ', ', ''))}]",
        lambda: f"[{inner()}, {inner()}]",
        lambda: f"({inner()}).{choose.of(_ATTRIBUTES)}",
    )
    return makers[which]()


CODE_WORDS: Final[tuple[str, ...]] = (
    "np.exp(x)", "x[0, :]", "for a in range(n):\n    out = a", "if n > 0:\n    out = x", "\n    ",
    "return ", "def f(x, w, n):\n    return x", "import numpy as np\n", "x.sum(axis=0)", "w += ",
    "lambda: x", "[a for a in x]", "____", "rng.random(3)", "np.where(x > 0, x, 0)", "[None]",
    "-np.inf", "@", "**", "//", "keepdims=True", "1e-7", "ー", "（", "）", "＝", "「", "」", "#",
)  # fmt: skip
"""Words the fuzzer puts into code."""
