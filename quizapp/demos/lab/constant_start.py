"""D05: networks that start with all weights equal, and what training can and cannot change.

Units with equal weights get equal gradients, so no step can tell them apart; with all weights 0
and a tanh layer even less moves. A little jitter breaks the spell.

Source: Goodfellow, Bengio & Courville, *Deep Learning* (2016), sec. 8.4.
"""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np

from quizapp.demos import usual
from quizapp.demos.activations import Floats
from quizapp.demos.figure import Axis, Bars, Panels, Plot, Series, Table
from quizapp.demos.networks import Network, backward
from quizapp.demos.numerals import counted, figures
from quizapp.demos.spec import Choice, Claim, Frame, Outcome, Range, Reading, Result, Trial
from quizapp.records import Localized

_INPUTS, _HIDDEN, _CLASSES, _SAMPLES = 4, 3, 2, 30
_GROUPS = (
    ("w1", Localized("W₁ 隠れ層", "W₁ hidden")),
    ("b1", Localized("b₁ 隠れ層", "b₁ hidden")),
    ("w2", Localized("W₂ 出力層", "W₂ output")),
    ("b2", Localized("b₂ 出力層", "b₂ output")),
)


def run(
    constant: Annotated[float, Range("初期値 c", "start value c", -2.0, 2.0, step=0.1)] = 0.0,
    activation: Annotated[
        Literal["tanh", "sigmoid", "relu"],
        Choice("活性化関数", "activation", {"tanh": "tanh", "sigmoid": "σ", "relu": "ReLU"}),
    ] = "tanh",
    jitter: Annotated[float, Range("ばらつき", "jitter", 0.0, 0.5, step=0.01)] = 0.0,
    learning_rate: Annotated[float, Range("学習率", "learning rate", 0.01, 2.0, scale="log")] = 0.5,
    steps: Annotated[int, usual.steps(1, 200)] = 60,
    seed: Annotated[int, usual.seed()] = 0,
) -> Outcome:
    """Gradient descent on a 4-3-2 softmax network whose weights and biases all start at ``c``.

    The 30 samples belong two to one to the first class, so the output errors of the batch do not
    sum to 0. ``jitter`` is the standard deviation of what is added to each weight at the start.
    """
    batch, targets = data(seed)
    networks = train(constant, activation, jitter, learning_rate, steps, batch, targets, seed)
    moved = {name: float(np.abs(change).max()) for name, change in _first_step(networks).items()}
    apart = np.array([_apart(network) for network in networks])
    results: dict[str, Result] = {f"moved.{name}": value for name, value in moved.items()}
    results |= {
        "moved": ",".join(name for name, value in moved.items() if value > 0),
        "apart": float(apart[-1]),
        "loss": backward(networks[-1], batch, targets).loss,
    }

    def at(step: int) -> Frame:
        return Frame(
            _figure(networks, moved, step),
            (
                Reading(
                    Localized("ユニットどうしの差", "units apart by"),
                    figures(float(apart[step]), 3),
                ),
                Reading(
                    Localized("損失", "loss"),
                    figures(backward(networks[step], batch, targets).loss),
                ),
            ),
        )

    last = at(steps)
    return Outcome(
        figure=last.figure,
        small=_paths(networks, steps),
        results=results,
        claims=_claims(constant, activation, jitter, moved, apart),
        notice=_notice(constant, activation, jitter, moved),
        formula="∂L/∂W₁ = xᵀ(δW₂ᵀ ⊙ f′(u))   ∂L/∂W₂ = zᵀδ   ∂L/∂b₂ = Σδ",
        readings=last.readings,
        steps=steps,
        at=at,
    )


def data(seed: int) -> tuple[Floats, Floats]:
    """Inputs (30, 4) and one-hot classes (30, 2), the first class twice as frequent."""
    rng = np.random.default_rng(seed)
    classes = np.arange(_SAMPLES) % 3 // 2
    return rng.normal(size=(_SAMPLES, _INPUTS)) + classes[:, None], np.eye(_CLASSES)[classes]


def train(
    constant: float,
    activation: str,
    jitter: float,
    rate: float,
    steps: int,
    batch: Floats,
    targets: Floats,
    seed: int,
) -> list[Network]:
    """The network before the first and after every step, ``steps + 1`` in all."""
    rng = np.random.default_rng(seed + 1000)
    shapes = ((_INPUTS, _HIDDEN), (_HIDDEN, _CLASSES))
    network = Network(
        weights=tuple(constant + jitter * rng.normal(size=shape) for shape in shapes),
        biases=tuple(np.full(shape[1], constant) for shape in shapes),
        activation=activation,
    )
    networks = [network]
    for _ in range(steps):
        found = backward(network, batch, targets)
        network = Network(
            tuple(w - rate * g for w, g in zip(network.weights, found.weights, strict=True)),
            tuple(b - rate * g for b, g in zip(network.biases, found.biases, strict=True)),
            activation,
        )
        networks.append(network)
    return networks


def _first_step(networks: list[Network]) -> dict[str, Floats]:
    before, after = networks[0], networks[1]
    return {
        "w1": after.weights[0] - before.weights[0],
        "b1": after.biases[0] - before.biases[0],
        "w2": after.weights[1] - before.weights[1],
        "b2": after.biases[1] - before.biases[1],
    }


def _apart(network: Network) -> float:
    """The largest difference between any two hidden units, in weights coming in or going out."""
    into, out = network.weights[0], network.weights[1]
    return float(max(np.ptp(into, axis=1).max(), np.ptp(out, axis=0).max()))


def _claims(
    constant: float, activation: str, jitter: float, moved: dict[str, float], apart: Floats
) -> tuple[Claim, ...]:
    claims = []
    if constant == 0 and jitter == 0 and activation in ("tanh", "relu"):
        claims.append(
            Claim(
                "zeros",
                Localized(
                    "最初の 1 歩で変わるのは、出力層のバイアスだけ",
                    "the first step changes the output biases and nothing else",
                ),
                moved["b2"] > 0 and moved["w1"] == moved["b1"] == moved["w2"] == 0,
            )
        )
    claims.append(
        Claim(
            "constant",
            Localized(
                "隠れユニットは、どのステップでも互いに同じ（差は 10⁻¹² 以下）",
                "the hidden units stay alike at every step (within 10⁻¹²)",
            ),
            bool(np.all(apart <= 1e-12)),
        )
    )
    return tuple(claims)


def _notice(constant: float, activation: str, jitter: float, moved: dict[str, float]) -> Localized:
    if jitter:
        return Localized(
            "わずかなばらつきでユニットが分かれ始めました。初期値に乱数を使う理由です。",
            "A little jitter lets the units drift apart; this is why starts are random.",
        )
    if constant == 0 and moved["w2"] == 0:
        return Localized(
            "隠れ層の出力が 0 なので出力層の重みは動かず、出力層の重みが 0 なので隠れ層にも何も"
            "届きません。",
            "Hidden outputs are 0, so the output weights stand still; these are 0, so nothing "
            "goes back.",
        )
    if constant == 0 and activation == "sigmoid":
        return Localized(
            "σ(0) = 0.5 なので出力層の重みは動きますが、隠れユニットは互いに同じままです。",
            "σ(0) = 0.5, so the output weights move; the hidden units stay copies of each other.",
        )
    return Localized(
        "3 つのユニットの線が重なっています。何個あっても 1 個分の働きしかしません。",
        "The lines of the three units lie on each other: three units do the work of one.",
    )


def _paths(networks: list[Network], step: int) -> Plot:
    weights = np.array([network.weights[0][0] for network in networks])  # (steps + 1, hidden)
    count = np.arange(len(networks), dtype=np.float64)
    low, high = float(weights.min()), float(weights.max())
    air = max(0.1 * (high - low), 0.05)
    return Plot(
        title=Localized("隠れユニットの重み", "Weights of the hidden units"),
        note=Localized("1 つ目の入力から", "from the first input"),
        summary=Localized(),
        x=Axis(Localized("ステップ", "step"), low=0, high=len(networks) - 1, whole=True),
        y=Axis(low=low - air, high=high + air),
        series=tuple(
            Series(
                Localized(f"ユニット {unit + 1}", f"unit {unit + 1}"),
                count[: step + 1],
                weights[: step + 1, unit],
                unit,
            )
            for unit in (2, 1, 0)
        ),
    )


def _figure(networks: list[Network], moved: dict[str, float], step: int) -> Panels:
    network = networks[step]
    changed = [name.ja for key, name in _GROUPS if moved[key] > 0]
    changed_en = [name.en for key, name in _GROUPS if moved[key] > 0]
    units = [Localized(f"ユニット {unit + 1}", f"unit {unit + 1}") for unit in range(_HIDDEN)]
    return Panels(
        title=Localized("同じ値からの学習", "Training from equal weights"),
        summary=Localized(
            f"最初の 1 歩で動いたのは {'、'.join(changed) or 'なし'}。"
            f"{step} 歩後、ユニットどうしの差は {figures(_apart(network), 3)}。",
            f"The first step moved {', '.join(changed_en) or 'nothing'}; after "
            f"{counted(step, 'step')} the units differ by {figures(_apart(network), 3)}.",
        ),
        figures=(
            _paths(networks, step),
            Bars(
                title=Localized("最初の 1 歩の変化", "Change in step 1"),
                note=Localized("絶対値の最大", "largest"),
                summary=Localized(),
                labels=tuple(name for _, name in _GROUPS),
                values=np.array([moved[key] for key, _ in _GROUPS]),
                low=0.0,
                shown=tuple(figures(moved[key], 2) for key, _ in _GROUPS),
                markers=(1, 1, 1, 1),
            ),
        ),
        weights=(3, 2),
        table=Table(
            columns=(Localized("重み", "weight"), *units),
            rows=tuple(
                (f"x{source + 1}", *(figures(float(w), 6) for w in network.weights[0][source]))
                for source in range(_INPUTS)
            )
            + tuple(
                (f"y{target + 1}", *(figures(float(w), 6) for w in network.weights[1][:, target]))
                for target in range(_CLASSES)
            ),
        ),
    )


TRIALS = (
    Trial(
        ask=Localized(
            "重みもバイアスもすべて 0 から学習を始めます（tanh）。動くのは？",
            "Training starts with every weight and bias at 0 (tanh). What moves?",
        ),
        knobs={"constant": 0.0, "activation": "tanh"},
        guesses=(
            Localized("すべて", "all of them"),
            Localized("出力層の重みとバイアス", "weights and bias of the output layer"),
            Localized("出力層のバイアスだけ", "the output bias alone"),
            Localized("どれも動かない", "nothing"),
        ),
        happened=lambda outcome: {"w2,b2": 1, "b2": 2, "": 3}.get(str(outcome.results["moved"]), 0),
        because=Localized(
            "tanh(0) = 0 なので出力層の重みの勾配は 0、W₂ = 0 なので隠れ層に戻る勾配も 0 です。"
            "残るのは b₂ だけです。",
            "tanh(0) = 0 leaves no gradient for W₂, and W₂ = 0 sends none back. Only b₂ is left.",
        ),
    ),
    Trial(
        ask=Localized(
            "重みとバイアスをすべて 0.5 から始めます。学習すると、隠れ層のユニットどうしは？",
            "Every weight and bias starts at 0.5. As they train, the hidden units…",
        ),
        knobs={"constant": 0.5, "activation": "tanh", "jitter": 0.0},
        guesses=(
            Localized("同じ値のまま", "stay equal"),
            Localized("少しずつ違ってくる", "slowly part"),
        ),
        happened=lambda outcome: int(outcome.number("apart") > 1e-9),
        because=Localized(
            "同じ値のユニットには同じ勾配が届き、同じだけ動きます。対称性は自分では破れないので、"
            "乱数で始めます。",
            "Equal units get equal gradients and move alike. Symmetry never breaks by itself; "
            "that is why we start at random.",
        ),
    ),
)
