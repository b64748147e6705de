"""Convolution and pooling in plain NumPy, shared by the demos of convolutional networks.

Images are ``(N, C, H, W)``: batch, channels, rows, columns. "Convolution" is what frameworks
compute under that name, cross-correlation: the filter is not flipped.

Sources: Dumoulin & Visin 2016, *A guide to convolution arithmetic for deep learning* (sizes);
Chellapilla, Puri & Simard 2006 (convolution as one matrix product).
"""

from __future__ import annotations

import numpy as np

from quizapp.demos.activations import Floats
from quizapp.errors import UsageError
from quizapp.words import tr


def effective(kernel: int, dilation: int = 1) -> int:
    """Cells from the first to the last tap of a dilated filter: ``D (K - 1) + 1``."""
    return dilation * (kernel - 1) + 1


def out_side(side: int, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    """Output side ``floor((N + 2P - D(K-1) - 1) / S) + 1``; 0 where the filter does not fit."""
    room = side + 2 * padding - effective(kernel, dilation)
    return room // stride + 1 if room >= 0 else 0


def transposed_side(
    side: int, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1
) -> int:
    """Output side of a transposed convolution: ``(N - 1) S - 2P + D(K-1) + 1``."""
    return (side - 1) * stride - 2 * padding + effective(kernel, dilation)


def refuse_too_large(kernel: int, room: int, *, name: str = "kernel") -> None:
    """Raise UsageError, naming the knob and its largest value, where a filter does not fit."""
    if kernel > room:
        raise UsageError(
            tr(
                "フィルタ（{kernel}）が、パディングを含めた入力（{room}）より大きくなっています。",
                kernel=kernel,
                room=room,
            ),
            mend=tr("使える値  {name} = 1 から {room}", name=name, room=room),
        )


def pad(images: Floats, padding: int) -> Floats:
    """The images with ``padding`` zeros on all four sides: (N, C, H + 2P, W + 2P)."""
    return np.pad(images, ((0, 0), (0, 0), (padding, padding), (padding, padding)))


def im2col(images: Floats, kernel: int, stride: int = 1, padding: int = 0) -> Floats:
    """One row a window, one column a tap: (N · OH · OW, C · K · K).

    Rows run over images, then output rows, then output columns; columns over channels, then the
    rows and columns of the filter.
    """
    padded = pad(images, padding)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kernel, kernel), axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride]  # (N, C, OH, OW, K, K)
    n, c, rows, columns = windows.shape[:4]
    return windows.transpose(0, 2, 3, 1, 4, 5).reshape(n * rows * columns, c * kernel * kernel)


def col2im(
    columns: Floats,
    shape: tuple[int, int, int, int],
    kernel: int,
    stride: int = 1,
    padding: int = 0,
    *,
    add: bool = True,
) -> Floats:
    """Lay the rows of a patch matrix back onto images of ``shape`` (N, C, H, W).

    With ``add`` this is the adjoint of ``im2col``: where windows overlap, their values are summed.
    Without it the last window written wins, which is the mistake of ``=`` for ``+=``.
    """
    n, c, height, width = shape
    rows = out_side(height, kernel, stride, padding)
    across = out_side(width, kernel, stride, padding)
    windows = columns.reshape(n, rows, across, c, kernel, kernel)
    laid = np.zeros((n, c, height + 2 * padding, width + 2 * padding))
    for row in range(rows):
        for column in range(across):
            top, left = row * stride, column * stride
            place = (..., slice(top, top + kernel), slice(left, left + kernel))
            laid[place] = windows[:, row, column] + (laid[place] if add else 0.0)
    return laid[:, :, padding : padding + height, padding : padding + width]


def convolve(images: Floats, filters: Floats, stride: int = 1, padding: int = 0) -> Floats:
    """Output maps (N, F, OH, OW) for filters (F, C, K, K), as one matrix product."""
    count, _, kernel, _ = filters.shape
    n, _, height, width = images.shape
    shape = (
        n,
        out_side(height, kernel, stride, padding),
        out_side(width, kernel, stride, padding),
        count,
    )
    product = im2col(images, kernel, stride, padding) @ filters.reshape(count, -1).T
    return product.reshape(shape).transpose(0, 3, 1, 2)


def convolve_loops(images: Floats, filters: Floats, stride: int = 1, padding: int = 0) -> Floats:
    """The same maps, one window at a time: each is the sum of patch times filter."""
    padded = pad(images, padding)
    count, _, kernel, _ = filters.shape
    n, _, height, width = padded.shape
    rows, columns = (height - kernel) // stride + 1, (width - kernel) // stride + 1
    made = np.zeros((n, count, rows, columns))
    for row in range(rows):
        for column in range(columns):
            top, left = row * stride, column * stride
            patch = padded[:, None, :, top : top + kernel, left : left + kernel]
            made[:, :, row, column] = (patch * filters).sum(axis=(2, 3, 4))
    return made
