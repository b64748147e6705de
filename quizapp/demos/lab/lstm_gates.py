"""D25: the gates of an LSTM by hand.

``c_t = f ⊙ c_{t-1} + i ⊙ a`` and ``h_t = o ⊙ tanh(c_t)``, with gates ``sigmoid(sum)`` and the
candidate ``a = tanh(sum)``. With the gates held fixed ``∂c_t/∂c_{t-1} = f``: a forget gate of 1
and an input gate of 0 keep the cell as it is for ever. With f = i = 1 at every step it is the
constant error carousel alone, which cannot tell when to store and when to ignore.

Sources: Hochreiter & Schmidhuber 1997 (carousel, gates); Gers, Schmidhuber & Cummins 2000 (forget
gate); Gers & Schmidhuber 2000 (peepholes: f and i see c_{t-1}, o sees c_t).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np

from quizapp.demos import usual
from quizapp.demos.lab._lstm_views import Moment, bars, course, figure, readings
from quizapp.demos.numerals import figures, power
from quizapp.demos.spec import Choice, Claim, Frame, Outcome, Range, Result, Trial
from quizapp.records import Localized

_GIVEN = {"entered": ("gates",)}
_SUMS = {"entered": ("sums",)}
_TASK = 20
"""Inputs of the task that a carousel without gates cannot learn."""
_KEPT = 100
"""Steps over which the claim holds a cell."""

Write = Literal["every", "first"]


@dataclass(frozen=True, slots=True)
class Inputs:
    """What reaches one LSTM unit at every step: gate values, or the sums before σ and tanh."""

    forget: float
    enter: float
    output: float
    candidate: float
    summed: bool
    peephole: float = 0.0
    """Weight from the cell to every gate; sums only."""
    write: Write = "every"
    """The input gate opens at every step, or at the first alone."""


def run(
    entered: Annotated[
        Literal["gates", "sums"],
        Choice(
            "入れるもの",
            "you set",
            {
                "gates": Localized("ゲートの値", "gate values"),
                "sums": Localized("σ・tanh の前の和", "sums before σ, tanh"),
            },
        ),
    ] = "gates",
    f: Annotated[
        float, Range("忘却ゲート f", "forget gate f", 0.0, 1.0, step=0.05, when=_GIVEN)
    ] = 0.8,
    i: Annotated[
        float, Range("入力ゲート i", "input gate i", 0.0, 1.0, step=0.05, when=_GIVEN)
    ] = 0.4,
    o: Annotated[
        float, Range("出力ゲート o", "output gate o", 0.0, 1.0, step=0.05, when=_GIVEN)
    ] = 0.6,
    a: Annotated[
        float, Range("候補 a（tanh 後）", "candidate a", -1.0, 1.0, step=0.05, when=_GIVEN)
    ] = 0.5,
    u_f: Annotated[float, Range("f の和", "sum of f", -8.0, 8.0, step=0.25, when=_SUMS)] = 1.0,
    u_i: Annotated[float, Range("i の和", "sum of i", -8.0, 8.0, step=0.25, when=_SUMS)] = 0.0,
    u_o: Annotated[float, Range("o の和", "sum of o", -8.0, 8.0, step=0.25, when=_SUMS)] = 0.0,
    u_a: Annotated[float, Range("a の和", "sum of a", -8.0, 8.0, step=0.25, when=_SUMS)] = 0.0,
    peephole: Annotated[
        float, Range("覗き穴の重み", "peephole weight", -2.0, 2.0, step=0.1, when=_SUMS)
    ] = 0.0,
    c_prev: Annotated[float, Range("前のセル c₀", "cell before c₀", -5.0, 5.0, step=0.1)] = 1.0,
    steps: Annotated[int, usual.steps(1, 100)] = 1,
    write: Annotated[
        Write,
        Choice(
            "書き込み",
            "input gate",
            {
                "every": Localized("毎回開く", "open at every step"),
                "first": Localized("最初だけ開く", "open at the first only"),
            },
        ),
    ] = "every",
) -> Outcome:
    """The same gates at every step, from the cell ``c_prev``; c and h all the way."""
    given = (
        Inputs(f, i, o, a, summed=False, write=write)
        if entered == "gates"
        else Inputs(u_f, u_i, u_o, u_a, summed=True, peephole=peephole, write=write)
    )
    moments = unfold(given, c_prev, steps)
    first, last = moments[0], moments[-1]
    direct = math.prod(moment.f for moment in moments)
    results: dict[str, Result] = {
        "c": first.c,
        "h": first.h,
        "c_and_h": (first.c, first.h),
        "last_c": last.c,
        "last_h": last.h,
        "f": first.f,
        "i": first.i,
        "o": first.o,
        "a": first.a,
        "dc": first.f,
        "dc_all": direct,
        "dc_total": total_slope(given, c_prev, steps),
        "swapped_c": first.i * c_prev + first.f * first.a,
        "h_without_tanh": first.o * first.c,
    }

    def at(step: int) -> Frame:
        return Frame(figure(moments, c_prev, step), readings(moments, c_prev, step))

    return Outcome(
        figure=at(steps).figure,
        small=course(moments, c_prev, steps) if steps > 2 else bars(moments, c_prev, steps),
        results=results,
        claims=_claims(given, moments, c_prev, direct),
        notice=_notice(given, moments, c_prev),
        formula=(
            f"c = f·c₀ + i·a = {figures(first.f)}·{figures(c_prev)} + {figures(first.i)}·"
            f"{figures(first.a)} = {figures(first.c)}   h = o·tanh(c) = {figures(first.h, 5)}"
        ),
        readings=at(steps).readings,
        steps=steps,
        at=at,
    )


def step_cell(given: Inputs, c: float, t: int) -> Moment:
    """One step from cell ``c``; ``t`` counts from 1. Peepholes: f and i read c, o reads the new."""
    closed = given.write == "first" and t > 1
    if not given.summed:
        f, i, a = given.forget, given.enter, given.candidate
        i = 0.0 if closed else i
        new = f * c + i * a
        return Moment(f, i, given.output, a, new, given.output * math.tanh(new))
    f = _sigmoid(given.forget + given.peephole * c)
    i = 0.0 if closed else _sigmoid(given.enter + given.peephole * c)
    a = math.tanh(given.candidate)
    new = f * c + i * a
    o = _sigmoid(given.output + given.peephole * new)
    return Moment(f, i, o, a, new, o * math.tanh(new))


def unfold(given: Inputs, c: float, steps: int) -> list[Moment]:
    """The moments after steps 1, 2, … ``steps``."""
    moments: list[Moment] = []
    for t in range(1, steps + 1):
        moments.append(step_cell(given, moments[-1].c if moments else c, t))
    return moments


def replay(moments: list[Moment], c: float) -> float:
    """The last cell from ``c``, gates and candidates held at what they were: the direct path."""
    for moment in moments:
        c = moment.f * c + moment.i * moment.a
    return c


def total_slope(given: Inputs, c: float, steps: int) -> float:
    """∂c_T/∂c_0 by central differences, the way through peepholes included."""
    width = 1e-5
    above, below = (unfold(given, c + sign * width, steps)[-1].c for sign in (1, -1))
    return (above - below) / (2 * width)


def _sigmoid(u: float) -> float:
    return 1.0 / (1.0 + math.exp(-u)) if u >= 0 else math.exp(u) / (1.0 + math.exp(u))


def carousel_errors(length: int = _TASK) -> tuple[float, float]:
    """Share of variance left when a cell shall keep x_1 and ignore what follows.

    First the carousel alone, ``c_T = w (x_1 + … + x_T)`` with the best single w; then a cell whose
    input gate opens at the first step only. Inputs are exactly uncorrelated, of variance 1.
    """
    drawn = np.random.default_rng(0).normal(size=(64, length))
    basis, _ = np.linalg.qr(drawn - drawn.mean(axis=0))
    x = basis * np.sqrt(64)
    heaped = x.sum(axis=1)
    weight = float(heaped @ x[:, 0] / (heaped @ heaped))
    gated = x @ np.eye(length)[0]
    left = [float(np.mean((cell - x[:, 0]) ** 2)) for cell in (weight * heaped, gated)]
    return left[0], left[1]


def _claims(
    given: Inputs, moments: list[Moment], c_prev: float, direct: float
) -> tuple[Claim, ...]:
    held = unfold(Inputs(1.0, 0.0, 0.5, 0.7, summed=False), c_prev, _KEPT)
    width = 1e-4
    measured = (replay(moments, c_prev + width) - replay(moments, c_prev - width)) / (2 * width)
    alone, gated = carousel_errors()
    claims = [
        Claim(
            "carousel",
            Localized(
                f"x₁ だけを覚える課題（T = {_TASK}）: ゲートのない CEC は最良の重みでも分散の "
                f"{alone:.0%} を残し、最初だけ開く入力ゲートは {gated:.0%}",
                f"to keep x₁ of {_TASK} inputs: the carousel alone leaves {alone:.0%} of the "
                f"variance at its best weight, an input gate open at the first step {gated:.0%}",
            ),
            abs(alone - (1.0 - 1.0 / _TASK)) < 1e-9 and gated < 1e-12,
        ),
        Claim(
            "keeps",
            Localized(
                f"f = 1, i = 0 なら、セルは {_KEPT} ステップ後もちょうど c₀",
                f"with f = 1 and i = 0 the cell is exactly c₀ after {_KEPT} steps",
            ),
            all(moment.c == c_prev for moment in held),
        ),
        Claim(
            "slope",
            Localized(
                "ゲートと候補を固定すると ∂c_t/∂c_{t−1} = f。"
                f"{len(moments)} ステップの積は {power(direct, 3)}",
                "gates and candidate held fixed, ∂c_t/∂c_{t−1} = f; over "
                f"{len(moments)} steps the product is {power(direct, 3)}",
            ),
            abs(measured - direct) <= 1e-7,
        ),
        Claim(
            "output",
            Localized("|h| は出力ゲート o を超えない", "|h| is never above the output gate o"),
            all(abs(moment.h) <= moment.o for moment in moments),
        ),
    ]
    if given.summed:
        claims.append(
            Claim(
                "range",
                Localized(
                    "ゲート（σ）は 0 から 1、候補（tanh）は −1 から 1",
                    "gates (σ) lie in 0 to 1, the candidate (tanh) in −1 to 1",
                ),
                all(
                    min(m.f, m.i, m.o) >= 0 and max(m.f, m.i, m.o) <= 1 and abs(m.a) <= 1
                    for m in moments
                ),
            )
        )
        if given.peephole:
            blind = unfold(
                Inputs(given.forget, given.enter, given.output, given.candidate, summed=True), 0, 1
            )[0]
            expected = _sigmoid(given.forget + given.peephole * c_prev)
            claims.append(
                Claim(
                    "peephole",
                    Localized(
                        f"覗き穴があると f はセルも見る: {figures(blind.f)} → "
                        f"{figures(moments[0].f)}（c₀ = 0 なら同じ）",
                        f"through the peephole f sees the cell: {figures(blind.f)} → "
                        f"{figures(moments[0].f)} (the same for c₀ = 0)",
                    ),
                    moments[0].f == expected
                    and (expected - blind.f) * given.peephole * c_prev >= 0.0,
                )
            )
    else:
        f, i, a = given.forget, given.enter, given.candidate
        t = np.arange(1, len(moments) + 1)
        if given.write == "first":
            closed = f**t * c_prev + f ** (t - 1.0) * i * a
        else:
            total = t if f == 1 else (1 - f**t) / (1 - f)
            closed = f**t * c_prev + i * a * total
        claims.append(
            Claim(
                "closed-form",
                Localized(
                    "t ステップ後の c は fᵗc₀ と、残った書き込みの和",
                    "after t steps c is fᵗc₀ plus what is left of every write",
                ),
                bool(np.allclose([m.c for m in moments], closed, rtol=1e-9, atol=1e-12)),
            )
        )
    return tuple(claims)


def _notice(given: Inputs, moments: list[Moment], c_prev: float) -> Localized:
    first, last = moments[0], moments[-1]
    if first.f == 1 and len(moments) > 1 and given.write == "every" and first.i == 1:
        return Localized(
            "f = i = 1 はゲートのない CEC です。同じ重みがどの時刻にも働き、残したい値の上に書き続"
            "けます。",
            "f = i = 1 is the carousel without gates: the same weight at every step, so it writes "
            "over what should stay.",
        )
    if first.f == 1 and last.i == 0:
        return Localized(
            "忘却ゲートが 1、入力ゲートが 0 の間、セルはそのまま運ばれ、勾配も 1 のまま戻ります。",
            "While f is 1 and i is 0 the cell is carried unchanged, and its gradient comes back "
            "as 1.",
        )
    if given.peephole:
        return Localized(
            "覗き穴結合では、セルの値がそのままゲートの和に加わります。f と i は前の c、o は新しい "
            "c を見ます。",
            "With peepholes the cell itself enters the sums of the gates: f and i see the old c, "
            "o the new one.",
        )
    if first.f < 0.2:
        return Localized(
            "忘却ゲートがほぼ閉じ、前のセルの内容は 1 回で消えます。",
            "The forget gate is almost closed: the old cell is gone in one step.",
        )
    if len(moments) > 1 and last.f < 1:
        return Localized(
            f"前のセルは毎回 f = {figures(last.f, 3)} 倍になり、{len(moments)} 回で "
            f"{power(math.prod(m.f for m in moments))} 倍です。f が 1 に近いほど長く残ります。",
            f"The old cell shrinks by f = {figures(last.f, 3)} a step, to "
            f"{power(math.prod(m.f for m in moments))} in {len(moments)}; near 1 it lasts.",
        )
    return Localized(
        "前のセルのうち f の割合が残り、候補 a のうち i の割合が足されます。o は見せる量だけを決め"
        "ます。",
        "The share f of the old cell stays and the share i of a is added; o decides what is shown.",
    )


TRIALS: tuple[Trial, ...] = (
    Trial(
        ask=Localized(
            "f = 0.8、i = 0.4、a = 0.5、o = 0.6、c₀ = 1。新しい c は前より大きくなりますか。",
            "f = 0.8, i = 0.4, a = 0.5, o = 0.6, c₀ = 1. Is the new c larger than before?",
        ),
        knobs={"f": 0.8, "i": 0.4, "a": 0.5, "o": 0.6, "c_prev": 1.0, "steps": 1},
        guesses=(
            Localized("大きくなる", "larger"),
            Localized("変わらない", "the same"),
            Localized("小さくなる", "smaller"),
        ),
        happened=lambda outcome: (
            1 if abs(change := outcome.number("c") - 1.0) < 1e-9 else 0 if change > 0 else 2
        ),
        because=Localized(
            "忘れた 0.2 と書き込んだ 0.4 · 0.5 = 0.2 がちょうど釣り合います。",
            "What is forgotten, 0.2, and what is written, 0.4 · 0.5 = 0.2, balance exactly.",
        ),
    ),
    Trial(
        ask=Localized(
            "f = 0.9 で 100 ステップ、書き込みは最初だけ。c₀ = 1 はどれだけ残りますか。",
            "f = 0.9 for 100 steps, written at the first only. How much of c₀ = 1 is left?",
        ),
        knobs={"f": 0.9, "i": 0.0, "c_prev": 1.0, "steps": 100, "write": "first"},
        guesses=(
            Localized("半分以上", "more than half"),
            Localized("1% くらい", "about 1%"),
            Localized("0.01% より少ない", "less than 0.01%"),
        ),
        happened=lambda outcome: (
            0 if (left := outcome.number("last_c")) > 0.5 else 1 if left > 1e-4 else 2
        ),
        because=Localized(
            "0.9¹⁰⁰ = 2.7×10⁻⁵。長く覚えるには、f をほぼ 1 に保つ必要があります。",
            "0.9¹⁰⁰ = 2.7×10⁻⁵: to remember for long, f has to stay close to 1.",
        ),
    ),
)
