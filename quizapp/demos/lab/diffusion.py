"""D46: forward diffusion, step by step and in one jump.

Each step keeps ``√α`` of the value and adds noise of variance ``β = 1 − α``; after t steps
``x_t = √ᾱ_t x_0 + √(1 − ᾱ_t) ε`` with ᾱ the product of the α.

Sources: Sohl-Dickstein et al. 2015; Ho, Jain & Abbeel 2020 (the linear schedule); Nichol &
Dhariwal 2021 (the cosine schedule).
"""

from __future__ import annotations

import math
from functools import cache
from typing import Annotated, Literal

import numpy as np

from quizapp.demos import usual
from quizapp.demos.activations import Floats
from quizapp.demos.figure import Axis, Cells, Panels, Plot, Point, Series
from quizapp.demos.lab._say import both, claim, part, reading, table
from quizapp.demos.numerals import figures
from quizapp.demos.spec import Choice, Frame, Numbers, Outcome, Range, Trial
from quizapp.errors import UsageError
from quizapp.records import Localized
from quizapp.words import tr

_MOST = 60
_SAMPLES = 256
_GLYPH = (
    "............",
    ".####.......",
    "....##......",
    "......##....",
    ".......##...",
    ".........#..",
    ".........#..",
    ".......##...",
    "......##....",
    "....##......",
    ".####.......",
    "............",
)

Schedule = Literal["constant", "linear", "cosine", "list"]


def run(
    schedule: Annotated[
        Schedule,
        Choice(
            "β の決め方",
            "schedule",
            {
                "constant": Localized("一定", "constant"),
                "linear": Localized("直線で増やす", "linear"),
                "cosine": Localized("コサイン", "cosine"),
                "list": Localized("自分で並べる", "a list"),
            },
        ),
    ] = "constant",
    beta: Annotated[
        float, Range("β（最後の値）", "β (the last one)", 0.001, 0.999, scale="log",
                     when={"schedule": ("constant", "linear")}),
    ] = 0.1,
    betas: Annotated[
        tuple[float, ...],
        Numbers("β の並び", "list of β", 0.0, 0.999, when={"schedule": ("list",)},
                examples=((0.1, 0.1, 0.1), (0.1, 0.2, 0.3), (0.5, 0.5))),
    ] = (0.1, 0.2, 0.3),
    length: Annotated[
        int, Range("全ステップ数 T", "length T", 1, _MOST,
                   when={"schedule": ("constant", "linear", "cosine")}),
    ] = 30,
    t: Annotated[int, Range("ステップ t", "step t", 0, _MOST)] = 3,
    x0: Annotated[float, Range("元の値 x₀", "start x₀", -3.0, 3.0, step=0.25)] = 1.0,
    seed: Annotated[int, usual.seed()] = 0,
) -> Outcome:  # fmt: skip
    """Mean, variance and a noised picture after ``t`` steps.

    The claims walk 256 samples through the chain. Their noises are made to have mean 0, variance 1
    and no correlation between steps exactly, so the sample shows what theory says and not its own
    luck. Raises UsageError when ``t`` is beyond the end of the schedule.
    """
    steps = _schedule(schedule, beta, betas, length)
    if t > len(steps):
        raise UsageError(
            tr("ステップ t = {t} が、全体の長さ {length} を超えています。", t=t, length=len(steps)),
            mend=tr("使える値  t = 0 から {length}", length=len(steps)),
        )
    bars = kept(steps)
    walked = walk(np.full(_SAMPLES, x0), steps[:t], _noises(seed))
    bar = float(bars[t])
    mean, spread = float(walked.mean()), float(walked.var())

    def at(step: int) -> Frame:
        now = float(bars[step])
        return Frame(
            _figure(bars, step, x0, seed),
            (
                reading("t", str(step)),
                reading("ᾱ", figures(now, 6), 0),
                reading(("平均 √ᾱ·x₀", "mean √ᾱ·x₀"), figures(math.sqrt(now) * x0, 5)),
                reading(("分散 1 − ᾱ", "variance 1 − ᾱ"), figures(1 - now, 5), 1),
                reading(("信号と雑音の比", "signal to noise"),
                        figures(now / (1 - now), 4) if now < 1 else "∞"),
            ),
        )  # fmt: skip

    last = at(t)
    recursive = _by_recursion(steps[:t])
    product = "·".join(figures(1 - float(b)) for b in steps[: min(t, 4)]) or "1"
    return Outcome(
        figure=last.figure,
        small=part(last.figure, 0),
        results={
            "alpha_bar": bar,
            "mean": math.sqrt(bar) * x0,
            "variance": 1 - bar,
            "signal_scale": math.sqrt(bar),
            "noise_scale": math.sqrt(1 - bar),
            "walked_mean": mean,
            "walked_variance": spread,
        },
        claims=(
            claim(
                "mean",
                f"1 歩ずつ進めた平均 {figures(mean)} は、√ᾱ·x₀ と 1% 以内で合う",
                f"walked step by step, the mean {figures(mean)} is √ᾱ·x₀ within 1%",
                abs(mean - math.sqrt(bar) * x0) <= 0.01 * max(abs(math.sqrt(bar) * x0), 1e-9),
            ),
            claim(
                "variance",
                f"1 歩ずつ進めた分散 {figures(spread)} は、1 − ᾱ と 1% 以内で合う",
                f"walked step by step, the variance {figures(spread)} is 1 − ᾱ within 1%",
                abs(spread - (1 - bar)) <= 0.01 * max(1 - bar, 1e-9),
            ),
            claim(
                "recursion",
                "v ← (1−β)v + β を繰り返しても、1 − ᾱ になる",
                "repeating v ← (1−β)v + β also gives 1 − ᾱ",
                abs(recursive - (1 - bar)) < 1e-12,
            ),
            claim(
                "falls",
                "ᾱ は増えることがなく、いつも 0 から 1 の間",
                "ᾱ never rises and stays between 0 and 1",
                np.all(np.diff(bars) <= 0) and bars[-1] >= 0 and bars[0] == 1,
            ),
        ),
        notice=_notice(bar, t),
        formula=(
            f"ᾱ = {product}{'·…' if t > 4 else ''} = {figures(bar, 6)}   "
            f"x = {figures(math.sqrt(bar))}·x₀ + {figures(math.sqrt(1 - bar))}·ε"
        ),
        readings=last.readings,
        steps=t,
        at=at if t else None,
    )


def _schedule(kind: Schedule, beta: float, betas: tuple[float, ...], length: int) -> Floats:
    """The β of every step (T,)."""
    if kind == "list":
        return np.array(betas)
    if kind == "constant":
        return np.full(length, beta)
    if kind == "linear":
        return np.linspace(beta / length, beta, length)
    # Cosine of Nichol & Dhariwal with its offset 0.008, each β held below 0.999.
    along = np.cos((np.arange(length + 1) / length + 0.008) / 1.008 * math.pi / 2) ** 2
    return np.asarray(np.clip(1 - along[1:] / along[:-1], 0.0, 0.999))


def kept(betas: Floats) -> Floats:
    """ᾱ after 0, 1 … T steps (T + 1,)."""
    return np.concatenate([[1.0], np.cumprod(1.0 - betas)])


def walk(x: Floats, betas: Floats, noises: Floats) -> Floats:
    """``x`` (n,) after one step for each β; row i of ``noises`` (≥ T, n) is the noise of step i."""
    for beta, noise in zip(betas, noises, strict=False):
        x = math.sqrt(1 - beta) * x + math.sqrt(beta) * noise
    return x


@cache
def _noises(seed: int) -> Floats:
    """Noise (60, 256): each row has mean 0 and variance 1, and no two rows correlate.

    The rows are waves of different frequency and random phase, so all this holds exactly.
    """
    phase = np.random.default_rng(seed).uniform(0, 2 * math.pi, size=(_MOST, 1))
    place = np.arange(_SAMPLES) * 2 * math.pi / _SAMPLES
    noises = math.sqrt(2) * np.cos(np.arange(1, _MOST + 1)[:, None] * place + phase)
    noises.setflags(write=False)
    return np.asarray(noises)


def _by_recursion(betas: Floats) -> float:
    v = 0.0
    for beta in betas:
        v = (1 - float(beta)) * v + float(beta)
    return v


def _notice(bar: float, t: int) -> Localized:
    if t == 0:
        return Localized("まだ雑音はありません。t を増やしてください。", "No noise yet: raise t.")
    if bar < 0.02:
        return Localized(
            "ほとんど雑音だけになりました。元の絵は分かりません。生成はここから逆にたどります。",
            "Almost nothing but noise; generation starts here and walks back.",
        )
    return Localized(
        f"元の絵の √ᾱ = {figures(math.sqrt(bar), 3)} 倍に、雑音を {figures(math.sqrt(1 - bar), 3)} "
        "倍して足したものです。途中を飛ばして 1 回で作れます。",
        f"The picture times {figures(math.sqrt(bar), 3)} plus noise times "
        f"{figures(math.sqrt(1 - bar), 3)}: one jump, no step between.",
    )


def picture() -> Floats:
    """The arrow head (12, 12) with values −1 and 1."""
    return np.array([[1.0 if sign == "#" else -1.0 for sign in row] for row in _GLYPH])


def _figure(bars: Floats, t: int, x0: float, seed: int) -> Panels:
    bar = float(bars[t])
    image = picture()
    noise = np.random.default_rng(seed + 1000).normal(size=image.shape)
    count = np.arange(len(bars), dtype=np.float64)
    signal, hiss = np.sqrt(bars), np.sqrt(1 - bars)
    return Panels(
        title=both(("拡散過程", "Forward diffusion")),
        summary=Localized(
            f"t = {t} で ᾱ は {figures(bar, 4)}、平均 {figures(math.sqrt(bar) * x0, 4)}、分散 "
            f"{figures(1 - bar, 4)}。",
            f"At t = {t} ᾱ is {figures(bar, 4)}, the mean {figures(math.sqrt(bar) * x0, 4)}, the "
            f"variance {figures(1 - bar, 4)}.",
        ),
        figures=(
            Plot(
                title=both(("信号と雑音の割合", "Signal and noise")),
                summary=Localized(),
                x=Axis(both("t"), low=0, high=float(len(bars) - 1), whole=True),
                y=Axis(low=0.0, high=1.08),
                series=(
                    Series(both("√ᾱ"), count, signal, 0),
                    Series(both("√(1−ᾱ)"), count, hiss, 1, "dashed"),
                    Series(both("ᾱ"), count, bars, 2),
                ),
                points=(Point(float(t), bar, both(f"t = {t}"), marker=2),),
            ),
            Cells(
                title=both((f"t = {t} の絵", f"picture at t = {t}")),
                summary=Localized(),
                values=math.sqrt(bar) * image + math.sqrt(1 - bar) * noise,
                low=-1.6,
                high=1.6,
            ),
        ),
        weights=(3, 2),
        table=table(
            ("t", "ᾱ", "√ᾱ", "1 − ᾱ"),
            (
                (str(i), f"{bars[i]:.5f}", f"{signal[i]:.5f}", f"{1 - bars[i]:.5f}")
                for i in sorted({*range(0, len(bars), max(1, len(bars) // 15)), t})
            ),
        ),
    )


TRIALS: tuple[Trial, ...] = (
    Trial(
        ask=Localized(
            "β = 0.1 の 3 歩のあと、ᾱ はいくつですか。",
            "After 3 steps of β = 0.1, what is ᾱ?",
        ),
        knobs={"schedule": "constant", "beta": 0.1, "t": 3},
        guesses=(
            Localized("0.7（1 − 3·0.1）", "0.7 (1 − 3·0.1)"),
            Localized("0.729（0.9³）", "0.729 (0.9³)"),
            Localized("0.001（0.1³）", "0.001 (0.1³)"),
        ),
        happened=lambda outcome: int(
            np.argmin(np.abs(np.array([0.7, 0.729, 0.001])
                             - outcome.number("alpha_bar")))
        ),
        because=Localized(
            "ᾱ は α = 1 − β の積です。引き算ではありません。",
            "ᾱ is the product of α = 1 − β, not a difference.",
        ),
    ),
    Trial(
        ask=Localized(
            "β = 0.1 を 30 歩続けると、x の分散はいくつに近づきますか。",
            "After 30 steps of β = 0.1, what does the variance of x approach?",
        ),
        knobs={"schedule": "constant", "beta": 0.1, "t": 30},
        guesses=(Localized("0", "0"), Localized("1", "1"), Localized("3（30·0.1）", "3 (30·0.1)")),
        happened=lambda outcome: int(
            np.argmin(np.abs(np.array([0.0, 1.0, 3.0]) - outcome.number("variance")))
        ),
        because=Localized(
            "毎回 √(1−β) 倍に縮めてから雑音を足すので、分散は 1 を超えません。",
            "Each step shrinks before it adds noise, so the variance never passes 1.",
        ),
    ),
)  # fmt: skip
