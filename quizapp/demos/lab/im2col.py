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

from quizapp.demos.activations import Floats
from quizapp.demos.convolutions import (
    col2im,
    convolve,
    convolve_loops,
    im2col,
    out_side,
    pad,
    refuse_too_large,
)
from quizapp.demos.figure import Cells, Panels, Table
from quizapp.demos.numerals import figures
from quizapp.demos.spec import Choice, Claim, Frame, Outcome, Range, Reading, Result, Trial
from quizapp.records import Localized

Direction = Literal["im2col", "col2im"]
Content = Literal["count", "ones", "random"]
Filter = Literal["difference", "ones", "random"]
Write = Literal["add", "overwrite"]

_ROWS_SHOWN = 9
_WIDEST_TEXT = 9
"""Columns of the patch matrix that still carry their numbers; more are drawn as shades."""
_FORWARD = {"direction": ("im2col",)}
_BACK = {"direction": ("col2im",)}


def run(
    direction: Annotated[
        Direction, Choice("向き", "direction", {"im2col": "im2col", "col2im": "col2im"})
    ] = "im2col",
    batch: Annotated[int, Range("画像の数 N", "images N", 1, 4)] = 1,
    channels: Annotated[int, Range("チャネル数 C", "channels C", 1, 3)] = 1,
    height: Annotated[int, Range("高さ H", "height H", 2, 8)] = 4,
    width: Annotated[int, Range("幅 W", "width W", 2, 8)] = 4,
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
    seed: Annotated[int, Range("乱数の種", "seed", 0, 99)] = 0,
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
            return _forward(images, columns, product, kernel, stride, padding, step)
        return _backward(shape, columns.shape, kernel, stride, padding, write, step)

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


def _window(
    place: int, shape: tuple[int, int], kernel: int, stride: int
) -> tuple[int, int, int, int]:
    row, column = divmod(place, shape[1])
    top, left = row * stride, column * stride
    return top, top + kernel, left, left + kernel


def _texts(values: Floats) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(f"{int(v)}" for v in row) for row in values)


def _span(values: Floats) -> tuple[float, float]:
    """A scale for shades that is even about 0 where values are negative."""
    high = max(float(np.abs(values).max(initial=0.0)), 1.0)
    return (-high, high) if float(values.min(initial=0.0)) < 0 else (0.0, high)


def _cells(
    title: Localized,
    values: Floats,
    window: tuple[int, int, int, int] | None = None,
    *,
    labels: tuple[str, ...] = (),
    texts: bool = True,
    scale: Floats | None = None,
) -> Cells:
    low, high = _span(values if scale is None else scale)
    return Cells(
        title=title,
        summary=Localized(),
        values=values,
        low=low,
        high=high,
        diverging=low < 0,
        texts=_texts(values) if texts else (),
        window=window,
        row_labels=labels,
    )


def _forward(
    images: Floats,
    columns: Floats,
    product: Floats,
    kernel: int,
    stride: int,
    padding: int,
    step: int,
) -> Frame:
    """The image with the present window, the rows of the matrix so far, the output so far."""
    n, rows, across = product.shape
    place = min(max(step, 1), len(columns)) - 1
    sample, inside = divmod(place, rows * across)
    start = min(max(place - _ROWS_SHOWN + 1, 0), max(len(columns) - _ROWS_SHOWN, 0))
    shown = columns[start : start + _ROWS_SHOWN].copy()
    shown[max(step - start, 0) :] = 0.0
    output = np.where(
        np.arange(rows * across) < step - sample * rows * across, product[sample].ravel(), 0.0
    ).reshape(rows, across)
    padded = pad(images, padding)[sample, 0]
    small = max(padded.shape) <= 8
    marked = (place - start, place - start + 1, 0, columns.shape[1]) if step else None
    channels = images.shape[1]
    head = Localized(f"画像 {sample + 1} / {n}", f"image {sample + 1} of {n}")
    if channels > 1:
        head = Localized(head.ja + f"（{channels} 枚中の 1 枚）", head.en + f" (1 of {channels})")
    figure = Panels(
        title=Localized("窓が 1 行になる", "A window becomes a row"),
        summary=Localized(
            f"{step} / {len(columns)} 個の窓を行にしました。パッチ行列は {columns.shape[0]} × "
            f"{columns.shape[1]}。",
            f"{step} of {len(columns)} windows are rows; the patch matrix is {columns.shape[0]} × "
            f"{columns.shape[1]}.",
        ),
        figures=(
            _cells(
                head, padded, _window(inside, (rows, across), kernel, stride),
                texts=small, scale=images,
            ),
            _cells(
                Localized(f"行列 {columns.shape[0]}×{columns.shape[1]}",
                          f"matrix {columns.shape[0]}×{columns.shape[1]}"),
                shown, marked,
                labels=tuple(f"{start + i + 1:>2}" for i in range(len(shown))),
                texts=columns.shape[1] <= _WIDEST_TEXT, scale=images,
            ),
            _cells(
                Localized(f"出力 {rows}×{across}", f"output {rows}×{across}"), output,
                scale=product, texts=across <= 6,
            ),
        ),
        weights=(3, 5, 2),
        table=Table(
            columns=(
                Localized("行", "row"),
                Localized("窓の左上", "window at"),
                Localized("並べた値", "values"),
                Localized("出力", "output"),
            ),
            rows=tuple(
                (
                    str(row + 1),
                    _corner(row, (rows, across), stride),
                    " ".join(f"{int(v)}" for v in columns[row]),
                    figures(float(product.ravel()[row])),
                )
                for row in range(len(columns))
            ),
        ),
    )  # fmt: skip
    return Frame(
        figure,
        (
            Reading(
                Localized("パッチ行列", "patch matrix"),
                f"{columns.shape[0]} × {columns.shape[1]}",
            ),
            Reading(Localized("出力の形", "output shape"), f"({n}, 1, {rows}, {across})"),
            Reading(
                Localized("この窓の積和", "this window's sum"),
                figures(float(product.ravel()[place])) if step else "–",
            ),
        ),
    )


def _corner(row: int, shape: tuple[int, int], stride: int) -> str:
    _, inside = divmod(row, shape[0] * shape[1])
    top, _, left, _ = _window(inside, shape, 1, stride)
    return f"({top}, {left})"


def _backward(
    shape: tuple[int, int, int, int],
    matrix: tuple[int, ...],
    kernel: int,
    stride: int,
    padding: int,
    write: Write,
    step: int,
) -> Frame:
    """Rows of ones laid back one by one: how often each pixel has been written so far."""
    rows = out_side(shape[2], kernel, stride, padding)
    across = out_side(shape[3], kernel, stride, padding)
    each = rows * across
    place = min(max(step, 1), matrix[0]) - 1
    sample, inside = divmod(place, each)
    done = np.zeros(matrix)
    done[:step] = 1.0
    # Without += a row not yet reached would wipe what lies there, so only those reached are laid.
    both = []
    for add in (True, False):
        reached = done[sample * each : (sample + 1) * each]
        both.append(_laid(reached, shape, kernel, stride, padding, add=add))
    chosen = both[0] if write == "add" else both[1]
    full = col2im(np.ones(matrix), shape, kernel, stride, padding)[0, 0]
    top, bottom, left, right = _window(inside, (rows, across), kernel, stride)
    values = np.pad(chosen, padding)
    figure = Panels(
        title=Localized("行を画像に戻す", "Rows go back to the image"),
        summary=Localized(
            f"{step} / {matrix[0]} 行を戻しました。最も大きい値は {int(chosen.max())}。",
            f"{step} of {matrix[0]} rows are back; the largest value is {int(chosen.max())}.",
        ),
        figures=(
            _cells(
                Localized("すべて 1 の行を戻す", "rows of ones laid back"),
                values,
                (top, bottom, left, right),
                texts=max(values.shape) <= 8,
                scale=full,
            ),
            _cells(Localized("+= で足す", "added with +="), both[0], scale=full, texts=True),
            _cells(Localized("= で上書き", "overwritten with ="), both[1], scale=full, texts=True),
        ),
        weights=(3, 2, 2),
        table=Table(
            columns=(
                Localized("画素", "pixel"),
                Localized("見た窓の数", "windows"),
                Localized("+=", "+="),
                Localized("=", "="),
            ),
            rows=tuple(
                (
                    f"({r}, {c})",
                    str(int(full[r, c])),
                    str(int(both[0][r, c])),
                    str(int(both[1][r, c])),
                )
                for r in range(shape[2])
                for c in range(shape[3])
            ),
        ),
    )
    centre = (shape[2] // 2, shape[3] // 2)
    return Frame(
        figure,
        (
            Reading(
                Localized(f"画素 ({centre[0]}, {centre[1]})", f"pixel ({centre[0]}, {centre[1]})"),
                f"{int(chosen[centre])}",
            ),
            Reading(Localized("最大の値", "largest value"), f"{int(chosen.max())}"),
            Reading(Localized("合計", "sum"), f"{int(chosen.sum())}"),
        ),
    )


def _laid(
    reached: Floats,
    shape: tuple[int, int, int, int],
    kernel: int,
    stride: int,
    padding: int,
    *,
    add: bool,
) -> Floats:
    """How the first channel of one image stands after the rows of 1 in ``reached``."""
    one = (1, shape[1], shape[2], shape[3])
    laid = col2im(reached, one, kernel, stride, padding)[0, 0]
    return laid if add else np.minimum(laid, 1.0)


TRIALS = (
    Trial(
        ask=Localized(
            "すべて 1 の行列を 3×3 の画像に col2im で戻します（2×2、ストライド 1）。中央の値は？",
            "Rows of ones go back to a 3×3 image (2×2, stride 1). What is at the centre?",
        ),
        knobs={"direction": "col2im", "height": 3, "width": 3, "kernel": 2},
        guesses=(Localized("1", "1"), Localized("2", "2"), Localized("4", "4")),
        happened=lambda outcome: {1.0: 0, 2.0: 1, 4.0: 2}[float(str(outcome.results["centre"]))],
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
        happened=lambda outcome: int(float(str(outcome.results["copies"])) > 1.0),
        because=Localized(
            "窓が重ならないので、行列は画像の並べ替えにすぎません。",
            "No windows overlap: the matrix is the image in another order.",
        ),
    ),
)
