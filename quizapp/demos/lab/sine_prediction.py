"""D22: a recurrent network predicts a sine, and two steps of one worked by hand.

Trained on windows of the wave, the network says the next value after each window of a part that it
has not seen; fed with its own predictions it runs free. By hand, one unit:
``s_t = f(w_in x_t + w s_{t-1} + b)``.

Sources: Elman 1990; Werbos 1990 (back-propagation through time); Kingma & Ba 2015 (Adam).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np

from quizapp.demos import usual
from quizapp.demos.activations import Floats
from quizapp.demos.figure import Axis, Plot, Series, Table
from quizapp.demos.lab._sine_by_hand import Activation, by_hand, hand_claim
from quizapp.demos.numerals import figures, power
from quizapp.demos.optimisers import Settings, adam, begin
from quizapp.demos.recurrent import Rnn, backward, forward, start, worst_difference
from quizapp.demos.spec import (
    Choice,
    Claim,
    Frame,
    Numbers,
    Outcome,
    Range,
    Reading,
    Result,
    Tick,
    Trial,
    silent,
)
from quizapp.records import Localized

FREQUENCY = 0.25
"""Radians a sample: the period, 8π samples, is no whole number, so no phase ever comes back."""
_SEEN, _HELD = 100, 100
"""Samples for training, and those after them for the test."""
_LOOKS = 30
_TRAINED = {"view": ("train",)}
_BY_HAND = {"view": ("hand",)}


@dataclass(frozen=True, slots=True, eq=False)
class Training:
    """One run; predictions are kept at a few moments of it."""

    first: Rnn
    rnn: Rnn
    steps: Floats  # (looks,)
    losses: Floats  # (looks,) mean squared error on the training windows
    held: Floats  # (looks,) the same on the held-out windows
    predicted: Floats  # (looks, held-out windows)
    truth: Floats  # (held-out windows,)
    diverged: int
    """Step at which a gradient was no longer finite; 0 when all were."""


def run(
    view: Annotated[
        Literal["train", "hand"],
        usual.view(
            {
                "train": Localized("波を学習する", "learn a wave"),
                "hand": Localized("手で計算する", "work by hand"),
            }
        ),
    ] = "train",
    hidden: Annotated[int, Range("隠れユニット数", "hidden units", 1, 24, when=_TRAINED)] = 12,
    window: Annotated[int, Range("窓の長さ", "window", 1, 24, when=_TRAINED)] = 10,
    learning_rate: Annotated[float, usual.learning_rate(1e-4, 1.0, when=_TRAINED)] = 0.01,
    steps: Annotated[int, usual.steps(10, 500, when=_TRAINED)] = 300,
    seed: Annotated[int, usual.seed(when=_TRAINED)] = 0,
    activation: Annotated[
        Activation,
        Choice(
            "f",
            "f",
            {"tanh": "tanh", "identity": Localized("恒等", "identity"), "sigmoid": "σ"},
            when=_BY_HAND,
        ),
    ] = "tanh",
    w_in: Annotated[float, Range("w_in", "w_in", -3.0, 3.0, step=0.1, when=_BY_HAND)] = 1.0,
    w: Annotated[float, Range("w", "w", -3.0, 3.0, step=0.1, when=_BY_HAND)] = 0.5,
    bias: Annotated[float, Range("b", "b", -3.0, 3.0, step=0.1, when=_BY_HAND)] = 0.0,
    s0: Annotated[float, Range("s₀", "s₀", -3.0, 3.0, step=0.1, when=_BY_HAND)] = 0.0,
    x: Annotated[
        tuple[float, ...],
        Numbers(
            "入力 x",
            "inputs x",
            -10.0,
            10.0,
            longest=8,
            examples=((1.0, 0.0), (1.0, 0.0, 0.0, 0.0, 0.0, 0.0), (1.0, 2.0, 3.0)),
            when=_BY_HAND,
        ),
    ] = (1.0, 0.0),
    tick: Tick = silent,
) -> Outcome:
    """The trained network and its predictions, or the states of one unit step by step."""
    if view == "hand":
        tick(1.0)
        return by_hand(activation, w_in, w, bias, s0, x)
    return _trained(train(hidden, window, learning_rate, steps, seed, tick), window, tick)


def windows(start_at: int, count: int, window: int) -> tuple[Floats, Floats]:
    """``count`` windows (window, count, 1) of the sine and the value after each (count,)."""
    t = start_at + np.arange(count)[None, :] + np.arange(window)[:, None]
    after = start_at + np.arange(count) + window
    return np.sin(FREQUENCY * t)[:, :, None], np.sin(FREQUENCY * after)


def predict(rnn: Rnn, x: Floats) -> Floats:
    """What the network says comes after each window: its score at the last step, (windows,)."""
    return forward(rnn, x).scores[-1, :, 0]


def loss_gradient(rnn: Rnn, x: Floats, y: Floats) -> Floats:
    """Gradient of the mean squared error of the predictions; only the last step has an error."""
    trace = forward(rnn, x)
    errors = np.zeros_like(trace.scores)
    errors[-1, :, 0] = 2.0 * (trace.scores[-1, :, 0] - y) / len(y)
    return backward(rnn, x, trace, errors)


def train(
    hidden: int, window: int, rate: float, steps: int, seed: int, tick: Tick = silent
) -> Training:
    """Full-batch Adam on the windows of the first part of the wave."""
    x, y = windows(0, _SEEN - window, window)
    x_held, y_held = windows(_SEEN, _HELD - window, window)
    rnn = first = start(1, hidden, 1, 1.0, "tanh", np.random.default_rng(seed))
    state, settings = begin(rnn.flat), Settings(rate)
    when = sorted({round(v) for v in np.linspace(0, steps, min(_LOOKS, steps) + 1)})
    rows: list[tuple[float, float, float]] = []
    predicted: list[Floats] = []
    diverged = 0
    with np.errstate(over="ignore", invalid="ignore"):
        for step in range(steps + 1):
            if step == when[len(rows)]:
                tick(0.95 * step / steps)
                said = predict(rnn, x_held)
                errors = (predict(rnn, x) - y, said - y_held)
                rows.append((step, float(np.mean(errors[0] ** 2)), float(np.mean(errors[1] ** 2))))
                predicted.append(said)
            if step == steps:
                break
            gradient = loss_gradient(rnn, x, y)
            if not np.isfinite(gradient).all():
                diverged = step + 1
                break
            state = adam(state, gradient, settings)
            rnn = rnn.filled(state.w)
    table = np.array(rows)
    return Training(
        first, rnn, table[:, 0], table[:, 1], table[:, 2], np.array(predicted), y_held, diverged
    )


def free_run(rnn: Rnn, window: int, count: int) -> Floats:
    """``count`` values, each predicted from a window that its own predictions fill up, (count,)."""
    seen = list(windows(_SEEN, 1, window)[0][:, 0, 0])
    for _ in range(count):
        seen.append(float(predict(rnn, np.array(seen[-window:])[:, None, None])[0]))
    return np.array(seen[window:])


def _trained(done: Training, window: int, tick: Tick) -> Outcome:
    free = free_run(done.rnn, window, len(done.truth))
    tick(1.0)
    variance = float(np.var(done.truth))
    share = float(done.held[-1]) / variance
    off = float(np.mean((free - done.truth) ** 2)) / variance
    results: dict[str, Result] = {
        "held_out_mse": float(done.held[-1]),
        "variance": variance,
        "share": share,
        "training_mse": float(done.losses[-1]),
        "free_share": off,
        "parameters": int(done.rnn.flat.size),
        "diverged_at": done.diverged,
    }
    last = len(done.steps) - 1

    def readings(look: int) -> tuple[Reading, ...]:
        rows = [
            Reading(Localized("ステップ", "step"), f"{done.steps[look]:.0f}"),
            Reading(Localized("訓練の MSE", "training MSE"), power(float(done.losses[look]))),
            Reading(
                Localized("未知の区間の MSE", "held-out MSE"), power(float(done.held[look])), 1
            ),
            Reading(
                Localized("分散に対する割合", "share of variance"),
                f"{power(100 * float(done.held[look]) / variance)} %",
            ),
        ]
        if look == last:
            rows.append(
                Reading(
                    Localized("自走のずれ", "free-run error"),
                    Localized(f"{done.diverged} 歩目で発散", f"diverged at {done.diverged}")
                    if done.diverged
                    else f"{power(100 * off)} %",
                    2,
                )
            )
        return tuple(rows)

    def at(look: int) -> Frame:
        return Frame(_wave(done, free if look == last else None, look), readings(look))

    return Outcome(
        figure=at(last).figure,
        results=results,
        claims=_trained_claims(done, window, share),
        notice=_trained_notice(done, share, off),
        formula=(
            f"MSE/Var = {power(float(done.held[-1]))}/{figures(variance, 3)} = {power(share)}"
        ),
        readings=readings(last),
        steps=last,
        at=at,
    )


def _trained_claims(done: Training, window: int, share: float) -> tuple[Claim, ...]:
    x, y = windows(0, 6, window)

    def loss(flat: Floats) -> float:
        return float(np.mean((predict(done.first.filled(flat), x) - y) ** 2))

    flat = done.first.flat
    places = np.random.default_rng(2).choice(flat.size, min(30, flat.size), replace=False)
    return (
        Claim(
            "held-out",
            Localized(
                f"未知の区間の MSE は分散の 0.1% より小さい（いま {power(100 * share)} %）",
                f"the held-out MSE is below 0.1% of the variance (now {power(100 * share)} %)",
            ),
            share < 1e-3,
        ),
        Claim(
            "gradient",
            Localized(
                "BPTT の勾配は、中心差分と 10⁻⁶ 以内で一致する",
                "the gradients of BPTT agree with central differences within 10⁻⁶",
            ),
            worst_difference(loss, loss_gradient(done.first, x, y), flat, places) < 1e-6,
        ),
        hand_claim(),
    )


def _trained_notice(done: Training, share: float, off: float) -> Localized:
    if done.diverged:
        return Localized(
            f"{done.diverged} ステップ目で値が範囲を超え、発散しました。",
            f"At step {done.diverged} the values left all bounds: it diverged.",
        )
    if share > 0.05:
        return Localized(
            "波の形をまだつかんでいません。ステップ数か学習率を上げるか、窓を長くします。",
            "The wave is not learned yet: more steps, a larger rate or a longer window.",
        )
    if off > 0.1:
        return Localized(
            "1 つ先は当たりますが、自分の予測を入力に戻して走らせると、ずれが積もります。",
            "One step ahead is right, but fed with its own predictions the errors add up.",
        )
    return Localized(
        "未知の区間でも 1 つ先をよく当て、自分の予測だけで走らせても波を保ちます。",
        "It is right on the unseen part, and keeps the wave when it runs on its own predictions.",
    )


def _wave(done: Training, free: Floats | None, look: int) -> Plot:
    t = np.arange(len(done.truth), dtype=np.float64)
    names = (
        Localized("本当の波", "true wave"),
        Localized("1 つ先の予測", "one step ahead"),
        Localized("自走", "free run"),
    )
    series = [
        Series(names[0], t, done.truth, 0),
        Series(names[1], t, done.predicted[look], 1, "dots", marked="all"),
    ]
    if free is not None:
        series.append(Series(names[2], t, free, 2, "dashed"))
    variance = float(np.var(done.truth))
    off = power(100 * float(done.held[look]) / variance)
    columns = [done.truth, done.predicted[look], *([free] if free is not None else [])]
    return Plot(
        title=Localized("見ていない区間の予測", "The part it has not seen"),
        note=Localized(f"ステップ {done.steps[look]:.0f}", f"step {done.steps[look]:.0f}"),
        summary=Localized(
            f"{done.steps[look]:.0f} ステップ後、予測の MSE は波の分散の {off} %。",
            f"After {done.steps[look]:.0f} steps the MSE of the predictions is {off} % of the "
            "variance.",
        ),
        x=Axis(Localized("時刻", "time"), low=0, high=float(len(t) - 1), whole=True),
        y=Axis(low=-1.3, high=1.3),
        series=tuple(series),
        table=Table(
            columns=(Localized("時刻", "time"), *names[: len(columns)]),
            rows=tuple(
                (str(i), *(figures(float(column[i]), 3) for column in columns))
                for i in range(0, len(t), 4)
            ),
        ),
    )


TRIALS: tuple[Trial, ...] = (
    Trial(
        ask=Localized(
            "窓を 1 にします。いまの値だけから、次の値を当てられますか。",
            "A window of 1: can the next value be told from the present one alone?",
        ),
        knobs={"window": 1},
        guesses=(
            Localized("当てられる（分散の 0.1% 未満）", "yes, below 0.1% of the variance"),
            Localized("当てられない", "no"),
        ),
        happened=lambda outcome: 0 if outcome.number("share") < 1e-3 else 1,
        because=Localized(
            "同じ値でも、上りの途中と下りの途中では次が違います。向きを知るには 2 点が要ります。",
            "On the way up and on the way down one value has two successors; it takes two points.",
        ),
    ),
    Trial(
        ask=Localized(
            "tanh、w_in = 1、w = 0.5、x = (1, 0)。入力が 0 の時刻 2 の状態は？",
            "tanh, w_in = 1, w = 0.5, x = (1, 0). What is the state at time 2, where x is 0?",
        ),
        knobs={"view": "hand"},
        guesses=(
            Localized("0", "0"),
            Localized("0 より大きく 0.5 より小さい", "between 0 and 0.5"),
            Localized("0.5 以上", "0.5 or more"),
        ),
        happened=lambda outcome: (
            0 if (last := outcome.number("last")) == 0 else 1 if 0 < last < 0.5 else 2
        ),
        because=Localized(
            "s₂ = tanh(0.5 · s₁) です。s₁ = 0.762 の半分弱が残ります。",
            "s₂ = tanh(0.5 · s₁): a little less than half of s₁ = 0.762 is left.",
        ),
    ),
)
