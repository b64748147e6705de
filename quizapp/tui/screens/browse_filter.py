"""The sheet that narrows the list of questions: how they stand, kinds, topics."""

from __future__ import annotations

from dataclasses import replace

from textual import on

from quizapp.content.items import Topic
from quizapp.practice.finding import STATUSES, Filter
from quizapp.practice.labels import kind_word, status_word
from quizapp.tui.cells import heading, pad
from quizapp.tui.ink import Line
from quizapp.tui.screens.sheet import SheetScreen, matches
from quizapp.tui.widgets.listing import Listing
from quizapp.words import language, tr


class FilterScreen(SheetScreen):
    """Enter ticks and unticks; esc gives the filter to whoever asked."""

    def __init__(self, which: Filter, kinds: list[str], topics: list[Topic]) -> None:
        self.listing = Listing(id="filters")
        super().__init__(self.listing)
        self.which = which
        self._all = [
            *(("statuses", status, status_word(status), tr("状態")) for status in STATUSES),
            *(("kinds", kind, kind_word(kind), tr("問題の種類")) for kind in kinds),
            *(("topics", one.id, one.title.get(language()), tr("トピック")) for one in topics),
        ]
        self._shown = self._all

    def on_mount(self) -> None:
        """List everything."""
        super().on_mount()
        self.changed()

    def title_line(self) -> Line:
        """Title, and what enter does."""
        return (
            (heading(tr("絞り込み")), "strong"),
            ("   enter ", "key"),
            (tr("付け外し"), "muted"),
        )

    def changed(self) -> None:
        """List what matches what is typed."""
        self._shown = [one for one in self._all if matches(f"{one[2]} {one[1]}", self.wanted)]
        self._draw()

    def _draw(self) -> None:
        boxes = self.listing.ink.boxes
        self.listing.list(
            [
                (
                    (f" {boxes['ticked' if name in getattr(self.which, group) else 'empty']} ", ""),
                    (pad(word, 34), ""),
                    (about, "muted"),
                )
                for group, name, word, about in self._shown
            ]
        )

    def step(self, by: int) -> None:
        """Choose another row."""
        self.listing.choose(self.listing.place + by)

    def chosen(self) -> None:
        """Tick or untick the chosen row."""
        if self._shown:
            group, name, _, _ = self._shown[self.listing.place]
            names: frozenset[str] = getattr(self.which, group) ^ {name}
            self.which = replace(self.which, **{group: names})  # type: ignore[arg-type]
            self._draw()

    @on(Listing.Opened)
    def _opened(self, event: Listing.Opened) -> None:
        event.stop()
        self.chosen()

    def dismiss(self, result: object = None):  # type: ignore[no-untyped-def]  # as Textual's own
        """Give the filter as it stands."""
        return super().dismiss(self.which)
