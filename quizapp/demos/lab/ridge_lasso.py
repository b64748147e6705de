"""D10: what L2 (ridge) and L1 (lasso) do to coefficients, in paths, as regions, and in one weight.

Conventions, since books differ: the lasso minimises ``|y - Xw|²/(2n) + lambda |w|_1`` and ridge
``|y - Xw|²/(2n) + (lambda/2) |w|²``. The view of one weight takes the two forms of the exercises,
``(w - a)²/2 + lambda |w|`` and ``(w - a)² + lambda w²``.

Sources: Hoerl & Kennard 1970; Tibshirani 1996 (lasso, diamond and disc); Friedman et al. 2010
(coordinate descent).
"""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np

from quizapp.demos.activations import Floats
from quizapp.demos.figure import Axis, Contour, Panels, Plot, Point, Series, Table
from quizapp.demos.numerals import figures, format_number
from quizapp.demos.spec import Choice, Claim, Outcome, Range, Reading, Result
from quizapp.records import Localized

_TRUE = np.array([3.0, -2.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0])
_SAMPLES = 60
_LOW, _HIGH = 1e-3, 100.0
_PATH = np.logspace(-3, 2, 61)

_BOWL = np.array([[1.0, 0.35], [0.35, 0.6]])
"""Curvature of the two-weight picture; its minimum without a penalty is ``_CENTRE``."""
_CENTRE = np.array([2.0, 0.5])

_LASSO, _RIDGE = Localized("Lasso（L1）", "lasso (L1)"), Localized("Ridge（L2）", "ridge (L2)")


def run(
    lam: Annotated[float, Range("正則化の強さ λ", "penalty λ", _LOW, _HIGH, scale="log")] = 0.5,
    view: Annotated[
        Literal["paths", "regions", "one-weight"],
        Choice(
            "図",
            "picture",
            {
                "paths": Localized("係数の道すじ", "paths"),
                "regions": Localized("ひし形と円", "diamond and disc"),
                "one-weight": Localized("重み 1 つ", "one weight"),
            },
        ),
    ] = "paths",
    noise: Annotated[
        float, Range("雑音", "noise", 0.0, 5.0, step=0.1, when={"view": ("paths",)})
    ] = 1.0,
    target: Annotated[
        float,
        Range("罰なしの最小 a", "minimum a", -5.0, 5.0, step=0.5, when={"view": ("one-weight",)}),
    ] = 3.0,
    seed: Annotated[int, Range("乱数の種", "seed", 0, 99, when={"view": ("paths",)})] = 0,
) -> Outcome:
    """Coefficients with both penalties for one ``lam``, and the chosen picture of them.

    The data are 60 samples of 8 standardised features of which the first two matter (3 and -2).
    """
    x, y = data(noise, seed)
    chosen = np.array([lam])
    by_lasso, by_ridge = lasso(x, y, chosen)[0], ridge(x, y, chosen)[0]
    soft, shrunk = soft_threshold(target, lam), target / (1.0 + lam)
    results: dict[str, Result] = {
        "lasso.weights": tuple(float(w) for w in by_lasso),
        "ridge.weights": tuple(float(w) for w in by_ridge),
        "lasso.zeros": int(np.count_nonzero(by_lasso == 0.0)),
        "ridge.zeros": int(np.count_nonzero(by_ridge == 0.0)),
        "lasso.one": soft,
        "ridge.one": shrunk,
    }
    if view == "paths":
        return _paths(x, y, lam, by_lasso, by_ridge, results)
    if view == "regions":
        return _regions(lam, results)
    return _one_weight(target, lam, results)


def data(noise: float, seed: int) -> tuple[Floats, Floats]:
    """Features (60, 8) with mean 0 and mean square 1, and targets (60,) with mean 0."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(_SAMPLES, _TRUE.size))
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    y = x @ _TRUE + noise * rng.normal(size=_SAMPLES)
    return x, y - y.mean()


def soft_threshold(value: Floats | float, edge: Floats | float) -> float:
    """``argmin (w - value)²/2 + edge |w|``: shrunk by ``edge``, and 0 within it."""
    return float(np.sign(value) * np.maximum(np.abs(value) - edge, 0.0))


def lasso(x: Floats, y: Floats, strengths: Floats) -> Floats:
    """Lasso weights (k, d) for every one of ``strengths`` (k,), by cyclic coordinate descent."""
    gram, pull = x.T @ x / len(x), x.T @ y / len(x)
    return _descend(gram, pull, strengths)


def _descend(gram: Floats, pull: Floats, strengths: Floats) -> Floats:
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


def ridge(x: Floats, y: Floats, strengths: Floats) -> Floats:
    """Ridge weights (k, d) for every one of ``strengths`` (k,), in closed form."""
    gram, pull = x.T @ x / len(x), x.T @ y / len(x)
    shifted = gram + strengths[:, None, None] * np.eye(len(pull))
    return np.asarray(
        np.linalg.solve(shifted, np.broadcast_to(pull, (len(strengths), len(pull)))[..., None])[
            ..., 0
        ]
    )


def _paths(
    x: Floats,
    y: Floats,
    strength: float,
    by_lasso: Floats,
    by_ridge: Floats,
    results: dict[str, Result],
) -> Outcome:
    lasso_path, ridge_path = lasso(x, y, _PATH), ridge(x, y, _PATH)
    zeros, needless = int(np.count_nonzero(by_lasso == 0.0)), int(np.count_nonzero(_TRUE == 0.0))
    slope = np.abs(x.T @ (y - x @ by_lasso)) / len(x)
    norms = np.linalg.norm(ridge_path, axis=1)
    claims = (
        Claim(
            "lasso-six-zero",
            Localized(
                f"Lasso: 要らない {needless} 個の係数だけが、ちょうど 0 になる",
                f"Lasso: exactly the {needless} needless weights are 0",
            ),
            bool(np.array_equal(by_lasso == 0.0, _TRUE == 0.0)),
        ),
        Claim(
            "ridge-none-zero",
            Localized("Ridge: 0 になる係数は 1 つもない", "Ridge: not one weight is 0"),
            bool(np.all(by_ridge != 0.0)),
        ),
        Claim(
            "ridge-shrinks",
            Localized(
                "Ridge: λ を上げると、係数の大きさは減り続ける",
                "Ridge: the norm of the weights falls all the way as λ grows",
            ),
            bool(np.all(np.diff(norms) < 0)),
        ),
        Claim(
            "lasso-optimal",
            Localized(
                "Lasso: 0 の係数では、誤差の勾配が λ 以下",
                "Lasso: where a weight is 0 the error pulls with at most λ",
            ),
            bool(np.all(slope[by_lasso == 0.0] <= strength * (1 + 1e-6))),
        ),
    )
    high = 1.15 * float(np.max(np.abs(_TRUE)))
    panels = tuple(
        _path(name, path, now, strength, high)
        for name, path, now in ((_LASSO, lasso_path, by_lasso), (_RIDGE, ridge_path, by_ridge))
    )
    return Outcome(
        figure=Panels(
            title=Localized("係数と λ", "Weights against λ"),
            note=Localized("要る 2 個と、要らない 6 個", "two that matter, six that do not"),
            summary=Localized(
                f"λ = {figures(strength)} で 0 の係数は、Lasso が {zeros} 個、Ridge が "
                f"{results['ridge.zeros']} 個。",
                f"At λ = {figures(strength)} lasso has {zeros} weights at 0, ridge "
                f"{results['ridge.zeros']}.",
            ),
            figures=panels,
            legend=(
                (Localized("w₁（真の値 3）", "w₁ (truly 3)"), 0),
                (Localized("w₂（真の値 −2）", "w₂ (truly −2)"), 1),
                (Localized("ほかの 6 個（真の値 0）", "six others (truly 0)"), 2),
            ),
            table=Table(
                columns=(Localized("係数", "weight"), Localized("真の値", "true"), _LASSO, _RIDGE),
                rows=tuple(
                    (
                        f"w{place + 1}",
                        format_number(float(true)),
                        figures(float(a), 3),
                        figures(float(b), 3),
                    )
                    for place, (true, a, b) in enumerate(
                        zip(_TRUE, by_lasso, by_ridge, strict=True)
                    )
                ),
            ),
        ),
        small=panels[0],
        results=results,
        claims=claims,
        notice=_paths_notice(zeros, needless, by_lasso),
        formula=(
            f"½‖y − Xw‖²/n + {figures(strength)} ‖w‖₁   ½‖y − Xw‖²/n + ½·{figures(strength)} ‖w‖²"
        ),
        readings=(
            Reading(
                Localized("Lasso で 0 の係数", "lasso: weights at 0"), f"{zeros} / {_TRUE.size}"
            ),
            Reading(
                Localized("Ridge で 0 の係数", "ridge: weights at 0"),
                f"{results['ridge.zeros']} / {_TRUE.size}",
            ),
            Reading(Localized("Lasso の w₁", "lasso w₁"), figures(float(by_lasso[0]), 3), 0),
            Reading(Localized("Ridge の w₁", "ridge w₁"), figures(float(by_ridge[0]), 3), 0),
            Reading(Localized("Lasso の w₂", "lasso w₂"), figures(float(by_lasso[1]), 3), 1),
            Reading(Localized("Ridge の w₂", "ridge w₂"), figures(float(by_ridge[1]), 3), 1),
        ),
    )


def _paths_notice(zeros: int, needless: int, by_lasso: Floats) -> Localized:
    if zeros == _TRUE.size:
        return Localized(
            "λ が大きすぎて、要る係数まで 0 になりました。Ridge は小さくなるだけで残ります。",
            "λ is so large that even the weights that matter are 0; ridge only shrinks them.",
        )
    if np.array_equal(by_lasso == 0.0, _TRUE == 0.0):
        return Localized(
            f"Lasso は要らない {needless} 個をちょうど 0 にしました。Ridge はどれも小さくするだ"
            "けです。",
            f"Lasso set the {needless} needless weights to exactly 0; ridge only makes all of "
            "them small.",
        )
    if zeros < needless:
        return Localized(
            "λ を上げると、要らない係数が Lasso では 1 つずつ 0 になっていきます。",
            "Raise λ: in the lasso the needless weights reach 0 one after the other.",
        )
    return Localized(
        "要る係数も 0 になり始めました。λ の上げすぎです。",
        "A weight that matters has gone to 0 as well: λ is too large.",
    )


def _path(name: Localized, path: Floats, now: Floats, strength: float, high: float) -> Plot:
    others = tuple(
        Series(Localized(f"w{place + 1}", f"w{place + 1}"), _PATH, path[:, place], 2, marked="none")
        for place in range(2, _TRUE.size)
    )
    main = tuple(
        Series(
            Localized(f"w{place + 1}", f"w{place + 1}"), _PATH, path[:, place], place, marked="none"
        )
        for place in (1, 0)
    )
    here = Series(
        Localized("今の λ", "this λ"),
        np.full(2, strength),
        np.array([-high, high]),
        faint=True,
        marked="none",
    )
    return Plot(
        title=name,
        summary=Localized("", ""),
        x=Axis(Localized("λ", "λ"), scale="log", low=_LOW, high=_HIGH),
        y=Axis(low=-high, high=high),
        series=(here, *others, *main),
        points=tuple(
            Point(strength, float(now[place]), marker=min(place, 2)) for place in (2, 1, 0)
        ),
    )


def constrained(strength: float) -> tuple[Floats, Floats]:
    """The two weights that lasso and ridge choose in the bowl of the picture."""
    by_lasso = _descend(_BOWL, _BOWL @ _CENTRE, np.array([strength]))[0]
    by_ridge = np.linalg.solve(_BOWL + strength * np.eye(2), _BOWL @ _CENTRE)
    return by_lasso, by_ridge


def _regions(strength: float, results: dict[str, Result]) -> Outcome:
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
            (_LASSO, 0, diamond, size[0], by_lasso),
            (_RIDGE, 1, circle, size[1], by_ridge),
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
                    _LASSO,
                    _RIDGE,
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
    across, up = np.linspace(-2.0, 3.0, 61), np.linspace(-1.8, 2.2, 49)
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


def _one_weight(target: float, strength: float, results: dict[str, Result]) -> Outcome:
    soft, shrunk = float(str(results["lasso.one"])), float(str(results["ridge.one"]))
    reach = max(1.3 * abs(target), 1.5)
    w = np.linspace(-reach, reach, 2001)
    first = 0.5 * (w - target) ** 2 + strength * np.abs(w)
    second = (w - target) ** 2 + strength * w * w
    spacing = float(w[1] - w[0])
    a, lam = format_number(target), figures(strength)
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
            (_LASSO, 0, 0.5 * (w - target) ** 2, strength * np.abs(w), first, soft,
             0.5 * (soft - target) ** 2 + strength * abs(soft)),
            (_RIDGE, 1, (w - target) ** 2, strength * w * w, second, shrunk,
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
                columns=(Localized("w", "w"), _LASSO, _RIDGE),
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
