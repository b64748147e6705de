r"""LaTeX rewritten into the plain signs, as far as that needs no understanding of brackets.

``\lambda`` becomes ``λ``, ``\cdot`` becomes ``*``, ``\left(`` becomes ``(``, ``\text{in}`` becomes
``in``; spacing and sizes go away. Commands with an argument to read (``\frac``, ``\sqrt``,
``\begin``) and functions (``\sin``: gluing it to the letter before it would make a new word) stay
for the tokens. Unknown commands are refused with their place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from quizapp.checking.latex_commands import (
    ACCENTS,
    DROPPED,
    GREEK_COMMANDS,
    KEPT_COMMANDS,
    SIGN_COMMANDS,
    SPACES,
    WRAPPERS,
)
from quizapp.checking.normalise import Normal

_pattern = cache(re.compile)
"""Compiles a pattern that few texts need when one does: they are a third of the import time."""

_COMMAND = re.compile(r"\\(operatorname\*|[A-Za-z]+|.|$)[ \t]*", re.DOTALL)
_VARIABLE: Final = r"[A-Za-zα-ωΓ-Ω][\u0302-\u0307]?(?:\d+|_\w+|_\{[^{}]+\})?"
_ORDER: Final = r"(?:\^\s*\{?\s*(\d)\s*\}?)?"
_DERIVATIVE: Final = (
    rf"\\[dt]?frac\s*\{{\s*[d∂]\s*{_ORDER}\s*({_VARIABLE}'*)?\s*\}}"
    rf"\s*\{{\s*[d∂]\s*({_VARIABLE})\s*{_ORDER}\s*\}}"
)
_THOUSANDS: Final = r"(?<=\d)(?:\{,\}|,\\!|\\,)(?=\d{3}(?!\d))"
"""``1{,}000``, ``1,\\!000`` and ``1\\,000``: separators that make no list."""
_RAISED_SIGN: Final = (
    r"\^\s*(?:\{\s*(\\circ|\\top|\\math(?:sf|rm)\s*\{?\s*T\s*\}?|(?:\\prime\s*)+)\s*\}"
    r"|(\\circ(?![A-Za-z])|\\top(?![A-Za-z])|\\prime(?![A-Za-z])"
    r"|\\math(?:sf|rm)\s*\{\s*T\s*\}))"
)
_REALS: Final = r"\\mathbb\s*(?:\{\s*R\s*\}|R(?![A-Za-z]))"
_NEXT: Final = r"\\q?quad(?![A-Za-z])"
_RELATION_SIGN: Final = r"[=<>≤≥≠]|\\(?:le|ge|ne|lt|gt|in|leq|geq|neq)(?![A-Za-z])"
_ARGUMENT: Final = r"\s*\{[^{}]*\}"
_ACCENTED: Final = (
    r"\s*(?:\{\s*(\\[A-Za-z]+|[A-Za-zα-ω]|\d{1,20})\s*\}|(\\[A-Za-z]+|[A-Za-zα-ω]|\d))"
)


@dataclass(frozen=True, slots=True)
class BadCommand:
    """The place, in the plain text, of a command that is not known."""

    start: int
    end: int
    command: str


class _Out:
    """The text being written, with its places in the text as typed."""

    __slots__ = ("ends", "opened", "source", "starts", "text")

    def __init__(self, source: Normal) -> None:
        self.source = source
        self.opened: list[int] = []
        r"""Where the bracket after each open ``\left`` stands; -1 for ``\left.``."""
        self.text: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []

    def put(self, plain: str, start: int, end: int) -> None:
        first, last = self.source.span(start, end, len(self.source.text))
        for char in plain:
            self.text.append(char)
            self.starts.append(first)
            self.ends.append(last)

    def copy(self, start: int, end: int) -> None:
        for at in range(start, end):
            self.put(self.source.text[at], at, at + 1)


def is_latex(text: str) -> bool:
    """Whether a plain text needs rewriting at all."""
    return "\\" in text or "$" in text or "{,}" in text


def rewrite(
    source: Normal, functions: frozenset[str], *, differentials: bool = True
) -> Normal | BadCommand:
    r"""``source`` without the commands that plain signs can say; ``functions`` stay as ``\sin``.

    With ``differentials``, ``\frac{d}{dx}`` becomes ``d/dx`` (not where ``d`` is a name).
    Braces after an unwrapped command (``\text{…}``) are dropped together with it; all others
    stay, and in a LaTeX text the tokens take them as grouping.
    """
    text = source.text
    out = _Out(source)
    at = 0
    dropped: list[bool] = []  # per open brace: does its partner go away as well?
    while at < len(text):
        char = text[at]
        if char in "\\{," and (thousands := _pattern(_THOUSANDS).match(text, at)) is not None:
            at = thousands.end()
        elif char == "\\":
            step = _command(text, at, out, functions, dropped)
            if isinstance(step, BadCommand):
                return step
            at = step
        elif char == "$":
            at += 1
        elif char == "^" and (raised := _pattern(_RAISED_SIGN).match(text, at)) is not None:
            command = raised.group(1) or raised.group(2)
            primes = command.count("prime")
            plain = "°" if "circ" in command else "'" * primes if primes else "^⊤"
            out.put(plain, at, raised.end())
            at = raised.end()
        elif char == "~":
            out.put(" ", at, at + 1)
            at += 1
        elif char == "{":
            dropped.append(False)
            out.put(char, at, at + 1)
            at += 1
        elif char == "}":
            if not dropped or not dropped.pop():
                out.put(char, at, at + 1)
            at += 1
        else:
            out.put(char, at, at + 1)
            at += 1
    if differentials and "frac" in text:
        out = _differentials(out)
    return Normal("".join(out.text), out.starts, out.ends)


def _differentials(out: _Out) -> _Out:
    r"""``\frac{d^2}{dx^2}`` as ``d^2/dx^2 `` and ``\frac{dy}{dx}`` as ``dy/dx ``."""
    text = "".join(out.text)
    made = _Out(Normal(text, out.starts, out.ends))
    at = 0
    for found in _pattern(_DERIVATIVE).finditer(text):
        order, above, below, again = found.groups()
        if (order or "1") != (again or "1") or (above and order):
            continue
        made.copy(at, found.start())
        raised = f"^{order}" if order and order != "1" else ""
        before = " " if made.text and made.text[-1].isalnum() else ""
        plain = f"{before}d{raised}{above or ''}/d{below}{raised} "
        made.put(plain, found.start(), found.end())
        at = found.end()
    made.copy(at, len(text))
    return made


def _command(
    text: str, at: int, out: _Out, functions: frozenset[str], dropped: list[bool]
) -> int | BadCommand:
    """The index after the command at ``at``, once its meaning is written."""
    found = _COMMAND.match(text, at)
    assert found is not None
    name = found.group(1).removesuffix("*") if len(found.group(1)) > 1 else found.group(1)
    end = found.end()
    if name == "\\":
        out.put("\\\\", at, at + 2)  # a new row
        return at + 2
    if name == "degree" and text[end : end + 1] not in ("(", "{"):
        out.put("°", at, end)  # 45\degree; with brackets it is the function
        return end
    if name in KEPT_COMMANDS or name in functions:
        out.put("\\" + name, at, at + 1 + len(name))
        return at + 1 + len(name)
    if name in GREEK_COMMANDS:
        out.put(GREEK_COMMANDS[name], at, end)
        return end
    if name in ("and", "or"):
        out.put(f" {name} ", at, end)
        return end
    if name in SIGN_COMMANDS:
        if name in ("{", "}", "|", "%", "&", "$", "_"):
            end = at + 2
        out.put(SIGN_COMMANDS[name], at, end)
        return end
    if name in ("left", "right"):
        return _fence(name, text, at, end, out)
    if name in SPACES:
        if name == "middle" or name.lower().startswith("big"):
            rest = text[end : end + 1]
            return end + 1 if rest == "." else end
        out.put(" ", at, at + 1 + len(name))
        return at + 1 + len(name)
    if name in ("quad", "qquad"):
        out.put(", " if _is_between_statements(text, at, out) else " ", at, end)
        return end
    if name == "pmod":
        return _modulus(text, at, end, out)
    if name in DROPPED:
        argument = _pattern(_ARGUMENT).match(text, found.end(1))
        if argument is not None:
            out.put(" ", at, argument.end())
            return argument.end()
    if name == "mathbb" and (reals := _pattern(_REALS).match(text, at)) is not None:
        out.put("ℝ", at, reals.end())
        return reals.end()
    if name in WRAPPERS:
        opening = _skip(text, found.end(1))
        if text.startswith("{", opening):
            dropped.append(True)
            return opening + 1
        return opening
    if name in ACCENTS:
        letter = _pattern(_ACCENTED).match(text, found.end(1))
        plain = letter and (letter.group(1) or letter.group(2))
        if letter and plain and plain.isdigit():
            return _recurring(name, plain, at, letter.end(), out)
        if plain and plain.startswith("\\"):
            plain = GREEK_COMMANDS.get(plain[1:])
        if letter and plain:
            out.put(plain + ACCENTS[name], at, letter.end())
            return letter.end()
    return BadCommand(at, at + 1 + len(name), "\\" + name)


def _fence(name: str, text: str, at: int, end: int, out: _Out) -> int:
    r"""The index after ``\left`` or ``\right``, whose bracket is still to come.

    ``\left.`` and ``\right.`` are no brackets, and then the partner is none either:
    ``\left\{ … \right.`` stands before a system, ``\left. … \right|`` behind a value.
    """
    empty = text[end : end + 1] == "."
    if name == "left":
        out.opened.append(-1 if empty else len(out.text))
        return end + empty
    opened = out.opened.pop() if out.opened else -2
    if empty and 0 <= opened < len(out.text):
        out.text[opened] = " "
    if not empty and opened == -1:
        out.put(" ", at, end)
        found = _COMMAND.match(text, end)
        return found.end(1) if found is not None else end + 1
    return end + empty


def _is_between_statements(text: str, at: int, out: _Out) -> bool:
    r"""Whether ``\quad`` at ``at`` stands between two statements and nothing joins them."""
    behind = _pattern(_NEXT).split(text[at:], maxsplit=2)[1]
    before = "".join(out.text[-200:])
    before = before[before.rfind(",") + 1 :]
    if not before.strip() or before.rstrip()[-1] in ",;∧∨⇒⇔" or behind.lstrip()[:1] in ",;":
        return False
    related = _pattern(_RELATION_SIGN).search
    return related(before) is not None and related(behind) is not None


def _modulus(text: str, at: int, end: int, out: _Out) -> int:
    r"""``\pmod{3}`` and ``\pmod 3`` as ``(mod 3)``."""
    inner = re.match(r"\s*(?:\{([^{}]*)\}|(\w))", text[end:])
    if inner is None:
        out.put(" mod ", at, end)
        return end
    plain = inner.group(1) or inner.group(2)
    out.put(f"(mod {plain})", at, end + inner.end())
    return end + inner.end()


def _recurring(name: str, digits: str, at: int, end: int, out: _Out) -> int | BadCommand:
    r"""``\dot3`` and ``\overline{142857}`` over digits, as dots over the first and the last."""
    before = "".join(out.text[-60:]).rstrip("0123456789" + ACCENTS["dot"])
    known = name in ("dot", "overline", "bar") and before.endswith(".")
    if not known or (name == "dot" and len(digits) > 1):
        return BadCommand(at, at + 1 + len(name), "\\" + name)
    out.put(digits[0] + ACCENTS["dot"], at, end)
    if len(digits) > 1:
        out.put(digits[1:] + ACCENTS["dot"], at, end)
    return end


def _skip(text: str, at: int) -> int:
    """The index of the next character that is no space."""
    while at < len(text) and text[at] in " \t":
        at += 1
    return at
