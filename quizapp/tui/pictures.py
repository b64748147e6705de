"""Small pictures of demos beside a question, drawn in a thread, for demos take their time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from quizapp.errors import QuizappError
from quizapp.records import Language
from quizapp.tui.ink import Line
from quizapp.words import language

if TYPE_CHECKING:
    from quizapp.tui.screens.quiz import QuizScreen

Key = tuple[str, str, int, str]


class Pictures:
    """The pictures of one session; each is drawn once."""

    def __init__(self, screen: QuizScreen) -> None:
        self._screen = screen
        self._drawn: dict[Key, Sequence[Line]] = {}

    def of(self, demo: str, knobs: Mapping[str, object], width: int) -> Sequence[Line]:
        """The picture of a demo with the question's own numbers; no rows until it is drawn."""
        lang: Language = "en" if language() == "en" else "ja"
        key = (demo, repr(sorted(knobs.items())), width, lang)
        if key not in self._drawn:
            self._drawn[key] = ()
            self._screen.run_worker(
                partial(self._draw, key, dict(knobs), lang),
                thread=True,
                group="pictures",
                exit_on_error=False,
            )
        return self._drawn[key]

    def _draw(self, key: Key, knobs: dict[str, object], lang: Language) -> None:
        from quizapp.tui.figures.plain import mini

        demo, _, width, _ = key
        app = self._screen.quiz
        try:
            self._drawn[key] = mini(demo, knobs, width, language=lang, ascii_only=app.ascii_only)
        except QuizappError:
            return  # a link to a demo this version does not have; `quizapp check` names it
        app.call_later(self._screen.body.side.redraw)
