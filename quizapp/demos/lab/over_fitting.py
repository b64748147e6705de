"""D09: a network that learns 300 samples by heart, and what holds it back.

Training and validation curves under L1, L2, dropout and early stopping, on a small synthetic task
with noisy labels, so that there is something to learn by heart.

Sources: Goodfellow, Bengio & Courville, *Deep Learning* (2016), ch. 7 (alg. 7.1 for early
stopping); Srivastava et al. 2014 (dropout); Loshchilov & Hutter 2019 (weight decay).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np

from quizapp.demos import usual
from quizapp.demos.activations import Floats
from quizapp.demos.figure import Axis, Plot, Point, Series, Table
from quizapp.demos.lab._fitting_trials import TRIALS
from quizapp.demos.networks import log_softmax
from quizapp.demos.numerals import figures, format_number
from quizapp.demos.spec import (
    Choice,
    Claim,
    Numbers,
    Outcome,
    Range,
    Reading,
    Result,
    Tick,
    silent,
)
from quizapp.records import Localized

__all__ = ["TRIALS", "run"]

_INPUTS, _CLASSES, _HELD_OUT = 20, 4, 300
_NOISY = 0.2
"""Share of labels drawn at random."""
_BEST_SHOWN = 3.0
"""Losses above so many times the first one are cut off at the top of the plot."""

Penalty = Literal["none", "l2", "l1"]


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """Losses and accuracies after each epoch; all arrays are (epochs,)."""

    training: Floats
    validation: Floats
    training_right: Floats
    validation_right: Floats
    largest_weight: float


def run(
    lam: Annotated[float, Range("正則化の強さ λ", "penalty λ", 1e-5, 1.0, scale="log")] = 0.01,
    penalty: Annotated[
        Penalty,
        Choice(
            "正則化",
            "penalty",
            {"none": Localized("なし", "none"), "l2": "L2 ½λ‖w‖²", "l1": "L1 λ‖w‖₁"},
        ),
    ] = "none",
    dropout: Annotated[float, Range("ドロップアウト率", "dropout rate", 0.0, 0.9, step=0.05)] = 0.0,
    samples: Annotated[
        int, Range("訓練データの数", "training samples", 20, 600, scale="log")
    ] = 300,
    width: Annotated[int, Range("隠れ層の幅", "hidden width", 2, 100, scale="log")] = 100,
    epochs: Annotated[int, Range("エポック数", "epochs", 5, 200, scale="log")] = 120,
    patience: Annotated[int, Range("patience", "patience", 1, 50)] = 5,
    learning_rate: Annotated[float, usual.learning_rate(0.001, 1.0)] = 0.1,
    losses: Annotated[
        tuple[float, ...],
        Numbers(
            "検証損失の列",
            "given losses",
            0.0,
            100.0,
            examples=((0.9, 0.7, 0.6, 0.62, 0.61, 0.65), (1.0, 0.8, 0.9, 0.7, 0.8, 0.9)),
        ),
    ] = (0.9, 0.7, 0.6, 0.62, 0.61, 0.65),
    seed: Annotated[int, usual.seed()] = 0,
    tick: Tick = silent,
) -> Outcome:
    """A 20-``width``-4 ReLU network under Adam with full batches; the rate is ``eta / 10`` there.

    ``decay_step`` is one plain step from ``w = 1`` without data gradient, ``early_stop`` the best
    and the last epoch for the losses given, by the rule that the run itself is judged by too.
    """
    curves = train(lam, penalty, dropout, samples, width, epochs, learning_rate, seed, tick)
    best, stop = early_stop(curves.validation, patience)
    given = early_stop(losses, patience)
    decay = decay_step(1.0, learning_rate, lam)
    results: dict[str, Result] = {
        "decay_step": decay,
        "early_stop": tuple(float(epoch) for epoch in given),
        "best_epoch": best,
        "stop_epoch": stop,
        "training_loss": float(curves.training[-1]),
        "validation_loss": float(curves.validation[-1]),
        "best_validation_loss": float(curves.validation[best - 1]),
        "training_accuracy": float(curves.training_right[-1]),
        "validation_accuracy": float(curves.validation_right[-1]),
        "gap": float(curves.validation[-1] - curves.training[-1]),
        "largest_weight": curves.largest_weight,
    }
    return Outcome(
        figure=_figure(curves, best, stop),
        results=results,
        claims=_claims(curves, best, lam, learning_rate),
        notice=_notice(curves, best, penalty, dropout),
        formula=(
            f"w ← (1 − ηλ) w = (1 − {figures(learning_rate)}·{figures(lam)})·1 = {figures(decay)}"
        ),
        readings=(
            Reading(
                Localized("訓練の正解率", "training accuracy"),
                f"{curves.training_right[-1]:.0%}",
                0,
            ),
            Reading(
                Localized("検証の正解率", "validation accuracy"),
                f"{curves.validation_right[-1]:.0%}",
                1,
            ),
            Reading(Localized("最良のエポック", "best epoch"), str(best)),
            Reading(Localized("早期終了のエポック", "early stop at"), str(stop)),
            Reading(Localized("最大の重み", "largest weight"), figures(curves.largest_weight, 3)),
            Reading(
                Localized("与えた列の最良と終了", "given: best, stop"), f"{given[0]}, {given[1]}"
            ),
        ),
    )


def data(samples: int, seed: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Inputs (n, 20) and one-hot labels (n, 4), for training and for validation.

    The class is the arg-max of four random linear scores; a fifth of all labels is drawn anew.
    """
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(samples + _HELD_OUT, _INPUTS))
    classes = np.argmax(x @ rng.normal(size=(_INPUTS, _CLASSES)), axis=1)
    drawn = rng.random(len(x)) < _NOISY
    classes = np.where(drawn, rng.integers(0, _CLASSES, len(x)), classes)
    labels = np.eye(_CLASSES)[classes]
    return x[:samples], labels[:samples], x[samples:], labels[samples:]


def penalty_loss(weight: Floats, kind: Penalty, lam: float) -> float:
    """What the penalty adds to the loss: ``lam/2 sum w²``, ``lam sum |w|`` or nothing."""
    if kind == "l2":
        return 0.5 * lam * float(np.sum(weight**2))
    return lam * float(np.sum(np.abs(weight))) if kind == "l1" else 0.0


def penalty_gradient(weight: Floats, kind: Penalty, lam: float) -> Floats:
    """Its gradient: ``lam w``, ``lam sign(w)`` with ``sign(0) = 0``, or zeros."""
    if kind == "l2":
        return lam * weight
    return lam * np.sign(weight) if kind == "l1" else np.zeros_like(weight)


def decay_step(weight: float, rate: float, lam: float) -> float:
    """``weight`` after one plain L2 step without data gradient: ``w - eta lam w``."""
    moved = penalty_gradient(np.array([weight]), "l2", lam)
    return float(weight - rate * moved[0])


def early_stop(losses: Sequence[float] | Floats, patience: int) -> tuple[int, int]:
    """The best epoch so far and the epoch after which training stops, both counted from 1.

    Training stops as soon as ``patience`` epochs in a row bring no new best, else at the end.
    """
    best, waited = 0, 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best] or epoch == 0:
            best, waited = epoch, 0
        else:
            waited += 1
        if waited == patience:
            return best + 1, epoch + 1
    return best + 1, len(losses)


def train(
    lam: float,
    penalty: Penalty,
    dropout: float,
    samples: int,
    width: int,
    epochs: int,
    rate: float,
    seed: int,
    tick: Tick = silent,
) -> Curves:
    """The curves of one training run; losses are cross entropies without the penalty."""
    x, labels, x_held, labels_held = data(samples, seed)
    rng = np.random.default_rng(seed + 1)
    weights = [
        rng.normal(size=(_INPUTS, width)) * np.sqrt(2.0 / _INPUTS),
        rng.normal(size=(width, _CLASSES)) * np.sqrt(2.0 / width),
    ]
    biases = [np.zeros(width), np.zeros(_CLASSES)]
    values = [*weights, *biases]
    first, second = [np.zeros_like(v) for v in values], [np.zeros_like(v) for v in values]
    rows = []
    for epoch in range(epochs):
        if epoch % 10 == 0:
            tick(epoch / epochs)
        mask = (rng.random((samples, width)) >= dropout) / (1.0 - dropout) if dropout else None
        gradients = _gradients(values, x, labels, mask, penalty, lam)
        t = epoch + 1
        for place, gradient in enumerate(gradients):
            first[place] = 0.9 * first[place] + 0.1 * gradient
            second[place] = 0.999 * second[place] + 0.001 * gradient**2
            m_hat, v_hat = first[place] / (1 - 0.9**t), second[place] / (1 - 0.999**t)
            values[place] = values[place] - 0.1 * rate * m_hat / (np.sqrt(v_hat) + 1e-8)
        rows.append((*_judge(values, x, labels), *_judge(values, x_held, labels_held)))
    table = np.array(rows)
    largest = max(float(np.abs(values[0]).max()), float(np.abs(values[1]).max()))
    return Curves(table[:, 0], table[:, 2], table[:, 1], table[:, 3], largest)


def _gradients(
    values: list[Floats],
    x: Floats,
    labels: Floats,
    mask: Floats | None,
    penalty: Penalty,
    lam: float,
) -> list[Floats]:
    """Gradients of mean cross entropy plus penalty, in the order of ``values``."""
    into, out, bias_in, bias_out = values
    hidden = np.maximum(x @ into + bias_in, 0.0)
    dropped = hidden * mask if mask is not None else hidden
    delta = (np.exp(log_softmax(dropped @ out + bias_out)) - labels) / len(x)
    back = (delta @ out.T) * (hidden > 0)
    if mask is not None:
        back = back * mask
    return [
        x.T @ back + penalty_gradient(into, penalty, lam),
        dropped.T @ delta + penalty_gradient(out, penalty, lam),
        back.sum(axis=0),
        delta.sum(axis=0),
    ]


def _judge(values: list[Floats], x: Floats, labels: Floats) -> tuple[float, float]:
    """Mean cross entropy and share right, without dropout."""
    into, out, bias_in, bias_out = values
    logs = log_softmax(np.maximum(x @ into + bias_in, 0.0) @ out + bias_out)
    right = np.mean(np.argmax(logs, axis=1) == np.argmax(labels, axis=1))
    return float(-np.sum(logs * labels) / len(x)), float(right)


def _claims(curves: Curves, best: int, lam: float, rate: float) -> tuple[Claim, ...]:
    weight = np.random.default_rng(3).normal(size=(4, 3))
    held = {kind: _penalty_agrees(weight, kind, lam) for kind in ("l2", "l1")}
    step = decay_step(1.0, rate, lam)
    return (
        Claim(
            "gradient-l2",
            Localized(
                "L2: ½λ‖w‖² の勾配は λw（中心差分と一致）", "L2: the gradient of ½λ‖w‖² is λw"
            ),
            held["l2"],
        ),
        Claim(
            "gradient-l1",
            Localized("L1: λ‖w‖₁ の勾配は λ sign(w)", "L1: the gradient of λ‖w‖₁ is λ sign(w)"),
            held["l1"],
        ),
        Claim(
            "decay-step",
            Localized(
                f"データの勾配が 0 でも w は 1 − ηλ = {figures(step)} 倍になる",
                f"without a data gradient w becomes 1 − ηλ = {figures(step)} times itself",
            ),
            abs(step - (1.0 - rate * lam)) < 1e-12,
        ),
        Claim(
            "over-fits",
            Localized(
                f"エポック {best} のあと、訓練損失は下がり検証損失は上がる",
                f"after epoch {best} the training loss falls and the validation loss rises",
            ),
            bool(
                curves.validation[-1] > curves.validation[best - 1] + 0.01
                and curves.training[-1] < curves.training[best - 1]
            ),
        ),
    )


def _penalty_agrees(weight: Floats, kind: str, lam: float) -> bool:
    named: Penalty = "l2" if kind == "l2" else "l1"
    step = 1e-6
    gradient = penalty_gradient(weight, named, lam)
    for place in np.ndindex(*weight.shape):
        moved = np.zeros_like(weight)
        moved[place] = step
        rise = penalty_loss(weight + moved, named, lam) - penalty_loss(weight - moved, named, lam)
        if abs(rise / (2 * step) - gradient[place]) > 1e-6 * max(1.0, lam):
            return False
    return True


def _notice(curves: Curves, best: int, penalty: Penalty, dropout: float) -> Localized:
    gap = float(curves.validation[-1] - curves.training[-1])
    if curves.training_right[-1] < 0.5:
        return Localized(
            "訓練データも当てられません。抑えすぎ（未学習）です。",
            "Not even the training data are learned: held back too much (under-fitting).",
        )
    if gap > 0.5:
        return Localized(
            f"エポック {best} を過ぎると、訓練の損失だけが下がります。訓練データを覚え込んでい"
            "ます。",
            f"Past epoch {best} only the training loss falls: the network learns the data by "
            "heart.",
        )
    if penalty != "none" or dropout:
        return Localized(
            "訓練の当てはまりを少しあきらめた分、検証との差が縮まりました。",
            "A little of the fit was given up, and the gap to validation closed.",
        )
    return Localized(
        "訓練と検証の差は小さく、過学習は目立ちません。",
        "Training and validation stay close: little over-fitting.",
    )


def _figure(curves: Curves, best: int, stop: int) -> Plot:
    epochs = np.arange(1, len(curves.training) + 1, dtype=np.float64)
    top = min(
        float(max(curves.training.max(), curves.validation.max())),
        _BEST_SHOWN * float(curves.validation[0]),
    )
    lowest = float(curves.validation[best - 1])
    training, validation = Localized("訓練", "training"), Localized("検証", "validation")
    return Plot(
        title=Localized("損失とエポック", "Loss by epoch"),
        note=Localized(f"最良 {best}、早期終了 {stop}", f"best {best}, early stop {stop}"),
        summary=Localized(
            f"訓練損失は {figures(float(curves.training[-1]), 3)} まで下がり、検証損失はエポッ"
            f"ク {best} の "
            f"{figures(lowest, 3)} が最良で、最後は {figures(float(curves.validation[-1]), 3)}。",
            f"The training loss falls to {figures(float(curves.training[-1]), 3)}; the "
            "validation loss is "
            f"best in epoch {best} ({figures(lowest, 3)}) and ends at "
            f"{figures(float(curves.validation[-1]), 3)}.",
        ),
        x=Axis(Localized("エポック", "epoch"), low=1, high=len(epochs), whole=True),
        y=Axis(low=0.0, high=top * 1.05),
        series=(
            Series(
                Localized("早期終了", "early stop"),
                np.full(2, float(stop)),
                np.array([0.0, top * 1.05]),
                faint=True,
                marked="none",
            ),
            Series(training, epochs, curves.training, 0),
            Series(validation, epochs, curves.validation, 1),
        ),
        points=(Point(float(best), lowest, Localized("最良", "best"), sign="◆", marker=3),),
        table=Table(
            columns=(
                Localized("エポック", "epoch"),
                training,
                validation,
                Localized("訓練の正解率", "training accuracy"),
                Localized("検証の正解率", "validation accuracy"),
            ),
            rows=tuple(
                (
                    str(epoch + 1),
                    format_number(round(float(curves.training[epoch]), 4)),
                    format_number(round(float(curves.validation[epoch]), 4)),
                    f"{curves.training_right[epoch]:.0%}",
                    f"{curves.validation_right[epoch]:.0%}",
                )
                for epoch in sorted(
                    {*range(0, len(epochs), max(1, len(epochs) // 20)), best - 1, len(epochs) - 1}
                )
            ),
        ),
    )
