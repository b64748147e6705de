"""D21: a recurrent network learns to add binary numbers, bit by bit.

At each step it reads one bit of either number and writes one bit of the sum; the carry has to
travel through the hidden layer. With the least significant bit first, 16 units learn all 16,384
sums of 7-bit numbers; with the most significant one first they cannot, for the carry is not yet
known. ``y_t = sigmoid(s_t @ out + c)``, ``s_t = f(x_t @ into + s_{t-1} @ again + b)``.

Sources: Elman 1990; Werbos 1990 (back-propagation through time); Kingma & Ba 2015 (Adam).
"""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray

from quizapp.demos import usual
from quizapp.demos.activations import Floats, sigmoid
from quizapp.demos.lab._binary_views import BITS, Training, curve, figure, notice, number, readings
from quizapp.demos.numerals import figures, power
from quizapp.demos.optimisers import Settings, adam, begin
from quizapp.demos.recurrent import (
    Rnn,
    backward,
    clipped,
    forward,
    function,
    start,
    worst_difference,
)
from quizapp.demos.spec import (
    Choice,
    Claim,
    Frame,
    Outcome,
    Range,
    Result,
    Tick,
    Trial,
    silent,
)
from quizapp.records import Localized

_BATCH = 32
_LOOKS = 40
"""Moments of the training that are kept for the curve."""

Order = Literal["low", "high"]
Whole = NDArray[np.int64]


def run(
    hidden: Annotated[int, Range("隠れユニット数", "hidden units", 1, 32)] = 16,
    learning_rate: Annotated[float, usual.learning_rate(1e-4, 0.3)] = 0.02,
    steps: Annotated[int, usual.steps(10, 1200)] = 1200,
    activation: Annotated[
        Literal["tanh", "sigmoid", "relu"],
        Choice("隠れ層の f", "hidden f", {"tanh": "tanh", "sigmoid": "σ", "relu": "ReLU"}),
    ] = "tanh",
    order: Annotated[
        Order,
        Choice(
            "読む順",
            "bit order",
            {
                "low": Localized("下位ビットから", "low bit first"),
                "high": Localized("上位ビットから", "high bit first"),
            },
        ),
    ] = "low",
    std: Annotated[float, Range("初期値の幅", "initial spread", 0.05, 3.0, scale="log")] = 1.0,
    clip: Annotated[
        float, Range("クリップ（0 はなし）", "clip (0: none)", 0.0, 5.0, step=0.5)
    ] = 0.0,
    a: Annotated[int, Range("例の a", "example a", 0, 127)] = 85,
    b: Annotated[int, Range("例の b", "example b", 0, 127)] = 43,
    seed: Annotated[int, usual.seed()] = 0,
    tick: Tick = silent,
) -> Outcome:
    """Train on random sums, 32 a step, with Adam; then try every sum of two 7-bit numbers."""
    example = (np.array([a]), np.array([b]))
    done = train(hidden, learning_rate, steps, activation, order, std, clip, example, seed, tick)
    right, share = count_right(done.rnn, order)
    tick(1.0)
    opening = first_output(done.rnn, bits(*example, order)[0])
    results: dict[str, Result] = {
        "right": right,
        "sums": 128 * 128,
        "accuracy": right / 128**2,
        "bit_accuracy": share,
        "parameters": int(done.rnn.flat.size),
        "diverged_at": done.diverged,
        "first_output": opening,
        "sum": number(done.shown[-1]),
    }
    looks = len(done.steps)

    def at(step: int) -> Frame:
        return Frame(figure(done, a, b, step), readings(done, a, b, right, step))

    return Outcome(
        figure=figure(done, a, b, looks - 1),
        small=curve(done, looks - 1),
        results=results,
        claims=_claims(done, order, right),
        notice=notice(done, order, right),
        formula=f"y₁ = σ(w_out·f(w_in·x₁ + w·s₀ + b) + c) = {figures(opening)}",
        readings=readings(done, a, b, right, looks - 1),
        steps=looks - 1,
        at=at,
    )


def bits(a: Whole, b: Whole, order: Order) -> tuple[Floats, Floats]:
    """Inputs (BITS, n, 2) and right outputs (BITS, n, 1) for sums of ``a`` and ``b`` (n,)."""
    places = np.arange(BITS) if order == "low" else np.arange(BITS)[::-1]
    first, second, total = (
        (np.asarray(values, dtype=np.int64)[None, :] >> places[:, None]) & 1
        for values in (a, b, np.asarray(a) + np.asarray(b))
    )
    return np.stack([first, second], axis=2).astype(np.float64), total[:, :, None].astype(
        np.float64
    )


def cross_entropy(scores: Floats, targets: Floats) -> float:
    """Mean over samples of the summed binary cross entropy of all steps, nats."""
    return float(np.sum(np.logaddexp(0.0, scores) - targets * scores) / scores.shape[1])


def train(
    hidden: int,
    rate: float,
    steps: int,
    activation: str,
    order: Order,
    std: float,
    clip: float,
    example: tuple[Whole, Whole],
    seed: int,
    tick: Tick = silent,
) -> Training:
    """Adam on fresh random sums; looks along the way at 512 others and at the example."""
    rng = np.random.default_rng(seed)
    rnn = first = start(2, hidden, 1, std, activation, rng)
    held = bits(rng.integers(0, 128, 512), rng.integers(0, 128, 512), order)
    shown_x, _ = bits(*example, order)
    state, settings = begin(rnn.flat), Settings(rate)
    when = sorted({round(float(v)) for v in np.geomspace(1, steps, _LOOKS + 1)})
    rows: list[tuple[float, float, float]] = []
    shown: list[Floats] = []
    diverged = 0
    with np.errstate(over="ignore", invalid="ignore"):
        for step in range(steps + 1):
            if len(rows) < len(when) and step == when[len(rows)]:
                tick(0.95 * step / steps)
                guess = forward(rnn, held[0]).scores > 0
                hits = guess == (held[1] > 0.5)
                rows.append((step, float(hits.all(axis=0).mean()), float(hits.mean())))
                seen = sigmoid(forward(rnn, shown_x).scores[:, 0, 0])
                shown.append(seen if order == "low" else seen[::-1])
            if step == steps:
                break
            pair = rng.integers(0, 128, (2, _BATCH))
            x, targets = bits(pair[0], pair[1], order)
            trace = forward(rnn, x)
            gradient = backward(rnn, x, trace, (sigmoid(trace.scores) - targets) / _BATCH)
            if not np.isfinite(gradient).all():
                diverged = step + 1
                break
            state = adam(state, clipped(gradient, clip), settings)
            rnn = rnn.filled(state.w)
    table = np.array(rows)
    return Training(first, rnn, table[:, 0], table[:, 1], table[:, 2], np.array(shown), diverged)


def count_right(rnn: Rnn, order: Order) -> tuple[int, float]:
    """How many of the 16,384 sums are wholly right, and the share of right bits."""
    numbers = np.arange(128)
    x, targets = bits(np.repeat(numbers, 128), np.tile(numbers, 128), order)
    with np.errstate(over="ignore", invalid="ignore"):
        hits = (forward(rnn, x).scores > 0) == (targets > 0.5)
    return int(hits.all(axis=0).sum()), float(hits.mean())


def first_output(rnn: Rnn, x: Floats) -> float:
    """``y_1`` written out: sigmoid at the output, f at the hidden layer, s_0 = 0."""
    f, _ = function(rnn.activation)
    inner = f(x[0, 0] @ rnn.into + np.zeros(len(rnn.bias)) @ rnn.again + rnn.bias)
    return float(sigmoid(inner @ rnn.out + rnn.bias_out)[0])


def gradient_gaps(rnn: Rnn, order: Order) -> tuple[float, float]:
    """How far BPTT is from central differences: with a slot for s_0, and without one."""
    rng = np.random.default_rng(5)
    x, targets = bits(rng.integers(0, 128, 4), rng.integers(0, 128, 4), order)
    trace = forward(rnn, x)
    errors = (sigmoid(trace.scores) - targets) / 4

    def loss(flat: Floats) -> float:
        return cross_entropy(forward(rnn.filled(flat), x).scores, targets)

    flat, size = rnn.flat, rnn.again.size
    sound = backward(rnn, x, trace, errors)
    slip = backward(rnn, x, trace, errors, initial_slot=False)
    places = rng.choice(flat.size, min(40, flat.size), replace=False)
    gap = worst_difference(loss, sound, flat, places)
    again = slice(rnn.into.size, rnn.into.size + size)  # the slip touches these weights only
    return gap, float(np.abs(slip[again] - sound[again]).max())


def _claims(done: Training, order: Order, right: int) -> tuple[Claim, ...]:
    rnn, claims = done.rnn, []
    if not done.diverged:
        # A kink of ReLU within the step of a difference would decide nothing: tanh stands in.
        smooth = done.first if rnn.activation != "relu" else Rnn(
            done.first.into, done.first.again, done.first.bias, done.first.out,
            done.first.bias_out, "tanh",
        )  # fmt: skip
        gap, slip = gradient_gaps(smooth, order)
        claims += [
            Claim(
                "gradient",
                Localized(
                    "BPTT の勾配は、中心差分と 10⁻⁶ 以内で一致する",
                    "the gradients of BPTT agree with central differences within 10⁻⁶",
                ),
                gap < 1e-6,
            ),
            Claim(
                "last-slot",
                Localized(
                    "状態の配列に s₀ の枠がないと、t = 0 の hiddens[t−1] は最後の状態を読み、W の勾"
                    f"配が {power(slip)} ずれる",
                    "without a slot for s₀, hiddens[t−1] at t = 0 reads the last state and the "
                    f"gradient of W is off by {power(slip)}",
                ),
                slip > 10 * gap,
            ),
        ]
    if order == "low":
        claims.append(
            Claim(
                "all-sums",
                Localized(
                    f"7 ビットどうしの和 16,384 通りがすべて正しい（いま {right:,}）",
                    f"all 16,384 sums of 7-bit numbers are right (now {right:,})",
                ),
                right == 128**2,
            )
        )
    else:
        claims.append(
            Claim(
                "high-first",
                Localized(
                    f"上位ビットから読むと、繰り上がりがまだ分からず、足し算を覚えられない"
                    f"（いま {right:,} / 16,384）",
                    "with the high bit first the carry is not known yet: addition is not "
                    f"learned (now {right:,} of 16,384)",
                ),
                right < 0.2 * 128**2,
            )
        )
    return tuple(claims)


TRIALS: tuple[Trial, ...] = (
    Trial(
        ask=Localized(
            "同じネットワークに、上位ビットから読ませます。足し算を覚えられますか。",
            "Feed the same network the high bit first. Will it learn to add?",
        ),
        knobs={"order": "high"},
        guesses=(
            Localized("ほぼ全部正しい", "nearly all sums right"),
            Localized("半分くらい正しい", "about half"),
            Localized("ほとんど間違う", "hardly any"),
        ),
        happened=lambda outcome: 0 if _share(outcome) > 0.8 else 1 if _share(outcome) > 0.3 else 2,
        because=Localized(
            "繰り上がりは下の桁から来ます。上の桁を先に出すと、まだ読んでいない桁が必要です。",
            "The carry comes from the lower digits, which have not been read yet.",
        ),
    ),
    Trial(
        ask=Localized(
            "隠れユニットを 1 個にします。繰り上がりを運べますか。",
            "One hidden unit only. Can it carry the one?",
        ),
        knobs={"hidden": 1},
        guesses=(
            Localized("全部の和が正しい", "all sums right"),
            Localized("間違いが残る", "errors remain"),
        ),
        happened=lambda outcome: 0 if _share(outcome) == 1.0 else 1,
        because=Localized(
            "1 個の状態で「いまの桁の和」と「繰り上がり」の両方は表せません。",
            "One state cannot hold both the digit's sum and the carry.",
        ),
    ),
)


def _share(outcome: Outcome) -> float:
    return outcome.number("accuracy")
