"""What every screen shares: the frame, the keys of its present state, redrawing in place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widget import Widget

from quizapp.tui.cells import folded
from quizapp.tui.ink import Line
from quizapp.tui.keys import ALWAYS, Command, State
from quizapp.tui.widgets.frame import Foot, FootKey, Head, Note, Thread
from quizapp.tui.widgets.rows import Rows
from quizapp.words import language, tr

if TYPE_CHECKING:
    from quizapp.tui.app import QuizApp

SMALLEST = (60, 20)
"""Columns and rows below which a screen only says that it needs more room."""


class FrameScreen(Screen[Any], inherit_bindings=False):
    """A screen in the frame: head, thread, body, note and foot.

    A subclass lists its ``KEYS`` and ``STATES`` and says which state it is in; a command runs
    the method ``do_<id>`` and only when the state names it.
    """

    PLACE: ClassVar[str] = "screen"
    KEYS: ClassVar[tuple[Command, ...]] = ()
    STATES: ClassVar[dict[str, State]] = {}

    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [
        (0, "-tiny"),
        (60, "-narrow"),
        (76, "-std"),
        (116, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = [
        (0, "-flat"),
        (20, "-short"),
        (22, "-mid"),
        (34, "-tall"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.head = Head()
        self.thread_row = Thread()
        self.note = Note()
        self.foot = Foot()

    @property
    def quiz(self) -> QuizApp:
        """The app."""
        return cast("QuizApp", self.app)

    @property
    def stands(self) -> bool:
        """Whether the screen is still among those of the app.

        A thread's news may come while it is being taken down, when its parts are gone already.
        """
        return self in self.app.screen_stack

    @property
    def wide(self) -> bool:
        """Whether there is room for a side column."""
        return self.size.width >= 116

    @property
    def narrow(self) -> bool:
        """Whether the width is below 76 columns."""
        return self.size.width < 76

    @property
    def short(self) -> bool:
        """Whether there are fewer than 22 rows, so that blank rows are saved."""
        return self.size.height < 22

    # ── the frame ────────────────────────────────────────────────────────────────────────────

    def compose(self) -> ComposeResult:
        """The frame round the body."""
        self._take_size()
        yield self.head
        yield self.thread_row
        yield from self.compose_body()
        yield self.note
        yield self.foot
        yield Rows(self._small, id="small")

    def _take_size(self) -> None:
        """Put on the classes of the present size before the first picture, not after it."""
        width, height = self.app.size
        for value, breakpoints in (
            (width, self.HORIZONTAL_BREAKPOINTS),
            (height, self.VERTICAL_BREAKPOINTS),
        ):
            fitting = [name for least, name in breakpoints or () if value >= least]
            for _, name in breakpoints or ():
                self.set_class(name == fitting[-1], name, update=False)

    def compose_body(self) -> Iterable[Widget]:
        """The widgets between thread and note."""
        return ()

    def _small(self, width: int) -> list[Line]:
        from quizapp.typeset.wrap import wrap_cells

        size = self.size
        # A size never breaks: its sign between the numbers is put in after the folding.
        text = tr(
            "{need} 以上に広げてください（今 {now}）",
            need=f"{SMALLEST[0]}x{SMALLEST[1]}",
            now=f"{size.width}x{size.height}",
        )
        lines = [piece for line in wrap_cells(text, max(2, width)) for piece in folded(line, width)]
        return [((re.sub(r"(?<=\d)x(?=\d)", "×", line), ""),) for line in lines]

    def on_resize(self, event: events.Resize) -> None:
        """Keep the notice about the size true."""
        self.query_one("#small", Rows).redraw()

    # ── state and keys ───────────────────────────────────────────────────────────────────────

    @property
    def state(self) -> State:
        """The present state."""
        return self.STATES[self.state_name()]

    def state_name(self) -> str:
        """Key of the present state in ``STATES``."""
        return next(iter(self.STATES))

    def works(self, command: str, *told: str) -> bool:
        """Whether a command does something at present."""
        return command in ALWAYS or command in self.state.ids

    def foot_keys(self) -> list[FootKey]:
        """The keys of the foot in the present state."""
        by_id = {command.id: command for command in self.KEYS}
        return [
            FootKey(name, self.key_shown(by_id[name]), tr(label))
            for name, label in self.state.foot
            if self.works(name)
        ]

    def key_shown(self, command: Command) -> str:
        """How the foot writes a command's key: the learner's own choice when there is one."""
        return self.quiz.remapped.get(f"{self.PLACE}.{command.id}", command.shown)

    def draw_foot(self) -> None:
        """Show the keys that work at present."""
        self.foot.say(self.foot_keys(), FootKey("help", "?", tr("全キー")))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Commands work only in the states that name them."""
        if action == "command":
            name, *told = (str(parameter) for parameter in parameters)
            return self.works(name, *told)
        return super().check_action(action, parameters)

    async def action_command(self, name: str, *told: str) -> None:
        """Run a command of this screen."""
        self.note.clear()
        handler = getattr(self, f"do_{name}", None)
        done = handler(*told) if handler else None
        if isawaitable(done):
            await done

    @on(Foot.Pressed)
    async def _press(self, event: Foot.Pressed) -> None:
        event.stop()
        if self.works(event.command):
            await self.action_command(event.command)

    def on_key(self, event: events.Key) -> None:
        """A key nobody wanted: say so kindly when it comes from an input method."""
        character = event.character or ""
        if character and "\u3040" <= character <= "\u30ff":
            self.note.say(tr("日本語入力がオンです。数字・enter・矢印はそのまま使えます"))
        else:
            self.note.clear()

    # ── redrawing ────────────────────────────────────────────────────────────────────────────

    def redraw(self) -> None:
        """Draw everything again: the language or the theme has changed. Nothing typed is lost."""
        for rows in self.query(Rows):
            rows.redraw()
        self.draw_foot()

    def paint(self) -> None:
        """Paint what has changed at once and as one picture.

        Textual would wait for its next tick and might paint the old layout once more before.
        """
        self._refresh_layout()

    # ── commands of every screen ─────────────────────────────────────────────────────────────

    def do_help(self) -> None:
        """Open the sheet of all keys."""
        self.quiz.open_help(self)

    def do_palette(self) -> None:
        """Open the command palette."""
        self.quiz.open_palette(self)

    def do_language(self) -> None:
        """Switch between Japanese and English in place."""
        self.quiz.switch_language("en" if language() == "ja" else "ja")

    def do_theme(self) -> None:
        """Switch between ink on dark and ink on paper in place."""
        self.quiz.switch_theme()
