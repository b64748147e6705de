"""What D21 shows: the curve of its training, and the bits of one sum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from quizapp.demos.activations import Floats
from quizapp.demos.figure import Axis, Cells, Panels, Plot, Series, Table
from quizapp.demos.recurrent import (
    Rnn,
)
from quizapp.demos.spec import (
    Reading,
)
from quizapp.records import Localized

BITS = 8
"""Steps: the sum of two 7-bit numbers has up to 8 bits."""


@dataclass(frozen=True, slots=True, eq=False)
class Training:
    """One run of training; the looks are taken at the same steps."""

    first: Rnn
    rnn: Rnn
    steps: Floats  # (looks,)
    sums: Floats  # (looks,) share of wholly right sums, of 512
    bits: Floats  # (looks,) share of right bits
    shown: Floats  # (looks, BITS) the outputs for the example, least significant bit first
    diverged: int
    """Step after which the loss was no longer finite; 0 when it always was."""


def number(outputs: Floats) -> int:
    """The number that outputs (BITS,), least significant first, stand for when rounded."""
    return int(np.sum((outputs > 0.5).astype(np.int64) << np.arange(BITS)))


def notice(done: Training, order: str, right: int) -> Localized:
    """What to look at, by how the training went."""
    if done.diverged:
        return Localized(
            f"{done.diverged} ステップ目で値が範囲を超え、発散しました。",
            f"At step {done.diverged} the values left all bounds: it diverged.",
        )
    if order == "high":
        return Localized(
            "上のビットを出す時点では、下からの繰り上がりをまだ読んでいません。どれだけ学習しても"
            "頭打ちです。",
            "A high bit is due before the carry from below has been read; no training helps.",
        )
    if right == 128**2:
        return Localized(
            "繰り上がりを隠れ層が次の時刻へ運びます。学習で見た和はごく一部ですが、全部の和に通用し"
            "ます。",
            "The hidden layer carries the one to the next step; what was learned serves every sum.",
        )
    return Localized(
        "まだ間違う和があります。ステップ数、学習率、ユニット数を変えてみましょう。",
        "Some sums are still wrong: try more steps, another rate, more units.",
    )


def readings(done: Training, a: int, b: int, right: int, look: int) -> tuple[Reading, ...]:
    """How the training stood at look number ``look``, and what it made of ``a + b``."""
    said = number(done.shown[look])
    rows = [
        Reading(Localized("ステップ", "step"), f"{done.steps[look]:.0f}"),
        Reading(Localized("正しい和（512 中）", "right sums, of 512"), f"{done.sums[look]:.0%}", 0),
        Reading(Localized("正しいビット", "right bits"), f"{done.bits[look]:.1%}", 1),
        Reading(Localized("例の答え", "example"), f"{a}+{b} → {said}"),
    ]
    if look == len(done.steps) - 1:
        rows.append(
            Reading(
                Localized("全 16,384 通り", "all 16,384 sums"),
                Localized(f"{done.diverged} 歩目で発散", f"diverged at {done.diverged}")
                if done.diverged
                else f"{right:,}",
            )
        )
    return tuple(rows)


def curve(done: Training, look: int) -> Plot:
    """The shares of right sums and right bits up to that look."""
    sums, share = Localized("正しい和", "right sums"), Localized("正しいビット", "right bits")
    upto = slice(0, look + 1)
    return Plot(
        title=Localized("正解率とステップ", "Share right by step"),
        summary=Localized(
            f"{done.steps[look]:.0f} ステップで、正しい和は {done.sums[look]:.0%}、"
            f"正しいビットは {done.bits[look]:.1%}。",
            f"After {done.steps[look]:.0f} steps {done.sums[look]:.0%} of the sums and "
            f"{done.bits[look]:.1%} of the bits are right.",
        ),
        x=Axis(
            Localized("ステップ", "step"), scale="log", low=1, high=float(max(done.steps[-1], 2))
        ),
        y=Axis(low=0.0, high=1.0),
        series=(
            Series(share, done.steps[upto], done.bits[upto], 1, "dashed"),
            Series(sums, done.steps[upto], done.sums[upto], 0, value=f"{done.sums[look]:.0%}"),
        ),
        table=Table(
            columns=(Localized("ステップ", "step"), sums, share),
            rows=tuple(
                (f"{done.steps[i]:.0f}", f"{done.sums[i]:.3f}", f"{done.bits[i]:.4f}")
                for i in sorted({*range(0, look + 1, 4), look})
            ),
        ),
    )


def figure(done: Training, a: int, b: int, look: int) -> Panels:
    """The curve beside the bits of the example: both numbers, their sum, the output."""
    drawn = curve(done, look)
    high_first = np.arange(BITS)[::-1]
    rows = [(value >> high_first) & 1 for value in (a, b, a + b)]
    said = done.shown[look][::-1]
    values = np.array([*rows, said], dtype=np.float64)
    texts = tuple(tuple(str(int(v)) for v in row) for row in rows)
    guess = tuple(
        ("1" if value > 0.5 else "0") + ("" if (value > 0.5) == bool(bit) else "!")
        for value, bit in zip(said, rows[2], strict=True)
    )
    wrong = sum("!" in text for text in guess)
    return Panels(
        title=Localized("2 進数の足し算を学ぶ", "Learning to add in binary"),
        summary=Localized(
            f"{drawn.summary.ja}例 {a} + {b} の出力は {number(done.shown[look])}"
            f"（違うビット {wrong}）。",
            f"{drawn.summary.en} The example {a} + {b} gives {number(done.shown[look])} "
            f"({wrong} bits wrong).",
        ),
        figures=(
            drawn,
            Cells(
                title=Localized(f"{a} + {b}", f"{a} + {b}"),
                note=Localized("! は誤り", "!: wrong"),
                summary=Localized("例のビット", "bits of the example"),
                values=values,
                texts=(*texts, guess),
                row_labels=("a", "b", "a+b", "RNN"),
                square=False,
                window=(3, 4, 0, BITS),
            ),
        ),
        weights=(3, 2),
        table=drawn.table,
    )
