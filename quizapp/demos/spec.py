"""What a demo is: an entry in the list, a ``run`` function with knobs, and the outcome it gives.

A demo is one file in ``quizapp/demos/lab`` with one pure function ``run`` and one ``Entry`` in
``quizapp/demos/__init__.py``. The entry alone is read for lists; the file, and NumPy with it, is
loaded when somebody opens the demo.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args, get_origin, get_type_hints

from quizapp.demos.declared import Choice, Numbers, Range
from quizapp.demos.knobs import (
    ChoiceKnob,
    Knob,
    NumbersKnob,
    RangeKnob,
    Value,
)
from quizapp.errors import QuizappError, UsageError
from quizapp.records import Localized
from quizapp.words import tr

if TYPE_CHECKING:
    from quizapp.demos.figure import Figure

__all__ = [
    "Cancelled",
    "Choice",
    "Claim",
    "Demo",
    "Entry",
    "Frame",
    "Knob",
    "Numbers",
    "Outcome",
    "Range",
    "Reading",
    "Result",
    "Tick",
    "Trial",
    "Value",
    "silent",
]

Result = float | int | str | tuple[float, ...]
Tick = Callable[[float], None]
"""Hears how much of a long run is done, from 0 to 1; raises Cancelled to end it."""


class Cancelled(Exception):
    """A long run was told to stop: the learner left, or turned a knob again."""


def silent(done: float) -> None:
    """The tick of a run that nobody watches."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence about these settings that the run itself has put to the test."""

    id: str
    """Stable name that a question's ``computed`` evidence refers to."""
    text: Localized
    held: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """One line of "with these values": a label, its value, and the series it belongs to."""

    label: Localized
    value: str | Localized
    marker: int | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """One moment of an animated demo."""

    figure: Figure
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run gave: a figure, named results, claims put to the test, and what to look at."""

    figure: Figure
    results: Mapping[str, Result]
    claims: tuple[Claim, ...]
    notice: Localized
    """What is to be seen with these settings, one or two sentences."""
    formula: str = ""
    """One line of mathematics with the present numbers in it."""
    readings: tuple[Reading, ...] = ()
    steps: int = 0
    """Steps of the animation; 0 for a demo that stands still."""
    at: Callable[[int], Frame] | None = None
    """The moment after so many steps, 0 to ``steps``; ``at(steps)`` shows what ``figure`` shows."""
    small: Figure | None = None
    """The figure where there is room for 33 by 9 cells only."""

    def number(self, name: str) -> float:
        """The named result as one number; raises TypeError when it is something else."""
        value = self.results[name]
        if not isinstance(value, int | float):
            raise TypeError(f"{name} is {value!r}, not a number")
        return float(value)

    def numbers(self, name: str) -> tuple[float, ...]:
        """The named result as several numbers; raises TypeError when it is something else."""
        value = self.results[name]
        if not isinstance(value, tuple):
            raise TypeError(f"{name} is {value!r}, not several numbers")
        return value

    def claim(self, name: str) -> Claim:
        """The claim called ``name``; raises UsageError with the names there are."""
        for claim in self.claims:
            if claim.id == name:
                return claim
        raise UsageError(
            tr("「{name}」という主張はこのデモにありません。", name=name),
            mend=", ".join(claim.id for claim in self.claims),
        )


@dataclass(frozen=True, slots=True)
class Trial:
    """One "try this": the learner guesses first, then the run with ``knobs`` decides."""

    ask: Localized
    """What is to be guessed, in one sentence."""
    knobs: Mapping[str, Value]
    """The settings to try; the defaults stand for the rest."""
    guesses: tuple[Localized, ...]
    """Two to four short answers to choose from."""
    happened: Callable[[Outcome], int]
    """Which of ``guesses`` the outcome shows, from 0; read off the run, never written down."""
    because: Localized
    """Why, shown after the guess."""


@dataclass(frozen=True)
class Entry:
    """A demo as lists see it. ``module`` is its file in ``quizapp.demos.lab``, or a dotted path."""

    id: str
    module: str
    topic: str
    title: Localized
    promise: Localized
    """One line: what a learner will see there."""

    @property
    def foreign(self) -> bool:
        """Whether an installed package brought it: its mistakes must not take us down."""
        return "." in self.module

    @cached_property
    def demo(self) -> Demo:
        """The demo itself; imports its module, and NumPy, the first time.

        Raises UsageError when the module of an installed package cannot be used.
        """
        if not self.foreign:
            return self._loaded(f"quizapp.demos.lab.{self.module}")
        try:
            return self._loaded(self.module)
        except (Exception, SystemExit) as error:  # whatever a stranger's module may raise
            raise UsageError(
                tr("デモ {demo} を読み込めません。", demo=self.id), where=reason_of(error)
            ) from error

    def _loaded(self, path: str) -> Demo:
        module = import_module(path)
        run: Callable[..., Outcome] = module.run
        knobs, heavy = read_knobs(run)
        trials: tuple[Trial, ...] = getattr(module, "TRIALS", ())
        return Demo(entry=self, knobs=knobs, function=run, heavy=heavy, trials=trials)


@dataclass(frozen=True)
class Demo:
    """A demo ready to run."""

    entry: Entry
    knobs: tuple[Knob, ...]
    function: Callable[..., Outcome] = field(repr=False)
    heavy: bool = False
    """True when ``run`` takes a ``tick``: it may last longer than a key press."""
    trials: tuple[Trial, ...] = ()
    """What to try, each with a prediction first; ``TRIALS`` of the demo's file."""

    @property
    def id(self) -> str:
        """The id, for example ``D07``."""
        return self.entry.id

    @property
    def title(self) -> Localized:
        """The title in both languages."""
        return self.entry.title

    @property
    def defaults(self) -> dict[str, Value]:
        """Every knob at its default."""
        return {knob.name: knob.default for knob in self.knobs}

    def knob(self, name: str) -> Knob:
        """The knob called ``name`` (dashes and underscores alike); raises UsageError."""
        wanted = name.replace("-", "_")
        for knob in self.knobs:
            if knob.name == wanted:
                return knob
        raise UsageError(
            tr("{demo} に「{name}」というつまみはありません。", demo=self.id, name=name),
            mend=tr("つまみ  {names}", names=", ".join(knob.name for knob in self.knobs)),
        )

    def settle(self, values: Mapping[str, object]) -> dict[str, Value]:
        """All knobs: ``values`` checked, the defaults for the rest; raises UsageError."""
        settled = self.defaults
        for name, value in values.items():
            knob = self.knob(name)
            settled[knob.name] = knob.check(value)
        return settled

    def run(self, values: Mapping[str, object], tick: Tick = silent) -> Outcome:
        """The outcome with ``values`` and the defaults for the rest.

        Raises UsageError for a value that is not allowed, alone or beside the others.
        """
        settled: dict[str, Any] = dict(self.settle(values))
        if self.heavy:
            settled["tick"] = tick
        if not self.entry.foreign:
            return self.function(**settled)
        try:
            return self.function(**settled)
        except (QuizappError, Cancelled):
            raise
        except Exception as error:  # a stranger's mistake is said, not suffered
            raise UsageError(
                tr("デモ {demo} はこの設定で動きませんでした。", demo=self.id),
                where=reason_of(error),
            ) from error


def reason_of(error: BaseException) -> str:
    """What went wrong in somebody else's code, in one short line."""
    text = " ".join(str(error).split())
    name = type(error).__name__
    return f"{name}: {text}"[:160] if text else name


def read_knobs(run: Callable[..., Outcome]) -> tuple[tuple[Knob, ...], bool]:
    """The knobs declared on the parameters of ``run``, and whether it takes a ``tick``."""
    hints = get_type_hints(run, include_extras=True)
    knobs: list[Knob] = []
    heavy = False
    for name, parameter in inspect.signature(run).parameters.items():
        if name == "tick":
            heavy = True
            continue
        hint = hints[name]
        if get_origin(hint) is not Annotated or parameter.default is parameter.empty:
            raise TypeError(f"{run.__module__}: parameter {name} declares no knob or no default")
        base, dial = get_args(hint)[:2]
        knobs.append(_knob(name, base, dial, parameter.default))
    return tuple(knobs), heavy


def _knob(name: str, base: object, dial: object, default: Value) -> Knob:
    knob: Knob
    if isinstance(dial, Range):
        whole = base is int
        step = dial.step or (1.0 if whole else (dial.high - dial.low) / 50)
        knob = RangeKnob(
            name, dial.title, default, dial.when,
            low=dial.low, high=dial.high, width=step, log=dial.scale == "log", whole=whole,
            of=dial.unit,
        )  # fmt: skip
    elif isinstance(dial, Choice):
        if get_origin(base) is not Literal:
            raise TypeError(f"a Choice is declared on a Literal type, not on {base}")
        knob = ChoiceKnob(
            name, dial.title, default, dial.when, options=get_args(base), labels=dial.labels
        )
    elif isinstance(dial, Numbers):
        knob = NumbersKnob(
            name, dial.title, default, dial.when,
            low=dial.low, high=dial.high, shortest=dial.shortest, longest=dial.longest,
            examples=dial.examples,
        )  # fmt: skip
    else:
        raise TypeError(f"{name}: {dial!r} is no knob")
    knob.check(default)
    return knob
