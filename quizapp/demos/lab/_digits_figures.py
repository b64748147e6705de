"""The figures of D34: learning curves with a sample, two ways to make shares, and a layer table."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from quizapp.demos.activations import Floats, sigmoid
from quizapp.demos.figure import Axis, Bars, Cells, Panels, Plot, Series, Table
from quizapp.demos.lab._digits import SIDE, Learned
from quizapp.demos.networks import forward, log_softmax
from quizapp.demos.numerals import counted, figures
from quizapp.demos.spec import Result
from quizapp.records import Localized

_ONE, _THREE = Localized("1 層", "one layer"), Localized("3 層", "three layers")


def curves_figure(one: Learned, three: Learned, sample: Floats, step: int, epochs: int) -> Panels:
    """Shares right up to epoch ``step``, beside a test digit and what both make of it."""
    read = [int(np.argmax(forward(net.network, sample[None, :])[0][-1])) for net in (one, three)]
    both = [(net, min(step, len(net.held_out) - 1)) for net in (one, three)]
    single, deep = (float(net.held_out[end]) for net, end in both)
    return Panels(
        title=Localized("1 層と 3 層", "One layer and three"),
        summary=Localized(
            f"{step} エポック後のテストの正解率は、1 層 {single:.1%}、3 層 {deep:.1%}。",
            f"After {step} epochs one layer gets {single:.1%} of the test right, three "
            f"{deep:.1%}.",
        ),
        figures=(
            Cells(
                title=Localized("テストの 1 枚", "A test digit"),
                note=Localized(f"1 層は {read[0]}、3 層は {read[1]}", f"read {read[0]}, {read[1]}"),
                summary=Localized(),
                values=sample.reshape(SIDE, SIDE),
            ),
            Plot(
                title=Localized("正解率", "Share right"),
                note=Localized("破線は訓練", "dashed: training"),
                summary=Localized(),
                x=Axis(Localized("エポック", "epoch"), low=0, high=max(epochs, 1), whole=True),
                y=Axis(low=0.0, high=1.0),
                series=tuple(
                    series
                    for marker, name, (net, end) in ((1, _ONE, both[0]), (0, _THREE, both[1]))
                    for series in (
                        Series(Localized(), np.arange(end + 1.0), net.training[: end + 1], marker,
                               "dashed", "none"),
                        Series(name, np.arange(end + 1.0), net.held_out[: end + 1], marker),
                    )
                ),
            ),
        ),
        weights=(2, 3),
        table=Table(
            columns=(
                Localized("エポック", "epoch"),
                Localized("1 層 訓練", "one, training"),
                Localized("1 層 テスト", "one, test"),
                Localized("3 層 訓練", "three, training"),
                Localized("3 層 テスト", "three, test"),
            ),
            rows=tuple(
                (
                    str(epoch),
                    *(
                        f"{values[min(epoch, len(values) - 1)]:.1%}"
                        for net in (one, three)
                        for values in (net.training, net.held_out)
                    ),
                )
                for epoch in range(epochs + 1)
            ),
        ),
    )  # fmt: skip


def softmax_figure(scores: Floats, place: int, results: Mapping[str, Result]) -> Panels:
    """The softmax of the logits beside their sigmoids, the true class marked."""
    p, alone = np.exp(log_softmax(scores)), sigmoid(scores)
    labels = tuple(
        Localized(f"z{i + 1} = {figures(float(z))}", f"z{i + 1} = {figures(float(z))}")
        for i, z in enumerate(scores)
    )
    markers = tuple(0 if i == place else 2 for i in range(len(scores)))
    gradient = p - np.eye(len(scores))[place]
    loss = results["loss"]
    assert isinstance(loss, float)
    return Panels(
        title=Localized("softmax とシグモイド", "Softmax and sigmoid"),
        summary=Localized(
            f"softmax は {', '.join(figures(float(v)) for v in p)}、正解クラス {place + 1} の交差"
            f"エントロピーは {figures(loss, 5)}。",
            f"The softmax is {', '.join(figures(float(v)) for v in p)}; the cross entropy of "
            f"class {place + 1} is {figures(loss, 5)}.",
        ),
        figures=(
            _shares(Localized("softmax", "softmax"), labels, p, markers),
            _shares(Localized("シグモイド", "sigmoid"), labels, alone, markers),
        ),
        table=Table(
            columns=(
                Localized("クラス", "class"),
                Localized("ロジット", "logit"),
                Localized("softmax", "softmax p"),
                Localized("p − onehot", "p − onehot"),
                Localized("シグモイド", "sigmoid"),
            ),
            rows=tuple(
                (
                    str(i + 1),
                    figures(float(scores[i])),
                    figures(float(p[i]), 5),
                    figures(float(gradient[i]), 5),
                    figures(float(alone[i]), 5),
                )
                for i in range(len(scores))
            ),
        ),
    )


def _shares(
    title: Localized, labels: tuple[Localized, ...], values: Floats, markers: tuple[int, ...]
) -> Bars:
    total = figures(float(values.sum()), 4)
    return Bars(
        title=title,
        note=Localized(f"和 {total}", f"sum {total}"),
        summary=Localized(),
        labels=labels,
        values=values,
        low=0.0,
        high=1.0,
        markers=markers,
        shown=tuple(figures(float(v), 5) for v in values),
    )


def count_figure(sizes: list[int]) -> Table:
    """Every layer with its weights and biases, and the sum."""
    rows = [(f"{a} → {b}", f"{a * b}", f"{b}", f"{(a + 1) * b}") for a, b in pairwise(sizes)]
    total = sum((a + 1) * b for a, b in pairwise(sizes))
    return Table(
        title=Localized("層ごとのパラメータ", "Parameters by layer"),
        summary=Localized(
            f"{len(rows)} 層で、合わせて {total:,} 個のパラメータ。",
            f"{total:,} parameters in {counted(len(rows), 'layer')}.",
        ),
        columns=(
            Localized("層", "layer"),
            Localized("重み", "weights"),
            Localized("バイアス", "biases"),
            Localized("合計", "together"),
        ),
        rows=(
            *rows,
            (
                "Σ",
                str(sum(a * b for a, b in pairwise(sizes))),
                str(sum(sizes[1:])),
                str(total),
            ),
        ),
    )
