"""All questions: found as you type, filtered, sorted, answered one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual import events, on
from textual.containers import Container, Horizontal
from textual.widget import Widget
from textual.widgets import Input
from textual.worker import get_current_worker

from quizapp.practice.card import CardTools
from quizapp.practice.confidence import misjudged
from quizapp.practice.finding import ORDERS, Filter, Finder, Order, Standing, chosen, standings
from quizapp.practice.labels import order_word
from quizapp.tui.ink import Line
from quizapp.tui.keys import EVERYWHERE, Command, State, bindings
from quizapp.tui.pictures import Pictures
from quizapp.tui.screens.browse_commands import BrowseCommands
from quizapp.tui.screens.browse_rows import filter_rows, question_row, side_rows
from quizapp.tui.widgets.rows import Rows
from quizapp.words import tr

if TYPE_CHECKING:
    from quizapp.content.items import ItemInfo
    from quizapp.content.library import Library

LIST = 60
"""Cells of the list where the question stands beside it."""


class BrowseScreen(BrowseCommands):
    """The list of questions with a field to find by typing."""

    PLACE = "browse"
    KEYS = (
        Command("answer", "enter", "enter", "選んだ問題を解く"),
        Command("find", "slash", "/", "ことばで探す"),
        Command("filter", "f", "f", "絞り込む"),
        Command("sort", "o", "o", "並べ方を変える"),
        Command("demo", "d", "d", "デモを開く"),
        Command("suspend", "z", "z", "休止する、戻す"),
        Command("flag", "x", "x", "印を付ける、外す"),
        Command("card", "i", "i", "この問題の記憶"),
        Command("reset", "r", "r", "学習の記録を最初に戻す"),
        Command("edit", "e", "e", "エディターで開く"),
        Command("undo", "u", "u", "取り消す"),
        Command("up", "up,k", "↑", "上の行へ"),
        Command("down", "down,j", "↓", "下の行へ"),
        Command("page_up", "pageup", "pgup", "前の画面へ"),
        Command("page_down", "pagedown", "pgdn", "次の画面へ"),
        Command("first", "home", "home", "最初の行へ"),
        Command("last", "end", "end", "最後の行へ"),
        Command("yes", "y", "y", "最初に戻す"),
        Command("leave", "escape", "esc", "戻る"),
        *EVERYWHERE,
    )
    STATES = {
        "list": State(
            "すべての問題",
            (
                ("answer", "解く"),
                ("find", "探す"),
                ("filter", "絞る"),
                ("demo", "デモ"),
                ("suspend", "休止"),
                ("card", "記憶"),
                ("leave", "今日へ"),
            ),
            (
                "sort",
                "flag",
                "reset",
                "edit",
                "undo",
                "up",
                "down",
                "page_up",
                "page_down",
                "first",
                "last",
            ),
        ),
        "finding": State("探している", (("down", "一覧へ"), ("leave", "消す"))),
        "asking": State("最初に戻すか確かめている", (("yes", "最初に戻す"), ("leave", "やめる"))),
    }
    BINDINGS = bindings("browse", KEYS)
    DEFAULT_CSS = """
    BrowseScreen #browse { layout: vertical; }
    BrowseScreen #browse-find { height: 1; margin-bottom: 1; }
    BrowseScreen.-short #browse-find { margin-bottom: 0; }
    BrowseScreen #browse-slash { width: 2; }
    BrowseScreen #find { width: 1fr; background: $background; }
    BrowseScreen #browse-tags { width: 34; }
    BrowseScreen #browse-both { height: 1fr; layout: horizontal; }
    BrowseScreen #browse-rows { width: 1fr; height: 1fr; }
    BrowseScreen #browse-side { display: none; width: 1fr; height: 1fr; margin-left: 4; }
    BrowseScreen.-wide #browse-rows { width: 60; }
    BrowseScreen.-wide #browse-side { display: block; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.find = Input(compact=True, id="find", select_on_focus=False, max_length=60)
        self.list = Rows(self._rows, id="browse-rows")
        self.side = Rows(self._side, id="browse-side")
        self.tags = Rows(lambda width: filter_rows(self.which, width), id="browse-tags")
        self.which = Filter()
        self.by: Order = "pack"
        self.found: list[ItemInfo] = []
        self.standing: dict[str, Standing] = {}
        self._first = 0
        self._finder: Finder | None = None
        self._all: Sequence[ItemInfo] = ()
        """Everything that can be listed."""
        self.pictures = Pictures(self, lambda _: self.side.redraw())

    def compose_body(self) -> Iterable[Widget]:
        """The field, the list, and the question beside it."""
        with Container(id="browse", classes="body"):
            with Horizontal(id="browse-find"):
                yield Rows(lambda width: [(("/ ", "key"),)], id="browse-slash")
                yield self.find
                yield self.tags
            with Container(id="browse-both"):
                yield self.list
                yield self.side

    def on_mount(self) -> None:
        """List everything."""
        self.thread_row.rule()
        desk = self.quiz.desk
        if desk is not None:
            self.tools = CardTools(desk.log)
        self.look()

    def on_screen_resume(self) -> None:
        """Back from a question, a demo or a card: the record has changed, the row stays."""
        if self.is_mounted and self._all:
            self.look()

    def on_resize(self, event: events.Resize) -> None:
        """Other room, other rows."""
        super().on_resize(event)
        self.call_after_refresh(self._draw)

    def state_name(self) -> str:
        """Choosing a row, typing, or being asked whether to reset."""
        if self.asked:
            return "asking"
        return "finding" if self.find.has_focus else "list"

    def works(self, command: str, *told: str) -> bool:
        """What is about a question needs one."""
        if not super().works(command, *told):
            return False
        row = self.row
        if command in ("answer", "suspend", "flag", "card", "reset", "edit"):
            return row is not None
        if command == "demo":
            return row is not None and bool(row.demo)
        if command == "undo":
            return self.tools is not None and self.tools.can_undo
        return True

    @property
    def row(self) -> ItemInfo | None:
        """The chosen question."""
        return self.found[self.place] if self.place < len(self.found) else None

    # ── looking ──────────────────────────────────────────────────────────────────────────────

    def look(self) -> None:
        """Read packs and record again, and keep the row."""
        desk = self.quiz.desk
        if desk is None:
            return
        items = desk.library.items()
        if self._all is not items:
            self._all, self._finder = items, None
            self.run_worker(
                partial(self._index, desk.library, items), thread=True, exclusive=True, group="find"
            )
        names = [row.item for row in items]
        self.standing = standings(
            names, desk.log.memories(names), desk.log.mistakes(), self.quiz.clock.now(),
            desk.scheduler, misjudged(desk.log, desk.log.sure_answers()),
        )  # fmt: skip
        self.seek(keep=True)

    def _index(self, library: Library, items: Sequence[ItemInfo]) -> None:
        """Make what is searched, beside the screen: it takes longer than a key may."""
        finder = Finder(items, library.prompts())
        if not get_current_worker().is_cancelled:
            self.quiz.call_later(self._indexed, finder, items)

    def _indexed(self, finder: Finder, items: Sequence[ItemInfo]) -> None:
        """From here on what is typed is found; what was typed meanwhile too."""
        if self._all is items and self.stands:
            self._finder = finder
            if self.find.value:
                self.seek()

    def seek(self, *, keep: bool = False) -> None:
        """List what is found for what stands in the field; all until that can be searched."""
        before = self.row
        wanted = self.find.value
        found = self._finder.find(wanted) if self._finder is not None and wanted else self._all
        self.found = chosen(found, self.standing, self.which, self.by)
        if keep and before is not None:
            same = [place for place, row in enumerate(self.found) if row.item == before.item]
            self.place = same[0] if same else min(self.place, max(0, len(self.found) - 1))
        else:
            self.place = 0
        self._draw()

    # ── drawing ──────────────────────────────────────────────────────────────────────────────

    def redraw(self) -> None:
        """Draw everything again."""
        super().redraw()
        self._draw()

    def _draw(self) -> None:
        total = len(self._all)
        self.head.say(
            tr("すべての問題"),
            order_word(self.by),
            ((str(len(self.found)), "strong"), (tr(" / {n} 問", n=total), "muted")),
        )
        for rows in (self.list, self.side, self.tags):
            rows.redraw()
        if self.asked:
            self.note.say(tr("この問題の記録を最初に戻しますか。y で戻します"), sticky=True)
        self.draw_foot()

    def _rows(self, width: int) -> Sequence[Line]:
        if not self.found:
            return [
                ((tr("見つかりません。ことばを短くするか、絞り込みを外してください"), "muted"),)
            ]
        room = max(self.list.size.height, 3)
        self._first = max(min(self._first, self.place, len(self.found) - room), 0)
        self._first = max(self._first, self.place - room + 1)
        last = self._first + room
        shown = self.found[self._first : last]
        now_ms, ink = self.quiz.clock.now().at_ms, self.quiz.ink
        return [
            question_row(
                row, self.standing[row.item], now_ms, ink, width, chosen=place == self.place
            )
            for place, row in enumerate(shown, self._first)
        ]

    def _side(self, width: int) -> Sequence[Line]:
        row, desk = self.row, self.quiz.desk
        if row is None or desk is None or not self.wide:
            return []
        return side_rows(
            desk.library,
            row,
            self.standing[row.item],
            self.quiz.clock.now().at_ms,
            width,
            self.list.size.height,
            self.pictures,
        )

    # ── finding ──────────────────────────────────────────────────────────────────────────────

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.seek()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.set_focus(None)

    def on_descendant_focus(self) -> None:
        """Letters are text now."""
        self.draw_foot()

    def on_descendant_blur(self) -> None:
        """Letters are commands again."""
        self.draw_foot()

    def do_find(self) -> None:
        """Type to find."""
        self.find.focus()

    def do_filter(self) -> None:
        """Choose what is to be seen."""
        from quizapp.tui.screens.browse_filter import FilterScreen

        desk = self.quiz.desk
        if desk is not None:
            kinds = sorted({row.kind for row in desk.library.items()})
            topics = list(desk.library.topics)
            self.quiz.push_screen(FilterScreen(self.which, kinds, topics), self._filtered)

    def _filtered(self, which: Filter | None) -> None:
        if which is not None:
            self.which = which
            self.seek(keep=True)

    def do_sort(self) -> None:
        """The next order."""
        self.by = ORDERS[(ORDERS.index(self.by) + 1) % len(ORDERS)]
        self.seek()

    # ── moving ───────────────────────────────────────────────────────────────────────────────

    @property
    def row_count(self) -> int:
        """How many questions were found."""
        return len(self.found)

    def draw_chosen(self) -> None:
        """Draw the list, and the question chosen beside it."""
        self._draw()

    def do_down(self) -> None:
        """The row below; out of the field into the list."""
        if self.find.has_focus:
            self.set_focus(None)
        else:
            super().do_down()

    def do_leave(self) -> None:
        """One step back: from the question asked, what was typed, then the screen."""
        if self.asked:
            self.asked = False
            self.note.clear(force=True)
            self._draw()
        elif self.find.value:
            self.find.value = ""
            self.set_focus(None)
        elif self.find.has_focus:
            self.set_focus(None)
        else:
            self.dismiss()
