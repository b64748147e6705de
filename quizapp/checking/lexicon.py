"""The words of one question: every spelling of its names, and how a run of letters falls apart.

``xy`` is two names, ``lam`` is one; ``λ``, ``lambda`` and ``lam`` are the same one, ``w1``,
``w_1`` and ``w_{1}`` too; ``xsin`` is a name and a function. The longest known word wins at each
place, and a run is unreadable only when no way of cutting it uses known words throughout.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from quizapp.checking.names import OPERATIONS, Definition, Names
from quizapp.checking.spelling import GREEK_LETTER, LETTER, canonical, spellings
from quizapp.checking.tree import Add, Call, Const, Div, Name, Neg, Num, Pow
from quizapp.checking.units import table
from quizapp.checking.vocabulary import (
    LIBRARY,
    MAXIMA,
    SHORT,
    TEN,
    TWO,
    WHOLE,
    Func,
    Word,
)

_pattern = cache(re.compile)
_IDENTIFIER = re.compile(rf"[{LETTER}][{LETTER}0-9]*(?:_(?:[{LETTER}0-9]+|\{{[^{{}}]+\}}))*")
_LOOSE: Final = (
    rf"(?:{'|'.join(sorted(GREEK_LETTER, key=len, reverse=True))}|[{LETTER}])[\u0302-\u0307]?"
    rf"(?:[0-9]+|(?:_(?:[0-9]+|[{LETTER}]+|\{{[^{{}}]+\}}))+)?"
)
_WORDS: Final = (
    rf"(?:[A-Za-z][A-Za-z0-9]*|[{LETTER}][\u0302-\u0307]?[0-9]*)"
    rf"(?:_(?:[{LETTER}0-9]+|\{{[^{{}}]+\}}))*"
)
_ALIASES: Final = ("sigmoid", "Sigmoid", "logistic", "sigma", "σ")
"""What a declared logistic function may be called besides its own name."""
_INITIALS: Final = frozenset("ei")
"""Constants of one letter with which names of Greek letters begin: eta, iota, epsilon."""
_WORD_LIMIT = 80


@dataclass(frozen=True, slots=True)
class Cut:
    """A run of letters cut into words.

    ``stop`` is where the run is to be read on from, past its end or at the digits or the
    underscore that follow a function (``sin2``, ``log_2``); ``bad`` is the first index that
    belongs to no word, when there is one.
    """

    words: tuple[tuple[int, int, Word], ...]
    stop: int
    bad: int | None = None


class Lexicon:
    """The dictionary of one ``Names``; made once and kept with it."""

    __slots__ = ("_cuts", "_loose_differentials", "differential_words", "differentials", "extra",
                 "longest", "names", "special", "special_names", "units", "usable", "whole",
                 "words")  # fmt: skip

    def __init__(self, names: Names) -> None:
        self.names = names
        self.words: dict[str, Word] = dict(LIBRARY)
        self.whole = WHOLE
        if names.log_base == "e":
            self.words["log"] = ("f", Func("log"))
        else:
            base = TEN if names.log_base == "10" else TWO
            self.words["log"] = ("f", Func("log", base))
        if names.operations:
            for name in OPERATIONS:
                self.words[name] = ("f", Func(name, bare=False))
        specials: dict[str, Name] = {}
        declared: dict[str, Word] = {}
        exact: dict[str, Word] = {}
        for symbol in names.symbols:
            node = Name(symbol.id)
            if _IDENTIFIER.fullmatch(symbol.id):
                declared.update((key, ("v", node)) for key in spellings(symbol.id))
                exact[symbol.id] = ("v", node)
            else:
                specials[re.sub(r"\s+", "", symbol.id).replace("∂", "d")] = node
        for function in names.functions:
            for key in set(spellings(function.id)):
                known = declared[key][1] if key in declared else None
                both = known if isinstance(known, Name) else None
                declared[key] = ("f", Func(function.id, bare=False, both=both))
                if key in exact:
                    exact[key] = declared[key]
        for function in names.functions:
            for key in _ALIASES if _is_logistic(function) else ():
                declared.setdefault(key, ("f", Func(function.id, bare=False)))
        for word in SHORT:
            if all(letter in exact for letter in word):
                del self.words[word]
        if names.undeclared == "words":
            self.words.update(MAXIMA)
            self.whole = {
                **WHOLE,
                "nounor": WHOLE["or"],
                "nounand": WHOLE["and"],
                "nounnot": WHOLE["not"],
            }
        self.words.update(declared)
        self.words.update(exact)
        if "j" not in exact and any(symbol.domain == "complex" for symbol in names.symbols):
            self.words["j"] = ("v", Const("i"))
        self.differentials = "d" not in exact
        """Whether ``d/dx`` and ``dx`` may be read: not where ``d`` is a name."""
        self.differential_words: dict[str, Name] = {}
        if self.differentials:
            for key, (_, value) in declared.items():
                if isinstance(value, Name):
                    self.differential_words["d" + key] = value
        self._loose_differentials = self.differentials and names.undeclared != "refuse"
        self.units: dict[str, str] = {}
        if names.units:
            self.units = {symbol: symbol for symbol in table() if symbol not in exact}
            for text in names.units:
                for part in re.split(r"[\s*/^·()0-9-]+", text):
                    if part and part not in exact and part != "%":
                        self.units[part] = part
        self.extra = frozenset(
            char for word in (*self.units, *exact) for char in word if not char.isascii()
        )
        self.longest = max(len(word) for word in self.words)
        self.special_names = specials
        self.special = _special_pattern(specials)
        self.usable = (
            *(symbol.id for symbol in names.symbols),
            *(function.id + "( )" for function in names.functions),
        )
        self._cuts: dict[str, Cut] = {}

    def __reduce__(self) -> tuple[type[None], tuple[()]]:
        """Left out where ``Names`` go to another process; it is made again there."""
        return type(None), ()

    def differential(self, run: str) -> Name | None:
        """The name of ``dx``, declared or (where names need not be) any letter; else None."""
        found = self.differential_words.get(run)
        if found is None and self._loose_differentials:
            letter = _pattern(_LOOSE).fullmatch(run, 1)
            if letter is not None and run[1:] not in self.words:
                found = Name(canonical(letter.group()))
        return found

    def cut(self, run: str) -> Cut:
        """``run`` (letters, digits, subscripts) in known words, longest first."""
        found = self._cuts.get(run)
        if found is None:
            found = self._cut(run)
            if len(self._cuts) > 400:
                self._cuts.clear()
            self._cuts[run] = found
        return found

    def _cut(self, run: str) -> Cut:
        size = len(run)
        words = self.words
        if run in words:
            return Cut(((0, size, words[run]),), size)
        if run in self.whole:
            return Cut(((0, size, self.whole[run]),), size)
        if run in self.units:
            return Cut(((0, size, ("u", run)),), size)
        # Braces of a subscript do not count: printed, a name has them where it was typed without.
        if size - run.count("{") - run.count("}") > _WORD_LIMIT:
            return Cut((), 0, 0)
        if self.names.undeclared == "words":
            return self._whole_words(run)
        best: list[tuple[int, Word] | None] = [None] * (size + 1)
        for at in range(size - 1, -1, -1):
            for end, word in self._words_at(run, at):
                ends_here = end == size or best[end] is not None
                if ends_here or (word[0] == "f" and run[end] in "0123456789_"):
                    best[at] = (end, word)
                    break
        if best[0] is None:
            return self._unknown(run)
        pieces = []
        at = 0
        while at < size and (step := best[at]) is not None:
            pieces.append((at, step[0], step[1]))
            at = step[0]
        return Cut(tuple(pieces), at)

    def _words_at(self, run: str, at: int) -> Iterator[tuple[int, Word]]:
        """The known words that start at ``at``, longest first, with their ends."""
        letter = None
        if self.names.undeclared == "letters":
            letter = _pattern(_LOOSE).match(run, at)
        for end in range(min(len(run), at + self.longest), at, -1):
            word = self.words.get(run[at:end])
            if word is None:
                continue
            if end < len(run) and word[0] == "f" and run[at:end] in SHORT:
                continue  # relu is no real part of anything
            if letter is not None and letter.end() > end and run[at] in _INITIALS:
                yield letter.end(), ("v", Name(canonical(letter.group())))
                letter = None
            yield end, word
        if letter is not None:
            yield letter.end(), ("v", Name(canonical(letter.group())))

    def _unknown(self, run: str) -> Cut:
        reached = {0}
        for at in range(len(run)):
            if at in reached:
                reached.update(end for end, _ in self._words_at(run, at))
        return Cut((), 0, max(at for at in reached if at < len(run)))

    def _whole_words(self, run: str) -> Cut:
        """``run`` as in a computer algebra system: nothing is cut but Greek letters."""
        if run.startswith("log_"):
            return Cut(((0, 3, self.words["log"]),), 3)
        pieces = list(_pattern(_WORDS).finditer(run))
        if sum(len(piece.group()) for piece in pieces) < len(run):
            return Cut((), 0, 0)
        stop = next((p.start() for p in pieces if p.group().startswith("log_")), len(run))
        pieces = [piece for piece in pieces if piece.start() < stop]
        return Cut(
            tuple(
                (
                    *piece.span(),
                    self.words.get(word) or self.whole.get(word) or ("v", Name(canonical(word))),
                )
                for piece in pieces
                for word in (piece.group(),)
            ),
            stop,
        )


def _is_logistic(function: Definition) -> bool:
    """Whether a declared function is the logistic one, ``1/(1+exp(-x))``."""
    match function.body:
        case Div(Num(_, one), Add(terms)) if one == 1 and len(terms) == 2:
            plain = [term for term in terms if not isinstance(term, Num)]
            ones = [term.value for term in terms if isinstance(term, Num)]
            match plain:
                case [Call("exp", (Neg(Name(word)),)) | Pow(Const("e"), Neg(Name(word)))]:
                    return word == function.param and ones == [1]
    return False


def _special_pattern(specials: Iterable[str]) -> re.Pattern[str] | None:
    """A pattern for names that are no identifiers (``dy/dx``, ``y'``), longest first."""
    parts = []
    for name in sorted(specials, key=len, reverse=True):
        signs = [re.escape(sign) for sign in name]
        if "/" in name:
            signs = ["[d∂]" if sign == "d" else sign for sign in signs]
        parts.append(r"\s*".join(signs) if "/" in name else "".join(signs))
    return re.compile(rf"(?:{'|'.join(parts)})(?![{LETTER}0-9])") if parts else None


def lexicon(names: Names) -> Lexicon:
    """The dictionary of ``names``, made on first use."""
    found = names.lexicon
    if isinstance(found, Lexicon):
        return found
    made = Lexicon(names)
    object.__setattr__(names, "lexicon", made)
    return made
