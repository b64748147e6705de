"""D34: one softmax layer and three layers on shifted, noisy digits, and the loss they share.

The exercise this project grew from reads handwritten digits with one layer and with three; here
the digits are drawn, 12 by 12, moved by up to a pixel and covered with noise, so that nothing is
downloaded and one layer has something to fail at.

Sources: Goodfellow, Bengio & Courville, *Deep Learning* (2016), sec. 6.2.2; Kingma & Ba 2015;
LeCun et al. 1998 (the handwritten original).
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

import numpy as np

from quizapp.demos import usual
from quizapp.demos.activations import Floats, sigmoid
from quizapp.demos.lab import _digits
from quizapp.demos.lab._digits_figures import count_figure, curves_figure, softmax_figure
from quizapp.demos.lab._results import about, number
from quizapp.demos.networks import log_softmax
from quizapp.demos.numerals import figures
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
from quizapp.demos.tape import Tape
from quizapp.errors import UsageError
from quizapp.records import Localized
from quizapp.words import tr

View = Literal["train", "softmax", "count"]
_TRAIN, _SOFTMAX, _COUNT = {"view": ("train",)}, {"view": ("softmax",)}, {"view": ("count",)}


def run(
    view: Annotated[
        View,
        usual.view(
            {
                "train": Localized("数字の学習", "training"),
                "softmax": Localized("softmax と損失", "softmax and loss"),
                "count": Localized("パラメータの数", "parameters"),
            }
        ),
    ] = "train",
    width: Annotated[
        int, Range("隠れ層の幅", "hidden width", 2, 64, scale="log", when=_TRAIN)
    ] = 64,
    activation: Annotated[
        Literal["relu", "tanh", "sigmoid"],
        Choice(
            "活性化関数",
            "activation",
            {"relu": "ReLU", "tanh": "tanh", "sigmoid": Localized("シグモイド", "sigmoid")},
            when=_TRAIN,
        ),
    ] = "relu",
    learning_rate: Annotated[float, usual.learning_rate(1e-4, 1.0, when=_TRAIN)] = 0.005,
    epochs: Annotated[int, Range("エポック数", "epochs", 1, 25, when=_TRAIN)] = 20,
    noise: Annotated[float, Range("雑音", "noise", 0.0, 1.0, step=0.05, when=_TRAIN)] = 0.25,
    shift: Annotated[int, Range("ずれの最大", "largest shift", 0, 2, when=_TRAIN)] = 1,
    logits: Annotated[
        tuple[float, ...],
        Numbers(
            "ロジット",
            "logits",
            -1000.0,
            1000.0,
            longest=10,
            examples=((1.0, 2.0, 3.0), (0.0,), (1000.0, 999.0, 998.0), (0.0, 0.0)),
            when=_SOFTMAX,
        ),
    ] = (1.0, 2.0, 3.0),
    target: Annotated[
        int, Range("正解クラス（1 から）", "true class, from 1", 1, 10, when=_SOFTMAX)
    ] = 2,
    probabilities: Annotated[
        tuple[float, ...],
        Numbers(
            "与えた確率",
            "given probabilities",
            0.0,
            1.0,
            longest=10,
            examples=((0.1, 0.7, 0.2), (0.5, 0.5)),
            when=_SOFTMAX,
        ),
    ] = (0.1, 0.7, 0.2),
    sizes: Annotated[
        tuple[float, ...],
        Numbers(
            "層の大きさ",
            "layer sizes",
            1,
            4096,
            shortest=2,
            longest=6,
            examples=((784.0, 10.0), (4.0, 8.0, 3.0), (144.0, 64.0, 32.0, 10.0)),
            when=_COUNT,
        ),
    ] = (784.0, 10.0),
    calls: Annotated[int, Range("backward の回数", "calls of backward", 1, 10, when=_COUNT)] = 3,
    seed: Annotated[int, usual.seed(when=_TRAIN)] = 0,
    tick: Tick = silent,
) -> Outcome:
    """Training of both networks, or one softmax by hand, or a count of parameters.

    The three layers are 144-width-width/2-10. ``target`` counts from 1. Raises UsageError for a
    true class that has no logit and for sizes that are not whole.
    """  # fmt: skip
    scores = np.array(logits)
    place = target - 1
    if view == "softmax" and target > len(logits):
        raise UsageError(
            tr("正解クラスは {target} ですが、ロジットは {count} 個です。", target=target,
               count=len(logits)),
            mend=tr("使える値  target = 1 から {last}", last=len(logits)),
        )  # fmt: skip
    if any(size != int(size) for size in sizes):
        raise UsageError(
            tr("層の大きさは整数です。"), mend=tr("使える値  sizes = 784, 10 のような整数")
        )
    shown = min(place, len(logits) - 1)
    whole = [int(size) for size in sizes]
    results: dict[str, Result] = {
        "softmax": tuple(float(p) for p in np.exp(log_softmax(scores))),
        "sigmoids": tuple(float(p) for p in sigmoid(scores)),
        "loss": cross_entropy(scores, shown),
        "loss_twice": cross_entropy(np.exp(log_softmax(scores)), shown),
        "binary": float(np.logaddexp(0.0, -scores[shown])),
        "binary_label_0": float(np.logaddexp(0.0, scores[shown])),
        "gradient": tuple(float(g) for g in logit_gradient(scores, shown)),
        "parameters": sum(a * b + b for a, b in pairwise(whole)),
        "without_biases": sum(a * b for a, b in pairwise(whole)),
        "accumulated": accumulated(1.0, calls),
    }
    if place < len(probabilities) and probabilities[place] > 0:
        results["loss_given"] = -float(np.log(probabilities[place]))
    basics = _basic_claims(scores, shown, whole, calls, seed)
    if view == "softmax":
        return Outcome(
            figure=softmax_figure(scores, shown, results),
            results=results,
            claims=about(basics, ("gradient", "shift", "sparse")),
            notice=Localized(
                "softmax は全体で 1 を分け合い、シグモイドはクラスごとに独立です（多ラベル向き）。"
                "勾配は p − onehot です。",
                "The softmax shares out 1; sigmoids stand alone, as several labels need. The "
                "gradient is p − onehot.",
            ),
            formula=f"−ln p{target} = {figures(float(cross_entropy(scores, shown)), 5)}   "
            f"∂L/∂z = p − onehot",
            readings=_softmax_readings(scores, shown, results),
        )
    if view == "count":
        return Outcome(
            figure=count_figure(whole),
            results=results,
            claims=about(basics, ("parameters", "accumulates")),
            notice=Localized(
                f"訓練で動くのは重みとバイアスだけです。zero_grad を呼ばないと勾配は足され、{calls}"
                f" 回で {figures(accumulated(1.0, calls))} になります（x = 1、L = x²）。",
                f"Training moves weights and biases only. Without zero_grad gradients add up: "
                f"{figures(accumulated(1.0, calls))} after {calls} calls (x = 1, L = x²).",
            ),
            formula=" + ".join(f"({a}+1)·{b}" for a, b in pairwise(whole))
            + f" = {results['parameters']}",
            readings=(
                Reading(Localized("パラメータ", "parameters"), f"{results['parameters']:,}"),
                Reading(Localized("バイアスなし", "without biases"),
                        f"{results['without_biases']:,}"),
                Reading(Localized("たまった勾配", "gradient added up"),
                        figures(accumulated(1.0, calls))),
            ),
        )  # fmt: skip
    rng = np.random.default_rng(seed)
    x, classes = _digits.digits(_digits.TRAINED, shift, noise, rng)
    x_held, classes_held = _digits.digits(_digits.TESTED, shift, noise, rng)
    data = (x, classes, x_held, classes_held)
    one = _digits.learn(
        (), activation, learning_rate, epochs, data, rng, lambda done: tick(0.2 * done)
    )
    three = _digits.learn(
        (width, max(width // 2, 1)), activation, learning_rate, epochs, data, rng,
        lambda done: tick(0.2 + 0.8 * done),
    )  # fmt: skip
    results |= {
        "one_layer": float(one.held_out[-1]),
        "three_layers": float(three.held_out[-1]),
        "one_layer_training": float(one.training[-1]),
        "three_layers_training": float(three.training[-1]),
        "diverged_at": three.diverged or one.diverged,
    }

    def at(step: int) -> Frame:
        return Frame(
            curves_figure(one, three, x_held[1], step, epochs), _train_readings(one, three, step)
        )

    last = at(epochs)
    return Outcome(
        figure=last.figure,
        results=results,
        claims=(*_train_claims(one, three), *about(basics, ("gradient",))),
        notice=_train_notice(one, three),
        formula=f"144–10,  144–{width}–{max(width // 2, 1)}–10   ∂L/∂z = p − onehot",
        readings=last.readings,
        steps=epochs,
        at=at,
    )


def cross_entropy(scores: Floats, place: int) -> float:
    """``-ln softmax(scores)[place]`` in nats, from logits (classes,)."""
    return -float(log_softmax(scores)[place])


def logit_gradient(scores: Floats, place: int) -> Floats:
    """Its gradient (classes,): the softmax minus the one-hot label."""
    return np.asarray(np.exp(log_softmax(scores)) - np.eye(len(scores))[place])


def accumulated(x: float, calls: int) -> float:
    """What a gradient buffer holds after so many backward passes of ``x²`` without zeroing."""
    total = 0.0
    for _ in range(calls):
        tape = Tape()
        tape.square(tape.leaf("x", x))
        total += tape.pull()[0]
    return total


def _basic_claims(
    scores: Floats, place: int, sizes: list[int], calls: int, seed: int
) -> tuple[Claim, ...]:
    step = 1e-5
    measured = np.array(
        [
            (cross_entropy(scores + move, place) - cross_entropy(scores - move, place)) / (2 * step)
            for move in step * np.eye(len(scores))
        ]
    )
    p = np.exp(log_softmax(scores))
    batch = np.random.default_rng(seed).normal(size=(5, 4)) * 3.0
    labels = np.arange(5) % 4
    indexed = -log_softmax(batch)[np.arange(5), labels].mean()
    one_hot = -(np.eye(4)[labels] * log_softmax(batch)).sum(axis=1).mean()
    return (
        Claim(
            "gradient",
            Localized(
                "softmax と交差エントロピーの勾配は p − onehot（中心差分と一致）",
                "the gradient of softmax and cross entropy is p − onehot, as differences say",
            ),
            bool(np.abs(logit_gradient(scores, place) - measured).max() < 1e-6),
        ),
        Claim(
            "shift",
            Localized(
                "全部のロジットから最大値を引いても softmax は変わらず、あふれない",
                "subtracting the largest logit leaves the softmax, and nothing overflows",
            ),
            bool(
                np.allclose(p, np.exp(log_softmax(scores - scores.max())), atol=1e-12)
                and np.isfinite(log_softmax(scores + 1000.0)).all()
                and abs(p.sum() - 1.0) < 1e-12
            ),
        ),
        Claim(
            "sparse",
            Localized(
                "整数ラベルの損失と one-hot ラベルの損失は等しい",
                "the loss of integer labels is that of one-hot labels",
            ),
            abs(float(indexed - one_hot)) < 1e-12,
        ),
        Claim(
            "parameters",
            Localized(
                f"パラメータは {sum((a + 1) * b for a, b in pairwise(sizes)):,}。"
                "（入力 + 1）× 出力の和",
                f"{sum((a + 1) * b for a, b in pairwise(sizes)):,} parameters: (inputs + 1) × "
                "outputs, summed",
            ),
            sum((a + 1) * b for a, b in pairwise(sizes))
            == sum(
                array.size
                for a, b in pairwise(sizes)
                for array in (np.broadcast_to(0.0, (a, b)), np.broadcast_to(0.0, (b,)))
            ),
        ),
        Claim(
            "accumulates",
            Localized(
                "backward を重ねると、勾配は置き換わらずに足される",
                "further calls of backward add to the gradient, they do not replace it",
            ),
            abs(accumulated(1.0, calls) - 2.0 * calls) < 1e-12,
        ),
    )


def _train_claims(one: _digits.Learned, three: _digits.Learned) -> tuple[Claim, ...]:
    single, deep = float(one.held_out[-1]), float(three.held_out[-1])
    return (
        Claim(
            "one-layer",
            Localized(
                f"1 層の正解率は 0.69 前後（{single:.2f}、±0.05）",
                f"one layer gets about 0.69 right ({single:.2f}, within 0.05)",
            ),
            abs(single - 0.69) <= 0.05,
        ),
        Claim(
            "three-layers",
            Localized(
                f"3 層の正解率は 0.91 前後（{deep:.2f}、±0.04）",
                f"three layers get about 0.91 right ({deep:.2f}, within 0.04)",
            ),
            abs(deep - 0.91) <= 0.04,
        ),
        Claim(
            "deeper",
            Localized("3 層は 1 層より多く当てる", "three layers get more right than one"),
            deep > single,
        ),
    )


def _train_notice(one: _digits.Learned, three: _digits.Learned) -> Localized:
    if one.diverged or three.diverged:
        when = three.diverged or one.diverged
        return Localized(
            f"エポック {when} で損失が発散しました。学習率を下げてください。",
            f"The loss diverged in epoch {when}; lower the rate.",
        )
    single, deep = float(one.held_out[-1]), float(three.held_out[-1])
    if deep - single > 0.05:
        return Localized(
            "1 層は画素ごとの重みを足すだけなので、位置がずれると迷います。3 層は形の部品を覚えま"
            "す。",
            "One layer only adds weighted pixels and is lost when they move; three layers learn "
            "parts of shapes.",
        )
    if deep < single:
        return Localized(
            "3 層のほうが悪くなりました。幅、学習率、活性化関数のどれかが合っていません。",
            "Three layers do worse here: width, rate or activation does not suit.",
        )
    return Localized(
        "この設定では、層を重ねても差はわずかです。", "With these settings depth makes little odds."
    )


def _softmax_readings(
    scores: Floats, place: int, results: dict[str, Result]
) -> tuple[Reading, ...]:
    twice, given = results["loss_twice"], results.get("loss_given")
    found = [
        Reading(Localized("交差エントロピー", "cross entropy"),
                figures(cross_entropy(scores, place), 5), 0),
        Reading(Localized("softmax を 2 回", "softmax twice"), figures(float(twice), 5))
        if isinstance(twice, float)
        else None,
        Reading(Localized("2 値、ラベル 1", "binary, label 1"),
                figures(float(np.logaddexp(0.0, -scores[place])), 5), 1),
        Reading(Localized("与えた確率から", "from probabilities"), figures(given, 5))
        if isinstance(given, float)
        else None,
        Reading(Localized("∂L/∂z（正解）", "∂L/∂z, true class"),
                figures(float(logit_gradient(scores, place)[place]), 4)),
    ]  # fmt: skip
    return tuple(reading for reading in found if reading is not None)


def _train_readings(one: _digits.Learned, three: _digits.Learned, step: int) -> tuple[Reading, ...]:
    def share(values: Floats) -> str:
        return f"{values[min(step, len(values) - 1)]:.1%}"

    return (
        Reading(Localized("エポック", "epoch"), str(step)),
        Reading(Localized("1 層（テスト）", "one layer, test"), share(one.held_out), 1),
        Reading(Localized("3 層（テスト）", "three layers, test"), share(three.held_out), 0),
        Reading(Localized("1 層（訓練）", "one, training"), share(one.training)),
        Reading(Localized("3 層（訓練）", "three, training"), share(three.training)),
    )


TRIALS: tuple[Trial, ...] = (
    Trial(
        ask=Localized(
            "数字がまったくずれないようにします。1 層でも 90% を超えますか。",
            "Let the digits stand still. Does one layer get more than 90% right?",
        ),
        knobs={"shift": 0},
        guesses=(Localized("超える", "yes"), Localized("超えない", "no")),
        happened=lambda outcome: int(number(outcome, "one_layer") <= 0.9),
        because=Localized(
            "画素の位置が決まっていれば、重みの型紙 1 枚で見分けられます。難しくしていたのはずれ"
            "です。",
            "With every pixel in its place one template of weights is enough; the shifts made "
            "it hard.",
        ),
    ),
    Trial(
        ask=Localized(
            "隠れ層の幅を 2 にします。3 層は 1 層に勝ちますか。",
            "Make the hidden layer 2 wide. Do three layers still beat one?",
        ),
        knobs={"width": 2},
        guesses=(Localized("勝つ", "yes"), Localized("負ける", "no")),
        happened=lambda outcome: int(
            number(outcome, "three_layers") <= number(outcome, "one_layer")
        ),
        because=Localized(
            "幅 2 → 1 を通ると 10 クラスの情報が残りません。深さだけでなく幅も要ります。",
            "Nothing of ten classes fits through widths 2 and 1: depth needs width as well.",
        ),
    ),
)
