"""The forgetting curve of a card as a figure: reviews marked, today and the exam day named."""

from __future__ import annotations

from typing import Literal

import numpy as np

from quizapp.demos.figure import Axis, Plot, Point, Series
from quizapp.practice.forgetting import Curve, Forgetting, Review
from quizapp.records import Localized

KEPT, LOST = 1, 2
"""Markers of reviews that were remembered, and of those that were not."""


def curve_figure(known: Forgetting) -> Plot:
    """The chance of recall over study days from today, in percent."""
    low, high = known.past[0][0], known.ahead[-1][0]
    series = [_line(Localized("見込み", "Recall"), known.past, "line")]
    after = Localized("この先", "Left alone")
    if known.exam is not None:
        share = f"{known.exam[1]:.0%}"
        after = Localized(f"この先（試験日 {share}）", f"Left alone (exam day {share})")
    series.append(_line(after, known.ahead, "dashed"))
    for marker, kept, name in (
        (KEPT, True, Localized("思い出せた", "Remembered")),
        (LOST, False, Localized("忘れた", "Forgotten")),
    ):
        found = [one for one in known.reviews if one.kept is kept]
        if found:
            series.append(_marks(name, found, marker))
    now = known.past[-1][1]
    here = Point(0, 100 * now, Localized(f"今日 {now:.0%}", f"today {now:.0%}"))
    summary = Localized(
        f"今日の見込みは {now:.0%}、{high:.0f} 日後には {known.ahead[-1][1]:.0%}。",
        f"Today {now:.0%}; in {high:.0f} days {known.ahead[-1][1]:.0%}.",
    )
    return Plot(
        title=Localized("忘れ方", "Forgetting curve"),
        summary=summary,
        x=Axis(Localized("日", "days"), low=low, high=max(high, low + 1)),
        y=Axis(Localized("%", "%"), low=0.0, high=100.0),
        series=tuple(series),
        points=(here,),
    )


def _line(name: Localized, curve: Curve, style: Literal["line", "dashed"]) -> Series:
    x, y = np.array(curve).T
    ahead = style == "dashed"
    return Series(name, x, 100 * y, 3 if ahead else 0, style, marked="last" if ahead else "none")


def _marks(name: Localized, reviews: list[Review], marker: int) -> Series:
    x = np.array([float(one.day) for one in reviews])
    y = np.array([100 * one.chance for one in reviews])
    return Series(name, x, y, marker, "dots", marked="all")
