"""D13: convolution as one matrix product, and the way back.

``im2col`` writes every window of the image as one row; the convolution is then a product of two
matrices. ``col2im`` lays rows back onto the image. The windows overlap, so the values have to be
added: only then is it the adjoint that backpropagation needs.

Source: Chellapilla, Puri & Simard 2006, *High performance convolutional neural networks for
document processing*.
"""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np

from quizapp.demos import usual
from quizapp.demos.activations import Floats
from quizapp.demos.convolutions import (
    col2im,
    convolve,
    convolve_loops,
    im2col,
    out_side,
    refuse_too_large,
)
from quizapp.demos.lab._patch_views import Write, backward_frame, forward_frame
from quizapp.demos.numerals import figures
from quizapp.demos.spec import Choice, Claim, Frame, Outcome, Range, Result, Trial
from quizapp.records import Localized

Direction = Literal["im2col", "col2im"]
Content = Literal["count", "ones", "random"]
Filter = Literal["difference", "ones", "random"]

_FORWARD = {"direction": ("im2col",)}
_BACK = {"direction": ("col2im",)}


def run(
    direction: Annotated[
        Direction, Choice("向き", "direction", {"im2col": "im2col", "col2im": "col2im"})
    ] = "im2col",
    batch: Annotated[int, Range("画像の数 N", "images N", 1, 4)] = 1,
    channels: Annotated[int, Range("チャネル数 C", "channels C", 1, 3)] = 1,
    height: Annotated[int, Range("高さ H", "height H", 2, 6)] = 4,
    width: Annotated[int, Range("幅 W", "width W", 2, 6)] = 4,
    kernel: Annotated[int, Range("フィルタの辺 K", "filter side K", 1, 5)] = 3,
    stride: Annotated[int, Range("ストライド S", "stride S", 1, 3)] = 1,
    padding: Annotated[int, Range("パディング P", "padding P", 0, 2)] = 0,
    image: Annotated[
        Content,
        Choice(
            "画像",
            "image",
            {
                "count": Localized("1, 2, 3, …", "1, 2, 3, …"),
                "ones": Localized("すべて 1", "all 1"),
                "random": Localized("乱数", "random"),
            },
            when=_FORWARD,
        ),
    ] = "count",
    weights: Annotated[
        Filter,
        Choice(
            "フィルタ",
            "filter",
            {
                "difference": Localized("左上 − 右下", "corner − corner"),
                "ones": Localized("すべて 1", "all 1"),
                "random": Localized("乱数", "random"),
            },
            when=_FORWARD,
        ),
    ] = "difference",
    write: Annotated[
        Write,
        Choice(
            "重なりの扱い",
            "where windows overlap",
            {
                "add": Localized("足す +=", "add +="),
                "overwrite": Localized("上書き =", "overwrite ="),
            },
            when=_BACK,
        ),
    ] = "add",
    seed: Annotated[int, usual.seed()] = 0,
) -> Outcome:
    """The patch matrix of a batch (N, C, H, W), or an all-ones matrix laid back onto it.

    Raises UsageError when the filter is larger than the padded image.
    """
    refuse_too_large(kernel, min(height, width) + 2 * padding)
    rng = np.random.default_rng(seed)
    shape = (batch, channels, height, width)
    images = content(image, shape, rng)
    filters = filter_of(weights, channels, kernel, rng)
    side = (out_side(height, kernel, stride, padding), out_side(width, kernel, stride, padding))
    columns = im2col(images, kernel, stride, padding)
    product = (columns @ filters.reshape(1, -1).T).reshape(batch, *side)
    looped = convolve_loops(images, filters, stride, padding)[:, 0]
    ones = np.ones_like(columns)
    summed, written = (
        col2im(ones, shape, kernel, stride, padding, add=add) for add in (True, False)
    )
    back = summed if write == "add" else written
    results: dict[str, Result] = {
        "rows": columns.shape[0],
        "columns": columns.shape[1],
        "shape": (float(columns.shape[0]), float(columns.shape[1])),
        "out_height": side[0],
        "out_width": side[1],
        "output": tuple(float(v) for v in product[0].ravel()),
        "col2im": tuple(float(v) for v in back[0, 0].ravel()),
        "centre": float(back[0, 0, height // 2, width // 2]),
        "copies": float(columns.size / images.size),
    }
    steps = len(columns)

    def at(step: int) -> Frame:
        if direction == "im2col":
            return forward_frame(images, columns, product, kernel, stride, padding, step)
        return backward_frame(shape, columns.shape, kernel, stride, padding, write, step)

    last = at(steps)
    n, c = batch, channels
    return Outcome(
        figure=last.figure,
        results=results,
        claims=_claims(images, columns, product, looped, rng, kernel, stride, padding),
        notice=_notice(direction, write, summed, written, results),
        formula=f"(N·OH·OW, C·K·K) = ({n}·{side[0]}·{side[1]}, {c}·{kernel}·{kernel}) = "
        f"({columns.shape[0]}, {columns.shape[1]})",
        readings=last.readings,
        steps=steps,
        at=at,
    )


def content(kind: Content, shape: tuple[int, int, int, int], rng: np.random.Generator) -> Floats:
    """The batch of ``shape``: counted through from 1, all ones, or whole numbers -9…9."""
    if kind == "ones":
        return np.ones(shape)
    if kind == "random":
        return rng.integers(-9, 10, size=shape).astype(np.float64)
    return np.arange(1, np.prod(shape) + 1, dtype=np.float64).reshape(shape)


def filter_of(kind: Filter, channels: int, kernel: int, rng: np.random.Generator) -> Floats:
    """One filter (1, C, K, K); "difference" is 1 at the top left and -1 at the bottom right.

    A 1 x 1 "difference" has one corner only and copies the image.
    """
    if kind == "ones":
        return np.ones((1, channels, kernel, kernel))
    if kind == "random":
        return rng.integers(-2, 3, size=(1, channels, kernel, kernel)).astype(np.float64)
    made = np.zeros((1, channels, kernel, kernel))
    made[:, :, -1, -1] = -1.0
    made[:, :, 0, 0] = 1.0
    return made


def _claims(
    images: Floats,
    columns: Floats,
    product: Floats,
    looped: Floats,
    rng: np.random.Generator,
    kernel: int,
    stride: int,
    padding: int,
) -> tuple[Claim, ...]:
    x, y = rng.normal(size=images.shape), rng.normal(size=columns.shape)
    forward = float(np.sum(im2col(x, kernel, stride, padding) * y))
    sums, overwritten = (
        float(np.sum(x * col2im(y, x.shape, kernel, stride, padding, add=add)))
        for add in (True, False)
    )
    overlap = bool(np.any(col2im(np.ones_like(y), x.shape, kernel, stride, padding) > 1))
    f = rng.normal(size=(2, x.shape[1], kernel, kernel))
    slow = convolve_loops(x, f, stride, padding)
    claims = [
        Claim(
            "loops",
            Localized(
                "行列の積は、窓を 1 つずつ動かす 2 重ループと 10⁻¹² 以内で等しい",
                "the matrix product is the loop over windows, within 10⁻¹²",
            ),
            _close(product, looped) and _close(convolve(x, f, stride, padding), slow),
        ),
        Claim(
            "adjoint",
            Localized(
                "+= の col2im は im2col の随伴: ⟨im2col(x), y⟩ = ⟨x, col2im(y)⟩",
                "with += col2im is the adjoint: ⟨im2col(x), y⟩ = ⟨x, col2im(y)⟩",
            ),
            abs(forward - sums) <= 1e-10 * max(1.0, abs(forward)),
        ),
    ]
    if overlap:
        claims.append(
            Claim(
                "overwrite",
                Localized(
                    "窓が重なるとき、= では随伴にならない（勾配が失われる）",
                    "where windows overlap, = is no adjoint: gradient is lost",
                ),
                abs(forward - overwritten) > 1e-6,
            )
        )
    return tuple(claims)


def _close(a: Floats, b: Floats) -> bool:
    return bool(np.max(np.abs(a - b)) <= 1e-12 * max(1.0, float(np.abs(b).max())))


def _notice(
    direction: Direction, write: Write, summed: Floats, written: Floats, results: dict[str, Result]
) -> Localized:
    if direction == "im2col":
        copies = figures(float(str(results["copies"])), 3)
        return Localized(
            f"窓 1 つが 1 行になります。重なる画素は何度も写され、数は元の {copies} 倍です。",
            f"Each window is one row. Pixels that windows share are copied: {copies} times as "
            "many numbers.",
        )
    if write == "overwrite":
        return Localized(
            f"上書きでは、重なりの {int(summed.sum() - written.sum())} 回分の勾配が消えます。",
            f"Overwriting loses {int(summed.sum() - written.sum())} contributions of the gradient.",
        )
    return Localized(
        f"1 つの画素を見た窓の数だけ足されます。最も多い画素で {int(summed.max())} 回です。",
        f"A pixel gets one part from each window that saw it, {int(summed.max())} at most.",
    )


TRIALS = (
    Trial(
        ask=Localized(
            "すべて 1 の行列を 3×3 の画像に col2im で戻します（2×2、ストライド 1）。中央の値は？",
            "Rows of ones go back to a 3×3 image (2×2, stride 1). What is at the centre?",
        ),
        knobs={"direction": "col2im", "height": 3, "width": 3, "kernel": 2},
        guesses=(Localized("1", "1"), Localized("2", "2"), Localized("4", "4")),
        happened=lambda outcome: {1.0: 0, 2.0: 1, 4.0: 2}[outcome.number("centre")],
        because=Localized(
            "中央の画素は 4 つの窓すべてに入るので、4 回足されます。",
            "The centre lies in all four windows, so four parts are added.",
        ),
    ),
    Trial(
        ask=Localized(
            "ストライドをフィルタの辺と同じにすると、画素は何回写されますか。",
            "With a stride as long as the filter, how often is a pixel copied?",
        ),
        knobs={"kernel": 2, "stride": 2},
        guesses=(
            Localized("ちょうど 1 回", "exactly once"),
            Localized("2 回以上", "more than once"),
        ),
        happened=lambda outcome: int(outcome.number("copies") > 1.0),
        because=Localized(
            "窓が重ならないので、行列は画像の並べ替えにすぎません。",
            "No windows overlap: the matrix is the image in another order.",
        ),
    ),
)
