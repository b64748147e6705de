"""The command palette: what can be done here, places, topics, demos, and every question by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from textual import on

from quizapp.tui.cells import cut, heading, pad
from quizapp.tui.ink import Line
from quizapp.tui.keys import ALWAYS
from quizapp.tui.screens.base import FrameScreen
from quizapp.tui.screens.sheet import SheetScreen, fold, matches
from quizapp.tui.widgets.listing import Listing
from quizapp.words import language, tr

MOST = 60
"""Entries listed at once."""
NAME = 34


class Entry(NamedTuple):
    """Something that can be chosen."""

    name: str
    about: str
    other: str
    """Its name in the other language, so that either one finds it."""
    run: Callable[[], object]


class PaletteScreen(SheetScreen):
    """Type to find, enter to go."""

    def __init__(self, origin: FrameScreen) -> None:
        self.listing = Listing(id="places")
        super().__init__(self.listing)
        self.origin = origin
        self._here = [
            (one, origin.key_shown(one))
            for one in origin.KEYS
            if not one.each and one.id not in ALWAYS and origin.works(one.id)
        ]
        self.entries: list[Entry] = []

    def on_mount(self) -> None:
        """List everything once."""
        super().on_mount()
        self.changed()

    def title_line(self) -> Line:
        """Title."""
        return ((heading(tr("コマンドを探す")), "strong"),)

    def _commands(self) -> Iterator[Entry]:
        quiz = self.quiz
        for one, shown in self._here:
            yield Entry(heading(tr(one.long)), shown, one.long, partial(self._command, one.id))
        for name, about, run in (
            ("今日の分を始める", "復習と新しい問題", quiz.start_today),
            ("カードをめくる", "", quiz.start_cards),
            ("忘れかけから詰め込む", "予定は変わりません", quiz.start_cram),
            ("自信のない問題を解く", "", quiz.start_unsure),
            ("印つきの問題を解く", "", quiz.start_flagged),
            ("まだ解いていない問題を解く", "", quiz.start_unseen),
            ("ひな形の問題を何度も解く", "数が毎回変わります", quiz.start_templates),
            ("問題の一覧から探す", "", quiz.open_browse),
            ("学習の統計", "", quiz.open_stats),
            ("デモの一覧", "動かして確かめる", quiz.open_demos),
            ("設定", "試験日、1 日の時間、表示", quiz.open_settings),
            ("言語を切り替える", "日本語 / English", self.origin.do_language),
            ("テーマを切り替える", "sumi / washi", quiz.switch_theme),
            ("終了", "記録は保存済みです", partial(quiz.exit, 0)),
        ):
            yield Entry(heading(tr(name)), tr(about) if about else "", name, run)

    def _places(self) -> Iterator[Entry]:
        quiz = self.quiz
        desk = quiz.desk
        if desk is not None:
            for topic in desk.library.topics:
                yield Entry(
                    topic.title.get(language()),
                    tr("このトピックを解く"),
                    f"{topic.title.ja} {topic.title.en}",
                    partial(quiz.start_topic, topic.id),
                )
        from quizapp.demos import listed

        for demo in (entry for _, group in listed() for entry in group):
            yield Entry(
                f"{demo.id}  {demo.title.get(language())}",
                tr("デモを開く"),
                f"{demo.title.ja} {demo.title.en}",
                partial(quiz.open_demo, demo.id),
            )

    def _questions(self) -> Iterator[Entry]:
        desk = self.quiz.desk
        if desk is None:
            return
        for row in desk.library.items():
            if not row.reverse:
                yield Entry(
                    f"{row.id}  {row.title.get(language())}",
                    tr("この問題を解く"),
                    f"{row.title.ja} {row.title.en}",
                    partial(self.quiz.start_item, row.item),
                )

    def changed(self) -> None:
        """List what matches; questions only once something is looked for."""
        wanted = self.wanted
        found = [*self._commands(), *self._places()]
        if wanted:
            found += self._questions()
            found = [one for one in found if matches(f"{one.name} {one.other}", wanted)]
        # A command of the screen below and the same one of every screen are listed once.
        self.entries = list({fold(one.name): one for one in reversed(found)}.values())[::-1][:MOST]
        self.listing.place = 0
        self.listing.list(
            [
                ((" " + pad(one.name, NAME) + "  ", ""), (cut(one.about, 20), "muted"))
                for one in self.entries
            ]
        )
        self.sheet_body.scroll_home(animate=False)

    def step(self, by: int) -> None:
        """Choose another entry."""
        self.listing.choose(self.listing.place + by)

    def chosen(self) -> None:
        """Close, then go where the chosen entry leads."""
        if not self.entries:
            return
        run = self.entries[self.listing.place].run
        self.dismiss()
        self.quiz.call_later(run)

    @on(Listing.Opened)
    def _opened(self, event: Listing.Opened) -> None:
        event.stop()
        self.chosen()

    def _command(self, name: str) -> None:
        if self.origin.works(name):
            self.origin.call_later(self.origin.action_command, name)
