"""Settings: every change is in force and saved at once."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from textual import events, on
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Input

from quizapp.clock import study_day
from quizapp.tui.cells import pad
from quizapp.tui.ink import Line
from quizapp.tui.keys import EVERYWHERE, Command, State, bindings
from quizapp.tui.prose import prose_lines
from quizapp.tui.screens.base import FrameScreen
from quizapp.tui.screens.preferences import (
    ROWS,
    Row,
    can_type,
    default,
    meaning,
    shown,
    stepped,
    typed,
)
from quizapp.tui.widgets.listing import Listing
from quizapp.tui.widgets.rows import Rows
from quizapp.words import tr

LABEL, VALUE = 22, 20
"""Cells of the label and value columns."""

CHANGING = (
    Command("up", "up", "↑", "上の行へ"),
    Command("down", "down", "↓", "下の行へ"),
    Command("less", "left", "←", "前の値にする"),
    Command("greater", "right", "→", "次の値にする"),
)


class PreferenceScreen(FrameScreen):
    """What the settings screen and the first run share: rows, changing, typing a value."""

    CSS_PATH = Path(__file__).with_name("settings.tcss")
    ROWS: tuple[Row, ...] = ROWS

    def __init__(self) -> None:
        super().__init__()
        self.listing = Listing(id="preferences", gaps=len(self.ROWS) < 5)
        self.above = Rows(self.words_above, id="above")
        self.below = Rows(self.words_below, id="below")
        self.entry = Input(select_on_focus=False, compact=True, id="entry", max_length=40)

    def compose_body(self) -> Iterable[Widget]:
        """Words, rows, the field for a typed value, more words."""
        scroll = VerticalScroll(self.above, self.listing, self.entry, self.below, classes="body")
        scroll.can_focus = False
        yield scroll

    def on_mount(self) -> None:
        """Draw the rows."""
        self.entry.display = False
        self.redraw()

    def words_above(self, width: int) -> list[Line]:
        """Rows above the settings."""
        return []

    def words_below(self, width: int) -> list[Line]:
        """What the chosen setting is for."""
        about = tr(self.row.about) if self.row.about else ""
        return [
            (),
            *(
                [(text, role or "muted") for text, role in line]
                for line in prose_lines(about, width)
            ),
        ]

    @property
    def today(self) -> date:
        """The study day."""
        return study_day(self.quiz.clock.now(), self.quiz.settings.rollover_hour)

    @property
    def row(self) -> Row:
        """The chosen row."""
        return self.ROWS[self.listing.place]

    @property
    def typing(self) -> bool:
        """Whether a value is being typed."""
        return self.focused is self.entry

    def redraw(self) -> None:
        """Draw again."""
        settings = self.quiz.settings
        entries: list[Line] = []
        for row in self.ROWS:
            about = meaning(settings, row.name, self.today)
            entries.append(
                (
                    (" " + pad(tr(row.label), LABEL), ""),
                    (pad(shown(settings, row.name), VALUE), "strong"),
                    (about, "muted"),
                )
            )
        self.listing.list(entries)
        super().redraw()

    def on_key(self, event: events.Key) -> None:
        """A digit on a row whose value is typed begins that value; quick fingers lose nothing.

        What was sent here before the field had the focus goes into it, and what comes meanwhile
        waits at the door until that is done.
        """
        if self.typing:
            if event.key == "enter":
                event.stop()
                self.call_next(self.entry.action_submit)
            elif event.character and event.is_printable:
                event.stop()
                self.entry.insert_text_at_cursor(event.character)
            return
        digit = unicodedata.normalize("NFKC", event.character or "")
        if len(digit) == 1 and digit.isdigit() and can_type(self.row.name):
            event.stop()
            self.do_type()
            self.entry.value = digit
            self.entry.cursor_position = 1
            self.quiz.hold_keys()
            self.call_after_refresh(self.quiz.release_keys)

    def do_up(self) -> None:
        """The row above."""
        self.listing.choose(self.listing.place - 1)
        self._moved()

    def do_down(self) -> None:
        """The row below."""
        self.listing.choose(self.listing.place + 1)
        self._moved()

    def do_less(self) -> None:
        """One step down."""
        self.quiz.keep_settings(stepped(self.quiz.settings, self.row, -1, self.today))

    def do_greater(self) -> None:
        """One step up."""
        self.quiz.keep_settings(stepped(self.quiz.settings, self.row, 1, self.today))

    def do_default(self) -> None:
        """The chosen setting as it comes."""
        self.quiz.keep_settings(default(self.quiz.settings, self.row.name))

    def do_type(self) -> None:
        """Type a value, or take the next one of a few."""
        if not can_type(self.row.name):
            self.do_greater()
            return
        value = getattr(self.quiz.settings, self.row.name)
        self.entry.display = True
        self.entry.value = str(value)
        self.entry.action_select_all()
        self.set_focus(self.entry)
        self.draw_foot()

    @on(Listing.Opened)
    def _opened(self, event: Listing.Opened) -> None:
        self.do_type()

    @on(Listing.Chosen)
    def _chosen(self, event: Listing.Chosen) -> None:
        self._moved()

    def _moved(self) -> None:
        self.below.redraw()
        self.draw_foot()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        settings, problem = typed(self.quiz.settings, self.row.name, event.value)
        if problem:
            self.note.say(problem, keep=True)
            return
        self._stop_typing()
        self.quiz.keep_settings(settings)

    def on_descendant_focus(self) -> None:
        """A value is being typed."""
        self.draw_foot()

    def on_descendant_blur(self) -> None:
        """Rows are chosen again."""
        self.draw_foot()

    def _stop_typing(self) -> None:
        self.set_focus(None)
        self.entry.display = False
        self.draw_foot()


class SettingsScreen(PreferenceScreen):
    """All settings."""

    PLACE = "settings"
    KEYS = (
        *CHANGING,
        Command("type", "enter", "enter", "値を書き込む"),
        Command("default", "r", "r", "初期値に戻す"),
        Command("leave", "escape", "esc", "戻る"),
        *EVERYWHERE,
    )
    STATES = {
        "rows": State(
            "設定",
            (
                ("less", "前の値"),
                ("greater", "次の値"),
                ("type", "書き込む"),
                ("default", "初期値"),
                ("leave", "戻る"),
            ),
            ("up", "down"),
        ),
        "typing": State("値を入力中", (("type", "決める"), ("leave", "取り消す"))),
    }
    BINDINGS = bindings("settings", KEYS)

    def state_name(self) -> str:
        """Choosing a row, or typing a value."""
        return "typing" if self.typing else "rows"

    def redraw(self) -> None:
        """Draw again."""
        self.head.say(tr("設定"), str(self.quiz.paths.config))
        self.thread_row.rule()
        super().redraw()

    def do_leave(self) -> None:
        """Out of the field, or back."""
        if self.typing:
            self._stop_typing()
        else:
            self.dismiss()
