"""What D26 shows: a table of arrays beside bars, and what to say of them."""

from __future__ import annotations

import numpy as np

from quizapp.demos.figure import Bars, Panels, Table
from quizapp.demos.lab._cell_arrays import (
    SETS,
    Block,
    Library,
    Part,
    bias_vectors,
    size,
)
from quizapp.records import Localized

LABELS = {
    "rnn": "RNN",
    "gru": "GRU",
    "lstm": "LSTM",
    "attention": "Multi-Head Attention",
    "feed-forward": "FFN",
    "dense": "Dense",
}


def formula(
    block: Block,
    parts: list[Part],
    library: Library,
    inputs: int,
    hidden: int,
    ways: int,
    layers: int,
    total: int,
) -> str:
    """The count written out: by the formula for one recurrent layer, else array by array."""
    if block in SETS and layers == 1:
        biases = bias_vectors(block, library)
        one = f"{SETS[block]}·({hidden}·({inputs}+{hidden}) + {biases}·{hidden})"
        extra = " + " + "+".join(
            str(size([part])) for part in parts if part[0].endswith("out")
        ) if parts[-1][0].endswith("out") else ""  # fmt: skip
        return f"{one}{' · 2' if ways == 2 else ''}{extra} = {total:,}"
    return " + ".join(f"{size([part]):,}" for part in parts[:6]) + (
        f" + … = {total:,}" if len(parts) > 6 else f" = {total:,}"
    )


def notice(
    block: Block, library: Library, cells: dict[str, int], heads: int, ratio: float
) -> Localized:
    """What to look at; ``ratio`` is the count by that of attention at the same width."""
    if block == "attention":
        return Localized(
            f"{heads} 個のヘッドは d を分け合うだけなので、Q・K・V・O の 4 つの d×d 行列と同じ数で"
            "す。",
            f"{heads} heads only share d among them: the count is that of four d×d matrices.",
        )
    if block == "feed-forward":
        return Localized(
            f"同じ d の Attention の {ratio:.2g} 倍のパラメータです。普通は FFN のほうが大きくなり"
            "ます。",
            f"{ratio:.2g} times the parameters of attention at the same d: most of a Transformer "
            "is here.",
        )
    if block == "dense":
        return Localized(
            "入力 1 つにつき重み 1 つ、それにユニットごとのバイアスです。",
            "One weight an input, and one bias a unit.",
        )
    if library == "keras" and block == "gru":
        return Localized(
            "Keras の GRU は reset_after=True が既定で、入力側と再帰側に別々のバイアスを持ちます。",
            "The Keras GRU has reset_after=True by default: one bias for inputs, one for states.",
        )
    return Localized(
        f"GRU は LSTM の {cells['gru'] / cells['lstm']:.0%}。ゲートが増えるほど、パラメータと計算"
        "も増えます。",
        f"A GRU has {cells['gru'] / cells['lstm']:.0%} of an LSTM; every gate costs parameters and "
        "time.",
    )


def bars(block: Block, parts: list[Part], cells: dict[str, int]) -> Bars:
    """The three cells side by side, or the arrays of another block."""
    if block in SETS:
        labels, values = [LABELS[name] for name in SETS], [cells[name] for name in SETS]
        markers = tuple(0 if name == block else 1 for name in SETS)
        title = Localized("セルどうしの比較", "The cells compared")
    else:
        labels, values = [name for name, _ in parts], [size([part]) for part in parts]
        markers = tuple(1 if name.startswith("b") else 0 for name, _ in parts)
        title = Localized("配列ごとの数", "Array by array")
    return Bars(
        title=title,
        summary=Localized(
            "、".join(f"{a} {b:,}" for a, b in zip(labels, values, strict=True)) + "。",
            ", ".join(f"{a} {b:,}" for a, b in zip(labels, values, strict=True)) + ".",
        ),
        labels=tuple(Localized(label, label) for label in labels),
        values=np.array(values, dtype=np.float64),
        low=0.0,
        markers=markers,
        shown=tuple(f"{value:,}" for value in values),
    )


def figure(block: Block, parts: list[Part], total: int, cells: dict[str, int]) -> Panels:
    """Every array with its shape and size, beside the bars."""
    drawn = bars(block, parts, cells)
    table = Table(
        title=Localized(LABELS[block], LABELS[block]),
        note=Localized(f"合計 {total:,}", f"total {total:,}"),
        columns=(
            Localized("配列", "array"), Localized("形", "shape"), Localized("個数", "count")
        ),
        rows=tuple(
            (name, " × ".join(str(n) for n in shape), f"{size([(name, shape)])}")
            for name, shape in parts
        ),
    )  # fmt: skip
    return Panels(
        title=Localized("パラメータの内訳", "Where the parameters are"),
        summary=Localized(
            f"{LABELS[block]} のパラメータは {total:,}。{drawn.summary.ja}",
            f"{LABELS[block]} has {total:,} parameters. {drawn.summary.en}",
        ),
        figures=(table, drawn),
        weights=(1, 1),
        table=table,
    )
