"""What counts as right: the options a question's author may set, with the usual defaults."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from quizapp.records import Localized

Form = Literal[
    "",
    "same",
    "expanded",
    "factored",
    "lowest-terms",
    "single-fraction",
    "partial-fractions",
    "completed-square",
    "simplified",
    "decimal",
    "exact",
    "solved",
]
FORMS: Final[tuple[str, ...]] = Form.__args__  # type: ignore[attr-defined]

UpTo = Literal["", "sign", "constant", "factor", "renaming", "type"]
UP_TO: Final[tuple[str, ...]] = UpTo.__args__  # type: ignore[attr-defined]

Shape = Literal["", "scalar", "vector", "list", "set", "multiset", "matrix", "interval", "equation"]
SHAPES: Final[tuple[str, ...]] = Shape.__args__  # type: ignore[attr-defined]

Calculus = Literal["", "derivative", "antiderivative"]


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong answer the author foresaw, with what to say about it."""

    answer: str
    feedback: Localized = field(default_factory=Localized)


@dataclass(frozen=True, slots=True)
class Rule:
    """How a response is judged against an answer. The defaults ask for equality, in any form."""

    shape: Shape = ""
    """What the answer is, when its spelling leaves a choice: ``[0, 1]`` may be a list or an
    interval, ``1, 2`` an ordered list or a set. Empty: as the answer is spelled; several values
    without brackets are ordered unless they solve something (``set``)."""
    up_to: UpTo = ""
    """A difference that is forgiven: a sign, an added constant, a constant factor (not 0),
    consistent renaming of the names, or everything but the type: any equation for an equation,
    any list of as many values of the same types for a list."""
    form: Form = ""
    """A form the response must have besides being equal."""
    form_in: str = ""
    """The name a form is about (partial fractions, completed square); found when left empty."""
    require: tuple[str, ...] = ()
    """Names or functions that must occur."""
    forbid: tuple[str, ...] = ()
    """Names or functions that must not occur."""
    only: tuple[str, ...] = ()
    """When not empty: the only names and functions allowed (``tanh`` "written with sigma")."""
    abs_tol: float | None = None
    """Largest accepted ``|response - answer|``."""
    rel_tol: float | None = None
    """Largest accepted ``|response - answer| / |answer|``."""
    significant: int | None = None
    """Significant figures the response must be given with."""
    decimals: int | None = None
    """Decimal places the response must be given with."""
    unit: str = ""
    """The unit of the answer. A response without one is taken to be in this unit."""
    unit_required: bool = False
    calculus: Calculus = ""
    """``antiderivative``: any antiderivative of the same function is right; ``derivative`` adds
    its near misses only."""
    variable: str = ""
    """What is differentiated or integrated by; found when left empty."""
    given: str = ""
    """The expression the question starts from (the integrand, the function to differentiate);
    opens near misses such as "you differentiated instead of integrating"."""
    constant_required: bool = False
    """An antiderivative must carry an arbitrary constant (``+ C``)."""
    labels: tuple[str, ...] = ()
    r"""What the screen shows before the field, in LaTeX or plain (``\partial z/\partial x``): it
    may be typed before the answer, ``∂z/∂x = …``; the label of another quantity is unreadable."""
    inner: tuple[str, ...] = ()
    """Inner derivatives of a chain rule that are easily left out."""
    mistakes: tuple[Mistake, ...] = ()
    """Looked at first, in order, once a response is wrong."""
    real_roots: bool = False
    """``x^(1/3)`` of a negative number is real, as in ``cbrt``."""
    domain: Literal["answer", "common"] = "answer"
    """``answer``: equal wherever the answer is real. ``common`` also lets the response have no
    value on a part of that domain (``2 ln x`` for ``ln x^2``)."""
    lenient: bool = False
    """Also accept what a tolerant reader would: a bare value for ``x = value``, several values
    for a set however bracketed, decimals rounded to five digits or more."""
    near_misses: bool = True
    """Whether reasons are looked for when a response is wrong."""

    @property
    def tolerant(self) -> bool:
        """True when a tolerance is set."""
        return self.abs_tol is not None or self.rel_tol is not None


PLAIN: Final = Rule()
"""Equality, nothing else."""
