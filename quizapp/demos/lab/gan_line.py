"""D45: a GAN on a line: the data, the generator, and the best discriminator between them.

``line`` slides the generator's normal distribution past that of the data; ``point`` takes two
densities at one place; ``modes`` lets the generator leave out one of two hills. D is the
probability that a sample is real; the value V is in nats.

Sources: Goodfellow et al. 2014 (D* and −ln 4); Arjovsky, Chintala & Bottou 2017 (Wasserstein).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Annotated, Literal

import numpy as np

from quizapp.demos import usual
from quizapp.demos.activations import Floats
from quizapp.demos.figure import Axis, Plot, Point, Series
from quizapp.demos.lab._say import both, claim, reading, table
from quizapp.demos.numerals import figures
from quizapp.demos.spec import Claim, Frame, Outcome, Range, Reading, Result, Trial
from quizapp.errors import UsageError
from quizapp.records import Localized
from quizapp.words import tr

_X = np.linspace(-24.0, 24.0, 4801)
_STEP = float(_X[1] - _X[0])
_HILL = 3.0
_LINE = {"experiment": ("line",)}
_PROBE = {"experiment": ("line", "modes")}
_POINT = {"experiment": ("point",)}
_MODES = {"experiment": ("modes",)}


def run(
    experiment: Annotated[
        Literal["line", "point", "modes"],
        usual.experiment(
            {
                "line": Localized("分布を近づける", "move the generator"),
                "point": Localized("1 点の D*", "D* at a point"),
                "modes": Localized("モード崩壊", "mode collapse"),
            }
        ),
    ] = "line",
    shift: Annotated[
        float, Range("生成側のずれ", "generator's shift", -6.0, 6.0, step=0.25, when=_LINE)
    ] = 2.0,
    spread: Annotated[
        float, Range("生成側の標準偏差", "generator's std", 0.3, 3.0, step=0.1, when=_LINE)
    ] = 1.0,
    probe: Annotated[
        float, Range("見る位置 x", "probe x", -6.0, 6.0, step=0.25, when=_PROBE)
    ] = 0.0,
    p_data: Annotated[
        float, Range("p_data", "p_data", 0.0, 2.0, step=0.05, when=_POINT)
    ] = 0.6,
    p_g: Annotated[float, Range("p_g", "p_g", 0.0, 2.0, step=0.05, when=_POINT)] = 0.2,
    share: Annotated[
        float, Range("右の山に出す割合", "share on the right", 0.0, 1.0, step=0.05, when=_MODES)
    ] = 0.0,
) -> Outcome:  # fmt: skip
    """The best discriminator and the value of the game for one generator.

    Raises UsageError when both densities of ``point`` are 0: no sample ever falls there.
    """
    if experiment == "point":
        if p_data + p_g == 0:
            raise UsageError(
                tr("p_data も p_g も 0 では、そこに標本が来ません。"),
                mend=tr("どちらかを 0 より大きく  p-data, p-g"),
            )
        return _point(p_data, p_g)
    if experiment == "modes":
        real = 0.5 * normal(_X, -_HILL, 0.7) + 0.5 * normal(_X, _HILL, 0.7)
        made = (1 - share) * normal(_X, -_HILL, 0.7) + share * normal(_X, _HILL, 0.7)
        return _modes(real, made, share, probe)
    return _line(shift, spread, probe)


def normal(x: Floats, mean: float, std: float) -> Floats:
    """Density of the normal distribution at ``x``."""
    return np.asarray(np.exp(-0.5 * ((x - mean) / std) ** 2) / (std * math.sqrt(2 * math.pi)))


def best(real: Floats, made: Floats) -> Floats:
    """D* = p/(p + q); ½ where both underflow to 0 and no sample is ever seen."""
    total = real + made
    with np.errstate(invalid="ignore"):
        return np.where(total > 0, real / np.where(total > 0, total, 1.0), 0.5)


def value(real: Floats, made: Floats, d: Floats) -> float:
    """``E_data[ln D] + E_g[ln(1 − D)]`` over the grid; a density of 0 adds nothing."""
    d = np.clip(d, 1e-300, 1 - 1e-16)  # a D that rounds to 1 would turn a tail of 1e-17 into −∞
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = np.where(real > 0, real * np.log(d), 0) + np.where(made > 0, made * np.log1p(-d), 0)
    return float(parts.sum() * _STEP)


def divergence(real: Floats, made: Floats) -> float:
    """Jensen-Shannon divergence in nats, straight from its definition with two KLs."""
    middle = 0.5 * (real + made)

    def kl(p: Floats) -> float:
        with np.errstate(divide="ignore", invalid="ignore"):
            return float(np.where(p > 0, p * np.log(p / middle), 0).sum() * _STEP)

    return 0.5 * kl(real) + 0.5 * kl(made)


def earth_mover(real: Floats, made: Floats) -> float:
    """Wasserstein-1 distance on a line: the area between the two distribution functions."""
    return float(np.abs(np.cumsum(real - made) * _STEP).sum() * _STEP)


def _measures(real: Floats, made: Floats) -> dict[str, Result]:
    d = best(real, made)
    return {
        "value": value(real, made, d),
        "js": divergence(real, made),
        "wasserstein": earth_mover(real, made),
        "floor": -math.log(4.0),
    }


def _shared(real: Floats, made: Floats, found: dict[str, Result]) -> tuple[Claim, ...]:
    d = best(real, made)
    top, js = float(str(found["value"])), float(str(found["js"]))
    rivals: tuple[Callable[[Floats], Floats], ...] = (
        lambda d: np.clip(d + 0.05, 1e-9, 1 - 1e-9),
        lambda d: np.clip(d - 0.05, 1e-9, 1 - 1e-9),
        lambda d: 0.9 * d + 0.05,
        lambda d: np.full_like(d, 0.5),
    )
    return (
        claim(
            "optimal",
            "D* = p/(p+q) を少しでも変えると、V は大きくならない",
            "no change of D* = p/(p+q) raises V",
            all(value(real, made, change(d)) <= top + 1e-9 for change in rivals),
        ),
        claim(
            "jensen-shannon",
            f"V(D*, G) = −ln 4 + 2·JS = {figures(-math.log(4.0) + 2 * js, 5)}",
            f"V(D*, G) = −ln 4 + 2·JS = {figures(-math.log(4.0) + 2 * js, 5)}",
            abs(top - (-math.log(4.0) + 2 * js)) < 1e-6,
        ),
        claim(
            "floor",
            "V は −ln 4 = −1.38629 より小さくならず、等しいのは p_g = p_data のときだけ",
            "V is never below −ln 4 = −1.38629, and meets it only where p_g = p_data",
            top >= -math.log(4.0) - 1e-6
            and (top < -math.log(4.0) + 1e-6) == (float(np.abs(real - made).max()) < 1e-6),
        ),
    )


def _line(shift: float, spread: float, probe: float) -> Outcome:
    real = normal(_X, 0.0, 1.0)

    def at(step: int) -> Frame:
        moved = shift * step / 20
        made = normal(_X, moved, spread)
        found = _measures(real, made)
        here = _at(real, made, probe)
        return Frame(
            _curves(real, made, probe, here, float(str(found["value"]))),
            _readings(found, here),
        )

    made = normal(_X, shift, spread)
    found = _measures(real, made)
    here = _at(real, made, probe)
    moved = float(str(found["wasserstein"]))
    last = at(20)
    alike = shift == 0 and spread == 1
    return Outcome(
        figure=last.figure,
        results={**found, "d_star": here},
        claims=(
            *_shared(real, made, found),
            claim(
                "wasserstein",
                f"Wasserstein 距離はずれ {figures(abs(shift))} 以上（同じ幅なら等しい）",
                f"the Wasserstein distance is at least the shift {figures(abs(shift))}, and equal "
                "for equal widths",
                moved >= abs(shift) - 1e-3 and (spread != 1 or abs(moved - abs(shift)) < 1e-3),
            ),
        ),
        notice=Localized(
            "生成側がデータに一致しました。どこでも D* = ½ で、見分けがつきません。",
            "The generator meets the data: D* = ½ everywhere, nothing tells them apart.",
        )
        if alike
        else Localized(
            "分布が離れると JS は ln 2 で頭打ちになり、勾配が消えます。Wasserstein "
            "距離はずれに比例し"
            "て増え続けます。",
            "Far apart, JS stops at ln 2 and its gradient dies; Wasserstein keeps growing.",
        ),
        formula=f"D*({figures(probe)}) = p/(p+q) = {figures(here)}   V = {_v(found)}",
        readings=last.readings,
        steps=20,
        at=at,
    )


def _v(found: dict[str, Result]) -> str:
    return figures(round(float(str(found["value"])), 5), 6)


def _at(real: Floats, made: Floats, probe: float) -> float:
    return float(np.interp(probe, _X, best(real, made)))


def _readings(found: dict[str, Result], here: float) -> tuple[Reading, ...]:
    return (
        reading("D*(x)", figures(here), 2),
        reading("V(D*, G)", _v(found)),
        reading("−ln 4", figures(-math.log(4.0), 6)),
        reading("JS (nats)", f"{float(str(found['js'])):.5f}"),
        reading("Wasserstein", f"{float(str(found['wasserstein'])):.4f}"),
    )


def _curves(real: Floats, made: Floats, probe: float, here: float, v: float) -> Plot:
    kept = slice(1600, 3201, 10)
    x, d = _X[kept], best(real, made)[kept]
    high = max(1.05, 1.1 * float(max(real.max(), made.max())))
    return Plot(
        title=both(("データ・生成・判別", "Data, generator, discriminator")),
        note=both(f"V = {figures(v, 5)}"),
        summary=Localized(
            f"x = {figures(probe)} で D* は {figures(here)}。ゲームの値 V は {figures(v, 5)}。",
            f"At x = {figures(probe)} D* is {figures(here)}; the value V is {figures(v, 5)}.",
        ),
        x=Axis(both("x"), low=-8.0, high=8.0),
        y=Axis(low=0.0, high=high),
        series=(
            Series(both("p_data"), x, real[kept], 0, marked="none"),
            Series(both("p_g"), x, made[kept], 1, "dashed", "none"),
            Series(both("D*"), x, d, 2, "line", "none"),
        ),
        points=(Point(probe, here, both(figures(here, 3)), marker=2),),
        table=table(
            ("x", "p_data", "p_g", "D*"),
            (
                (f"{x[i]:.1f}", f"{real[kept][i]:.4f}", f"{made[kept][i]:.4f}", f"{d[i]:.4f}")
                for i in range(0, len(x), 10)
            ),
        ),
    )


def _point(p: float, q: float) -> Outcome:
    star = p / (p + q)
    d = np.linspace(0.001, 0.999, 999)
    height = p * np.log(d) + q * np.log1p(-d)
    found = float(d[int(np.argmax(height))])
    top = (p * math.log(star) if p else 0.0) + (q * math.log(1 - star) if q else 0.0)
    near = min(max(star, 0.1), 0.9)
    small = 1e-6

    def payoff(at: float) -> float:
        return p * math.log(at) + q * math.log(1 - at)

    measured = (payoff(near + small) - payoff(near - small)) / (2 * small)
    return Outcome(
        figure=Plot(
            title=both(("1 点での識別器の損得", "The discriminator's gain at one place")),
            note=both("p·ln D + q·ln(1 − D)"),
            summary=Localized(
                f"p = {figures(p)}、q = {figures(q)} のとき、D = {figures(star)} で最大。",
                f"With p = {figures(p)} and q = {figures(q)} it peaks at D = {figures(star)}.",
            ),
            x=Axis(both("D"), low=0.0, high=1.0),
            y=Axis(low=min(top - 2.0, -0.5), high=max(top + 0.3, 0.1)),
            series=(Series(both(("損得", "gain")), d[::8], height[::8], 0, marked="none"),),
            points=(Point(star, top, both(f"D* = {figures(star)}"), marker=0),),
            table=table(
                ("D", "p·ln D + q·ln(1−D)"),
                ((f"{d[i]:.3f}", f"{height[i]:.4f}") for i in range(49, 999, 50)),
            ),
        ),
        results={"d_star": star, "gain": top},
        claims=(
            claim(
                "optimal",
                f"損得が最大になる D は p/(p+q) = {figures(star)}",
                f"the gain peaks at D = p/(p+q) = {figures(star)}",
                abs(found - star) <= 0.0011,
            ),
            claim(
                "slope",
                "傾き p/D − q/(1−D) は、数値微分に一致する",
                "its slope p/D − q/(1−D) agrees with finite differences",
                abs(measured - (p / near - q / (1 - near))) < 1e-6,
            ),
            claim(
                "half",
                "D* が ½ になるのは p = q のときだけ",
                "D* is ½ only where p = q",
                (abs(star - 0.5) < 1e-12) == (abs(p - q) < 1e-12),
            ),
        ),
        notice=Localized(
            "D* は、そこに来た標本のうち本物の割合です。生成が多い場所では ½ を下回ります。",
            "D* is the share of real ones among samples that fall there.",
        ),
        formula=f"D* = {figures(p)}/({figures(p)} + {figures(q)}) = {figures(star)}",
        readings=(
            reading("D*", figures(star), 0),
            reading(("損得の最大", "largest gain"), figures(top)),
        ),
    )


def _modes(real: Floats, made: Floats, share: float, probe: float) -> Outcome:
    found = _measures(real, made)
    here = _at(real, made, probe)
    right = _X > 0
    missed = float(best(real, made)[np.argmin(np.abs(_X - _HILL))])
    covered = sum(float(made[side].sum() / real[side].sum()) > 0.1 for side in (right, ~right))
    left_over = abs(share - 0.5)
    return Outcome(
        figure=_curves(real, made, probe, here, float(str(found["value"]))),
        results={**found, "d_star": here, "modes_covered": covered, "d_at_right_hill": missed},
        claims=(
            *_shared(real, made, found),
            claim(
                "hill",
                f"右の山の D* は ½/(½ + {figures(share)}) = {figures(0.5 / (0.5 + share))}",
                f"D* at the right hill is ½/(½ + {figures(share)}) = "
                f"{figures(0.5 / (0.5 + share))}",
                abs(missed - 0.5 / (0.5 + share)) < 1e-6,
            ),
            claim(
                "mass",
                "動かす量は、山の割合の差 × 山の間の距離 6",
                "what must be moved: the difference of shares × the distance 6 of the hills",
                abs(float(str(found["wasserstein"])) - 6 * left_over) < 0.01,
            ),
        ),
        notice=Localized(
            "データの山は 2 つ、生成は 1 つだけです。右の山では D* = 1 になり、"
            "識別器に見抜かれます。",
            "The data have two hills, the generator one: at the right hill D* = 1 gives it away.",
        )
        if covered == 1
        else Localized(
            "両方の山に出しています。割合が ½ のとき、どこでも D* = ½ になります。",
            "Both hills are covered; with a share of ½ D* is ½ everywhere.",
        ),
        formula=(
            f"p_g = {figures(1 - share)}·N(−3, 0.7²) + {figures(share)}·N(3, 0.7²)"
            f"   V = {_v(found)}"
        ),
        readings=(
            *_readings(found, here),
            reading(("出した山の数", "hills covered"), f"{covered} / 2"),
        ),
    )  # fmt: skip


TRIALS: tuple[Trial, ...] = (
    Trial(
        ask=Localized(
            "ずれを 3 から 6 に増やすと、JS ダイバージェンスは 2 倍近くになりますか。",
            "Moving the generator from 3 to 6 away: does the JS divergence nearly double?",
        ),
        knobs={"experiment": "line", "shift": 6.0},
        guesses=(
            Localized("2 倍近くになる", "it nearly doubles"),
            Localized("ほとんど変わらず ln 2 に近づく", "it barely moves, close to ln 2"),
        ),
        happened=lambda outcome: int(
            outcome.number("js") < 1.5 * divergence(normal(_X, 0.0, 1.0), normal(_X, 3.0, 1.0))
        ),
        because=Localized(
            "重なりがなくなると JS は ln 2 より大きくなりません。"
            "生成側に届く勾配が消える理由です。",
            "Without overlap JS cannot pass ln 2: this is why the generator's gradient dies.",
        ),
    ),
    Trial(
        ask=Localized(
            "p_g が p_data に一致したとき、最適な識別器の出力は？",
            "When p_g equals p_data, what does the best discriminator say?",
        ),
        knobs={"experiment": "line", "shift": 0.0, "spread": 1.0, "probe": 1.0},
        guesses=(Localized("0", "0"), Localized("½", "½"), Localized("1", "1")),
        happened=lambda outcome: round(2 * outcome.number("d_star")),
        because=Localized(
            "p/(p+p) = ½ です。このとき V = ln ½ + ln ½ = −ln 4 になります。",
            "p/(p+p) = ½, and V = ln ½ + ln ½ = −ln 4.",
        ),
    ),
)
