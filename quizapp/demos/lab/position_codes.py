"""D32: sinusoidal position codes, in which moving on by k is one fixed rotation.

Pair i of the code turns at its own pace: ``(sin(p w), cos(p w))`` with ``w = base^(-2i/d)``, fast
pairs first, as the hands of a clock.

Source: Vaswani et al. 2017, sec. 3.5.
"""

from __future__ import annotations

import math
from typing import Annotated

import numpy as np

from quizapp.demos.activations import Floats
from quizapp.demos.figure import Axis, Cells, Panels, Plot, Point, Series, Table
from quizapp.demos.lab._results import number
from quizapp.demos.numerals import figures
from quizapp.demos.spec import Claim, Outcome, Range, Reading, Result, Trial
from quizapp.errors import UsageError
from quizapp.records import Localized
from quizapp.words import tr


def run(
    pos: Annotated[int, Range("位置 pos", "position", 0, 99)] = 1,
    pair: Annotated[int, Range("組 i（0 から）", "pair i, from 0", 0, 255)] = 0,
    d: Annotated[int, Range("次元 d", "dimension d", 2, 512, step=2)] = 16,
    shift: Annotated[int, Range("ずらす幅 k", "shift k", 0, 50)] = 3,
    positions: Annotated[int, Range("見る位置の数", "positions shown", 4, 100)] = 32,
    base: Annotated[float, Range("底", "base", 10.0, 100_000.0, scale="log")] = 10_000.0,
) -> Outcome:
    """The codes of the first positions, and one pair of them followed along the sequence.

    Raises UsageError for an odd ``d`` and for a pair that ``d`` does not have.
    """
    if d % 2:
        raise UsageError(
            tr("次元 d = {d} は奇数で、sin と cos の組になりません。", d=d),
            mend=tr("使える値  d = 2, 4, …, 512"),
        )
    if pair >= d // 2:
        raise UsageError(
            tr("d = {d} には組 {pair} がありません。", d=d, pair=pair),
            mend=tr("使える値  pair = 0 から {last}", last=d // 2 - 1),
        )
    place = np.arange(max(positions, pos + 1), dtype=np.float64)
    code = encode(place, d, base)  # (positions, d)
    pace = float(paces(d, base)[pair])
    here = code[pos]
    moved = encode(np.array([float(pos + shift)]), d, base)[0]
    results: dict[str, Result] = {
        "sin": float(here[2 * pair]),
        "cos": float(here[2 * pair + 1]),
        "pair": (float(here[2 * pair]), float(here[2 * pair + 1])),
        "pace": pace,
        "angle": pos * pace,
        "wavelength": 2.0 * math.pi / pace,
        "dot": float(here @ moved),
        "norm_squared": float(here @ here),
    }
    return Outcome(
        figure=_figure(code, pos, pair, pace, positions),
        small=_stripes(code[:positions], pos),
        results=results,
        claims=_claims(place, code, d, base, shift, pos),
        notice=_notice(pair, d, pace, shift),
        formula=(
            f"ω = {figures(base)}^(−2·{pair}/{d}) = {figures(pace)}   "
            f"(sin {figures(pos * pace)}, cos {figures(pos * pace)}) = "
            f"({figures(float(here[2 * pair]), 5)}, {figures(float(here[2 * pair + 1]), 5)})"
        ),
        readings=(
            Reading(Localized("sin(pos·ω)", "sin(pos·ω)"), figures(float(here[2 * pair]), 5), 0),
            Reading(
                Localized("cos(pos·ω)", "cos(pos·ω)"), figures(float(here[2 * pair + 1]), 5), 1
            ),
            Reading(Localized("波長 2π/ω", "wavelength 2π/ω"), figures(2 * math.pi / pace)),
            Reading(Localized("長さの 2 乗 d/2", "length squared d/2"), figures(d / 2)),
            Reading(
                Localized(f"{shift} 先との内積", f"product, {shift} on"),
                figures(results["dot"] if isinstance(results["dot"], float) else 0.0),
            ),
        ),
    )


def paces(d: int, base: float) -> Floats:
    """The angle per position of each of the ``d/2`` pairs, radians; the first is 1."""
    return np.asarray(base ** (-2.0 * np.arange(d // 2) / d))


def encode(place: Floats, d: int, base: float) -> Floats:
    """Codes (n, d) of ``place`` (n,): sin in the even columns, cos in the odd ones."""
    angle = place[:, None] * paces(d, base)  # (n, d/2)
    return np.stack([np.sin(angle), np.cos(angle)], axis=2).reshape(len(place), d)


def rotation(shift: int, d: int, base: float) -> Floats:
    """The rotations (d/2, 2, 2) that take each pair of ``encode(p)`` to ``encode(p + shift)``.

    On the diagonal of one (d, d) matrix they are the fixed rotation of the whole code.
    """
    angle = shift * paces(d, base)
    cos, sin = np.cos(angle), np.sin(angle)
    return np.stack([np.stack([cos, sin], axis=1), np.stack([-sin, cos], axis=1)], axis=1)


def _claims(
    place: Floats, code: Floats, d: int, base: float, shift: int, pos: int
) -> tuple[Claim, ...]:
    turn = rotation(shift, d, base)
    later = encode(place + shift, d, base)
    turned = np.einsum("pij,npj->npi", turn, code.reshape(len(code), -1, 2))
    error = float(np.abs(later - turned.reshape(len(code), -1)).max())
    apart = np.sum(code * later, axis=1)
    return (
        Claim(
            "rotation",
            Localized(
                f"PE(p + {shift}) は、どの p でも同じ回転行列を PE(p) に掛けたもの",
                f"PE(p + {shift}) is one rotation times PE(p), the same for every p",
            ),
            error <= 1e-12 and bool(np.allclose(turn @ turn.swapaxes(1, 2), np.eye(2), atol=1e-12)),
        ),
        Claim(
            "length",
            Localized(
                f"どの位置の符号も長さの 2 乗は d/2 = {d // 2}",
                f"every code has length squared d/2 = {d // 2}",
            ),
            bool(np.allclose(np.sum(code**2, axis=1), d / 2, atol=1e-9)),
        ),
        Claim(
            "difference",
            Localized(
                f"PE(p) と PE(p + {shift}) の内積は p によらない",
                f"the product of PE(p) and PE(p + {shift}) does not depend on p",
            ),
            bool(np.allclose(apart, apart[0], atol=1e-9)),
        ),
        Claim(
            "bounded",
            Localized(
                f"位置 {pos} を含め、値はすべて −1 から 1", f"all values, at {pos} too, are −1 to 1"
            ),
            bool(np.abs(code).max() <= 1.0),
        ),
    )


def _notice(pair: int, d: int, pace: float, shift: int) -> Localized:
    if shift == 0:
        return Localized(
            "k = 0 では回転しません。k を上げると、位置の差だけで決まる内積が下がっていきます。",
            "k = 0 turns nothing. Raise k: the product, which only the distance sets, falls.",
        )
    if pair == 0:
        return Localized(
            "最初の組は 1 位置ごとに 1 ラジアン回ります。右の列ほどゆっくりで、縞が縦に伸びます。",
            "The first pair turns by 1 radian a position; columns to the right turn slower "
            "and their stripes stretch.",
        )
    return Localized(
        f"{d // 2} 組のうち {pair} 番目は {figures(2 * math.pi / pace, 3)} 位置で 1 周します。遅い"
        "組が遠い位置を見分けます。",
        f"Pair {pair} of {d // 2} comes round after {figures(2 * math.pi / pace, 3)} positions; "
        "slow pairs tell far places apart.",
    )


def _stripes(code: Floats, pos: int) -> Cells:
    rows = min(len(code), 32)
    start = min(max(pos - rows + 1, 0), max(len(code) - rows, 0))
    return Cells(
        title=Localized("行が位置、列が次元", "Rows positions, columns d"),
        note=Localized("濃いほど ±1", "strong is ±1"),
        summary=Localized(),
        values=code[start : start + rows, :32],
        low=-1.0,
        high=1.0,
        diverging=True,
        square=False,
    )


def _figure(code: Floats, pos: int, pair: int, pace: float, positions: int) -> Panels:
    shown = max(positions, pos + 1)
    fine = np.linspace(0.0, shown - 1.0, 8 * shown)
    sin, cos = float(code[pos, 2 * pair]), float(code[pos, 2 * pair + 1])
    names = (Localized("sin", "sin"), Localized("cos", "cos"))
    rows = code[:shown]
    return Panels(
        title=Localized("位置符号", "Position codes"),
        summary=Localized(
            f"位置 {pos} の組 {pair} は ({figures(sin, 5)}, {figures(cos, 5)})、波長は "
            f"{figures(2 * math.pi / pace)}。",
            f"Pair {pair} of position {pos} is ({figures(sin, 5)}, {figures(cos, 5)}); its "
            f"wavelength is {figures(2 * math.pi / pace)}.",
        ),
        figures=(
            _stripes(rows, pos),
            Plot(
                title=Localized(f"組 {pair} の値", f"Pair {pair}"),
                note=Localized(f"位置 {pos}", f"position {pos}"),
                summary=Localized(),
                x=Axis(Localized("位置", "position"), low=0, high=max(shown - 1, 1), whole=True),
                y=Axis(low=-1.1, high=1.1),
                series=(
                    Series(Localized(), np.full(2, float(pos)), np.array([-1.1, 1.1]), faint=True,
                           marked="none"),
                    Series(names[1], fine, np.cos(fine * pace), 1, "dashed", "none"),
                    Series(names[0], fine, np.sin(fine * pace), 0, marked="none"),
                ),
                points=(
                    Point(float(pos), sin, marker=0),
                    Point(float(pos), cos, marker=1),
                ),
            ),
        ),
        weights=(2, 3),
        table=Table(
            columns=(
                Localized("位置", "position"),
                *(
                    name
                    for i in range(min(code.shape[1] // 2, 4))
                    for name in (
                        Localized(f"sin, 組 {i}", f"sin {i}"), Localized(f"cos, 組 {i}", f"cos {i}")
                    )
                ),
            ),
            rows=tuple(
                (str(p), *(figures(float(v), 4) for v in code[p, : 2 * min(code.shape[1] // 2, 4)]))
                for p in range(shown)
            ),
        ),
    )  # fmt: skip


TRIALS: tuple[Trial, ...] = (
    Trial(
        ask=Localized(
            "位置 1 から 50 先の符号との内積は、3 先との内積（約 5.5）より大きいですか。",
            "Is the product of the codes 50 apart larger than the one 3 apart (about 5.5)?",
        ),
        knobs={"shift": 50},
        guesses=(Localized("小さい", "smaller"), Localized("大きい", "larger")),
        happened=lambda outcome: int(number(outcome, "dot") > float(closeness(3, 16, 10_000.0))),
        because=Localized(
            "内積は Σ cos(kω) で、離れるほど速い組の符号がばらばらになります。",
            "The product is Σ cos(kω): farther apart, the fast pairs no longer agree.",
        ),
    ),
    Trial(
        ask=Localized(
            "組を 0 から 7 に替えます。1 周するのに要る位置の数は 6.28 からどうなりますか。",
            "Go from pair 0 to pair 7. What becomes of the 6.28 positions for one turn?",
        ),
        knobs={"pair": 7},
        guesses=(
            Localized("約 8 倍", "about 8 times"),
            Localized("1000 倍以上", "more than 1000 times"),
        ),
        happened=lambda outcome: int(number(outcome, "wavelength") > 1000 * 2 * math.pi),
        because=Localized(
            "ω は等比数列で 1 から 1/10000 近くまで下がります。遅い組が遠い位置を区別します。",
            "The paces fall geometrically from 1 to nearly 1/10000; slow pairs tell far places "
            "apart.",
        ),
    ),
)


def closeness(shift: int, d: int, base: float) -> float:
    """The product of two codes ``shift`` apart: ``sum cos(shift w)``, wherever they stand."""
    return float(np.cos(shift * paces(d, base)).sum())
