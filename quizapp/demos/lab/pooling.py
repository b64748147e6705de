"""D15: max and mean pooling, and where the gradient goes on the way back.

Max pooling sends each gradient to the one cell that won; mean pooling splits it evenly over the
window. Of equal values the first in reading order wins, as NumPy's ``argmax`` decides.

Sources: Zhou & Chellappa 1988 (max pooling); LeCun et al. 1998 (mean, as sub-sampling); Lin, Chen
& Yan 2013 (global average pooling).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Annotated, Literal

import numpy as np

from quizapp.demos.activations import Floats
from quizapp.demos.convolutions import out_side, refuse_too_large
from quizapp.demos.figure import Cells, Panels, Table
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
    Trial,
)
from quizapp.errors import UsageError
from quizapp.records import Localized
from quizapp.words import tr

Kind = Literal["max", "mean"]
Upstream = Literal["count", "ones"]

_EXAMPLE = (1.0, 3.0, 2.0, 0.0, 5.0, 4.0, 1.0, 1.0, 0.0, 2.0, 9.0, 8.0, 6.0, 7.0, 3.0, 5.0)
_STEPS = (4.0, 1.0, 3.0, 2.0, 2.0, 2.0, 1.0, 5.0, 6.0)


_ROOMY = 4
"""Largest side whose cells have room for two decimals."""


def run(
    values: Annotated[
        tuple[float, ...],
        Numbers(
            "入力の値（行の順）",
            "input, row by row",
            -99,
            99,
            shortest=4,
            longest=36,
            examples=(_EXAMPLE, tuple(float(v) for v in range(1, 17)), _STEPS, (2.0,) * 16),
        ),
    ] = _EXAMPLE,
    kind: Annotated[
        Kind,
        Choice(
            "種類",
            "kind",
            {"max": Localized("最大", "maximum"), "mean": Localized("平均", "mean")},
        ),
    ] = "max",
    size: Annotated[int, Range("窓の辺", "window side", 1, 6)] = 2,
    stride: Annotated[int, Range("ストライド", "stride", 1, 6)] = 2,
    upstream: Annotated[
        Upstream,
        Choice(
            "上から来る勾配",
            "gradient from above",
            {
                "count": Localized("1, 2, 3, …", "1, 2, 3, …"),
                "ones": Localized("すべて 1", "all 1"),
            },
        ),
    ] = "count",
) -> Outcome:
    """Pooling of one square image, forward and backward.

    Raises UsageError when the values do not fill a square, or the window is larger than it.
    """
    image = square(values)
    refuse_too_large(size, len(image), name="size")
    output = pool(image, kind, size, stride)
    above = (
        np.arange(1.0, output.size + 1).reshape(output.shape)
        if upstream == "count"
        else np.ones(output.shape)
    )
    back = unpool(image, above, kind, size, stride)
    results: dict[str, Result] = {
        "output": tuple(float(v) for v in output.ravel()),
        "gradient": tuple(float(v) for v in back.ravel()),
        "side": len(output),
        "reached": int(np.count_nonzero(back)),
        "share": 1.0 / size**2 if kind == "mean" else 1.0,
        "sum": float(back.sum()),
    }

    def at(step: int) -> Frame:
        return _frame(image, output, above, kind, size, stride, step)

    last = at(output.size)
    return Outcome(
        figure=last.figure,
        results=results,
        claims=_claims(image, output, above, back, kind, size, stride),
        notice=_notice(image, kind, size, stride, results),
        formula=_formula(kind, size),
        readings=last.readings,
        steps=output.size,
        at=at,
    )


def square(values: tuple[float, ...]) -> Floats:
    """The values as a square image (side, side), in reading order; raises UsageError."""
    side = math.isqrt(len(values))
    if side * side != len(values):
        raise UsageError(
            tr("値が {count} 個では正方形になりません。", count=len(values)),
            mend=tr("使える個数  values = {counts}", counts="4, 9, 16, 25, 36"),
        )
    return np.array(values, dtype=np.float64).reshape(side, side)


def windows(side: int, size: int, stride: int) -> Iterator[tuple[int, int, tuple[slice, slice]]]:
    """Row and column of each output cell, and the part of the image that it sees."""
    count = out_side(side, size, stride)
    for row in range(count):
        for column in range(count):
            top, left = row * stride, column * stride
            yield row, column, (slice(top, top + size), slice(left, left + size))


def pool(image: Floats, kind: Kind, size: int, stride: int) -> Floats:
    """The pooled image (out, out); what does not fill a window at the rim is dropped."""
    count = out_side(len(image), size, stride)
    made = np.zeros((count, count))
    for row, column, part in windows(len(image), size, stride):
        made[row, column] = image[part].max() if kind == "max" else image[part].mean()
    return made


def unpool(image: Floats, above: Floats, kind: Kind, size: int, stride: int) -> Floats:
    """d(loss)/d(image) for d(loss)/d(output) ``above`` (out, out); overlaps are added."""
    made = np.zeros_like(image)
    for row, column, part in windows(len(image), size, stride):
        if kind == "mean":
            made[part] += above[row, column] / size**2
        else:
            deep, across = np.unravel_index(np.argmax(image[part]), (size, size))
            made[part][deep, across] += above[row, column]
    return made


def difference(image: Floats, above: Floats, kind: Kind, size: int, stride: int) -> Floats:
    """The same gradient by central differences."""
    made, step = np.zeros_like(image), 1e-4
    for place in np.ndindex(*image.shape):
        sides = []
        for sign in (1.0, -1.0):
            moved = image.copy()
            moved[place] += sign * step
            sides.append(float(np.sum(above * pool(moved, kind, size, stride))))
        made[place] = (sides[0] - sides[1]) / (2 * step)
    return made


def _tied(image: Floats, size: int, stride: int) -> bool:
    """Whether the largest value of some window comes near to being there twice."""
    for _, _, part in windows(len(image), size, stride):
        ordered = np.sort(image[part].ravel())
        if len(ordered) > 1 and ordered[-1] - ordered[-2] < 1e-3:
            return True
    return False


def _claims(
    image: Floats,
    output: Floats,
    above: Floats,
    back: Floats,
    kind: Kind,
    size: int,
    stride: int,
) -> tuple[Claim, ...]:
    claims = []
    if kind == "max":
        winners = np.zeros(image.shape, dtype=bool)
        for row, column, part in windows(len(image), size, stride):
            first = np.argwhere(image[part] == output[row, column])[0]
            winners[part][tuple(first)] = True
        claims.append(
            Claim(
                "arg-max",
                Localized(
                    f"勾配が届くのは最大だったマスだけ（{int(winners.sum())} 個）",
                    f"only cells that were the maximum get gradient ({int(winners.sum())})",
                ),
                bool(np.array_equal(back != 0, winners)),
            )
        )
    else:
        even = np.zeros_like(image)
        for row, column, part in windows(len(image), size, stride):
            even[part] += np.full((size, size), above[row, column]) / (size * size)
        claims.append(
            Claim(
                "split",
                Localized(
                    f"勾配は窓の {size}² = {size * size} マスに等しく分かれる",
                    f"the gradient is split over the window's {size}² = {size * size} cells",
                ),
                bool(np.allclose(back, even, rtol=0, atol=1e-12)),
            )
        )
    claims.append(
        Claim(
            "sum",
            Localized(
                f"勾配の合計は変わらない: {figures(float(above.sum()))}",
                f"the gradient's sum is kept: {figures(float(above.sum()))}",
            ),
            abs(float(back.sum() - above.sum())) <= 1e-9 * max(1.0, float(above.sum())),
        )
    )
    # At a tie the slope is not defined: a difference sees half on either side.
    if kind == "mean" or not _tied(image, size, stride):
        gap = float(np.abs(difference(image, above, kind, size, stride) - back).max())
        claims.append(
            Claim(
                "difference",
                Localized(
                    "逆伝播の勾配は、中心差分と 10⁻⁶ 以内で一致する",
                    "the gradients agree with central differences within 10⁻⁶",
                ),
                gap <= 1e-6 * max(1.0, float(np.abs(back).max())),
            )
        )
    return tuple(claims)


def _notice(
    image: Floats, kind: Kind, size: int, stride: int, results: dict[str, Result]
) -> Localized:
    if size == 1:
        return Localized(
            "1×1 の窓は選ぶものがなく、値を間引くだけです。",
            "A 1×1 window has nothing to choose from: it only skips cells.",
        )
    if kind == "max" and _tied(image, size, stride):
        return Localized(
            "最大の値が 2 つある窓では、行の順で先にあるほうだけに勾配が戻ります。",
            "Where a window has its maximum twice, the first in reading order gets all.",
        )
    if stride < size:
        return Localized(
            "窓が重なるので、1 つのマスに複数の勾配が足されることがあります。",
            "The windows overlap, so a cell may get several gradients, added.",
        )
    if kind == "max":
        return Localized(
            f"{image.size} マスのうち、勾配が届くのは {results['reached']} マスです。残りは 0 の"
            "ままです。",
            f"Of {image.size} cells {results['reached']} get gradient; the rest stay at 0.",
        )
    return Localized(
        f"どのマスにも、上から来た勾配の 1/{size * size} ずつが届きます。",
        f"Every cell of a window gets 1/{size * size} of what comes from above.",
    )


def _formula(kind: Kind, size: int) -> str:
    if kind == "max":
        return "y = max x   ∂y/∂x_i = 1 (i = arg max), 0"
    return f"y = Σx / {size}²   ∂y/∂x_i = 1/{size * size}"


def _text(value: float, decimals: int = 2) -> str:
    """A number short enough for a cell; without the zeros that say nothing."""
    shown = f"{value:.{decimals}f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def _grid(
    title: Localized,
    values: Floats,
    window: tuple[int, int, int, int] | None,
    shown: Floats | None,
    decimals: int = 2,
) -> Cells:
    high = max(float(np.abs(values if shown is None else shown).max()), 1e-9)
    negative = float(values.min()) < 0
    return Cells(
        title=title,
        summary=Localized(),
        values=values,
        low=-high if negative else 0.0,
        high=high,
        diverging=negative,
        texts=tuple(tuple(_text(float(v), decimals) for v in row) for row in values),
        window=window,
    )


def _frame(
    image: Floats,
    output: Floats,
    above: Floats,
    kind: Kind,
    size: int,
    stride: int,
    step: int,
) -> Frame:
    """After ``step`` windows: the outputs found and the gradients routed so far."""
    side = len(output)
    place = min(max(step, 1), output.size) - 1
    row, column = divmod(place, side)
    seen = np.where(np.arange(output.size) < step, 1.0, 0.0).reshape(output.shape)
    routed = unpool(image, above * seen, kind, size, stride)
    full = unpool(image, above, kind, size, stride)
    top, left = row * stride, column * stride
    window = (top, top + size, left, left + size)
    crowded = len(image) > _ROOMY
    # Multiples of 1/K² are whole numbers again, and fit where decimals do not.
    scale = size * size if crowded and kind == "mean" else 1
    back = Localized("入力に戻る勾配", "gradient at the input")
    if scale > 1:
        back = Localized(f"戻る勾配 ×{scale}", f"gradient ×{scale}")
    name = Localized("最大", "max") if kind == "max" else Localized("平均", "mean")
    shown = output * seen
    found = figures(float(output[row, column]))
    figure = Panels(
        title=Localized("プーリングと勾配の行き先", "Pooling, and where the gradient goes"),
        summary=Localized(
            f"{step} / {output.size} 個の窓で{name.ja}を取りました。入力 {image.size} マスのうち "
            f"{int(np.count_nonzero(routed))} マスに勾配が届いています。",
            f"{step} of {output.size} windows pooled by {name.en}; "
            f"{int(np.count_nonzero(routed))} of {image.size} cells have gradient.",
        ),
        figures=(
            _grid(Localized("入力", "input"), image, window, None),
            _grid(
                Localized(f"出力（{name.ja}）", f"output ({name.en})"),
                shown,
                (row, row + 1, column, column + 1),
                output,
                1 if crowded else 2,
            ),
            _grid(back, routed * scale, window, full * scale),
        ),
        table=Table(
            columns=(
                Localized("窓", "window"),
                Localized("左上", "at"),
                Localized("値", "values"),
                Localized("出力", "output"),
                Localized("上からの勾配", "from above"),
            ),
            rows=tuple(
                (
                    str(r * side + c + 1),
                    f"({part[0].start}, {part[1].start})",
                    " ".join(_text(float(v)) for v in image[part].ravel()),
                    figures(float(output[r, c])),
                    figures(float(above[r, c])),
                )
                for r, c, part in windows(len(image), size, stride)
            ),
        ),
    )
    return Frame(
        figure,
        (
            Reading(Localized("出力の形", "output shape"), f"{side} × {side}"),
            Reading(Localized("この窓の出力", "this window gives"), found if step else "–"),
            Reading(
                Localized("勾配が届いたマス", "cells with gradient"),
                f"{int(np.count_nonzero(routed))} / {image.size}",
            ),
            Reading(Localized("勾配の合計", "sum of gradient"), figures(float(routed.sum()))),
        ),
    )


TRIALS = (
    Trial(
        ask=Localized(
            "4×4 を 2×2、ストライド 2 で最大プーリングします。勾配が届くマスはいくつですか。",
            "Max pooling 2×2, stride 2, on 4×4: how many cells get gradient?",
        ),
        knobs={"kind": "max"},
        guesses=(Localized("4", "4"), Localized("8", "8"), Localized("16", "16")),
        happened=lambda outcome: {4: 0, 8: 1, 16: 2}[int(outcome.number("reached"))],
        because=Localized(
            "窓ごとに最大の 1 マスだけが出力を決めたので、勾配もそこだけに戻ります。",
            "One cell of each window made the output, so the gradient returns there alone.",
        ),
    ),
    Trial(
        ask=Localized(
            "16 マスがすべて同じ値です。最大プーリングの勾配は窓の 4 マスに分かれますか。",
            "All 16 cells are equal. Does max pooling split the gradient over the window?",
        ),
        knobs={"values": (2.0,) * 16, "upstream": "ones"},
        guesses=(
            Localized("4 マスに分かれる", "split over four"),
            Localized("1 マスだけに届く", "one cell gets all"),
        ),
        happened=lambda outcome: int(int(outcome.number("reached")) == 4),
        because=Localized(
            "argmax は先にある 1 マスを選ぶので、同点でも分かれません。",
            "argmax picks the first one: a tie is not shared.",
        ),
    ),
)
