"""The fields that expression and number questions share: names, functions, answers as text.

A pack writes mathematics as a learner would type it; here it is turned into what checking reads.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import Annotated, Any, Literal

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from quizapp.checking import Task
from quizapp.checking.evaluate import NotScalar, evaluate
from quizapp.checking.judging import Reference, reference
from quizapp.checking.latex_out import latex
from quizapp.checking.linear import linear
from quizapp.checking.names import FUNCTIONS, Definition, Names, Symbol
from quizapp.checking.parse import read
from quizapp.checking.reading import Reading, Unreadable
from quizapp.checking.rules import Mistake as Foreseen
from quizapp.checking.rules import Rule
from quizapp.checking.tree import Neg, Node, Num, as_entries
from quizapp.content.inputs import Understood
from quizapp.content.kinds.base import Mistake
from quizapp.content.problems import Flaw, Loc
from quizapp.content.tables import Frozen, Real, spelled
from quizapp.errors import ContentError
from quizapp.records import Grade, Localized


class SymbolTable(Frozen):
    """A name an answer may be written in, with the values it can take."""

    name: Annotated[str, Field(min_length=1, max_length=20)]
    domain: Literal["real", "positive", "nonnegative", "integer", "natural", "complex"] = "real"
    range: tuple[Real, Real] | None = None
    """Comparison points are drawn between these two numbers."""
    equals: str = ""
    """What the name stands for in the other names: `sigma(x)` for the output s of a sigmoid."""


class _OrText:
    """A name alone is written as a text; pydantic and the JSON Schema hear of both ways."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_before_validator_function(
            lambda value: {"name": value} if isinstance(value, str) else value, handler(source)
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"anyOf": [{"type": "string", "minLength": 1}, handler(schema)]}


NameEntry = Annotated[SymbolTable, _OrText()]


@lru_cache(maxsize=512)
def _definition(name: str, body: str) -> Definition | Unreadable:
    reading = read(body, Names.of("x"))
    if reading.tree is None:
        assert reading.error is not None
        return reading.error
    return Definition(name, reading.tree)


def names_of(
    entries: Sequence[SymbolTable],
    functions: Mapping[str, str],
    *,
    units: tuple[str, ...] = (),
    log_base: Literal["e", "10", "2"] = "e",
    thousands: bool = False,
) -> Names:
    """The names as checking knows them; a function that cannot be read is left out."""
    made = (_definition(name, body) for name, body in functions.items())
    names = Names(
        symbols=tuple(
            Symbol(entry.name, entry.domain, *(entry.range or (None, None))) for entry in entries
        ),
        functions=tuple(one for one in made if isinstance(one, Definition)),
        units=units,
        log_base=log_base,
        thousands=thousands,
    )
    if not any(entry.equals for entry in entries):
        return names
    symbols = (
        replace(symbol, equals=read(entry.equals, names).tree) if entry.equals else symbol
        for symbol, entry in zip(names.symbols, entries, strict=True)
    )
    return replace(names, symbols=tuple(symbols))


def name_flaws(entries: Sequence[SymbolTable], functions: Mapping[str, str]) -> Iterator[Flaw]:
    """Names given twice, empty ranges, functions that cannot be read."""
    seen = set(functions)
    for place, entry in enumerate(entries):
        if entry.name in seen:
            yield Flaw(
                ("names", place),
                "names.twice",
                Localized(f"{entry.name} は 2 回目です", f"{entry.name} is there twice"),
            )
        seen.add(entry.name)
        if entry.range is not None and not entry.range[0] < entry.range[1]:
            yield Flaw(
                ("names", place, "range"),
                "names.range",
                Localized("範囲が空です", "the range is empty"),
                Localized("[小さい数, 大きい数] と書いてください", "write [low, high]"),
            )
    names = names_of(entries, functions)
    for place, entry in enumerate(entries):
        if entry.equals:
            flaw = read_flaw(("names", place, "equals"), entry.equals, names)
            if flaw is not None:
                yield flaw
    for name, body in functions.items():
        made = _definition(name, body)
        if isinstance(made, Unreadable):
            yield unreadable(("functions", name), body, made)


def unreadable(loc: Loc, text: str, error: Unreadable) -> Flaw:
    """The flaw of a text that the checker's own reader refuses."""
    at = text[error.position : error.end] or text[error.position :]
    shown = f"「{text}」の {error.position + 1} 文字目「{at}」: " if at else f"「{text}」: "
    told = f'"{text}", at character {error.position + 1} "{at}": ' if at else f'"{text}": '
    mended = error.mended(text)
    return Flaw(
        loc,
        error.code.replace("unreadable", "answer"),
        Localized(shown + error.message.ja, told + error.message.en),
        Localized(f"{mended} のことでしょうか", f"did you mean {mended}?")
        if error.suggestion
        else Localized(
            "使う名前は names に、関数は functions に書いてください",
            "list names in names and functions in functions",
        )
        if error.code == "unreadable.name"
        else Localized(),
    )


def read_flaw(loc: Loc, text: str, names: Names) -> Flaw | None:
    """The flaw of ``text`` when it cannot be read with ``names``."""
    reading: Reading = read(text, names)
    return None if reading.error is None else unreadable(loc, text, reading.error)


def judged_mistakes(mistakes: Sequence[Mistake], brackets: str = "[]") -> tuple[Foreseen, ...]:
    """The mistakes as checking knows them."""
    return tuple(
        Foreseen(spelled(mistake.answer, brackets), mistake.feedback) for mistake in mistakes
    )


class Judged:
    """An answer read once, against which any number of responses are judged."""

    def __init__(self, answer: str, names: Names, rule: Rule) -> None:
        self.answer = answer
        self.names = names
        self.rule = rule

    @cached_property
    def tree(self) -> Node | None:
        """The answer's tree, or None when it cannot be read."""
        return read(self.answer, self.names).tree

    @cached_property
    def _reference(self) -> Reference:
        return reference(self.answer, self.rule, self.names)

    def grade(self, response: str) -> Grade:
        """The grade of ``response``. Raises ``ContentError`` when the answer cannot be judged."""
        return self._reference.judge(response)

    def proof_task(self, response: str) -> Task | None:
        """What algebra can be asked about a response that points accepted, or None."""
        return self._reference.proof_task(response)

    def preview(self, response: str, *, value: bool = False) -> Understood | None:
        """How ``response`` is read, with what it is worth when ``value`` is asked for."""
        tree = self._reference.read(response).tree
        if tree is None:
            return None
        return Understood(latex(tree), linear(tree), _worth(tree, self.names) if value else "")

    def number_of(self, response: str) -> float | None:
        """What ``response`` is worth as one real number, or None when it is not one."""
        tree = self._reference.read(response).tree
        if tree is None or as_entries(tree):
            return None
        return _real(tree, self.names)

    def numbers_of(self, response: str) -> tuple[float, ...] | None:
        """What the entries of ``response`` are worth, or None when it is no vector of reals."""
        tree = self._reference.read(response).tree
        entries = as_entries(tree) if tree is not None else None
        if not entries:
            return None
        values = [_real(entry, self.names) for entry in entries]
        return tuple(value for value in values if value is not None) if None not in values else None

    def answer_text(self, *, value: bool = False) -> str:
        """The answer between ``$`` signs, with its decimal value behind it where asked for."""
        if self.tree is None:
            return self.answer
        worth = _worth(self.tree, self.names) if value else ""
        return f"${latex(self.tree)}$" + (f"  (≈ {worth})" if worth else "")

    def knows(self, word: str, declared: set[str]) -> bool:
        """Whether ``word`` is a declared name or function, or one of the library."""
        return word in declared or word in FUNCTIONS

    def flaws(self, *, shaped: bool = True) -> Iterator[Flaw]:
        """What cannot be read of answer and mistakes; when ``shaped``, what cannot be judged."""
        texts: list[tuple[Loc, str]] = [(("answer",), self.answer)]
        texts += [
            (("mistake", place, "answer"), mistake.answer)
            for place, mistake in enumerate(self.rule.mistakes)
        ]
        found = [read_flaw(loc, text, self.names) for loc, text in texts]
        yield from filter(None, found)
        if any(found) or not shaped:
            return
        try:
            _ = self._reference
        except ContentError as error:
            yield Flaw(("answer",), "answer.rule", Localized(error.what, error.what))


def _worth(tree: Node, names: Names) -> str:
    """The decimal value of a number or of each of several, or "" where the text says it already."""
    entries = as_entries(tree)
    shown = [_decimal(entry, names) for entry in entries] if entries else [_decimal(tree, names)]
    said = [_said(entry) for entry in entries] if entries else [_said(tree)]
    if "" in shown or all(said):
        return ""
    return f"({', '.join(shown)})" if entries else shown[0]


def _said(tree: Node) -> bool:
    """Whether the text is a number as people read them: digits, perhaps with a sign."""
    return isinstance(tree.arg if isinstance(tree, Neg) else tree, Num)


def _decimal(tree: Node, names: Names) -> str:
    value = _real(tree, names)
    return "" if value is None else f"{value:.6g}"


def _real(tree: Node, names: Names) -> float | None:
    try:
        value = evaluate(tree, {}, 1, names)[0]
    except (NotScalar, ArithmeticError):
        return None
    if isinstance(value, complex) or not math.isfinite(value):
        return None
    return float(value)
