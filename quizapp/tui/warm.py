"""Importing what the first question needs while the learner still reads the day.

One question of each kind is drawn and judged, and forgotten; then the day's copy of the record is
made.
"""

from __future__ import annotations

import gc
import importlib
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.errors import QuizappError

if TYPE_CHECKING:
    from datetime import date

    from quizapp.practice.desk import Desk


def warm_up(desk: Desk) -> None:
    """Load the question screen, the question kinds, the drawing of formulas and the judging."""
    from quizapp.tui.prose import prose_lines

    importlib.import_module("quizapp.practice.session")
    importlib.import_module("quizapp.practice.finding")
    importlib.import_module("quizapp.store.appending")
    importlib.import_module("quizapp.tui.screens.quiz")
    importlib.import_module("quizapp.tui.screens.result")
    prose_lines("「$\\frac{a}{b}$」は**分数**、`code` と $x_i^2$ です。", 40)
    for item in {row.kind: row.item for row in desk.library.items()}.values():
        with suppress(QuizappError, StopIteration):
            question = desk.library.question(item)
            prose_lines(question.prompt.get("ja"), 74)
            _, response = next(iter(question.right_responses()))
            question.grade(response)
            preview = getattr(question, "preview", None)
            if preview is not None:
                preview(response)
    # Modules and kinds live as long as the app: without this, each full collection walks through
    # them and holds up a key for a tenth of a second.
    gc.freeze()


def back_up(store: Path, today: date) -> None:
    """Keep a copy of the record for ``today`` if there is none yet.

    A copy that cannot be made (a full disk, say) is no reason to disturb anyone who studies;
    ``quizapp doctor`` says when there is none.
    """
    from quizapp.store.backups import daily

    with suppress(QuizappError, OSError):
        daily(store, today)
