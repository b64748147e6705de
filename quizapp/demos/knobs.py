"""How a knob turns: what it takes, how it steps, and where it stands on its track.

Knobs are made from what the parameters of a demo declare (``declared``). Nothing here imports
NumPy: a list of knobs must cost nothing.
"""

from __future__ import annotations

import bisect
import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from quizapp.demos.numerals import LONGEST, fold, format_number, read_number
from quizapp.errors import UsageError
from quizapp.records import Localized
from quizapp.words import language, tr

Value = float | int | str | tuple[float, ...]
"""What a knob holds: a real or whole number, the name of an option, or a short list of numbers."""

_PER_DECADE = (1.0, 1.2, 1.5, 1.8, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0)
"""Stops of a logarithmic knob: near-even in ratio, and numbers a person would have typed."""


@dataclass(frozen=True, slots=True)
class Knob:
    """One knob as the screens and commands see it; the three kinds below say how it turns."""

    name: str
    """The parameter's name, also its key in a question and, with dashes, its option."""
    title: Localized
    default: Value
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Other knobs and the options of them for which this knob matters."""

    @property
    def kind(self) -> str:
        """A stable word for the kind: "float", "int", "choice" or "numbers"."""
        raise NotImplementedError

    @property
    def unit(self) -> str:
        """The unit shown after the value, often empty."""
        return ""

    def matters(self, values: Mapping[str, Value]) -> bool:
        """Whether this knob changes anything under ``values``."""
        return all(values.get(name) in options for name, options in self.when.items())

    def check(self, value: object) -> Value:
        """``value`` as this knob holds it; raises UsageError that says what is allowed."""
        raise NotImplementedError

    def parse(self, text: str) -> Value:
        """The value typed as ``text``, full-width digits and Japanese signs included."""
        raise NotImplementedError

    def step(self, value: Value, steps: int) -> Value:
        """The value ``steps`` steps on (back when negative), stopping at the ends."""
        raise NotImplementedError

    def fraction(self, value: Value) -> float:
        """Where ``value`` stands on the track, from 0 to 1."""
        raise NotImplementedError

    def at(self, fraction: float) -> Value:
        """The value nearest to a place on the track."""
        raise NotImplementedError

    def show(self, value: Value, language: str) -> str:
        """``value`` as a learner reads it."""
        raise NotImplementedError

    def allowed(self, language: str) -> str:
        """What may be given, as one short phrase."""
        raise NotImplementedError

    def _refuse(self, given: object) -> UsageError:
        spoken = language()
        return UsageError(
            tr(
                "つまみ「{knob}」に {given} は使えません。",
                knob=self.title.get(spoken),
                given=_short(given),
            ),
            mend=tr(
                "使える値  {knob} = {allowed}",
                knob=self.name.replace("_", "-"),
                allowed=self.allowed(spoken),
            ),
        )


@dataclass(frozen=True, slots=True)
class RangeKnob(Knob):
    """A knob over real or whole numbers, linear or logarithmic."""

    low: float = 0.0
    high: float = 1.0
    width: float = 0.02
    """One step of a linear scale."""
    log: bool = False
    whole: bool = False
    of: str = ""

    @property
    def kind(self) -> str:
        """``int`` or ``float``."""
        return "int" if self.whole else "float"

    @property
    def unit(self) -> str:
        """The unit as declared."""
        return self.of

    def check(self, value: object) -> Value:
        """The number, whole where the knob is; a NaN, an infinity or a bool is refused."""
        if isinstance(value, bool) or not isinstance(value, int | float) or not self._fits(value):
            raise self._refuse(value)
        return int(value) if self.whole else float(value)

    def _fits(self, number: float) -> bool:
        # A NaN is inside no bounds, and an integer too large for a float is compared all the same.
        return self.low <= number <= self.high and (not self.whole or number == int(number))

    def parse(self, text: str) -> Value:
        """The number typed, as a decimal, with an exponent, or as a fraction ``1/8``."""
        number = read_number(text)
        if number is None or not self._fits(number):
            raise self._refuse(text)
        return self.check(number)

    def step(self, value: Value, steps: int) -> Value:
        """The next round stop in that direction, ``|steps|`` stops away."""
        number = _number(value)
        if self.log:
            stops = self._stops()
            place = (
                bisect.bisect_right(stops, number) - 1
                if steps > 0
                else bisect.bisect_left(stops, number)
            )
            moved = stops[min(max(place + steps, 0), len(stops) - 1)]
        else:
            place_exact = (number - self.low) / self.width
            start = math.floor(place_exact + 1e-9) if steps > 0 else math.ceil(place_exact - 1e-9)
            moved = min(max(self.low + (start + steps) * self.width, self.low), self.high)
            moved = round(moved, _decimals(self.width) + 2)
        return round(moved) if self.whole else moved

    def fraction(self, value: Value) -> float:
        """The place between the bounds, by ratio on a logarithmic scale."""
        number = min(max(_number(value), self.low), self.high)
        if self.high == self.low:
            return 0.0
        if self.log:
            return math.log(number / self.low) / math.log(self.high / self.low)
        return (number - self.low) / (self.high - self.low)

    def at(self, fraction: float) -> Value:
        """The stop nearest to that place."""
        fraction = min(max(fraction, 0.0), 1.0)
        if self.log:
            wanted = self.low * (self.high / self.low) ** fraction
            found = min(self._stops(), key=lambda stop: abs(math.log(stop / wanted)))
        else:
            steps = round(fraction * (self.high - self.low) / self.width)
            found = round(min(self.low + steps * self.width, self.high), _decimals(self.width) + 2)
        return round(found) if self.whole else found

    def show(self, value: Value, language: str) -> str:
        """The number with the decimals of its step, or more where it was typed finer."""
        return format_number(_number(value), None if self.log else _decimals(self.width))

    def allowed(self, language: str) -> str:
        """``low … high``, with the unit, and a word that it is whole."""
        unit = f" {self.of}" if self.of else ""
        low, high = format_number(self.low), format_number(self.high)
        if language == "en":
            return f"{low} to {high}{unit}" + (" (whole number)" if self.whole else "")
        return f"{low} から {high}{unit}" + ("（整数）" if self.whole else "")

    def _stops(self) -> list[float]:
        first, last = math.floor(math.log10(self.low)), math.ceil(math.log10(self.high))
        found = {
            float(f"{mantissa:g}e{power}")
            for power in range(first, last + 1)
            for mantissa in _PER_DECADE
        }
        if self.whole:
            found = {stop for stop in found if stop == int(stop)}
        inner = {stop for stop in found if self.low < stop < self.high}
        return sorted(inner | {float(self.low), float(self.high)})


@dataclass(frozen=True, slots=True)
class ChoiceKnob(Knob):
    """A knob over named options."""

    options: tuple[str, ...] = ()
    labels: Mapping[str, Localized] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """Always ``choice``."""
        return "choice"

    def check(self, value: object) -> Value:
        """The option's name."""
        if isinstance(value, str) and value in self.options:
            return value
        raise self._refuse(value)

    def parse(self, text: str) -> Value:
        """The option named, or numbered from 1."""
        folded = fold(text)
        for option in self.options:
            label = self.labels.get(option, Localized())
            if folded.casefold() in (option, fold(label.ja).casefold(), fold(label.en).casefold()):
                return option
        if folded.isascii() and folded.isdigit() and 1 <= int(folded[:9]) <= len(self.options):
            return self.options[int(folded) - 1]
        raise self._refuse(text)

    def step(self, value: Value, steps: int) -> Value:
        """The option ``steps`` places on."""
        place = self.options.index(str(value)) + steps
        return self.options[min(max(place, 0), len(self.options) - 1)]

    def fraction(self, value: Value) -> float:
        """The place among the options."""
        return self.options.index(str(value)) / max(len(self.options) - 1, 1)

    def at(self, fraction: float) -> Value:
        """The option nearest to that place."""
        last = len(self.options) - 1
        return self.options[round(min(max(fraction, 0.0), 1.0) * last)]

    def show(self, value: Value, language: str) -> str:
        """The option's label."""
        label = self.labels.get(str(value))
        return label.get(language) if label else str(value)

    def allowed(self, language: str) -> str:
        """The names of all options."""
        return " | ".join(self.options)


@dataclass(frozen=True, slots=True)
class NumbersKnob(Knob):
    """A knob that holds a short list of numbers, typed as ``1, 2, 3``."""

    low: float = 0.0
    high: float = 1.0
    shortest: int = 1
    longest: int = 12
    examples: tuple[tuple[float, ...], ...] = ()

    @property
    def kind(self) -> str:
        """Always ``numbers``."""
        return "numbers"

    def check(self, value: object) -> Value:
        """The numbers as a tuple; one number alone is a list of one."""
        items = (value,) if isinstance(value, int | float) else value
        if not isinstance(items, list | tuple) or not self.shortest <= len(items) <= self.longest:
            raise self._refuse(value)
        found = []
        for item in items:
            if isinstance(item, bool) or not isinstance(item, int | float):
                raise self._refuse(value)
            if not self.low <= item <= self.high:
                raise self._refuse(value)
            found.append(float(item))
        return tuple(found)

    def parse(self, text: str) -> Value:
        """Numbers with commas or spaces between them."""
        folded = fold(text)
        parts = folded.replace(",", " ").split() if len(folded) <= LONGEST else []
        numbers = [read_number(part) for part in parts]
        if not numbers or any(number is None for number in numbers):
            raise self._refuse(text)
        return self.check([number for number in numbers if number is not None])

    def step(self, value: Value, steps: int) -> Value:
        """The next example; a list that is none of them goes to the first or last."""
        offers = self._offers()
        if value in offers:
            return offers[min(max(offers.index(value) + steps, 0), len(offers) - 1)]
        return offers[0] if steps > 0 else offers[-1]

    def fraction(self, value: Value) -> float:
        """The place among the examples; the middle for a list of one's own."""
        offers = self._offers()
        return offers.index(value) / max(len(offers) - 1, 1) if value in offers else 0.5

    def at(self, fraction: float) -> Value:
        """The example nearest to that place."""
        offers = self._offers()
        return offers[round(min(max(fraction, 0.0), 1.0) * (len(offers) - 1))]

    def show(self, value: Value, language: str) -> str:
        """The numbers with a comma and a space between them."""
        assert isinstance(value, tuple)
        return ", ".join(format_number(number) for number in value)

    def allowed(self, language: str) -> str:
        """How many numbers, and between which bounds."""
        low, high = format_number(self.low), format_number(self.high)
        count = (
            str(self.shortest)
            if self.shortest == self.longest
            else f"{self.shortest}-{self.longest}"
        )
        example = self.show(self.default, language)
        if language == "en":
            return f"{count} numbers from {low} to {high}, as {example}"
        return f"{low} から {high} の数を {count} 個（例 {example}）"

    def _offers(self) -> list[Value]:
        offers: list[Value] = list(self.examples)
        return offers if self.default in offers else [self.default, *offers]


def _number(value: Value) -> float:
    assert isinstance(value, int | float)
    return float(value)


def _decimals(step: float) -> int:
    text = f"{step:.6f}".rstrip("0")
    return len(text.partition(".")[2])


def _short(given: object) -> str:
    text = "".join(sign if sign.isprintable() else "·" for sign in str(given))
    return text if len(text) <= 24 else text[:23] + "…"
