"""The knobs that many demos have in common, so that one thing has one name and one range.

    seed: Annotated[int, usual.seed()] = 7
    rate: Annotated[float, usual.learning_rate(0.001, 1)] = 0.1

What is a demo's own is declared with ``declared.Range`` and its kin, beside its ``run``.
"""

from __future__ import annotations

from collections.abc import Mapping

from quizapp.demos.declared import Choice, Range
from quizapp.records import Localized

When = Mapping[str, tuple[str, ...]]
"""Another knob, and the options of it for which this one matters."""


def seed(*, when: When | None = None) -> Range:
    """Which of a hundred draws of chance is shown."""
    return Range("乱数の種", "seed", 0, 99, when=when)


def learning_rate(low: float, high: float, *, when: When | None = None) -> Range:
    """The learning rate η, spread by ratio."""
    return Range("学習率 η", "learning rate η", low, high, scale="log", when=when)


def steps(low: int, high: int, *, when: When | None = None) -> Range:
    """How many steps are taken, spread by ratio."""
    return Range("ステップ数", "steps", low, high, scale="log", when=when)


def view(labels: Mapping[str, Localized | str], *, when: When | None = None) -> Choice:
    """Which side of one subject is looked at."""
    return Choice("見るもの", "view", labels, when=when)


def experiment(labels: Mapping[str, Localized | str], *, when: When | None = None) -> Choice:
    """Which of a demo's several experiments is run."""
    return Choice("実験", "experiment", labels, when=when)
