"""Errors a person can mend: each says what happened, where, and what to do next."""

from __future__ import annotations


class QuizappError(Exception):
    """Something a user or author can mend.

    ``what`` is one sentence, ``where`` a file, question id or field (shown whole, on its own
    line), ``mend`` the next step. ``exit_code`` is what a command ends with.
    """

    exit_code = 2

    def __init__(self, what: str, *, where: str = "", mend: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.mend = mend

    @property
    def one_line(self) -> str:
        """What happened and what to do next, as sentences in a row; ``where`` is left out."""
        what = self.what
        if not self.mend:
            return what
        if what.endswith(("。", "！", "？")):
            return what + self.mend
        if what.endswith((".", "!", "?")):
            return f"{what} {self.mend}"
        return f"{what}. {self.mend}" if what.isascii() else f"{what}。{self.mend}"

    def __str__(self) -> str:
        return "\n".join(part for part in (self.what, self.where, self.mend) if part)


class UsageError(QuizappError):
    """A command, option or setting that cannot be used as given."""


class ContentError(QuizappError):
    """A pack or question that cannot be read."""

    exit_code = 3


class StoreError(QuizappError):
    """The study log is locked, read-only, newer, damaged or out of reach."""

    exit_code = 4
