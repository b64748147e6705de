"""What D25 shows: gates, cell and output as bars, and their course over the steps."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from quizapp.demos.activations import Floats
from quizapp.demos.figure import Axis, Bars, Panels, Plot, Series, Table
from quizapp.demos.numerals import figures, power
from quizapp.demos.spec import Reading
from quizapp.records import Localized


@dataclass(frozen=True, slots=True)
class Moment:
    """One step of the unit."""

    f: float
    i: float
    o: float
    a: float
    c: float
    h: float


def readings(moments: list[Moment], c_prev: float, step: int) -> tuple[Reading, ...]:
    """Values after ``step`` steps."""
    if step == 0:
        return (Reading(Localized("前のセル c₀", "cell before c₀"), figures(c_prev), 0),)
    now = moments[step - 1]
    return (
        Reading(Localized("ステップ", "step"), str(step)),
        Reading(Localized("セル c", "cell c"), figures(now.c, 5), 0),
        Reading(Localized("出力 h", "output h"), figures(now.h, 5), 1),
        Reading(
            Localized("f, i, o", "f, i, o"),
            f"{figures(now.f, 5)}, {figures(now.i, 5)}, {figures(now.o, 5)}",
        ),
        Reading(Localized("候補 a", "candidate a"), figures(now.a, 5)),
        Reading(
            Localized("∂c/∂c₀（直接）", "∂c/∂c₀, direct"),
            power(math.prod(moment.f for moment in moments[:step]), 4),
        ),
    )


def bars(moments: list[Moment], c_prev: float, step: int) -> Bars:
    """Gates, candidate, and the cell before and after one step."""
    now = moments[max(step - 1, 0)]
    before = moments[step - 2].c if step > 1 else c_prev
    shown = step > 0
    values = np.array(
        [now.f, now.i, now.o, now.a, before, now.c if shown else 0.0, now.h if shown else 0.0]
    )
    labels = (
        ("忘却 f", "forget f"),
        ("入力 i", "input i"),
        ("出力 o", "output o"),
        ("候補 a", "candidate a"),
        ("前の c", "c before"),
        ("新しい c", "new c"),
        ("出力 h", "output h"),
    )
    texts = [figures(float(v), 5) for v in values]
    if not shown:
        texts[5:] = ["", ""]
    return Bars(
        title=Localized("ゲートとセル", "Gates and cell"),
        note=Localized(f"ステップ {max(step, 1)}", f"step {max(step, 1)}"),
        summary=summary(moments, c_prev, step),
        labels=tuple(Localized(*label) for label in labels),
        values=values,
        low=min(0.0, float(values.min())),
        high=max(1.0, float(values.max())),
        markers=(2, 2, 2, 3, 4, 0, 1),
        shown=tuple(texts),
    )


def summary(moments: list[Moment], c_prev: float, step: int) -> Localized:
    if step == 0:
        return Localized(
            f"始まりのセルは {figures(c_prev)}。", f"The cell starts at {figures(c_prev)}."
        )
    now = moments[step - 1]
    return Localized(
        f"ステップ {step} で c = {figures(now.c, 5)}、h = {figures(now.h, 5)}"
        f"（f = {figures(now.f, 3)}、i = {figures(now.i, 3)}、o = {figures(now.o, 3)}）。",
        f"At step {step} c = {figures(now.c, 5)} and h = {figures(now.h, 5)} "
        f"(f = {figures(now.f, 3)}, i = {figures(now.i, 3)}, o = {figures(now.o, 3)}).",
    )


def course(moments: list[Moment], c_prev: float, step: int) -> Plot:
    """Cell and output by step, and what is left of the first cell."""
    t = np.arange(len(moments) + 1, dtype=np.float64)
    cells = np.array([c_prev, *(moment.c for moment in moments)])
    outputs = np.array([np.nan, *(moment.h for moment in moments)])
    shares = np.array([1.0, *(moment.f for moment in moments)])
    carried: Floats = c_prev * np.asarray(np.cumprod(shares), dtype=np.float64)
    upto = slice(0, step + 1)
    everything: Floats = np.concatenate([cells, outputs[1:], carried, [0.0]])
    return Plot(
        title=Localized("セルと出力", "Cell and output"),
        summary=summary(moments, c_prev, step),
        x=Axis(Localized("ステップ", "step"), low=0, high=len(moments), whole=True),
        y=Axis(low=float(everything.min()) - 0.1, high=float(everything.max()) + 0.1),
        series=(
            Series(Localized("c₀ の残り", "left of c₀"), t[upto], carried[upto], 4, "dashed"),
            Series(Localized("出力 h", "output h"), t[upto], outputs[upto], 1),
            Series(Localized("セル c", "cell c"), t[upto], cells[upto], 0),
        ),
    )


def figure(moments: list[Moment], c_prev: float, step: int) -> Panels:
    """The gates of the present step beside the course so far."""
    drawn = bars(moments, c_prev, step)
    table = Table(
        columns=tuple(
            Localized(ja, en)
            for ja, en in (
                ("ステップ", "step"),
                ("f", "f"),
                ("i", "i"),
                ("o", "o"),
                ("a", "a"),
                ("c", "c"),
                ("h", "h"),
            )
        ),
        rows=(
            ("0", "", "", "", "", figures(c_prev, 5), ""),
            *(
                (str(t), *(figures(v, 5) for v in (m.f, m.i, m.o, m.a, m.c, m.h)))
                for t, m in enumerate(moments[:step], start=1)
                if t <= 20 or t == step or t % 10 == 0
            ),
        ),
    )
    return Panels(
        title=drawn.title,
        summary=drawn.summary,
        figures=(drawn, course(moments, c_prev, step)),
        weights=(1, 1),
        table=table,
    )
