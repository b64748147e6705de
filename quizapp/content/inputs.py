"""Shapes of input: what a screen must be able to take, whatever kind of question asks for it.

A kind names its shape; no screen needs to hear of the kind, and no shape knows of a widget.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from quizapp.records import Localized


@dataclass(frozen=True, slots=True)
class LineInput:
    """One typed line."""

    label: str = ""
    """What stands before the line, in LaTeX (``\\frac{dz}{dx}``); empty for none."""
    unit: str = ""
    """What stands behind it: ``%``, ``px``."""
    preview: bool = False
    """Whether the line is read as mathematics while it is typed, so that a preview can be shown."""
    placeholder: Localized = field(default_factory=Localized)
    """How to write an answer, shown while the line is empty."""
    blanks: int = 1
    """Number of texts asked for; more than one are typed apart by ``;``."""


@dataclass(frozen=True, slots=True)
class Understood:
    """How a typed formula is read, for the preview under the line."""

    latex: str
    linear: str
    """The same in one line; typed again it is read the same."""
    value: str = ""
    """What it is worth, where a number is asked for and the text does not say it already."""


@dataclass(frozen=True, slots=True)
class ChoiceInput:
    """One of several options."""

    options: tuple[Localized, ...]
    """In authored order; the response is the authored 1-based number."""
    fixed_last: bool = False
    """The last option ("none of these") stays last when the others are shuffled."""


@dataclass(frozen=True, slots=True)
class ChoicesInput:
    """Any number of several options."""

    options: tuple[Localized, ...]
    fixed_last: bool = False


@dataclass(frozen=True, slots=True)
class OrderInput:
    """Steps to be put in order."""

    steps: tuple[Localized, ...]
    """In authored order, which is a right one: show them shuffled."""


@dataclass(frozen=True, slots=True)
class RatingInput:
    """A card whose back is shown, and which the learner rates."""

    back: Localized


@dataclass(frozen=True, slots=True)
class CodeInput:
    """A few lines of code, put into a listing or standing alone."""

    listing: str = ""
    """The code shown, with ``____`` where the response goes; empty for none."""
    repair: tuple[int, ...] = ()
    """1-based lines of the listing that are at fault and that the response replaces."""
    names: tuple[tuple[str, str], ...] = ()
    """Names that may be used, each with its shape or type: ``("grad", "(n, m)")``."""
    offers: tuple[str, ...] = ()
    """Functions worth naming under the field; others may be used too."""
    height: int = 1
    """Lines an answer has; with more than one, enter begins a new line."""

    @property
    def given(self) -> tuple[str, ...]:
        """The names as people list them, those alike together: ``w, v: (n,)``, ``lr: float``."""
        groups: dict[str, list[str]] = {}
        for name, kind in self.names:
            groups.setdefault(kind, []).append(name)
        return tuple(
            f"{', '.join(names)}: {kind}" if kind else ", ".join(names)
            for kind, names in groups.items()
        )


Input = LineInput | ChoiceInput | ChoicesInput | OrderInput | RatingInput | CodeInput
