"""Known convolutional networks as lists of layers, and the walk that counts them, for D17.

Shapes are (channels, rows, columns). Batch normalisation and activations are left out: they
change no shape, and the counts usually quoted for these networks are of weights and biases.

Sources: LeCun et al. 1998 (LeNet-5, here with plain pooling and full connections between maps);
Krizhevsky, Sutskever & Hinton 2012 (AlexNet; the paper's 224 is 227, or 224 with padding, in every
implementation that gives 55); Simonyan & Zisserman 2015 (VGG-16, table 1 D); He et al. 2016 (blocks
of ResNet, fig. 5).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quizapp.demos.convolutions import out_side

Shape = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Op:
    """One layer before its input is known."""

    name: str
    kind: str
    """conv, pool, flatten, average (global) or dense."""
    outputs: int = 0
    kernel: int = 1
    stride: int = 1
    padding: int = 0
    groups: int = 1
    bias: bool = True
    part: str = ""
    """The bar that the layer belongs to; its own name when left out."""


@dataclass(frozen=True, slots=True)
class Row:
    """One layer with its input settled."""

    op: Op
    shape: Shape
    """What comes out."""
    parameters: int
    multiplications: int
    arrays: tuple[tuple[int, ...], ...]
    """Shapes of the weight and the bias."""
    text: str
    """The count of parameters as a sum, for example ``96·(3·11² + 1)``."""


class TooSmall(Exception):
    """A layer found nothing left to work on; its name is the argument."""


def walk(ops: Sequence[Op], shape: Shape) -> list[Row]:
    """The rows of a network on an input of ``shape``; raises TooSmall."""
    rows = []
    for op in ops:
        channels, height, width = shape
        if op.kind in ("conv", "pool"):
            high, wide = (
                out_side(side, op.kernel, op.stride, op.padding) for side in (height, width)
            )
            if min(high, wide) < 1:
                raise TooSmall(op.name)
            shape = (op.outputs if op.kind == "conv" else channels, high, wide)
        elif op.kind == "flatten":
            shape = (channels * height * width, 1, 1)
        elif op.kind == "average":
            shape = (channels, 1, 1)
        else:
            shape = (op.outputs, 1, 1)
        rows.append(_row(op, channels, shape))
    return rows


def _row(op: Op, channels: int, shape: Shape) -> Row:
    if op.kind not in ("conv", "dense"):
        return Row(op, shape, 0, 0, (), "0")
    inner = channels // op.groups * op.kernel**2
    parameters = op.outputs * (inner + op.bias)
    kernel = (op.kernel, op.kernel) if op.kind == "conv" else ()
    arrays: tuple[tuple[int, ...], ...] = ((op.outputs, channels // op.groups, *kernel),)
    if op.bias:
        arrays = (*arrays, (op.outputs,))
    reach = f"{channels // op.groups}" + (f"·{op.kernel}²" if op.kind == "conv" else "")
    text = f"{op.outputs}·({reach} + 1)" if op.bias else f"{op.outputs}·{reach}"
    return Row(op, shape, parameters, op.outputs * inner * shape[1] * shape[2], arrays, text)


def single(outputs: int, kernel: int, stride: int, padding: int, *, bias: bool) -> list[Op]:
    """One convolution."""
    return [Op("conv", "conv", outputs, kernel, stride, padding, bias=bias)]


def lenet() -> list[Op]:
    """32-28-14-10-5, then 120-84-10."""
    return [
        Op("conv1", "conv", 6, 5),
        Op("pool1", "pool", kernel=2, stride=2),
        Op("conv2", "conv", 16, 5),
        Op("pool2", "pool", kernel=2, stride=2),
        Op("flatten", "flatten"),
        Op("fc3", "dense", 120),
        Op("fc4", "dense", 84),
        Op("fc5", "dense", 10),
    ]


def alexnet(groups: int) -> list[Op]:
    """Five convolutions and three dense layers; ``groups`` 2 splits conv2, 4 and 5 in halves."""
    return [
        Op("conv1", "conv", 96, 11, 4),
        Op("pool1", "pool", kernel=3, stride=2),
        Op("conv2", "conv", 256, 5, 1, 2, groups),
        Op("pool2", "pool", kernel=3, stride=2),
        Op("conv3", "conv", 384, 3, 1, 1),
        Op("conv4", "conv", 384, 3, 1, 1, groups),
        Op("conv5", "conv", 256, 3, 1, 1, groups),
        Op("pool5", "pool", kernel=3, stride=2),
        Op("flatten", "flatten"),
        Op("fc6", "dense", 4096),
        Op("fc7", "dense", 4096),
        Op("fc8", "dense", 1000),
    ]


def vgg16() -> list[Op]:
    """Thirteen 3x3 convolutions in five blocks, and three dense layers."""
    ops = []
    for block, (count, outputs) in enumerate(
        ((2, 64), (2, 128), (3, 256), (3, 512), (3, 512)), start=1
    ):
        for place in range(1, count + 1):
            part = f"conv{block} ×{count}"
            ops.append(Op(f"conv{block}-{place}", "conv", outputs, 3, 1, 1, part=part))
        ops.append(Op(f"pool{block}", "pool", kernel=2, stride=2))
    return [
        *ops,
        Op("flatten", "flatten"),
        Op("fc6", "dense", 4096),
        Op("fc7", "dense", 4096),
        Op("fc8", "dense", 1000),
    ]


def basic(width: int, *, bias: bool) -> list[Op]:
    """ResNet's block of two 3x3 convolutions; the skip has no parameters."""
    return [Op(f"3×3 {name}", "conv", width, 3, 1, 1, bias=bias) for name in ("a", "b")]


def bottleneck(width: int, middle: int, *, bias: bool) -> list[Op]:
    """ResNet's block of 1x1 down to ``middle``, 3x3, and 1x1 back to ``width``."""
    return [
        Op("1×1 a", "conv", middle, bias=bias),
        Op("3×3 b", "conv", middle, 3, 1, 1, bias=bias),
        Op("1×1 c", "conv", width, bias=bias),
    ]


def head(kind: str, outputs: int) -> list[Op]:
    """From a map to classes, by flattening it or by its global average."""
    name = "GAP" if kind == "average" else kind
    return [Op(name, kind), Op(f"{name} → fc", "dense", outputs)]
