"""What to try with ``over_fitting``: a guess first, then the run."""

from __future__ import annotations

from quizapp.demos.spec import Trial
from quizapp.records import Localized

TRIALS = (
    Trial(
        ask=Localized(
            "300 個のデータで、罰なしで 120 エポック学習します。検証の損失がいちばん小さいのは？",
            "Train 120 epochs on 300 samples without a penalty. When is the validation loss "
            "smallest?",
        ),
        knobs={"penalty": "none", "epochs": 120},
        guesses=(
            Localized("30 エポックまで", "by epoch 30"),
            Localized("31 から 90 エポック", "epochs 31 to 90"),
            Localized("91 エポックより後", "after epoch 90"),
        ),
        happened=lambda outcome: (
            (outcome.number("best_epoch") > 30) + (outcome.number("best_epoch") > 90)
        ),
        because=Localized(
            "検証の損失は早いうちに底を打ち、あとは訓練の損失だけが下がります。"
            "早期終了が効くのはこのためです。",
            "Validation bottoms out early; afterwards only the training loss falls. That is what "
            "early stopping uses.",
        ),
    ),
    Trial(
        ask=Localized(
            "L2 の罰を λ = 0.1 で加えます。120 エポック後、検証と訓練の損失の差は？",
            "Add an L2 penalty with λ = 0.1. After 120 epochs, validation minus training loss is…",
        ),
        knobs={"penalty": "l2", "lam": 0.1, "epochs": 120},
        guesses=(
            Localized("0.2 より小さい", "below 0.2"),
            Localized("0.2 から 1", "0.2 to 1"),
            Localized("1 より大きい", "above 1"),
        ),
        happened=lambda outcome: (outcome.number("gap") > 0.2) + (outcome.number("gap") > 1.0),
        because=Localized(
            "重みが小さく抑えられ、訓練データに合わせきれなくなります。差は罰なしの 2 くらいから "
            "0.1 ほどに縮みます。",
            "Small weights cannot fit every sample. The gap shrinks from about 2 without the "
            "penalty to about 0.1.",
        ),
    ),
)
