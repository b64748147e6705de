"""The windows of a convolution along one axis, placed one by one, for D14.

Sources: Dumoulin & Visin 2016, *A guide to convolution arithmetic for deep learning*; for "same",
the TensorFlow API documentation of ``tf.nn.convolution``.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from quizapp.demos.convolutions import effective, out_side, refuse_too_large, transposed_side
from quizapp.errors import UsageError
from quizapp.words import tr

Mode = Literal["conv", "same", "transposed"]


@dataclass(frozen=True, slots=True)
class Slide:
    """One axis of a sliding window, settled.

    For a convolution the windows lie over the padded input; for a transposed one over the full
    output, of which ``before`` and ``after`` cells are cut off.
    """

    mode: Mode
    side: int
    kernel: int
    stride: int
    dilation: int
    before: int
    after: int
    length: int
    """Cells of the row that the windows lie over."""
    starts: tuple[int, ...]
    """First cell of every placement, found by trying."""

    @property
    def span(self) -> int:
        """Cells from a window's first to its last tap."""
        return effective(self.kernel, self.dilation)

    def taps(self, place: int) -> list[int]:
        """The cells that placement ``place`` touches."""
        return [self.starts[place] + self.dilation * tap for tap in range(self.kernel)]

    @property
    def counted(self) -> int:
        """The output side by counting: placements, or cells reached less those cut off."""
        if self.mode != "transposed":
            return len(self.starts)
        last = max(cell for place in range(len(self.starts)) for cell in self.taps(place))
        return last + 1 - self.before - self.after

    @property
    def unused(self) -> int:
        """Cells at the end that no window reaches (stride does not divide what is left)."""
        return self.length - (self.starts[-1] + self.span)


def settle(mode: Mode, side: int, kernel: int, stride: int, padding: int, dilation: int) -> Slide:
    """The row and every placement of the window on it; raises UsageError where nothing fits."""
    span = effective(kernel, dilation)
    before = after = padding
    if mode == "transposed":
        length = (side - 1) * stride + span
        if length <= 2 * padding:
            raise UsageError(
                tr(
                    "パディングで出力がすべて切り落とされます（全体 {length}、P = {padding}）。",
                    length=length,
                    padding=padding,
                ),
                mend=tr("使える値  {name} = 0 から {room}", name="padding", room=(length - 1) // 2),
            )
        starts = tuple(cell * stride for cell in range(side))
        return Slide(mode, side, kernel, stride, dilation, before, after, length, starts)
    if mode == "same":
        lacking = max((-(-side // stride) - 1) * stride + span - side, 0)
        before, after = lacking // 2, lacking - lacking // 2
    length = side + before + after
    if span > length:
        if dilation == 1:
            refuse_too_large(kernel, length)
        _refuse_dilated(kernel, dilation, length)
    starts = tuple(s for s in range(0, length, stride) if s + dilation * (kernel - 1) < length)
    return Slide(mode, side, kernel, stride, dilation, before, after, length, starts)


def _refuse_dilated(kernel: int, dilation: int, length: int) -> None:
    raise UsageError(
        tr(
            "広げたフィルタ D(K−1)+1 = {span} は、パディングを含めた入力（{room}）に入りません。",
            span=effective(kernel, dilation),
            room=length,
        ),
        mend=tr(
            "使える値  {name} = 1 から {room}",
            name="kernel",
            room=(length - 1) // dilation + 1,
        ),
    )


def formula_side(
    mode: Mode, side: int, kernel: int, stride: int, padding: int, dilation: int
) -> int:
    """The output side by the formula of its kind."""
    if mode == "transposed":
        return transposed_side(side, kernel, stride, padding, dilation)
    if mode == "same":
        return -(-side // stride)
    return out_side(side, kernel, stride, padding, dilation)


def exact_side(mode: Mode, side: int, slide: Slide, padding: int) -> Fraction:
    """The formula without rounding."""
    if mode == "transposed":
        return Fraction(slide.length - 2 * padding)
    if mode == "same":
        return Fraction(side, slide.stride)
    return Fraction(slide.length - slide.span, slide.stride) + 1
