"""The losses of D47 that push points apart until a margin is reached."""

from __future__ import annotations

import numpy as np

from quizapp.demos.figure import Axis, Plot, Point, Series
from quizapp.demos.lab._say import both, claim, reading, table
from quizapp.demos.numerals import figures
from quizapp.demos.spec import Outcome
from quizapp.records import Localized

_SMALL = 1e-6


def hinge(near: float, far: float, margin: float) -> float:
    """Triplet loss ``max(0, d(a,p) − d(a,n) + margin)``."""
    return max(0.0, near - far + margin)


def pulled(distance: float, margin: float, *, similar: bool) -> float:
    """Contrastive loss of one pair: ``½d²`` if similar, else ``½max(0, m − d)²``."""
    return 0.5 * distance**2 if similar else 0.5 * max(0.0, margin - distance) ** 2


def triplet(near: float, far: float, margin: float) -> Outcome:
    """The triplet loss of two distances, and as a curve over the negative's."""
    loss = hinge(near, far, margin)
    edge = near + margin
    x = np.linspace(0.0, 5.0, 101)
    y = np.maximum(0.0, near - x + margin)
    active = loss > 0
    measured = (hinge(near, far + _SMALL, margin) - hinge(near, far - _SMALL, margin)) / (
        2 * _SMALL
    )
    slope = -1.0 if near - far + margin > 0 else 0.0
    return Outcome(
        figure=Plot(
            title=both(("負例の距離と損失", "Loss by the negative's distance")),
            note=both(f"d(a,p) + m = {figures(edge)}"),
            summary=Localized(
                f"負例の距離 {figures(far)} で損失 {figures(loss)}。{figures(edge)} から先は 0。",
                f"At a distance of {figures(far)} the loss is {figures(loss)}; 0 from "
                f"{figures(edge)} on.",
            ),
            x=Axis(both("d(a,n)"), low=0.0, high=5.0),
            y=Axis(low=0.0, high=max(edge, 0.1) * 1.1),
            series=(
                Series(both(("損失", "loss")), x, y, 0, marked="none"),
                Series(
                    both("d(a,p)"), np.full(2, near), np.array([0.0, edge]), 1, "dashed", "none"
                ),
            ),
            points=(
                Point(far, loss, both(figures(loss)), marker=0),
                Point(edge, 0.0, both("d(a,p) + m"), sign="·", fallback="."),
            ),
            table=table(
                ("d(a,n)", ("損失", "loss")),
                ((f"{x[i]:.2f}", f"{y[i]:.2f}") for i in range(0, 101, 5)),
            ),
        ),
        results={"loss": loss, "edge": edge, "slope": slope},
        claims=(
            claim(
                "hinge",
                f"損失が 0 になるのは d(a,n) ≥ d(a,p) + m = {figures(edge)} のとき",
                f"the loss is 0 exactly from d(a,n) = d(a,p) + m = {figures(edge)} on",
                (not active) == (far >= edge - 1e-12) or abs(far - edge) < 1e-9,
            ),
            claim(
                "slope",
                "負例の距離での傾きは、届くまで −1、届いたら 0（数値微分と一致）",
                "its slope in d(a,n) is −1 short of the margin and 0 beyond, as measured",
                abs(far - edge) < 1e-5 or abs(measured - slope) < 1e-6,
            ),
        ),
        notice=Localized(
            f"差 {figures(far - near)} がマージン {figures(margin)} に足りません。"
            "負例を遠ざけ、正例"
            "を近づける勾配が出ます。",
            f"The gap {figures(far - near)} is short of the margin {figures(margin)}: the negative "
            "is pushed, the positive pulled.",
        )
        if active
        else Localized(
            "マージンが取れているので損失は 0 です。この組からは何も学びません。",
            "The margin is kept, the loss is 0, and this triplet teaches nothing.",
        ),
        formula=(f"max(0, {figures(near)} − {figures(far)} + {figures(margin)}) = {figures(loss)}"),
        readings=(
            reading(("損失", "loss"), figures(loss), 0),
            reading(("距離の差", "gap"), figures(far - near)),
            reading(("0 になる距離", "loss is 0 from"), figures(edge)),
            reading(("傾き", "slope"), figures(slope)),
        ),
    )


def contrastive(distance: float, margin: float, *, similar: bool) -> Outcome:
    """The contrastive loss of one pair, beside the curve of the other kind."""
    loss = pulled(distance, margin, similar=similar)
    other = pulled(distance, margin, similar=not similar)
    x = np.linspace(0.0, 3.0, 121)
    curves = {
        kind: np.array([pulled(float(d), margin, similar=kind) for d in x])
        for kind in (True, False)
    }
    at = max(distance, 2 * _SMALL)
    measured = (
        pulled(at + _SMALL, margin, similar=similar) - pulled(at - _SMALL, margin, similar=similar)
    ) / (2 * _SMALL)
    slope = at if similar else -max(0.0, margin - at)
    high = max(0.6 * margin**2, 0.5 * distance**2 * 1.1, 0.6)
    return Outcome(
        figure=Plot(
            title=both(("距離と対照損失", "Contrastive loss by distance")),
            note=both(f"m = {figures(margin)}"),
            summary=Localized(
                f"距離 {figures(distance)} で、似ている組なら "
                f"{figures(pulled(distance, margin, similar=True))}、似ていない組なら "
                f"{figures(pulled(distance, margin, similar=False))}。",
                f"At {figures(distance)}: {figures(pulled(distance, margin, similar=True))} for a "
                f"similar pair, {figures(pulled(distance, margin, similar=False))} for a "
                "dissimilar one.",
            ),
            x=Axis(both("d"), low=0.0, high=3.0),
            y=Axis(low=0.0, high=high),
            series=(
                Series(
                    both(("似ていない", "dissimilar")),
                    x,
                    curves[False],
                    0,
                    "dashed" if similar else "line",
                    "none",
                ),
                Series(
                    both(("似ている", "similar")),
                    x,
                    curves[True],
                    1,
                    "line" if similar else "dashed",
                    "none",
                ),
            ),
            points=(Point(distance, loss, both(figures(loss)), marker=int(similar)),),
            table=table(
                ("d", ("似ていない", "dissimilar"), ("似ている", "similar")),
                (
                    (f"{x[i]:.2f}", f"{curves[False][i]:.4f}", f"{curves[True][i]:.4f}")
                    for i in range(0, 121, 8)
                ),
            ),
        ),
        results={
            "loss": loss,
            "similar": pulled(distance, margin, similar=True),
            "dissimilar": pulled(distance, margin, similar=False),
            "slope": slope,
        },
        claims=(
            claim(
                "slope",
                f"傾き {figures(slope)} は数値微分に一致する",
                f"the slope {figures(slope)} agrees with finite differences",
                abs(measured - slope) < 1e-5,
            ),
            claim(
                "direction",
                "似ている組は近づけ、似ていない組は m まで遠ざける",
                "similar pairs are pulled together, dissimilar ones pushed until m",
                slope >= 0 if similar else (slope < 0) == (at < margin),
            ),
            claim(
                "one-side",
                "m 以上離れた似ていない組は、損失 0",
                "a dissimilar pair m or more apart has no loss",
                bool(np.all(curves[False][x >= margin] == 0)),
            ),
        ),
        notice=Localized(
            f"同じ距離でも、もう一方の組なら損失は {figures(other)} です。"
            "組の種類で向きが逆になりま"
            "す。",
            f"At the same distance the other kind of pair loses {figures(other)}, and pulls the "
            "other way.",
        ),
        formula=(
            f"½·{figures(distance)}² = {figures(loss)}"
            if similar
            else f"½·max(0, {figures(margin)} − {figures(distance)})² = {figures(loss)}"
        ),
        readings=(
            reading(("この組の損失", "loss of this pair"), figures(loss), int(similar)),
            reading(("もう一方なら", "of the other kind"), figures(other), int(not similar)),
            reading(("傾き", "slope"), figures(slope)),
        ),
    )
