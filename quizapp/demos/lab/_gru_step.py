"""The part of D26 that turns one GRU unit: the update gate in both conventions.

``h' = (1 - z) h + z h̃`` (z weighs the candidate: Cho et al. 2014 in the form of Chung et al. 2014)
or ``h' = z h + (1 - z) h̃`` (z weighs the past: PyTorch, Keras). They are one formula under
``z → 1 - z``. The reset gate r scales what the candidate sees of h.
"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np

from quizapp.demos.figure import Axis, Plot, Point, Series, Table
from quizapp.demos.numerals import figures
from quizapp.demos.spec import Claim, Outcome, Reading, Result
from quizapp.records import Localized

Convention = Literal["candidate", "past"]


def new_state(h: float, candidate: float, z: float, convention: Convention) -> float:
    """The unit's next state."""
    if convention == "candidate":
        return (1.0 - z) * h + z * candidate
    return z * h + (1.0 - z) * candidate


def made_candidate(x: float, r: float, h: float) -> float:
    """``tanh(x + r h)``: what the input adds, and as much of the past as r lets through."""
    return math.tanh(x + r * h)


def gru_step(
    h: float, z: float, convention: Convention, given: float | None, x: float, r: float
) -> Outcome:
    """One step; the candidate is ``given``, or ``tanh(x + r h)``."""
    candidate = made_candidate(x, r, h) if given is None else given
    both = (new_state(h, candidate, z, "candidate"), new_state(h, candidate, z, "past"))
    new = new_state(h, candidate, z, convention)
    share = 1.0 - z if convention == "candidate" else z
    results: dict[str, Result] = {
        "new_h": new,
        "both": both,
        "candidate": candidate,
        "dh": share,
        "h_without_reset": new_state(h, made_candidate(x, 1.0, h), z, convention),
    }
    parts = (
        (f"(1 − {figures(z)})", figures(z))
        if convention == "candidate"
        else (figures(z), f"(1 − {figures(z)})")
    )
    return Outcome(
        figure=_figure(h, candidate, z, convention),
        results=results,
        claims=_claims(h, candidate, z, convention, share, given is None, x),
        notice=_notice(z, convention, given is None, r),
        formula=(
            f"h' = {parts[0]}·{figures(h)} + {parts[1]}·({figures(candidate)}) = {figures(new)}"
        ),
        readings=(
            Reading(Localized("新しい h", "new h"), figures(new), 0),
            Reading(
                Localized("もう一方の流儀", "other convention"),
                figures(both[1 if convention == "candidate" else 0]),
                1,
            ),
            Reading(Localized("候補 h̃", "candidate h̃"), figures(candidate)),
            Reading(Localized("∂h'/∂h（直接）", "∂h'/∂h, direct"), figures(share)),
        ),
    )


def _claims(
    h: float,
    candidate: float,
    z: float,
    convention: Convention,
    share: float,
    computed: bool,
    x: float,
) -> tuple[Claim, ...]:
    step = 1e-5
    measured = (
        new_state(h + step, candidate, z, convention)
        - new_state(h - step, candidate, z, convention)
    ) / (2 * step)
    grid = np.linspace(0.0, 1.0, 41)
    claims = [
        Claim(
            "conventions",
            Localized(
                "2 つの流儀は z を 1−z に置き換えると一致する",
                "the two conventions are one under z → 1−z",
            ),
            all(
                abs(
                    new_state(h, candidate, float(v), "candidate")
                    - new_state(h, candidate, 1.0 - float(v), "past")
                )
                < 1e-12
                for v in grid
            ),
        ),
        Claim(
            "direct",
            Localized(
                f"候補とゲートを固定した ∂h'/∂h は {'1−z' if convention == 'candidate' else 'z'} = "
                f"{figures(share)}",
                "candidate and gates held fixed, ∂h'/∂h is "
                f"{'1−z' if convention == 'candidate' else 'z'} = {figures(share)}",
            ),
            abs(measured - share) < 1e-9,
        ),
        Claim(
            "between",
            Localized(
                "新しい h は、前の h と候補の間にある", "the new h lies between h and the candidate"
            ),
            min(h, candidate) - 1e-12
            <= new_state(h, candidate, z, convention)
            <= max(h, candidate) + 1e-12,
        ),
    ]
    if computed:
        shut = {made_candidate(x, 0.0, state) for state in (-2.0, h, 2.0)}
        open_ = {made_candidate(x, 1.0, state) for state in (-2.0, 2.0)}
        claims.append(
            Claim(
                "reset",
                Localized(
                    "r = 0 なら候補は前の h によらない（r = 1 なら変わる）",
                    "with r = 0 the candidate ignores h (with r = 1 it does not)",
                ),
                len(shut) == 1 and len(open_) == 2,
            )
        )
    return tuple(claims)


def _notice(z: float, convention: Convention, computed: bool, r: float) -> Localized:
    if computed and r == 0:
        return Localized(
            "リセットゲートが 0 なので、候補は前の状態を見ずに入力だけから作られます。",
            "The reset gate is 0: the candidate is made from the input alone.",
        )
    if z in (0.0, 1.0):
        kept = (z == 0.0) == (convention == "candidate")
        return Localized(
            "前の h がそのまま残ります。" if kept else "前の h は捨てられ、候補に置き換わります。",
            "The old h stays as it is." if kept else "The old h is dropped for the candidate.",
        )
    return Localized(
        "同じ z でも、何に掛けるかで出力が入れ替わります。どちらも正しく、資料ごとに確かめます。",
        "One z, two outputs, by what it weighs. Both are right: see which one a text uses.",
    )


def _figure(h: float, candidate: float, z: float, convention: Convention) -> Plot:
    grid = np.linspace(0.0, 1.0, 41)
    kinds: tuple[tuple[Convention, Localized], ...] = (
        ("candidate", Localized("z が候補に掛かる", "z weighs the candidate")),
        ("past", Localized("z が前の h に掛かる", "z weighs the past")),
    )
    if convention == "past":
        kinds = kinds[::-1]
    curves = [
        np.array([new_state(h, candidate, float(v), kind) for v in grid]) for kind, _ in kinds
    ]
    now = [new_state(h, candidate, z, kind) for kind, _ in kinds]
    low, high = sorted((h, candidate))
    air = 0.1 * (high - low) or 0.1
    return Plot(
        title=Localized("更新ゲートと新しい h", "The update gate and the new h"),
        note=Localized(f"z = {figures(z)}", f"z = {figures(z)}"),
        summary=Localized(
            f"z = {figures(z)} で、{kinds[0][1].ja}なら {figures(now[0])}、"
            f"{kinds[1][1].ja}なら {figures(now[1])}。",
            f"At z = {figures(z)} the new h is {figures(now[0])} where {kinds[0][1].en} and "
            f"{figures(now[1])} where {kinds[1][1].en}.",
        ),
        x=Axis(Localized("更新ゲート z", "update gate z"), low=0.0, high=1.0),
        y=Axis(Localized("新しい h", "new h"), low=low - air, high=high + air),
        series=(
            Series(
                Localized("z", "z"), np.full(2, z), np.array([low - air, high + air]),
                faint=True, marked="none",
            ),
            Series(kinds[1][1], grid, curves[1], 1, "dashed", marked="none"),
            Series(kinds[0][1], grid, curves[0], 0, marked="none"),
        ),
        points=tuple(
            Point(z, now[place], Localized(figures(now[place]), figures(now[place])), marker=place)
            for place in (0, 1)
        ),
        table=Table(
            columns=(Localized("z", "z"), kinds[0][1], kinds[1][1]),
            rows=tuple(
                (figures(float(grid[i])), *(figures(float(curve[i])) for curve in curves))
                for i in range(0, 41, 4)
            ),
        ),
    )  # fmt: skip
