"""D14: how large the output of a convolution is, counted by sliding the window.

Three cases share one picture: a convolution with its own padding, ``padding="same"`` as Keras
pads, and a transposed convolution, where each input cell paints a window of the output.

Sources: Dumoulin & Visin 2016, *A guide to convolution arithmetic for deep learning*; for "same",
the TensorFlow API documentation of ``tf.nn.convolution``.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated

import numpy as np

from quizapp.demos.activations import Floats
from quizapp.demos.convolutions import out_side
from quizapp.demos.figure import Axis, Cells, Figure, Panels, Plot, Point, Series, Table
from quizapp.demos.lab._slide import Mode, Slide, exact_side, formula_side, settle
from quizapp.demos.numerals import figures
from quizapp.demos.spec import Choice, Claim, Frame, Outcome, Range, Reading, Result, Trial
from quizapp.records import Localized

_DRAWN = 11
"""Longest row, padding included, that is drawn cell by cell; longer ones are plotted."""
_FREE = {"mode": ("conv", "transposed")}
_THREE = 9
"""Longest row beside which the output still has room."""
_PADDED, _INPUT, _OTHER, _TAP = 0.25, 0.5, 0.75, 1.0


def run(
    side: Annotated[int, Range("入力の辺 N", "input side N", 1, 256)] = 6,
    kernel: Annotated[int, Range("フィルタの辺 K", "filter side K", 1, 16)] = 2,
    stride: Annotated[int, Range("ストライド S", "stride S", 1, 16)] = 1,
    padding: Annotated[int, Range("パディング P", "padding P", 0, 16, when=_FREE)] = 1,
    dilation: Annotated[int, Range("膨張 D", "dilation D", 1, 8)] = 1,
    mode: Annotated[
        Mode,
        Choice(
            "種類",
            "kind",
            {
                "conv": Localized("畳み込み", "convolution"),
                "same": Localized("same（Keras）", "same (Keras)"),
                "transposed": Localized("転置畳み込み", "transposed"),
            },
        ),
    ] = "conv",
) -> Outcome:
    """The output side for an input side N, filter K, stride S, padding P and dilation D.

    Raises UsageError when the filter is larger than the padded input, or when a transposed
    convolution pads away all of its output.
    """
    slide = settle(mode, side, kernel, stride, padding, dilation)
    by_formula = formula_side(mode, side, kernel, stride, padding, dilation)
    keeping = Fraction(slide.span - 1, 2)
    results: dict[str, Result] = {
        "side": by_formula,
        "counted": slide.counted,
        "effective": slide.span,
        "unused": slide.unused,
        "pad_before": slide.before,
        "pad_after": slide.after,
        "exact": float(exact_side(mode, side, slide, padding)),
        "same_padding": float(keeping),
    }
    steps = _steps(slide)

    def at(step: int) -> Frame:
        return Frame(_figure(slide, step), _readings(slide, by_formula, keeping, step))

    last = at(steps)
    return Outcome(
        figure=last.figure,
        small=_stairs(slide, len(slide.starts) - 1) if slide.length <= _DRAWN else None,
        results=results,
        claims=_claims(slide, by_formula, padding, keeping),
        notice=_notice(slide, by_formula),
        formula=_formula(slide, by_formula, padding),
        readings=last.readings,
        steps=steps,
        at=at,
    )


def _formula(slide: Slide, result: int, padding: int) -> str:
    n, k, s, d = slide.side, slide.kernel, slide.stride, slide.dilation
    tap = f"{k}" if d == 1 else f"({d}·({k}−1)+1)"
    if slide.mode == "transposed":
        return f"({n} − 1)·{s} − 2·{padding} + {tap} = {result}"
    if slide.mode == "same":
        return f"⌈N / S⌉ = ⌈{n} / {s}⌉ = {result}"
    return f"⌊({n} + 2·{padding} − {tap}) / {s}⌋ + 1 = {result}"


def _claims(slide: Slide, by_formula: int, padding: int, keeping: Fraction) -> tuple[Claim, ...]:
    claims = [
        Claim(
            "count",
            Localized(
                f"式の値 {by_formula} は、窓を 1 つずつ置いて数えた値 {slide.counted} と等しい",
                f"the formula's {by_formula} is the count of windows placed one by one, "
                f"{slide.counted}",
            ),
            by_formula == slide.counted,
        )
    ]
    if slide.mode == "conv" and slide.stride == 1:
        whole = keeping.denominator == 1
        kept = (
            whole
            and out_side(slide.side, slide.kernel, 1, int(keeping), slide.dilation) == slide.side
        )
        words = (
            Localized(f"P = {keeping} なら大きさが変わらない", f"P = {keeping} keeps the size")
            if whole
            else Localized(
                "窓の幅が偶数なので、両側に同じ P では大きさを保てない",
                "the span is even: no equal padding on both sides keeps the size",
            )
        )
        others = all(
            out_side(slide.side, slide.kernel, 1, p, slide.dilation) != slide.side
            for p in range(slide.span + 1)
            if p != keeping
        )
        claims.append(Claim("keeps", words, others and kept == whole))
    if slide.mode == "transposed":
        back = out_side(slide.counted, slide.kernel, slide.stride, padding, slide.dilation)
        claims.append(
            Claim(
                "inverse",
                Localized(
                    f"同じ K, S, P, D の畳み込みで {slide.counted} は {slide.side} に戻る",
                    f"a convolution with the same K, S, P, D takes {slide.counted} back to "
                    f"{slide.side}",
                ),
                back == slide.side,
            )
        )
    if slide.mode == "same":
        claims.append(
            Claim(
                "same-side",
                Localized("出力の辺は K によらず ⌈N/S⌉", "the output is ⌈N/S⌉ whatever K is"),
                all(
                    settle("same", slide.side, k, slide.stride, 0, slide.dilation).counted
                    == by_formula
                    for k in range(1, 17)
                ),
            )
        )
    return tuple(claims)


def _notice(slide: Slide, result: int) -> Localized:
    if slide.mode == "transposed":
        grown = figures(result / slide.side, 3)
        return Localized(
            f"入力 1 つが {slide.kernel} 個の出力に広がり、{slide.stride} ずつずれて重なります。"
            f"辺は {grown} 倍です。",
            f"Each input cell paints {slide.kernel} outputs, {slide.stride} apart; the side grows "
            f"{grown} times.",
        )
    if slide.mode == "same" and slide.before != slide.after:
        return Localized(
            f"足りない {slide.before + slide.after} は、前に {slide.before}、後ろに {slide.after} "
            "と分けます。余りは後ろです。",
            f"The {slide.before + slide.after} lacking are split: {slide.before} before, "
            f"{slide.after} after. The odd one goes after.",
        )
    if slide.unused > 0:
        return Localized(
            f"右端の {slide.unused} マスには窓が届きません。割り切れない分は切り捨てます。",
            f"No window reaches the last {slide.unused} cells: what does not divide is dropped.",
        )
    if slide.dilation > 1:
        return Localized(
            f"間隔をあけた {slide.kernel} 個の重みが、{slide.span} マスの幅を見ます。",
            f"{slide.kernel} weights with gaps span {slide.span} cells.",
        )
    return Localized(
        f"窓を置ける場所が {result} 通りなので、出力の辺も {result} です。",
        f"The window fits in {result} places, so the output side is {result}.",
    )


def _readings(slide: Slide, result: int, keeping: Fraction, step: int) -> tuple[Reading, ...]:
    rows = [
        Reading(Localized("出力の辺", "output side"), f"{result}", 0),
        Reading(Localized("置いた窓", "windows placed"), f"{step} / {_steps(slide)}"),
    ]
    if slide.mode == "same":
        rows.append(
            Reading(
                Localized("パディング 前 / 後", "padding before/after"),
                f"{slide.before} / {slide.after}",
            )
        )
    if slide.mode == "conv":
        rows.append(Reading(Localized("余るマス", "cells left over"), f"{slide.unused}"))
        if slide.stride == 1:
            rows.append(
                Reading(
                    Localized("大きさを保つ P", "P that keeps the size"),
                    f"{keeping}" if keeping.denominator == 1 else "–",
                )
            )
    return tuple(rows)


def _steps(slide: Slide) -> int:
    """Windows over the plane; over one axis only where the plane is too large to draw."""
    count = len(slide.starts)
    return count * count if slide.length <= _DRAWN else count


def _ground(slide: Slide) -> Floats:
    """The row of cells without a window: padding faint, input stronger."""
    row = np.full(slide.length, _INPUT)
    row[: slide.before] = _PADDED
    row[slide.length - slide.after :] = _PADDED
    return row


def _stairs(slide: Slide, present: int) -> Cells:
    """One row a placement along one axis: where each window lies, the present one strongest."""
    values = np.tile(_ground(slide) * 0.5, (len(slide.starts), 1))
    for place in range(len(slide.starts)):
        values[place, slide.taps(place)] = _TAP if place == present else _OTHER
    return Cells(
        title=Localized("横方向の窓すべて", "all windows across"),
        summary=Localized(),
        values=values,
        row_labels=tuple(f"{place + 1:>2}" for place in range(len(values))),
    )


def _sheet(slide: Slide, row: int, column: int) -> Cells:
    """The plane with one window in place."""
    ground = _ground(slide)
    values = np.minimum(ground[:, None], ground[None, :])
    values[np.ix_(slide.taps(row), slide.taps(column))] = _TAP
    top, left = slide.starts[row], slide.starts[column]
    name = (
        Localized("出力（薄い所は切る）", "output, rim cut off")
        if slide.mode == "transposed"
        else Localized("入力とパディング", "input, padding")
    )
    return Cells(
        title=name,
        summary=Localized(),
        values=values,
        window=(top, top + slide.span, left, left + slide.span),
    )


def _map(slide: Slide, step: int) -> Cells:
    """The other side of the window: output cells done so far, or input cells painted so far."""
    across = len(slide.starts)
    values = np.where(np.arange(across * across) < step, _TAP, _PADDED).reshape(across, across)
    side = f"{across}×{across}"
    name = (
        Localized(f"入力 {side}", f"input {side}")
        if slide.mode == "transposed"
        else Localized(f"出力 {side}", f"output {side}")
    )
    return Cells(title=name, summary=Localized(), values=values)


def _long(slide: Slide, step: int) -> Plot:
    """Every tap of every placement as a dot: cells to the right, placements upward."""
    placed = range(min(step, len(slide.starts)))
    x = np.array([cell for p in placed for cell in slide.taps(p)], dtype=np.float64)
    y = np.repeat(np.arange(1, len(placed) + 1, dtype=np.float64), slide.kernel)
    first, last = slide.before, slide.length - slide.after
    high = len(slide.starts) + 1
    edges = tuple(
        Series(
            Localized("入力の端", "edge of the input"),
            np.full(2, edge - 0.5),
            np.array([0.0, high]),
            1,
            "dashed",
            "none",
            faint=True,
        )
        for edge in (first, last)
    )
    return Plot(
        title=Localized("窓の位置", "Where the windows lie"),
        note=Localized("1 段が 1 つの窓", "a level a window"),
        summary=Localized(),
        x=Axis(Localized("マス", "cell"), low=-0.5, high=slide.length - 0.5, whole=True),
        y=Axis(Localized("窓", "window"), low=0, high=high, whole=True),
        series=(*edges, Series(Localized("窓", "window"), x, y, 0, "cloud", "none")),
        points=(
            Point(
                float(slide.starts[max(len(placed) - 1, 0)]),
                float(max(len(placed), 1)),
                Localized(f"{max(len(placed), 1)} 番目", f"no. {max(len(placed), 1)}"),
            ),
        ),
    )


def _figure(slide: Slide, step: int) -> Figure:
    words = Localized(
        f"窓を {step} / {_steps(slide)} か所に置きました。出力の辺は {slide.counted}。",
        f"The window is in place {step} of {_steps(slide)}; the output side is {slide.counted}.",
    )
    table = Table(
        columns=(
            Localized("窓", "window"),
            Localized("始まり", "first cell"),
            Localized("終わり", "last cell"),
            Localized("パディングに掛かる重み", "taps on padding"),
        ),
        rows=tuple(
            (
                str(place + 1),
                str(slide.starts[place] - slide.before),
                str(slide.taps(place)[-1] - slide.before),
                str(
                    sum(
                        not slide.before <= cell < slide.length - slide.after
                        for cell in slide.taps(place)
                    )
                ),
            )
            for place in range(len(slide.starts))
        ),
        note=Localized("入力の最初のマスを 0 とする", "the first input cell is 0"),
    )
    if slide.length > _DRAWN:
        plot = _long(slide, step)
        return Plot(
            title=plot.title,
            note=plot.note,
            summary=words,
            x=plot.x,
            y=plot.y,
            series=plot.series,
            points=plot.points,
            table=table,
        )
    row, column = divmod(min(max(step, 1), _steps(slide)) - 1, len(slide.starts))
    parts = (_sheet(slide, row, column), _map(slide, step), _stairs(slide, column))
    return Panels(
        title=Localized("すべる窓", "The sliding window"),
        summary=words,
        figures=parts if slide.length <= _THREE else (parts[0], parts[2]),
        table=table,
    )


TRIALS = (
    Trial(
        ask=Localized(
            "227×227 に 11×11 のフィルタをストライド 4 で当てます。224×224 でも割り切れますか。",
            "An 11×11 filter with stride 4 divides 227 evenly. Does it divide 224?",
        ),
        knobs={"side": 224, "kernel": 11, "stride": 4, "padding": 0},
        guesses=(Localized("割り切れる", "yes"), Localized("余りが出る", "no, cells are left")),
        happened=lambda outcome: int(outcome.number("unused") > 0),
        because=Localized(
            "(224 − 11) / 4 = 53.25 なので、右端が使われずに残ります。",
            "(224 − 11) / 4 = 53.25, so cells at the end stay unused.",
        ),
    ),
    Trial(
        ask=Localized(
            "4×4 を K=4、S=2、P=1 の転置畳み込みに通すと、辺は？",
            "A transposed convolution with K=4, S=2, P=1 on 4×4: the side?",
        ),
        knobs={"mode": "transposed", "side": 4, "kernel": 4, "stride": 2, "padding": 1},
        guesses=(Localized("2", "2"), Localized("8", "8"), Localized("10", "10")),
        happened=lambda outcome: {2: 0, 8: 1, 10: 2}[int(outcome.number("side"))],
        because=Localized(
            "(4 − 1)·2 + 4 = 10 から、両側の P を切り落とします。",
            "(4 − 1)·2 + 4 = 10, less P at both ends.",
        ),
    ),
)
