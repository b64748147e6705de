"""Pictures of the patch matrix: windows becoming rows, and rows going back, for D13."""

from __future__ import annotations

from typing import Literal

import numpy as np

from quizapp.demos.activations import Floats
from quizapp.demos.convolutions import col2im, out_side, pad
from quizapp.demos.figure import Cells, Panels, Table
from quizapp.demos.numerals import figures
from quizapp.demos.spec import Frame, Reading
from quizapp.records import Localized

Write = Literal["add", "overwrite"]

_ROWS_SHOWN = 9
_WIDEST_TEXT = 9
"""Columns of the patch matrix that still carry their numbers; more are drawn as shades."""


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


def forward_frame(
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


def backward_frame(
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
    laid: Floats = col2im(reached, one, kernel, stride, padding)[0, 0]
    return laid if add else np.minimum(laid, 1.0)
