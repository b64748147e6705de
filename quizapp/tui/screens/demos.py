"""All demos by topic, each with its one-line promise; enter opens one.

Where there is room, the chosen demo is drawn small at the side. Only that needs NumPy, and it is
run in a thread, so moving through the list never waits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from textual import events
from textual.containers import Container
from textual.message import Message
from textual.widget import Widget

from quizapp.demos import Entry, installed, listed
from quizapp.demos.spec import Outcome
from quizapp.tui.cells import cut, pad
from quizapp.tui.ink import Line
from quizapp.tui.keys import EVERYWHERE, Command, State, bindings
from quizapp.tui.runner import Runner
from quizapp.tui.screens.list_moves import ListMoves
from quizapp.tui.widgets.figure import FigureView
from quizapp.tui.widgets.rows import Rows
from quizapp.words import language, tr

_REST_S = 0.12
"""How long a row is chosen before its figure is drawn."""


class DemoRows(Rows):
    """The list; a click chooses a row, a click on the chosen row opens it."""

    class Clicked(Message):
        """A demo's row was clicked."""

        def __init__(self, place: int) -> None:
            super().__init__()
            self.place = place

    places: dict[int, int]
    """Which demo each drawn line belongs to."""

    def on_click(self, event: events.Click) -> None:
        """Say which demo was clicked."""
        if event.y in self.places:
            event.stop()
            self.post_message(self.Clicked(self.places[event.y]))


class DemosScreen(ListMoves):
    """The list of demos."""

    PLACE = "demos"
    KEYS = (
        Command("open", "enter", "enter", "選んだデモを開く"),
        Command("up", "up,k", "↑", "上のデモへ"),
        Command("down", "down,j", "↓", "下のデモへ"),
        Command("page_up", "pageup", "pgup", "前の画面へ"),
        Command("page_down", "pagedown", "pgdn", "次の画面へ"),
        Command("first", "home", "home", "最初のデモへ"),
        Command("last", "end", "end", "最後のデモへ"),
        Command("back", "escape", "esc", "戻る"),
        *EVERYWHERE,
    )
    STATES = {
        "list": State(
            "デモの一覧",
            (("open", "開く"), ("up", "選ぶ"), ("back", "戻る")),
            ("down", "page_up", "page_down", "first", "last"),
        ),
    }
    BINDINGS = [*bindings("demos", KEYS)]
    DEFAULT_CSS = """
    DemosScreen #demos-body { layout: horizontal; }
    DemosScreen #demo-rows { width: 1fr; height: 1fr; }
    DemosScreen #demo-side { display: none; width: 36; margin-left: 4; height: 1fr; }
    DemosScreen.-wide #demo-side { display: block; }
    DemosScreen #demo-figure { height: 10; margin: 1 0; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.groups = listed()
        self.entries = [entry for _, group in self.groups for entry in group]
        self._first = 0
        self.runner = Runner(self, self._finish, lambda done: None)
        self._outcome: tuple[str, Outcome] | None = None
        self.list = DemoRows(self._rows, id="demo-rows")
        self.list.places = {}
        self.title_rows = Rows(self._side_title, id="demo-title")
        self.figure = FigureView(bare=True, id="demo-figure")
        self.words = Rows(self._side_words, id="demo-words")

    def compose_body(self) -> Iterable[Widget]:
        """The list, and the chosen demo beside it."""
        with Container(id="demos-body", classes="body"):
            yield self.list
            with Container(id="demo-side"):
                yield self.title_rows
                yield self.figure
                yield self.words

    def on_mount(self) -> None:
        """Show the list."""
        self.thread_row.rule()
        self._draw()

    def on_resize(self, event: events.Resize) -> None:
        """Other room, other rows."""
        super().on_resize(event)
        self.call_after_refresh(self._draw)

    @property
    def row_count(self) -> int:
        """How many demos there are."""
        return len(self.entries)

    @property
    def entry(self) -> Entry:
        """The chosen demo."""
        return self.entries[self.place]

    # ── drawing ──────────────────────────────────────────────────────────────────────────────

    def redraw(self) -> None:
        """Draw everything again."""
        super().redraw()
        self.figure.redraw()
        self._draw()

    def draw_chosen(self) -> None:
        """Draw the list, and the demo chosen beside it."""
        self._draw()

    def _draw(self) -> None:
        self.head.say(tr("デモ").capitalize(), "", ((tr("{n} 個", n=len(self.entries)), "muted"),))
        self.list.redraw()
        self.title_rows.redraw()
        self.words.redraw()
        if not self.wide:
            self.note.say(self.entry.promise.get(language()), sticky=True)
        else:
            self.note.clear(force=True)
            self._rest()
        self.draw_foot()

    def _lines(self) -> list[str | int]:
        """Headings as words, demos as their places, blank lines as ""."""
        lines: list[str | int] = []
        place = 0
        for title, group in self.groups:
            lines += [""] if lines else []
            lines += [title.get(language()), *range(place, place + len(group))]
            place += len(group)
        broken = installed().broken
        if broken:
            lines += ["", tr("使えないデモ")]
            lines += [f"  {one.id}  {one.package}: {one.reason}" for one in broken]
        return lines

    def _rows(self, width: int) -> Sequence[Line]:
        lines = self._lines()
        room = max(self.list.size.height, 3)
        at = lines.index(self.place)
        # The heading above the first demo of a topic comes into view with it.
        top = at - 1 if at and isinstance(lines[at - 1], str) else at
        if top < self._first:
            self._first = top
        if self.place == len(self.entries) - 1:  # what cannot be used comes into view at the end
            self._first = min(len(lines) - room, top)
        self._first = max(min(self._first, len(lines) - room), at - room + 1, 0)
        titles = min(
            max(cell_len(entry.title.get(language())) for entry in self.entries), width // 2
        )
        rows: list[Line] = []
        self.list.places = {}
        for line in lines[self._first : self._first + room]:
            if isinstance(line, str):
                role = "muted" if line.startswith("  ") else "strong"
                rows.append([(cut(line, width), role)])
                continue
            self.list.places[len(rows)] = line
            rows.append(self._row(line, titles, width))
        return rows

    def _row(self, place: int, titles: int, width: int) -> Line:
        entry, chosen = self.entries[place], place == self.place
        ground = " cell" if chosen else ""
        promise = cut(entry.promise.get(language()), width - titles - 10)
        line = [
            ("▌" if chosen else " ", "accent"),
            (f" {entry.id}  ", "muted"),
            (pad(entry.title.get(language()), titles), "strong" if chosen else ""),
            (pad(f"  {promise}", width - titles - 7), "muted"),
        ]
        return [(text, (role + ground).strip()) for text, role in line]

    def _side_title(self, width: int) -> Sequence[Line]:
        title = cut(self.entry.title.get(language()), width - 5)
        return [[(f"{self.entry.id} ", "muted"), (title, "strong")]]

    def _side_words(self, width: int) -> Sequence[Line]:
        from quizapp.typeset.wrap import wrap_cells

        rows: list[Line] = [
            ((line, ""),) for line in wrap_cells(self.entry.promise.get(language()), width)
        ]
        if self._outcome is not None and self._outcome[0] == self.entry.id:
            knobs = [knob.title.get(language()) for knob in self.entry.demo.knobs]
            words = tr("つまみ  {names}", names=tr("、").join(knobs))
            rows += [(), *(((line, "muted"),) for line in wrap_cells(words, width))]
        return rows

    # ── the small figure ─────────────────────────────────────────────────────────────────────

    def _rest(self) -> None:
        """Draw the chosen demo once the row has been chosen for a moment."""
        if self._outcome is not None and self._outcome[0] == self.entry.id:
            return
        self.figure.show(None)
        self.runner.start(self.entry, {}, _REST_S)

    def _finish(self, outcome: Outcome | None, refused: str) -> None:
        if outcome is not None:
            self._outcome = (self.entry.id, outcome)
            self.figure.show(outcome.small or outcome.figure)
            self.words.redraw()

    # ── commands ─────────────────────────────────────────────────────────────────────────────

    def on_demo_rows_clicked(self, event: DemoRows.Clicked) -> None:
        """Choose the row; the chosen one opens."""
        if event.place == self.place:
            self.do_open()
        else:
            self.choose(event.place)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The demo above."""
        self.choose(self.place - 1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The demo below."""
        self.choose(self.place + 1)

    def do_open(self) -> None:
        """Open the chosen demo."""
        self.quiz.open_demo(self.entry.id)

    def do_back(self) -> None:
        """Back to today; out, when the list was all that was opened."""
        self.runner.cancel()
        if len(self.app.screen_stack) > 1:
            self.dismiss(None)
        else:
            self.quiz.exit(0)
