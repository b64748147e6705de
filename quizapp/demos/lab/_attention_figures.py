"""The figures of D31: scores and weights, a softmax by hand, the spread of q·k, patches."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from quizapp.demos.activations import Floats
from quizapp.demos.figure import Axis, Bars, Cells, Histogram, Panels, Table
from quizapp.demos.lab._attention import Attended
from quizapp.demos.numerals import figures
from quizapp.demos.spec import Reading
from quizapp.records import Localized

_FRAMED = 10
"""More rows than this are drawn two in a line, where a frame would only dim its neighbours."""


def map_readings(
    attended: Attended, allowed: NDArray[np.bool_], row: int, n: int, d: int
) -> tuple[Reading, ...]:
    weights = attended.weights[row]
    return (
        Reading(Localized("クエリ", "query"), f"{row + 1} / {n}"),
        Reading(Localized("見てよいキー", "keys it may see"), str(int(allowed[row].sum()))),
        Reading(Localized("最大の重み", "largest weight"), figures(float(weights.max()), 3)),
        Reading(Localized("見てよい組", "pairs in all"), str(int(allowed.sum()))),
        Reading(Localized("積の数 n²·d", "products n²·d"), f"{n * n * d:,}"),
    )


def weights_map(attended: Attended, allowed: NDArray[np.bool_], row: int) -> Panels:
    n = len(allowed)
    finite = attended.scores
    reach = float(np.abs(finite).max()) or 1.0

    def cell(value: float, seen: bool, digits: int) -> str:
        return f"{value:.{digits}f}" if seen else "x"

    def texts(values: Floats, digits: int, *, masked: bool) -> tuple[tuple[str, ...], ...]:
        return tuple(
            tuple(
                cell(float(values[i, j]), bool(allowed[i, j]) or not masked, digits)
                for j in range(n)
            )
            for i in range(n)
        )

    small = n <= 6
    names = tuple(str(i + 1) for i in range(n))
    last = attended.weights[row]
    strongest = int(last.argmax())
    return Panels(
        title=Localized("スコアと重み", "Scores and weights"),
        summary=Localized(
            f"{n} 個のトークンで見てよい組は {int(allowed.sum())}。{row + 1} 番目は "
            f"{strongest + 1} 番目を {last[strongest]:.2f} の重みで最も強く見る。",
            f"{int(allowed.sum())} pairs of {n} tokens may be seen; token {row + 1} looks "
            f"most at token {strongest + 1}, with weight {last[strongest]:.2f}.",
        ),
        figures=(
            Cells(
                title=Localized("スコア", "Scores"),
                note=Localized("行がクエリ、列がキー", "row query, column key"),
                summary=Localized(),
                values=finite,
                low=-reach,
                high=reach,
                diverging=True,
                texts=texts(finite, 1, masked=True) if small else (),
                row_labels=names,
                column_labels=names,
                window=(row, row + 1, 0, n) if n <= _FRAMED else None,
            ),
            Cells(
                title=Localized("重み", "Weights"),
                note=Localized("x は見えない", "x is hidden"),
                summary=Localized(),
                values=attended.weights,
                texts=texts(attended.weights, 2, masked=True) if small else (),
                row_labels=names,
                column_labels=names,
                window=(row, row + 1, 0, n) if n <= _FRAMED else None,
            ),
        ),
        table=Table(
            columns=(
                Localized("クエリ", "query"),
                *(Localized(f"キー {i + 1}", f"key {i + 1}") for i in range(n)),
            ),
            rows=tuple(
                (str(i + 1), *(cell(float(attended.weights[i, j]), bool(allowed[i, j]), 3)
                               for j in range(n)))
                for i in range(n)
            ),
        ),
    )  # fmt: skip


def by_hand(
    scores: tuple[float, ...], values: tuple[float, ...], weights: Floats, context: float
) -> Bars:
    return Bars(
        title=Localized("softmax の重み", "Softmax weights"),
        note=Localized(f"文脈 {figures(context, 5)}", f"context {figures(context, 5)}"),
        summary=Localized(
            f"重みは {', '.join(figures(float(w)) for w in weights)}、文脈は "
            f"{figures(context, 5)}。",
            f"The weights are {', '.join(figures(float(w)) for w in weights)}, the context "
            f"is {figures(context, 5)}.",
        ),
        labels=tuple(
            Localized(f"s = {figures(s)}, v = {figures(v)}", f"s = {figures(s)}, v = {figures(v)}")
            for s, v in zip(scores, values, strict=True)
        ),
        values=weights,
        low=0.0,
        high=1.0,
        shown=tuple(figures(float(w), 5) for w in weights),
        table=Table(
            columns=(
                Localized("スコア", "score"),
                Localized("exp", "exp, largest 1"),
                Localized("重み", "weight"),
                Localized("値", "value"),
                Localized("重み × 値", "weight × value"),
            ),
            rows=tuple(
                (
                    figures(s),
                    figures(math.exp(s - max(scores)), 5),
                    figures(float(w), 5),
                    figures(v),
                    figures(float(w) * v, 5),
                )
                for s, w, v in zip(scores, weights, values, strict=True)
            ),
        ),
    )


def spread(products: Floats, d: int) -> Panels:
    reach = 4.0 * math.sqrt(d)
    edges = np.linspace(-reach, reach, 41)

    def shares(values: Floats) -> Floats:
        return np.asarray(np.histogram(values, edges)[0] / len(values))

    drawn = products[:40_000]
    plain, scaled = shares(drawn), shares(drawn / math.sqrt(d))
    variance = float(products.var())
    axis = Axis(low=-reach, high=reach)
    return Panels(
        title=Localized("内積の分布", "Distribution of products"),
        summary=Localized(
            f"d = {d} の q·k の分散は {figures(variance, 4)}、√d で割ると "
            f"{figures(variance / d, 4)}。",
            f"For d = {d} the variance of q·k is {figures(variance, 4)}, and "
            f"{figures(variance / d, 4)} after dividing by √d.",
        ),
        figures=(
            Histogram(Localized("q·k", "q·k"), Localized(), edges, plain, axis,
                      Localized("同じ目盛り", "one scale"), 0),
            Histogram(Localized("q·k/√d", "q·k/√d"), Localized(), edges, scaled, axis,
                      Localized("√d で割った後", "divided by √d"), 1),
        ),
        table=Table(
            columns=(Localized("範囲", "bin"), Localized("q·k", "q·k"),
                     Localized("q·k/√d", "q·k/√d")),
            rows=tuple(
                (f"{figures(float(low), 3)}…{figures(float(high), 3)}", f"{one:.1%}", f"{two:.1%}")
                for low, high, one, two in zip(edges[:-1:2], edges[2::2],
                                               plain[::2] + plain[1::2],
                                               scaled[::2] + scaled[1::2], strict=True)
            ),
        ),
    )  # fmt: skip


def patches(side: int, patch: int) -> Cells:
    shown = min(side, 32)
    board = (np.indices((shown, shown)).sum(axis=0) % 2) * 0.5 + 0.25
    return Cells(
        title=Localized("1 マスが 1 パッチ", "A cell is a patch"),
        note=Localized(
            f"{side} × {side}" + ("（一部）" if shown < side else ""),
            f"{side} × {side}" + (" (part)" if shown < side else ""),
        ),
        summary=Localized(
            f"{side} × {side} = {side * side} パッチに分類用の 1 つを足して {side * side + 1}。",
            f"{side} × {side} = {side * side} patches and one place for the class: "
            f"{side * side + 1}.",
        ),
        values=board,
        table=Table(
            columns=(Localized("量", "quantity"), Localized("値", "value")),
            rows=(
                ("n", str(side * side + 1)),
                ("n²", str((side * side + 1) ** 2)),
                ("P²·3", str(3 * patch * patch)),
            ),
        ),
    )
