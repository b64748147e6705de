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


_WRITTEN = {
    "up": "↑", "down": "↓", "left": "←", "right": "→", "escape": "esc", "pageup": "pgup",
    "pagedown": "pgdn", "backspace": "⌫", "comma": ",", "full_stop": ".", "minus": "-",
    "slash": "/",
}  # fmt: skip
"""How keys are written that Textual calls otherwise."""


def written(key: str) -> str:
    """How a key is written on the screen."""
    return _WRITTEN.get(key, key)


def told_keys(shown: str) -> frozenset[str]:
    """The keys, as they are written, that a text such as ``1-9``, ``↑↓`` or ``n →`` names."""
    told: set[str] = set()
    for word in shown.split():
        if len(word) == 3 and word[1] == "-" and word[0].isdigit() and word[2].isdigit():
            told |= {str(digit) for digit in range(int(word[0]), int(word[2]) + 1)}
        elif len(word) > 1 and set(word) <= set("↑↓←→"):
            told |= set(word)
        else:
            told.add(word)
    return frozenset(told)


def every_key(command: Command, shown: str = "") -> str:
    """All keys of a command for the key sheet: those ``shown`` in the foot, then the others.

    What a screen or the learner has put in place of the usual text stands for itself.
    """
    if command.each or (shown and shown != command.shown):
        return shown or command.shown
    told = told_keys(command.shown)
    others = [written(key) for key in command.keys.split(",") if written(key) not in told]
    return " ".join([command.shown, *others])


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

APP_KEYS = (
    Command("suspend_process", "ctrl+z", "ctrl+z", "シェルに戻る。fg で続きへ（模試の時計は進む）"),
    Command("quit", "ctrl+q", "ctrl+q", "終了（保存済み）"),
    Command("help_quit", "ctrl+c", "ctrl+c", "2 回続けて押すと終了（保存済み）"),
)
"""Actions of the app itself, whatever lies on top. Where code or a draft of several lines is being
written, ctrl+z takes back the last change of the text."""


def app_bindings() -> list[BindingType]:
    """Textual bindings of ``APP_KEYS``, with ids ``app.action`` for remapping."""
    return [
        Binding(
            one.keys,
            one.id,
            one.long,
            show=False,
            # A sheet on top would else keep the key from the app.
            priority=one.id == "suspend_process",
            system=True,
            id=f"app.{one.id}",
        )
        for one in APP_KEYS
    ]


ALWAYS = frozenset(command.id for command in EVERYWHERE)
