"""What can be done with the question that is chosen in the list."""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.tui.editing import edit
from quizapp.tui.screens.list_moves import ListMoves
from quizapp.words import tr

if TYPE_CHECKING:
    from quizapp.content.items import ItemInfo
    from quizapp.practice.card import CardTools


class BrowseCommands(ListMoves):
    """The commands of a screen that lists questions, as far as they are about one of them."""

    def __init__(self) -> None:
        super().__init__()
        self.tools: CardTools | None = None
        self.asked = False
        """Whether the screen waits to hear that the record may be begun anew."""

    @property
    @abstractmethod
    def row(self) -> ItemInfo | None:
        """The chosen question."""

    @abstractmethod
    def look(self) -> None:
        """Read packs and record again, and keep the row."""

    def do_answer(self) -> None:
        """Answer this one question and come back."""
        if self.row is not None:
            self.quiz.start_item(self.row.item)

    def do_demo(self) -> None:
        """Its demo, with its numbers."""
        if self.row is not None:
            self.quiz.open_demo(self.row.demo, self.row.demo_knobs, self.row.id)

    def do_suspend(self) -> None:
        """Out of the queues, or back."""
        if self.tools is not None and self.row is not None:
            memory = self.tools.suspend(self.row.item, self.quiz.clock.now())
            self.look()
            self.note.say(tr("休止しました") if memory.suspended else tr("休止を解きました"))

    def do_flag(self) -> None:
        """Flag, or take the flag away."""
        if self.tools is not None and self.row is not None:
            self.tools.flag(self.row.item, self.quiz.clock.now())
            self.look()

    def do_reset(self) -> None:
        """Ask whether to begin anew with this question."""
        self.asked = True
        self.draw_chosen()

    def do_yes(self) -> None:
        """Begin anew with this question."""
        self.asked = False
        if self.tools is not None and self.row is not None:
            self.tools.reset(self.row.item, self.quiz.clock.now())
        self.look()
        self.note.say(tr("最初に戻しました。u で取り消せます"))

    def do_undo(self) -> None:
        """Take back what was done last here."""
        if self.tools is not None and self.tools.undo(self.quiz.clock.now()):
            self.look()
            self.note.say(tr("取り消しました"))

    def do_card(self) -> None:
        """History, forgetting curve and note of this question."""
        from quizapp.tui.screens.card import CardScreen

        if self.row is not None and self.tools is not None:
            self.quiz.push_screen(CardScreen(self.row, self.tools))

    def do_edit(self) -> None:
        """Open the file at the question, and read the packs again afterwards."""
        desk, row = self.quiz.desk, self.row
        if desk is None or row is None:
            return
        from quizapp.content.library import open_library
        from quizapp.content.places import place_of

        folder = next(pack.folder for pack in desk.library.packs if pack.id == row.pack)
        place = place_of(Path(folder), row.id)
        if place is None:
            self.note.say(tr("この問題の書かれたファイルが見つかりません"))
            return
        trouble = edit(self.quiz, *place)
        if trouble:
            self.note.say(trouble, keep=True)
            return
        desk.library = open_library(self.quiz.paths.packs, self.quiz.paths.cache)
        self.look()
        self.note.say(tr("問題集を読み直しました"))
