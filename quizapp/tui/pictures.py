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

Key = tuple[str, str, int, int, str]
PROMPT_WIDTH, PROMPT_HEIGHT = 60, 10
"""Cells of a figure under a prompt."""


class Pictures:
    """The pictures of one session; each is drawn once."""

    def __init__(self, screen: QuizScreen) -> None:
        self._screen = screen
        self._drawn: dict[Key, Sequence[Line]] = {}

    def of(self, demo: str, knobs: Mapping[str, object], width: int) -> Sequence[Line]:
        """The picture of a demo with the question's own numbers; no rows until it is drawn."""
        return self._of(demo, knobs, width, 0)

    def under_prompt(self, demo: str, knobs: Mapping[str, object], width: int) -> Sequence[Line]:
        """The figure of a question, drawn from its own numbers; no rows until it is drawn."""
        return self._of(demo, knobs, min(width, PROMPT_WIDTH), PROMPT_HEIGHT)

    def _of(
        self, demo: str, knobs: Mapping[str, object], width: int, height: int
    ) -> Sequence[Line]:
        lang: Language = "en" if language() == "en" else "ja"
        key = (demo, repr(sorted(knobs.items())), width, height, lang)
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

        demo, _, width, height, _ = key
        app = self._screen.quiz
        try:
            self._drawn[key] = mini(
                demo,
                knobs,
                width,
                height or 9,
                language=lang,
                ascii_only=app.ascii_only,
                whole=height > 0,
            )
        except QuizappError:
            return  # a link to a demo this version does not have; `quizapp check` names it
        app.call_later(self._screen.body.side.redraw)
        if height:
            app.call_later(self._screen.body.prompt_changed)
