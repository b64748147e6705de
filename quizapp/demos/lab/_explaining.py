"""The tables of D47 on explaining and combining models."""

from __future__ import annotations

import itertools
import math

import numpy as np

from quizapp.demos.activations import Floats
from quizapp.demos.figure import Axis, Bars, Cells, Panels, Plot, Point, Series
from quizapp.demos.lab._say import both, claim, part, reading, table
from quizapp.demos.numerals import figures
from quizapp.demos.spec import Outcome
from quizapp.errors import UsageError
from quizapp.records import Localized
from quizapp.words import tr


def heat(weights: Floats, maps: Floats) -> Floats:
    """Grad-CAM: ReLU of the maps (k, …) added up with their weights (k,)."""
    return np.asarray(np.maximum(np.tensordot(weights, maps, axes=1), 0.0))


def grad_cam(weights: tuple[float, ...], maps: tuple[float, ...]) -> Outcome:
    """Heat at one pixel, and over a 5 x 5 patch with that pixel in the middle.

    Around the pixel map k fades along its own direction, so that the maps can be told apart.
    """
    if len(weights) != len(maps):
        raise UsageError(
            tr("重みと特徴は同じ個数にしてください。"),
            mend=tr("使える値  weights と maps にそれぞれ {count} 個", count=len(weights)),
        )
    alpha, at = np.array(weights), np.array(maps)
    y, x = np.mgrid[-2:3, -2:3]
    fade = np.array(
        [
            np.exp(
                -0.25 * (x * math.cos(1.1 * k) + y * math.sin(1.1 * k)) ** 2 - 0.05 * (x**2 + y**2)
            )
            for k in range(len(at))
        ]
    )
    patch = at[:, None, None] * fade
    shown = heat(alpha, patch)
    plain = float(alpha @ at)
    here = float(heat(alpha, at))
    # Linear head on the spatial mean: its gradient at every pixel, averaged, gives the weights.
    small = 1e-6
    head = alpha * patch[0].size

    def score(features: Floats) -> float:
        return float(head @ features.mean(axis=(1, 2)))

    measured = []
    for k in range(len(at)):
        total = 0.0
        for row, column in np.ndindex(5, 5):
            nudge = np.zeros_like(patch)
            nudge[k, row, column] = small
            total += (score(patch + nudge) - score(patch - nudge)) / (2 * small)
        measured.append(total / patch[0].size)
    top = max(float(np.abs(patch).max()), 1e-6)
    terms = " + ".join(f"{_bracketed(a)}·{_bracketed(v)}" for a, v in zip(alpha, at, strict=True))
    figure = Panels(
        title=both("Grad-CAM"),
        summary=Localized(
            f"中央の画素の熱は {figures(here)}（ReLU の前は {figures(plain)}）。",
            f"The heat of the middle pixel is {figures(here)}, {figures(plain)} before ReLU.",
        ),
        figures=(
            *(
                Cells(
                    title=both((f"特徴 {k + 1}", f"map {k + 1}")),
                    note=both(f"α {figures(float(alpha[k]))}"),
                    summary=Localized(),
                    values=patch[k],
                    low=-top,
                    high=top,
                    diverging=True,
                    window=(2, 3, 2, 3),
                )
                for k in range(min(len(at), 3))
            ),
            Cells(
                title=both(("熱", "heat")),
                summary=Localized(),
                values=shown,
                low=0.0,
                high=max(float(shown.max()), 1e-6),
                window=(2, 3, 2, 3),
            ),
        ),
        table=table(
            (("特徴", "map"), "α", ("画素の値", "value"), ("積", "product")),
            (
                (
                    str(k + 1),
                    figures(float(alpha[k])),
                    figures(float(at[k])),
                    figures(float(alpha[k] * at[k])),
                )
                for k in range(len(at))
            ),
        ),
    )
    return Outcome(
        figure=figure,
        small=part(figure, -1),
        results={"heat": here, "before_relu": plain},
        claims=(
            claim(
                "relu",
                "熱は負にならない（合計が負なら 0）",
                "heat is never negative: a negative sum becomes 0",
                shown.min() >= 0 and here == max(plain, 0.0),
            ),
            claim(
                "weights",
                "重み α は、各画素での勾配の平均（数値微分で確かめた）",
                "the weight α is the mean gradient over the pixels, measured by differences",
                np.allclose(measured, alpha, atol=1e-6 * max(1.0, float(np.abs(head).max()) * top)),
            ),
            claim(
                "middle",
                "絵の中央の値は、画素 1 つの計算に一致する",
                "the middle of the picture is the heat computed for the pixel alone",
                math.isclose(float(shown[2, 2]), here, abs_tol=1e-9),
            ),
        ),
        notice=Localized(
            "合計が負なので ReLU が 0 にします。この画素は、そのクラスの根拠ではありません。",
            "The sum is negative, so ReLU makes it 0: this pixel does not speak for the class.",
        )
        if plain < 0
        else Localized(
            "重みを掛けて足し、正の部分だけを残します。クラスの根拠になった場所が光ります。",
            "Weigh, add and keep what is positive: the places that speak for the class light up.",
        ),
        formula=f"ReLU({terms}) = ReLU({figures(plain)}) = {figures(here)}",
        readings=(
            reading(("ReLU の前", "before ReLU"), figures(plain)),
            reading(("熱", "heat"), figures(here), 0),
        ),
    )  # fmt: skip


def _bracketed(number: float) -> str:
    shown = figures(float(number))
    return f"({shown})" if number < 0 else shown


def shapley(game: tuple[float, ...]) -> Outcome:
    """Shapley values of a game of two, as the mean of what each adds over both orders."""
    nothing, only_a, only_b, together = game
    worth = {
        frozenset(): nothing, frozenset("A"): only_a, frozenset("B"): only_b,
        frozenset("AB"): together,
    }  # fmt: skip
    rows = []
    for order in itertools.permutations("AB"):
        present: frozenset[str] = frozenset()
        added = {}
        for player in order:
            added[player] = worth[present | {player}] - worth[present]
            present |= {player}
        rows.append(("".join(order), added))
    value = {player: sum(added[player] for _, added in rows) / 2 for player in "AB"}
    direct = ((only_a - nothing) + (together - only_b)) / 2
    gain = together - nothing
    figure = Panels(
        title=both(("貢献の分け方", "Sharing the gain")),
        summary=Localized(
            f"A は {figures(value['A'])}、B は {figures(value['B'])}、合わせて {figures(gain)}。",
            f"A gets {figures(value['A'])}, B {figures(value['B'])}, together {figures(gain)}.",
        ),
        figures=(
            Bars(
                title=both(("シャープレイ値", "Shapley values")),
                summary=Localized(),
                labels=(both("A"), both("B"), both("v(AB) − v(∅)")),
                values=np.array([value["A"], value["B"], gain]),
                markers=(0, 1, 2),
            ),
        ),
        table=table(
            (("順番", "order"), ("A の増分", "A adds"), ("B の増分", "B adds")),
            (
                *((order, figures(added["A"]), figures(added["B"])) for order, added in rows),
                ("½Σ", figures(value["A"]), figures(value["B"])),
            ),
        ),
    )
    return Outcome(
        figure=figure,
        small=part(figure, 0),
        results={"a": value["A"], "b": value["B"], "sum": value["A"] + value["B"]},
        claims=(
            claim(
                "efficiency",
                f"足すと v(AB) − v(∅) = {figures(gain)} になる",
                f"they add up to v(AB) − v(∅) = {figures(gain)}",
                math.isclose(value["A"] + value["B"], gain, abs_tol=1e-9),
            ),
            claim(
                "formula",
                "A = ½(v(A) − v(∅)) + ½(v(AB) − v(B))",
                "A = ½(v(A) − v(∅)) + ½(v(AB) − v(B))",
                math.isclose(value["A"], direct, abs_tol=1e-9),
            ),
            claim(
                "symmetry",
                "1 人での値が同じなら、貢献も同じ",
                "players worth the same alone get the same share",
                only_a != only_b or math.isclose(value["A"], value["B"], abs_tol=1e-9),
            ),
        ),
        notice=Localized(
            "加わる順番をすべて試し、そのとき増えた分を平均します。順番による有利・不利が消えます。",
            "Try every order of joining and average what each one adds: no order is favoured.",
        ),
        formula=(
            f"φ(A) = ½({figures(only_a)} − {figures(nothing)}) + ½({figures(together)} − "
            f"{figures(only_b)}) = {figures(value['A'])}"
        ),
        readings=(
            reading("φ(A)", figures(value["A"]), 0),
            reading("φ(B)", figures(value["B"]), 1),
            reading(("合計", "sum"), figures(value["A"] + value["B"]), 2),
        ),
    )


def ensemble(models: int, variance: float, correlation: float) -> Outcome:
    """Variance of the mean of ``models`` equally correlated predictions."""
    mean_variance = correlation * variance + (1 - correlation) * variance / models
    covariance = variance * (
        correlation * np.ones((models, models)) + (1 - correlation) * np.eye(models)
    )
    share = np.full(models, 1.0 / models)
    exact = float(share @ covariance @ share)
    counts = np.arange(1, 101, dtype=np.float64)
    curve = correlation * variance + (1 - correlation) * variance / counts
    limit = correlation * variance
    return Outcome(
        figure=Plot(
            title=both(("平均の分散とモデルの数", "Variance of the mean by models")),
            note=both(f"ρσ² = {figures(limit)}"),
            summary=Localized(
                f"{models} 個の平均の分散は {figures(mean_variance)}、どこまで増やしても "
                f"{figures(limit)} より下がらない。",
                f"The mean of {models} has variance {figures(mean_variance)}; more models stop at "
                f"{figures(limit)}.",
            ),
            x=Axis(both("n"), scale="log", low=1, high=100, whole=True),
            y=Axis(low=0.0, high=1.1 * variance),
            series=(
                Series(both(("平均の分散", "of the mean")), counts, curve, 0, marked="none"),
                Series(both(("独立なら σ²/n", "independent σ²/n")), counts, variance / counts, 1,
                       "dashed", "none"),
                Series(both(("下限 ρσ²", "limit ρσ²")), np.array([1.0, 100.0]), np.full(2, limit),
                       2, "dashed", "none"),
            ),
            points=(Point(float(models), mean_variance, both(figures(mean_variance)), marker=0),),
            table=table(
                ("n", ("平均の分散", "of the mean"), "σ²/n"),
                (
                    (str(n), f"{curve[n - 1]:.5f}", f"{variance / n:.5f}")
                    for n in sorted({1, 2, 3, 4, 5, 8, 10, 20, 50, 100, models})
                ),
            ),
        ),
        results={
            "variance": mean_variance,
            "independent": variance / models,
            "limit": limit,
        },
        claims=(
            claim(
                "covariance",
                "共分散行列から wᵀΣw と計算しても同じ",
                "wᵀΣw with the covariance matrix gives the same",
                math.isclose(exact, mean_variance, rel_tol=1e-9),
            ),
            claim(
                "independent",
                "相関が 0 なら σ²/n、相関が 1 なら減らない",
                "σ²/n without correlation, no gain with a correlation of 1",
                (correlation != 0 or math.isclose(mean_variance, variance / models))
                and (correlation != 1 or math.isclose(mean_variance, variance)),
            ),
            claim(
                "limit",
                "ρσ² より小さくならない",
                "it never falls below ρσ²",
                mean_variance >= limit - 1e-12,
            ),
        ),
        notice=Localized(
            "独立なら n 倍増やすと分散は 1/n になります。",
            "Independent models: n of them divide the variance by n.",
        )
        if correlation == 0
        else Localized(
            "モデルどうしが似ていると、増やしても分散は下がりきりません。バギングや特徴の選び方で相"
            "関を下げます。",
            "Models alike cannot bring it down; bagging and random features lower the correlation.",
        ),
        formula=(
            f"{figures(correlation)}·{figures(variance)} + {figures(1 - correlation)}·"
            f"{figures(variance)}/{models} = {figures(mean_variance)}"
        ),
        readings=(
            reading(("平均の分散", "variance of the mean"), figures(mean_variance), 0),
            reading(("独立なら", "if independent"), figures(variance / models), 1),
            reading(("下限", "limit"), figures(limit), 2),
        ),
    )  # fmt: skip


def grid(options: tuple[float, ...], folds: int) -> Outcome:
    """Trainings of a full grid with k-fold cross-validation, without a final refit."""
    if any(v != int(v) for v in options):
        raise UsageError(
            tr("候補の数は整数にしてください。"),
            mend=tr("使える値  options = 3, 4, 2"),
        )
    sizes = [int(v) for v in options]
    settings = math.prod(sizes)
    trainings = settings * folds
    # Listed one by one where the list is short; a larger grid is counted by its first axis.
    listed = (
        sum(1 for _ in itertools.product(*(range(size) for size in sizes[1:]), range(folds)))
        * sizes[0]
    )
    growth = [math.prod(sizes[: place + 1]) for place in range(len(sizes))]
    return Outcome(
        figure=Bars(
            title=both(("学習の回数", "Number of trainings")),
            note=both(("軸を 1 つ足すたびに掛け算になる", "each axis multiplies")),
            summary=Localized(
                f"組み合わせ {settings} 通り × {folds} 分割 = {trainings} 回。",
                f"{settings} settings × {folds} folds = {trainings} trainings.",
            ),
            labels=(
                *(
                    both((f"{place + 1} 個目まで", f"first {place + 1}"))
                    for place in range(len(sizes))
                ),
                both((f"× {folds} 分割", f"× {folds} folds")),
            ),
            values=np.array([*growth, trainings], dtype=np.float64),
            low=0.0,
            markers=(*(0 for _ in growth), 1),
            shown=tuple(str(v) for v in (*growth, trainings)),
            table=table(
                (("軸", "axis"), ("候補", "options"), ("組み合わせ", "settings")),
                (
                    (str(place + 1), str(size), str(growth[place]))
                    for place, size in enumerate(sizes)
                ),
            ),
        ),
        results={"settings": settings, "trainings": trainings, "with_refit": trainings + 1},
        claims=(
            claim(
                "listed",
                "1 つずつ並べて数えても同じ回数",
                "listing them one by one counts the same",
                listed == trainings,
            ),
            claim(
                "multiplies",
                "候補を 1 つの軸で 2 倍にすると、全体も 2 倍",
                "twice the options on one axis means twice the trainings",
                math.prod([sizes[0] * 2, *sizes[1:], folds]) == 2 * trainings,
            ),
        ),
        notice=Localized(
            "最後に全データで学習し直すなら、さらに 1 回増えます。"
            "ランダムサーチなら回数を先に決めら"
            "れます。",
            "A final fit on all data would add one. A random search sets its number beforehand.",
        ),
        formula=f"{' · '.join(str(size) for size in sizes)} · {folds} = {trainings}",
        readings=(
            reading(("組み合わせ", "settings"), str(settings), 0),
            reading(("学習の回数", "trainings"), str(trainings), 1),
            reading(("再学習を含む", "with a final fit"), str(trainings + 1)),
        ),
    )


def pseudo_labels(confidence: float) -> Outcome:
    """Which of 200 unlabelled points get a label from a classifier, and how many of them rightly.

    Two classes are N(−1, 1) and N(1, 1) on a line and equally frequent, so the best classifier is
    known: P(1 | x) = σ(2x).
    """
    rng = np.random.default_rng(3)
    truth = rng.integers(0, 2, size=200)
    x = rng.normal(np.where(truth == 1, 1.0, -1.0), 1.0)
    p = 1 / (1 + np.exp(-2 * x))
    sure = np.maximum(p, 1 - p)
    label = (p > 0.5).astype(int)
    taken = sure >= confidence
    right = label == truth
    kept = int(taken.sum())
    good = int((taken & right).sum())
    limits = np.linspace(0.5, 0.95, 10)
    share = np.array([float((sure >= limit).mean()) for limit in limits])
    purity = np.array([float(right[sure >= limit].mean()) for limit in limits])
    return Outcome(
        figure=Plot(
            title=both(("しきい値と擬似ラベル", "Pseudo-labels by confidence")),
            summary=Localized(
                f"自信 {figures(confidence)} 以上の {kept} 個に付け、うち {good} 個が正しい。",
                f"{kept} points are labelled at {figures(confidence)} or more, {good} rightly.",
            ),
            x=Axis(both(("自信のしきい値", "confidence")), low=0.5, high=1.0),
            y=Axis(low=0.0, high=1.05),
            series=(
                Series(both(("付けた割合", "share labelled")), limits, share, 0, marked="all"),
                Series(both(("正しい割合", "share right")), limits, purity, 1, "dashed", "all"),
            ),
            points=(Point(confidence, kept / 200, both(str(kept)), marker=0),),
            table=table(
                (("しきい値", "limit"), ("付けた", "labelled"), ("正しい", "right")),
                (
                    (f"{limits[i]:.2f}", f"{share[i]:.3f}", f"{purity[i]:.3f}")
                    for i in range(len(limits))
                ),
            ),
        ),
        results={
            "labelled": kept,
            "right": good,
            "share_right": good / kept if kept else 0.0,
            "share_right_all": float(right.mean()),
        },
        claims=(
            claim(
                "own-labels",
                "ラベルは正解ではなく、モデルの予測（arg max）",
                "the labels are the model's own arg max, not the truth",
                bool(np.array_equal(label, np.argmax(np.stack([1 - p, p]), axis=0))),
            ),
            claim(
                "cleaner",
                "自信のある点ほど、正しい割合は全体より低くならない",
                "confident points are right no less often than all points",
                kept == 0 or good / kept >= float(right.mean()) - 1e-12,
            ),
            claim(
                "fewer",
                "しきい値を上げると、付けられる点は増えない",
                "a higher limit never labels more points",
                bool(np.all(np.diff(share) <= 0)),
            ),
        ),
        notice=Localized(
            "ラベルのないデータに、モデル自身の予測をラベルとして付けて学習します。しきい値を上げると"
            "数は減り、間違いも減ります。",
            "The model's own predictions label the unlabelled data; a higher limit means fewer and "
            "cleaner labels.",
        ),
        formula=f"max p ≥ {figures(confidence)}   {good}/{kept}",
        readings=(
            reading(("付けた点", "labelled"), f"{kept} / 200", 0),
            reading(("正しい割合", "share right"), figures(good / kept, 3) if kept else "–", 1),
            reading(("全点なら", "over all points"), figures(float(right.mean()), 3)),
        ),
    )
