"""Opening the record and the packs beside the screen, so that neither waits for the other."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.message import Message

from quizapp.errors import QuizappError
from quizapp.settings import Paths, Settings
from quizapp.words import tr

if TYPE_CHECKING:
    from quizapp.clock import Clock
    from quizapp.practice.desk import Desk
    from quizapp.practice.today import Today


def take_mocks(desk: Desk) -> None:
    """Let the forecast hear of the mock exams; a record without any is not looked into further."""
    if desk.log.sittings():
        from quizapp.exam.foreseen import known_mocks

        desk.mocks = known_mocks(desk.log)


class Opened(Message):
    """The record and the packs are open, or could not be opened."""


class Opening(threading.Thread):
    """Opens the desk and takes the first look at the day."""

    def __init__(self, paths: Paths, settings: Settings, clock: Clock) -> None:
        super().__init__(name="opening", daemon=True)
        self._paths, self._settings, self._clock = paths, settings, clock
        self._lock = threading.Lock()
        self._heard: Callable[[], object] | None = None
        self._done = False
        self.desk: Desk | None = None
        self.today: Today | None = None
        self.trouble: QuizappError | None = None
        self.fault: BaseException | None = None
        self.broken: tuple[tuple[str, int, int], ...] = ()
        """For each pack that is not whole: its id, questions left out, questions that work."""
        self.first_run = False

    def run(self) -> None:
        """Open, look, and tell whoever waits."""
        from quizapp.practice.desk import open_desk

        try:
            self.first_run = not self._paths.config.exists() and not self._paths.store.exists()
            self.desk = open_desk(self._paths, self._settings)
            take_mocks(self.desk)
            self.broken = self._broken(self.desk)
            self.today = self.desk.overview(self._clock.now())
        except QuizappError as error:
            self.trouble = error
            self.close()
        except BaseException as error:  # a fault of ours: the app raises it where it is seen
            self.fault = error
            self.close()
        with self._lock:
            self._done = True
            heard = self._heard
        if heard is not None:
            heard()

    @staticmethod
    def _broken(desk: Desk) -> tuple[tuple[str, int, int], ...]:
        library = desk.library
        if not library.problems:
            return ()
        pack_at = {Path(pack.folder): pack.id for pack in library.packs}
        whole: dict[str, set[str]] = {}
        for row in library.items():
            whole.setdefault(row.pack, set()).add(row.id)
        lost: dict[str, set[str]] = {}
        for one in library.problems:
            folder = Path(one.file).parent
            pack = pack_at.get(folder, folder.name)
            if one.id not in whole.get(pack, ()):
                lost.setdefault(pack, set()).add(one.id)
        return tuple((pack, len(ids), len(whole.get(pack, ()))) for pack, ids in lost.items())

    def broken_words(self, width: int) -> str:
        """What to say, in ``width`` cells at best, of the first pack that is not whole."""
        pack, lost, left = self.broken[0]
        if left:
            return tr(
                "パック {id} の {n} 問を読めません。残り {m} 問は使えます。場所は quizapp check で",
                id=pack,
                n=lost,
                m=left,
            )
        # A pack of which nothing can be read: in full where it fits, never cut.
        said = tr(
            "パック {id} を読めません。ほかのパックは使えます。quizapp check で場所がわかります",
            id=pack,
        )
        if cell_len(said) > width:
            said = tr(
                "パック {id} を読めません（ほかは使えます）。場所は quizapp check で", id=pack
            )
        return said

    def tell(self, heard: Callable[[], object]) -> None:
        """Call ``heard`` once, when the desk is open; at once when it is already."""
        with self._lock:
            done = self._done
            if not done:
                self._heard = heard
        if done:
            heard()

    def close(self) -> None:
        """Close the desk if it was opened."""
        if self.desk is not None:
            self.desk.close()
            self.desk = None
