"""Code questions: an expression or a few lines of NumPy, right when they do what is asked."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, Strict

from quizapp.checking.code.compose import Listing
from quizapp.checking.code.judge_code import judge_code
from quizapp.checking.code.reader import Scope, read_code
from quizapp.checking.code.task import CodeTask, Gradient, Hidden, Mistaken
from quizapp.checking.code.worker import shared_worker
from quizapp.checking.reading import Unreadable
from quizapp.content.inputs import CodeInput
from quizapp.content.kinds.base import Mistake, QuestionBase
from quizapp.content.problems import Flaw, Loc, did_you_mean
from quizapp.content.tables import Flag, Frozen, Real
from quizapp.records import Grade, Localized

Word = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,29}$")]
Count = Annotated[int, Strict(), Field(ge=0)]
Shape = tuple[Annotated[int, Strict(), Field(ge=0)] | Word, ...]


class NameTable(Frozen):
    """A name the code is given, and how its hidden values are made."""

    name: Word
    shape: Shape = ()
    """``["n", "m"]`` in the sizes of the question; ``[]`` is a number."""
    shapes: tuple[Shape, ...] = ()
    """Several shapes instead; each case takes the next one."""
    draw: Literal["normal", "uniform", "away", "integer", "binary", "distinct"] = "normal"
    """"away" keeps away from 0: sizes lie between low and high. "integer" includes both bounds.
    "distinct" draws no two alike."""
    low: Real | str = 0.0
    """A number, or a formula in the names before this one."""
    high: Real | str = 1.0
    value: str = ""
    """A formula in the names before this one, instead of a draw."""
    helper: Flag = False
    """Not given to the code: only there for the formulas of other names."""
    shown: str = ""
    """What stands beside the name, where its shape or type does not say it."""


class GradientTable(Frozen):
    """What central differences check: ``check = "gradient"``."""

    by: Word
    """The name that is varied."""
    of: str = ""
    """The scalar whose gradient is asked for; without it the answer is itself the scalar."""
    equals: str = ""
    """What the gradient of the answer must be, where the answer is the scalar."""


class Code(QuestionBase):
    """A question answered in NumPy and judged on hidden arrays.

    The response is the missing expression, the whole line or the whole function. It is read by a
    restricted interpreter and run in a process of its own; equal behaviour is right, whatever the
    code looks like. What cannot be read costs nothing.
    """

    kind: Literal["code"] = "code"
    language: Literal["numpy"] = "numpy"
    listing: str = ""
    """The code shown; ``____`` stands where the response goes."""
    repair: tuple[Annotated[int, Strict(), Field(ge=1)], ...] = ()
    """Lines of the listing that are at fault and that the response replaces (from 1)."""
    lines: Annotated[int, Strict(), Field(ge=1, le=12)] = 1
    """Lines an answer has; with more than one, enter begins a new line."""
    names: Annotated[tuple[NameTable, ...], Field(min_length=1)]
    """What the code is given, in the order of the function's arguments."""
    sizes: dict[Word, tuple[Count, Count]] = Field(default_factory=dict)
    """The least and largest value of each size; two sizes are drawn different."""
    outputs: Annotated[tuple[Word, ...], Field(min_length=1)]
    """What is compared: the values returned, or these variables where nothing is returned."""
    answer: Annotated[str, Field(min_length=1)]
    """Code that is right, written as a learner would write it."""
    accept: tuple[str, ...] = ()
    """Other code that is right, and that must be graded so."""
    edges: tuple[dict[Word, str], ...] = ()
    """Cases besides those drawn: names with a formula in what was drawn, ``{ h = "h * 0" }``."""
    cases: Annotated[int, Strict(), Field(ge=1, le=20)] = 6
    """Hidden cases that are drawn."""
    rtol: Annotated[float, Field(ge=0)] = 1e-6
    atol: Annotated[float, Field(ge=0)] = 1e-9
    check: Literal["values", "gradient", "set", "dropout"] = "values"
    """How outputs are judged: like those of ``answer``; also against central differences; random
    whole numbers, each of ``support`` equally often; inverted dropout of ``x`` with drop
    probability ``p``."""
    gradient: GradientTable | None = None
    support: str = ""
    """The values a random answer draws from, as a formula: ``np.arange(n)``."""
    draws: Annotated[int, Strict(), Field(ge=50, le=1000)] = 400
    """Runs of each case of a random answer."""
    allow: tuple[Literal["random"], ...] = ()
    """What may be used besides the usual functions."""
    offers: tuple[str, ...] = ()
    """Functions named under the field."""
    mistakes: tuple[Mistake, ...] = Field(default=(), alias="mistake")
    """Wrong code, recognised by what it does and not by how it is written."""

    @cached_property
    def place(self) -> Listing:
        """The listing with the place for the response."""
        return Listing(
            self.listing,
            self.repair,
            tuple(one.name for one in self.names if not one.helper),
            self.outputs,
            "random" in self.allow,
        )

    @cached_property
    def task(self) -> CodeTask:
        """The question as checking knows it."""
        gradient = self.gradient
        return CodeTask(
            answer=self.answer,
            names=tuple(_hidden(one) for one in self.names),
            outputs=self.outputs,
            listing=self.listing,
            repair=self.repair,
            sizes=self.sizes,
            edges=self.edges,
            cases=self.cases,
            rtol=self.rtol,
            atol=self.atol,
            check=self.check,
            gradient=None
            if gradient is None
            else Gradient(gradient.by, gradient.of, gradient.equals),
            support=self.support,
            random="random" in self.allow,
            draws=self.draws,
            mistakes=tuple(Mistaken(one.line, one.feedback) for one in self.mistakes),
            key=zlib.crc32(self.id.encode()),
        )

    @property
    def input(self) -> CodeInput:
        """The listing, the names with their shapes, and the height of the field."""
        return CodeInput(
            listing=self.listing.strip("\n"),
            repair=self.repair,
            names=tuple((one.name, _shown(one)) for one in self.names if not one.helper),
            offers=self.offers,
            height=self.lines,
        )

    def grade(self, response: str, *, seed: int = 0) -> Grade:
        """Right when the code does in every hidden case what ``answer`` does."""
        return judge_code(response, self.task, self.place, seed=seed)

    def interrupt(self) -> None:
        """End the judgement under way; whoever waits for it hears that there is none."""
        shared_worker().interrupt()

    def warm(self) -> None:
        """Start the process that runs code."""
        shared_worker().start()

    def answer_text(self, language: str) -> str:
        """The answer as code."""
        text = self.answer.strip("\n")
        return f"```python\n{text}\n```" if "\n" in text else f"`{text}`"

    def right_responses(self) -> Iterator[tuple[Loc, str]]:
        """The answer and every other form that is accepted."""
        yield ("answer",), self.answer
        for place, text in enumerate(self.accept):
            yield ("accept", place), text

    @property
    def own_mistakes(self) -> tuple[Mistake, ...]:
        """The mistakes this question knows by name."""
        return self.mistakes

    @property
    def evidence(self) -> str:
        """Always "computed": the answer itself is run."""
        return "computed"

    def flaws(self, languages: tuple[str, ...]) -> Iterator[Flaw]:
        """Also: code that cannot be read, names that do not fit, fields a check needs."""
        yield from super().flaws(languages)
        yield from self._name_flaws()
        if self.place.error is not None:
            yield _unreadable(("listing",), self.place.error)
            return
        if self.repair and "____" in self.listing:
            yield Flaw(
                ("repair",),
                "code.place",
                Localized("____ と repair の両方があります", "there is both a ____ and a repair"),
            )
        elif not self.place.place_found:
            yield Flaw(
                ("listing",),
                "code.place",
                Localized("答えの入る場所がありません", "there is no place for the response"),
                Localized(
                    "____ を置くか、repair に行を書いてください",
                    "put a ____ or name lines in repair",
                ),
            )
        yield from self._code_flaws()
        yield from self._check_flaws()

    def _name_flaws(self) -> Iterator[Flaw]:
        seen = set(self.sizes)
        for place, one in enumerate(self.names):
            if one.name in seen:
                yield Flaw(
                    ("names", place),
                    "names.twice",
                    Localized(f"{one.name} は 2 回目です", f"{one.name} is there twice"),
                )
            for shape in (one.shape, *one.shapes):
                for size in shape:
                    if isinstance(size, str) and size not in seen:
                        yield Flaw(
                            ("names", place, "shapes" if one.shapes else "shape"),
                            "code.size",
                            Localized(
                                f"{size} という大きさはありません", f"there is no size {size}"
                            ),
                            did_you_mean(size, self.sizes),
                        )
            for field in ("value", "low", "high"):
                text = getattr(one, field)
                if isinstance(text, str) and text:
                    yield from _formula(("names", place, field), text, seen)
            seen.add(one.name)
        for name, (low, high) in self.sizes.items():
            if low > high:
                yield Flaw(
                    ("sizes", name), "names.range", Localized("範囲が空です", "the range is empty")
                )
        for place, edge in enumerate(self.edges):
            for name, text in edge.items():
                if name not in {one.name for one in self.names}:
                    yield Flaw(
                        ("edges", place, name),
                        "names.unknown",
                        Localized(f"{name} という名前はありません", f"there is no name {name}"),
                    )
                yield from _formula(("edges", place, name), text, seen)

    def _code_flaws(self) -> Iterator[Flaw]:
        texts: list[tuple[Loc, str]] = list(self.right_responses())
        texts += [
            (("mistake", place, "answer"), mistake.line)
            for place, mistake in enumerate(self.mistakes)
        ]
        for loc, text in texts:
            error = read_code(text, self.place.scope).error
            if error is not None:
                yield _unreadable(loc, error, text)
        parameters = self.place.parameters
        given = tuple(one.name for one in self.names if not one.helper)
        if parameters and set(parameters) - set(given):
            strange = next(name for name in parameters if name not in given)
            yield Flaw(
                ("names",),
                "names.unknown",
                Localized(
                    f"関数の引数 {strange} が names にありません",
                    f"the argument {strange} of the function is not in names",
                ),
            )

    def _check_flaws(self) -> Iterator[Flaw]:
        known = {one.name for one in self.names}
        gradient = self.gradient
        if (self.check == "gradient") != (gradient is not None):
            yield Flaw(
                ("gradient",),
                "code.check",
                Localized(
                    'check = "gradient" と gradient は、そろって書きます',
                    'check = "gradient" and gradient go together',
                ),
            )
        elif gradient is not None:
            if gradient.by not in known:
                yield Flaw(
                    ("gradient", "by"),
                    "names.unknown",
                    Localized(
                        f"{gradient.by} という名前はありません", f"there is no name {gradient.by}"
                    ),
                    did_you_mean(gradient.by, known),
                )
            if bool(gradient.of) == bool(gradient.equals):
                yield Flaw(
                    ("gradient",),
                    "code.check",
                    Localized(
                        "of か equals のどちらか 1 つを書いてください", "give either of or equals"
                    ),
                )
            for field in ("of", "equals"):
                text = getattr(gradient, field)
                if text:
                    yield from _formula(("gradient", field), text, known)
        if (self.check == "set") != bool(self.support):
            yield Flaw(
                ("support",),
                "code.check",
                Localized(
                    'check = "set" と support は、そろって書きます',
                    'check = "set" and support go together',
                ),
            )
        elif self.support:
            yield from _formula(("support",), self.support, known)
        if self.check == "dropout" and not {"x", "p"} <= known:
            yield Flaw(
                ("names",),
                "code.check",
                Localized(
                    'check = "dropout" では x と p が必要です',
                    'check = "dropout" needs the names x and p',
                ),
            )
        if self.check in ("set", "dropout") and "random" not in self.allow:
            yield Flaw(
                ("allow",),
                "code.check",
                Localized('allow = ["random"] が必要です', 'allow = ["random"] is needed'),
            )


def _hidden(table: NameTable) -> Hidden:
    return Hidden(
        table.name,
        table.shapes or (table.shape,),
        table.draw,
        table.low,
        table.high,
        table.value,
        table.helper,
    )


def _shown(table: NameTable) -> str:
    """The shape or type of a name as it stands under the field."""
    if table.shown:
        return table.shown
    shapes = [shape for shape in table.shapes or (table.shape,) if shape]
    if not shapes:
        return "int" if table.draw in ("integer", "binary") else "float"
    return " / ".join(_spelled(shape) for shape in shapes)


def _spelled(shape: Shape) -> str:
    inner = ", ".join(map(str, shape))
    return f"({inner},)" if len(shape) == 1 else f"({inner})"


def _formula(loc: Loc, text: str, names: set[str]) -> Iterator[Flaw]:
    reading = read_code(text, Scope(tuple(names)))
    if reading.error is not None:
        yield _unreadable(loc, reading.error, text)
    elif reading.program is not None and reading.program.form != "expression":
        yield Flaw(
            loc,
            "code.formula",
            Localized("式を 1 つ書いてください", "a single expression is wanted"),
        )


def _unreadable(loc: Loc, error: Unreadable, text: str = "") -> Flaw:
    shown = f"「{text}」: " if text and "\n" not in text else ""
    told = f'"{text}": ' if text and "\n" not in text else ""
    return Flaw(
        loc,
        error.code.replace("unreadable", "code"),
        Localized(shown + error.message.ja, told + error.message.en),
    )
