"""D47: margins, heat maps, shares of a game, ensembles and searches: one small table each.

Conventions: distances are not squared; the contrastive loss is ``½d²`` for a similar pair and
``½max(0, m − d)²`` for a dissimilar one.

Sources: Schroff, Kalenichenko & Philbin 2015 (triplet); Hadsell, Chopra & LeCun 2006
(contrastive); Selvaraju et al. 2017 (Grad-CAM); Shapley 1953; Breiman 2001 (correlated trees);
Lee 2013 (pseudo-labels).
"""

from __future__ import annotations

from typing import Annotated, Literal

from quizapp.demos import usual
from quizapp.demos.lab._explaining import ensemble, grad_cam, grid, pseudo_labels, shapley
from quizapp.demos.lab._margins import contrastive, triplet
from quizapp.demos.spec import Choice, Numbers, Outcome, Range, Trial
from quizapp.records import Localized

_TRIPLET = {"experiment": ("triplet",)}
_CONTRASTIVE = {"experiment": ("contrastive",)}
_CAM = {"experiment": ("grad-cam",)}
_SHAPLEY = {"experiment": ("shapley",)}
_ENSEMBLE = {"experiment": ("ensemble",)}
_GRID = {"experiment": ("grid",)}
_PSEUDO = {"experiment": ("pseudo",)}

Experiment = Literal["triplet", "contrastive", "grad-cam", "shapley", "ensemble", "grid", "pseudo"]


def run(
    experiment: Annotated[
        Experiment,
        usual.experiment(
            {
                "triplet": Localized("トリプレット損失", "triplet loss"),
                "contrastive": Localized("対照損失", "contrastive loss"),
                "grad-cam": "Grad-CAM",
                "shapley": Localized("シャープレイ値", "Shapley value"),
                "ensemble": Localized("アンサンブル", "ensemble"),
                "grid": Localized("グリッドサーチ", "grid search"),
                "pseudo": Localized("擬似ラベル", "pseudo-labels"),
            }
        ),
    ] = "triplet",
    near: Annotated[
        float, Range("正例の距離 d(a,p)", "d(a, positive)", 0.0, 3.0, step=0.1, when=_TRIPLET)
    ] = 1.0,
    far: Annotated[
        float, Range("負例の距離 d(a,n)", "d(a, negative)", 0.0, 3.0, step=0.1, when=_TRIPLET)
    ] = 1.2,
    distance: Annotated[
        float, Range("組の距離 d", "distance d", 0.0, 3.0, step=0.1, when=_CONTRASTIVE)
    ] = 0.4,
    pair: Annotated[
        Literal["dissimilar", "similar"],
        Choice("組", "pair", {
            "dissimilar": Localized("似ていない", "dissimilar"),
            "similar": Localized("似ている", "similar"),
        }, when=_CONTRASTIVE),
    ] = "dissimilar",
    triplet_margin: Annotated[
        float, Range("マージン", "margin", 0.0, 2.0, step=0.1, when=_TRIPLET)
    ] = 0.5,
    margin: Annotated[
        float, Range("マージン m", "margin m", 0.1, 3.0, step=0.1, when=_CONTRASTIVE)
    ] = 1.0,
    weights: Annotated[
        tuple[float, ...],
        Numbers("重み α", "weights α", -10, 10, longest=4, when=_CAM,
                examples=((0.5, -0.25), (1, 0), (-1, 1))),
    ] = (0.5, -0.25),
    maps: Annotated[
        tuple[float, ...],
        Numbers("画素での特徴", "maps at the pixel", -100, 100, longest=4, when=_CAM,
                examples=((1, 4), (4, 2), (0, 0))),
    ] = (1.0, 4.0),
    game: Annotated[
        tuple[float, ...],
        Numbers("v(∅), v(A), v(B), v(AB)", "v(∅), v(A), v(B), v(AB)", -100, 100, shortest=4,
                longest=4, when=_SHAPLEY, examples=((0, 2, 4, 10), (0, 3, 3, 6), (1, 1, 5, 5))),
    ] = (0.0, 2.0, 4.0, 10.0),
    models: Annotated[int, Range("モデルの数 n", "models n", 1, 100, when=_ENSEMBLE)] = 4,
    variance: Annotated[
        float, Range("1 つの分散", "variance of one", 0.1, 10.0, step=0.1, when=_ENSEMBLE)
    ] = 1.0,
    correlation: Annotated[
        float, Range("相関 ρ", "correlation ρ", 0.0, 1.0, step=0.05, when=_ENSEMBLE)
    ] = 0.0,
    options: Annotated[
        tuple[float, ...],
        Numbers("候補の数", "options each", 1, 20, longest=4, when=_GRID,
                examples=((3, 4, 2), (5, 5), (10,))),
    ] = (3.0, 4.0, 2.0),
    folds: Annotated[int, Range("分割 k", "folds k", 1, 10, when=_GRID)] = 5,
    confidence: Annotated[
        float, Range("自信のしきい値", "confidence", 0.5, 1.0, step=0.05, when=_PSEUDO)
    ] = 0.8,
) -> Outcome:  # fmt: skip
    """One of seven small tables.

    Raises UsageError for lists of weights and maps of different length, and for counts of options
    that are not whole.
    """
    if experiment == "contrastive":
        return contrastive(distance, margin, similar=pair == "similar")
    if experiment == "grad-cam":
        return grad_cam(weights, maps)
    if experiment == "shapley":
        return shapley(game)
    if experiment == "ensemble":
        return ensemble(models, variance, correlation)
    if experiment == "grid":
        return grid(options, folds)
    if experiment == "pseudo":
        return pseudo_labels(confidence)
    return triplet(near, far, triplet_margin)


TRIALS: tuple[Trial, ...] = (
    Trial(
        ask=Localized(
            "相関 0.2 のモデルを 100 個平均すると、分散は 0.01 近くまで下がりますか。",
            "Does the mean of 100 models with a correlation of 0.2 have a variance near 0.01?",
        ),
        knobs={"experiment": "ensemble", "models": 100, "correlation": 0.2},
        guesses=(Localized("下がる", "yes"), Localized("0.2 で止まる", "no, it stops at 0.2")),
        happened=lambda outcome: int(outcome.number("variance") > 0.1),
        because=Localized(
            "ρσ² + (1 − ρ)σ²/n の前の項は n を増やしても減りません。相関を下げる工夫が要ります。",
            "The first term of ρσ² + (1 − ρ)σ²/n does not fall with n: lower the correlation.",
        ),
    ),
    Trial(
        ask=Localized(
            "負例が正例より遠ければ、トリプレット損失は 0 ですか（1.0 と 1.2、マージン 0.5）。",
            "If the negative is farther than the positive (1.2, 1.0; margin 0.5), is the loss 0?",
        ),
        knobs={"experiment": "triplet"},
        guesses=(Localized("0", "0"), Localized("0 より大きい", "above 0")),
        happened=lambda outcome: int(outcome.number("loss") > 0),
        because=Localized(
            "差 0.2 がマージン 0.5 に足りないので、残りの 0.3 が損失になります。",
            "The gap 0.2 falls short of the margin 0.5, and the missing 0.3 is the loss.",
        ),
    ),
)
