"""What one code question asks, as plain data that crosses to the worker as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any, Literal

from quizapp.records import Localized

Check = Literal["values", "gradient", "set", "dropout"]
"""How outputs are judged.

``values``: like the reference's, within the tolerance. ``gradient``: also against central
differences. ``set``: random whole numbers, each value of ``support`` equally often. ``dropout``:
each element of the output is 0 or ``x / (1 - p)``, one draw an element, kept with 1 - p.
"""


@dataclass(frozen=True, slots=True)
class Hidden:
    """One name of the hidden cases: an argument, or a help for making the others."""

    name: str
    shapes: tuple[tuple[str | int, ...], ...] = ((),)
    """Shapes in sizes (``"n"``) or numbers; case by case the next one is used."""
    draw: str = "normal"
    """"normal", "uniform", "away" (from 0: its size lies between the bounds), "integer",
    "binary", "distinct" (no two alike); without meaning where ``value`` is given."""
    low: float | str = 0.0
    high: float | str = 1.0
    """Bounds; a text is calculated from the names before it. "integer" includes both."""
    value: str = ""
    """Calculated from the names before it instead of being drawn."""
    helper: bool = False
    """Not handed to the code."""


@dataclass(frozen=True, slots=True)
class Gradient:
    """What central differences are held against."""

    by: str
    """The name that is varied."""
    of: str = ""
    """A scalar in the names, whose gradient the response is to be; empty when the response is
    itself the scalar."""
    equals: str = ""
    """Where the response is the scalar: what its gradient must be."""


@dataclass(frozen=True, slots=True)
class Mistaken:
    """A wrong answer that is known by name, recognised by what it does."""

    answer: str
    feedback: Localized


@dataclass(frozen=True)
class CodeTask:
    """Everything needed to judge a response; the same for all responses to a question."""

    answer: str
    names: tuple[Hidden, ...]
    outputs: tuple[str, ...]
    listing: str = ""
    repair: tuple[int, ...] = ()
    """1-based lines of the listing that a response replaces, where it has no hole."""
    sizes: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Least and largest of each size that shapes are written in; two sizes are never equal
    where their bounds leave a choice."""
    edges: tuple[Mapping[str, str], ...] = ()
    """Cases besides those drawn, with some names calculated from what was drawn for them."""
    cases: int = 6
    rtol: float = 1e-6
    atol: float = 1e-9
    check: Check = "values"
    gradient: Gradient | None = None
    support: str = ""
    random: bool = False
    draws: int = 400
    """Runs of each case where the response is random."""
    mistakes: tuple[Mistaken, ...] = ()
    key: int = 0
    """A number of the question's own, from which hidden arrays are drawn."""

    @cached_property
    def plain(self) -> str:
        """The task as JSON, without the words that only a learner needs."""
        made = asdict(self)
        made["mistakes"] = [mistake.answer for mistake in self.mistakes]
        return json.dumps(made, ensure_ascii=False, sort_keys=True)


def from_plain(text: str) -> CodeTask:
    """The task that ``CodeTask.plain`` wrote."""
    raw: dict[str, Any] = json.loads(text)
    raw["names"] = tuple(
        Hidden(**{**one, "shapes": tuple(tuple(shape) for shape in one["shapes"])})
        for one in raw["names"]
    )
    raw["sizes"] = {name: (low, high) for name, (low, high) in raw["sizes"].items()}
    raw["gradient"] = None if raw["gradient"] is None else Gradient(**raw["gradient"])
    raw["mistakes"] = tuple(Mistaken(answer, Localized()) for answer in raw["mistakes"])
    for name in ("outputs", "repair", "edges"):
        raw[name] = tuple(raw[name])
    return CodeTask(**raw)
