"""D18: which part of the input one output cell sees, traced back layer by layer.

The formula ``R = 1 + sum (K_l - 1) D_l prod S_before`` is held against the set of cells that the
output really depends on. The tint counts the paths from a cell to the output: the middle has the
most, so it weighs most even where all weights are equal.

Sources: Araujo, Norris & Sim 2019, *Computing receptive fields of convolutional neural networks*
(Distill); Luo et al. 2016 (effective receptive field); Simonyan & Zisserman 2015 (small filters).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from quizapp.demos.activations import Floats
from quizapp.demos.figure import Axis, Cells, Figure, Panels, Plot, Series, Table
from quizapp.demos.numerals import counted, figures
from quizapp.demos.spec import Claim, Frame, Numbers, Outcome, Reading, Result, Trial
from quizapp.errors import UsageError
from quizapp.records import Localized
from quizapp.words import tr

_DRAWN = 13
"""Widest field that is drawn cell by cell; wider ones are plotted along one axis."""


@dataclass(frozen=True, slots=True)
class Layer:
    """A convolution or pooling along one axis."""

    kernel: int
    stride: int
    dilation: int


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """What one output cell depends on in the output of one layer, or in the input."""

    paths: dict[int, int]
    """Cells, counted from the first one seen, and the number of paths from each to the output."""
    jump: int
    """Input cells from one cell of this level to the next."""
    field: int
    """Input cells that one cell of this level sees."""


def run(
    kernels: Annotated[
        tuple[float, ...],
        Numbers(
            "フィルタの辺 K（入力側から）",
            "filter sides K, input first",
            1,
            7,
            longest=6,
            examples=((3.0, 3.0), (3.0, 3.0, 3.0), (3.0, 2.0, 3.0), (5.0,), (7.0, 3.0, 3.0)),
        ),
    ] = (3.0, 3.0, 3.0),
    strides: Annotated[
        tuple[float, ...],
        Numbers(
            "ストライド S",
            "strides S",
            1,
            3,
            longest=6,
            examples=((1.0,), (1.0, 2.0, 1.0), (2.0,)),
        ),
    ] = (1.0,),
    dilations: Annotated[
        tuple[float, ...],
        Numbers(
            "膨張 D",
            "dilations D",
            1,
            4,
            longest=6,
            examples=((1.0,), (1.0, 2.0, 4.0), (2.0,)),
        ),
    ] = (1.0,),
) -> Outcome:
    """The receptive field of one output cell of a stack of layers, input side first.

    One stride or dilation alone stands for all layers. Raises UsageError for numbers that are not
    whole, or for lists of different lengths.
    """
    layers = stack(kernels, strides, dilations)
    levels = trace(layers)
    field = formula(layers)
    seen = levels[0].paths
    weights = sum(layer.kernel**2 for layer in layers)
    results: dict[str, Result] = {
        "field": field,
        "dependency": max(seen) - min(seen) + 1,
        "touched": len(seen),
        "paths": sum(seen.values()),
        "jump": levels[-1].jump,
        "fields": tuple(float(level.field) for level in levels),
        "weights": weights,
        "single_weights": field**2,
        "weight_ratio": weights / field**2,
    }
    steps = len(layers)

    def at(step: int) -> Frame:
        return Frame(_figure(layers, levels, field, step), _readings(layers, levels, results, step))

    last = at(steps)
    return Outcome(
        figure=last.figure,
        small=_cone(levels, field, steps) if field <= _DRAWN else None,
        results=results,
        claims=_claims(layers, seen, field, weights),
        notice=_notice(layers, seen, field, weights),
        formula=_formula(layers, field),
        readings=last.readings,
        steps=steps,
        at=at,
    )


def stack(
    kernels: tuple[float, ...], strides: tuple[float, ...], dilations: tuple[float, ...]
) -> list[Layer]:
    """The layers, input side first; raises UsageError."""
    columns = []
    for name, values in (("kernels", kernels), ("strides", strides), ("dilations", dilations)):
        if any(value != int(value) for value in values):
            raise UsageError(
                tr("つまみ {name} には整数だけを使えます。", name=name),
                mend=tr("例  {name} = {values}", name=name, values="3, 2, 3"),
            )
        if len(values) not in (1, len(kernels)):
            raise UsageError(
                tr(
                    "{name} が {count} 個で、層の数 {layers} と合いません。",
                    name=name,
                    count=len(values),
                    layers=len(kernels),
                ),
                mend=tr("使える個数  {name} = 1 個か {layers} 個", name=name, layers=len(kernels)),
            )
        whole = [int(value) for value in values]
        columns.append(whole * len(kernels) if len(whole) == 1 else whole)
    return [Layer(*numbers) for numbers in zip(*columns, strict=True)]


def formula(layers: list[Layer]) -> int:
    """``1 + sum over layers of D (K - 1) times the strides before``."""
    field, jump = 1, 1
    for layer in layers:
        field += layer.dilation * (layer.kernel - 1) * jump
        jump *= layer.stride
    return field


def trace(layers: list[Layer]) -> list[Level]:
    """The levels from the input (0) to the output: cells that output cell 0 depends on.

    Cell ``i`` of a layer reads the cells ``S i + D j``, j = 0 … K-1, of the level before.
    """
    paths = {0: 1}
    found = [paths]
    for layer in reversed(layers):
        before: dict[int, int] = {}
        for cell, count in paths.items():
            for tap in range(layer.kernel):
                read = layer.stride * cell + layer.dilation * tap
                before[read] = before.get(read, 0) + count
        paths = dict(sorted(before.items()))
        found.append(paths)
    found.reverse()
    jumps = [math.prod(layer.stride for layer in layers[:depth]) for depth in range(len(found))]
    fields = [formula(layers[:depth]) for depth in range(len(found))]
    return [Level(*parts) for parts in zip(found, jumps, fields, strict=True)]


def _stacked(layers: list[Layer]) -> bool:
    """Whether this is a stack of real filters with stride 1, which one large one could replace."""
    return len(layers) > 1 and all(
        layer.stride == 1 and layer.kernel > 1 and layer.dilation == 1 for layer in layers
    )


def _claims(
    layers: list[Layer], seen: dict[int, int], field: int, weights: int
) -> tuple[Claim, ...]:
    span = max(seen) - min(seen) + 1
    claims = [
        Claim(
            "span",
            Localized(
                f"式の値 {field} は、出力が依存するマスを集めた幅 {span} と等しい",
                f"the formula's {field} is the width of the cells it depends on, {span}",
            ),
            field == span,
        ),
        Claim(
            "paths",
            Localized(
                f"入力から出力への道は、1 方向に ∏K = {math.prod(x.kernel for x in layers)} 本",
                f"∏K = {math.prod(x.kernel for x in layers)} paths lead from input to output",
            ),
            sum(seen.values()) == math.prod(layer.kernel for layer in layers),
        ),
    ]
    if _stacked(layers):
        claims.append(
            Claim(
                "cheaper",
                Localized(
                    f"同じ受容野の {field}×{field} 1 層より重みが少ない: {weights} < {field**2}",
                    f"fewer weights than one {field}×{field} layer: {weights} < {field**2}",
                ),
                weights < field**2,
            )
        )
    return tuple(claims)


def _notice(layers: list[Layer], seen: dict[int, int], field: int, weights: int) -> Localized:
    if len(seen) < field:
        return Localized(
            f"幅 {field} のうち、見ているのは {len(seen)} マスです。間に見えない所があります。",
            f"Of {field} cells across only {len(seen)} are seen; there are holes.",
        )
    if any(layer.stride > 1 for layer in layers[:-1]):
        return Localized(
            "ストライドのあとの層では、1 マスが入力の何マス分にもなり、受容野が速く広がります。",
            "After a stride one cell stands for several of the input: the field grows faster.",
        )
    if _stacked(layers):
        return Localized(
            f"重みは {figures(weights / field**2, 3)} 倍ですみ、間に活性化関数も入ります。",
            f"With {figures(weights / field**2, 3)} of the weights, and activations between.",
        )
    return Localized(
        "中央ほど出力への道が多く、端ほど少なくなります。",
        "The middle has the most paths to the output, the rim the fewest.",
    )


def _formula(layers: list[Layer], field: int) -> str:
    parts, jump = [], 1
    for layer in layers:
        reach = f"({layer.kernel}−1)" if layer.dilation == 1 else (
            f"{layer.dilation}·({layer.kernel}−1)"
        )  # fmt: skip
        parts.append(reach if jump == 1 else f"{reach}·{jump}")
        jump *= layer.stride
    return f"R = 1 + {' + '.join(parts)} = {field}"


def _readings(
    layers: list[Layer], levels: list[Level], results: dict[str, Result], step: int
) -> tuple[Reading, ...]:
    level = levels[len(layers) - step]
    place = (
        Localized("入力", "input")
        if step == len(layers)
        else Localized(f"層 {len(layers) - step} の出力", f"output of layer {len(layers) - step}")
    )
    rows = [
        Reading(Localized("受容野の辺 R", "receptive field R"), f"{results['field']}"),
        Reading(Localized("たどった所", "traced back to"), place),
        Reading(Localized("そこで見ているマス", "cells seen there"), f"{len(level.paths)}"),
        Reading(Localized("隣の出力とのずれ", "step to the next cell"), f"{results['jump']}"),
    ]
    if _stacked(layers):
        rows.append(
            Reading(
                Localized("重み（1 層との比）", "weights, to one layer"),
                f"{results['weights']} / {results['single_weights']} = "
                f"{figures(float(str(results['weight_ratio'])), 3)}",
            )
        )
    return tuple(rows)


def _cone(levels: list[Level], field: int, step: int) -> Cells:
    """One row a level, the output on top; each cell stands over the middle of what it sees."""
    depth = len(levels) - 1
    values = np.zeros((len(levels), field))
    for row in range(step + 1):
        level = levels[depth - row]
        most = max(level.paths.values())
        for cell, count in level.paths.items():
            column = cell * level.jump + (level.field - 1) // 2
            values[row, column] = 0.25 + 0.75 * count / most
    names = ("out", *(f"L{depth - row}" for row in range(1, depth)), "in")
    return Cells(
        title=Localized("出力から入力へ", "from output to input"),
        summary=Localized(),
        values=values,
        row_labels=names if depth else ("in",),
    )


def _line(level: Level, field: int) -> tuple[Floats, Floats]:
    x = np.arange(field, dtype=np.float64)
    y = np.array([level.paths.get(cell, 0) for cell in range(field)], dtype=np.float64)
    return x, y / y.max()


def _figure(layers: list[Layer], levels: list[Level], field: int, step: int) -> Figure:
    done = step == len(layers)
    seen = len(levels[len(layers) - step].paths)
    summary = Localized(
        f"{step} 層さかのぼると {seen} マスに依存します。受容野は {field}×{field}。",
        f"{counted(step, 'layer')} back the output depends on {seen} cells; its field is "
        f"{field}×{field}.",
    )
    table = Table(
        columns=(
            Localized("層", "layer"),
            Localized("K", "K"),
            Localized("S", "S"),
            Localized("D", "D"),
            Localized("間隔", "jump"),
            Localized("受容野", "field"),
        ),
        rows=tuple(
            (
                str(place + 1),
                str(layer.kernel),
                str(layer.stride),
                str(layer.dilation),
                str(levels[place + 1].jump),
                str(levels[place + 1].field),
            )
            for place, layer in enumerate(layers)
        ),
    )
    x, y = _line(levels[0], field)
    if field > _DRAWN:
        return Plot(
            title=Localized("入力のどこを見ているか", "Where in the input it looks"),
            note=Localized("道の数、最多を 1 とする", "paths, the most as 1"),
            summary=summary,
            x=Axis(Localized("マス", "cell"), low=-0.5, high=field - 0.5, whole=True),
            y=Axis(low=0.0, high=1.08),
            series=(
                Series(
                    Localized("出力への道", "paths to the output"),
                    x,
                    y if done else np.full_like(y, np.nan),
                    0,
                    "dots" if field <= 60 else "line",
                    "all" if field <= 60 else "none",
                ),
            ),
            table=table,
        )
    plane = np.outer(y, y) if done else np.zeros((field, field))
    return Panels(
        title=Localized("受容野", "Receptive field"),
        summary=summary,
        figures=(
            _cone(levels, field, step),
            Cells(
                title=Localized(f"入力の {field}×{field}", f"{field}×{field} of the input"),
                note=Localized("濃いほど道が多い", "strong: more paths"),
                summary=Localized(),
                values=np.where(plane > 0, 0.15 + 0.85 * plane, 0.0),
            ),
        ),
        table=table,
    )


TRIALS = (
    Trial(
        ask=Localized(
            "3×3 の畳み込みを 3 層重ねます（ストライド 1）。受容野の辺は？",
            "Three 3×3 convolutions with stride 1: how wide is the field?",
        ),
        knobs={"kernels": (3.0, 3.0, 3.0)},
        guesses=(Localized("5", "5"), Localized("7", "7"), Localized("9", "9")),
        happened=lambda outcome: {5: 0, 7: 1, 9: 2}[int(outcome.number("field"))],
        because=Localized(
            "1 層ごとに K − 1 = 2 ずつ広がるので、1 + 2·3 = 7 です。",
            "Each layer adds K − 1 = 2, so 1 + 2·3 = 7.",
        ),
    ),
    Trial(
        ask=Localized(
            "同じ 3 層の膨張を 1, 2, 4 にすると、重みの数を変えずに受容野は 2 倍を超えますか。",
            "Dilations 1, 2, 4 add no weights. Does the field more than double?",
        ),
        knobs={"kernels": (3.0, 3.0, 3.0), "dilations": (1.0, 2.0, 4.0)},
        guesses=(Localized("2 倍を超える", "more than double"), Localized("超えない", "no")),
        happened=lambda outcome: int(outcome.number("field") <= 2 * 7),
        because=Localized(
            "1 + 2·1 + 2·2 + 2·4 = 15 で、7 の 2 倍を超えます。",
            "1 + 2·1 + 2·2 + 2·4 = 15, more than twice 7.",
        ),
    ),
)
