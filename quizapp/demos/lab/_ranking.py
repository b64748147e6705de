"""The threshold of D40: confusion counts, ROC, precision-recall and AUC of a list of scores."""

from __future__ import annotations

import numpy as np

from quizapp.demos.activations import Floats
from quizapp.demos.figure import Axis, Cells, Panels, Plot, Point, Series
from quizapp.demos.lab._say import both, claim, reading, table
from quizapp.demos.numerals import figures
from quizapp.demos.spec import Outcome
from quizapp.records import Localized


def pair_share(positives: Floats, negatives: Floats) -> float:
    """Share of pairs (positive, negative) that the scores order rightly; a tie counts one half."""
    ahead = positives[:, None] - negatives[None, :]
    return float(((ahead > 0) + 0.5 * (ahead == 0)).mean())


def curve(positives: Floats, negatives: Floats, copies: int) -> tuple[Floats, Floats, Floats]:
    """Recall, false-positive rate and precision (k,) at every threshold, the highest first.

    The first entry is a threshold above all scores; its precision is taken as 1.
    """
    levels = np.unique(np.concatenate([positives, negatives]))[::-1]
    tp = np.array([0, *((positives >= level).sum() for level in levels)], dtype=np.float64)
    fp = np.array([0, *((negatives >= level).sum() for level in levels)], dtype=np.float64)
    with np.errstate(invalid="ignore"):
        precision = np.where(tp + fp > 0, tp / (tp + copies * fp), 1.0)
    return tp / len(positives), fp / len(negatives), precision


def area(x: Floats, y: Floats) -> float:
    """Area under the straight lines through the points, by trapezia."""
    return float(((x[1:] - x[:-1]) * (y[1:] + y[:-1]) / 2).sum())


def ranking(
    positives: tuple[float, ...], negatives: tuple[float, ...], threshold: float, copies: int
) -> Outcome:
    """Scores at or above ``threshold`` are called positive; each negative counts ``copies`` times.

    Precision of an empty prediction is taken as 0.
    """
    plus, minus = np.array(positives), np.array(negatives)
    tp = int((plus >= threshold).sum())
    alarms = int((minus >= threshold).sum())
    fp, fn = alarms * copies, len(plus) - tp
    tn = len(minus) * copies - fp
    recall, rate, precision = curve(plus, minus, copies)
    auc, pairs = area(rate, recall), pair_share(plus, minus)
    now = tp / (tp + fp) if tp + fp else 0.0
    balanced = tp / (tp + alarms) if tp + alarms else 0.0
    copied = pair_share(plus, np.repeat(minus, copies))
    chosen = (tp / len(plus), fp / (fp + tn))
    return Outcome(
        figure=_figure(
            (tp, fp, fn, tn),
            np.unique(np.concatenate([plus, minus]))[::-1],
            (recall, rate, precision),
            chosen,
            now,
            auc,
        ),
        small=_roc(recall, rate, chosen, auc),
        results={
            "auc": auc,
            "auc_balanced": pairs,
            "tp": tp,
            "fp": fp,
            "fn": fn,
            "tn": tn,
            "precision": now,
            "precision_balanced": balanced,
            "recall": chosen[0],
            "false_positive_rate": chosen[1],
            "specificity": 1.0 - chosen[1],
            "accuracy": (tp + tn) / (tp + fp + fn + tn),
        },
        claims=(
            claim(
                "auc-is-pairs",
                f"AUC = 正例が上に来る組の割合 {figures(pairs)}（同点は ½）",
                f"AUC = share of pairs with the positive on top, {figures(pairs)} (a tie is ½)",
                abs(auc - pairs) < 1e-12,
            ),
            claim(
                "imbalance",
                f"負例を {copies} 倍に増やしても AUC は変わらない",
                f"with {copies} copies of each negative the AUC is the same",
                abs(copied - pairs) < 1e-12,
            ),
            claim(
                "precision-falls",
                "負例が増えると、適合率は下がるか同じ",
                "more negatives never raise the precision",
                now <= balanced + 1e-12,
            ),
            claim(
                "monotone",
                "しきい値を下げると、再現率も偽陽性率も下がらない",
                "lowering the threshold never lowers recall or false-positive rate",
                np.all(np.diff(recall) >= 0) and np.all(np.diff(rate) >= 0),
            ),
        ),
        notice=_notice(tp, fp, fn, tn, copies),
        formula=(
            f"TPR = {tp}/{tp + fn} = {figures(chosen[0], 3)}   FPR = {fp}/{fp + tn} = "
            f"{figures(chosen[1], 3)}   AUC = {figures(auc)}"
        ),
        readings=(
            reading("TP  FP", f"{tp}  {fp}"),
            reading("FN  TN", f"{fn}  {tn}"),
            reading(("適合率", "precision"), figures(now), 1),
            reading(("再現率", "recall"), figures(chosen[0])),
            reading(("偽陽性率", "false-positive rate"), figures(chosen[1])),
            reading("AUC", figures(auc), 0),
        ),
    )


def _notice(tp: int, fp: int, fn: int, tn: int, copies: int) -> Localized:
    if tp + fp == 0:
        return Localized(
            "誰も陽性と判定されません。再現率は 0 です。しきい値を下げてみてください。",
            "Nobody is called positive, so the recall is 0: lower the threshold.",
        )
    if fn + tn == 0:
        return Localized(
            "全員が陽性です。再現率は 1 ですが、偽陽性率も 1 です。",
            "Everybody is called positive: recall 1, and a false-positive rate of 1.",
        )
    if copies > 1:
        return Localized(
            f"負例を {copies} 倍にしても ROC は動かず、適合率だけが下がります。",
            f"With {copies} times the negatives the ROC stays; only the precision falls.",
        )
    return Localized(
        f"しきい値以上の {tp + fp} 件が陽性です。動かすと点が ROC の上を移ります。",
        f"{tp + fp} are called positive; moving the threshold moves the dot along the ROC.",
    )


def _roc(recall: Floats, rate: Floats, chosen: tuple[float, float], auc: float) -> Plot:
    return Plot(
        title=both("ROC"),
        summary=both(f"AUC {figures(auc)}"),
        note=both(f"AUC {figures(auc)}"),
        x=Axis(both(("偽陽性率", "false-positive rate")), low=0.0, high=1.0),
        y=Axis(both(("再現率", "recall")), low=0.0, high=1.05),
        series=(
            Series(both(("当てずっぽう", "chance")), np.array([0.0, 1.0]), np.array([0.0, 1.0]),
                   faint=True, marked="none"),
            Series(both("ROC"), rate, recall, 0, marked="all"),
        ),
        points=(Point(chosen[1], chosen[0], both(("今", "now")), sign="◎", fallback="@"),),
    )  # fmt: skip


def _figure(
    counts: tuple[int, int, int, int],
    levels: Floats,
    curves: tuple[Floats, Floats, Floats],
    chosen: tuple[float, float],
    now: float,
    auc: float,
) -> Panels:
    recall, rate, precision = curves
    tp, fp, fn, tn = counts
    against = Plot(
        title=both(("適合率と再現率", "Precision, recall")),
        summary=Localized(),
        x=Axis(both(("再現率", "recall")), low=0.0, high=1.0),
        y=Axis(both(("適合率", "precision")), low=0.0, high=1.05),
        series=(Series(both("PR"), recall, precision, 1, "dots", "all"),),
        points=(Point(chosen[0], now, both(("今", "now")), sign="◎", fallback="@"),),
    )
    return Panels(
        title=both(("しきい値と ROC", "Threshold and ROC")),
        summary=Localized(
            f"AUC は {figures(auc)}。今のしきい値で再現率 {figures(chosen[0], 3)}、偽陽性率 "
            f"{figures(chosen[1], 3)}、適合率 {figures(now, 3)}。",
            f"AUC {figures(auc)}; at this threshold recall {figures(chosen[0], 3)}, "
            f"false-positive rate {figures(chosen[1], 3)}, precision {figures(now, 3)}.",
        ),
        figures=(
            Cells(
                title=both(("混同行列", "table")),
                summary=Localized(),
                values=np.array([[tp, fn], [fp, tn]]) / max(tp + fn + fp + tn, 1),
                texts=((f"TP {tp}", f"FN {fn}"), (f"FP {fp}", f"TN {tn}")),
                square=False,
            ),
            _roc(recall, rate, chosen, auc),
            against,
        ),
        weights=(3, 5, 5),
        table=table(
            (
                ("しきい値", "threshold"), ("再現率", "recall"),
                ("偽陽性率", "FP rate"), ("適合率", "precision"),
            ),
            (
                (name, f"{recall[i]:.4f}", f"{rate[i]:.4f}", f"{precision[i]:.4f}")
                for i, name in enumerate(["∞", *(f"{level:g}" for level in levels)])
            ),
        ),
    )  # fmt: skip
