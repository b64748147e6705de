"""The figure of a question as lines of text: drawn, and read out for those who cannot see it."""

from __future__ import annotations

from quizapp.content.figures import shown
from quizapp.content.kinds.base import FigureLink, QuestionBase
from quizapp.errors import QuizappError
from quizapp.records import Language
from quizapp.words import language, tr


def figure_lines(question: QuestionBase, link: FigureLink | None, *, fancy: bool) -> list[str]:
    """The figure of ``link``, drawn and read out; no lines where there is none or it is unknown.

    A demo's one sentence is left out: that often is the answer. A sketch's tells what is given.
    """
    if link is None:
        return []
    from quizapp.cli.demo import plain_demo_figure
    from quizapp.tui.figures.drawing import SKETCH_WIDTH, sketch_height
    from quizapp.tui.figures.pen import Pen
    from quizapp.tui.figures.plain import plain_figure

    spoken: Language = "en" if language() == "en" else "ja"
    try:
        found = shown(link, question)
        if not found.sketch:
            return plain_demo_figure(found.id, found.knobs, fancy=fancy)
        figure = found.figure()
    except QuizappError:
        return []  # a figure this version cannot draw; ``quizapp check`` names it
    pen = Pen(spoken, ascii=not fancy, colour=False, tint=False)
    height = sketch_height(figure, pen)
    lines = plain_figure(figure, SKETCH_WIDTH, height, spoken, ascii_only=not fancy)
    return [*lines, pen.spell(tr("図: {text}", text=figure.summary.get(spoken)))]
