"""Small pictures beside and under a question, drawn in a thread, for demos take their time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from rich.cells import cell_len

from quizapp.content.figures import Shown, shown
from quizapp.errors import QuizappError
from quizapp.records import Language
from quizapp.tui.ink import Line
from quizapp.words import language, tr

if TYPE_CHECKING:
    from quizapp.content.kinds.base import FigureLink, QuestionBase
    from quizapp.tui.screens.base import FrameScreen

Key = tuple[str, str, int, int, str]
PROMPT_WIDTH, PROMPT_HEIGHT = 60, 10
"""Cells of a figure under a prompt; a sketch takes as many rows as it needs."""


class Pictures:
    """The pictures of one session; each is drawn once."""

    def __init__(self, screen: FrameScreen, drawn: Callable[[bool], None]) -> None:
        """``drawn`` is told of each picture that is ready, and whether it stands under a prompt."""
        self._screen = screen
        self._ready = drawn
        self._drawn: dict[Key, Sequence[Line]] = {}
        self._read: dict[Key, str] = {}

    def of(self, demo: str, knobs: Mapping[str, object], width: int) -> Sequence[Line]:
        """The picture of a demo with the question's own numbers; no rows until it is drawn."""
        return self._drawn[self._of(Shown(demo, "", knobs), width, 0)]

    def under_prompt(
        self, question: QuestionBase, link: FigureLink, width: int
    ) -> tuple[Sequence[Line], str]:
        """A figure of a question, drawn from its own numbers, and its text reading.

        No rows until it is drawn. The sentence of a demo is left out: that often is the answer.
        """
        try:
            found = shown(link, question)
        except QuizappError:
            return (), ""  # a sketch this version does not have; `quizapp check` names it
        key = self._of(found, min(width, PROMPT_WIDTH), PROMPT_HEIGHT)
        return self._drawn[key], self._read.get(key, "")

    def preview(self, question: QuestionBase, width: int) -> Sequence[Line]:
        """The figure of a question, or of its set, beside a list: whole, or a word where it is."""
        link = question.figure or (question.shared.figure if question.shared else None)
        if link is None:
            return ()
        rows, _ = self.under_prompt(question, link, PROMPT_WIDTH)
        if any(cell_len("".join(text for text, _ in row).rstrip()) > width for row in rows):
            return [((tr("図は広いので、解く画面で見られます"), "muted"),)]
        return rows

    def _of(self, found: Shown, width: int, height: int) -> Key:
        lang: Language = "en" if language() == "en" else "ja"
        key = (found.id or found.sketch, repr(sorted(found.knobs.items())), width, height, lang)
        if key not in self._drawn:
            self._drawn[key] = ()
            self._screen.run_worker(
                partial(self._draw, key, found, lang),
                thread=True,
                group="pictures",
                exit_on_error=False,
            )
        return key

    def _draw(self, key: Key, found: Shown, lang: Language) -> None:
        from quizapp.tui.figures.plain import mini, sketch_lines

        _, _, width, height, _ = key
        app = self._screen.quiz
        try:
            if found.sketch:
                figure = found.figure()
                self._read[key] = figure.summary.get(lang)
                self._drawn[key] = sketch_lines(
                    figure, width, language=lang, ascii_only=app.ascii_only
                )
            else:
                self._drawn[key] = mini(
                    found.id,
                    dict(found.knobs),
                    width,
                    height or 9,
                    language=lang,
                    ascii_only=app.ascii_only,
                    whole=height > 0,
                )
        except QuizappError:
            return  # a link to a demo this version does not have; `quizapp check` names it
        app.call_later(self._tell, height > 0)

    def _tell(self, under_prompt: bool) -> None:
        """Have the picture shown, unless the screen was left while it was drawn."""
        if self._screen.stands:
            self._ready(under_prompt)
