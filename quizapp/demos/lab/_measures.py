"""The small measures of D40: a confusion matrix, errors, distances, a shell, k-means."""

from __future__ import annotations

import itertools
import math

import numpy as np

from quizapp.demos.activations import Floats
from quizapp.demos.figure import Axis, Bars, Cells, Panels, Plot, Point, Series
from quizapp.demos.lab._say import Said, both, claim, part, reading, table
from quizapp.demos.numerals import figures
from quizapp.demos.spec import Frame, Outcome
from quizapp.errors import UsageError
from quizapp.records import Localized
from quizapp.words import tr


def confusion(tp: int, fp: int, fn: int, tn: int) -> Outcome:
    """Precision, recall, F1, accuracy, specificity and false-positive rate of four counts.

    Raises UsageError where a measure would divide by 0: each needs a true positive, and there must
    be a real negative.
    """
    if tp == 0 or fp + tn == 0:
        raise UsageError(
            tr("TP が 0、または FP + TN が 0 だと、割り算のできない指標があります。"),
            mend=tr("使える値  tp = 1 以上、fp + tn = 1 以上"),
        )
    total = tp + fp + fn + tn
    precision, recall, accuracy = tp / (tp + fp), tp / (tp + fn), (tp + tn) / total
    f1, rate = 2 * tp / (2 * tp + fp + fn), fp / (fp + tn)
    # The same from a list of cases, one by one: (is, called).
    truth = np.repeat([1, 0, 1, 0], [tp, fp, fn, tn])
    called = np.repeat([1, 1, 0, 0], [tp, fp, fn, tn])
    names: tuple[Said, ...] = (
        ("適合率", "precision"), ("再現率", "recall"), "F1", ("正解率", "accuracy"),
        ("特異度", "specificity"), ("偽陽性率", "false-positive rate"),
    )  # fmt: skip
    values = np.array([precision, recall, f1, accuracy, 1 - rate, rate])
    low, high = sorted((precision, recall))
    figure = Panels(
        title=both(("混同行列", "Confusion matrix")),
        summary=Localized(
            f"適合率 {figures(precision)}、再現率 {figures(recall)}、F1 {figures(f1)}、正解率 "
            f"{figures(accuracy)}。",
            f"Precision {figures(precision)}, recall {figures(recall)}, F1 {figures(f1)}, "
            f"accuracy {figures(accuracy)}.",
        ),
        figures=(
            Cells(
                title=both(("件数", "counts")),
                note=both(("行は実際、列は予測", "rows: truth, columns: called")),
                summary=Localized(),
                values=np.array([[tp, fn], [fp, tn]]) / total,
                texts=((f"TP {tp}", f"FN {fn}"), (f"FP {fp}", f"TN {tn}")),
                row_labels=("1", "0"),
                column_labels=("1", "0"),
                square=False,
            ),
            Bars(
                title=both(("指標", "measures")),
                summary=Localized(),
                labels=tuple(both(name) for name in names),
                values=values,
                low=0.0,
                high=1.0,
                markers=(0, 1, 2, 3, 4, 4),
            ),
        ),
        weights=(2, 3),
        table=table(
            (("指標", "measure"), ("値", "value")),
            zip(
                ("precision", "recall", "F1", "accuracy", "specificity", "FPR"),
                (f"{v:.5f}" for v in values),
                strict=True,
            ),
        ),
    )
    return Outcome(
        figure=figure,
        small=part(figure, 1),
        results={
            "precision": precision,
            "recall": recall,
            "f1": f1,
            "accuracy": accuracy,
            "specificity": 1 - rate,
            "false_positive_rate": rate,
        },
        claims=(
            claim(
                "counted",
                "1 件ずつ数えても、適合率・再現率・正解率は同じ",
                "counted case by case, precision, recall and accuracy are the same",
                np.isclose(truth[called == 1].mean(), precision)
                and np.isclose(called[truth == 1].mean(), recall)
                and np.isclose((truth == called).mean(), accuracy),
            ),
            claim(
                "harmonic",
                f"F1 = 調和平均 2PR/(P+R) = {figures(f1, 5)}",
                f"F1 = harmonic mean 2PR/(P+R) = {figures(f1, 5)}",
                np.isclose(f1, 2 * precision * recall / (precision + recall)),
            ),
            claim(
                "f1-low",
                "F1 は適合率と再現率の間にあり、相加平均を超えない",
                "F1 lies between the two and never above their plain mean",
                low - 1e-12 <= f1 <= min(high, (low + high) / 2) + 1e-12,
            ),
            claim(
                "specificity",
                "特異度 = 1 − 偽陽性率 = TN/(TN+FP)",
                "specificity = 1 − false-positive rate = TN/(TN+FP)",
                np.isclose(1 - called[truth == 0].mean(), tn / (tn + fp)),
            ),
        ),
        notice=Localized(
            f"予測が陽性の {tp + fp} 件で割ると適合率、実際に陽性の {tp + fn} "
            "件で割ると再現率です。",
            f"Divide by the {tp + fp} called positive: precision; by the {tp + fn} that are: "
            "recall.",
        ),
        formula=(
            f"P = {tp}/{tp + fp}   R = {tp}/{tp + fn}   F1 = 2·{tp}/(2·{tp}+{fp}+{fn}) = "
            f"{figures(f1, 5)}"
        ),
        readings=tuple(
            reading(name, figures(float(value), 5), marker)
            for marker, (name, value) in enumerate(zip(names, values, strict=True))
            if marker < 5
        ),
    )  # fmt: skip


def errors_of(errors: tuple[float, ...]) -> Outcome:
    """Mean absolute error and root mean squared error."""
    e = np.array(errors)
    mae = float(np.abs(e).mean())
    mse = float((e * e).mean())
    rmse = math.sqrt(mse)
    inside = " + ".join(f"{figures(float(v * v))}" for v in e[:4]) + (" + …" if len(e) > 4 else "")
    spread = float(np.abs(e).var())
    return Outcome(
        figure=Bars(
            title=both(("誤差の大きさ", "Size of the errors")),
            note=both(("RMSE は大きい誤差を重く見る", "RMSE weighs large errors more")),
            summary=Localized(
                f"MAE {figures(mae)}、RMSE {figures(rmse, 6)}。",
                f"MAE {figures(mae)}, RMSE {figures(rmse, 6)}.",
            ),
            labels=(*(both(f"|e{i + 1}|") for i in range(len(e))), both("MAE"), both("RMSE")),
            values=np.array([*np.abs(e), mae, rmse]),
            low=0.0,
            markers=(*(2 for _ in e), 0, 1),
            table=table(
                ("e", "|e|", "e²"),
                ((figures(float(v)), figures(abs(float(v))), figures(float(v * v))) for v in e),
            ),
        ),
        results={"mae": mae, "mse": mse, "rmse": rmse},
        claims=(
            claim(
                "order",
                "MAE ≤ RMSE（等しいのは誤差の大きさがそろうときだけ）",
                "MAE ≤ RMSE, equal only if all errors have one size",
                mae <= rmse + 1e-12 and (rmse - mae < 1e-9) == (spread < 1e-9),
            ),
            claim(
                "gap",
                "RMSE² − MAE² = |誤差| の分散",
                "RMSE² − MAE² = the variance of |error|",
                math.isclose(mse - mae * mae, spread, rel_tol=1e-9, abs_tol=1e-9),
            ),
        ),
        notice=Localized(
            "誤差が 1 つだけ大きいと、RMSE は MAE よりずっと大きくなります。",
            "One large error lifts the RMSE far more than the MAE.",
        ),
        formula=f"√(({inside})/{len(e)}) = √{figures(mse, 5)} = {figures(rmse, 6)}",
        readings=(
            reading("MAE", figures(mae, 6), 0),
            reading("MSE", figures(mse, 6)),
            reading("RMSE", figures(rmse, 6), 1),
        ),
    )


def distance(vector: tuple[float, ...], variances: tuple[float, ...]) -> Outcome:
    """L1, L2, maximum and Mahalanobis length of one vector (2,) under diag(variances)."""
    v, s = np.array(vector), np.array(variances)
    l1, l2, top = float(np.abs(v).sum()), float(np.sqrt(v @ v)), float(np.abs(v).max())
    far = float(np.sqrt(v @ np.linalg.inv(np.diag(s)) @ v))
    angle = np.linspace(0, 2 * math.pi, 97)
    circle = np.stack([np.cos(angle), np.sin(angle)])
    ring = far * np.sqrt(s)[:, None] * circle
    size = max(float(np.abs(ring).max()), l2, 1e-6) * 1.15
    names: tuple[Said, ...] = ("L1", "L2", "L∞", ("マハラノビス", "Mahalanobis"))
    values = (l1, l2, top, far)
    return Outcome(
        figure=Plot(
            title=both(("同じ距離の線", "Places at one distance")),
            note=both(("破線はユークリッド距離", "dashed: Euclidean")),
            summary=Localized(
                f"L1 {figures(l1)}、L2 {figures(l2)}、マハラノビス {figures(far, 6)}。",
                f"L1 {figures(l1)}, L2 {figures(l2)}, Mahalanobis {figures(far, 6)}.",
            ),
            x=Axis(low=-size, high=size),
            y=Axis(low=-size, high=size),
            series=(
                Series(both(names[3]), ring[0], ring[1], 0, marked="none"),
                Series(both("L2"), l2 * circle[0], l2 * circle[1], 1, "dashed", "none"),
                Series(both("v"), np.array([0.0, v[0]]), np.array([0.0, v[1]]), 2, marked="last"),
            ),
            points=(Point(0.0, 0.0, both(("平均", "mean"))),),
            square=True,
            table=table(
                (("距離", "distance"), ("値", "value")),
                zip(("L1", "L2", "L∞", "Mahalanobis"), (f"{x:.5f}" for x in values), strict=True),
            ),
        ),
        results={"l1": l1, "l2": l2, "max": top, "mahalanobis": far},
        claims=(
            claim("order", "L∞ ≤ L2 ≤ L1", "L∞ ≤ L2 ≤ L1", top <= l2 + 1e-9 and l2 <= l1 + 1e-9),
            claim(
                "whitened",
                "マハラノビス距離 = 各軸を標準偏差で割ったあとの L2 距離",
                "Mahalanobis = L2 after dividing each axis by its standard deviation",
                math.isclose(far, float(np.linalg.norm(v / np.sqrt(s))), abs_tol=1e-9),
            ),
        ),
        notice=Localized(
            "分散の大きい向きの 1 は近く、小さい向きの 1 は遠く数えます。",
            "A unit along the wide direction counts as near, along the narrow one as far.",
        ),
        formula=(
            f"√({figures(float(v[0]))}²/{figures(float(s[0]))} + {figures(float(v[1]))}²/"
            f"{figures(float(s[1]))}) = {figures(far, 6)}"
        ),
        readings=tuple(
            reading(name, figures(value, 6), {3: 0, 1: 1}.get(place))
            for place, (name, value) in enumerate(zip(names, values, strict=True))
        ),
    )


def shell(dimension: int, thickness: float) -> Outcome:
    """Share of a unit ball of ``dimension`` within ``thickness`` of its surface."""
    inner = 1.0 - thickness
    share = 1.0 - inner**dimension
    counts = np.unique(np.round(np.geomspace(1, max(dimension, 100), 40))).astype(float)
    # The radius of a point drawn evenly has the density d·r^(d-1): add it up over the shell.
    r = inner + (np.arange(20_000) + 0.5) * thickness / 20_000
    summed = float((dimension * r ** (dimension - 1)).sum() * thickness / 20_000)
    half = math.ceil(math.log(0.5) / math.log(inner))
    return Outcome(
        figure=Plot(
            title=both(("殻の体積の割合", "Share of volume in the shell")),
            note=both(f"1 − {figures(inner)}ᵈ"),
            summary=Localized(
                f"{dimension} 次元では {figures(share, 5)} が厚さ {figures(thickness)} "
                "の殻に入る。",
                f"In {dimension} dimensions {figures(share, 5)} lies within {figures(thickness)}.",
            ),
            x=Axis(both(("次元 d", "dimension d")), scale="log", low=1.0),
            y=Axis(low=0.0, high=1.05),
            series=(
                Series(both(("殻の割合", "shell")), counts, 1.0 - inner**counts, 0, marked="none"),
            ),
            points=(Point(float(dimension), share, both(figures(share, 5)), marker=0),),
            table=table(
                ("d", ("割合", "share")),
                ((f"{d:.0f}", f"{1.0 - inner**d:.5f}") for d in counts[::3]),
            ),
        ),
        results={"share": share, "inner": inner**dimension, "half_dimension": half},
        claims=(
            claim(
                "integrated",
                "半径の密度 d·r^(d−1) を足し上げても同じ割合になる",
                "adding up the density d·r^(d−1) gives the same share",
                abs(summed - share) < 1e-3,
            ),
            claim(
                "half",
                f"{half} 次元から、半分以上が殻に入る",
                f"from {half} dimensions on, half or more is in the shell",
                1 - inner**half >= 0.5 - 1e-12
                and (half == 1 or 1 - inner ** (half - 1) < 0.5 + 1e-12),
            ),
        ),
        notice=Localized(
            "次元が上がると、体積のほとんどが表面の近くに集まります。中心の近くには点がありません。",
            "In high dimensions nearly all volume is close to the surface and none in the middle.",
        ),
        formula=f"1 − {figures(inner)}^{dimension} = {figures(share, 5)}",
        readings=(
            reading(("殻の割合", "shell share"), figures(share, 5), 0),
            reading(("内側の割合", "inner share"), figures(inner**dimension, 5)),
            reading(("半分になる次元", "half at"), str(half)),
        ),
    )


def assign(points: Floats, centres: Floats) -> Floats:
    """Index (n,) of the nearest centre; the first of two at one distance."""
    return np.asarray(np.abs(points[:, None] - centres[None, :]).argmin(axis=1))


def update(points: Floats, centres: Floats) -> Floats:
    """Each centre (k,) moved to the mean of its points; a centre without points stays."""
    owner = assign(points, centres)
    return np.array(
        [
            points[owner == k].mean() if np.any(owner == k) else centre
            for k, centre in enumerate(centres)
        ]
    )


def clusters(points: tuple[float, ...], first: tuple[float, ...], steps: int) -> Outcome:
    """k-means on a line: ``steps`` updates from the ``first`` centres."""
    x = np.array(points)
    path = [np.array(first)]
    for _ in range(steps):
        path.append(update(x, path[-1]))
    cost = [float(((x - c[assign(x, c)]) ** 2).sum()) for c in path]
    moved = path[-1]
    owner = assign(x, path[-2])

    def at(step: int) -> Frame:
        now = path[step]
        return Frame(
            _line(x, path[: step + 1], cost),
            (
                *(
                    reading((f"中心 {k + 1}", f"centre {k + 1}"), figures(float(c), 6), k)
                    for k, c in enumerate(now)
                ),
                reading(("二乗距離の和", "sum of squares"), figures(cost[step], 5)),
            ),
        )

    last = at(steps)
    sums = [
        f"({' + '.join(figures(float(v)) for v in x[owner == k])})/{int((owner == k).sum())} = "
        f"{figures(float(moved[k]), 6)}"
        for k in range(len(moved))
        if np.any(owner == k)
    ]
    return Outcome(
        figure=last.figure,
        results={
            "centres": tuple(float(c) for c in moved),
            "cost": cost[-1],
            "first_cost": cost[0],
            "owners": tuple(float(k) for k in owner),
        },
        claims=(
            claim(
                "never-worse",
                "更新のたびに、二乗距離の和は増えない",
                "no update raises the sum of squared distances",
                all(after <= before + 1e-9 for before, after in itertools.pairwise(cost)),
            ),
            claim(
                "means",
                "新しい中心は、割り当てた点の平均",
                "each new centre is the mean of the points it was given",
                all(
                    abs(float((x[owner == k] - moved[k]).sum())) < 1e-9
                    for k in range(len(moved))
                    if np.any(owner == k)
                ),
            ),
        ),
        notice=Localized(
            "近い中心に割り当て、平均に動かす。この 2 つを交互に行います。結果は最初の中心で変わり"
            "ます。",
            "Assign to the nearest centre, move to the mean, repeat; the end depends on the start.",
        ),
        formula="   ".join(sums[:2]),
        readings=last.readings,
        steps=steps,
        at=at,
    )


def _line(x: Floats, path: list[Floats], cost: list[float]) -> Plot:
    step = len(path) - 1
    owner = assign(x, path[-2] if step else path[-1])
    shown = ", ".join(figures(float(c), 4) for c in path[-1])
    total = len(cost) - 1
    return Plot(
        title=both(("点と中心の動き", "Points and centres")),
        note=both(("下の段が点、上へ 1 段が 1 回の更新", "points below, a row up an update")),
        summary=Localized(
            f"{step} 回の更新で中心は {shown}、二乗距離の和は {figures(cost[step])}。",
            f"Update {step}: the centres are {shown}; sum of squares {figures(cost[step])}.",
        ),
        x=Axis(),
        y=Axis(both(("更新", "update")), low=-1.5, high=total + 0.5, whole=True),
        series=(
            *(
                Series(
                    both((f"中心 {k + 1}", f"centre {k + 1}")),
                    np.array([float(c[k]) for c in path]), np.arange(len(path), dtype=np.float64),
                    k, "line", "all",
                )
                for k in range(len(path[0]))
            ),
            *(
                Series(
                    both((f"点 {k + 1}", f"points {k + 1}")), x[owner == k],
                    np.full(int((owner == k).sum()), -1.0), k, "dots", "all",
                )
                for k in range(len(path[0])) if np.any(owner == k)
            ),
        ),
        table=table(
            (("更新", "update"), ("中心", "centres"), ("二乗距離の和", "sum of squares")),
            (
                (str(t), ", ".join(figures(float(v), 6) for v in c), figures(cost[t], 6))
                for t, c in enumerate(path)
            ),
        ),
    )  # fmt: skip
