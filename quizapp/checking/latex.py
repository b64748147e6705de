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

from quizapp.checking.normalise import Normal

_pattern = cache(re.compile)
"""Compiles a pattern that few texts need when one does: they are a third of the import time."""

_GREEK_COMMANDS: Final = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε",
    "zeta": "ζ", "eta": "η", "theta": "θ", "vartheta": "θ", "iota": "ι", "kappa": "κ",
    "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "varpi": "π", "rho": "ρ",
    "varrho": "ρ", "sigma": "σ", "varsigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ",
    "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ",
    "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ",
    "Psi": "Ψ", "Omega": "Ω", "ell": "l", "imath": "i", "jmath": "j",
}  # fmt: skip

_SIGN_COMMANDS: Final = {
    "cdot": "*", "cdotp": "*", "ast": "*", "star": "*", "bullet": "*", "times": "×", "div": "/",
    "over": "/", "pm": "±", "mp": "∓", "le": "≤", "leq": "≤", "leqq": "≤", "leqslant": "≤",
    "ge": "≥", "geq": "≥", "geqq": "≥", "geqslant": "≥", "lt": "<", "gt": ">", "ne": "≠",
    "neq": "≠", "approx": "≈", "simeq": "≈", "infty": "∞", "in": "∈", "cup": "∪", "cap": "∩",
    "land": "∧", "wedge": "∧", "lor": "∨", "vee": "∨", "lnot": "¬", "neg": "¬", "partial": "∂",
    "int": "∫", "emptyset": "∅", "varnothing": "∅", "degree": "°", "prime": "'",
    "lvert": "|", "rvert": "|", "vert": "|", "mid": "|", "lVert": "‖", "rVert": "‖", "Vert": "‖",
    "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉", "lbrace": "⦃", "rbrace": "⦄",
    "lbrack": "[", "rbrack": "]", "lparen": "(", "rparen": ")", "and": "∧", "or": "∨",
    "{": "⦃", "}": "⦄", "|": "‖", "%": "%", "&": "∧", "$": "", "_": "_",
}  # fmt: skip

_SPACES: Final = frozenset(
    (",", ";", ":", "!", " ", "quad", "qquad", "enspace", "thinspace", "medspace", "thickspace",
     "displaystyle", "textstyle", "scriptstyle", "limits", "nolimits", "left", "right", "middle",
     "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "bigm",
     "/", "(", ")", "[", "]", "rm", "mathstrut", "nonumber", "hfill")
)  # fmt: skip
"""Commands that only move or size things. ``\\(`` and ``\\[`` open formulas and say no more."""

_WRAPPERS: Final = frozenset(
    ("text", "mathrm", "mathit", "mathbf", "mathsf", "mathbb", "mathcal", "mathnormal",
     "boldsymbol", "bm", "textrm", "textbf", "textit", "mbox", "operatorname", "boxed", "fbox",
     "hbox", "mathop", "mathbin", "mathrel", "mathord", "ensuremath", "pmb", "symbf", "vec", "vb")
)  # fmt: skip
"""Commands whose braces go away and whose content stays."""

_ACCENTS: Final = {
    "hat": "\u0302", "widehat": "\u0302", "bar": "\u0304", "overline": "\u0304",
    "tilde": "\u0303", "widetilde": "\u0303", "dot": "\u0307",
}  # fmt: skip

KEPT_COMMANDS: Final = frozenset(
    ("frac", "dfrac", "tfrac", "cfrac", "sqrt", "begin", "end", "binom", "dbinom", "tbinom")
)
"""Left to the tokens, besides the functions."""

_COMMAND = re.compile(r"\\(operatorname\*|[A-Za-z]+|.|$)[ \t]*", re.DOTALL)
_VARIABLE: Final = r"[A-Za-zα-ωΓ-Ω][\u0302-\u0307]?(?:\d+|_\w+|_\{[^{}]+\})?"
_ORDER: Final = r"(?:\^\s*\{?\s*(\d)\s*\}?)?"
_DERIVATIVE: Final = (
    rf"\\[dt]?frac\s*\{{\s*[d∂]\s*{_ORDER}\s*({_VARIABLE}'*)?\s*\}}"
    rf"\s*\{{\s*[d∂]\s*({_VARIABLE})\s*{_ORDER}\s*\}}"
)
_THOUSANDS: Final = r"(?<=\d)(?:\{,\}|,\\!|\\,)(?=\d{3}(?!\d))"
"""``1{,}000``, ``1,\\!000`` and ``1\\,000``: separators that make no list."""
_RAISED_SIGN: Final = r"\^\s*(?:\{\s*\\(?:circ|top)\s*\}|\\(?:circ|top)(?![A-Za-z]))"
_ACCENTED: Final = r"\s*(?:\{\s*(\\[A-Za-z]+|[A-Za-zα-ω])\s*\}|(\\[A-Za-z]+|[A-Za-zα-ω]))"


@dataclass(frozen=True, slots=True)
class BadCommand:
    """The place, in the plain text, of a command that is not known."""

    start: int
    end: int
    command: str


class _Out:
    """The text being written, with its places in the text as typed."""

    __slots__ = ("ends", "source", "starts", "text")

    def __init__(self, source: Normal) -> None:
        self.source = source
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
            out.put("°" if "circ" in raised.group() else "^⊤", at, raised.end())
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
    if name in _GREEK_COMMANDS:
        out.put(_GREEK_COMMANDS[name], at, end)
        return end
    if name in ("and", "or"):
        out.put(f" {name} ", at, end)
        return end
    if name in _SIGN_COMMANDS:
        if name in ("{", "}", "|", "%", "&", "$", "_"):
            end = at + 2
        out.put(_SIGN_COMMANDS[name], at, end)
        return end
    if name in _SPACES:
        if name in ("left", "right", "middle") or name.lower().startswith("big"):
            rest = text[end : end + 1]
            return end + 1 if rest == "." else end
        out.put(" ", at, at + 1 + len(name))
        return at + 1 + len(name)
    if name in _WRAPPERS:
        opening = _skip(text, found.end(1))
        if text.startswith("{", opening):
            dropped.append(True)
            return opening + 1
        return opening
    if name in _ACCENTS:
        letter = _pattern(_ACCENTED).match(text, found.end(1))
        plain = letter and (letter.group(1) or letter.group(2))
        if plain and plain.startswith("\\"):
            plain = _GREEK_COMMANDS.get(plain[1:])
        if letter and plain:
            out.put(plain + _ACCENTS[name], at, letter.end())
            return letter.end()
    return BadCommand(at, at + 1 + len(name), "\\" + name)


def _skip(text: str, at: int) -> int:
    """The index of the next character that is no space."""
    while at < len(text) and text[at] in " \t":
        at += 1
    return at
