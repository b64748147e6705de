"""What a plan is about: the items, what is known of them, and how they are counted together."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from quizapp.scheduling.plan.grid import Grid

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

CLASSES: Final = 12
FEWEST: Final = 5
"""Classes of weights that differ by no more than the jitter. With the two that ``RATIO`` asks for
the crowd stands at the ends of its range instead of in the middle, and even weights lose 0.4.
"""
RATIO: Final = 1.45
JITTER: Final = 0.05
"""Equal items must differ a little, or all of them want the same day."""
AGES: Final = np.array(
    [1, 2, 3, 4, 5, 6, 8, 10, 13, 17, 22, 29, 38, 50, 66, 87, 115, 152, 200, 264, 348]
)
"""Days since the last answer; between them values are interpolated on the logarithm."""


@dataclass(frozen=True, slots=True, eq=False)
class Items:
    """The items of a plan; arrays share the length n."""

    weight: Floats  # exam weight, jittered, mean about 1
    seen: Flags
    stability: Floats  # days; meaningless where not seen
    difficulty: Floats
    age: Ints  # whole days since the last answer, at least 0; meaningless where not seen
    pace: Floats | None = None  # minutes of an answer as a multiple of ``Costs``; None: all 1

    @property
    def paces(self) -> Floats:
        """``pace``, with ones where it is left out."""
        return np.ones(len(self)) if self.pace is None else self.pace

    @property
    def worth(self) -> Floats:
        """Weight for the minutes of an item: all that its choices depend on.

        An item that takes m times as long at weight w chooses as one of weight w / m does.
        """
        return self.weight if self.pace is None else self.weight / self.pace

    def __len__(self) -> int:
        return len(self.weight)

    def scaled(self, factor: float) -> Items:
        """The same items with every weight times ``factor``."""
        return replace(self, weight=self.weight * factor)


@dataclass(frozen=True, slots=True)
class Costs:
    """Minutes (or answers) that one answer takes."""

    first: float = 1.0
    right: float = 0.25
    wrong: float = 0.58

    def expected(self, recall: Floats) -> Floats:
        """What an answer costs at that chance of recall."""
        return np.asarray(recall * self.right + (1 - recall) * self.wrong)


IN_ANSWERS: Final = Costs(1.0, 1.0, 1.0)
"""A budget counted in answers."""


def jittered(weights: Floats, ids: Sequence[str]) -> Floats:
    """Each weight times exp(0.05 z), z normal and seeded by the item's id."""
    seeds = np.array([zlib.crc32(one.encode()) for one in ids], dtype=np.uint64)
    # Two uniform numbers from the hash, by multiplication (splitmix64), give one normal number.
    mixed = _mixed(seeds)
    one = (mixed >> np.uint64(11)).astype(np.float64) / 2.0**53
    other = (_mixed(mixed) >> np.uint64(11)).astype(np.float64) / 2.0**53
    normal = np.sqrt(-2 * np.log1p(-one)) * np.cos(2 * np.pi * other)
    return np.asarray(weights * np.exp(JITTER * normal))


def _mixed(value: NDArray[np.uint64]) -> NDArray[np.uint64]:
    with np.errstate(over="ignore"):
        value = value + np.uint64(0x9E3779B97F4A7C15)
        value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return np.asarray(value ^ (value >> np.uint64(31)))


@dataclass(frozen=True, slots=True, eq=False)
class Classes:
    """Weights in a few classes, log-spaced; an item lies between two of them."""

    weight: Floats  # (classes,) ascending
    low: Ints  # (n,) class below each item
    part: Floats  # (n,) how far towards the next class, 0 to 1


def classes_of(weight: Floats) -> Classes:
    """Up to 12 log-spaced classes over ``weight``, which is positive."""
    if not len(weight):
        return Classes(np.ones(1), np.zeros(0, dtype=np.int64), np.zeros(0))
    low, high = float(np.log(weight.min())), float(np.log(weight.max()))
    count = int(np.clip(np.ceil((high - low) / np.log(RATIO)) + 1, FEWEST, CLASSES))
    if high - low < 1e-9:
        mean = float(np.exp((low + high) / 2))
        return Classes(
            np.array([mean]), np.zeros(len(weight), dtype=np.int64), np.zeros(len(weight))
        )
    nodes = np.linspace(low, high, count)
    place = (np.log(weight) - low) / (high - low) * (count - 1)
    at = np.minimum(place.astype(np.int64), count - 2)
    return Classes(np.exp(nodes), at, place - at)


@dataclass(frozen=True, slots=True, eq=False)
class Crowd:
    """The items counted together: what the flow through the plan starts from."""

    unseen: Floats  # (classes,) items of each class not met yet, each counted by its pace
    ages: Ints  # (k,) those of AGES at which there is anybody
    seen: Floats  # (k, classes, states) items met, likewise, by days since, class and state


def crowd_of(items: Items, classes: Classes, grid: Grid) -> Crowd:
    """``items`` spread over classes, ages and states in proportion."""
    count = len(classes.weight)
    unseen = np.zeros(count)
    new = ~items.seen
    pace = items.paces
    _spread(unseen, classes.low[new], classes.part[new], pace[new])
    met = np.flatnonzero(items.seen)
    if not len(met):
        return Crowd(unseen, AGES[:0], np.zeros((0, count, grid.states)))
    low, part = between_ages(items.age[met])
    places, shares = grid.weights_at(items.stability[met], items.difficulty[met])
    whole = np.zeros((len(AGES), count, grid.states))
    flat = whole.reshape(-1)
    for age, by_age in ((low, 1 - part), (np.minimum(low + 1, len(AGES) - 1), part)):
        for step, by_class in ((0, 1 - classes.part[met]), (1, classes.part[met])):
            which = np.minimum(classes.low[met] + step, count - 1)
            base = (age * count + which)[:, None] * grid.states + places
            np.add.at(flat, base, (pace[met] * by_age * by_class)[:, None] * shares)
    there = np.flatnonzero(whole.sum(axis=(1, 2)) > 0)
    return Crowd(unseen, AGES[there], whole[there])


def between_ages(age: Ints) -> tuple[Ints, Floats]:
    """The node of AGES below each age, and how far towards the next on the logarithm."""
    days = np.clip(age, AGES[0], AGES[-1]).astype(np.float64)
    low = np.clip(np.searchsorted(AGES, days, side="right") - 1, 0, len(AGES) - 2)
    part = (np.log(days) - np.log(AGES[low])) / (np.log(AGES[low + 1]) - np.log(AGES[low]))
    return low, part


def _spread(into: Floats, low: Ints, part: Floats, mass: Floats) -> None:
    np.add.at(into, low, (1 - part) * mass)
    np.add.at(into, np.minimum(low + 1, len(into) - 1), part * mass)


def between(per_class: Floats, classes: Classes, which: Ints) -> Floats:
    """Values per class at some items, between the classes each lies in."""
    low, part = classes.low[which], classes.part[which]
    high = np.minimum(low + 1, len(per_class) - 1)
    return np.asarray((1 - part) * per_class[low] + part * per_class[high])


def on_grid(
    table: NDArray[np.floating],
    places: Ints,
    shares: Floats,
    classes: Classes,
    met: Ints,
    some: Ints,
) -> Floats:
    """Values of a (states, classes) table at ``some`` of the items ``met``, between its nodes."""
    at = np.zeros(len(some))
    for step, share in ((0, 1 - classes.part[met[some]]), (1, classes.part[met[some]])):
        column = np.minimum(classes.low[met[some]] + step, table.shape[1] - 1)
        values = table[places[some], column[:, None]]
        at += share * (values * shares[some]).sum(axis=1)
    return at
