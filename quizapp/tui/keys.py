"""Commands and the keys that call them: one table per screen, one table per state.

A screen lists its commands once. Each of its states then names the commands that work in it, in
the order in which the foot of the screen shows them; every other key does nothing there. Letters
and digits answer to their full-width twins too, so an input method left on does no harm.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from textual.binding import Binding, BindingType

_TWINS = {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)}


def with_twins(keys: str) -> str:
    """``keys`` (comma separated) with the full-width twin of every printable one."""
    out: list[str] = []
    for key in keys.split(","):
        out.append(key)
        if key in _TWINS:
            out.append(_TWINS[key])
    if "space" in out:
        out.append("ideographic_space")
    return ",".join(out)


class Command(NamedTuple):
    """Something a key does on a screen."""

    id: str
    keys: str
    """Comma separated key names; full-width twins are added."""
    shown: str
    """How the key is written in the foot and on the key sheet."""
    long: str
    """What it does, in Japanese, for the key sheet."""
    each: bool = False
    """True: the command is told which of its keys was pressed (digits, ratings)."""


class State(NamedTuple):
    """Which commands work in one state of a screen, and what the foot calls them."""

    title: str
    """Name of the state in Japanese, for the key sheet."""
    foot: tuple[tuple[str, str], ...]
    """Command ids with their short Japanese labels, most needed first."""
    also: tuple[str, ...] = ()
    """Further commands that work, not shown in the foot."""

    @property
    def ids(self) -> frozenset[str]:
        """Ids of every command that works here."""
        return frozenset(self.also).union(name for name, _ in self.foot)


def bindings(place: str, commands: Iterable[Command]) -> list[BindingType]:
    """Textual bindings of ``commands``, with ids ``place.command`` for remapping."""
    made: list[BindingType] = []
    for command in commands:
        parts = command.keys.split(",") if command.each else [command.keys]
        for keys in parts:
            told = f", '{keys}'" if command.each else ""
            made.append(
                Binding(
                    with_twins(keys),
                    f"command('{command.id}'{told})",
                    command.long,
                    show=False,
                    key_display=command.shown,
                    tooltip=command.long,
                    id=f"{place}.{command.id}" + (f".{keys}" if command.each else ""),
                )
            )
    return made


EVERYWHERE = (
    Command("help", "?", "?", "この画面のすべてのキー"),
    Command("palette", "ctrl+p", "ctrl+p", "コマンドを探す"),
    Command("language", "L", "L", "日本語 / English を切り替える"),
    Command("theme", "T", "T", "墨（暗い）と和紙（明るい）を切り替える"),
)
"""Commands of every screen."""

ALWAYS = frozenset(command.id for command in EVERYWHERE)
