"""Cuts a plain text into tokens; ``tokens`` says which kinds there are."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from quizapp.checking import messages
from quizapp.checking.differentials import derivative, slope, trailing_differential
from quizapp.checking.inside import FINISHES
from quizapp.checking.labels import label_at
from quizapp.checking.latex_commands import KEPT_COMMANDS
from quizapp.checking.lexicon import Lexicon
from quizapp.checking.literals import number
from quizapp.checking.normalise import VULGAR
from quizapp.checking.reading import Limits
from quizapp.checking.repeated import open_sum
from quizapp.checking.rows import CASES, ENVIRONMENTS, is_piecewise
from quizapp.checking.signs import SPECIAL
from quizapp.checking.spelling import LETTER
from quizapp.checking.suggesting import suggestion
from quizapp.checking.tokens import Tokens, literal, vulgar
from quizapp.checking.tree import Call, Name, Num
from quizapp.checking.units import table
from quizapp.checking.vocabulary import Func

_BEFORE_LABEL: Final[tuple[list[str], ...]] = ([], [","], [";"], ["and"], ["or"])
"""What stands before a label: nothing, a separator, a connective; an ``=`` in front too."""
_pattern = cache(re.compile)
"""Compiles a pattern that few texts need when one does: they are a third of the import time."""

_MARK = "\u0302\u0303\u0304\u0307"
_TOKEN = re.compile(
    rf"""
    (?P<number>(?:\d+(?:_\d+)*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<word>[{LETTER}](?:[{LETTER}0-9{_MARK}]|_(?=[{LETTER}0-9])|_\{{[^{{}}]{{1,24}}\}})*)
  | (?P<sign>\*\*|<=|>=|=<|=>|!=|<>|==|=/=|:=|\+/-|->|&&|\\\\|!!|[-+*/^(){{}}\[\]|,;:.<>=!_&%'~\#]
      |[×√∛∜±∓≠≤≥≈≡∞∂∫∈∪∩∖∧∨¬°‖⌊⌋⌈⌉∅⦃⦄⟨⟩⇒⇔→ℝ∑∏…])
  | (?P<command>\\[A-Za-z]+)
  | (?P<vulgar>[{"".join(VULGAR)}])
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_SPACE = re.compile(r"[ \t\r\n]+")
_SIGNS: Final[dict[str, tuple[str, object]]] = {
    "**": ("^", None), "<=": ("rel", "<="), "=<": ("rel", "<="), "≤": ("rel", "<="),
    ">=": ("rel", ">="), "=>": ("rel", ">="), "≥": ("rel", ">="), "!=": ("rel", "!="),
    "<>": ("rel", "!="), "=/=": ("rel", "!="), "≠": ("rel", "!="), "=": ("rel", "="),
    "==": ("rel", "="), "<": ("rel", "<"), ">": ("rel", ">"), "≈": ("rel", "~"),
    "~": ("rel", "~"), "#": ("rel", "!="), "∈": ("rel", "in"), "+/-": ("±", None),
    ":=": ("rel", "="), "≡": ("rel", "≡"), "⇒": ("implies", None), "⇔": ("iff", None),
    "&&": ("and", None),
    "∧": ("and", None), "∨": ("or", None), "¬": ("not", None), "\\\\": ("row", None),
}  # fmt: skip
_NUMPY: Final = r"(max|min)imum(?=\s*\()"
_PREFIX: Final = r"(?:np|numpy|math|cmath|sympy|sp|jnp|torch)\.(?=[A-Za-z])"
_ENVIRONMENT: Final = r"\s*\{\s*([a-zA-Z]+)\*?\s*\}(?:\s*\{[lcr| ]*\})?"
_UNIT_POWER: Final = r"^\^\s*(?:[+-]?\d+|\{[+-]?\d+\}|\([+-]?\d+\))"
_DEGREES: Final = frozenset(("deg", "degs", "degree", "degrees"))


def tokenise(text: str, words: Lexicon, limits: Limits, *, latex: bool) -> Tokens:
    """The tokens of a plain text.

    Raises ``messages.Stop`` at an unknown word, a bad literal, an unknown command, or past the
    limit of tokens.
    """
    return Lexer(text, words, limits, latex).run()


class Lexer:
    """One pass over a plain text."""

    __slots__ = ("depth", "integrals", "latex", "limits", "pending", "saved", "text", "tokens",
                 "words")  # fmt: skip

    def __init__(self, text: str, words: Lexicon, limits: Limits, latex: bool) -> None:
        self.text = text
        self.words = words
        self.limits = limits
        self.latex = latex
        self.tokens = Tokens(text)
        self.depth = 0
        self.integrals = 0
        self.pending = 0
        """Arguments of a LaTeX command still due; without braces each is one character."""
        self.saved: list[int] = []

    def put(self, kind: str, value: object, start: int, end: int, gap: bool) -> None:
        """Adds one token."""
        tokens = self.tokens
        tokens.kinds.append(kind)
        tokens.values.append(value)
        tokens.starts.append(start)
        tokens.ends.append(end)
        tokens.gaps.append(gap)

    def run(self) -> Tokens:
        """The tokens of the whole text."""
        text = self.text
        size = len(text)
        tokens = self.tokens
        match = _TOKEN.match
        special = self.words.special
        grouped = "," in text or " " in text
        at = 0
        gap = False
        labelled = "=" in text
        while at < size:
            if len(tokens.kinds) > self.limits.tokens:
                raise messages.too_many(self.limits, at, size)
            if text[at] in " \t\r\n":
                space = _SPACE.match(text, at)
                assert space is not None
                at = space.end()
                gap = True
                continue
            if labelled and (tokens.kinds[-1:] in _BEFORE_LABEL or tokens.kinds == ["rel"]):
                label = label_at(text, self.words, at)
                if label is not None:
                    key, start, at = label
                    self.put("v", Name(key), start, at, gap)
                    gap = False
                    continue
            if special is not None and (name := special.match(text, at)) is not None:
                key = re.sub(r"\s+", "", name.group()).replace("∂", "d")
                self.put("v", self.words.special_names[key], at, name.end(), gap)
                at = name.end()
                gap = False
                continue
            found = match(text, at)
            assert found is not None
            kind = found.lastgroup
            if kind == "number":
                at = number(self, found, gap, grouped)
            elif kind == "word":
                at = self.word(found, gap)
            elif kind == "sign":
                at = self.sign(found.group(), at, gap)
            elif kind == "command":
                at = self.command(found, gap)
            elif kind == "vulgar":
                self.put("q", vulgar(found.group()), at, at + 1, gap)
                at += 1
            elif (end := self.foreign(at)) > at:
                self.put("u", text[at:end], at, end, gap)
                at = end
            else:
                raise messages.Stop(messages.refused_char(text[at], at))
            gap = False
        self.put("end", None, size, size, gap)
        return tokens

    def word(self, found: re.Match[str], gap: bool) -> int:
        """The index after a run of letters, or after its part that is read already."""
        text = self.text
        start, end = found.span()
        run = found.group()
        words = self.words
        if self.pending:
            self.pending -= 1
            end = start + 1
            run = run[0]
        if (
            text.startswith(".", end)
            and (prefix := _pattern(_PREFIX).match(text, start)) is not None
        ):
            numpy = _pattern(_NUMPY).match(text, prefix.end())
            if numpy is not None and "maximum" not in words.words:
                self.put("f", Func(numpy.group(1), bare=False), start, numpy.end(), gap)
                return numpy.end()
            return prefix.end()
        if (
            run[0] in "xX"
            and self.tokens.kinds[-1:] == ["n"]
            and run[0] not in words.words
            and text[start + 1 :].lstrip()[:1].isdigit()
        ):
            return self.sign("×", start, gap)  # 2 x 3, where no name is called x
        if run in ("U", "u") and run not in words.words and self.joins(end):
            self.put("∪", None, start, end, gap)  # (0, 1) U (2, 3)
            return end
        if run[0] in "ΣΠ" and run[0] not in words.words:
            if "=" in run:
                return open_sum(self, start, gap)
            if words.names.undeclared == "refuse":
                raise messages.symbolic_sum(start, start + 1)
        if run[0] == "C" and (after := self.chosen(run, start, end)):
            return after
        if run[0] in "dm" and (after := self.behind_value(run, start, end, gap)):
            return after
        if words.differentials and run[0] == "d":
            after = derivative(self, start, gap) or slope(self, start, gap)
            if after:
                return after
            if self.integrals and (name := words.differential(run)) is not None:
                self.integrals -= 1
                self.put("d", name, start, end, gap)
                return end
        if "{" in run:
            tight = re.sub(r"\s+", "", run)
            cut = words.cut(tight)
            if len(tight) != len(run) and cut.bad is None:
                if len(cut.words) == 1:
                    self.put(*cut.words[0][2], start, end, gap)
                    return end
                cut = words.cut(run)
        else:
            cut = words.cut(run)
        if run in words.units and cut.words[0][2][0] == "f" and self.ends_value(end):
            self.put("u", run, start, end, gap)  # 3 min, 5 sec
            return end
        loose = words.names.undeclared != "refuse"
        if cut.bad is not None or (self.integrals and loose and "d" in run[1:]):
            if self.integrals and (after := trailing_differential(self, run, start, gap)):
                return after
            if cut.bad is not None:
                raise self.unknown(run, start, end, cut.bad)
        for first, last, (kind, value) in cut.words:
            self.put(kind, value, start + first, start + last, gap)
            gap = False
        return start + cut.stop

    def behind_value(self, run: str, start: int, end: int, gap: bool) -> int:
        """The index after ``mod`` between two values and ``degrees`` behind one; else 0."""
        kinds = self.tokens.kinds
        if not kinds or run in self.words.units:
            return 0
        if run in _DEGREES:
            known = self.words.words.get(run, ("f", None))[0]
            if kinds[-1] not in FINISHES or known != "f":
                return 0
            if self.text[end:].lstrip()[:1] == "(" or (
                run in ("deg", "degs") and self.words.cut(run).bad is None
            ):
                return 0
            self.put("°", None, start, end, gap)
            return end
        if run[:3] != "mod" or (run != "mod" and not run[3:].isdigit()):
            return 0
        if self.words.words.get("mod", ("", None))[0] != "f":
            return 0
        if kinds[-1] == "(" and len(kinds) > 1 and kinds[-2] in FINISHES:
            kinds[-1] = "pmod"
            self.tokens.ends[-1] = start + 3
            return start + 3
        closed = kinds[-1] in ("|", "‖") and kinds.count(kinds[-1]) % 2 == 0
        if not (closed or kinds[-1] in FINISHES) or _has_two_values(self.text, start + 3):
            return 0
        self.put("mod", None, start, start + 3, gap)
        return start + 3

    def chosen(self, run: str, start: int, end: int) -> int:
        """The index after the ``C2`` of ``5C2`` where no name is called C; else 0."""
        tokens = self.tokens
        if tokens.kinds[-1:] != ["n"] or tokens.ends[-1] != start or "C" in self.words.words:
            return 0
        if self.words.names.undeclared != "refuse" or not run[1:].isdigit() or len(run) > 7:
            return 0
        above = tokens.values[-1]
        if not isinstance(above, Num) or not above.text.isdigit() or run in self.words.words:
            return 0
        tokens.kinds[-1] = "v"
        tokens.values[-1] = Call("binomial", (above, literal(run[1:])))
        tokens.ends[-1] = end
        return end

    def joins(self, end: int) -> bool:
        """Whether an interval or a set stands before this place and a bracket opens behind."""
        kinds = self.tokens.kinds
        if not kinds or kinds[-1] not in (")", "]", "}", "⦄"):
            return False
        rest = self.text[end:].lstrip()
        if rest[:1] not in ("(", "[", "{", "\\"):
            return False
        if kinds[-1] in ("}", "⦄") and "," in re.split(r"[)\]}]", rest, maxsplit=1)[0]:
            return True  # {1} U (2, 3)
        depth = 0
        for kind in reversed(kinds):
            depth += (kind in (")", "]", "}", "⦄")) - (kind in ("(", "[", "{", "⦃"))
            if depth == 0:
                return False
            if depth == 1 and kind == ",":
                return True
        return False

    def ends_value(self, at: int) -> bool:
        """Whether nothing follows that a function could act on."""
        rest = self.text[at:].lstrip()
        if rest.startswith("^"):
            rest = _pattern(_UNIT_POWER).sub("", rest, count=1).lstrip()
        return not rest or rest[0] in ",;)]}+-*/=<>≤≥≠"

    def unknown(self, run: str, start: int, end: int, bad: int) -> messages.Stop:
        """The error for a run that falls apart into no known words."""
        words = self.words
        likely = suggestion(run, words)
        if run[bad] == "_" or (bad and run[bad] in _MARK):
            bad = 0  # an index or an accent belongs to the letter before it
        rest = run if likely or len(run) - bad > 2 else run[bad:]
        first = end - len(rest)
        if rest[0].isdigit() and first > start:
            left = run[:bad]
            return messages.missing_operator(first, end, left, rest, f"{left}*{rest}")
        if not likely and rest != run:
            likely = suggestion(rest, words)
        apart = len(run) > 1 or self.text[start - 1 : start] == " "
        if self.tokens.kinds[-1:] == ["n"] and apart and rest == run and rest in table():
            return messages.unwanted_unit(rest, first, end, words.usable)
        return messages.unknown_name(rest, first, end, words.usable, likely)

    def sign(self, sign: str, at: int, gap: bool) -> int:
        """The index after a sign."""
        end = at + len(sign)
        if sign in "([{⦃":
            self.depth += 1
            if sign == "{":
                self.saved.append(max(self.pending - 1, 0))
                self.pending = 0
        elif sign in ")]}⦄":
            self.depth -= 1
            if sign == "}" and self.saved:
                self.pending = self.saved.pop()
        elif (special := SPECIAL.get(sign)) is not None and (after := special(self, at, gap)):
            return after
        kind, value = _SIGNS.get(sign, (sign, None))
        self.put(kind, value, at, end, gap)
        return end

    def command(self, found: re.Match[str], gap: bool) -> int:
        """The index after a LaTeX command that the rewriting left."""
        start, end = found.span()
        name = found.group()[1:]
        if name in ("begin", "end"):
            environment = _pattern(_ENVIRONMENT).match(self.text, end)
            if environment is None or environment.group(1) not in ENVIRONMENTS:
                raise messages.Stop(messages.unknown_command(found.group(), start, end))
            kind = environment.group(1)
            if name == "begin" and kind in CASES and is_piecewise(self.text, environment.end()):
                raise messages.piecewise(start, environment.end())
            self.put("\\" + name, kind, start, environment.end(), gap)
            return environment.end()
        if name in KEPT_COMMANDS:
            if name.endswith("frac"):
                self.pending = 2
                name = "frac"
            elif name in ("over", "choose"):
                self.pending = 0
            elif name.endswith("binom"):
                self.pending = 2
                name = "binom"
            elif name == "sqrt":
                self.pending = 1
                if self.text[end:].lstrip().startswith("["):
                    self.pending = 0
            self.put("\\" + name, None, start, end, gap)
            return end
        kind, value = self.words.words.get(name, ("", None))
        if kind != "f":
            raise messages.Stop(messages.unknown_command(found.group(), start, end))
        self.put(kind, value, start, end, gap)
        return end

    def foreign(self, at: int) -> int:
        """The index after a unit written in other letters (個); ``at`` when there is none."""
        for size in range(8, 0, -1):
            if self.text[at : at + size] in self.words.units and at + size <= len(self.text):
                return at + size
        return at


def _has_two_values(text: str, at: int) -> bool:
    """Whether a bracket with a comma opens at ``at``: ``mod(7, 3)``."""
    if text[at:].lstrip()[:1] != "(":
        return False
    depth = 0
    for char in text[at:]:
        depth += (char in "([{⦃") - (char in ")]}⦄")
        if depth == 0 and char == ")":
            return False
        if depth == 1 and char == ",":
            return True
    return False
