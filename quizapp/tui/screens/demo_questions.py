"""The questions that a demo belongs to; enter asks one, ``a`` all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from textual import events
from textual.widget import Widget

from quizapp.demos import Entry
from quizapp.practice.choice import Choice
from quizapp.tui.cells import cut, pad
from quizapp.tui.ink import Line
from quizapp.tui.keys import EVERYWHERE, Command, State, bindings
from quizapp.tui.screens.list_moves import ListMoves
from quizapp.tui.widgets.rows import Rows
from quizapp.words import language, tr


class DemoQuestionsScreen(ListMoves):
    """A list of questions; what is chosen is asked as a session like any other."""

    PLACE = "demo_questions"
    KEYS = (
        Command("ask", "enter", "enter", "選んだ問題を解く"),
        Command("all", "a", "a", "全部の問題を解く"),
        Command("up", "up,k", "↑", "上の問題へ"),
        Command("down", "down,j", "↓", "下の問題へ"),
        Command("page_up", "pageup", "pgup", "前の画面へ"),
        Command("page_down", "pagedown", "pgdn", "次の画面へ"),
        Command("back", "escape,p", "esc", "戻る"),
        *EVERYWHERE,
    )
    STATES = {
        "list": State(
            "デモの問題",
            (("ask", "解く"), ("all", "全部解く"), ("up", "選ぶ"), ("back", "デモへ")),
            ("down", "page_up", "page_down"),
        ),
        "empty": State("問題のないデモ", (("back", "デモへ"),)),
    }
    BINDINGS = [*bindings("demo_questions", KEYS)]
    DEFAULT_CSS = """
    DemoQuestionsScreen #demo-questions { height: 1fr; }
    """

    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self.entry = entry
        self.items: list[tuple[str, str, str]] = []
        """Item, short id and title of each question."""
        self._first = 0
        self.list = Rows(self._rows, id="demo-questions", classes="body")

    def compose_body(self) -> Iterable[Widget]:
        """The list."""
        yield self.list

    def on_mount(self) -> None:
        """Find the questions: the record and the packs may be opened only now."""
        self.thread_row.rule()
        self._draw()
        self.call_after_refresh(self._find)

    def _find(self) -> None:
        desk = self.quiz.want_desk()
        if desk is not None:
            self.items = [
                (row.item, row.id, row.title.get(language()))
                for row in desk.library.items()
                if row.demo.upper() == self.entry.id.upper() and not row.reverse
            ]
        if not self.items and not self.note.text:
            self.note.say(tr("このデモの問題はまだありません"), sticky=True)
        self._draw()

    def state_name(self) -> str:
        """Whether there is anything to ask."""
        return "list" if self.items else "empty"

    @property
    def row_count(self) -> int:
        """How many questions there are."""
        return len(self.items)

    @property
    def page_rows(self) -> int:
        """As many rows as the list shows."""
        return max(self.list.size.height, 1)

    def draw_chosen(self) -> None:
        """Draw the list alone: nothing else tells of the chosen row."""
        self.list.redraw()

    def redraw(self) -> None:
        """Draw everything again; titles follow the language."""
        super().redraw()
        self._find()

    def on_resize(self, event: events.Resize) -> None:
        """Other room, other rows."""
        super().on_resize(event)
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        count = ((tr("{n} 問", n=len(self.items)), "muted"),) if self.items else ()
        title = f"{self.entry.id} {self.entry.title.get(language())}"
        self.head.say(tr("デモの問題"), title, count)
        self.list.redraw()
        self.draw_foot()

    def _rows(self, width: int) -> Sequence[Line]:
        room = max(self.list.size.height, 3)
        self._first = max(min(self._first, self.place), self.place - room + 1, 0)
        ids = max((cell_len(short) for _, short, _ in self.items), default=0)
        rows: list[Line] = []
        for place in range(self._first, min(self._first + room, len(self.items))):
            _, short, title = self.items[place]
            chosen = place == self.place
            ground = "cell" if chosen else ""
            rows.append(
                (
                    ("▌" if chosen else " ", f"accent {ground}".strip()),
                    (f" {pad(short, ids)}  ", f"muted {ground}".strip()),
                    (
                        pad(cut(title, width - ids - 5), width - ids - 4),
                        f"{'strong' if chosen else ''} {ground}".strip(),
                    ),
                )
            )
        return rows

    # ── commands ─────────────────────────────────────────────────────────────────────────────

    def on_click(self, event: events.Click) -> None:
        """A click chooses a row; a click on the chosen one asks it."""
        place = self._first + event.screen_y - self.list.content_region.y
        if self.list.content_region.contains(event.screen_x, event.screen_y) and (
            place < len(self.items)
        ):
            if place == self.place:
                self.do_ask()
            else:
                self.choose(place)

    def do_ask(self) -> None:
        """Ask the chosen question."""
        self._start((self.items[self.place][0],))

    def do_all(self) -> None:
        """Ask all of them, in the order of the list."""
        self._start(tuple(item for item, _, _ in self.items))

    def _start(self, items: tuple[str, ...]) -> None:
        from quizapp.tui.screens.quiz import QuizScreen

        # A second session inside a first would close it: one question at a time.
        if any(isinstance(screen, QuizScreen) for screen in self.app.screen_stack):
            self.note.say(tr("いまの問題を終えてから解けます"))
            return
        self.quiz.start_choice(Choice(items=items))

    def do_back(self) -> None:
        """Back to the demo."""
        self.dismiss(None)
