"""A place in a formula's text, and the few ways to move on from it."""

from __future__ import annotations

import re

MAX_LENGTH = 4000
MAX_DEPTH = 40

_WORD = re.compile(r"(?:operatorname|hspace)\*|[A-Za-z]+|.", re.DOTALL)


class LatexError(ValueError):
    """A formula that cannot be read; ``position`` is an index into its text."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position


class Source:
    """The text of a formula with a place in it; errors carry the place."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0

    def raw(self, command: str) -> str:
        """The text of a braced argument, its braces balanced."""
        self.skip_blanks()
        start = self.at
        if not self.take("{"):
            raise self.error(f"\\{command} needs an argument in braces")
        depth = 1
        while self.at < len(self.text):
            character = self.text[self.at]
            self.at += 2 if character == "\\" else 1
            depth += (character == "{") - (character == "}")
            if not depth:
                return self.text[start + 1 : self.at - 1]
        raise self.error("{ is never closed", start)

    def skip_blanks(self) -> None:
        """Moves past blanks."""
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1

    def take(self, wanted: str) -> bool:
        """Whether ``wanted`` stands here; moves past it if so."""
        if self.text.startswith(wanted, self.at):
            self.at += len(wanted)
            return True
        return False

    def until(self, wanted: str) -> None:
        """Moves past the next ``wanted``."""
        end = self.text.find(wanted, self.at)
        if end < 0:
            raise self.error(f"{wanted} is missing")
        self.at = end + len(wanted)

    def peek_word(self) -> str:
        """The command (with its backslash) or character that comes next; "" at the end."""
        if self.text[self.at : self.at + 1] != "\\":
            return self.text[self.at : self.at + 1]
        found = _WORD.match(self.text, self.at + 1)
        return "\\" + found[0] if found else "\\"

    def word(self) -> str:
        """The name of the command that comes next, taken."""
        found = _WORD.match(self.text, self.at + 1)
        if found is None:
            raise self.error("a backslash stands at the end")
        self.at = found.end()
        return found[0]

    def deepen(self) -> None:
        """Counts one more level of nesting, up to a bound that no layout can overflow on."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.error(f"nested more than {MAX_DEPTH} deep")

    def error(self, message: str, position: int | None = None) -> LatexError:
        """An error at ``position``, or here."""
        return LatexError(message, self.at if position is None else position)
