"""D40: a threshold over scores, and the other measures of a model that a question asks for.

``ranking`` moves the threshold over scores of positives and negatives (ROC, precision-recall,
AUC); ``table`` starts from a confusion matrix; ``errors``, ``distance``, ``shell`` and ``kmeans``
are one small measure each.

Sources: Fawcett 2006 (ROC); Hanley & McNeil 1982 (AUC as a share of pairs); Bishop 2006, sec. 1.4
(shell of a ball) and 9.1 (k-means).
"""

from __future__ import annotations

from typing import Annotated, Literal

from quizapp.demos import usual
from quizapp.demos.lab._measures import clusters, confusion, distance, errors_of, shell
from quizapp.demos.lab._ranking import ranking
from quizapp.demos.spec import Numbers, Outcome, Range, Trial
from quizapp.records import Localized

_RANK = {"experiment": ("ranking",)}
_TABLE = {"experiment": ("table",)}
_ERRORS = {"experiment": ("errors",)}
_DISTANCE = {"experiment": ("distance",)}
_SHELL = {"experiment": ("shell",)}
_KMEANS = {"experiment": ("kmeans",)}

Experiment = Literal["ranking", "table", "errors", "distance", "shell", "kmeans"]


def run(
    experiment: Annotated[
        Experiment,
        usual.experiment(
            {
                "ranking": Localized("しきい値と AUC", "threshold and AUC"),
                "table": Localized("混同行列", "confusion matrix"),
                "errors": Localized("MAE と RMSE", "MAE and RMSE"),
                "distance": Localized("距離", "distances"),
                "shell": Localized("球の殻", "shell of a ball"),
                "kmeans": "k-means",
            }
        ),
    ] = "ranking",
    threshold: Annotated[
        float, Range("しきい値", "threshold", 0.0, 1.0, step=0.05, when=_RANK)
    ] = 0.5,
    positives: Annotated[
        tuple[float, ...],
        Numbers(
            "正例のスコア", "scores, positive", 0.0, 1.0, when=_RANK,
            examples=((0.9, 0.6), (0.9, 0.6, 0.2), (0.95, 0.8, 0.7, 0.55, 0.4)),
        ),
    ] = (0.9, 0.6),
    negatives: Annotated[
        tuple[float, ...],
        Numbers(
            "負例のスコア", "scores, negative", 0.0, 1.0, when=_RANK,
            examples=((0.7, 0.2), (0.6, 0.2), (0.6, 0.5, 0.3, 0.2, 0.1)),
        ),
    ] = (0.7, 0.2),
    imbalance: Annotated[
        int, Range("負例の写し", "copies of negatives", 1, 100, scale="log", when=_RANK)
    ] = 1,
    tp: Annotated[int, Range("TP", "TP", 0, 1000, step=5, when=_TABLE)] = 40,
    fp: Annotated[int, Range("FP", "FP", 0, 1000, step=5, when=_TABLE)] = 10,
    fn: Annotated[int, Range("FN", "FN", 0, 1000, step=5, when=_TABLE)] = 20,
    tn: Annotated[int, Range("TN", "TN", 0, 1000, step=5, when=_TABLE)] = 30,
    errors: Annotated[
        tuple[float, ...],
        Numbers("誤差", "errors", -100, 100, when=_ERRORS,
                examples=((3, -1, 2), (2, 2, 2), (0, 0, 6))),
    ] = (3.0, -1.0, 2.0),
    vector: Annotated[
        tuple[float, ...],
        Numbers("差のベクトル", "difference", -100, 100, shortest=2, longest=2, when=_DISTANCE,
                examples=((3, 4), (2, 1), (1, 0), (0, 1))),
    ] = (2.0, 1.0),
    variances: Annotated[
        tuple[float, ...],
        Numbers("分散（対角）", "variances (diagonal)", 0.01, 100, shortest=2, longest=2,
                when=_DISTANCE, examples=((4, 1), (1, 1), (1, 4))),
    ] = (4.0, 1.0),
    dimension: Annotated[
        int, Range("次元 d", "dimension d", 1, 1000, scale="log", when=_SHELL)
    ] = 10,
    thickness: Annotated[
        float, Range("殻の厚さ", "thickness", 0.01, 0.99, step=0.01, when=_SHELL)
    ] = 0.1,
    points: Annotated[
        tuple[float, ...],
        Numbers("点", "points", -100, 100, shortest=2, when=_KMEANS,
                examples=((0, 1, 9, 10), (0, 2, 4, 20, 22, 24))),
    ] = (0.0, 1.0, 9.0, 10.0),
    centres: Annotated[
        tuple[float, ...],
        Numbers("最初の中心", "first centres", -100, 100, shortest=1, longest=4, when=_KMEANS,
                examples=((0, 1), (0, 10), (9, 10))),
    ] = (0.0, 1.0),
    steps: Annotated[int, Range("更新の回数", "updates", 1, 8, when=_KMEANS)] = 1,
) -> Outcome:  # fmt: skip
    """One of six measures of a model or of data."""
    if experiment == "table":
        return confusion(tp, fp, fn, tn)
    if experiment == "errors":
        return errors_of(errors)
    if experiment == "distance":
        return distance(vector, variances)
    if experiment == "shell":
        return shell(dimension, thickness)
    if experiment == "kmeans":
        return clusters(points, centres, steps)
    return ranking(positives, negatives, threshold, imbalance)


TRIALS: tuple[Trial, ...] = (
    Trial(
        ask=Localized(
            "負例を 10 倍に増やすと、AUC と適合率のどちらが変わりますか。",
            "With ten times as many negatives, which changes: AUC or precision?",
        ),
        knobs={"experiment": "ranking", "imbalance": 10},
        guesses=(
            Localized("AUC だけ", "AUC only"),
            Localized("適合率だけ", "precision only"),
            Localized("両方", "both"),
        ),
        happened=lambda outcome: (
            1 if outcome.results["auc"] == outcome.results["auc_balanced"]
            else 2 if outcome.results["precision"] != outcome.results["precision_balanced"]
            else 0
        ),
        because=Localized(
            "ROC の 2 軸はそれぞれ正例の中、負例の中の割合なので、個数の比によりません。適合率は正"
            "例と負例を混ぜて数えます。",
            "Both axes of the ROC are shares within one class; precision counts the two together.",
        ),
    ),
    Trial(
        ask=Localized(
            "10 次元の単位球で、表面から 0.1 以内の体積は全体の半分より多いですか。",
            "In a 10-D unit ball, does the outer 0.1 hold more than half of the volume?",
        ),
        knobs={"experiment": "shell"},
        guesses=(Localized("多い", "more"), Localized("少ない", "less")),
        happened=lambda outcome: 0 if outcome.number("share") > 0.5 else 1,
        because=Localized(
            "内側の球の体積は 0.9¹⁰ ≈ 0.35 倍しかありません。次元の呪いの一面です。",
            "The inner ball keeps only 0.9¹⁰ ≈ 0.35 of the volume: the curse of dimensionality.",
        ),
    ),
)  # fmt: skip
