"""What reading a text gives: a tree, or the place and reason it could not be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from quizapp.checking.tree import Node
from quizapp.records import Localized


@dataclass(frozen=True, slots=True)
class Limits:
    """How much text is read at all; past these it is refused before anything is built."""

    length: int = 1000
    """Characters as typed."""
    tokens: int = 400
    depth: int = 50
    """Levels of brackets, powers, signs and bare functions one inside another."""
    height: int = 100
    """Nodes on the longest way down a tree, so that recursion over a tree is safe."""
    digits: int = 100
    """Digits of one literal."""
    exponent: int = 400
    """Largest size of a literal's power of ten."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Where and why reading stopped. Costs the learner nothing.

    Codes: ``unreadable.`` + ``empty``, ``long``, ``deep``, ``char`` (not on the allow-list),
    ``name`` (unknown word), ``number`` (malformed or too long literal), ``bracket`` (missing,
    unmatched or wrong kind), ``end`` (the text ends where a value is needed), ``operand`` (a value
    is needed here), ``operator`` (two values side by side that do not multiply), ``function``
    (a function without its argument), ``arguments`` (wrong number of them), ``factorial``
    (``!!``), ``prime``, ``power`` (``f^-1`` of a function without a named inverse), ``matrix``
    (rows of unequal length), ``relation``, ``unit``, ``latex`` (unknown command), ``cases`` (a
    value for each of several conditions), ``sum`` (a sum that cannot be written out). Judging adds
    ``label`` (of another quantity than the one asked for), ``comma`` (``0,25``) and ``count``
    (one value where several are asked).
    """

    code: str
    position: int
    """First index, in the text as typed, of what could not be read."""
    end: int
    """One past its last index; equal to ``position`` where something is missing."""
    message: Localized
    suggestion: str = ""
    """What to write instead of ``text[position:end]``, when a slip is likely."""

    def mended(self, text: str) -> str:
        """``text`` with the suggestion put in, or ``text`` when there is none."""
        if not self.suggestion:
            return text
        return text[: self.position] + self.suggestion + text[self.end :]


@dataclass(frozen=True, slots=True)
class Remark:
    """A spelling that other people read differently; said beside the preview, never an error.

    Codes: ``remark.division`` (``1/2x``), ``remark.argument`` (``sin x/2``), ``remark.power``
    (``e^2x``), ``remark.log`` (``log x`` without a base), ``remark.mixed`` (``1 1/2``),
    ``remark.root`` (``√x^2``), ``remark.mod`` (``1 + 7 mod 3``), ``remark.ratio`` (``3:4``),
    ``remark.repeating`` (``0.1(6)``), ``remark.sum`` (``∑_{k=1}^{3} k + 1``).
    """

    code: str
    position: int
    end: int
    message: Localized


@dataclass(frozen=True, slots=True)
class Reading:
    """A tree, or an error; exactly one of the two is None."""

    tree: Node | None
    error: Unreadable | None = None
    remarks: tuple[Remark, ...] = ()


DEFAULT_LIMITS: Final = Limits()
