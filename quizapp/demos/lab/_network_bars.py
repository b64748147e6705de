"""Bars of parameters beside bars of multiplications, for D17."""

from __future__ import annotations

import numpy as np

from quizapp.demos.activations import Floats
from quizapp.demos.figure import Bars, Panels, Table
from quizapp.demos.lab._networks import Row, Shape
from quizapp.demos.numerals import figures
from quizapp.records import Localized


def shape_text(shape: Shape) -> str:
    """``96×55×55``, or one number for a vector."""
    return f"{shape[0]}" if shape[1:] == (1, 1) else "×".join(str(n) for n in shape)


def network_bars(rows: list[Row], start: tuple[int, int, int], step: int) -> Panels:
    """Bars of the parts that hold parameters; those not yet reached are empty."""
    parts: dict[str, list[tuple[int, Row]]] = {}
    for place, row in enumerate(rows):
        if row.op.kind in ("conv", "dense"):
            name = row.op.part or row.op.name
            parts.setdefault(name, []).append((place, row))
    names = list(parts)
    shapes = [shape_text(parts[name][-1][1].shape) for name in names]
    reached = [[row for place, row in parts[name] if place < step] for name in names]
    held = np.array([sum(row.parameters for row in part) for part in reached], dtype=np.float64)
    work = np.array(
        [sum(row.multiplications for row in part) for part in reached], dtype=np.float64
    )
    markers = tuple(0 if parts[name][0][1].op.kind == "conv" else 1 for name in names)
    total, done = sum(row.parameters for row in rows), int(held.sum())
    last = rows[step - 1] if step else None
    shape = shape_text(last.shape if last else start)
    return Panels(
        title=Localized("形とパラメータ数", "Shapes and parameters"),
        summary=Localized(
            f"{step} / {len(rows)} 層を通って {shape}。パラメータは {done:,} / {total:,}。",
            f"{step} of {len(rows)} layers give {shape}; {done:,} of {total:,} parameters so far.",
        ),
        figures=(
            _bars(
                Localized("パラメータ", "parameters"),
                [f"{name}  {text}" for name, text in zip(names, shapes, strict=True)],
                held,
                max(sum(row.parameters for _, row in part) for part in parts.values()),
                markers,
            ),
            _bars(
                Localized("乗算", "multiplications"),
                names,
                work,
                max(sum(row.multiplications for _, row in part) for part in parts.values()),
                markers,
            ),
        ),
        weights=(3, 2),
        table=Table(
            columns=(
                Localized("層", "layer"),
                Localized("出力の形", "output"),
                Localized("式", "formula"),
                Localized("パラメータ", "parameters"),
                Localized("乗算", "multiplications"),
            ),
            rows=(
                ("input", shape_text(start), "", "0", "0"),
                *(
                    (
                        row.op.name,
                        shape_text(row.shape),
                        row.text if row.parameters else "",
                        f"{row.parameters:,}",
                        f"{row.multiplications:,}",
                    )
                    for row in rows
                ),
            ),
        ),
    )


def _bars(
    title: Localized, labels: list[str], values: Floats, high: int, markers: tuple[int, ...]
) -> Bars:
    return Bars(
        title=title,
        summary=Localized(),
        labels=tuple(Localized(label, label) for label in labels),
        values=values,
        low=0.0,
        high=float(max(high, 1)),
        markers=markers,
        shown=tuple(_short(int(value)) for value in values),
    )


def _short(value: int) -> str:
    """A count in four figures with K, M or G; – before it is reached."""
    if value == 0:
        return "–"
    for power, letter in ((9, "G"), (6, "M"), (4, "K")):
        if value >= 10**power:
            return f"{figures(value / 10 ** (power if letter != 'K' else 3), 3)}{letter}"
    return str(value)
