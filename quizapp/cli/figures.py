"""The figure of a question as lines of text: drawn, and read out for those who cannot see it."""

from __future__ import annotations

from typing import Any

from quizapp.content.figures import Shown, figure_facts, shown
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
    from quizapp.tui.figures.pen import Pen

    spoken: Language = "en" if language() == "en" else "ja"
    try:
        found = shown(link, question)
        lines = _drawn(found, spoken, fancy=fancy)
        if not found.sketch:
            return lines
        reading = found.figure().summary.get(spoken)
    except QuizappError:
        return []  # a figure this version cannot draw; ``quizapp check`` names it
    pen = Pen(spoken, ascii=not fancy, colour=False, tint=False)
    return [*lines, pen.spell(tr("図: {text}", text=reading))]


def figure_json(question: QuestionBase, link: FigureLink | None) -> dict[str, Any] | None:
    """The figure as one JSON object: what it is, its data, its reading and its plain drawing."""
    facts = figure_facts(link, question)
    if facts is None or link is None:
        return None
    found = shown(link, question)
    languages: tuple[Language, ...] = ("ja", "en")
    try:
        drawing = {name: "\n".join(_drawn(found, name, fancy=True)) for name in languages}
    except QuizappError:
        return None
    return {**facts, "drawing": drawing}


def _drawn(found: Shown, spoken: Language, *, fancy: bool) -> list[str]:
    from quizapp.cli.demo import plain_demo_figure
    from quizapp.tui.figures.drawing import SKETCH_WIDTH, sketch_height
    from quizapp.tui.figures.pen import Pen
    from quizapp.tui.figures.plain import plain_figure

    if not found.sketch:
        return plain_demo_figure(found.id, found.knobs, spoken, fancy=fancy)
    figure = found.figure()
    pen = Pen(spoken, ascii=not fancy, colour=False, tint=False)
    height = sketch_height(figure, pen)
    return plain_figure(figure, SKETCH_WIDTH, height, spoken, ascii_only=not fancy)
