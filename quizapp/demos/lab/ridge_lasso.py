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

from quizapp.demos import usual
from quizapp.demos.activations import Floats
from quizapp.demos.figure import Axis, Panels, Plot, Point, Series, Table
from quizapp.demos.lab._penalty_views import (
    LASSO,
    RIDGE,
    coordinate_descent,
    one_weight,
    regions,
    soft_threshold,
)
from quizapp.demos.numerals import counted, figures, format_number
from quizapp.demos.spec import Choice, Claim, Outcome, Range, Reading, Result, Trial
from quizapp.records import Localized

_TRUE = np.array([3.0, -2.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0])
_SAMPLES = 60
_LOW, _HIGH = 1e-3, 100.0
_PATH = np.logspace(-3, 2, 61)


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
    seed: Annotated[int, usual.seed(when={"view": ("paths",)})] = 0,
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
        return regions(lam, results)
    return one_weight(target, lam, results)


def data(noise: float, seed: int) -> tuple[Floats, Floats]:
    """Features (60, 8) with mean 0 and mean square 1, and targets (60,) with mean 0."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(_SAMPLES, _TRUE.size))
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    y = x @ _TRUE + noise * rng.normal(size=_SAMPLES)
    return x, y - y.mean()


def lasso(x: Floats, y: Floats, strengths: Floats) -> Floats:
    """Lasso weights (k, d) for every one of ``strengths`` (k,), by cyclic coordinate descent."""
    gram, pull = x.T @ x / len(x), x.T @ y / len(x)
    return coordinate_descent(gram, pull, strengths)


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
        for name, path, now in ((LASSO, lasso_path, by_lasso), (RIDGE, ridge_path, by_ridge))
    )
    return Outcome(
        figure=Panels(
            title=Localized("係数と λ", "Weights against λ"),
            note=Localized("要る 2 個と、要らない 6 個", "two that matter, six that do not"),
            summary=Localized(
                f"λ = {figures(strength)} で 0 の係数は、Lasso が {zeros} 個、Ridge が "
                f"{results['ridge.zeros']} 個。",
                f"At λ = {figures(strength)} lasso has {counted(zeros, 'weight')} at 0, ridge "
                f"{results['ridge.zeros']}.",
            ),
            figures=panels,
            legend=(
                (Localized("w₁（真の値 3）", "w₁ (truly 3)"), 0),
                (Localized("w₂（真の値 −2）", "w₂ (truly −2)"), 1),
                (Localized("ほかの 6 個（真の値 0）", "six others (truly 0)"), 2),
            ),
            table=Table(
                columns=(Localized("係数", "weight"), Localized("真の値", "true"), LASSO, RIDGE),
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


TRIALS = (
    Trial(
        ask=Localized(
            "½(w − 3)² に L1 の罰 4|w| を足します。最小になる w は？",
            "Add the L1 penalty 4|w| to ½(w − 3)². The smallest sum is at w = …",
        ),
        knobs={"view": "one-weight", "target": 3.0, "lam": 4.0},
        guesses=(
            Localized("0", "0"),
            Localized("0 と 3 の間", "between 0 and 3"),
            Localized("負の値", "a negative value"),
        ),
        happened=lambda outcome: int(np.sign(outcome.number("lasso.one"))) % 3,
        because=Localized(
            "L1 は 0 へ向かって λ だけ引き戻します。3 より 4 が大きいので 0 で止まり、"
            "通り過ぎることはありません。",
            "L1 pulls towards 0 by λ. As 4 exceeds 3 the weight stops at 0, and never passes it.",
        ),
    ),
    Trial(
        ask=Localized(
            "λ を 100 まで上げます。Ridge（L2）の 8 つの係数は？",
            "Raise λ to 100. The eight weights of ridge (L2)…",
        ),
        knobs={"view": "paths", "lam": 100.0},
        guesses=(
            Localized("すべて 0 になる", "all become 0"),
            Localized("いくつかが 0 になる", "some become 0"),
            Localized("縮むが、0 にはならない", "shrink, but none is 0"),
        ),
        happened=lambda outcome: (
            2 if outcome.number("ridge.zeros") == 0 else int(outcome.number("ridge.zeros") < 8)
        ),
        because=Localized(
            "L2 の引き戻す力は w に比例します。0 に近づくほど弱くなるので、ちょうど 0 "
            "にはなりません。",
            "The pull of L2 is proportional to w. It fades near 0, so no weight ever gets there.",
        ),
    ),
)
