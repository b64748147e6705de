"""How the variables of a template are declared."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, Strict

from quizapp.content.tables import Flag, Frozen, Real

Size = Annotated[int, Strict(), Field(ge=1, le=12)] | str


class Draw(Frozen):
    """How one variable is drawn; exactly one of ``whole``, ``real`` and ``of`` is given."""

    whole: tuple[int, int] | None = None
    """A whole number between the two, both included."""
    real: tuple[Real, Real] | None = None
    """A multiple of ``step`` between the two."""
    step: Annotated[float, Strict(), Field(gt=0)] = 0.1
    of: tuple[Annotated[int, Strict()] | Real, ...] = ()
    """One of these."""
    shape: tuple[Size, ...] = ()
    """An array of this shape, in numbers or in variables drawn before; empty for a number."""
    distinct: Flag = False
    """No two entries of the array alike."""

    @property
    def ways(self) -> int:
        """How many of the three ways of drawing are given."""
        return (self.whole is not None) + (self.real is not None) + bool(self.of)
