"""All keys: those that work at present first, then the rest of the screen; type to find."""

from __future__ import annotations

from collections.abc import Sequence

from quizapp.tui.cells import pad
from quizapp.tui.ink import Line
from quizapp.tui.keys import ALWAYS, APP_KEYS, Command, every_key
from quizapp.tui.resting import CAN_REST
from quizapp.tui.screens.base import FrameScreen
from quizapp.tui.screens.sheet import SheetScreen, matches
from quizapp.tui.widgets.rows import Rows
from quizapp.words import tr


class HelpScreen(SheetScreen):
    """The keys of the screen below."""

    def __init__(self, origin: FrameScreen) -> None:
        super().__init__(Rows(self._rows, id="keys"))
        self.origin = origin
        # Asked now: once the sheet lies on top, the screen below has lost its focus.
        self._state = origin.state.title
        works = [one for one in origin.KEYS if one.id not in ALWAYS and origin.works(one.id)]
        self._now = [(one, every_key(one, origin.key_shown(one))) for one in works]
        always = [one for one in origin.KEYS if one.id in ALWAYS]
        always += [one for one in APP_KEYS if CAN_REST or one.id != "suspend_process"]
        self._always = [(one, every_key(one)) for one in always]
        self._rest = [
            (one, every_key(one))
            for one in origin.KEYS
            if one not in works and one.id not in ALWAYS
        ]

    def title_line(self) -> Line:
        """Title, and the state whose keys come first."""
        return ((tr("キー一覧"), "strong"), ("   " + tr(self._state), "muted"))

    def changed(self) -> None:
        """Show the keys that match."""
        self.rows.redraw()

    def _rows(self, width: int) -> Sequence[Line]:
        rows: list[Line] = []
        for title, commands, role in (
            ("", self._now, ""),
            (tr("どの画面でも"), self._always, ""),
            (tr("ほかの場面で"), self._rest, "muted"),
        ):
            found = [(one, shown) for one, shown in commands if self._matches(one, shown)]
            if not found:
                continue
            if rows:
                rows.append(())
            if title:
                rows.append(((title, "muted"),))
            rows += [
                ((pad(shown, 13), role or "key"), (tr(one.long), role)) for one, shown in found
            ]
        if not rows:
            rows.append(((tr("「{text}」は見つかりません。", text=self.find.value), "muted"),))
        return rows

    def _matches(self, command: Command, shown: str) -> bool:
        return matches(f"{shown} {command.long} {tr(command.long)}", self.wanted)
