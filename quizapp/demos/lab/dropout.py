"""D11: dropout masks, and which rescaling keeps the mean output.

``inverted`` divides by ``1 - p`` while training, so that nothing is left to do at test time;
``classic`` trains without rescaling and multiplies by ``1 - p`` at test time.

Source: Srivastava et al. 2014; p is the probability of dropping a unit.
"""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray

from quizapp.demos import usual
from quizapp.demos.activations import Floats
from quizapp.demos.figure import Axis, Cells, Panels, Plot, Series, Table
from quizapp.demos.numerals import figures, format_number
from quizapp.demos.spec import Choice, Claim, Frame, Outcome, Range, Reading, Result, Trial
from quizapp.records import Localized

_SHOWN = 60
_DRAWS = 10_000_000
"""Draws of each unit behind the claim about the mean: at p = 0.9, 1 % is 10 standard errors."""

Scheme = Literal["inverted", "classic"]


def run(
    p: Annotated[float, Range("消す確率 p", "drop probability p", 0.0, 0.9, step=0.05)] = 0.5,
    scheme: Annotated[
        Scheme,
        Choice(
            "方式",
            "scheme",
            {
                "inverted": Localized("訓練時に 1/(1−p) 倍", "scaled in training"),
                "classic": Localized("テスト時に 1−p 倍", "scaled at test"),
            },
        ),
    ] = "inverted",
    units: Annotated[int, Range("ユニット数", "units", 1, 24)] = 8,
    seed: Annotated[int, usual.seed()] = 0,
) -> Outcome:
    """60 masks over one layer of ``units`` outputs, and the running mean of what comes through."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(0.5, 1.5, size=units)
    masks = rng.random((_SHOWN, units)) >= p  # (draws, units) True: kept
    trained = forward(x, masks, p, scheme)  # (draws, units)
    tested = evaluate(x, p, scheme)
    # How often each unit is kept in so many draws is binomial; what comes through is linear in
    # the mask, so the mean mask gives the mean output.
    shares = rng.binomial(_DRAWS, 1.0 - p, size=units) / _DRAWS
    mean = float(forward(x, shares, p, scheme).mean())
    factor = 1.0 - p if scheme == "classic" else 1.0
    results: dict[str, Result] = {
        "test_factor": factor,
        "subnetworks": 2**units,
        "mean_output": mean,
        "full_output": float(x.mean()),
        "test_output": float(tested.mean()),
        "kept": float(masks.mean()),
    }

    def at(step: int) -> Frame:
        seen = masks[:step] if step else masks[:0]
        running = trained[:step].mean() if step else float("nan")
        return Frame(
            _figure(x, masks, trained, tested, step, p),
            (
                Reading(
                    Localized("残ったユニット", "units kept"), f"{seen.mean() if step else 1:.0%}"
                ),
                Reading(
                    Localized("出力の平均（訓練）", "mean output, training"),
                    figures(float(running), 3),
                    0,
                ),
                Reading(
                    Localized("出力の平均（テスト）", "mean output, test"),
                    figures(float(tested.mean()), 3),
                    1,
                ),
                Reading(Localized("部分ネットワーク", "sub-networks"), f"2^{units} = {2**units}"),
            ),
        )

    last = at(_SHOWN)
    return Outcome(
        figure=last.figure,
        small=_running(x, trained, tested, _SHOWN),
        results=results,
        claims=_claims(x, p, scheme, mean, tested),
        notice=_notice(p, scheme, factor),
        formula=(
            f"z·mask/(1−{format_number(p)})   [test] z" if scheme == "inverted"
            else f"z·mask   [test] z·{format_number(1 - p)}"
        ),
        readings=last.readings,
        steps=_SHOWN,
        at=at,
    )  # fmt: skip


def forward(x: Floats, mask: NDArray[np.bool_] | Floats, p: float, scheme: Scheme) -> Floats:
    """What a layer of outputs ``x`` (units,) passes on in training; masks are (…, units)."""
    kept = x * mask
    return kept / (1.0 - p) if scheme == "inverted" else kept


def evaluate(x: Floats, p: float, scheme: Scheme) -> Floats:
    """What the layer passes on at test time: no mask, and the factor of the scheme."""
    return x * 1.0 if scheme == "inverted" else x * (1.0 - p)


def _claims(x: Floats, p: float, scheme: Scheme, mean: float, tested: Floats) -> tuple[Claim, ...]:
    expected = float(tested.mean())
    close = abs(mean - expected) <= 0.01 * float(x.mean())
    first = (
        Claim(
            "mean-kept",
            Localized(
                "1/(1−p) 倍すると、出力の平均は消さないときと 1% 以内で等しい",
                "scaled by 1/(1−p) the mean output is that without dropout, within 1%",
            ),
            close,
        )
        if scheme == "inverted"
        else Claim(
            "test-factor",
            Localized(
                f"テスト時に {format_number(1 - p)} を掛けると、訓練時の平均と 1% 以内で合う",
                f"a factor of {format_number(1 - p)} at test time meets the training mean "
                "within 1%",
            ),
            close,
        )
    )
    return (
        first,
        Claim(
            "deterministic",
            Localized(
                "テスト時は乱数を使わず、何度計算しても同じ値",
                "at test time nothing is random: the same value every time",
            ),
            bool(np.array_equal(tested, evaluate(x, p, scheme))),
        ),
        Claim(
            "subnetworks",
            Localized(
                f"残し方は 2^{len(x)} = {2 ** len(x)} 通り（何も消さない、全部消すを含む）",
                f"2^{len(x)} = {2 ** len(x)} ways to keep units, none and all included",
            ),
            _count(len(x)) == 2 ** len(x),
        ),
    )


def _count(units: int) -> int:
    """Distinct masks of so many units, counted one by one up to 12 and by doubling beyond."""
    small = min(units, 12)
    codes = np.arange(2**small)
    masks = (codes[:, None] >> np.arange(small)) & 1
    return int(len(np.unique(masks, axis=0)) << (units - small))


def _notice(p: float, scheme: Scheme, factor: float) -> Localized:
    if p == 0:
        return Localized("p = 0 では何も消えません。", "With p = 0 nothing is dropped.")
    if scheme == "classic":
        return Localized(
            f"訓練中の平均は {format_number(1 - p)} 倍に下がります。テスト時に同じ "
            f"{figures(factor)} を掛けて合わせます。",
            f"In training the mean falls to {format_number(1 - p)} of itself; the test "
            "multiplies by the same.",
        )
    return Localized(
        "残った値を 1/(1−p) 倍しておくので、平均は変わらず、テスト時は何もしません。",
        "What is kept is scaled by 1/(1−p), so the mean stays and the test does nothing.",
    )


def _running(x: Floats, trained: Floats, tested: Floats, step: int) -> Plot:
    count = np.arange(1, _SHOWN + 1, dtype=np.float64)
    means = np.cumsum(trained.mean(axis=1)) / count
    high = 1.15 * float(max(trained.mean(axis=1).max(), x.mean(), 1e-3))
    return Plot(
        title=Localized("出力の平均", "Mean output"),
        summary=Localized(),
        x=Axis(Localized("回", "draw"), low=1, high=_SHOWN, whole=True),
        y=Axis(low=0.0, high=high),
        series=(
            Series(
                Localized("1 回ごと", "each draw"), count[:step], trained.mean(axis=1)[:step], 2,
                "cloud", "none",
            ),
            Series(
                Localized("テスト", "test"), np.array([1.0, float(_SHOWN)]),
                np.full(2, float(tested.mean())), 1, "dashed",
            ),
            Series(
                Localized("訓練の平均", "training mean"), count[:step], means[:step], 0,
                marked="none",
            ),
        ),
    )  # fmt: skip


def _figure(
    x: Floats, masks: NDArray[np.bool_], trained: Floats, tested: Floats, step: int, p: float
) -> Panels:
    shown = np.zeros((12, masks.shape[1]))
    start = max(step - 12, 0)
    for row, draw in enumerate(range(start, min(start + 12, step))):
        shown[row] = np.where(masks[draw], 1.0, 0.25)
    mean = float(trained[:step].mean()) if step else float("nan")
    return Panels(
        title=Localized("マスクと出力の平均", "Masks and the mean output"),
        summary=Localized(
            f"{step} 回引いて、訓練時の出力の平均は {figures(mean, 3)}、テスト時は "
            f"{figures(float(tested.mean()), 3)}。",
            f"After {step} draws the mean output is {figures(mean, 3)} in training,"
            f" {figures(float(tested.mean()), 3)} at test time.",
        ),
        figures=(
            Cells(
                title=Localized("引いたマスク", "Masks drawn"),
                note=Localized("1 行が 1 回、濃いほど残る", "a row a draw, strong is kept"),
                summary=Localized(),
                values=shown,
                square=False,
                row_labels=tuple(
                    f"{draw + 1:>2}" if draw < step else "  " for draw in range(start, start + 12)
                ),
            ),
            _running(x, trained, tested, step),
        ),
        table=Table(
            columns=(
                Localized("ユニット", "unit"),
                Localized("出力 z", "output z"),
                Localized("残った割合", "kept"),
                Localized("訓練の平均", "training mean"),
                Localized("テスト", "test"),
            ),
            rows=tuple(
                (
                    str(unit + 1),
                    figures(float(x[unit]), 3),
                    f"{masks[: max(step, 1), unit].mean():.0%}",
                    figures(float(trained[: max(step, 1), unit].mean()), 3),
                    figures(float(tested[unit]), 3),
                )
                for unit in range(len(x))
            ),
        ),
    )


TRIALS = (
    Trial(
        ask=Localized(
            "訓練では半分のユニットを消し、残りはそのまま使います。"
            "テストでは全部の出力に何を掛ける？",
            "In training half the units are dropped and the rest used as they are. At test time "
            "every output is multiplied by…",
        ),
        knobs={"p": 0.5, "scheme": "classic"},
        guesses=(
            Localized("0.5", "0.5"),
            Localized("1（そのまま）", "1 (as it is)"),
            Localized("2", "2"),
        ),
        happened=lambda outcome: sum(
            outcome.number("test_factor") > limit for limit in (0.75, 1.5)
        ),
        because=Localized(
            "訓練で次の層に届く和の平均は、全部あるときの 1 − p 倍です。テストでも 1 − p "
            "を掛けてそろえます。",
            "In training the next layer receives 1 − p of the full sum on average; at test time "
            "1 − p makes it the same.",
        ),
    ),
    Trial(
        ask=Localized(
            "ユニットが 10 個あります。ドロップアウトで現れる部分ネットワークは何通り？",
            "There are 10 units. How many sub-networks can dropout produce?",
        ),
        knobs={"units": 10},
        guesses=(
            Localized("10 通り", "10"),
            Localized("100 通り", "100"),
            Localized("1024 通り", "1024"),
        ),
        happened=lambda outcome: sum(outcome.number("subnetworks") > limit for limit in (50, 500)),
        because=Localized(
            "1 つごとに残すか消すかの 2 通りなので、2¹⁰ = 1024 通りです。全部消える場合も 1 "
            "通りに数えます。",
            "Each unit is kept or dropped: 2¹⁰ = 1024, the one with none kept included.",
        ),
    ),
)
