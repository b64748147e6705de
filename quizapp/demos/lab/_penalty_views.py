"""L1 and L2 in two pictures: diamond and disc, and the curves of one weight."""

from __future__ import annotations

import numpy as np

from quizapp.demos.activations import Floats
from quizapp.demos.figure import Axis, Contour, Panels, Plot, Point, Series, Table
from quizapp.demos.numerals import figures, format_number, term
from quizapp.demos.spec import Claim, Outcome, Reading, Result
from quizapp.records import Localized

LASSO, RIDGE = Localized("Lasso（L1）", "lasso (L1)"), Localized("Ridge（L2）", "ridge (L2)")

_BOWL = np.array([[1.0, 0.35], [0.35, 0.6]])
"""Curvature of the two-weight picture; its minimum without a penalty is ``_CENTRE``."""
_CENTRE = np.array([2.0, 0.5])


def soft_threshold(value: Floats | float, edge: Floats | float) -> float:
    """``argmin (w - value)²/2 + edge |w|``: shrunk by ``edge``, and 0 within it."""
    return float(np.sign(value) * np.maximum(np.abs(value) - edge, 0.0))


def coordinate_descent(gram: Floats, pull: Floats, strengths: Floats) -> Floats:
    """Weights (k, d) that minimise ``w G w / 2 - p w + lambda |w|_1`` for each lambda (k,)."""
    weights = np.zeros((len(strengths), len(pull)))
    for _ in range(1000):
        before = weights.copy()
        for j in range(len(pull)):
            rest = pull[j] - weights @ gram[:, j] + weights[:, j] * gram[j, j]
            kept = np.maximum(np.abs(rest) - strengths, 0.0)
            weights[:, j] = np.sign(rest) * kept / gram[j, j]
        if np.max(np.abs(weights - before)) < 1e-12:
            break
    return weights


def constrained(strength: float) -> tuple[Floats, Floats]:
    """The two weights that lasso and ridge choose in the bowl of the picture."""
    by_lasso = coordinate_descent(_BOWL, _BOWL @ _CENTRE, np.array([strength]))[0]
    by_ridge = np.linalg.solve(_BOWL + strength * np.eye(2), _BOWL @ _CENTRE)
    return by_lasso, by_ridge


def regions(strength: float, results: dict[str, Result]) -> Outcome:
    """The outcome of the picture with diamond and disc; adds its own to ``results``."""
    by_lasso, by_ridge = constrained(strength)
    size = float(np.abs(by_lasso).sum()), float(np.linalg.norm(by_ridge))
    results |= {
        "lasso.pair": tuple(float(w) for w in by_lasso),
        "ridge.pair": tuple(float(w) for w in by_ridge),
    }
    turn = np.linspace(0.0, 2.0 * np.pi, 2001)
    circle = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    diamond = circle / np.abs(circle).sum(axis=1, keepdims=True)
    best = [edge[np.argmin(_bowl(edge))] for edge in (size[0] * diamond, size[1] * circle)]
    claims = (
        Claim(
            "lasso-touches",
            Localized(
                "L1 の解は、ひし形の上で誤差が最小の点",
                "The L1 solution is the best point of the diamond",
            ),
            bool(np.allclose(best[0], by_lasso, atol=0.01)),
        ),
        Claim(
            "ridge-touches",
            Localized(
                "L2 の解は、円の上で誤差が最小の点",
                "The L2 solution is the best point of the circle",
            ),
            bool(np.allclose(best[1], by_ridge, atol=0.01)),
        ),
        Claim(
            "corner",
            Localized(
                "L1 の解は軸の上の角にあり、片方の重みが 0",
                "The L1 solution is a corner on an axis: one weight is 0",
            ),
            bool(np.any(by_lasso == 0.0)),
        ),
        Claim(
            "no-corner",
            Localized(
                "L2 の解では、どちらの重みも 0 でない", "In the L2 solution neither weight is 0"
            ),
            bool(np.all(by_ridge != 0.0)),
        ),
    )
    at_corner = bool(np.any(by_lasso == 0.0))
    panels = tuple(
        _region(name, marker, shape * reach, point)
        for name, marker, shape, reach, point in (
            (LASSO, 0, diamond, size[0], by_lasso),
            (RIDGE, 1, circle, size[1], by_ridge),
        )
    )
    pair, other = (", ".join(figures(float(w), 3) for w in found) for found in (by_lasso, by_ridge))
    return Outcome(
        figure=Panels(
            title=Localized(
                "制約の形と、誤差の等高線", "Shape of the constraint, contours of the error"
            ),
            note=Localized("色が強いほど誤差が小さい", "stronger tint is less error"),
            summary=Localized(
                f"解は L1 が ({pair})、L2 が ({other})。",
                f"The solutions are ({pair}) for L1 and ({other}) for L2.",
            ),
            figures=panels,
            table=Table(
                columns=(
                    Localized("重み", "weight"),
                    Localized("罰なし", "no penalty"),
                    LASSO,
                    RIDGE,
                ),
                rows=tuple(
                    (
                        f"w{place + 1}",
                        *(figures(float(w[place]), 3) for w in (_CENTRE, by_lasso, by_ridge)),
                    )
                    for place in range(2)
                ),
            ),
        ),
        small=panels[0],
        results=results,
        claims=claims,
        notice=Localized(
            "ひし形は角が軸の上にあるので、等高線は角に触れやすく、片方の重みが 0 になります。"
            if at_corner
            else "今は辺に触れています。λ を上げると、角に移って片方の重みが 0 になります。",
            "The diamond has its corners on the axes, so the contours meet a corner and one "
            "weight is 0."
            if at_corner
            else (
                "The contours touch an edge now. Raise λ and they move to a corner: one "
                "weight becomes 0."
            ),
        ),
        formula=(
            f"L1: |w₁| + |w₂| ≤ {figures(size[0], 3)}   L2: w₁² + w₂² ≤ {figures(size[1] ** 2, 3)}"
        ),
        readings=(
            Reading(Localized("L1 の解", "L1 solution"), f"({pair})", 0),
            Reading(Localized("L2 の解", "L2 solution"), f"({other})", 1),
        ),
    )


def _bowl(points: Floats) -> Floats:
    away = points - _CENTRE
    return np.asarray(0.5 * np.einsum("...i,ij,...j->...", away, _BOWL, away))


def _region(name: Localized, marker: int, outline: Floats, point: Floats) -> Plot:
    # Wider than the axes: a tall or a broad screen shows more of the plane.
    across, up = np.linspace(-8.0, 9.0, 137), np.linspace(-9.0, 9.0, 145)
    z = _bowl(np.stack(np.meshgrid(across, up), axis=-1))
    touched = float(_bowl(point))
    return Plot(
        title=name,
        summary=Localized(),
        x=Axis(Localized("w₁", "w₁"), low=-2.0, high=3.0),
        y=Axis(Localized("w₂", "w₂"), low=-1.8, high=2.2),
        series=(
            Series(_level(touched), *_ellipse(touched), marker=3, style="dashed", marked="none"),
            Series(name, outline[:, 0], outline[:, 1], marker, marked="none"),
        ),
        points=(
            Point(float(_CENTRE[0]), float(_CENTRE[1]), Localized("罰なし", "no penalty")),
            Point(float(point[0]), float(point[1]), marker=marker),
        ),
        contour=Contour(across, up, z, 5.0 * (np.arange(1, 10) / 9.0) ** 2),
        square=True,
    )


def _level(height: float) -> Localized:
    text = figures(height, 2)
    return Localized(f"誤差 {text} の線", f"error {text}")


def _ellipse(height: float) -> tuple[Floats, Floats]:
    """The points where the bowl has this height, as x (n,) and y (n,)."""
    values, axes = np.linalg.eigh(_BOWL)
    turn = np.linspace(0.0, 2.0 * np.pi, 241)
    scale = np.sqrt(2.0 * height / values)
    points = _CENTRE + (np.stack([np.cos(turn), np.sin(turn)], axis=1) * scale) @ axes.T
    return points[:, 0], points[:, 1]


def one_weight(target: float, strength: float, results: dict[str, Result]) -> Outcome:
    """The outcome of the picture with one weight."""
    soft, shrunk = float(str(results["lasso.one"])), float(str(results["ridge.one"]))
    reach = max(1.3 * abs(target), 1.5)
    w = np.linspace(-reach, reach, 2001)
    first = 0.5 * (w - target) ** 2 + strength * np.abs(w)
    second = (w - target) ** 2 + strength * w * w
    spacing = float(w[1] - w[0])
    a, lam = term(target, 6), figures(strength)
    panels = tuple(
        Plot(
            title=name,
            summary=Localized(),
            x=Axis(Localized("w", "w"), low=-reach, high=reach),
            y=Axis(low=0.0, high=float(np.percentile(total, 90))),
            series=(
                Series(Localized("罰", "penalty"), w[::10], penalty[::10], 3, "dashed", "none"),
                Series(Localized("誤差", "error"), w[::10], error[::10], 2, "dashed", "none"),
                Series(Localized("和", "sum"), w[::10], total[::10], marker, marked="none"),
            ),
            points=(Point(best, height, Localized("最小", "min"), marker=marker),),
        )
        for name, marker, error, penalty, total, best, height in (
            (LASSO, 0, 0.5 * (w - target) ** 2, strength * np.abs(w), first, soft,
             0.5 * (soft - target) ** 2 + strength * abs(soft)),
            (RIDGE, 1, (w - target) ** 2, strength * w * w, second, shrunk,
             (shrunk - target) ** 2 + strength * shrunk**2),
        )
    )  # fmt: skip
    return Outcome(
        figure=Panels(
            title=Localized("誤差と罰の和が最小になる所", "Where error plus penalty is least"),
            summary=Localized(
                f"最小は L1 で w = {figures(soft)}、L2 で w = {figures(shrunk)}。",
                f"The minimum is at w = {figures(soft)} for L1 and w = {figures(shrunk)} for L2.",
            ),
            figures=panels,
            legend=(
                (Localized("誤差", "error"), 2),
                (Localized("罰", "penalty"), 3),
                (Localized("和（L1）", "sum (L1)"), 0),
                (Localized("和（L2）", "sum (L2)"), 1),
            ),
            table=Table(
                columns=(Localized("w", "w"), LASSO, RIDGE),
                rows=tuple(
                    (
                        format_number(round(float(point), 3)),
                        figures(float(l1), 3),
                        figures(float(l2), 3),
                    )
                    for point, l1, l2 in zip(w[::125], first[::125], second[::125], strict=True)
                ),
            ),
        ),
        small=panels[0],
        results=results,
        claims=(
            Claim(
                "soft-threshold",
                Localized(
                    f"L1 の最小は sign(a)·max(|a|−λ, 0) = {figures(soft)}",
                    f"L1: the minimum is sign(a)·max(|a|−λ, 0) = {figures(soft)}",
                ),
                abs(float(w[np.argmin(first)]) - soft) <= spacing,
            ),
            Claim(
                "ridge-one",
                Localized(
                    f"L2 の最小は a/(1+λ) = {figures(shrunk)}",
                    f"L2: the minimum is a/(1+λ) = {figures(shrunk)}",
                ),
                abs(float(w[np.argmin(second)]) - shrunk) <= spacing,
            ),
        ),
        notice=Localized(
            "L1 は折れ目が w = 0 にあるので、|a| が λ 以下なら最小がちょうど 0 になります。"
            if soft == 0.0
            else "L1 は λ だけ 0 に近づき、L2 は 1/(1+λ) 倍に縮みます。",
            "L1 has its kink at w = 0, so for |a| up to λ the minimum is exactly 0."
            if soft == 0.0
            else "L1 moves λ toward 0; L2 shrinks to 1/(1+λ) of it.",
        ),
        formula=f"½(w − {a})² + {lam}|w|   (w − {a})² + {lam}w²",
        readings=(
            Reading(Localized("L1 の最小", "L1 minimum"), figures(soft), 0),
            Reading(Localized("L2 の最小", "L2 minimum"), figures(shrunk), 1),
        ),
    )
