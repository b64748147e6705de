"""What to try with ``vanishing_gradient``: a guess first, then the run."""

from __future__ import annotations

from quizapp.demos.spec import Trial
from quizapp.records import Localized

TRIALS = (
    Trial(
        ask=Localized(
            "シグモイドを 12 層重ね、重みは Xavier の初期値にします。最後の層と比べて、"
            "最初の層に届く勾配は？",
            "Stack 12 sigmoid layers with Xavier weights. Beside the last layer, the gradient at "
            "the first is…",
        ),
        knobs={"depth": 12, "activation": "sigmoid", "init": "xavier"},
        guesses=(
            Localized("1/100 より大きい", "above 1/100"),
            Localized("1/100 万から 1/100", "a millionth to 1/100"),
            Localized("1/100 万より小さい", "below a millionth"),
        ),
        happened=lambda outcome: (
            (outcome.number("ratio") < 1e-2) + (outcome.number("ratio") < 1e-6)
        ),
        because=Localized(
            "傾きは 1 層ごとに 1/4 以下です。11 層さかのぼると 1/4 の 11 乗、約 400 万分の 1 "
            "より小さくなります。",
            "Each layer multiplies by at most 1/4. Eleven layers back that is below 1/4 to the "
            "11th, one in four million.",
        ),
    ),
    Trial(
        ask=Localized(
            "ReLU と He の初期値で 5 層、ただしバイアスをすべて −2 から始めます。"
            "最初の層に届く勾配は？",
            "Five ReLU layers with He weights, but every bias starts at −2. The gradient at the "
            "first layer is…",
        ),
        knobs={"depth": 5, "activation": "relu", "init": "he", "bias": -2.0},
        guesses=(
            Localized("最後の層の 1/10 より大きい", "above 1/10 of the last layer's"),
            Localized("小さいが 0 ではない", "small but not 0"),
            Localized("0", "0"),
        ),
        happened=lambda outcome: (outcome.number("ratio") < 0.1) + (outcome.number("ratio") == 0.0),
        because=Localized(
            "入力がいつも負になったユニットは、出力も傾きも 0 です。"
            "どのデータでも動かない層ができると、その手前には何も届きません。",
            "Units whose input is always negative have output and slope 0. Past a layer of them "
            "nothing gets through.",
        ),
    ),
)
