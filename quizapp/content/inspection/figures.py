"""Figures of questions looked at: they can be drawn, they fit, and they do not print the answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quizapp.content.figures import shown, unknown_names
from quizapp.content.kinds.base import FigureLink, QuestionBase
from quizapp.content.kinds.number import Number
from quizapp.content.problems import Flaw, Loc, did_you_mean
from quizapp.content.reading import build
from quizapp.demos import find
from quizapp.demos.figure import Drawing, Figure
from quizapp.demos.sketches import SKETCHES, kind
from quizapp.errors import UsageError
from quizapp.records import Localized

_NUMBER = re.compile(r"(?<![\w.])[+−-]?\d+(?:\.\d+)?(?![\w.]\d)")
_SMALL = 10
"""Whole answers below this stand in most figures by chance: a size, a step, an index."""


def figure_flaws(question: QuestionBase) -> Iterator[Flaw]:
    """What is wrong with the figure of the question and with that of its set."""
    if question.figure is not None:
        yield from _link_flaws(question.figure, question, ("figure",))
    if question.shared is not None and question.shared.figure is not None:
        yield from _link_flaws(question.shared.figure, question, ("stem",))


def _link_flaws(link: FigureLink, question: QuestionBase, loc: Loc) -> Iterator[Flaw]:
    if bool(link.id) == bool(link.sketch):
        yield Flaw(
            loc,
            "figure.which",
            Localized("id か sketch のどちらかを書いてください", "give either an id or a sketch"),
        )
        return
    if link.id:
        yield from _demo_flaws(link, loc)
        return
    if link.sketch not in SKETCHES:
        yield Flaw(
            (*loc, "sketch"),
            "figure.unknown",
            Localized(f"{link.sketch} という図はありません", f"there is no sketch {link.sketch}"),
            did_you_mean(link.sketch, SKETCHES),
        )
        return
    missing = list(unknown_names(link, question))
    for parameter, name in missing:
        yield Flaw(
            (*loc, "knobs", parameter),
            "figure.share",
            Localized(f"デモのつまみに {name} がありません", f"the demo link has no knob {name}"),
        )
    if missing:
        return
    sketch, flaws = build(kind(link.sketch), shown(link, question).knobs)
    for flaw in flaws:
        at = flaw.loc if not flaw.loc or flaw.loc[0] in link.knobs else ()
        named = Localized(f"{flaw.loc[0]}: ", f"{flaw.loc[0]}: ") if flaw.loc and not at else None
        message = flaw.message
        if named is not None:
            message = Localized(named.ja + message.ja, named.en + message.en)
        yield Flaw((*loc, "knobs", *at), "figure.knobs", message, flaw.mend)
    if sketch is not None:
        yield from _drawn_flaws(sketch.figure(), question, loc)


def _demo_flaws(link: FigureLink, loc: Loc) -> Iterator[Flaw]:
    if link.share:
        yield Flaw(
            (*loc, "share"),
            "figure.share",
            Localized("share は sketch だけのものです", "share is for sketches only"),
        )
    try:
        find(link.id).demo.settle(link.knobs)
    except UsageError as error:
        yield Flaw(
            loc,
            "figure.knobs",
            Localized(error.what, error.what),
            Localized(error.mend, error.mend),
        )


def _drawn_flaws(figure: Figure, question: QuestionBase, loc: Loc) -> Iterator[Flaw]:
    if isinstance(figure, Drawing) and figure.cut:
        yield Flaw(
            loc,
            "figure.wide",
            Localized("図が 60 桁に収まりません", "the figure does not fit 60 cells"),
            Localized("語を短くするか、数を減らしてください", "use shorter words or fewer of them"),
        )
    printed = printed_answer(figure, question)
    if printed:
        yield Flaw(
            loc,
            "figure.answer",
            Localized(
                f"図に答え {printed} が出ています", f"the figure prints the answer {printed}"
            ),
            Localized('その値を "?" にしてください', 'write "?" for that value'),
        )


def printed_answer(figure: Figure, question: QuestionBase) -> str:
    """A number of the figure's reading that is graded right; "" where there is none.

    Only questions answered by one number are looked at, and whole answers below ten and numbers
    that the prompt itself gives are passed over: they are there by chance, or given.
    """
    if not isinstance(question, Number):
        return ""
    answer = question.number_of(question.answer_line)
    if answer is None or (answer == round(answer) and abs(answer) < _SMALL):
        return ""
    given: set[str] = set(_NUMBER.findall(f"{question.prompt.ja} {question.prompt.en}"))
    numbers: list[str] = _NUMBER.findall(figure.summary.ja)
    for text in dict.fromkeys(numbers):
        if text not in given and question.grade(text.replace("−", "-")).outcome == "right":
            return text
    return ""
