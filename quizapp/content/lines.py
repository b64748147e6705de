"""On which line of a TOML file a value stands.

A TOML parser gives values without places. This walks the text once more, only over its skeleton
(headers, keys, brackets, the ends of strings), and only when there is a problem to point at.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from contextlib import suppress

from quizapp.content.problems import Loc

_BETWEEN = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_BASIC = re.compile(r'"(?:[^"\\\n]++|\\.)*"')
_LITERAL = re.compile(r"'[^'\n]*'")
_LONG_BASIC = re.compile(r'"""(?:[^"\\]++|\\.|"{1,2}(?!"))*"{3,5}', re.DOTALL)
_LONG_LITERAL = re.compile(r"'''(?:[^']++|'{1,2}(?!'))*'{3,5}")
_SCALAR = re.compile(r"[^,\]}#\n]+")


class _Stuck(Exception):
    """The text is not TOML from here on; what was found so far is kept."""


class Lines:
    """The lines of the keys, tables and array entries of one TOML text.

    A text that is not TOML is followed as far as it can be; ``last`` is then the line of the
    statement where that ended.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._breaks = [at for at, sign in enumerate(text) if sign == "\n"]
        self._at = 0
        self._found: dict[Loc, int] = {(): 1}
        self._counts: dict[Loc, int] = {}
        self.last = 1
        with suppress(_Stuck, RecursionError):
            self._walk()

    def of(self, loc: Loc) -> int:
        """The 1-based line of ``loc``, or of the nearest table around it that is in the text."""
        while loc not in self._found:
            loc = loc[:-1]
        return self._found[loc]

    def _line(self, at: int) -> int:
        return bisect_right(self._breaks, at - 1) + 1

    def _walk(self) -> None:
        text = self._text
        prefix: Loc = ()
        while True:
            self._skip(_BETWEEN)
            if self._at >= len(text):
                return
            self.last = self._line(self._at)
            if text.startswith("[", self._at):
                prefix = self._header()
            else:
                self._pair(prefix)

    def _header(self) -> Loc:
        many = self._text.startswith("[[", self._at)
        line = self._line(self._at)
        self._at += 2 if many else 1
        *outer, name = self._key()
        self._expect("]]" if many else "]")
        path: Loc = ()
        for part in outer:
            path = self._newest((*path, part))
            self._found.setdefault(path, line)  # a table that only its sub-tables open
        path = (*path, name)
        if not many:
            path = self._newest(path)
            self._found.setdefault(path, line)
            return path
        self._found.setdefault(path, line)
        place = self._counts.get(path, 0)
        self._counts[path] = place + 1
        path = (*path, place)
        self._found[path] = line
        return path

    def _newest(self, path: Loc) -> Loc:
        """``path``, going on in its last entry when it is an array of tables."""
        count = self._counts.get(path, 0)
        return (*path, count - 1) if count else path

    def _pair(self, prefix: Loc) -> None:
        line = self._line(self._at)
        path = prefix
        for part in self._key():
            path = (*path, part)
            self._found.setdefault(path, line)
        self._expect("=")
        self._value(path)

    def _key(self) -> list[str]:
        parts = []
        while True:
            self._skip(_SPACE)
            for pattern, cut in ((_BARE, 0), (_BASIC, 1), (_LITERAL, 1)):
                found = pattern.match(self._text, self._at)
                if found:
                    parts.append(found.group()[cut : len(found.group()) - cut])
                    self._at = found.end()
                    break
            else:
                raise _Stuck
            self._skip(_SPACE)
            if not self._text.startswith(".", self._at):
                return parts
            self._at += 1

    def _value(self, path: Loc) -> None:
        self._skip(_SPACE)
        text = self._text
        if text.startswith("[", self._at):
            self._array(path)
        elif text.startswith("{", self._at):
            self._table(path)
        else:
            for pattern in (_LONG_BASIC, _LONG_LITERAL, _BASIC, _LITERAL, _SCALAR):
                found = pattern.match(text, self._at)
                if found:
                    self._at = found.end()
                    return
            raise _Stuck

    def _array(self, path: Loc) -> None:
        self._at += 1
        place = 0
        while True:
            self._skip(_BETWEEN)
            if self._text.startswith("]", self._at):
                self._at += 1
                return
            entry = (*path, place)
            self._found[entry] = self._line(self._at)
            self._value(entry)
            place += 1
            self._skip(_BETWEEN)
            if not self._text.startswith("]", self._at):
                self._expect(",")

    def _table(self, path: Loc) -> None:
        self._at += 1
        while True:
            self._skip(_BETWEEN)
            if self._text.startswith("}", self._at):
                self._at += 1
                return
            self._pair(path)
            self._skip(_BETWEEN)
            if not self._text.startswith("}", self._at):
                self._expect(",")

    def _skip(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self._text, self._at)
        if found:
            self._at = found.end()

    def _expect(self, sign: str) -> None:
        self._skip(_SPACE)
        if not self._text.startswith(sign, self._at):
            raise _Stuck
        self._at += len(sign)
