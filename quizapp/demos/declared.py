"""What a learner may turn in a demo, declared once on the parameters of its ``run`` function.

    def run(
        rate: Annotated[float, Range("学習率", "learning rate", 0.001, 3, scale="log")] = 0.1,
        method: Annotated[Literal["sgd", "adam"], Choice("手法", "method")] = "sgd",
    ) -> Outcome: ...

The screen's knobs, the command-line options, a question's ``demo = { knobs = … }`` and the tests
all read this one declaration. Nothing here imports NumPy: a list of knobs must cost nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from quizapp.records import Localized


class Range:
    """A number between two bounds.

    ``scale="log"`` spreads the track by ratio and steps along round numbers; ``step`` is the
    width of one step on a linear scale (a fiftieth of the range unless told). ``when`` names
    another knob and the options of it for which this one matters at all.
    """

    __slots__ = ("high", "low", "scale", "step", "title", "unit", "when")

    def __init__(
        self,
        ja: str,
        en: str,
        low: float,
        high: float,
        *,
        step: float | None = None,
        scale: Literal["linear", "log"] = "linear",
        unit: str = "",
        when: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        if scale == "log" and low <= 0:
            raise ValueError("a logarithmic range starts above 0")
        self.title = Localized(ja, en)
        self.low, self.high = low, high
        self.step, self.scale, self.unit = step, scale, unit
        self.when = dict(when or {})


class Choice:
    """One of the options of the parameter's ``Literal`` type; ``labels`` names them for people."""

    __slots__ = ("labels", "title", "when")

    def __init__(
        self,
        ja: str,
        en: str,
        labels: Mapping[str, Localized | str] | None = None,
        *,
        when: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        self.title = Localized(ja, en)
        self.labels = {
            name: label if isinstance(label, Localized) else Localized(label, label)
            for name, label in (labels or {}).items()
        }
        self.when = dict(when or {})


class Numbers:
    """A short list of numbers, each between two bounds; ``examples`` are what the arrows offer."""

    __slots__ = ("examples", "high", "longest", "low", "shortest", "title", "when")

    def __init__(
        self,
        ja: str,
        en: str,
        low: float,
        high: float,
        *,
        shortest: int = 1,
        longest: int = 12,
        examples: tuple[tuple[float, ...], ...] = (),
        when: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        self.title = Localized(ja, en)
        self.low, self.high = low, high
        self.shortest, self.longest = shortest, longest
        self.examples = examples
        self.when = dict(when or {})
