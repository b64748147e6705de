"""The two views of D38 with one quantity: an event's information, a uniform density."""

from __future__ import annotations

import math

import numpy as np

from quizapp.demos.figure import Axis, Plot, Point, Series, Table
from quizapp.demos.lab._entropy import UNIT, Base, entropy, show
from quizapp.demos.numerals import figures
from quizapp.demos.spec import Claim, Outcome, Reading, Result
from quizapp.records import Localized


def event(probability: float, unit: float, base: Base, results: dict[str, Result]) -> Outcome:
    place = np.linspace(0.005, 1.0, 200)
    value = -math.log(probability) / unit
    twice = -math.log(probability * probability) / unit
    return Outcome(
        figure=Plot(
            title=Localized("自己情報量 −log p", "Self-information −log p"),
            note=UNIT[base],
            summary=Localized(
                f"確率 {figures(probability)} の事象の情報量は {show(value)} {UNIT[base].ja}。",
                f"An event of probability {figures(probability)} carries {show(value)} "
                f"{UNIT[base].en}.",
            ),
            x=Axis(Localized("確率 p", "probability p"), low=0.0, high=1.0),
            y=Axis(low=0.0, high=5.5 / unit),
            series=(
                Series(Localized("−log p", "−log p"), place, -np.log(place) / unit, 0,
                       marked="none"),
            ),
            points=(Point(probability, value, Localized(show(value), show(value)), marker=0),),
            table=Table(
                columns=(Localized("確率", "probability"), Localized("情報量", "information")),
                rows=tuple(
                    (figures(v), show(-math.log(v) / unit))
                    for v in (1.0, 0.5, 0.25, 0.125, 0.0625, probability)
                ),
            ),
        ),
        results=results,
        claims=(
            Claim(
                "adds",
                Localized(
                    "独立な 2 つの事象の情報量は足し算になる",
                    "the information of two independent events adds up",
                ),
                abs(twice - 2 * value) < 1e-9,
            ),
            Claim(
                "certain",
                Localized("必ず起こる事象の情報量は 0", "a certain event carries 0"),
                value >= 0 and (value == 0) == (probability == 1.0),
            ),
        ),
        notice=Localized(
            "めったに起こらないことほど、起きたときの情報は大きくなります。確率が半分になるたびに "
            "1 ビット増えます。",
            "The rarer an event, the more it tells: half the probability is one bit more.",
        ),
        formula=f"−log p = −log {figures(probability)} = {show(value)}",
        readings=(Reading(Localized("自己情報量", "self-information"), show(value), 0),),
    )  # fmt: skip


def uniform(width: float, unit: float, base: Base, results: dict[str, Result]) -> Outcome:
    value = math.log(width) / unit
    place = np.array([0.0, 0.0, width, width])
    density = np.array([0.0, 1.0 / width, 1.0 / width, 0.0])
    bins = 1000  # a differential entropy is that of fine bins, less the log of their number a unit
    fine = entropy(np.full(bins, 1.0 / bins)) + math.log(width / bins)
    return Outcome(
        figure=Plot(
            title=Localized(f"U(0, {figures(width)}) の密度", f"Density of U(0, {figures(width)})"),
            note=Localized(f"高さ 1/幅 = {figures(1 / width)}", f"height 1/width = "
                           f"{figures(1 / width)}"),
            summary=Localized(
                f"幅 {figures(width)} の一様分布の微分エントロピーは {show(value)} "
                f"{UNIT[base].ja}。",
                f"A uniform density of width {figures(width)} has differential entropy "
                f"{show(value)} {UNIT[base].en}.",
            ),
            x=Axis(Localized("x", "x"), low=-0.25, high=max(1.25, 1.1 * width)),
            y=Axis(low=0.0, high=1.15 * max(1.0, 1.0 / width)),
            series=(
                Series(Localized("U(0, 1)", "U(0, 1)"), np.array([0.0, 0.0, 1.0, 1.0]),
                       np.array([0.0, 1.0, 1.0, 0.0]), 1, "dashed", "none"),
                Series(Localized("この分布", "this one"), place, density, 0, marked="none"),
            ),
            table=Table(
                columns=(Localized("幅", "width"), Localized("微分エントロピー", "entropy")),
                rows=tuple(
                    (figures(v), show(math.log(v) / unit)) for v in (0.25, 0.5, 1.0, 2.0, width)
                ),
            ),
        ),
        results=results,
        claims=(
            Claim(
                "negative",
                Localized(
                    "幅が 1 より狭いと、微分エントロピーは負になる",
                    "narrower than 1, the differential entropy is below 0",
                ),
                (value < 0) == (width < 1.0),
            ),
            Claim(
                "bins",
                Localized(
                    "細かく分けた離散エントロピーに log(分割の幅) を足すと一致する",
                    "it is the entropy of fine bins plus the log of their width",
                ),
                abs(fine / unit - value) < 1e-9,
            ),
        ),
        notice=Localized(
            "離散のエントロピーは 0 以上ですが、微分エントロピーは密度が 1 を超えると負になりえま"
            "す。別の量です。",
            "A discrete entropy is never below 0; a differential one is, where the density "
            "passes 1. They are two things.",
        ),
        formula=f"h = log(b − a) = log {figures(width)} = {show(value)}",
        readings=(Reading(Localized("微分エントロピー", "differential entropy"), show(value), 0),),
    )  # fmt: skip
