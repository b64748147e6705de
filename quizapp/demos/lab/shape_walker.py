"""D17: shapes and parameter counts of known networks, layer by layer.

Convolutions hold few weights and do most of the work; dense layers hold most of the weights and
do little. The two columns of bars show it, and the walk shows how the shapes come about.

Sources: see ``_networks``; Lin, Chen & Yan 2013 (global average pooling).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Annotated, Literal

from quizapp.demos.lab import _networks
from quizapp.demos.lab._network_bars import network_bars, shape_text
from quizapp.demos.lab._networks import Op, Row, TooSmall, walk
from quizapp.demos.numerals import figures
from quizapp.demos.spec import Choice, Claim, Frame, Outcome, Range, Reading, Result, Trial
from quizapp.errors import UsageError
from quizapp.records import Localized
from quizapp.words import tr

Net = Literal["alexnet", "alexnet-groups", "lenet", "vgg16", "basic", "bottleneck", "conv", "head"]
Bias = Literal["yes", "no"]

_OWN = {
    "alexnet": 227, "alexnet-groups": 227, "lenet": 32, "vgg16": 224,
    "basic": 56, "bottleneck": 56, "conv": 224, "head": 13,
}  # fmt: skip
"""The input side that the network was made for."""
_GIVEN = {"alexnet": 3, "alexnet-groups": 3, "lenet": 1, "vgg16": 3}
"""Channels of the input, where they are not a knob."""
_QUOTED = {
    "alexnet": 62_378_344,
    "alexnet-groups": 60_965_224,
    "lenet": 61_706,
    "vgg16": 138_357_544,
}
"""Counts quoted for the networks on their own input."""
_PARTS = {"net": ("basic", "bottleneck", "conv", "head")}


def run(
    net: Annotated[
        Net,
        Choice(
            "ネットワーク",
            "network",
            {
                "alexnet": Localized("AlexNet（1 本）", "AlexNet, one tower"),
                "alexnet-groups": Localized("AlexNet（2 群）", "AlexNet, two groups"),
                "lenet": "LeNet",
                "vgg16": "VGG-16",
                "basic": Localized("ResNet 基本", "ResNet basic"),
                "bottleneck": Localized("ResNet ボトルネック", "ResNet bottleneck"),
                "conv": Localized("畳み込み 1 層", "one convolution"),
                "head": Localized("平坦化と GAP", "flatten or GAP"),
            },
        ),
    ] = "alexnet",
    size: Annotated[
        Literal["own", "set"],
        Choice(
            "入力の大きさ",
            "input size",
            {"own": Localized("論文どおり", "as published"), "set": Localized("決める", "set")},
        ),
    ] = "own",
    side: Annotated[
        int, Range("入力の辺", "input side", 1, 512, scale="log", when={"size": ("set",)})
    ] = 224,
    inputs: Annotated[
        int, Range("入力チャネル数", "input channels", 1, 2048, scale="log", when=_PARTS)
    ] = 256,
    outputs: Annotated[
        int,
        Range(
            "出力・中間のチャネル",
            "output, middle units",
            1,
            2048,
            scale="log",
            when={"net": ("bottleneck", "conv", "head")},
        ),
    ] = 64,
    kernel: Annotated[
        int, Range("フィルタの辺", "filter side", 1, 11, when={"net": ("conv",)})
    ] = 3,
    stride: Annotated[int, Range("ストライド", "stride", 1, 8, when={"net": ("conv",)})] = 1,
    padding: Annotated[int, Range("パディング", "padding", 0, 8, when={"net": ("conv",)})] = 1,
    bias: Annotated[
        Bias,
        Choice(
            "バイアス",
            "bias",
            {"yes": Localized("あり", "yes"), "no": Localized("なし", "no")},
            when={"net": ("basic", "bottleneck", "conv")},
        ),
    ] = "yes",
) -> Outcome:
    """Shapes, parameters and multiplications of every layer of a network or a part of one.

    ``outputs`` are the filters of one convolution, the middle of a bottleneck, or the classes
    behind a map. Raises UsageError when the input is too small for some layer.
    """  # fmt: skip
    has_bias = bias == "yes"
    makers: dict[str, Callable[[], list[Op]]] = {
        "alexnet": lambda: _networks.alexnet(1),
        "alexnet-groups": lambda: _networks.alexnet(2),
        "lenet": _networks.lenet,
        "vgg16": _networks.vgg16,
        "basic": lambda: _networks.basic(inputs, bias=has_bias),
        "bottleneck": lambda: _networks.bottleneck(inputs, outputs, bias=has_bias),
        "conv": lambda: _networks.single(outputs, kernel, stride, padding, bias=has_bias),
        "head": lambda: _networks.head("flatten", outputs),
    }
    ops = makers[net]()
    first = _OWN[net] if size == "own" else side
    channels = _GIVEN.get(net, inputs)
    rows = count(ops, channels, first)
    results = _results(rows, channels, first)
    shown = rows
    if net == "head":
        averaged = walk(_networks.head("average", outputs), (channels, first, first))
        results |= {"gap": averaged[0].shape[0], "gap_parameters": averaged[1].parameters}
        shown = [*rows, *averaged]
    start = (channels, first, first)

    def at(step: int) -> Frame:
        return Frame(network_bars(shown, start, step), _readings(shown, start, results, step))

    last = at(len(shown))
    return Outcome(
        figure=last.figure,
        results=results,
        claims=_claims(net, rows, results, first == _OWN[net], inputs, outputs),
        notice=_notice(net, rows, results),
        formula=_formula(rows),
        readings=last.readings,
        steps=len(shown),
        at=at,
    )


def count(ops: list[Op], channels: int, side: int) -> list[Row]:
    """The rows for a square input; raises UsageError that names the smallest side there is."""
    try:
        return walk(ops, (channels, side, side))
    except TooSmall as layer:
        smallest = next((n for n in range(side + 1, 600) if _reaches_end(ops, channels, n)), None)
        raise UsageError(
            tr("入力の辺 {side} では、{layer} で大きさがなくなります。", side=side, layer=layer),
            mend=tr("使える値  {name} = {low} 以上", name="side", low=smallest),
        ) from None


def _reaches_end(ops: list[Op], channels: int, side: int) -> bool:
    try:
        walk(ops, (channels, side, side))
    except TooSmall:
        return False
    return True


def _results(rows: list[Row], channels: int, side: int) -> dict[str, Result]:
    dense = sum(row.parameters for row in rows if row.op.kind == "dense")
    total = sum(row.parameters for row in rows)
    multiplications = sum(row.multiplications for row in rows)
    conv_work = sum(row.multiplications for row in rows if row.op.kind == "conv")
    results: dict[str, Result] = {
        "parameters": total,
        "multiplications": multiplications,
        "dense_share": dense / total if total else 0.0,
        "conv_work_share": conv_work / multiplications if multiplications else 0.0,
        "convs": sum(row.op.kind == "conv" for row in rows),
        "denses": sum(row.op.kind == "dense" for row in rows),
        "megabytes": 4 * total / 1e6,
        "input_values": channels * side * side,
    }
    for row in rows:
        results[f"{row.op.name}.side"] = row.shape[1]
        results[f"{row.op.name}.values"] = math.prod(row.shape)
        results[f"{row.op.name}.parameters"] = row.parameters
    return results


def _claims(
    net: Net, rows: list[Row], results: dict[str, Result], own: bool, inputs: int, outputs: int
) -> tuple[Claim, ...]:
    elements = sum(math.prod(array) for row in rows for array in row.arrays)
    total = sum(row.parameters for row in rows)
    claims = [
        Claim(
            "arrays",
            Localized(
                f"式で数えた {total:,} は、重みとバイアスの配列の要素数の和と等しい",
                f"the {total:,} of the formulas are the elements of all weight and bias arrays",
            ),
            elements == total,
        )
    ]
    if net in _QUOTED and own:
        claims.append(
            Claim(
                "total",
                Localized(
                    f"パラメータは全部で {_QUOTED[net]:,}", f"{_QUOTED[net]:,} parameters in all"
                ),
                total == _QUOTED[net],
            )
        )
    if net in ("alexnet", "alexnet-groups", "vgg16") and own:
        claims.append(
            Claim(
                "dense-heavy",
                Localized(
                    "パラメータの 85% 超は全結合層、乗算の 85% 超は畳み込み層",
                    "over 85% of parameters are dense, over 85% of the work is convolution",
                ),
                float(str(results["dense_share"])) > 0.85
                and float(str(results["conv_work_share"])) > 0.85,
            )
        )
    if net == "bottleneck" and outputs <= inputs:
        plain = sum(
            row.parameters
            for row in walk(_networks.basic(inputs, bias=rows[0].op.bias), (inputs, 1, 1))
        )
        claims.append(
            Claim(
                "narrower",
                Localized(
                    f"同じ幅の基本ブロック（{plain:,}）より少ない",
                    f"fewer than the basic block of that width ({plain:,})",
                ),
                total < plain,
            )
        )
    if net == "head":
        claims.append(
            Claim(
                "average",
                Localized(
                    "GAP の長さはチャネル数だけで、入力の大きさによらない",
                    "GAP gives one value a channel, whatever the input's side",
                ),
                results["gap"] == inputs
                and walk(_networks.head("average", outputs), (inputs, 3, 3))[0].shape[0] == inputs,
            )
        )
    return tuple(claims)


def _notice(net: Net, rows: list[Row], results: dict[str, Result]) -> Localized:
    if net == "head":
        return Localized(
            f"平坦化では {results['flatten.values']:,} 個、GAP では {results['gap']:,} 個の値が"
            "全結合層に入ります。",
            f"Flattening feeds {results['flatten.values']:,} values to the dense layer, GAP "
            f"{results['gap']:,}.",
        )
    if net == "conv":
        return Localized(
            "パラメータ数に画像の大きさは入りません。大きさで変わるのは乗算の回数です。",
            "The image's size is not in the count of parameters; it is in the work.",
        )
    if net in ("basic", "bottleneck"):
        return Localized(
            "1×1 でチャネルを減らしてから 3×3 を通すと、重みが大きく減ります。",
            "Going through 1×1 to fewer channels before the 3×3 saves most weights.",
        )
    heaviest = max(rows, key=lambda row: row.parameters)
    share = heaviest.parameters / int(str(results["parameters"]))
    work = float(str(results["conv_work_share"]))
    return Localized(
        f"パラメータの {share:.0%} は {heaviest.op.name} に、乗算の {work:.0%} は畳み込み層にありま"
        "す。",
        f"{share:.0%} of the parameters sit in {heaviest.op.name}, {work:.0%} of the work in the "
        "convolutions.",
    )


def _formula(rows: list[Row]) -> str:
    counted = [row for row in rows if row.parameters]
    shown = counted if len(counted) == 1 else [max(counted, key=lambda row: row.parameters)]
    return "   ".join(f"{row.op.name}: {row.text} = {row.parameters:,}" for row in shown)


def _readings(
    rows: list[Row], start: tuple[int, int, int], results: dict[str, Result], step: int
) -> tuple[Reading, ...]:
    row = rows[step - 1] if step else None
    shape = shape_text(row.shape if row else start)
    return (
        Reading(Localized("パラメータ", "parameters"), f"{results['parameters']:,}", 0),
        Reading(Localized("乗算", "multiplications"), f"{results['multiplications']:,}", 1),
        Reading(
            Localized("全結合層の割合", "share of dense layers"),
            f"{float(str(results['dense_share'])):.1%}",
        ),
        Reading(
            Localized("float32 での大きさ", "size in float32"),
            f"{figures(float(str(results['megabytes'])), 3)} MB",
        ),
        Reading(
            Localized("たどった層", "layer reached"),
            f"{row.op.name} {shape}" if row else shape,
        ),
    )


TRIALS = (
    Trial(
        ask=Localized(
            "AlexNet のパラメータのうち、全結合層は何割ですか。",
            "How much of AlexNet's parameters is in its dense layers?",
        ),
        knobs={"net": "alexnet"},
        guesses=(
            Localized("3 割未満", "below 30%"),
            Localized("3〜8 割", "30 to 80%"),
            Localized("8 割超", "above 80%"),
        ),
        happened=lambda outcome: (
            (outcome.number("dense_share") >= 0.3)
            + (outcome.number("dense_share") > 0.8)
        ),
        because=Localized(
            "最初の全結合層だけで 9216·4096 の重みがあります。畳み込みは重みを使い回します。",
            "The first dense layer alone has 9216·4096 weights; convolutions share theirs.",
        ),
    ),
    Trial(
        ask=Localized(
            "畳み込み 1 層の入力を 224×224 から 448×448 にすると、パラメータは？",
            "One convolution, its input grown from 224×224 to 448×448: its parameters?",
        ),
        knobs={
            "net": "conv", "inputs": 3, "outputs": 64, "kernel": 3, "size": "set", "side": 448,
        },
        guesses=(Localized("変わらない（1792）", "stay 1792"), Localized("4 倍", "four times")),
        happened=lambda outcome: int(int(outcome.number("parameters")) != 1792),
        because=Localized(
            "同じフィルタをどの場所でも使うので、画像の大きさは数に入りません。",
            "The same filters serve every place, so the image's size does not count.",
        ),
    ),
)  # fmt: skip
