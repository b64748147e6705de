"""The part of D28 that writes: a decoder given the right last tokens, or its own.

The decoder says the next value from the last two, ``y = w_1 y_{t-1} + w_2 y_{t-2}``, fitted by
least squares to noisy waves with the right values before it (teacher forcing).

Sources: Williams & Zipser 1989 (teacher forcing); Bengio, Vinyals, Jaitly & Shazeer 2015 (what goes
wrong when the decoder then reads its own output).
"""

from __future__ import annotations

import numpy as np

from quizapp.demos.activations import Floats
from quizapp.demos.figure import Axis, Plot, Series, Table
from quizapp.demos.numerals import figures, power
from quizapp.demos.spec import Claim, Outcome, Reading, Result
from quizapp.records import Localized

_FREQUENCY = 0.5
"""Radians a step."""


def fit(noise: float, seed: int) -> Floats:
    """The decoder's two weights, (2,), from 200 noisy values of the wave."""
    rng = np.random.default_rng(seed)
    wave = np.sin(_FREQUENCY * np.arange(202)) + noise * rng.normal(size=202)
    before = np.stack([wave[1:-1], wave[:-2]], axis=1)
    return np.asarray(np.linalg.lstsq(before, wave[2:], rcond=None)[0])


def written(weights: Floats, truth: Floats, forced: bool) -> Floats:
    """What the decoder writes after the first two of ``truth`` (steps + 2,): (steps,)."""
    seen, said = [float(truth[0]), float(truth[1])], []
    for t in range(2, len(truth)):
        said.append(float(weights[0] * seen[-1] + weights[1] * seen[-2]))
        seen.append(float(truth[t]) if forced else said[-1])
    return np.array(said)


def forcing(noise: float, steps: int, seed: int) -> Outcome:
    """The same decoder run both ways over ``steps`` values it has not seen."""
    weights = fit(noise, seed)
    truth = np.sin(_FREQUENCY * (1000 + np.arange(steps + 2)))
    forced, free = written(weights, truth, True), written(weights, truth, False)
    right = truth[2:]
    rms = [float(np.sqrt(np.mean((said - right) ** 2))) for said in (forced, free)]
    exact = np.array([2 * np.cos(_FREQUENCY), -1.0])
    results: dict[str, Result] = {
        "forced_error": rms[0],
        "free_error": rms[1],
        "weights": tuple(float(w) for w in weights),
    }
    names = (
        Localized("正しい波", "right"),
        Localized("教師強制", "forced"),
        Localized("自分の出力", "own output"),
    )
    t = np.arange(1, steps + 1, dtype=np.float64)
    claims = [
        Claim(
            "first",
            Localized(
                "最初の 1 語は、どちらも正しい前の値から書くので同じ",
                "the first value is the same: both write it from right values",
            ),
            bool(forced[0] == free[0]),
        ),
        Claim(
            "recursion",
            Localized(
                "雑音のないデータなら、正しい漸化式 y = 2cos ω·y₁ − y₂ を覚える",
                "without noise it learns the exact recursion y = 2cos ω·y₁ − y₂",
            ),
            bool(np.allclose(fit(0.0, seed), exact, atol=1e-9)),
        ),
        Claim(
            "compounds",
            Localized(
                f"自分の出力を読むと誤差が積もる（RMS {power(rms[0])} → {power(rms[1])}）",
                f"on its own output errors add up (RMS {power(rms[0])} → {power(rms[1])})",
            ),
            rms[1] > rms[0],
        ),
    ]
    return Outcome(
        figure=Plot(
            title=Localized("復号器が書く波", "What the decoder writes"),
            note=Localized(f"雑音 {figures(noise)}", f"noise {figures(noise)}"),
            summary=Localized(
                f"誤差（RMS）は、教師強制で {power(rms[0])}、自分の出力を読むと {power(rms[1])}。",
                f"The RMS error is {power(rms[0])} with teacher forcing and {power(rms[1])} on its "
                "own output.",
            ),
            x=Axis(Localized("ステップ", "step"), low=1, high=steps, whole=True),
            y=Axis(low=-1.3, high=1.3),
            series=(
                Series(names[0], t, right, 2, marked="none"),
                Series(names[1], t, forced, 1, "dots", marked="all"),
                Series(names[2], t, free, 0, "dashed"),
            ),
            table=Table(
                columns=(Localized("ステップ", "step"), *names),
                rows=tuple(
                    (str(i + 1), *(figures(float(row[i]), 3) for row in (right, forced, free)))
                    for i in range(0, steps, max(1, steps // 20))
                ),
            ),
        ),
        results=results,
        claims=tuple(claims),
        notice=Localized(
            "教師強制では毎回正しい前の語を渡すので、誤りは次へ持ち越されません。本番では自分の出力"
            "を読むため、小さな誤りが積もります。",
            "Teacher forcing hands over the right tokens each time, so no error is carried on; in "
            "use the decoder reads its own output and small errors add up.",
        )
        if rms[1] > rms[0] + 1e-6
        else Localized(
            "雑音がなければ漸化式を正しく覚え、自分の出力でも同じ波を書けます。",
            "Without noise the recursion is learned exactly: on its own output the wave is the "
            "same.",
        ),
        formula=f"y = {figures(float(weights[0]))}·y₁ + ({figures(float(weights[1]))})·y₂",
        readings=(
            Reading(Localized("教師強制の誤差", "error, forced"), power(rms[0]), 1),
            Reading(Localized("自走の誤差", "error, own output"), power(rms[1]), 0),
            Reading(Localized("重み", "weights"), ", ".join(figures(float(w)) for w in weights)),
            Reading(
                Localized("正しい重み", "exact weights"),
                ", ".join(figures(float(w)) for w in exact),
            ),
        ),
    )
